"""Every dataset's columns, defined once: Parquet schemas, staging tables, gates and the data dictionary follow from here."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import pyarrow as pa

from theodoi.rows import Row
from theodoi.vocabularies import (
    AreaFrom,
    Comparator,
    DateFrom,
    Direction,
    DocumentEvent,
    DocumentForm,
    DocumentRelation,
    DocumentStage,
    FoundBy,
    HappenedPrecision,
    IssuedPrecision,
    Measure,
    Outcome,
    PeriodFrom,
    PeriodKind,
    PublishedFrom,
    PublishedPrecision,
    RankingScope,
    Role,
    Status,
    StatusDetail,
    UnitDetail,
    YearFrom,
    choice,
    listed,
)

# URLs of documents that came without one: a file's name in an import.
DUMP = "urn:theodoi:dump:"

Vocabulary = type[StrEnum]

# Column types, and what they are in Parquet and in Postgres. Figures are decimals, never floats.
_ARROW = {
    "text": pa.string(),
    "integer": pa.int64(),
    "numeric": pa.decimal128(38, 9),
    "boolean": pa.bool_(),
    "timestamp": pa.timestamp("us", tz="UTC"),
    "date": pa.date32(),
    "json": pa.string(),
}
_POSTGRES = {
    "text": "text",
    "integer": "bigint",
    "numeric": "numeric",
    "boolean": "boolean",
    "timestamp": "timestamptz",
    "date": "date",
    "json": "jsonb",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a dataset.

    `content` says whether the value belongs to the content checksum: what a reader of the warehouse sees is
    content, where and when a batch ran or a page was fetched is not. `first_name` is the name under which the
    checksum takes the values of a column that was renamed since. `vocabulary` is the closed list that the value is of.
    """

    name: str
    type: str
    description: str
    required: bool = False
    content: bool = True
    first_name: str | None = None
    vocabulary: Vocabulary | None = None

    @property
    def arrow(self) -> pa.DataType:
        return _ARROW[self.type]

    @property
    def postgres(self) -> str:
        return _POSTGRES[self.type]


# Content that says where a row stands, not what it tells: it moves with the text before it and with the capture. Keys
# are hashes of these.
WHERE = frozenset({"article_id", "article_version_id", "capture_id", "ordinal", "start_char", "end_char"})


@dataclass(frozen=True, slots=True)
class Dataset:
    """A dataset that stages exchange through the lake; `key` names its one-column primary key."""

    name: str
    key: str
    description: str
    columns: tuple[Column, ...]
    parent: tuple[str, str] | None = None  # (parent dataset, the column that both share)
    refers: tuple[tuple[str, str], ...] = ()  # (column, dataset whose key it holds), checked earlier at the same gate

    @property
    def schema(self) -> pa.Schema:
        return pa.schema([pa.field(c.name, c.arrow, nullable=not c.required) for c in self.columns])

    @property
    def names(self) -> list[str]:
        return [c.name for c in self.columns]

    @property
    def content(self) -> list[str]:
        return [c.name for c in self.columns if c.content]

    @property
    def fact(self) -> list[str]:
        """The columns that make two rows tell the same: all content but the key and `WHERE`."""
        return [name for name in self.content if name != self.key and name not in WHERE]

    @property
    def renamed(self) -> dict[str, str]:
        """The first names of columns that were renamed since, by their names of today."""
        return {c.name: c.first_name for c in self.columns if c.first_name is not None}

    def table(self, rows: Iterable[Row]) -> pa.Table:
        """Rows as an Arrow table of this dataset's schema. Raises pa.ArrowInvalid when a value does not fit."""
        return pa.Table.from_pylist(list(rows), schema=self.schema)


