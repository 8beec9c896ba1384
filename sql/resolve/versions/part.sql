-- One part of a change.

INSERT INTO warehouse.article_change_parts (change_id, ordinal, side, what, place, start_char, end_char)
VALUES (:change_id, :ordinal, :side, :what, :place, :start_char, :end_char);
