"""Archives that were made to end an import: what is good loads, what is bad has a reason, and our own faults still raise."""

from __future__ import annotations

import errno
import gzip
import json
import os
import tempfile
import uuid
from pathlib import Path

import brotli
import pytest
from hypothesis import strategies as st
from sqlalchemy.exc import SQLAlchemyError

from tests.pipeline.test_import_files import BATCH, House
from tests.properties import holds_for
from tests.unit.test_doors import is_one_plain_line
from theodoi.contracts import CAPTURES, QUARANTINE
from theodoi.database import engine_for
from theodoi.lake import Lake
from theodoi.load.publish import publish_quarantine
from theodoi.scrape.imports import import_unit, plan_import

PAGE = "<p>Một cửa về thôn.</p>".encode()


@pytest.fixture
def house(warehouse_url: str, tmp_path: Path) -> House:
    return House(warehouse_url, tmp_path)


def record(
    url: bytes = b"https://bao.example/a.html",
    date: bytes = b"2026-11-20T02:30:00Z",
    http: bytes = b"Content-Type: text/html",
    body: bytes = PAGE,
    extra: bytes = b"",
) -> bytes:
    """A plain record of another maker."""
    block = b"HTTP/1.1 200 OK\r\n" + http + b"\r\n\r\n" + body
    return (
        b"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: %b\r\nWARC-Date: %b\r\n%bContent-Length: %d\r\n\r\n"
        % (url, date, extra, len(block))
    ) + block + b"\r\n\r\n"  # fmt: skip


GOOD = [record(b"https://bao.example/tot-1.html"), record(b"https://bao.example/tot-2.html")]

BAD = {
    "an address of 3,000 characters": (record(b"https://bao.example/" + b"a" * 3_000), "bad_address"),
    "an address with NUL": (record(b"https://bao.example/a\0b"), "bad_address"),
    "an address that is no UTF-8": (record(b"https://bao.example/b\xe0i"), "bad_address"),
    "an address with ESC": (record(b"https://bao.example/\x1b[2J"), "bad_address"),
    "an address that runs backwards": (record("https://bao.example/\u202egpj".encode()), "bad_address"),
    "a mail address for a host": (record(b"http://[email\xc2\xa0protected]/"), "bad_address"),
    "brackets for a host": (record(b"http://[email protected]/"), "bad_address"),
    "half an IPv6 host": (record(b"http://[::1/"), "bad_address"),
    "a user's name": (record(b"http://a:b@bao.example/"), "bad_address"),
    "a port that is none": (record(b"http://bao.example:99999/"), "bad_address"),
    "another scheme": (record(b"ftp://bao.example/a"), "bad_address"),
    "no address": (record(b"a.html"), "bad_address"),
    "the year 9999": (record(date=b"9999-12-31T23:59:59Z"), "bad_date"),
    "the last hours of the calendar": (record(date=b"9999-12-31T23:59:59-07:00"), "bad_header"),
    "the year 2099": (record(date=b"2099-01-01T00:00:00Z"), "bad_date"),
    "the year 1": (record(date=b"0001-01-01T00:00:00+07:00"), "bad_header"),
    "a date that is none": (record(date=b"h\xf4m qua"), "bad_header"),
    "a body whose gzip is cut": (
        record(http=b"Content-Encoding: gzip", body=gzip.compress(os.urandom(999))[:500]),
        "bad_encoding",
    ),
    "a body whose Brotli is cut": (
        record(http=b"Content-Encoding: br", body=brotli.compress(os.urandom(999))[:500]),
        "bad_encoding",
    ),
}
ODD = {
    "a content type that is no UTF-8": record(b"https://bao.example/1", http=b"Content-Type: text/html; a=\xff\x1b"),
    "headers of every byte": record(
        b"https://bao.example/2", http=b"Content-Type: text/html\r\nX-\xff\0: " + bytes(range(14, 256))
    ),
    "a header without end": record(b"https://bao.example/3", http=b"Content-Type: text/html\r\nX: " + b"a" * 50_000),
    "gzip over a plain body": record(
        b"https://bao.example/4", http=b"Content-Type: text/html\r\nContent-Encoding: gzip"
    ),
    "a body in Brotli": record(
        b"https://bao.example/5", http=b"Content-Type: text/html\r\nContent-Encoding: br", body=brotli.compress(PAGE)
    ),
}


