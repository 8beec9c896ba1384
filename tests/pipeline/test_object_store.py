"""Archives and the lake in an object store: a real S3 protocol over HTTP on loopback, range by range."""

from __future__ import annotations

import os
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from tests import stages
from tests.pipeline.object_store import Store
from tests.pipeline.test_import import DUMP, PAGE
from theodoi import pipeline
from theodoi.lake import Lake
from theodoi.scrape.imports import import_unit, plan_import
from theodoi.settings import settings
from theodoi.warc import Page, encode

NOON = datetime(2026, 11, 21, 5, tzinfo=UTC)
HTML = (("Content-Type", "text/html; charset=utf-8"),)


def pages(number: int, body: str = "") -> bytes:
    """An archive of news pages, one gzip member each."""
    titles = [f"Bộ Nội vụ công bố số thủ tục trực tuyến đợt {n}" for n in range(number)]
    return b"".join(
        encode(
            Page(
                f"https://to-bao.invalid/bai-{n}.html", NOON, (PAGE.format(title=title) + body).encode(), "x", 200, HTML
            )
        )
        for n, title in enumerate(titles)
    )


@pytest.mark.parametrize("named_by", ["the address", "the environment"])
def test_an_import_from_a_bucket_to_a_lake_in_a_bucket_ends_in_the_warehouse(
    store: Store, warehouse_url: str, tmp_path, monkeypatch: pytest.MonkeyPatch, named_by: str
) -> None:
    if named_by == "the environment":
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{store.port}")
    options = f"?{store.options}" if named_by == "the address" else ""
    store.put("lưu trữ/năm 2026/a b.warc.gz", pages(3) + pages(1)[:-30])
    store.put("lưu trữ/bài.txt", DUMP.encode())
    store.put("lưu trữ/.an/x.txt", DUMP.encode())
    monkeypatch.setenv("THEODOI_HOME", str(tmp_path))
    monkeypatch.setenv("THEODOI_LAKE", f"s3://kho/hồ{options}")
    monkeypatch.setenv("THEODOI_WAREHOUSE_URL", warehouse_url)
    settings.cache_clear()
    try:
        run = pipeline.Run("import_archive/thu", "import/kho", "live", "import_archive")
        files = [f"s3://kho/lưu trữ{options}", f"s3://kho/khong-co{options}"]
        assert stages.read(run, files, unit_mb=1) == 4
        assert stages.carry_through(run)["counts"]["articles"] == 4
        pipeline.report_page(run)
        with run.engine.connect() as connection:
            reasons = list(connection.scalars(text("SELECT reason FROM ops.quarantine ORDER BY 1")))
            places = list(connection.scalars(text("SELECT url FROM ops.fetches ORDER BY 1")))
    finally:
        settings.cache_clear()
    assert len(reasons) == 2 and "a b.warc.gz: the file ends at byte" in reasons[0] and "no such file" in reasons[1]
    assert places == ["s3://kho/khong-co", "s3://kho/lưu trữ/bài.txt", "s3://kho/lưu trữ/năm 2026/a b.warc.gz"]


def test_a_unit_reads_its_own_part_of_an_object(store: Store, warehouse_url: str, tmp_path) -> None:
    """The object is spoilt before and behind the part: the unit does not see it."""
    data = b"".join(pages(1, f"<!-- {os.urandom(40_000).hex()} -->") for _ in range(60))
    place = f"s3://kho/lon.warc.gz?{store.options}"
    store.put("lon.warc.gz", data)
    lake, batch = Lake(str(tmp_path / "lake")), "import/lon"
    units = plan_import(lake, batch, "lon", [place], unit_bytes=1_000_000)
    assert len(units) == 3
    begin, end = (int(float(x) * 1e6) for x in units[1].shows.split()[1].split("–"))
    store.put(
        "lon.warc.gz",
        b"x" * (begin - 100_000) + data[begin - 100_000 : end + 100_000] + b"x" * (len(data) - end - 100_000),
    )
    report = import_unit(lake, batch, units[1].id, sources={}, spool=tmp_path / "spool")
    assert report.captures > 15 and report.counts == {}
