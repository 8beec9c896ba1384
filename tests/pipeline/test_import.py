"""Archives through the DAG `import_archive`: what is good is loaded, what is bad is told in a sentence and kept."""

from __future__ import annotations

import gzip
import os
import re
import uuid
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from tests import stages
from tests.pipeline.conftest import Setup
from tests.pipeline.object_store import Store
from theodoi.load.publish import content_checksum

PAGE = """<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>{title}</title>
<meta property="article:published_time" content="2026-11-18T08:15:00+07:00"></head>
<body><nav><a href="/">Trang chủ</a></nav><article><h1>{title}</h1>
<p>Ngày 18/11, Bộ Nội vụ cho biết đã có 1.234 thủ tục hành chính được cung cấp trực tuyến theo Nghị định số 61/2018/NĐ-CP ngày 23/4/2018 của Chính phủ.</p>
<p>Các địa phương được yêu cầu rà soát, cắt giảm giấy tờ và công khai kết quả giải quyết hồ sơ của từng cơ quan, đơn vị trên cổng thông tin.</p>
<p>Theo kế hoạch, đến cuối năm toàn bộ hồ sơ phải được xử lý trên môi trường điện tử, người dân không phải nộp bản giấy khi dữ liệu đã có.</p>
</article></body></html>"""
DUMP = (
    "Quảng Ninh công bố kết quả chấm điểm chuyển đổi số cấp xã\n"
    "08:30 17/11/2026\n"
    "UBND tỉnh Quảng Ninh vừa công bố kết quả chấm điểm chuyển đổi số của các xã, phường, đặc khu trong tỉnh, kèm bảng điểm chi tiết.\n"
    "Theo Quyết định 749/QĐ-TTg ngày 3/6/2020 của Thủ tướng Chính phủ, chuyển đổi số cấp xã được đánh giá hằng năm; năm nay có 52% số xã đạt loại khá trở lên.\n"
    "Sở Khoa học và Công nghệ tỉnh Quảng Ninh cho biết các xã đạt điểm thấp sẽ được hỗ trợ trong quý I/2027 để cải thiện chỉ số.\n"
)


def record(url: str, html: str) -> bytes:
    """One gzip member with a WARC response record, written by hand as another maker would."""
    body = html.encode()
    http = (
        f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        + body
    )
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\n"
        f"WARC-Record-ID: <urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, url)}>\r\nWARC-Date: 2026-11-19T01:02:03Z\r\n"
        f"WARC-Target-URI: {url}\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + http + b"\r\n\r\n", mtime=0)


@pytest.fixture
def archive(tmp_path) -> Path:
    """A folder with a good WARC, one cut off in its last record, one that is none, a text dump and an empty file."""
    good = record("https://to-bao.invalid/mot-1.html", PAGE.format(title="Bộ Nội vụ công bố số thủ tục trực tuyến"))
    other = record(
        "https://to-bao.invalid/hai-2.html", PAGE.format(title="Địa phương phải công khai kết quả giải quyết hồ sơ")
    )
    (tmp_path / "good.warc.gz").write_bytes(good)
    (tmp_path / "cut.warc.gz").write_bytes(
        other + record("https://to-bao.invalid/ba-3.html", PAGE.format(title="Bài bị cắt"))[:-200]
    )
    (tmp_path / "none.warc.gz").write_bytes(b"this is no WARC file at all\n" * 20)
    (tmp_path / "dump.txt").write_text(DUMP, encoding="utf-8")
    (tmp_path / "empty.txt").write_bytes(b"")
    return tmp_path


def run_import(setup: Setup, name: str, files: list[Path], seconds: float = 240) -> str:
    conf = {"files": [str(f) for f in files], "name": name, "profile": "demo"}
    return setup.api.wait("import_archive", setup.api.trigger("import_archive", conf), seconds)


def told(engine: Engine, name: str) -> list[str]:
    statement = "SELECT reason FROM ops.quarantine WHERE batch_id = :batch UNION ALL SELECT reason FROM ops.fetches WHERE batch_id = :batch AND reason IS NOT NULL"
    with engine.connect() as connection:
        return list(connection.scalars(text(statement), {"batch": f"import/{name}"}))


