"""Columns that all kinds of findings share: where the evidence stands, and how the finding was made."""

from __future__ import annotations

from theodoi.columns import column

BATCH = column(
    "batch_id", "text", "Batch that brought the row, e.g. nightly/2026-11-21", required=True, content=False, json=None
)
ARTICLE = column("article_id", "text", "Article the row belongs to", required=True)
VERSION = column("article_version_id", "text", "Version of the article's text that the offsets refer to", required=True)
RULES = column(
    "rules_version",
    "text",
    "Version of code and registry that made the row; ops.runs names those of learnt tables",
    required=True,
    content=False,
)

EVIDENCE = (
    ARTICLE,
    VERSION,
    BATCH,
    column("ordinal", "integer", "Position among the article's findings of this kind, from 0", required=True),
    column("start_char", "integer", "Offset of the evidence in articles.text (code points)", required=True),
    column("end_char", "integer", "End of the evidence, exclusive", required=True),
    column("quote", "text", "The evidence itself: text[start_char:end_char]", required=True, of_others=True),
)
HOW = (
    column(
        "repaired",
        "boolean",
        "True when the evidence touches words whose lost diacritics were given back",
        required=True,
    ),
    column("confidence", "numeric", "0 to 1: how sure the rule is", required=True),
    column("method", "text", "Rule that made the finding", required=True),
    RULES,
)
SHARED = frozenset(c.name for c in (*EVIDENCE, *HOW))
