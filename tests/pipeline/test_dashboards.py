"""What the dashboards ask, asked of a published night without Superset: every chart has rows, of columns that its view has."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from sqlalchemy import text

CHARTS = yaml.safe_load((Path(__file__).parents[2] / "bi" / "superset" / "dashboards.yaml").read_text("utf-8"))[
    "charts"
]


def asked(chart: dict) -> str:
    """The query of a chart as SQL: its measure by its dimension, or its columns."""
    wanted = [chart[name] for name in ("by", "time", "split", "measure") if name in chart]
    wanted = wanted or chart.get("columns") or ["*"]
    order = f" ORDER BY {', '.join(chart['order'])}" if "order" in chart else ""
    groups = [str(place) for place, one in enumerate(wanted, 1) if "measure" in chart and one != chart["measure"]]
    by = f" GROUP BY {', '.join(groups)}" if groups else ""
    where = f" WHERE {chart['where']}" if "where" in chart else ""
    return f"SELECT {', '.join(wanted)} FROM bi.{chart['view']}{where}{by}{order} LIMIT 5"


@pytest.fixture
def rows(night_house):
    with night_house.engine.connect() as connection:
        yield {
            name: connection.execute(text(asked(chart))).fetchall() for name, chart in CHARTS.items() if "view" in chart
        }


def test_every_chart_has_rows_on_the_demo(rows):
    assert len(rows) >= 30
    assert [name for name, found in rows.items() if not found or found == [(None,)]] == []
    counted = {name: found[0][0] for name, found in rows.items() if CHARTS[name]["kind"] == "number"}
    assert [name for name, number in counted.items() if number == 0 and name != "so-lieu-khong-khop"] == []