def key_of(*parts: object) -> str:
    """A short stable key (128 bits, hex) of the parts; None and "" differ."""
    joined = "\x1f".join("\x00" if p is None else str(p) for p in parts)
    return hashlib.blake2b(joined.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _c(
    name: str,
    type: str,
    description: str,
    *,
    required: bool = False,
    content: bool = True,
    first_name: str | None = None,
) -> Column:
    return Column(name, type, description, required, content, first_name)


def _w(name: str, vocabulary: type[StrEnum], description: str, *, required: bool = False) -> Column:
    """A column of words of a vocabulary; "{listed}" and "{choice}" of the description become the words."""
    words = description.replace("{listed}", listed(vocabulary)).replace("{choice}", choice(vocabulary))
    return Column(name, "text", words, required, vocabulary=vocabulary)


_BATCH = _c("batch_id", "text", "Batch that brought the row, e.g. nightly/2026-11-21", required=True, content=False)
_ARTICLE = _c("article_id", "text", "Article the row belongs to", required=True)
_VERSION = _c("article_version_id", "text", "Version of the article's text that the offsets refer to", required=True)
_RULES = _c(
    "rules_version",
    "text",
    "Version of code and registry that made the row; ops.runs names those of learnt tables",
    required=True,
    content=False,
)

CAPTURES = Dataset(
    "captures",
    "capture_id",
    "One HTTP response or imported document, kept in a WARC segment",
    (
        _c("capture_id", "text", "Hash of batch, URL and payload digest", required=True),
        _BATCH,
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
        _w("found_by", FoundBy, "How the URL was found: {listed}"),
        _c("announced_at", "timestamp", "Publication time that the feed or sitemap gave"),
    ),
)

OUTCOMES = Dataset(
    "outcomes",
    "capture_id",
    "What cleaning made of one capture: an article, or why not",
    (
        _c("capture_id", "text", "The capture", required=True),
        _BATCH,
        _c("source_id", "text", "Source of the capture", required=True),
        _c("url", "text", "URL of the capture", required=True),
        _w("outcome", Outcome, "{listed}", required=True),
        _c("reason", "text", "One sentence for a person"),
        _c("parts", "integer", "Articles found in the capture (a glued dump has several)", required=True),
        _RULES,
    ),
    parent=("captures", "capture_id"),
)

ARTICLES = Dataset(
    "articles",
    "article_version_id",
    "One article as a reader sees it, in one version",
    (
        _VERSION,
        _ARTICLE,
        _BATCH,
        _c("capture_id", "text", "Capture it was read from", required=True),
        _c("source_id", "text", "Source", required=True),
        _c("url", "text", "Canonical URL; urn:theodoi:dump:… for a dump without one", required=True),
        _c("part", "integer", "Part of a glued dump, 1 for a single article", required=True),
        _c("title", "text", "Headline"),
        _c(
            "text",
            "text",
            "Main text, one paragraph a line, lead first; offsets of all findings refer to it",
            required=True,
        ),
        _c("text_raw", "text", "The text before Unicode and diacritics repair, null when nothing was changed"),
        _c(
            "repaired_spans",
            "json",
            "Stretches of the text whose lost diacritics were given back: a list of [start, end, as printed]; null when none",
        ),
        _c(
            "repaired",
            "boolean",
            "True when words of the text, title or captions were given back lost diacritics",
            required=True,
        ),
        _c("author", "text", "By-line"),
        _c("credit", "text", "Other paper or agency that the article names as its source, e.g. VOV"),
        _c("section", "text", "Leaf of the breadcrumb"),
        _c("published_at", "timestamp", "Publication time; null when unknown"),
        _w("published_precision", PublishedPrecision, "{choice}"),
        _w("published_from", PublishedFrom, "Where the time came from: {listed}"),
        _c("modified_at", "timestamp", "Last modification that the page states"),
        _c("published_on", "date", "Publication day in Asia/Ho_Chi_Minh"),
        _c("captured_at", "timestamp", "When the capture was made", required=True, content=False),
        _c("repairs", "json", "What text repair changed: counts by kind"),
        _c("captions", "json", "Captions of the article's pictures, a list; null when it has none"),
        _c(
            "removed_lines",
            "json",
            "Lines of the text that the learnt table of boilerplate knows, a list; null when nothing was taken out",
        ),
        _RULES,
    ),
    parent=("captures", "capture_id"),
)

_FINDING = (
    _ARTICLE,
    _VERSION,
    _BATCH,
    _c("ordinal", "integer", "Position among the article's findings of this kind, from 0", required=True),
    _c("start_char", "integer", "Offset of the evidence in articles.text (code points)", required=True),
    _c("end_char", "integer", "End of the evidence, exclusive", required=True),
    _c("quote", "text", "The evidence itself: text[start_char:end_char]", required=True),
)
_HOW = (
    _c(
        "repaired",
        "boolean",
        "True when the evidence touches words whose lost diacritics were given back",
        required=True,
    ),
    _c("confidence", "numeric", "0 to 1: how sure the rule is", required=True),
    _c("method", "text", "Rule that made the finding", required=True),
    _RULES,
)
_PARENT = ("articles", "article_version_id")

DECREE_MENTIONS = Dataset(
    "decree_mentions",
    "mention_id",
    "One citation of a legal or administrative document",
    (
        _c("mention_id", "text", "Hash of version, kind, offsets, ordinal, target", required=True),
        *_FINDING,
        _c("number", "text", "Official number, properly written: 61/2018/NĐ-CP; null for a document named without one"),
        _c("doc_type", "text", "Lower-case type: nghị định, quyết định, …"),
        _c("issuer", "text", "Issuing authority's full name"),
        _c("year", "integer", "Year of the document"),
        _w("year_from", YearFrom, "{listed}"),
        _c(
            "issued_on",
            "date",
            "Date of issue as stated at this mention; the month's first day where only that is stated",
        ),
        _w("issued_precision", IssuedPrecision, "{choice}"),
        _w("date_from", DateFrom, "{listed}"),
        _c("title", "text", "Subject as printed after the citation, or the document's name: Luật Giao dịch điện tử"),
        _w("stage", DocumentStage, "{choice}, of a document that is not out yet"),
        _c("pinpoint", "text", "Part of the document that is meant, as printed: khoản 2 Điều 5"),
        _w(
            "form",
            DocumentForm,
            "full (by its number), short (Nghị quyết 17), back (Nghị định này), nickname (Đề án 06), named (without a number)",
            required=True,
        ),
        _c(
            "short_form",
            "boolean",
            "True when nothing in the article resolves a short form such as Nghị định 168 or Nghị định này",
            required=True,
        ),
        *_HOW,
    ),
    parent=_PARENT,
)

_MENTIONS = "decree_mentions"
DECREE_RELATIONS = Dataset(
    "decree_relations",
    "relation_id",
    "What one document does to another, by the clause that tells it",
    (
        _c("relation_id", "text", "Hash of version, kind, offsets, ordinal, target", required=True),
        *_FINDING,
        _w("relation", DocumentRelation, "{listed}", required=True),
        _c("subject_mention_id", "text", "Mention of the document that acts", required=True),
        _c("object_mention_id", "text", "Mention of the document that is acted on", required=True),
        _c("scope", "text", "whole, or the part that is concerned as printed: khoản 2 Điều 5", required=True),
        _c("effective_on", "date", "Day from which it holds, where the sentence tells it"),
        *_HOW,
    ),
    parent=_PARENT,
    refers=(("subject_mention_id", _MENTIONS), ("object_mention_id", _MENTIONS)),
)

DECREE_EVENTS = Dataset(
    "decree_events",
    "event_id",
    "A step in a document's life, by the clause that tells it",
    (
        _c("event_id", "text", "Hash of version, kind, offsets, ordinal, target", required=True),
        *_FINDING,
        _w("event", DocumentEvent, "{listed}", required=True),
        _c("subject_mention_id", "text", "Mention of the document", required=True),
        _c("happened_on", "date", "Day it happened or will; the first of the month or year where only that is stated"),
        _w("happened_precision", HappenedPrecision, "{choice}"),
        *_HOW,
    ),
    parent=_PARENT,
    refers=(("subject_mention_id", _MENTIONS),),
)

ORGANISATION_MENTIONS = Dataset(
    "organisation_mentions",
    "mention_id",
    "One mention of an organisation",
    (
        _c("mention_id", "text", "Hash of version, kind, offsets, ordinal, target", required=True),
        *_FINDING,
        _c("organisation_id", "text", "Organisation in the registry, or an id made from its name", required=True),
        _c("name", "text", "Full official name at the time of the article", required=True),
        _c("kind", "text", "ministry, agency, province_committee, …"),
        _c("registered", "boolean", "False for a body that the registry does not hold", required=True),
        _c("office_holder", "boolean", "True for an office held by one person (Thủ tướng Chính phủ)", required=True),
        _c("parent_id", "text", "Body that it belongs to, by the registry or the text"),
        _c("place", "text", "Province that it belongs to, as an id of registry/places.yaml"),
        _w("role", Role, "What it does in its sentence: {listed}", required=True),
        _c("person", "text", "Who speaks, acts or holds office for it, as printed"),
        _c("office", "text", "That person's office, as printed"),
        *_HOW,
    ),
    parent=_PARENT,
)

SYSTEM_MENTIONS = Dataset(
    "system_mentions",
    "mention_id",
    "One mention of a named state information system",
    (
        _c("mention_id", "text", "Hash of version, kind, offsets, ordinal, target", required=True),
        *_FINDING,
        _c("system_id", "text", "System in the registry", required=True),
        _c("name", "text", "Full name", required=True),
        *_HOW,
    ),
    parent=_PARENT,
)

METRICS = Dataset(
    "metrics",
    "metric_id",
    "One quantified statement",
    (
        _c("metric_id", "text", "Hash of version, kind, offsets, ordinal, target", required=True),
        *_FINDING,
        _c("value", "numeric", "Value, scaled: 5 tỷ đồng is 5000000000", required=True),
        _c("value_high", "numeric", "Upper end of a range"),
        _c("unit", "text", "percent, count, times, rank, score, ISO currency, or a physical unit", required=True),
        _w("comparator", Comparator, "{listed}", required=True),
        _w("measure", Measure, "{choice}", required=True),
        _w("direction", Direction, "{choice}, for a change", required=True),
        _w("status", Status, "{choice}", required=True),
        _w("status_detail", StatusDetail, "{choice}", required=True),
        _w("unit_detail", UnitDetail, "{choice}, where the unit alone does not tell"),
        _c("denominator", "numeric", "What the value is out of: 63 in 40/63 tỉnh"),
        _c("per", "text", "Denominator of a rate: tháng, m2"),
        _c("base", "text", "What a share is of, as printed: GDP, tổng số hồ sơ"),
        _c("period", "text", "ISO-like period: 2022, 2022-Q1, 2022-04, 2019-01/2019-07"),
        _w(
            "period_from",
            PeriodFrom,
            "stated in the sentence, carried from the one before, or inferred from the day of publication",
        ),
        _w("period_kind", PeriodKind, "{choice}"),
        _c("baseline", "text", "Period that a change is measured against, like period"),
        _c("object", "text", "Noun phrase that is measured"),
        _c("indicator_id", "text", "What is measured: an indicator of registry/indicators.yaml"),
        _w("ranking_scope", RankingScope, "List of a ranking: {choice}"),
        _c("edition", "integer", "Year of the ranking's or index's edition"),
        _c("organisation_id", "text", "Whose figure it is"),
        _c("area", "text", "Province that it speaks of, by id, or vn for the whole country"),
        _w("area_from", AreaFrom, "stated, subject (the organisation's own) or inferred (the article's)"),
        _c("system_id", "text", "Information system that it speaks of"),
        _c("basis", "text", "Number of the document that sets it"),
        _c("said_by_person", "text", "Who says it, as printed"),
        _c("said_by_organisation_id", "text", "Body that says it"),
        _c("source_document", "text", "Number of the report that tells it"),
        _c("sentence", "text", "The whole sentence", required=True),
        _c("minor", "boolean", "True for a small count with no charting value", required=True),
        *_HOW,
    ),
    parent=_PARENT,
)

QUARANTINE = Dataset(
    "quarantine",
    "quarantine_id",
    "One row that failed a row-level check, or one record that could not be read, whole, with its reason",
    (
        _c("quarantine_id", "text", "Hash of dataset, key, expectation, content", required=True),
        _BATCH,
        _c("dataset", "text", "Dataset the row was meant for", required=True),
        _c("row_key", "text", "The row's key", required=True),
        _c("expectation", "text", "Check that it failed", required=True),
        _c("reason", "text", "One sentence for a person", required=True),
        _c("content_hash", "text", "Hash of the row's content columns", required=True),
        _c("row", "json", "The row, whole", required=True),
    ),
)

FINDINGS = (DECREE_MENTIONS, DECREE_RELATIONS, DECREE_EVENTS, ORGANISATION_MENTIONS, SYSTEM_MENTIONS, METRICS)
DATASETS = {d.name: d for d in (CAPTURES, OUTCOMES, ARTICLES, *FINDINGS, QUARANTINE)}
