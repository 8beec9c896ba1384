-- A line of a version of the boilerplate lines.

INSERT INTO ops.boilerplate_lines (version, source_id, folded, line, articles, days)
VALUES (:version, :source_id, :folded, :line, :articles, :days);