def test_the_good_part_of_a_damaged_archive_is_loaded_and_the_bad_part_told(setup, archive):
    assert run_import(setup, "damaged", [archive, archive / "not-there.warc.gz"]) == "success"
    urls = setup.rows("SELECT url FROM warehouse.articles WHERE batch_id = 'import/damaged' ORDER BY url")
    assert urls == [
        ("https://to-bao.invalid/hai-2.html",),
        ("https://to-bao.invalid/mot-1.html",),
        ("urn:theodoi:dump:damaged/dump",),
    ]
    [(published,)] = setup.rows("SELECT published_at FROM warehouse.articles WHERE url LIKE '%mot-1%'")
    assert published == datetime(2026, 11, 18, 1, 15, tzinfo=UTC)
    sentences = told(setup.engine, "damaged")
    for file in ("cut.warc.gz", "none.warc.gz", "empty.txt", "not-there.warc.gz"):
        assert any(file in s for s in sentences), (file, sentences)
    assert not any("Traceback" in s or "Error(" in s for s in sentences)


def test_an_import_again_is_a_replay(house, archive):
    checksums = []
    for number in (1, 2):
        run = house.run(number, "import/again")
        stages.read(run, [str(archive)])
        stages.carry_through(run)
        checksums.append(content_checksum(house.engine, "import/again"))
    assert checksums[0] == checksums[1]
    assert house.rows("SELECT count(*) FROM warehouse.captures WHERE batch_id = 'import/again'") == [(3,)]


def test_a_large_archive_in_a_bucket_is_read_side_by_side(setup, store: Store):
    """Five parts, each a task with its name and its progress; the store's secret goes into no table."""
    noise = [f"<!-- {os.urandom(50_000).hex()} -->" for _ in range(70)]
    pages = [PAGE.format(title=f"Bộ Nội vụ công bố số thủ tục trực tuyến đợt {n}") + noise[n] for n in range(70)]
    store.put("lon.warc.gz", b"".join(record(f"https://to-bao.invalid/lon-{n}.html", p) for n, p in enumerate(pages)))
    place = f"s3://thu:thu-bi-mat@kho/lon.warc.gz?{store.options}"
    conf = {"files": [place], "name": "large", "profile": "demo", "unit_mb": 1}
    run_id = setup.api.trigger("import_archive", conf)
    assert setup.api.wait("import_archive", run_id, 240) == "success"

    assert setup.rows("SELECT count(*) FROM warehouse.captures WHERE batch_id = 'import/large'") == [(70,)]
    tasks = setup.api.request("GET", f"dags/import_archive/dagRuns/{run_id}/taskInstances")["task_instances"]
    names = [t["rendered_map_index"] for t in tasks if t["task_id"] == "read"]
    assert len(names) == 5 and all(re.fullmatch(r"lon\.warc\.gz \d\.\d–\d\.\d of \d\.\d MB", name) for name in names), (
        names
    )
    log = setup.log(f"import_archive/{run_id}", "read")
    assert re.search(r"\d+ records, (\d\.\d) of \1 MB \(100%\), \d+ records/s: \d+ captured", log), log
    notes = setup.rows("SELECT stage, note FROM ops.stages WHERE run_id = :run", run=f"import_archive/{run_id}")
    assert ("import", "70 captures from 1 file") in notes
    assert [note for stage, note in notes if stage == "read"] and sum(stage == "read" for stage, _ in notes) == 5
    assert setup.rows("SELECT url FROM ops.fetches WHERE batch_id = 'import/large'") == [("s3://kho/lon.warc.gz",)]


@pytest.mark.shared
def test_real_pages_and_the_seeds_load(house, shared):
    run = house.run(batch_id="import/real")
    stages.read(run, [str(shared / "corpus" / "dev-pages.warc.gz"), str(shared / "seeds")])
    stages.carry_through(run)
    sources = dict(
        house.rows(
            "SELECT source_id, count(*) FROM warehouse.articles WHERE batch_id = 'import/real' GROUP BY source_id"
        )
    )
    assert sources == {
        "vnexpress": 1,
        "dantri": 1,
        "nld": 1,
        "vietnamnet": 1,
        "baochinhphu": 1,
        "real": 6,
    }  # seed 000 is two articles
    outcomes = dict(
        house.rows("SELECT outcome, count(*) FROM warehouse.captures WHERE batch_id = 'import/real' GROUP BY outcome")
    )
    assert outcomes == {"article": 10, "list_page": 16, "not_vietnamese": 1}
