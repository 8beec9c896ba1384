"""What `theodoi gate-frame` writes is all that a person with plain Great Expectations needs to run a suite."""

from __future__ import annotations

import json
from pathlib import Path

import great_expectations
import pandas as pd
import pytest

from tests.unit.good_rows import BATCH, good_rows, write
from theodoi import cli
from theodoi.contracts import ARTICLES, METRICS
from theodoi.lake import Lake
from theodoi.settings import settings

SUITES = Path(__file__).resolve().parents[2] / "expectations" / "suites"


@pytest.fixture
def home(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("THEODOI_HOME", str(tmp_path / "home"))
    settings.cache_clear()
    yield tmp_path
    settings.cache_clear()


@pytest.mark.gate
def test_a_person_runs_a_suite_on_the_frame_by_plain_great_expectations(home, capsys):
    rows = good_rows(3)
    rows["metrics"][1]["quote"] = "hồ hơ"
    lake = Lake(settings().lake_root("live"))
    write(lake, ARTICLES, rows["articles"], stage="passed")
    write(lake, METRICS, rows["metrics"])
    out = home / "metrics.parquet"
    assert cli.main(["gate-frame", BATCH, "metrics", "--out", str(out)]) == 0
    assert "3 rows" in capsys.readouterr().out

    context = great_expectations.get_context(mode="ephemeral")
    suite = great_expectations.ExpectationSuite(**json.loads((SUITES / "metrics_rows.json").read_text("utf-8")))
    asset = context.data_sources.add_pandas("mine").add_dataframe_asset("metrics")
    batch = asset.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": pd.read_parquet(out)})
    parameters = json.loads((home / "metrics.parameters.json").read_text("utf-8"))
    result = batch.validate(suite, expectation_parameters=parameters)
    failed = {r.expectation_config.meta["sentence"] for r in result.results if not r.success}
    assert {
        "The quote must stand in the article's text at its offsets.",
        "The quote must be as long as its offsets say.",
    } <= failed
    assert not any(r.exception_info.get("raised_exception") for r in result.results)


def test_a_dataset_that_no_gate_checks_and_a_batch_that_is_not_there_are_named(home, capsys):
    assert cli.main(["gate-frame", BATCH, "tin"]) == 2
    assert "no gate checks 'tin'" in capsys.readouterr().err
    assert cli.main(["gate-frame", BATCH, "captures"]) == 1
    assert "has no raw captures" in capsys.readouterr().err
