"""Superset's assets from dashboards.yaml and the comments of the views: one database, a dataset a view, charts, dashboards.

Every uuid follows from a name, so that an import replaces what an earlier one made, and links to dashboards stay.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import psycopg2
import yaml

Spec = Mapping[str, Any]
Assets = dict[str, Any]  # a file of the bundle by its path

FOLDER = Path(__file__).absolute().parent
DATABASE = "Theodoi"
_TIMES = {"date", "timestamp with time zone"}
# Colours of the tiles, from none to most; the same that the brief uses.
_TILES = ["#eef1f4", "#cfe3ee", "#9fc8df", "#63a5c8", "#2f7da8", "#0f5580"]


def read_spec() -> Spec:
    """dashboards.yaml beside this module. Raises KeyError where a dashboard names a chart that is none."""
    spec: Spec = yaml.safe_load((FOLDER / "dashboards.yaml").read_text(encoding="utf-8"))
    for dashboard in spec["dashboards"]:
        for row in dashboard["rows"]:
            for chart in row:
                spec["charts"][chart]
    return spec


def bundle(uri: str) -> dict[str, str]:
    """All assets as texts of YAML by path. `uri` is the read-only login: its columns and comments become those of the datasets."""
    spec = read_spec()
    made: Assets = {
        "metadata.yaml": {"version": "1.0.0", "type": "assets"},
        f"databases/{DATABASE}.yaml": _database(uri),
    }
    views = sorted({chart["view"] for chart in spec["charts"].values()})
    with psycopg2.connect(uri.replace("+psycopg2", "")) as connection, connection.cursor() as cursor:
        for view in views:
            told = [chart for chart in spec["charts"].values() if chart["view"] == view and "words" in chart]
            made[f"datasets/{DATABASE}/{view}.yaml"] = _dataset(cursor, view, told)
    for name, chart in spec["charts"].items():
        made[f"charts/{name}.yaml"] = _chart(name, chart)
    for dashboard in spec["dashboards"]:
        made[f"dashboards/{dashboard['slug']}.yaml"] = _dashboard(dashboard, spec["charts"])
    return {path: yaml.safe_dump(content, allow_unicode=True, sort_keys=False) for path, content in made.items()}


def uuid(kind: str, name: str) -> str:
    """The uuid of an asset, always the same for its name."""
    return str(uuid5(NAMESPACE_URL, f"theodoi/superset/{kind}/{name}"))


def _database(uri: str) -> Assets:
    return {
        "database_name": DATABASE,
        "sqlalchemy_uri": re.sub(r"://([^:@/]+):[^@]*@", r"://\1@", uri),  # the password comes from superset_config.py
        "expose_in_sqllab": True,
        "allow_run_async": False,
        "allow_ctas": False,
        "allow_cvas": False,
        "allow_dml": False,
        "extra": {"metadata_params": {}, "engine_params": {}, "schemas_allowed_for_csv_upload": []},
        "uuid": uuid("database", DATABASE),
        "version": "1.0.0",
    }


def _dataset(cursor: Any, view: str, told: Sequence[Spec]) -> Assets:
    labels = yaml.safe_load((FOLDER.parents[1] / "registry" / "labels.yaml").read_text(encoding="utf-8"))["columns"]
    cursor.execute("SELECT obj_description(%s::regclass)", (f"bi.{view}",))
    [described] = cursor.fetchone()
    cursor.execute(
        "SELECT attname, format_type(atttypid, NULL), col_description(attrelid, attnum) FROM pg_attribute "
        "WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
        (f"bi.{view}",),
    )
    columns = [
        {
            "column_name": name,
            "type": kind.upper(),
            "is_dttm": kind in _TIMES,
            "groupby": True,
            "filterable": True,
            "is_active": True,
            "description": words,
            "verbose_name": labels.get(name),
        }
        for name, kind, words in cursor.fetchall()
    ]
    columns += [_told(chart, labels) for chart in told]
    return {
        "table_name": view,
        "schema": "bi",
        "description": described,
        "columns": columns,
        "metrics": [{"metric_name": "rows", "expression": "COUNT(*)", "verbose_name": "Số dòng"}],
        "uuid": uuid("dataset", view),
        "database_uuid": uuid("database", DATABASE),
        "version": "1.0.0",
    }


def _told(chart: Spec, labels: Mapping[str, str]) -> Assets:
    """A column of the dataset that tells a column's words of data in words for people."""
    cases = " ".join(f"WHEN '{word}' THEN '{words}'" for word, words in chart["words"].items())
    return {
        "column_name": f"{chart['by']}_told",
        "type": "TEXT",
        "expression": f"CASE {chart['by']} {cases} ELSE {chart['by']} END",
        "is_dttm": False,
        "groupby": True,
        "filterable": True,
        "is_active": True,
        "verbose_name": labels.get(chart["by"]),
    }


