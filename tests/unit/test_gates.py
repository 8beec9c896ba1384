"""Gates split good rows from bad ones, take children along, judge the batch, and leave manifests behind.

The suites are evaluated by `tests/evaluator.py`, which takes milliseconds; one test compares a whole batch with Great
Expectations, and `test_suites.py` every suite.
"""

from __future__ import annotations

import json
import time
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.evaluator import evaluate
from tests.unit.good_rows import BATCH, NOW, good_rows, write
from theodoi.contracts import ARTICLES, CAPTURES, DECREE_MENTIONS, FINDINGS, METRICS, OUTCOMES, QUARANTINE
from theodoi.lake import Lake, Manifest
from theodoi.quality import Baseline, GateReport, content_hash, preload, run_gate
from theodoi.quality.quarantine import Decisions
from theodoi.quality.validation import validate_frame


@pytest.fixture
def lake(tmp_path) -> Lake:
    return Lake(str(tmp_path / "lake"))


def gate(lake: Lake, name: str, **options) -> GateReport:
    return run_gate(lake, BATCH, name, **{"now": NOW, "evaluate": evaluate} | options)


def through_all(lake: Lake, rows: dict[str, list[dict]], shard: int = 10_000, **options) -> dict[str, GateReport]:
    for dataset in (CAPTURES, OUTCOMES, ARTICLES, *FINDINGS):
        write(lake, dataset, rows[dataset.name], shard=shard)
    return {name: gate(lake, name, **options) for name in ("captures", "articles", "findings")}


def held(lake: Lake, gate_name: str) -> list[dict]:
    return lake.read(QUARANTINE, BATCH, gate_name).to_pylist()


def failing(report: GateReport) -> set[tuple[str, str]]:
    return {(r.severity, r.sentence) for r in report.results if not r.success}


def counts(report: GateReport) -> dict[str, tuple[int, int, int]]:
    return {d.dataset: (d.rows, d.passed, d.quarantined) for d in report.datasets}


def test_a_good_batch_passes_whole_and_without_a_warning(lake):
    rows = good_rows(12, ("bao-mot", "bao-hai"), findings=2)
    for report in through_all(lake, rows, shard=8).values():
        assert report.passed
        assert failing(report) == set()
        assert "passed" in report.sentence
    for dataset in (CAPTURES, OUTCOMES, ARTICLES, *FINDINGS):
        assert lake.manifest(dataset.name, BATCH, "passed").files == lake.manifest(dataset.name, BATCH).files
        assert lake.read(dataset, BATCH, "passed").equals(lake.read(dataset, BATCH))
    assert [held(lake, name) for name in ("captures", "articles", "findings")] == [[], [], []]


@pytest.mark.gate
def test_great_expectations_splits_and_judges_a_batch_as_the_tests_evaluator_does(tmp_path):
    """Faults of every gate; what passes, what is held and what is told are the same."""
    rows = good_rows(24, ("bao-mot", "bao-hai"), findings=2)
    rows["captures"][0]["digest"] = "x"
    rows["captures"][3]["content_type"] = None
    rows["articles"][1] |= {"text": "Ngắn.", "title": "Ngắn"}
    rows["decree_mentions"][9]["quote"] = "Nghị định số 61/2018/NĐ-C\ufffd"
    for row, (change, _) in zip(rows["metrics"][8:], UNPROVEN, strict=False):
        row |= change
    usual = Baseline(taken_on=date(2026, 11, 20), captures={"bao-mot": 90, "bao-ba": 8})
    told = []
    for name, evaluator in (("ours", evaluate), ("theirs", validate_frame)):
        lake = Lake(str(tmp_path / name))
        reports = through_all(lake, rows, evaluate=evaluator, baseline=usual)
        told.append(
            [{n: (r.passed, r.datasets, r.results) for n, r in reports.items()}]
            + [held(lake, gate_name) for gate_name in reports]
            + [lake.read(d, BATCH, "passed").to_pylist() for d in (CAPTURES, OUTCOMES, ARTICLES, *FINDINGS)]
        )
    assert told[0] == told[1]
    # Of each kind the two findings of two articles; a mention, the two relations that point to it, and the metrics.
    assert [len(rows) for rows in told[0][1:4]] == [1, 3, 4 * len(FINDINGS) + 3 + len(UNPROVEN)]


