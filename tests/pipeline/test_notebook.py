"""The notebook reads bi with the read-only login and draws its charts."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import nbformat
import pytest
from sqlalchemy import text

from tests.pipeline.test_summaries import BATCHES, load
from theodoi.database import engine_for
from theodoi.lake import Lake

EXECUTE = Path(__file__).parents[2] / "bi" / "notebook" / "execute.py"
CHARTS = 4


@pytest.fixture
def execute():
    spec = importlib.util.spec_from_file_location("notebook_execute", EXECUTE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.execute


def test_the_notebook_draws_its_charts(execute, warehouse_url, tmp_path, monkeypatch):
    engine = engine_for(warehouse_url)
    load(engine, Lake(str(tmp_path / "lake")), "nightly/2026-10-30", *BATCHES["nightly/2026-10-30"])
    monkeypatch.setenv("THEODOI_READER_URL", warehouse_url)
    execute(tmp_path / "out.ipynb")
    cells = [cell for cell in nbformat.read(tmp_path / "out.ipynb", as_version=4).cells if cell.cell_type == "code"]
    outputs = [output for cell in cells for output in cell.outputs]
    assert sum("image/png" in output.get("data", {}) for output in outputs) == CHARTS
    assert [output for output in outputs if output.output_type in ("error", "stream")] == []
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM bi.metric_series")) == 1  # the charts had rows
