"""Segments that survive a kill, and a reader that says what is wrong with a file."""

from __future__ import annotations

import gzip
import hashlib
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator
from hypothesis import given, settings
from hypothesis import strategies as st

from theodoi.contracts import CAPTURES, key_of
from theodoi.lake import Lake
from theodoi.warc import (
    OPEN_SUFFIX,
    Page,
    Problem,
    Record,
    SegmentWriter,
    encode,
    index_files,
    iterate,
    read_record,
    sha1,
)

WHEN = datetime(2026, 11, 21, 5, 0, 0, tzinfo=UTC)
BATCH = "nightly/2026-11-21"
HEADERS = (("Content-Type", "text/html; charset=utf-8"), ("Server", "nginx"))


def page(n: int, body: bytes | None = None) -> Page:
    payload = f"<p>Trang số {n}.</p>".encode() if body is None else body
    return Page(f"https://bao.example/{n}", WHEN, payload, "bao", 200, HEADERS, found_by="feed", announced_at=WHEN)


def raw(
    n: int, *, length: int | None = None, kind: str = "response", block: bytes | None = None, extra: str = ""
) -> bytes:
    """A plain WARC record as another maker would write it, without digests unless `extra` has them."""
    block = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>{n}</p>".encode() if block is None else block
    head = f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://bao.example/{n}\r\nWARC-Date: 2026-11-21T05:00:00Z\r\n{extra}"
    return f"{head}Content-Length: {len(block) if length is None else length}\r\n\r\n".encode() + block + b"\r\n\r\n"


def read(path: Path, data: bytes) -> list[str]:
    """What a file holds: the last part of each record's URL, or the kind of problem."""
    path.write_bytes(data)
    return [found.kind if isinstance(found, Problem) else found.url.rsplit("/", 1)[1] for found in iterate(path)]


# writing -------------------------------------------------------------------------------------------------------------


@given(st.binary(min_size=1, max_size=3000), st.integers(100, 599), st.text(max_size=30))
@settings(max_examples=60, deadline=None)
def test_a_page_comes_back_as_it_was_kept(
    tmp_path_factory: pytest.TempPathFactory, payload: bytes, status: int, value: str
) -> None:
    path = tmp_path_factory.mktemp("w") / "a.warc.gz"
    path.write_bytes(
        encode(
            Page(
                "https://bao.example/1",
                WHEN,
                payload,
                "bao",
                status,
                (("Content-Type", "text/html"), ("X-Note", value)),
            )
        )
    )
    (record,) = iterate(path)
    assert isinstance(record, Record)
    assert (record.payload, record.status, record.captured_at, record.content_type) == (
        payload,
        status,
        WHEN,
        "text/html",
    )
    assert (record.offset, record.length) == (0, path.stat().st_size)