def test_a_bad_row_is_kept_whole_with_its_reason(lake):
    rows = good_rows(3)
    bad = rows["captures"][1]
    bad["digest"] = "không phải SHA-1"
    write(lake, CAPTURES, rows["captures"], shard=1)
    report = gate(lake, "captures")
    assert report.passed
    assert counts(report) == {"captures": (3, 2, 1)}
    [row] = held(lake, "captures")
    assert (row["dataset"], row["row_key"]) == ("captures", bad["capture_id"])
    assert row["reason"] == 'The digest must be a SHA-1 in base32; found "không phải SHA-1".'
    assert row["expectation"] == "expect_column_values_to_match_regex(digest)"
    whole = json.loads(row["row"])
    assert whole == json.loads(json.dumps(bad, default=lambda value: value.isoformat()))
    assert bad["capture_id"] not in lake.read(CAPTURES, BATCH, "passed")["capture_id"].to_pylist()
    [result] = [r for r in report.results if not r.success and r.level == "row"]
    assert (result.unexpected_count, result.element_count) == (1, 3)
    assert result.observed == '1 of 3 rows, such as "không phải SHA-1"'


def test_a_row_with_several_faults_is_held_once(lake):
    rows = good_rows(2)
    rows["captures"][0] |= {"digest": "x", "status": 999, "warc_offset": -1}
    write(lake, CAPTURES, rows["captures"])
    gate(lake, "captures")
    [row] = held(lake, "captures")
    assert row["reason"] == "The HTTP status must lie between 200 and 599; found 999 (2 more checks failed)."


def test_a_warning_holds_nothing_back(lake):
    rows = good_rows(2)
    rows["captures"][0]["content_type"] = None
    write(lake, CAPTURES, rows["captures"])
    report = gate(lake, "captures")
    assert failing(report) == {("warning", "A capture should say its content type.")}
    assert counts(report) == {"captures": (2, 2, 0)}
    assert report.passed


def test_both_rows_of_one_key_are_held(lake):
    rows = good_rows(2)
    write(lake, CAPTURES, [*rows["captures"], rows["captures"][0]])
    assert counts(gate(lake, "captures")) == {"captures": (3, 1, 2)}


def test_one_key_in_two_shards_that_are_checked_together_is_held_twice(lake):
    rows = good_rows(2)
    write(lake, CAPTURES, [*rows["captures"], rows["captures"][0]], shard=2)
    assert counts(gate(lake, "captures")) == {"captures": (3, 1, 2)}
    assert lake.manifest(CAPTURES.name, BATCH, "passed").files == {"shard-00000.parquet": 1, "shard-00001.parquet": 0}
    assert {row["row_key"] for row in held(lake, "captures")} == {rows["captures"][0]["capture_id"]}


def test_one_key_in_two_parts_refuses_the_batch(lake):
    rows = good_rows(2)
    write(lake, CAPTURES, [*rows["captures"], rows["captures"][0]], shard=2)
    report = gate(lake, "captures", part=2)
    assert not report.passed
    assert [r.sentence for r in report.refusals] == ["No two captures of a batch may have the same key."]
    assert (
        report.sentence == "The gate captures refused the batch: No two captures of a batch may have the same key (1)."
    )


