"""The suites are well-formed, follow the contracts and the registry, and every check in them can fail."""

from __future__ import annotations

import json
import subprocess
import sys
import uuid
from collections.abc import Iterator
from dataclasses import replace

import pandas as pd
import pytest
from sqlalchemy import Engine, text

from tests.evaluator import evaluate
from tests.faults import as_table, broken_facts, broken_rows
from tests.unit.good_rows import BATCH, NOW, around, good_rows
from theodoi.clean.document import Outcome
from theodoi.columns import words
from theodoi.contracts import ARTICLES, CAPTURES, FINDINGS, METRICS, OUTCOMES, Kind
from theodoi.database import engine_for
from theodoi.load.bulk import copy_dataset
from theodoi.paths import data_dir
from theodoi.quality import run_staging_gate
from theodoi.quality.gate import check_facts, check_rows
from theodoi.quality.helpers import HELPERS, Surroundings
from theodoi.quality.report import GateReport
from theodoi.quality.shapes import suites_of, text_of
from theodoi.quality.suites import registry_parameters, suite, suite_names
from theodoi.quality.validation import Verdict
from theodoi.vocabularies import Direction

pytestmark = pytest.mark.gate

CHECKED = (CAPTURES, OUTCOMES, ARTICLES, *FINDINGS)
NAMES = suite_names()


def file_of(name: str) -> dict:
    return json.loads((data_dir("expectations") / "suites" / f"{name}.json").read_text(encoding="utf-8"))


# the files -----------------------------------------------------------------------------------------------------------


def test_every_dataset_has_a_suite_for_its_rows_its_batch_and_its_staging_table():
    wanted = {f"{d.name}_{kind}" for d in CHECKED for kind in ("rows", "batch")} | {
        f"staging_{d.name}" for d in CHECKED
    }
    assert set(NAMES) == wanted


def test_ids_are_of_version_5_and_no_two_alike():
    ids = [e["id"] for name in NAMES for e in file_of(name)["expectations"]] + [file_of(name)["id"] for name in NAMES]
    assert {uuid.UUID(i).version for i in ids} == {5}
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("name", NAMES)
def test_every_check_says_how_grave_it_is_and_what_it_asks(name):
    loaded = file_of(name)
    level = "row" if name.endswith("_rows") else "batch"
    assert loaded["name"] == name
    assert loaded["meta"] == {
        "dataset": name.removeprefix("staging_").removesuffix("_rows").removesuffix("_batch"),
        "level": level,
    }
    sentences = [e["meta"]["sentence"] for e in loaded["expectations"]]
    assert len(set(sentences)) == len(sentences)
    for e in loaded["expectations"]:
        assert e["severity"] in {"critical", "warning", "info"}
        assert e["meta"]["level"] == level
        sentence = e["meta"]["sentence"]
        assert sentence[0].isupper() and sentence.endswith(".") and "\n" not in sentence
        # A warning advises, a critical check demands.
        assert ("should" in sentence) == (e["severity"] == "warning"), sentence


@pytest.mark.parametrize("dataset", CHECKED, ids=lambda d: d.name)
def test_row_checks_ask_for_columns_that_are_there(dataset):
    known = set(dataset.names) | {h.name for h in HELPERS[dataset.name]}
    assert suite(f"{dataset.name}_rows").needs <= known
    assert {h.name for h in HELPERS[dataset.name]} <= suite(f"{dataset.name}_rows").needs
    assert {c for check in suite(f"staging_{dataset.name}").checks for c in check.columns} <= set(dataset.names)


def test_outcomes_are_those_that_cleaning_knows():
    [check] = [e for e in file_of("outcomes_rows")["expectations"] if e["kwargs"].get("value_set")]
    assert set(check["kwargs"]["value_set"]) == {o.value for o in Outcome}


