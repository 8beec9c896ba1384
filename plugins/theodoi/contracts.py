"""Every dataset's columns, defined once: Parquet schemas, staging tables, gates and the data dictionary follow from here.

What a kind of finding is stands in its own file of `theodoi.kinds`.
"""

from __future__ import annotations

from theodoi.columns import WHERE, Column, Dataset, key_of, words
from theodoi.columns import column as _c
from theodoi.kinds import KINDS, Kind
from theodoi.kinds.common import ARTICLE, BATCH, RULES, VERSION
from theodoi.vocabularies import FoundBy, Outcome, PublishedPrecision, PublishedSource

__all__ = [
    "ARTICLES", "CAPTURES", "DATASETS", "DECREE_EVENTS", "DECREE_MENTIONS", "DECREE_RELATIONS", "DUMP", "FINDINGS", "METRICS",
    "ORGANISATION_MENTIONS", "OUTCOMES", "QUARANTINE", "SYSTEM_MENTIONS", "WHERE", "Column", "Dataset", "Kind", "key_of",
]  # fmt: skip

# URLs of documents that came without one: a file's name in an import.
DUMP = "urn:theodoi:dump:"

CAPTURES = Dataset(
    "captures",
    "capture_id",
    "One HTTP response or imported document, kept in a WARC segment",
    (
        _c("capture_id", "text", "Hash of batch, URL and payload digest", required=True),
        BATCH,
        _c("source_id", "text", "Source in registry/sources, or the name given to an import", required=True),
        _c("url", "text", "URL asked for; urn:theodoi:dump:… for a document without one", required=True),
        _c("final_url", "text", "URL that answered, after redirects"),
        _c("captured_at", "timestamp", "When the response was received (WARC-Date)", required=True, content=False),
        _c("status", "integer", "HTTP status; 200 for imported files", required=True),
        _c("content_type", "text", "Content-Type as sent, or guessed for files"),
        _c("digest", "text", "SHA-1 of the payload, base32, as in WARC-Payload-Digest", required=True),
        _c("warc", "text", "WARC segment's path inside the lake", required=True, content=False),
        _c("warc_offset", "integer", "Byte offset of the record in the segment", required=True, content=False),
        _c("warc_length", "integer", "Bytes of the compressed record", required=True, content=False),
        _c("payload_bytes", "integer", "Bytes of the payload", required=True),
        words("found_by", FoundBy, "How the URL was found: {listed}"),
        _c("announced_at", "timestamp", "Publication time that the feed or sitemap gave"),
    ),
)

OUTCOMES = Dataset(
    "outcomes",
    "capture_id",
    "What cleaning made of one capture: an article, or why not",
    (
        _c("capture_id", "text", "The capture", required=True),
        BATCH,
        _c("source_id", "text", "Source of the capture", required=True),
        _c("url", "text", "URL of the capture", required=True),
        words("outcome", Outcome, "{listed}", required=True),
        _c("reason", "text", "One sentence for a person"),
        _c("parts", "integer", "Articles found in the capture (a glued dump has several)", required=True),
        RULES,
    ),
    parent=("captures", "capture_id"),
)

ARTICLES = Dataset(
    "articles",
    "article_version_id",
    "One article as a reader sees it, in one version",
    (
        VERSION,
        ARTICLE,
        BATCH,
        _c("capture_id", "text", "Capture it was read from", required=True),
        _c("source_id", "text", "Source", required=True),
        _c("url", "text", "Canonical URL; urn:theodoi:dump:… for a dump without one", required=True),
        _c("part", "integer", "Part of a glued dump, 1 for a single article", required=True),
        _c("title", "text", "Headline", of_others=True),
        _c(
            "text",
            "text",
            "Main text, one paragraph a line, lead first; offsets of all findings refer to it",
            required=True,
            of_others=True,
        ),
        _c(
            "text_raw",
            "text",
            "The text before Unicode and diacritics repair, null when nothing was changed",
            of_others=True,
        ),
        _c(
            "repaired_spans",
            "json",
            "Stretches of the text whose lost diacritics were given back: a list of [start, end, as printed]; null when none",
            of_others=True,
        ),
        _c(
            "repaired",
            "boolean",
            "True when words of the text, title or captions were given back lost diacritics",
            required=True,
        ),
        _c("author", "text", "By-line", of_others=True, person=True),
        _c("credit", "text", "Other paper or agency that the article names as its source, e.g. VOV"),
        _c("section", "text", "Leaf of the breadcrumb"),
        _c("published_at", "timestamp", "Publication time; null when unknown"),
        words("published_precision", PublishedPrecision, "{choice}"),
        words("published_source", PublishedSource, "Where the time came from: {listed}", first_name="published_from"),
        _c("modified_at", "timestamp", "Last modification that the page states"),
        _c("published_on", "date", "Publication day in Asia/Ho_Chi_Minh"),
        _c("captured_at", "timestamp", "When the capture was made", required=True, content=False),
        _c("repairs", "json", "What text repair changed: counts by kind"),
        _c("captions", "json", "Captions of the article's pictures, a list; null when it has none", of_others=True),
        _c(
            "removed_lines",
            "json",
            "Lines of the text that the learnt table of boilerplate knows, a list; null when nothing was taken out",
            of_others=True,
        ),
        RULES,
    ),
    parent=("captures", "capture_id"),
)

QUARANTINE = Dataset(
    "quarantine",
    "quarantine_id",
    "One row that failed a row-level check, or one record that could not be read, whole, with its reason",
    (
        _c("quarantine_id", "text", "Hash of dataset, key, expectation, content", required=True),
        BATCH,
        _c("dataset", "text", "Dataset the row was meant for", required=True),
        _c("row_key", "text", "The row's key", required=True),
        _c("expectation", "text", "Check that it failed", required=True),
        _c("reason", "text", "One sentence for a person", required=True),
        _c("content_hash", "text", "Hash of the row's content columns", required=True),
        _c("row", "json", "The row, whole", required=True),
    ),
)

FINDINGS: tuple[Kind, ...] = KINDS
DATASETS: dict[str, Dataset] = {d.name: d for d in (CAPTURES, OUTCOMES, ARTICLES, *FINDINGS, QUARANTINE)}

_KINDS = {kind.name: kind for kind in KINDS}
DECREE_MENTIONS = _KINDS["decree_mentions"]
DECREE_RELATIONS = _KINDS["decree_relations"]
DECREE_EVENTS = _KINDS["decree_events"]
ORGANISATION_MENTIONS = _KINDS["organisation_mentions"]
SYSTEM_MENTIONS = _KINDS["system_mentions"]
METRICS = _KINDS["metrics"]
