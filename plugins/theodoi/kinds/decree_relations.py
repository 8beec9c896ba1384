"""What one document does to another."""

from __future__ import annotations

from theodoi.columns import column, words
from theodoi.kinds.kind import Case, finding, joined, shortened
from theodoi.vocabularies import DocumentRelation

KIND = finding(
    "decree_relations",
    "relation_id",
    "What one document does to another, by the clause that tells it",
    (
        words("relation", DocumentRelation, "{listed}", required=True),
        column(
            "subject_mention_id",
            "text",
            "Mention of the document that acts",
            required=True,
            made_from="subject",
            json="subject",
        ),
        column(
            "object_mention_id",
            "text",
            "Mention of the document that is acted on",
            required=True,
            made_from="object",
            json="object",
        ),
        column(
            "scope",
            "text",
            "whole, or the part that is concerned as printed: khoản 2 Điều 5",
            required=True,
        ),
        column("effective_on", "date", "Day from which it holds, where the sentence tells it"),
    ),
    refers=(("subject_mention_id", "decree_mentions"), ("object_mention_id", "decree_mentions")),
    place=20,
    found="relations",
    one="a relation",
    called="relations between documents",
    reader="theodoi.extract.decrees:read_relations",
    needs=("decree_mentions", "organisation_mentions"),
    target=joined("relation", "subject_mention_id", "object_mention_id"),
    says=joined("relation", "scope"),
    line=lambda row: f"{row['relation']}, {row['scope']}: {shortened(str(row['quote']), 120)}",
    section="decrees",
    cases=(
        Case(
            "Nghị định số 45/2020/NĐ-CP thay thế Nghị định số 43/2011/NĐ-CP.",
            ({"relation": "replaces", "scope": "whole"},),
        ),
    ),
)