# charts --------------------------------------------------------------------------------------------------------------


def _chart(name: str, chart: Spec) -> Assets:
    form, query = _KINDS[chart["kind"]](chart)
    filters = _filters(chart)
    form |= {"adhoc_filters": filters, "datasource": f"{uuid('dataset', chart['view'])}__table"}
    query |= {
        "filters": [],
        "extras": {"where": _where(chart) or "", "having": ""},
        "annotation_layers": [],
        "applied_time_extras": {},
        "url_params": {},
    }
    context = {
        "datasource": {"id": 0, "type": "table"},  # Superset puts its own id in
        "force": False,
        "queries": [query],
        "form_data": form,
        "result_format": "json",
        "result_type": "full",
    }
    return {
        "slice_name": chart["title"],
        "description": f"{chart['english']}. {chart['note']}",
        "viz_type": form["viz_type"],
        "params": form,
        "query_context": json.dumps(context, ensure_ascii=False),
        "uuid": uuid("chart", name),
        "dataset_uuid": uuid("dataset", chart["view"]),
        "version": "1.0.0",
    }


def _where(chart: Spec) -> str | None:
    if chart["kind"] == "map":
        return f"vintage = {chart['vintage']}"
    return f"({chart['where']})" if "where" in chart else None


def _filters(chart: Spec) -> list[Assets]:
    where = _where(chart)
    return [{"clause": "WHERE", "expressionType": "SQL", "sqlExpression": where}] if where else []


def _measure(chart: Spec) -> Assets:
    return {"expressionType": "SQL", "sqlExpression": chart["measure"], "label": chart["label"], "optionName": "m"}


def _number(chart: Spec) -> tuple[Assets, Assets]:
    form = {
        "viz_type": "big_number_total",
        "metric": _measure(chart),
        "subtitle": chart["label"],
        "header_font_size": 0.4,
        "subtitle_font_size": 0.15,
        "y_axis_format": ",d",
    }
    return form, {"columns": [], "metrics": [_measure(chart)]}


def _bars(chart: Spec) -> tuple[Assets, Assets]:
    by = _said(chart)
    form = {
        "viz_type": "echarts_timeseries_bar",
        "orientation": "horizontal",
        "x_axis": by,
        "xAxisForceCategorical": True,
        "metrics": [_measure(chart)],
        "groupby": [],
        "row_limit": chart["most"],
        "x_axis_sort": chart["label"],
        "x_axis_sort_asc": True,
        "show_value": True,
        "show_legend": False,
        "truncateXAxis": False,
        "y_axis_format": ",d",
    }
    query = {
        "columns": [by],
        "metrics": [_measure(chart)],
        "orderby": [[_measure(chart), False]],
        "row_limit": chart["most"],
        "series_columns": [],
        "post_processing": [],
    }
    return form, query


def _said(chart: Spec) -> str:
    """What bars are split by: a column, or the one that tells its words of data in words for people (`words`)."""
    by: str = chart["by"]
    return f"{by}_told" if "words" in chart else by


def _months(chart: Spec) -> tuple[Assets, Assets]:
    split = [chart["split"]] if "split" in chart else []
    form = {
        "viz_type": "echarts_timeseries_bar",
        "x_axis": chart["time"],
        "time_grain_sqla": "P1M",
        "metrics": [_measure(chart)],
        "groupby": split,
        "stack": "Stack" if split else None,
        "row_limit": 10_000,
        "show_legend": bool(split),
        "y_axis_format": ",d",
        "x_axis_time_format": "%m/%Y",
        "truncate_metric": True,
    }
    axis = {"columnType": "BASE_AXIS", "expressionType": "SQL", "label": chart["time"], "sqlExpression": chart["time"], "timeGrain": "P1M"}  # fmt: skip
    query = {"columns": [axis, *split], "metrics": [_measure(chart)], "orderby": [[_measure(chart), False]], "row_limit": 10_000, "series_columns": split}  # fmt: skip
    return form, query


def _table(chart: Spec) -> tuple[Assets, Assets]:
    order = [[column, direction == "ASC"] for column, direction in (each.split() for each in chart["order"])]
    form = {
        "viz_type": "table",
        "query_mode": "raw",
        "all_columns": chart["columns"],
        "order_by_cols": [json.dumps(each) for each in order],
        "row_limit": chart["most"],
        "server_page_length": 10,
        "page_length": 20,
        "table_timestamp_format": "%d/%m/%Y",
        "include_search": True,
        "show_cell_bars": False,
    }
    return form, {"columns": chart["columns"], "metrics": [], "orderby": order, "row_limit": chart["most"]}