def test_a_released_row_passes_the_next_time(lake):
    rows = good_rows(2)
    rows["articles"][0]["text"] = "Ngắn."
    write(lake, CAPTURES, rows["captures"])
    gate(lake, "captures")
    write(lake, OUTCOMES, rows["outcomes"])
    write(lake, ARTICLES, rows["articles"])
    assert counts(gate(lake, "articles"))["articles"] == (2, 1, 1)
    [row] = held(lake, "articles")
    assert row["content_hash"] == content_hash(ARTICLES, lake.read(ARTICLES, BATCH).to_pylist()[0])
    report = gate(lake, "articles", decisions=Decisions(released=frozenset({row["content_hash"]})))
    assert counts(report)["articles"] == (2, 2, 0)
    assert held(lake, "articles") == []
    assert ("critical", "The text must have at least 80 characters.") in failing(report)


def test_another_content_of_a_released_row_is_held_again(lake):
    rows = good_rows(1)
    rows["captures"][0]["status"] = 999
    released = content_hash(CAPTURES, CAPTURES.table(rows["captures"]).to_pylist()[0])
    write(lake, CAPTURES, rows["captures"])
    assert counts(gate(lake, "captures", decisions=Decisions(released=frozenset({released})))) == {
        "captures": (1, 1, 0)
    }
    rows["captures"][0]["payload_bytes"] += 1
    write(lake, CAPTURES, rows["captures"])
    assert counts(gate(lake, "captures", decisions=Decisions(released=frozenset({released})))) == {
        "captures": (1, 0, 1)
    }


@pytest.mark.parametrize(("change", "passed"), [({}, 1), ({"payload_bytes": 1}, 2)])
def test_a_dropped_row_stays_out_as_long_as_its_content_is_the_same(lake, change, passed):
    rows = good_rows(2)
    row = CAPTURES.table(rows["captures"]).to_pylist()[0]
    decisions = Decisions(dropped=frozenset({content_hash(CAPTURES, row)}), dropped_keys=frozenset({row["capture_id"]}))
    rows["captures"][0] |= change
    write(lake, CAPTURES, rows["captures"])
    assert counts(gate(lake, "captures", decisions=decisions)) == {"captures": (2, passed, 2 - passed)}
    assert [row["expectation"] for row in held(lake, "captures")] == ["dropped"] * (2 - passed)


def test_where_a_batch_ran_is_not_content(lake):
    row = CAPTURES.table(good_rows(1)["captures"]).to_pylist()[0]
    assert content_hash(CAPTURES, row) == content_hash(CAPTURES, row | {"warc_offset": 7, "batch_id": "import/x"})


def test_children_of_a_quarantined_row_go_with_it(lake):
    rows = good_rows(20, findings=3)
    rows["captures"][0]["digest"] = "x"
    rows["articles"][1]["published_on"] = date(2026, 11, 20)
    reports = through_all(lake, rows)
    assert all(report.passed for report in reports.values())
    assert counts(reports["articles"]) == {"outcomes": (20, 19, 1), "articles": (20, 18, 2)}
    assert set(counts(reports["findings"]).values()) == {(60, 54, 6)}
    reasons = {row["reason"] for row in held(lake, "findings")}
    orphans = {rows["articles"][n]["article_version_id"] for n in (0, 1)}
    assert reasons == {f"It belongs to the article {key}, which did not pass its gate." for key in orphans}
    assert {row["expectation"] for row in held(lake, "findings")} == {"parent_passed(article_version_id)"}


def test_what_points_to_a_mention_that_is_held_goes_with_it(lake):
    rows = good_rows(2)
    held_back = rows["decree_mentions"][0]
    held_back["quote"] = "Nghị định số 61/2018/NĐ-C\ufffd"
    report = through_all(lake, rows)["findings"]
    assert {name: counts(report)[name] for name in ("decree_mentions", "decree_relations", "decree_events")} == {
        "decree_mentions": (4, 3, 1),
        "decree_relations": (2, 1, 1),
        "decree_events": (2, 1, 1),
    }
    reasons = {row["reason"] for row in held(lake, "findings") if row["dataset"] != "decree_mentions"}
    assert reasons == {f"It belongs to the decree mention {held_back['mention_id']}, which did not pass its gate."}