def test_each_bad_record_costs_itself(house: House, tmp_path: Path) -> None:
    archive = tmp_path / "xau.warc"
    archive.write_bytes(GOOD[0] + b"".join([*ODD.values(), *(bad for bad, _ in BAD.values())]) + GOOD[1])
    done = house.import_(archive)
    assert (done.captures, done.rejected) == (2 + len(ODD), len(BAD))
    loaded = {row["url"].rsplit("/", 1)[1] for row in house.captures()}
    assert loaded == {"tot-1.html", "tot-2.html", "1", "2", "3", "4", "5"}
    rows = sorted(house.lake.read(QUARANTINE, BATCH).to_pylist(), key=lambda row: json.loads(row["row"])["offset"])
    assert [row["expectation"] for row in rows] == [f"import_{kind}" for _, kind in BAD.values()]
    assert all(row["reason"].isprintable() and len(row["reason"]) < 700 for row in rows)
    assert publish_quarantine(house.engine, house.lake, BATCH) == len(BAD)
    assert done.sentence.isprintable()


def test_records_of_other_kinds_may_say_anything(house: House, tmp_path: Path) -> None:
    archive = tmp_path / "khac.warc"
    revisit = b"WARC/1.1\r\nWARC-Type: revisit\r\nWARC-Target-URI: \xff\0\r\nWARC-Refers-To-Target-URI: \xff\x1b\r\n"
    odd = b"WARC/1.1\r\nWARC-Type: \xff\x1b[2J\0\r\nWARC-Target-URI: http://[::1/\r\n"
    end = b"Content-Length: 0\r\n\r\n\r\n\r\n"
    png = record(b"\xff\0", http=b"Content-Type: image/\xff\x1b")
    archive.write_bytes(GOOD[0] + revisit + end + odd + end + png + GOOD[1])
    done = house.import_(archive)
    assert (done.captures, done.revisits, done.no_pages, done.rejected) == (2, 1, 1, 0)
    assert done.sentence.isprintable()


def test_bad_names_and_links_cost_themselves(house: House, tmp_path: Path) -> None:
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "tốt.txt").write_text("Một bài.")
    Path(os.fsdecode(bytes(folder) + b"/b\xe0i.txt")).write_text("Một bài khác.")
    (folder / "link.txt").symlink_to("/etc/passwd")
    os.mkfifo(folder / "pipe.txt")
    for name, second in (("mai-sau.txt", 4_100_000_000), ("xua.txt", 315_532_800)):
        (folder / name).write_text(f"Bài {name}.")
        os.utime(folder / name, (second, second))
    done = house.import_(folder, "/dev/zero", "http://[::1/", tmp_path / "khong-co.txt")
    assert sorted(row["url"].rsplit("/", 1)[1] for row in house.captures()) == ["t%E1%BB%91t", "xua"]
    reasons = {
        row["row_key"].partition("@")[0]: row["expectation"] for row in house.lake.read(QUARANTINE, BATCH).to_pylist()
    }
    assert reasons == {
        "b\\xe0i.txt": "import_bad_name",
        "link.txt": "import_leads_out",
        "pipe.txt": "import_no_file",
        "mai-sau.txt": "import_bad_date",
        "zero": "import_no_file",
        "[::1": "import_unknown_kind",
        "khong-co.txt": "import_missing",
    }
    assert b"root:" not in b"".join(
        house.lake.read_bytes(file.path) for file in house.lake.files("warc") + house.lake.files("rejected")
    )
    assert done.rejected == len(reasons)
    assert publish_quarantine(house.engine, house.lake, BATCH) == done.rejected