def test_segments_are_sound_for_another_reader(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(encode(page(1)) + encode(page(2, os.urandom(100_000))))
    blocks = [
        (r.headers["WARC-Target-URI"], r.verify_block_digest()) for r in ArchiveIterator(str(path), parse_http=False)
    ]
    assert blocks == [("https://bao.example/1", True), ("https://bao.example/2", True)]
    assert [r.verify_payload_digest() for r in ArchiveIterator(str(path))] == [True, True]


def test_a_segment_and_its_index_reach_the_lake_together(tmp_path: Path) -> None:
    lake = Lake(str(tmp_path / "lake"))
    writer = SegmentWriter(lake, BATCH, tmp_path / "spool")
    keys = [writer.add(page(n)) for n in range(205)]
    assert writer.add(page(3)) == (keys[3][0], False)
    assert index_files(lake, BATCH) == ["seg-00001.parquet"]  # full at 200
    writer.close()
    assert index_files(lake, BATCH) == ["seg-00001.parquet", "seg-00002.parquet"]
    rows = [row for name in index_files(lake, BATCH) for row in lake.read_shard(CAPTURES, BATCH, name).to_pylist()]
    assert [row["capture_id"] for row in rows] == [key for key, new in keys if new]
    for row in rows[::40]:
        record = read_record(lake, row["warc"], row["warc_offset"], row["warc_length"])
        assert (record.url, record.digest) == (row["url"], row["digest"])
        assert row["capture_id"] == key_of(BATCH, row["url"], row["digest"])
    assert (rows[0]["found_by"], rows[0]["announced_at"], rows[0]["source_id"]) == ("feed", WHEN, "bao")


def test_an_interrupted_segment_keeps_its_whole_records(tmp_path: Path) -> None:
    spool = tmp_path / "spool"
    spool.mkdir()
    whole = encode(page(1)) + encode(page(2))
    open_segment = spool / f"seg-00001{OPEN_SUFFIX}"
    open_segment.write_bytes(whole + encode(page(3))[:-20])

    lake = Lake(str(tmp_path / "lake"))
    writer = SegmentWriter(lake, BATCH, spool)
    assert [row["url"][-1] for row in writer.recovered] == ["1", "2"]
    assert (writer.add(page(2))[1], writer.add(page(3))[1]) == (False, True)
    writer.close()
    assert lake.names(f"warc/batch={BATCH}") == ["seg-00001.warc.gz", "seg-00002.warc.gz"]
    assert lake.read_bytes(f"warc/batch={BATCH}/seg-00001.warc.gz") == whole
    assert not list(spool.iterdir())


def test_a_process_killed_between_commit_and_tidying_changes_nothing(tmp_path: Path) -> None:
    lake, spool = Lake(str(tmp_path / "lake")), tmp_path / "spool"
    writer = SegmentWriter(lake, BATCH, spool)
    writer.add(page(1))
    open_segment = spool / f"seg-00001{OPEN_SUFFIX}"
    left = open_segment.read_bytes()
    writer.close()
    before = lake.read_bytes(f"warc/batch={BATCH}/seg-00001.warc.gz")
    open_segment.write_bytes(left)
    again = SegmentWriter(lake, BATCH, spool)
    assert again.add(page(1))[1] is False
    assert lake.read_bytes(f"warc/batch={BATCH}/seg-00001.warc.gz") == before
    assert index_files(lake, BATCH) == ["seg-00001.parquet"]


def test_reading_the_wrong_place_says_so(tmp_path: Path) -> None:
    lake = Lake(str(tmp_path))
    lake.write_bytes("a.warc.gz", encode(page(1)))
    with pytest.raises(ValueError, match=r"a\.warc\.gz at byte 5"):
        read_record(lake, "a.warc.gz", 5, 100)


# reading files of others ---------------------------------------------------------------------------------------------

_SHA = f"WARC-Block-Digest: sha1:{sha1(b'x')}\r\n"
_HEX = f"WARC-Payload-Digest: sha1:{hashlib.sha1(b'<p>1</p>').hexdigest()}\r\n"
_ARC = (
    b"filedesc://a.arc 0.0.0.0 20090101000000 text/plain 15\n1 0 Archive\n\n\n"
    b"https://bao.example/1 10.0.0.1 20090101000000 text/html 40\nHTTP/1.1 200 OK\r\n\r\n<p>1</p>\n"
)
_CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<p>Xi\r\n6\r\nn</p>\n\r\n0\r\n\r\n"
_ZIPPED = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(b"<p>Xin</p>\n")
_KEPT_DECODED = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n<p>Xin</p>\n"


@pytest.mark.parametrize(
    ("data", "found"),
    [
        pytest.param(raw(1) + raw(2), ["1", "2"], id="sound"),
        pytest.param(raw(1, extra=_HEX) + raw(2), ["1", "2"], id="digest in hex"),
        pytest.param(raw(0, kind="warcinfo", block=b"software: x") + raw(1), ["1"], id="other records are passed over"),
        pytest.param(raw(1) + raw(2)[:-30], ["1", "truncated"], id="truncated"),
        pytest.param(raw(1) + raw(2)[:40], ["1", "truncated"], id="truncated in a header"),
        pytest.param(raw(1, length=30) + raw(2), ["wrong_length", "2"], id="length too short"),
        pytest.param(raw(1, length=99) + raw(2) + raw(3), ["wrong_length", "2", "3"], id="length too long"),
        pytest.param(raw(1, length=99_999) + raw(2), ["wrong_length", "2"], id="length beyond the file"),
        pytest.param(raw(1, extra=_SHA) + raw(2), ["wrong_digest", "2"], id="wrong digest"),
        pytest.param(raw(1, block=b"just text") + raw(2), ["not_http", "2"], id="no HTTP"),
        pytest.param(
            raw(1).replace(b"Content-Length: ", b"Content-Length: x") + raw(2),
            ["bad_header", "2"],
            id="length is no number",
        ),
        pytest.param(
            raw(1).replace(b"WARC-Date: 2026", b"WARC-Date: hom nay") + raw(2), ["bad_header", "2"], id="no date"
        ),
        pytest.param(b"a letter to the editor\n", ["not_a_warc"], id="no WARC"),
        pytest.param(gzip.compress(b"a letter"), ["not_a_warc"], id="no WARC in gzip"),
        pytest.param(b"\x1f\x8b\x08 no gzip after all", ["bad_gzip"], id="no gzip"),
        pytest.param(_ARC, ["arc"], id="ARC"),
        pytest.param(gzip.compress(_ARC[:60]) + gzip.compress(_ARC[60:]), ["arc"], id="ARC in gzip"),
        pytest.param(b"", ["empty"], id="empty"),
        pytest.param(gzip.compress(raw(1)) + gzip.compress(raw(2)), ["1", "2"], id="a member each"),
        pytest.param(gzip.compress(raw(1) + raw(2)), ["1", "2"], id="compressed as a whole"),
        pytest.param(gzip.compress(raw(1)) + gzip.compress(raw(2))[:-9], ["1", "truncated"], id="truncated in gzip"),
        pytest.param(gzip.compress(raw(1))[:-40] + gzip.compress(raw(2)), ["bad_gzip", "2"], id="bytes lost in gzip"),
        pytest.param(
            gzip.compress(raw(1, length=30)) + gzip.compress(raw(2)), ["wrong_length", "2"], id="wrong length in gzip"
        ),
        pytest.param(gzip.compress(raw(1)) + b"\0" * 100 + gzip.compress(raw(2)), ["1", "2"], id="zero padding"),
    ],
)
def test_what_a_file_holds_and_what_is_wrong_with_it(tmp_path: Path, data: bytes, found: list[str]) -> None:
    assert read(tmp_path / "a.warc", data) == found


@pytest.mark.parametrize("block", [_CHUNKED, _ZIPPED, _KEPT_DECODED], ids=["chunked", "gzip", "kept decoded"])
def test_encodings_are_undone(tmp_path: Path, block: bytes) -> None:
    (tmp_path / "a.warc").write_bytes(raw(1, block=block))
    (record,) = iterate(tmp_path / "a.warc")
    assert isinstance(record, Record) and record.payload == b"<p>Xin</p>\n"


def _part(range_: str) -> bytes:
    return f"HTTP/1.1 206 Partial Content\r\nContent-Range: {range_}\r\n\r\n<p>1</p>".encode()


@pytest.mark.parametrize(
    ("data", "truncated"),
    [
        (raw(1), None),
        (raw(1, extra="WARC-Truncated: length\r\n"), "length"),
        (raw(1, block=_part("bytes 0-7/900")), "status 206"),
        (raw(1, block=_part("bytes 8-15/16")), "status 206"),
        (raw(1, block=b"HTTP/1.1 206 Partial Content\r\n\r\n<p>1</p>"), "status 206"),
        (raw(1, block=_part("bytes 0-7/8")), None),
    ],
)
def test_a_part_of_a_document_is_known_as_one(tmp_path: Path, data: bytes, truncated: str | None) -> None:
    (tmp_path / "a.warc").write_bytes(data)
    (record,) = iterate(tmp_path / "a.warc")
    assert isinstance(record, Record) and record.truncated == truncated


def test_what_was_truncated_stays_so_in_our_own_segments(tmp_path: Path) -> None:
    (tmp_path / "a.warc.gz").write_bytes(encode(replace(page(1), truncated="time")))
    (record,) = iterate(tmp_path / "a.warc.gz")
    assert isinstance(record, Record) and record.truncated == "time"


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_problems_tell_where_they_lie(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    first, second, third = pack(raw(1)), pack(raw(2, extra=_SHA)), pack(raw(3))
    path = tmp_path / "a.warc"
    path.write_bytes(first + second + third)
    one, problem, three = iterate(path)
    assert isinstance(one, Record) and isinstance(problem, Problem) and isinstance(three, Record)
    assert problem.offset == len(first) and abs(problem.length - len(second)) <= 4
    assert three.offset == len(first + second)
    assert "digest" in problem.sentence


@given(st.integers(0, 2000), st.integers(1, 60))
@settings(max_examples=150, deadline=None)
def test_damage_never_raises_and_never_passes_for_a_page(
    tmp_path_factory: pytest.TempPathFactory, at: int, missing: int
) -> None:
    """Bytes cut out anywhere: every record that is returned is one that was written."""
    pages = [page(n, os.urandom(200)) for n in range(4)]
    whole = b"".join(encode(p) for p in pages)
    at %= len(whole)
    path = tmp_path_factory.mktemp("d") / "a.warc.gz"
    path.write_bytes(whole[:at] + whole[at + missing :])
    found = list(iterate(path))
    sound = {(r.url, r.payload) for r in found if isinstance(r, Record)}
    assert sound <= {(p.url, p.payload) for p in pages}
    assert len(sound) < 4
    assert len(sound) >= 2  # a cut spoils two records at most
    assert any(isinstance(f, Problem) for f in found) or at + missing >= len(whole) or len(sound) == 3


@pytest.mark.shared
def test_the_real_archive_is_read_whole(shared: Path) -> None:
    found = list(iterate(shared / "corpus" / "dev-pages.warc.gz"))
    assert len(found) == 22 and all(isinstance(f, Record) and f.payload for f in found)