def test_a_released_child_still_goes_with_its_parent(lake):
    rows = good_rows(10)
    rows["captures"][0]["digest"] = "x"
    rows["articles"][0]["text"] = "Ngắn."
    write(lake, CAPTURES, rows["captures"])
    gate(lake, "captures")
    write(lake, OUTCOMES, rows["outcomes"])
    write(lake, ARTICLES, rows["articles"])
    released = content_hash(ARTICLES, ARTICLES.table(rows["articles"]).to_pylist()[0])
    gate(lake, "articles", decisions=Decisions(released=frozenset({released})))
    assert [r["expectation"] for r in held(lake, "articles") if r["dataset"] == "articles"] == [
        "parent_passed(capture_id)"
    ]


UNPROVEN = [
    ({"quote": "82,5% hồ hơ"}, "The quote must stand in the article's text at its offsets"),
    ({"start_char": 0, "end_char": 11}, "The quote must stand in the article's text at its offsets"),
    ({"end_char": 1000}, "The quote must be as long as its offsets say"),
    ({"value_high": Decimal(80)}, "The upper end of a range must exceed the lower"),
    ({"unit": "phần trăm"}, 'The unit must be one of registry/units.yaml; found "phần trăm"'),
    ({"period": "quý I"}, "The period must be ISO-like"),
    ({"article_id": "0" * 32}, "A metric must name the article that its version belongs to"),
]


def test_a_metric_must_be_proven_by_its_article(lake):
    rows = good_rows(40)
    expected = {}
    for row, (change, reason) in zip(rows["metrics"], UNPROVEN, strict=False):
        row |= change
        expected[row["metric_id"]] = reason
    assert counts(through_all(lake, rows)["findings"])["metrics"] == (40, 33, 7)
    found = {row["row_key"]: row["reason"] for row in held(lake, "findings")}
    assert found.keys() == expected.keys()
    for key, reason in expected.items():
        assert found[key].startswith(reason)


def test_offsets_count_code_points_not_bytes(lake):
    rows = good_rows(1)
    text = "𝔸 " + rows["articles"][0]["text"]
    rows["articles"][0]["text"] = text
    for dataset in FINDINGS:
        for row in rows[dataset.name]:
            row |= {"start_char": row["start_char"] + 2, "end_char": row["end_char"] + 2}
    assert set(counts(through_all(lake, rows)["findings"]).values()) == {(1, 1, 0), (2, 2, 0)}


def test_evidence_is_checked_across_shards_of_another_cut(lake):
    rows = good_rows(7, findings=2)
    for dataset in (CAPTURES, OUTCOMES, ARTICLES):
        write(lake, dataset, rows[dataset.name], shard=2)
    for dataset in FINDINGS:
        write(lake, dataset, rows[dataset.name], shard=5)
    rows["decree_mentions"][9]["quote"] = "Nghị định số 62/2018/NĐ-CP"
    write(lake, DECREE_MENTIONS, rows["decree_mentions"], shard=5)
    gate(lake, "captures")
    gate(lake, "articles")
    report = gate(lake, "findings")
    assert counts(report)["decree_mentions"] == (14, 13, 1)
    assert counts(report)["metrics"] == (14, 14, 0)


def test_too_many_bad_rows_refuse_the_batch(lake):
    rows = good_rows(12)
    for row in rows["articles"][:4]:
        row["text"] = "Th\ufffd t\ufffdc " * 20
    write(lake, CAPTURES, rows["captures"])
    gate(lake, "captures")
    write(lake, OUTCOMES, rows["outcomes"])
    write(lake, ARTICLES, rows["articles"])
    report = gate(lake, "articles")
    assert not report.passed
    assert [r.observed for r in report.refusals] == ["0.3333"]
    assert len(held(lake, "articles")) == 4