def _map(chart: Spec) -> tuple[Assets, Assets]:
    columns = ["name", "kind", "tile_column", "tile_row", "articles", "level"]
    form = {
        "viz_type": "handlebars",
        "query_mode": "raw",
        "all_columns": columns,
        "row_limit": 100,
        "handlebarsTemplate": _TILE_TEMPLATE,
        "styleTemplate": "",
        "order_by_cols": [json.dumps(["tile_row", True])],
    }
    return form, {"columns": columns, "metrics": [], "orderby": [["tile_row", True]], "row_limit": 100}


_KINDS = {"number": _number, "bars": _bars, "months": _months, "table": _table, "map": _map}

_TILE_TEMPLATE = """<div class="theodoi-tiles">
{{#each data}}<div class="tile {{kind}} column-{{tile_column}} row-{{tile_row}} level-{{level}}">\
<span>{{name}}</span>{{#if articles}}<b>{{articles}}</b>{{/if}}</div>{{/each}}
</div>"""


def _tile_styles() -> str:
    places = [f".theodoi-tiles .column-{n} {{ grid-column: {n}; }}" for n in range(1, 10)]
    places += [f".theodoi-tiles .level-{n} {{ background: {colour}; }}" for n, colour in enumerate(_TILES) if n]
    places += [f".theodoi-tiles .row-{n} {{ grid-row: {n}; }}" for n in range(1, 30)]
    return "\n".join(
        (
            ".theodoi-tiles { display: grid; grid-template-columns: repeat(8, minmax(0, 1fr)); gap: 2px; font-size: 10px; }",
            f".theodoi-tiles .tile {{ min-height: 30px; background: {_TILES[0]}; border-radius: 3px; padding: 2px; text-align: center; line-height: 1.15; }}",
            ".theodoi-tiles b { display: block; }",
            ".theodoi-tiles .level-4, .theodoi-tiles .level-5 { color: #fff; }",
            ".theodoi-tiles .archipelago { border: 1px dashed #0f5580; background: #fff; }",
            ".theodoi-tiles .sea { background: none; font-style: italic; }",
            *places,
        )
    )


# dashboards ----------------------------------------------------------------------------------------------------------


def _dashboard(dashboard: Spec, charts: Mapping[str, Spec]) -> Assets:
    slug = dashboard["slug"]
    position: Assets = {
        "DASHBOARD_VERSION_KEY": "v2",
        "ROOT_ID": {"type": "ROOT", "id": "ROOT_ID", "children": ["GRID_ID"]},
        "HEADER_ID": {"type": "HEADER", "id": "HEADER_ID", "meta": {"text": dashboard["title"]}},
    }
    rows = list(_rows(dashboard, charts))
    position["GRID_ID"] = {
        "type": "GRID",
        "id": "GRID_ID",
        "children": [row["id"] for row, _ in rows],
        "parents": ["ROOT_ID"],
    }
    for row, cells in rows:
        position[row["id"]] = row
        position |= {cell["id"]: cell for cell in cells}
    return {
        "dashboard_title": dashboard["title"],
        "description": dashboard["english"],
        "slug": slug,
        "css": _tile_styles()
        if any(charts[name]["kind"] == "map" for row in dashboard["rows"] for name in row)
        else "",
        "published": True,
        "uuid": uuid("dashboard", slug),
        "position": position,
        "metadata": {
            "color_scheme": "",
            "refresh_frequency": 0,
            "cross_filters_enabled": False,
            "native_filter_configuration": [],
        },
        "version": "1.0.0",
    }


def _rows(dashboard: Spec, charts: Mapping[str, Spec]) -> Iterator[tuple[Assets, list[Assets]]]:
    lead = {"code": f"*{dashboard['english']}*\n\n{dashboard['lead']}", "width": 12, "height": 12}
    yield _row("ROW-lead", [{"type": "MARKDOWN", "id": "MARKDOWN-lead", "children": [], "meta": lead}])
    for number, names in enumerate(dashboard["rows"]):
        cells = [
            {
                "type": "CHART",
                "id": f"CHART-{name}",
                "children": [],
                "meta": {
                    "uuid": uuid("chart", name),
                    "chartId": 0,
                    "sliceName": charts[name]["title"],
                    "width": charts[name]["width"],
                    "height": charts[name]["height"],
                },
            }
            for name in names
        ]
        yield _row(f"ROW-{number}", cells)


def _row(name: str, cells: list[Assets]) -> tuple[Assets, list[Assets]]:
    for cell in cells:
        cell["parents"] = ["ROOT_ID", "GRID_ID", name]
    row = {
        "type": "ROW",
        "id": name,
        "children": [cell["id"] for cell in cells],
        "parents": ["ROOT_ID", "GRID_ID"],
        "meta": {"background": "BACKGROUND_TRANSPARENT"},
    }
    return row, cells