def test_value_sets_from_the_registry_hold_what_texts_use():
    parameters = registry_parameters()
    assert {"nghị định", "thông tư liên tịch", "văn bản"} <= set(parameters["document_types"])
    assert {"percent", "count", "times", "VND", "km2", "day"} <= set(parameters["units"])


# what is made from the declarations ----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", FINDINGS, ids=lambda kind: kind.name)
def test_the_suites_of_a_kind_have_what_its_declaration_asks_for(kind):
    for name, made in suites_of(kind).items():
        path = data_dir("expectations") / "suites" / f"{name}.json"
        assert path.read_text(encoding="utf-8") == text_of(made), f"{name} is stale: run `make suites`"


def test_a_column_that_comes_or_goes_brings_or_takes_its_checks_and_leaves_those_of_people():
    def asked(kind: Kind) -> set[tuple[str, str]]:
        checks = [e for suite in suites_of(kind).values() for e in suite["expectations"]]
        return {(e["type"], str(e["kwargs"].get("column"))) for e in checks}

    tone = words("tone", Direction, "{choice}", required=True)
    more = replace(METRICS, columns=(*METRICS.columns, tone))
    less = replace(METRICS, columns=tuple(c for c in METRICS.columns if c.name != "comparator"))
    assert asked(more) - asked(METRICS) == {
        ("expect_column_values_to_be_in_set", "tone"),
        ("expect_column_values_to_not_be_null", "tone"),
    }
    assert asked(METRICS) - asked(less) == {
        ("expect_column_values_to_be_in_set", "comparator"),
        ("expect_column_values_to_not_be_null", "comparator"),
    }
    assert ("expect_column_values_to_be_in_set", "period_has_origin") in asked(less)


# every check can fail ------------------------------------------------------------------------------------------------


def verdicts_alike(theirs: list[Verdict], ours: list[Verdict]) -> list[tuple[Verdict, Verdict]]:
    """The verdicts in which Great Expectations and the tests' own evaluator differ. A null that fails is None or NaN."""

    def told(verdict: Verdict) -> tuple[object, ...]:
        values = tuple(None if value is None or value != value else value for value in verdict.values)
        return verdict.check, verdict.success, verdict.unexpected_count, verdict.element_count, verdict.rows, values

    assert len(theirs) == len(ours)
    return [(one, other) for one, other in zip(theirs, ours, strict=True) if told(one) != told(other)]


@pytest.mark.parametrize("dataset", CHECKED, ids=lambda d: d.name)
def test_every_row_check_passes_a_good_row_and_fails_a_bad_one(dataset):
    rows = good_rows(1)
    broken = broken_rows(dataset, rows[dataset.name][0])
    rules = suite(f"{dataset.name}_rows")
    table = as_table(dataset, [rows[dataset.name][0], *broken])
    verdicts = check_rows(rules, table, around(rows), registry_parameters())
    assert verdicts_alike(verdicts, check_rows(rules, table, around(rows), registry_parameters(), evaluate)) == []
    assert {v.check.sentence for v in verdicts if 0 in v.rows} == set()
    assert {v.check.sentence for v in verdicts if not v.rows} == set()
    caught = {number for verdict in verdicts for number in verdict.rows}
    assert caught == set(range(1, len(broken) + 1))


@pytest.mark.parametrize("dataset", CHECKED, ids=lambda d: d.name)
def test_the_tests_evaluator_agrees_on_rows_with_nothing_in_them_and_on_no_rows(dataset):
    rules = suite(f"{dataset.name}_rows")
    good = good_rows(1)[dataset.name][0]
    nothing = dict.fromkeys(dataset.names)
    for rows in ([good, nothing, nothing], [nothing], [good, good | dict.fromkeys(dataset.names[::2])], []):
        asked = rules, as_table(dataset, rows), Surroundings(NOW), registry_parameters()
        assert verdicts_alike(check_rows(*asked), check_rows(*asked, evaluate)) == []


