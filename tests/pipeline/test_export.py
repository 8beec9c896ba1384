"""Exported views open as people open them: typed cells, null apart from 0, no formula, definitions beside the rows."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest

from tests.pipeline.batches import Cited, TestArticle
from theodoi.cli import main
from theodoi.exports import Days, NoSuchView, NotFrozen, export_views, freeze
from theodoi.exports.formats import Options
from theodoi.settings import settings

FORMULA = '=HYPERLINK("http://x/","Bấm vào đây")'
TWO_LINES = 'Bài "hai", có dấu phẩy\nvà hai dòng'
EARLY, LATE = datetime(2026, 11, 18, 3, tzinfo=UTC), datetime(2026, 11, 21, 3, tzinfo=UTC)


@pytest.fixture
def filled(house):
    house.write(
        TestArticle(
            "http://x/1", "Bài một", EARLY, title=FORMULA, decrees=(Cited("17/NQ-CP", 2019),), metrics=("97.3",)
        ),
        TestArticle(
            "http://x/2", "Bài hai", LATE, title=TWO_LINES, decrees=(Cited("61/2018/NĐ-CP", 2018),), metrics=("0",)
        ),
    )
    house.load(house.run())
    return house


def rows_of(path: Path, delimiter: str = ",") -> list[dict[str, str]]:
    lines = path.read_bytes().decode("utf-8-sig")
    package = json.loads((path.parent / "datapackage.json").read_text())
    [resource] = [r for r in package["resources"] if r["path"] == path.name]
    table = list(csv.reader(io.StringIO(lines), delimiter=delimiter))
    head = resource["dialect"]["headerRows"][0] - 1
    return [dict(zip(table[head], row, strict=True)) for row in table[head + 1 :]]


def test_csv_is_what_a_spreadsheet_reads_without_harm(filled, tmp_path):
    [exported] = export_views(filled.engine, ["metric_claims"], tmp_path)
    assert exported.path.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = {row["article_url"]: row for row in rows_of(exported.path)}
    assert rows["http://x/1"]["article_title"] == "'" + FORMULA
    assert [Decimal(rows[url]["value"]) for url in ("http://x/1", "http://x/2")] == [Decimal("97.3"), 0]
    assert rows["http://x/2"]["value_high"] == ""  # unknown, and not zero
    assert rows["http://x/2"]["article_title"].splitlines() == TWO_LINES.splitlines()


def test_a_comma_in_decimals_comes_with_semicolons(filled, tmp_path):
    [exported] = export_views(filled.engine, ["metric_claims"], tmp_path, options=Options(decimal_comma=True))
    frame = pd.read_csv(exported.path, sep=";", decimal=",", skiprows=_above(tmp_path), encoding="utf-8-sig")
    assert sorted(frame["value"]) == [0, 97.3]


def _above(folder: Path) -> int:
    package = json.loads((folder / "datapackage.json").read_text())
    return package["resources"][0]["dialect"]["headerRows"][0] - 1


def test_excel_has_typed_cells_and_says_what_they_are(filled, tmp_path):
    [exported] = export_views(filled.engine, ["metric_claims"], tmp_path, format="xlsx")
    book = openpyxl.load_workbook(exported.path)
    data, about = book.worksheets
    heads = [cell.value for cell in data[1]]
    named = {row[0].value: row[1].value for row in about.iter_rows() if row[1].value}
    names = [named[head] for head in heads]  # what people call a column, and its name on the second sheet
    assert (heads[names.index("value")], heads[names.index("published_on")]) == ("Giá trị", "Ngày đăng")
    found = {row[names.index("article_url")].value: row for row in data.iter_rows(min_row=2)}
    title, day = (found["http://x/1"][names.index(name)] for name in ("article_title", "published_on"))
    assert (title.value, title.data_type) == (FORMULA, "s")
    assert day.value.date() == date(2026, 11, 18)
    assert found["http://x/1"][names.index("value")].value == 97.3
    assert found["http://x/2"][names.index("value_high")].value is None
    told = {row[0].value: row[2].value for row in about.iter_rows()}
    assert told["Giá trị"] and any(str(line).startswith("Trích dẫn: Theodoi") for line in told)


def test_parquet_keeps_exact_numbers_days_and_definitions(filled, tmp_path):
    [exported] = export_views(filled.engine, ["metric_claims"], tmp_path, format="parquet")
    table = pq.read_table(exported.path)
    assert sorted(table["value"].to_pylist()) == [0, Decimal("97.3")]
    assert table.schema.field("published_on").type == "date32[day]"
    assert table.schema.field("value").metadata[b"description"]
    assert b"Theodoi" in table.schema.metadata[b"notes"]


def test_json_lines_say_what_they_are_unless_bare(filled, tmp_path):
    [noted] = export_views(filled.engine, ["metric_claims"], tmp_path / "noted", format="jsonl")
    [bare] = export_views(
        filled.engine, ["metric_claims"], tmp_path / "bare", format="jsonl", options=Options(notes=False)
    )
    first, *rows = (json.loads(line) for line in noted.path.read_text().splitlines())
    assert first["_about"]["view"] == "bi.metric_claims"
    assert rows == [json.loads(line) for line in bare.path.read_text().splitlines()]
    assert sorted(row["value"] for row in rows) == [0, 97.3]
    assert {row["value_high"] for row in rows} == {None}


@pytest.mark.parametrize("format", ["csv", "xlsx", "parquet", "jsonl"])
def test_every_view_is_exported_with_a_package_that_holds(filled, tmp_path, format):
    from theodoi.exports import view_names

    with filled.engine.connect() as connection:
        names = view_names(connection)
    exported = export_views(filled.engine, names, tmp_path, format=format)
    package = json.loads((tmp_path / "datapackage.json").read_text())
    assert [r["path"] for r in package["resources"]] == [one.path.name for one in exported]
    for resource in package["resources"]:
        content = (tmp_path / resource["path"]).read_bytes()
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        assert all(field["description"] for field in resource["schema"]["fields"]), resource["name"]


def test_since_leaves_earlier_days_out_and_needs_a_view_with_days(filled, tmp_path):
    [exported] = export_views(filled.engine, ["bi.metric_claims"], tmp_path, days=Days(since=date(2026, 11, 20)))
    assert exported.rows == 1
    with pytest.raises(NoSuchView, match="indicators tells no day"):
        export_views(filled.engine, ["indicators"], tmp_path, days=Days(since=date(2026, 11, 20)))
    with pytest.raises(NoSuchView, match=r"no view metric_serie; it has .*metric_series"):
        export_views(filled.engine, ["metric_serie"], tmp_path)


def test_the_command_lists_views_writes_files_and_says_what_is_wrong(filled, tmp_path, capsys):
    assert main(["export"]) == 0
    assert "metric_series" in capsys.readouterr().out.split()
    assert main(["export", "metric_claims", "decree_timeline", "--out", str(tmp_path)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"{tmp_path}/metric_claims.csv: 2 rows of bi.metric_claims",
        f"{tmp_path}/decree_timeline.csv: 2 rows of bi.decree_timeline",
    ]
    assert main(["export", "nothing", "--out", str(tmp_path)]) == 1
    assert "bi has no view nothing" in capsys.readouterr().err


def test_a_row_names_the_page_that_proves_it(filled, tmp_path):
    [exported] = export_views(filled.engine, ["metric_claims"], tmp_path, evidence="http://x/evidence/live/")
    assert {row["evidence_url"] for row in rows_of(exported.path)} == {
        f"http://x/evidence/live/{metric_id}" for (metric_id,) in filled.rows("SELECT metric_id FROM warehouse.metrics")
    }
    [without] = export_views(filled.engine, ["labels"], tmp_path, evidence="http://x/evidence/live/")
    assert "evidence_url" not in rows_of(without.path)[0]


def test_a_view_as_it_stood_on_a_day(filled, tmp_path):
    export_views(filled.engine, ["metric_claims", "assignments"], tmp_path, days=Days(stood_on=date(2026, 11, 20)))
    assert [row["article_url"] for row in rows_of(tmp_path / "metric_claims.csv")] == ["http://x/1"]
    with pytest.raises(NoSuchView, match="how it stood"):
        export_views(filled.engine, ["labels"], tmp_path, days=Days(stood_on=date(2026, 11, 20)))


def test_a_month_is_frozen_once_and_tells_when_a_file_is_another(filled, tmp_path):
    first = freeze(filled.engine, date(2026, 10, 1), tmp_path)
    assert not first.before
    again = freeze(filled.engine, date(2026, 10, 1), tmp_path)
    assert (again.before, again.checksum) == (True, first.checksum)
    file = first.folder / "metric_claims.csv"
    assert rows_of(file) == []
    file.write_bytes(file.read_bytes() + b"1")
    with pytest.raises(NotFrozen, match=r"metric_claims\.csv"):
        freeze(filled.engine, date(2026, 10, 1), tmp_path)
    with pytest.raises(NotFrozen, match="not over"):
        freeze(filled.engine, date(2100, 1, 1), tmp_path)


def test_without_a_database_commands_say_what_to_do(tmp_path, monkeypatch, capsys):
    for name in ("THEODOI_DEMO_URL", "THEODOI_WAREHOUSE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("THEODOI_HOME", str(tmp_path))
    settings.cache_clear()
    for command in (["export"], ["search", "x"], ["evidence", "x"], ["status"], ["migrate"]):
        assert main(command) == 1
        assert "no database is known" in capsys.readouterr().err
    settings.cache_clear()
