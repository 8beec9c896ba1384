"""The table of figures (tests/tables/figures.yaml): what a text says of each of its figures, and when."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml

from theodoi.extract.metrics import find_metrics
from theodoi.extract.spans import Context, Metric

TABLE = yaml.safe_load((Path(__file__).parents[1] / "tables" / "figures.yaml").read_text(encoding="utf-8"))
PLAIN = {"comparator": "eq", "measure": "level", "direction": "up", "status": "observed", "of": None, "per": None, "value_high": None}  # fmt: skip


@pytest.mark.parametrize("case", TABLE, ids=lambda case: case["text"][:60])
def test_what_a_text_says_of_its_figures(case: dict) -> None:
    found = find_metrics(case["text"], Context(published_on=date(2026, 11, 20)))
    read = [_said(metric, wanted) for metric, wanted in zip(found, case["figures"], strict=False)]
    wanted = [PLAIN | {**figure, "value": pytest.approx(figure["value"])} for figure in case["figures"]]
    assert (len(found), read) == (len(wanted), wanted)


def _said(metric: Metric, wanted: dict) -> dict:
    fields = ["value", "unit", *PLAIN, *(["period"] if "period" in wanted else [])]
    said = {name: getattr(metric, name) for name in fields}
    return said | {name: float(said[name]) for name in ("value", "of", "value_high") if said[name] is not None}
