"""Steps in the lives of documents."""

from __future__ import annotations

from datetime import date

from theodoi.columns import column, words
from theodoi.kinds.kind import Case, finding, joined, shortened, shown
from theodoi.rows import Row
from theodoi.vocabularies import DocumentEvent, HappenedPrecision


def _line(row: Row) -> str:
    day = f" {shown(row['happened_on'])}" if row.get("happened_on") else ""
    return f"{row['event']}{day}: {shortened(str(row['quote']), 120)}"


KIND = finding(
    "decree_events",
    "event_id",
    "A step in a document's life, by the clause that tells it",
    (
        words("event", DocumentEvent, "{listed}", required=True),
        column(
            "subject_mention_id",
            "text",
            "Mention of the document",
            required=True,
            made_from="subject",
            json="subject",
        ),
        column(
            "happened_on",
            "date",
            "Day it happened or will; the first of the month or year where only that is stated",
        ),
        words("happened_precision", HappenedPrecision, "{choice}", made_from="precision"),
    ),
    refers=(("subject_mention_id", "decree_mentions"),),
    place=30,
    found="events",
    one="an event",
    called="events of documents",
    reader="theodoi.extract.decrees:read_events",
    needs=("decree_mentions", "organisation_mentions"),
    target=joined("event", "subject_mention_id"),
    says=joined("event", "happened_on"),
    line=_line,
    section="decrees",
    cases=(
        Case(
            "Nghị định số 61/2018/NĐ-CP có hiệu lực từ ngày 21/6/2018.",
            ({"event": "takes_effect", "happened_on": date(2018, 6, 21)},),
        ),
    ),
)
