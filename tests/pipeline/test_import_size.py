"""An import of real size: the memory it takes does not grow with the archive, and it keeps a stated pace."""

from __future__ import annotations

import gzip
import hashlib
import json
import random
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator

from theodoi.contracts import CAPTURES, QUARANTINE
from theodoi.lake import Lake

# In a process of its own, since the highest use of memory is kept for the whole life of a process.
_IMPORT = """
import json, sys, time
from pathlib import Path
from theodoi.lake import Lake
from theodoi.database import engine_for
from theodoi.scrape.imports import commit_import, import_unit, plan_import
archive, lake, spool, url = json.load(sys.stdin)
lake, spool, engine = Lake(lake), Path(spool), engine_for(url)
began = time.perf_counter()
units = [unit.id for unit in plan_import(lake, "import/lon", "lon", [archive], unit_bytes=3_000_000)]
for unit in units:
    import_unit(lake, "import/lon", unit, sources={}, spool=spool)
done = commit_import(lake, "import/lon", units, engine, sources={}, spool=spool)
# Not getrusage: its figure counts what the parent had when it started this process.
kilobytes = int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0])
print(json.dumps({"seconds": time.perf_counter() - began, "units": len(units), "captures": done.captures,
                  "megabytes": kilobytes / 1024}))
"""

_WORDS = [
    "chính",
    "quyền",
    "điện",
    "tử",
    "dịch",
    "vụ",
    "công",
    "trực",
    "tuyến",
    "hồ",
    "sơ",
    "thủ",
    "tục",
    "hành",
    "chính",
    "người",
    "dân",
    "doanh",
    "nghiệp",
    "cơ",
    "sở",
    "dữ",
    "liệu",
    "quốc",
    "gia",
]


@dataclass(frozen=True)
class Measured:
    """What one import of one archive took."""

    seconds: float
    units: int
    captures: int
    megabytes: float


def make_archive(path: Path, records: int) -> None:
    """Pages of a few KB as another maker would write them, and among them four records of more than 50 MB."""
    with path.open("wb") as stream:
        for n in range(records):
            if n in range(100, 500, 100):
                body = b"<p>" + b"x" * ((52 if n < 300 else 70) << 20)
                kind = "video/mp4" if n == 100 else "text/html"
            else:
                chance = random.Random(n)
                words = " ".join(chance.choices(_WORDS, k=chance.randrange(300, 900)))
                body, kind = (
                    f"<html><body><p>Bài {n}: {words} {chance.random()}</p></body></html>".encode(),
                    "text/html",
                )
            http = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n\r\n".encode() + body
            head = (
                f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://to-bao.invalid/bai-{n}.html\r\n"
                f"WARC-Date: 2026-11-19T01:02:03Z\r\nWARC-Block-Digest: sha256:{hashlib.sha256(http).hexdigest()}\r\n"
                f"Content-Length: {len(http)}\r\n\r\n"
            )
            stream.write(gzip.compress(head.encode() + http + b"\r\n\r\n", 1, mtime=0))


def measure(archive: Path, folder: Path, warehouse_url: str) -> Measured:
    order = json.dumps([str(archive), str(folder / "lake"), str(folder / "spool"), warehouse_url])
    done = subprocess.run([sys.executable, "-c", _IMPORT], input=order, capture_output=True, text=True, check=True)
    return Measured(**json.loads(done.stdout))


@pytest.mark.perf
def test_ten_thousand_records_take_no_more_memory_than_a_thousand(warehouse_url: str, tmp_path: Path, capsys) -> None:
    measured = {}
    for records in (1_000, 10_000):
        folder = tmp_path / str(records)
        folder.mkdir()
        archive = folder / "lon.warc.gz"
        make_archive(archive, records)
        measured[records] = measure(archive, folder, warehouse_url)
        lake = Lake(str(folder / "lake"))
        # A film is no page, whatever its size; of the pages one of 52 MB is read and the two of 70 MB are not.
        assert measured[records].captures == lake.manifest(CAPTURES.name, "import/lon").rows == records - 3
        assert [r["expectation"] for r in lake.read(QUARANTINE, "import/lon").to_pylist()] == ["import_too_large"] * 2
    small, large = measured[1_000], measured[10_000]

    began = time.perf_counter()
    assert sum(1 for _ in ArchiveIterator(str(archive), parse_http=False)) == 10_000
    plain = time.perf_counter() - began
    with capsys.disabled():
        print(
            f"\n10,000 records in {large.units} units: {10_000 / large.seconds:.0f} records/s, {large.seconds / plain:.1f} times "
            f"the time of fastwarc's plain reading; {large.megabytes:.0f} MB at most, {small.megabytes:.0f} MB for 1,000"
        )
    assert large.megabytes < 1.2 * small.megabytes
    assert large.megabytes < 450
    assert large.units > 3
    assert large.seconds < 120 * plain  # reading is a part of the work: every page is checked, written, and read back