def test_a_path_too_long_for_an_address_is_imported(house: House, tmp_path: Path) -> None:
    folder = tmp_path
    while len(bytes(folder)) < 3_000:
        folder = folder / ("thư mục sâu " * 8)
        folder.mkdir()
    (folder / "bài.txt").write_text("Một bài.")
    assert house.import_(tmp_path).captures == 1
    assert all(len(url) <= 2_048 for url in house.rows())


def test_kinds_of_records_without_number_are_counted_together(house: House, tmp_path: Path) -> None:
    archive = tmp_path / "loai.warc"
    archive.write_bytes(
        b"".join(b"WARC/1.1\r\nWARC-Type: k%d\r\nContent-Length: 0\r\n\r\n\r\n\r\n" % n for n in range(3_000)) + GOOD[0]
    )
    [unit] = plan_import(house.lake, BATCH, "thu", [str(archive)])
    report = import_unit(house.lake, BATCH, unit.id, sources={}, spool=house.spool)
    assert (report.captures, sum(report.counts["other"].values())) == (1, 3_000)
    assert len(report.counts["other"]) <= 101


def test_a_fault_of_the_lake_is_ours_and_raises(house: House, tmp_path: Path) -> None:
    archive = tmp_path / "a.warc"
    archive.write_bytes(GOOD[0])
    [unit] = plan_import(house.lake, BATCH, "thu", [str(archive)])
    house.spool.write_text("no folder")
    with pytest.raises(OSError) as raised:
        import_unit(house.lake, BATCH, unit.id, sources={}, spool=house.spool)
    assert raised.value.errno in {errno.EEXIST, errno.ENOTDIR}


def test_a_fault_of_the_database_is_ours_and_raises(house: House, tmp_path: Path) -> None:
    archive = tmp_path / "a.warc"
    archive.write_bytes(GOOD[0])
    house.engine = engine_for(f"{house.engine.url.render_as_string(hide_password=False)}_gone")
    with pytest.raises(SQLAlchemyError):
        house.import_(archive)


# any bytes at all ----------------------------------------------------------------------------------------------------

HEADER = st.binary(max_size=60) | st.text(st.characters(), max_size=40).map(
    lambda s: s.encode("utf-8", "surrogatepass")
)
HOSTILE = st.builds(record, url=HEADER, date=HEADER, http=HEADER, body=st.binary(max_size=80), extra=HEADER)


PLAIN = st.tuples(st.just(False), st.lists(HOSTILE, max_size=4))
# A member may hold anything; in a plain file the record before would not end where it says.
PACKED = st.tuples(st.just(True), st.lists(HOSTILE | st.binary(max_size=200), max_size=4))


@holds_for(PLAIN | PACKED)
def test_any_records_between_good_ones_leave_these(drawn: tuple[bool, list[bytes]]) -> None:
    """The good records load, and what else there is has a reason."""
    packed, hostile = drawn
    with tempfile.TemporaryDirectory() as room:
        archive = Path(room) / ("a.warc.gz" if packed else "a.warc")
        pack = gzip.compress if packed else bytes
        archive.write_bytes(b"".join(pack(piece) for piece in (GOOD[0], *hostile, GOOD[1])))
        lake, batch = Lake(f"{room}/lake"), f"import/{uuid.uuid4().hex}"
        [unit] = plan_import(lake, batch, "thu", [str(archive)])
        report = import_unit(lake, batch, unit.id, sources={}, spool=Path(room) / "spool")
        rows = [row for file in report.segments for row in lake.read_shard(CAPTURES, batch, file, "parts").to_pylist()]
        urls = [row["url"] for row in rows]
        assert urls[0] == "https://bao.example/tot-1.html"
        assert urls[-1] == "https://bao.example/tot-2.html"
        assert all(is_one_plain_line(f"{row['url']} {row['content_type']}") for row in rows)
        [file] = report.files
        assert bool(file.rejected) == bool(file.reason)
        assert is_one_plain_line(file.reason)
