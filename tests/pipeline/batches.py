"""Batches written straight into a lake's passed stage, for tests of what comes after the gates."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal

from theodoi.contracts import (
    ARTICLES,
    CAPTURES,
    DATASETS,
    FINDINGS,
    OUTCOMES,
    QUARANTINE,
    key_of,
)
from theodoi.extract.findings import extract
from theodoi.extract.spans import Context
from theodoi.kinds import KINDS
from theodoi.lake import Lake, Manifest

RULES = "test"


@dataclass(frozen=True)
class Cited:
    """One decree citation of a test article; `title` is the name of a document without a number."""

    number: str | None
    year: int | None = None
    issuer: str | None = "Chính phủ"
    issued_on: date | None = None
    title: str | None = None
    stage: str | None = None
    doc_type: str = "nghị quyết"


@dataclass(frozen=True)
class TestArticle:
    """An article as the gates would pass it on: its findings point at the first words of its text."""

    __test__ = False

    url: str
    text: str
    captured_at: datetime = datetime(2026, 11, 22, 19, tzinfo=UTC)
    decrees: tuple[Cited, ...] = ()
    organisations: tuple[str, ...] = ()
    metrics: tuple[str | dict, ...] = ()  # values, or columns with a value
    title: str = "Tiêu đề"
    published_at: datetime | None = None  # when it was captured, if not told
    dated: bool = True  # whether the page tells its day at all
    relations: tuple[tuple[int, str, int], ...] = ()  # (position among decrees, relation, position)
    events: tuple[tuple[str, int, date | None], ...] = ()
    read: tuple[str, ...] = ()  # kinds without references that are read from the text, as the extract stage does
    source_id: str = "to-bao"
    capture_id: str | None = None  # of another batch, for a reprocess; else made from batch, address and text


@dataclass
class TestBatch:
    """Rows of all datasets of one batch."""

    __test__ = False

    batch_id: str
    articles: list[TestArticle]
    quarantine: list[dict] = field(default_factory=list)

    def write(self, lake: Lake) -> None:
        """Write all datasets at the stage `passed`, and the quarantine of every gate (the rows at `articles`), with manifests."""
        rows: dict[str, list[dict]] = {}
        for article in self.articles:
            self._add(rows, article)
        for dataset in (CAPTURES, OUTCOMES, ARTICLES, *FINDINGS):
            count = lake.write_shard(
                dataset, self.batch_id, "shard-00000", dataset.table(rows.get(dataset.name, [])), "passed"
            )
            lake.write_manifest(Manifest(dataset.name, self.batch_id, {"shard-00000.parquet": count}), "passed")
        count = lake.write_shard(
            QUARANTINE, self.batch_id, "shard-00000", QUARANTINE.table(self.quarantine), "articles"
        )
        lake.write_manifest(Manifest(QUARANTINE.name, self.batch_id, {"shard-00000.parquet": count}), "articles")
        for stage in ("raw", "captures", "extract", "findings"):
            lake.write_manifest(Manifest(QUARANTINE.name, self.batch_id, {}), stage)

    def _add(self, rows: dict[str, list[dict]], a: TestArticle) -> None:
        article_id = key_of(a.url)
        version = key_of(article_id, a.text)
        capture = a.capture_id or key_of(self.batch_id, a.url, a.text)
        rows.setdefault("captures", []).append(
            {
                "capture_id": capture, "batch_id": self.batch_id, "source_id": a.source_id, "url": a.url, "final_url": None,
                "captured_at": a.captured_at, "status": 200, "content_type": "text/html", "digest": "A" * 32, "warc": "w",
                "warc_offset": 0, "warc_length": 10, "payload_bytes": 10, "found_by": None, "announced_at": None,
            }
        )  # fmt: skip
        rows.setdefault("outcomes", []).append(
            {
                "capture_id": capture, "batch_id": self.batch_id, "source_id": a.source_id, "url": a.url, "outcome": "article",
                "reason": None, "parts": 1, "rules_version": RULES,
            }
        )  # fmt: skip
        rows.setdefault("articles", []).append(
            {
                "article_version_id": version, "article_id": article_id, "batch_id": self.batch_id, "capture_id": capture,
                "source_id": a.source_id, "url": a.url, "part": 1, "title": a.title, "text": a.text, "text_raw": None, "repaired_spans": None, "repaired": False, "author": "",
                "credit": None, "section": None, "published_at": (a.published_at or a.captured_at) if a.dated else None, "published_precision": "minute", "published_source": "meta",
                "modified_at": None, "published_on": (a.published_at or a.captured_at).date() if a.dated else None, "captured_at": a.captured_at, "repairs": '{"nfc": 1}',
                "captions": '["Ảnh minh hoạ"]', "removed_lines": None, "rules_version": RULES,
            }
        )  # fmt: skip

        def common(kind: str, ordinal: int, target: object) -> dict:
            return {
                "article_id": article_id, "article_version_id": version, "batch_id": self.batch_id, "ordinal": ordinal, "start_char": 0,
                "end_char": 4, "quote": a.text[:4], "repaired": False, "confidence": Decimal(1), "method": "test", "rules_version": RULES,
                DATASETS[kind].key: key_of(version, kind, ordinal, target),
            }  # fmt: skip

        rows.setdefault("decree_mentions", []).extend(
            common("decree_mentions", n, c.number or c.title)
            | {
                "number": c.number, "doc_type": c.doc_type, "document_class": None, "type_disagrees": False, "issuer": c.issuer, "year": c.year, "year_basis": "text" if c.year else None,
                "issued_on": c.issued_on, "date_basis": "text" if c.issued_on else None, "issued_precision": "day" if c.issued_on else None, "title": c.title, "stage": c.stage, "pinpoint": None, "form": "full" if c.number else "named", "unresolved": False,
            }
            for n, c in enumerate(a.decrees)
        )  # fmt: skip
        mentions = [row["mention_id"] for row in rows["decree_mentions"] if row["article_version_id"] == version]
        rows.setdefault("decree_relations", []).extend(
            common("decree_relations", n, relation)
            | {
                "relation": relation, "subject_mention_id": mentions[subject], "object_mention_id": mentions[obj], "scope": "whole",
                "effective_on": None,
            }
            for n, (subject, relation, obj) in enumerate(a.relations)
        )  # fmt: skip
        rows.setdefault("decree_events", []).extend(
            common("decree_events", n, event)
            | {
                "event": event, "subject_mention_id": mentions[subject], "happened_on": day, "happened_precision": "day" if day else None,
            }
            for n, (event, subject, day) in enumerate(a.events)
        )  # fmt: skip
        rows.setdefault("organisation_mentions", []).extend(
            common("organisation_mentions", n, name)
            | {
                "organisation_id": f"test-{key_of(name)[:6]}",
                "name": name,
                "kind": "company",
                "registered": False,
                "office_holder": False,
                "parent_id": None,
                "area": None,
                "role": "acts",
                "person": None,
                "office": None,
            }
            for n, name in enumerate(a.organisations)
        )
        found = extract(a.text, Context(published_on=(a.published_at or a.captured_at).date())) if a.read else None
        for kind in KINDS:
            if found and kind.name in a.read:
                rows.setdefault(kind.name, []).extend(
                    common(kind.name, n, kind.target(kind.values(one)))
                    | {"start_char": one.start, "end_char": one.end, "quote": one.quote, "method": one.method}
                    | kind.values(one)
                    for n, one in enumerate(found.of(kind.found))
                )
        rows.setdefault("metrics", []).extend(
            common("metrics", n, value)
            | {
                "value": Decimal(value), "value_high": None, "unit": "percent", "comparator": "eq", "measure": "level", "direction": "up",
                "status": "observed", "status_detail": "official", "unit_detail": None, "denominator": None, "per": None, "base": None,
                "base_id": None, "aggregation": "level", "since": None, "last_digit": None, "territory": None, "compiler_id": None,
                "said_by_office": None, "venue": None, "claim_start": 0, "not_charted_because": "no_indicator",
                "period": None, "period_basis": None, "period_kind": None, "baseline": None, "object": None, "indicator_id": None,
                "ranking_scope": None, "edition": None, "organisation_id": None, "area": None, "area_basis": None, "system_id": None,
                "based_on": None, "said_by_person": None, "said_by_organisation_id": None, "source_document": None,
                "sentence": a.text, "minor": False,
            }
            | {name: told for name, told in more.items() if name != "value"}
            for n, (value, more) in enumerate((m, {}) if isinstance(m, str) else (m["value"], m) for m in a.metrics)
        )  # fmt: skip
