"""The extract stage: articles of one shard into the datasets of findings."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from decimal import Decimal

from theodoi.contracts import ARTICLES, FINDINGS, QUARANTINE, Kind, key_of
from theodoi.extract.findings import MOST_FINDINGS, LeftOut, bounded, extract
from theodoi.extract.spans import Context, Finding, touches
from theodoi.lake import Lake, Manifest
from theodoi.registry.sources import province_of
from theodoi.rows import ArticleRow, QuarantineRow, Row
from theodoi.settings import VIETNAM
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
            captured_on=article["captured_at"].astimezone(VIETNAM).date(),
            source_id=article["source_id"],
            title=article["title"],
            province=province_of(article["source_id"], article["published_on"]),
        )
        found, left_out = bounded(extract(article["text"], context))
        if left_out:
            held.append(_quarantined(article, left_out))
        keys: dict[str, Mapping[object, str]] = {}  # of the findings of this article by where they stand
        for kind in FINDINGS:
            made = _rows(article, kind, found.of(kind.found), keys)
            keys[kind.name] = {(row["start_char"], row["end_char"]): str(row[kind.key]) for row in made}
            rows[kind.name] += made
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
_CALLED = {kind.found: kind.called for kind in FINDINGS}


def _quarantined(article: ArticleRow, left_out: Mapping[str, LeftOut]) -> QuarantineRow:
    """The findings of an article that are not kept, as one row: how many of each kind, and where they begin."""
    told = ", ".join(f"{left.found:,} {_CALLED[kind]}" for kind, left in left_out.items())
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
    article: ArticleRow, kind: Kind, findings: Sequence[Finding], keys: Mapping[str, Mapping[object, str]]
) -> list[Row]:
    """The rows of an article's findings of one kind; `keys` tells those of the kinds before by their spans."""
    rows: list[Row] = []
    spans = json.loads(article["repaired_spans"] or "[]")
    for ordinal, finding in enumerate(findings):
        columns = kind.values(finding)
        columns |= {name: keys[target][columns[name]] for name, target in kind.refers if columns[name] is not None}
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
                kind.key: key_of(
                    article["article_version_id"], kind.name, finding.start, finding.end, ordinal, kind.target(columns)
                ),
                **columns,
            }
        )
    return rows
