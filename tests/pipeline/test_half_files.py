"""A write that fails leaves no half of a file: on disk, in an object store, under a lake or beside it."""

from __future__ import annotations

import json
import os
import resource
import signal
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from tests.pipeline.object_store import Store
from theodoi import files
from theodoi.contracts import CAPTURES, OUTCOMES
from theodoi.files import replacing, write_private
from theodoi.lake import Lake, Manifest
from theodoi.registry.decisions import Decision, read_decisions, write_decisions
from theodoi.warc import Page, SegmentWriter

BATCH = "nightly/2026-11-21"
SOUND = b"sound " * 300_000
NOON = datetime(2026, 11, 21, 5, tzinfo=UTC)


class Interrupted(Exception):
    """What a time limit raises in the middle of anything."""


@pytest.fixture(params=["disk", "object store"])
def lake(request, tmp_path) -> Lake:
    if request.param == "disk":
        return Lake(str(tmp_path / "lake"))
    store: Store = request.getfixturevalue("store")
    return Lake(f"s3://kho/lake?{store.options}")


def names(lake: Lake) -> list[str]:
    return [file.path for file in lake.files("")]


@contextmanager
def full_disk(size: int) -> Iterator[None]:
    """No file can grow beyond `size` bytes, as on a disk that is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


# the lake ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("there", [True, False], ids=["over a sound file", "a new file"])
@pytest.mark.parametrize("error", [Interrupted, KeyboardInterrupt, OSError])
def test_an_exception_in_the_middle_leaves_what_was_there(lake, there, error):
    if there:
        lake.write_bytes("a/x.bin", SOUND)
    with pytest.raises(error), lake._writing("a/x.bin") as stream:
        stream.write(b"half " * 1_500_000)
        raise error("in the middle")
    assert names(lake) == (["a/x.bin"] if there else [])
    assert not there or lake.read_bytes("a/x.bin") == SOUND


def test_parts_of_which_one_is_missing_make_no_file(lake):
    lake.write_bytes("a", SOUND)
    lake.write_bytes("whole", SOUND)
    with pytest.raises(FileNotFoundError):
        lake.concatenate(["a", "missing"], "whole")
    assert names(lake) == ["a", "whole"]
    assert lake.read_bytes("whole") == SOUND
    assert lake.concatenate(["a", "a"], "whole") == [0, len(SOUND), 2 * len(SOUND)]
    assert lake.read_bytes("whole") == SOUND * 2
    lake.concatenate([], "empty")
    assert lake.read_bytes("empty") == b""


def test_a_local_file_that_is_shorter_than_told_is_not_taken(lake, tmp_path):
    local = tmp_path / "local"
    local.write_bytes(b"short")
    with pytest.raises(EOFError, match="lacks its last 5 bytes"):
        lake.write_file("x", local, 10)
    assert names(lake) == []
    lake.write_file("x", local, 4)
    assert lake.read_bytes("x") == b"shor"


@pytest.mark.parametrize("seconds", [0.002, 0.02, 0.1])
def test_a_time_limit_that_strikes_at_any_moment_leaves_a_whole_file(lake, seconds):
    lake.write_bytes("x", SOUND)
    new = b"new " * 6_000_000

    def strike(*_: object) -> None:
        raise Interrupted

    before = signal.signal(signal.SIGALRM, strike)
    try:
        signal.setitimer(signal.ITIMER_REAL, seconds)
        lake.write_bytes("x", new)
        signal.setitimer(signal.ITIMER_REAL, 0)
    except Interrupted:
        pass
    signal.signal(signal.SIGALRM, before)
    assert names(lake) == ["x"]
    assert lake.read_bytes("x") in (SOUND, new)


WRITES: dict[str, Callable[[Lake, Path], object]] = {
    "bytes": lambda lake, _: lake.write_bytes("x", SOUND + SOUND),
    "a local file": lambda lake, local: lake.write_file("x", local, local.stat().st_size),
    "parts": lambda lake, _: lake.concatenate(["x", "x"], "x"),
    "a manifest": lambda lake, _: lake.write_manifest(
        Manifest(OUTCOMES.name, BATCH, {f"shard-{n:05d}.parquet": n for n in range(100_000)})
    ),
}


@pytest.mark.parametrize("what", WRITES)
def test_a_full_disk_leaves_what_was_there(tmp_path, what):
    lake, local = Lake(str(tmp_path / "lake")), tmp_path / "local"
    local.write_bytes(SOUND * 2)
    lake.write_bytes("x", SOUND)
    with pytest.raises(OSError, match="File too large"), full_disk(len(SOUND) + 1000):
        WRITES[what](lake, local)
    assert [path.name for path in (tmp_path / "lake").rglob("*") if path.is_file()] == ["x"]
    assert lake.read_bytes("x") == SOUND


def test_a_full_disk_for_what_goes_to_an_object_store_leaves_what_was_there(store: Store):
    lake = Lake(f"s3://kho/lake?{store.options}")
    lake.write_bytes("x", SOUND)
    with pytest.raises(OSError, match="File too large"), full_disk(len(SOUND) + 1000):
        lake.concatenate(["x", "x"], "x")
    assert names(lake) == ["x"]
    assert lake.read_bytes("x") == SOUND


class RefusingStore(BaseHTTPRequestHandler):
    """As much of S3 as an upload asks for; it takes the first part of an object and refuses the others."""

    protocol_version = "HTTP/1.1"
    asked: ClassVar[list[str]] = []

    def log_message(self, *_: object) -> None:
        pass

    def do_POST(self) -> None:
        self.asked.append(f"POST {self.path}")
        begun = b"<InitiateMultipartUploadResult><UploadId>1</UploadId></InitiateMultipartUploadResult>"
        ended = b"<CompleteMultipartUploadResult><ETag>e</ETag></CompleteMultipartUploadResult>"
        self._answer(200, begun if self.path.endswith("?uploads") else ended)

    def do_PUT(self) -> None:
        self.asked.append(f"PUT {self.path}")
        first = "partNumber=1&" in self.path
        self._answer(200 if first else 403, b"" if first else b"<Error><Code>AccessDenied</Code></Error>")

    def _answer(self, status: int, body: bytes) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.send_response(status)
        self.send_header("ETag", '"e"')
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def test_an_upload_that_breaks_off_is_never_completed(store: Store):
    server = ThreadingHTTPServer(("127.0.0.1", 0), RefusingStore)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    lake = Lake(f"s3://kho/lake?endpoint_override=127.0.0.1:{server.server_port}&scheme=http")
    with pytest.raises(OSError, match="UploadPart"):
        lake.write_bytes("x", b"new " * 10_000_000)
    server.shutdown()
    server.server_close()
    assert len(RefusingStore.asked) > 2
    assert [line for line in RefusingStore.asked if line.startswith("POST")] == ["POST /kho/lake/x?uploads"]


# a crawl's open segment ----------------------------------------------------------------------------------------------


def page(number: int, size: int = 0) -> Page:
    body = f"<p>{number}</p>".encode() + bytes(n * 97 % 251 for n in range(size))
    return Page(f"http://a/{number}", NOON, body, "s", 200, (("Content-Type", "text/html"),))


def test_a_page_that_the_disk_did_not_take_spoils_no_later_one(tmp_path):
    lake = Lake(str(tmp_path / "lake"))
    writer = SegmentWriter(lake, BATCH, tmp_path / "spool")
    writer.add(page(1))
    [segment] = (tmp_path / "spool").iterdir()
    size = segment.stat().st_size
    with pytest.raises(OSError, match="File too large"), full_disk(size + 100):
        writer._segment.append(page(2, 5000))
    assert segment.stat().st_size == size
    writer.add(page(3))
    writer.close()
    found = lake.read_shard(CAPTURES, BATCH, "seg-00001.parquet").column("url").to_pylist()
    assert found == ["http://a/1", "http://a/3"]


# other files ---------------------------------------------------------------------------------------------------------


def test_a_secret_is_never_open_to_others_and_stays_whole(tmp_path):
    path = tmp_path / "secrets.json"
    modes = []
    with replacing(path, files.PRIVATE) as stream:
        stream.write(b"{}")
        modes += [stat.S_IMODE(p.stat().st_mode) for p in tmp_path.iterdir()]
    assert modes == [0o600]
    path.chmod(0o644)
    write_private(path, json.dumps({"postgres": "mật khẩu"}))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(OSError, match="File too large"), full_disk(10):
        write_private(path, "x" * 5000)
    assert json.loads(path.read_text()) == {"postgres": "mật khẩu"}
    assert [p.name for p in tmp_path.iterdir()] == ["secrets.json"]


def test_what_a_killed_process_left_beside_does_not_stand_in_the_way(tmp_path):
    left = tmp_path / f"secrets.json.{os.getpid()}.tmp"
    left.write_text("half")
    left.chmod(0o644)
    write_private(tmp_path / "secrets.json", "{}")
    assert [(p.name, stat.S_IMODE(p.stat().st_mode)) for p in tmp_path.iterdir()] == [("secrets.json", 0o600)]


def test_a_disk_that_is_full_keeps_the_decisions_of_editors(tmp_path):
    (tmp_path / "organisations").mkdir()
    one = {"org/x": Decision("org/x", "reject", None, "X", None, None, None, date(2026, 1, 1))}
    write_decisions(tmp_path, one)
    path = tmp_path / "organisations" / "decisions.tsv"
    before = path.read_bytes()
    many = {
        f"org/{n}": Decision(f"org/{n}", "reject", None, "X", None, None, None, date(2026, 1, 1)) for n in range(900)
    }
    with pytest.raises(OSError, match="File too large"), full_disk(8000):
        write_decisions(tmp_path, many)
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]
    assert list(read_decisions(tmp_path)) == ["org/x"]
