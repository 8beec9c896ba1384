"""What outlets changed in their articles: each sighting beside the one before it, and pages that are gone.

The comparison is theodoi.stories.changes. The result is a function of sightings and lost pages alone: neither the order
of loading nor a repeated publish changes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from sqlalchemy import Connection, Row, text

from theodoi.contracts import key_of
from theodoi.database import sql_file
from theodoi.rows import Row as Fields
from theodoi.stories.changes import Changes, changes
from theodoi.vocabularies import ArticleChange, ChangedPart, ChangedSide

_COUNTED = {
    "figures": ChangedPart.FIGURE, "documents": ChangedPart.DOCUMENT, "names": ChangedPart.NAME, "dates": ChangedPart.DATE,
}  # fmt: skip
_NOTHING = Changes((), False, 0, 0)


def resolve_versions(connection: Connection) -> None:
    """Tell anew what changed in the articles of the temporary table touched_articles."""
    connection.execute(
        text("DELETE FROM warehouse.article_changes AS c USING touched_articles AS t WHERE t.article_id = c.article_id")
    )
    rows = connection.execute(text(sql_file("resolve/versions/sightings.sql")))
    of_addresses = groupby(rows, key=lambda row: (row.article_id, row.url))
    told = [change for _, sightings in of_addresses for change in _changes(sightings)]
    parts = [
        {
            "change_id": change["change_id"],
            "ordinal": ordinal,
            "side": part.side.value,
            "what": part.what.value,
            "place": part.place.value,
            "start_char": part.start,
            "end_char": part.end,
        }
        for change, found in told
        for ordinal, part in enumerate(found.parts)
    ]
    # Without rows, a statement would be run once without parameters.
    if told:
        connection.execute(text(sql_file("resolve/versions/change.sql")), [change for change, _ in told])
    if parts:
        connection.execute(text(sql_file("resolve/versions/part.sql")), parts)


def _changes(sightings: Iterable[Row[tuple[object, ...]]]) -> Iterator[tuple[dict[str, object], Changes]]:
    """The changes of one address, in their order.

    Two sightings that other rules read are not compared: what differs may be the rules'. A reprocess of both tells.
    """
    before: Row[tuple[object, ...]] | None = None
    lost: tuple[dict[str, object], Changes] | None = None
    for row in sightings:
        if row.article_version_id is None:
            if before is not None and lost is None:
                lost = _change(ArticleChange.VANISHED, before, row, _NOTHING), _NOTHING
            continue
        if lost is not None:
            yield lost[0] | {"returned_at": row.captured_at}, lost[1]
            lost = None
        if before is not None and before.rules_version == row.rules_version:
            found = _compared(before, row)
            if found:
                yield _change(ArticleChange.EDITED, before, row, found), found
        before = row
    if lost is not None:
        yield lost


def _compared(old: Row[tuple[object, ...]], new: Row[tuple[object, ...]]) -> Changes:
    if (old.article_version_id, old.title) == (new.article_version_id, new.title):
        return _NOTHING
    ignored = {*(old.removed_lines or ()), *(new.removed_lines or ())}
    return changes(old.title, old.text, new.title, new.text, ignored=ignored)


def _change(
    kind: ArticleChange, old: Row[tuple[object, ...]], new: Row[tuple[object, ...]], found: Changes
) -> dict[str, object]:
    counts: Fields = {
        f"{name}_{side.value}": found.count(what, side) for name, what in _COUNTED.items() for side in ChangedSide
    }
    return {
        "change_id": key_of(new.article_id, kind.value, old.capture_id, new.capture_id or new.captured_at.isoformat()),
        "article_id": new.article_id,
        "kind": kind.value,
        "noticed_at": new.captured_at,
        "old_version_id": old.article_version_id,
        "new_version_id": new.article_version_id,
        "old_capture_id": old.capture_id,
        "new_capture_id": new.capture_id,
        "status": new.status,
        "returned_at": None,
        "title_changed": found.title_changed,
        "letters_added": found.letters_added,
        "letters_removed": found.letters_removed,
        "passages": found.count(ChangedPart.PASSAGE),
        **counts,
    }