@pytest.mark.parametrize("dataset", CHECKED, ids=lambda d: d.name)
def test_every_batch_check_can_fail(dataset):
    rules = suite(f"{dataset.name}_batch")
    facts = broken_facts(rules)
    verdicts = check_facts(rules, facts, {})
    assert verdicts_alike(verdicts, check_facts(rules, facts, {}, evaluate)) == []
    for verdict in verdicts:
        assert verdict.rows, verdict.check.sentence
        assert all(not pd.isna(facts[verdict.check.columns[0]][n]) for n in verdict.rows)


# staging -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def engine(warehouse_url: str) -> Iterator[Engine]:
    made = engine_for(warehouse_url)
    yield made
    made.dispose()


def stage(engine: Engine, rows: dict[str, list[dict]]) -> dict[str, int]:
    with engine.begin() as connection:
        return {d.name: copy_dataset(connection, d, d.table(rows[d.name])) for d in CHECKED}


def run(engine: Engine, statement: str, **parameters: object) -> None:
    with engine.begin() as connection:
        connection.execute(text(statement), parameters)


def faults(report: GateReport) -> set[str]:
    return {r.sentence for r in report.results if not r.success}


def test_a_staged_batch_passes_beside_others_and_is_left_as_it_is(engine):
    other = good_rows(3)
    stage(engine, {name: [row | {"batch_id": "import/khac"} for row in found] for name, found in other.items()})
    expected = stage(engine, good_rows(25, findings=2))
    report = run_staging_gate(engine, BATCH, expected)
    assert report.passed
    assert faults(report) == set()
    assert {d.dataset: d.passed for d in report.datasets} == expected
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM staging.metrics")) == 53
        assert connection.scalar(text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")) == 1


def test_an_empty_staged_batch_passes(engine):
    report = run_staging_gate(engine, BATCH, {d.name: 0 for d in CHECKED})
    assert report.passed
    assert faults(report) == set()


def test_every_staging_check_can_fail(engine):
    expected = stage(engine, good_rows(1))
    for dataset in CHECKED:
        run(engine, f"INSERT INTO staging.{dataset.name} (batch_id) VALUES (:batch)", batch=BATCH)
        run(
            engine,
            f"INSERT INTO staging.{dataset.name} SELECT * FROM staging.{dataset.name} WHERE {dataset.key} IS NOT NULL",
        )
    report = run_staging_gate(engine, BATCH, expected)
    assert not report.passed
    assert {r.sentence for r in report.results} == faults(report)


def test_a_finding_without_its_article_and_a_lost_row_are_told_apart(engine):
    expected = stage(engine, good_rows(30))
    run(engine, "DELETE FROM staging.articles WHERE url LIKE '%-7.htm'")
    run(engine, "DELETE FROM staging.metrics WHERE ctid IN (SELECT ctid FROM staging.metrics LIMIT 5)")
    report = run_staging_gate(engine, BATCH, expected)
    found = {r.sentence: r.observed for r in report.refusals}
    assert found["Staging must hold as many metrics as passed the gates."] == "25 rows, 30 expected"
    assert found["All decree_mentions in staging must have their article there."] == "2 rows"
    assert "refused" in report.sentence


def test_a_batch_id_that_is_none_is_refused(engine):
    with pytest.raises(ValueError, match="is no batch id"):
        run_staging_gate(engine, "nightly/x' OR '1'='1", {"captures": 0})


# the context, the import, the docs -----------------------------------------------------------------------------------


def test_importing_quality_imports_no_great_expectations_and_no_pandas():
    code = "import sys, theodoi.quality; sys.exit('great_expectations' in sys.modules or 'pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_gates_write_nothing_into_the_folder_of_suites(engine):
    def listing() -> list[tuple[str, int]]:
        return sorted((str(p), p.stat().st_mtime_ns) for p in data_dir("expectations").rglob("*"))

    before = listing()
    run_staging_gate(engine, BATCH, {"captures": 0})
    assert listing() == before