def test_rows_that_an_operator_dropped_do_not_refuse_the_rest(lake):
    rows = good_rows(15)
    for row in rows["captures"][:5]:
        row["digest"] = "x"
    write(lake, CAPTURES, rows["captures"])
    assert not gate(lake, "captures").passed
    dropped = held(lake, "captures")[:4]
    decisions = Decisions(
        dropped=frozenset(row["content_hash"] for row in dropped),
        dropped_keys=frozenset(row["row_key"] for row in dropped),
    )
    report = gate(lake, "captures", decisions=decisions)
    assert report.passed
    assert counts(report) == {"captures": (15, 10, 5)}
    [share, _] = [r for r in report.results if r.column == "quarantined_share"]
    assert share.observed == "0.09091"  # one of eleven


def test_in_a_small_batch_one_bad_row_refuses_nothing(lake):
    rows = good_rows(2)
    rows["captures"][0]["digest"] = "x"
    write(lake, CAPTURES, rows["captures"])
    report = gate(lake, "captures")
    assert report.passed
    [share, _] = [r for r in report.results if r.column == "quarantined_share"]
    assert share.observed == "not evaluated: the check asks for rows >= 10"


def test_a_lost_outcome_refuses_the_batch(lake):
    rows = good_rows(3)
    write(lake, CAPTURES, rows["captures"])
    gate(lake, "captures")
    write(lake, OUTCOMES, rows["outcomes"][1:])
    write(lake, ARTICLES, rows["articles"])
    assert [r.column for r in gate(lake, "articles").refusals] == ["captures_without_outcome"]


def test_rows_of_another_batch_refuse_the_batch(lake):
    rows = good_rows(3)
    rows["captures"][2]["batch_id"] = "nightly/2026-11-20"
    write(lake, CAPTURES, rows["captures"])
    assert [r.column for r in gate(lake, "captures").refusals] == ["foreign_rows"]


def test_twenty_pages_without_an_article_refuse_the_batch(lake):
    rows = good_rows(20)
    for row in rows["outcomes"]:
        row |= {"outcome": "no_text", "parts": 0, "reason": "nothing but menus"}
    write(lake, CAPTURES, rows["captures"])
    gate(lake, "captures")
    write(lake, OUTCOMES, rows["outcomes"])
    write(lake, ARTICLES, [])
    assert [r.column for r in gate(lake, "articles").refusals] == ["article_share"]


def test_a_source_that_fails_is_named(lake):
    rows = good_rows(20, ("bao-mot", "bao-hai"))
    for row in rows["captures"][:7:2]:
        row["status"] = 500
    write(lake, CAPTURES, rows["captures"])
    report = gate(lake, "captures")
    assert report.passed
    [result] = [r for r in report.results if not r.success]
    assert (result.column, result.severity, result.observed) == ("source_failed_share", "warning", "bao-mot: 0.4")


def test_a_batch_with_nothing_new_passes_and_says_so(lake):
    for dataset in (CAPTURES, OUTCOMES, ARTICLES, *FINDINGS):
        write(lake, dataset, [])
    for name in ("captures", "articles", "findings"):
        report = gate(lake, name)
        assert report.passed
        assert failing(report) == set()
        assert report.sentence == f"The gate {name} passed: the batch has no row to check."
        assert lake.manifest(QUARANTINE.name, BATCH, name).rows == 0
    assert lake.read(METRICS, BATCH, "passed").num_rows == 0


def test_a_dataset_without_a_single_shard_passes(lake):
    lake.write_manifest(Manifest(CAPTURES.name, BATCH, {}))
    assert gate(lake, "captures").passed
    assert lake.read(CAPTURES, BATCH, "passed").schema.names == CAPTURES.names


def test_a_stage_that_has_not_committed_is_named(lake):
    with pytest.raises(FileNotFoundError, match="has no raw captures"):
        gate(lake, "captures")


