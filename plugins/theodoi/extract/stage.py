"""The extract stage: articles of one shard into the four datasets of findings."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from decimal import Decimal
from types import MappingProxyType

from theodoi.contracts import (
    ARTICLES,
    DATASETS,
    DECREE_EVENTS,
    DECREE_MENTIONS,
    DECREE_RELATIONS,
    FINDINGS,
    METRICS,
    ORGANISATION_MENTIONS,
    QUARANTINE,
    SYSTEM_MENTIONS,
    key_of,
)
from theodoi.extract.findings import MOST_FINDINGS, LeftOut, bounded, extract
from theodoi.extract.spans import (
    Context,
    DecreeEvent,
    DecreeMention,
    DecreeRelation,
    Finding,
    Metric,
    OrganisationMention,
    SystemMention,
    touches,
)
from theodoi.lake import Lake, Manifest
from theodoi.registry.sources import province_of
from theodoi.rows import ArticleRow, QuarantineRow, Row
from theodoi.versions import rules_version


def extract_shard(lake: Lake, batch_id: str, file: str) -> tuple[int, int]:
    """Extract from the passed articles of one shard file; returns (articles read, findings written). Raises InputGone.

    What one article has beyond MOST_FINDINGS of a kind is one row of the quarantine.
    """
    rows: dict[str, list[Row]] = {dataset.name: [] for dataset in FINDINGS}
    held: list[QuarantineRow] = []
    expected = lake.committed(ARTICLES.name, batch_id, "passed").files.get(file)
    articles: list[ArticleRow] = lake.read_shard(ARTICLES, batch_id, file, "passed", rows=expected).to_pylist()
    for article in articles:
        context = Context(
            published_on=article["published_on"],
            source_id=article["source_id"],
            title=article["title"],
            province=province_of(article["source_id"], article["published_on"]),
        )
        found, left_out = bounded(extract(article["text"], context))
        if left_out:
            held.append(_quarantined(article, left_out))
        decrees = _rows(article, DECREE_MENTIONS.name, found.decrees)
        mention_of = {(m.start, m.end): str(row["mention_id"]) for m, row in zip(found.decrees, decrees, strict=True)}
        rows[DECREE_MENTIONS.name] += decrees
        rows[DECREE_RELATIONS.name] += _rows(article, DECREE_RELATIONS.name, found.relations, mention_of)
        rows[DECREE_EVENTS.name] += _rows(article, DECREE_EVENTS.name, found.events, mention_of)
        rows[ORGANISATION_MENTIONS.name] += _rows(article, ORGANISATION_MENTIONS.name, found.organisations)
        rows[SYSTEM_MENTIONS.name] += _rows(article, SYSTEM_MENTIONS.name, found.systems)
        rows[METRICS.name] += _rows(article, METRICS.name, found.metrics)
    for dataset in FINDINGS:
        lake.write_shard(dataset, batch_id, file.removesuffix(".parquet"), dataset.table(rows[dataset.name]))
    lake.write_shard(QUARANTINE, batch_id, file.removesuffix(".parquet"), QUARANTINE.table(held), _HELD)
    return len(articles), sum(map(len, rows.values()))


def commit_extract(lake: Lake, batch_id: str) -> int:
    """Commit the findings of all shards of the passed articles; returns the findings. Raises InputGone."""
    passed = lake.committed(ARTICLES.name, batch_id, "passed")
    total = 0
    for dataset in FINDINGS:
        files = {
            file: lake.read_shard(dataset, batch_id, file, columns=[dataset.key]).num_rows for file in passed.files
        }
        lake.write_manifest(Manifest(dataset.name, batch_id, files, rules_version()))
        total += sum(files.values())
    held = {
        file: lake.read_shard(QUARANTINE, batch_id, file, _HELD, [QUARANTINE.key]).num_rows for file in passed.files
    }
    lake.write_manifest(Manifest(QUARANTINE.name, batch_id, held, rules_version()), _HELD)
    return total


_HELD = "extract"  # the stage of the quarantine where findings beyond the bound are told
_WORDS = {
    "decrees": "citations",
    "organisations": "mentions of bodies",
    "systems": "mentions of systems",
    "metrics": "figures",
}


def _quarantined(article: ArticleRow, left_out: Mapping[str, LeftOut]) -> QuarantineRow:
    """The findings of an article that are not kept, as one row: how many of each kind, and where they begin."""
    told = ", ".join(f"{left.found:,} {_WORDS.get(kind, kind)}" for kind, left in left_out.items())
    row: dict[str, object] = {
        "article_id": article["article_id"],
        "article_version_id": article["article_version_id"],
        "capture_id": article["capture_id"],
        "source_id": article["source_id"],
        "url": article["url"],
    }
    row |= {kind: asdict(left) for kind, left in left_out.items()}
    content = key_of("findings_per_article", article["article_version_id"], told)
    return {
        "quarantine_id": key_of(article["batch_id"], "findings_per_article", article["article_version_id"]),
        "batch_id": article["batch_id"],
        "dataset": ARTICLES.name,
        "row_key": article["article_version_id"],
        "expectation": "findings_per_article",
        "reason": f"The article has {told}; the first {MOST_FINDINGS:,} of a kind are kept, the rest is left out.",
        "content_hash": content,
        "row": json.dumps(row, ensure_ascii=False, sort_keys=True),
    }


def _rows(
    article: ArticleRow,
    kind: str,
    findings: Sequence[Finding],
    mention_of: Mapping[tuple[int, int], str] = MappingProxyType({}),
) -> list[Row]:
    rows: list[Row] = []
    spans = json.loads(article["repaired_spans"] or "[]")
    for ordinal, finding in enumerate(findings):
        columns, target = _columns(finding, mention_of)
        rows.append(
            {
                "article_id": article["article_id"],
                "article_version_id": article["article_version_id"],
                "batch_id": article["batch_id"],
                "ordinal": ordinal,
                "start_char": finding.start,
                "end_char": finding.end,
                "quote": finding.quote,
                "confidence": Decimal(str(round(finding.confidence, 4))),
                "method": finding.method,
                "repaired": touches(finding, spans),
                "rules_version": rules_version(),
                DATASETS[kind].key: key_of(
                    article["article_version_id"], kind, finding.start, finding.end, ordinal, target
                ),
                **columns,
            }
        )
    return rows


def _columns(finding: Finding, mention_of: Mapping[tuple[int, int], str]) -> tuple[Row, object]:
    """The columns that only this kind of finding has, and what the finding points to (part of its key)."""
    match finding:
        case DecreeMention():
            return {
                "number": finding.number,
                "doc_type": finding.doc_type,
                "issuer": finding.issuer,
                "year": finding.year,
                "year_from": finding.year_from,
                "issued_on": finding.issued_on,
                "issued_precision": finding.issued_precision,
                "date_from": finding.date_from,
                "title": finding.title,
                "stage": finding.stage,
                "pinpoint": finding.pinpoint,
                "form": finding.form,
                "short_form": finding.optional,
            }, finding.number or finding.title
        case DecreeRelation():
            subject, obj = mention_of[finding.subject], mention_of[finding.object]
            return {
                "relation": finding.relation,
                "subject_mention_id": subject,
                "object_mention_id": obj,
                "scope": finding.scope,
                "effective_on": finding.effective_on,
            }, f"{finding.relation} {subject} {obj}"
        case DecreeEvent():
            return {
                "event": finding.event,
                "subject_mention_id": mention_of[finding.subject],
                "happened_on": finding.happened_on,
                "happened_precision": finding.precision,
            }, f"{finding.event} {mention_of[finding.subject]}"
        case OrganisationMention():
            return {
                "organisation_id": finding.organisation_id,
                "name": finding.name,
                "kind": finding.kind,
                "registered": finding.registered,
                "office_holder": finding.office_holder,
                "parent_id": finding.parent,
                "place": finding.place,
                "role": finding.role,
                "person": finding.person,
                "office": finding.office,
            }, finding.organisation_id
        case SystemMention():
            return {"system_id": finding.system_id, "name": finding.name}, finding.system_id
        case Metric():
            return {
                "value": finding.value,
                "value_high": finding.value_high,
                "unit": finding.unit,
                "comparator": finding.comparator,
                "measure": finding.measure,
                "direction": finding.direction,
                "status": finding.status,
                "status_detail": finding.status_detail,
                "unit_detail": finding.unit_detail,
                "denominator": finding.of,
                "per": finding.per,
                "base": finding.base,
                "period": finding.period,
                "period_from": finding.period_from,
                "period_kind": finding.period_kind,
                "baseline": finding.baseline,
                "object": finding.object,
                "indicator_id": finding.indicator_id,
                "ranking_scope": finding.ranking_scope,
                "edition": finding.edition,
                "organisation_id": finding.organisation_id,
                "area": finding.area,
                "area_from": finding.area_from,
                "system_id": finding.system_id,
                "basis": finding.basis,
                "said_by_person": finding.said_by_person,
                "said_by_organisation_id": finding.said_by_organisation_id,
                "source_document": finding.source_document,
                "sentence": finding.sentence or finding.quote,
                "minor": finding.optional,
            }, f"{finding.value} {finding.unit}"
    raise TypeError(f"no columns are defined for {type(finding).__name__}")
