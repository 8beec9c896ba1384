"""One article may hold a bounded number of findings: the first of each kind are kept, the rest is one row of the quarantine."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.evaluator import evaluate
from tests.unit.good_rows import BATCH, NOW, good_rows, write
from theodoi.contracts import ARTICLES, DECREE_MENTIONS, DECREE_RELATIONS, METRICS, QUARANTINE
from theodoi.extract.findings import MOST_FINDINGS, bounded, extract
from theodoi.extract.stage import commit_extract, extract_shard
from theodoi.lake import Lake
from theodoi.quality import run_gate

FIGURES = "\n".join(f"Trong quý, thôn số {n} tiếp nhận {n + 1000} hồ sơ trực tuyến." for n in range(1, 1_300))
CITATIONS = "\n".join(
    f"Nghị định số {n}/2020/NĐ-CP thay thế Nghị định số {n}/2012/NĐ-CP của Chính phủ." for n in range(1, 700)
)


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    """Two passed articles: one with figures and citations without end, and an ordinary one."""
    lake = Lake(str(tmp_path))
    rows = good_rows(2)["articles"]
    rows[0]["text"] = f"{FIGURES}\n{CITATIONS}"
    write(lake, ARTICLES, rows, stage="passed")
    return lake


def test_an_ordinary_text_keeps_all_it_has() -> None:
    found = extract(good_rows()["articles"][0]["text"])
    assert bounded(found) == (found, {})


def test_the_first_of_each_kind_are_kept_and_nothing_points_to_what_is_not() -> None:
    found = extract(CITATIONS)
    kept, left_out = bounded(found)
    assert len(found.decrees) > MOST_FINDINGS
    assert kept.decrees == found.decrees[:MOST_FINDINGS]
    assert set(left_out) == {"decrees", "relations"}
    spans = {(mention.start, mention.end) for mention in kept.decrees}
    assert kept.relations
    assert all(relation.subject in spans and relation.object in spans for relation in kept.relations)
    assert left_out["decrees"].start == found.decrees[MOST_FINDINGS].start
    assert left_out["relations"].found == len(found.relations)


def test_the_rest_is_one_row_of_the_quarantine(lake: Lake) -> None:
    extract_shard(lake, BATCH, "shard-00000.parquet")
    commit_extract(lake, BATCH)
    metrics = lake.read(METRICS, BATCH).to_pylist()
    [row] = lake.read(QUARANTINE, BATCH, "extract").to_pylist()
    [crowded, ordinary] = lake.read(ARTICLES, BATCH, "passed").to_pylist()
    assert row["row_key"] == crowded["article_version_id"]
    assert row["expectation"] == "findings_per_article"
    told = json.loads(row["row"])["metrics"]
    assert told["found"] > MOST_FINDINGS == told["kept"]
    assert f"{told['found']:,} figures" in row["reason"]
    assert sum(metric["article_id"] == crowded["article_id"] for metric in metrics) == MOST_FINDINGS
    assert any(metric["article_id"] == ordinary["article_id"] for metric in metrics)


def test_the_gate_takes_what_is_kept(lake: Lake) -> None:
    extract_shard(lake, BATCH, "shard-00000.parquet")
    commit_extract(lake, BATCH)
    report = run_gate(lake, BATCH, "findings", now=NOW, evaluate=evaluate)
    held = {d.dataset: d.quarantined for d in report.datasets}
    assert held[METRICS.name] == held[DECREE_MENTIONS.name] == held[DECREE_RELATIONS.name] == 0


def test_a_rerun_forgets_an_earlier_row(lake: Lake) -> None:
    extract_shard(lake, BATCH, "shard-00000.parquet")
    commit_extract(lake, BATCH)
    write(lake, ARTICLES, good_rows(2)["articles"], stage="passed")
    extract_shard(lake, BATCH, "shard-00000.parquet")
    commit_extract(lake, BATCH)
    assert lake.read(QUARANTINE, BATCH, "extract").num_rows == 0