def test_without_a_baseline_nothing_is_compared_and_the_results_say_so(lake):
    write(lake, CAPTURES, good_rows(3)["captures"])
    [low, high] = [r for r in gate(lake, "captures").results if r.column == "source_rows_to_baseline"]
    assert low.observed == high.observed == "not evaluated: there is no baseline yet"
    assert low.success and high.success


def test_a_source_below_its_baseline_or_silent_is_named(lake):
    write(lake, CAPTURES, good_rows(4, ("bao-mot", "bao-hai"))["captures"])
    usual = Baseline(taken_on=date(2026, 11, 20), captures={"bao-mot": 2.5, "bao-hai": 30, "bao-ba": 8})
    report = gate(lake, "captures", baseline=usual)
    [low, high] = [r for r in report.results if r.column == "source_rows_to_baseline"]
    assert not low.success
    assert low.observed == "bao-ba: 0; bao-hai: 0.06667"
    assert high.success
    assert report.passed


def test_findings_are_compared_with_the_baseline_per_article(lake):
    through_all(lake, good_rows(4, findings=3))
    usual = Baseline(taken_on=date(2026, 11, 20), findings_per_article={"metrics": 10, "decree_mentions": 3})
    report = gate(lake, "findings", baseline=usual)
    assert [(r.suite, r.observed) for r in report.results if not r.success] == [("metrics_batch", "0.3")]


def test_a_rerun_leaves_the_same_files_and_forgets_old_quarantine(lake):
    rows = good_rows(3)
    rows["captures"][0]["digest"] = "x"
    write(lake, CAPTURES, rows["captures"], shard=1)
    gate(lake, "captures")
    before = {n: lake.read_bytes(f"{lake.folder(s, BATCH, t)}/{n}") for s, t in (("captures", "passed"), ("quarantine", "captures"))
              for n in lake.names(lake.folder(s, BATCH, t))}  # fmt: skip
    gate(lake, "captures")
    after = {n: lake.read_bytes(f"{lake.folder(s, BATCH, t)}/{n}") for s, t in (("captures", "passed"), ("quarantine", "captures"))
             for n in lake.names(lake.folder(s, BATCH, t))}  # fmt: skip
    assert before == after
    write(lake, CAPTURES, good_rows(3)["captures"], shard=1)
    gate(lake, "captures")
    assert lake.names(lake.folder("quarantine", BATCH, "captures")) == ["_manifest.json"]


def test_a_result_fits_the_columns_of_gate_results(lake):
    write(lake, CAPTURES, good_rows(1)["captures"])
    for result in gate(lake, "captures").results:
        assert set(result.as_row()) == {
            "suite", "expectation_id", "expectation", "column_name", "level", "severity", "success", "unexpected_count",
            "element_count", "observed", "sentence",
        }  # fmt: skip
        assert isinstance(replace(result, success=False).describe(), str)


@pytest.mark.perf
@pytest.mark.gate
def test_ten_times_the_articles_take_at_most_three_times_the_time(tmp_path):
    """Tens of thousands of findings: what a gate costs by itself is little, and nothing in it grows faster than its rows."""
    preload()
    spent: dict[int, dict[str, float]] = {}
    for articles in (200, 200, 2000):  # the first one warms up
        lake = Lake(str(tmp_path / str(len(spent)) / str(articles)))
        rows = good_rows(articles, ("bao-mot", "bao-hai", "bao-ba"), findings=5)
        for dataset in (CAPTURES, OUTCOMES, ARTICLES, *FINDINGS):
            write(lake, dataset, rows[dataset.name])
        spent[articles] = {}
        for name in ("captures", "articles", "findings"):
            start = time.process_time()
            assert gate(lake, name, evaluate=validate_frame).passed
            spent[articles][name] = time.process_time() - start
    assert sum(lake.manifest(d.name, BATCH, "passed").rows for d in FINDINGS) == 2000 * 5 * len(FINDINGS)
    assert sum(spent[2000].values()) < 3 * sum(spent[200].values()), spent
