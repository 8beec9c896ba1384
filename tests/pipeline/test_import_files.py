"""Archives as they come: what is good becomes captures, what is bad is told and kept, and no kill changes the result."""

from __future__ import annotations

import gzip
import hashlib
import itertools
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pytest
from sqlalchemy import Engine, text

from theodoi.contracts import CAPTURES, QUARANTINE
from theodoi.database import engine_for
from theodoi.lake import Lake
from theodoi.registry.sources import Source
from theodoi.scrape.imports import ImportSummary, commit_import, import_unit, plan_import, unread
from theodoi.scrape.imports.keeping import Keeper
from theodoi.scrape.imports.plan import read_plan
from theodoi.settings import VIETNAM
from theodoi.warc import Archive, Page, encode, iterate, read_record

NOON = datetime(2026, 11, 21, 12, tzinfo=VIETNAM)
BATCH = "import/thu"


class House:
    """A lake, a warehouse and a spool of a test's own."""

    def __init__(self, url: str, folder: Path) -> None:
        self.engine: Engine = engine_for(url)
        self.lake = Lake(str(folder / "lake"))
        self.spool = folder / "spool"

    def import_(
        self,
        *places: Path | str,
        batch: str = BATCH,
        refresh: bool = False,
        sources: tuple[Source, ...] = (),
        unit_bytes: int = 128 << 20,
        most_bytes: int = 64 << 20,
    ) -> ImportSummary:
        """Plan, read unit by unit and commit, as the DAG does."""
        names = map(str, places)
        units = plan_import(self.lake, batch, "thu", names, refresh=refresh, unit_bytes=unit_bytes)
        how = {"sources": {s.id: s for s in sources}, "spool": self.spool, "most_bytes": most_bytes}
        for unit in units:
            import_unit(self.lake, batch, unit.id, **how)
        return commit_import(self.lake, batch, [unit.id for unit in units], self.engine, **how)

    def captures(self, batch: str = BATCH) -> list[dict]:
        return self.lake.read(CAPTURES, batch).to_pylist()

    def rows(self, batch: str = BATCH) -> dict[str, dict]:
        """Rows of ops.fetches by the path of their URL."""
        with self.engine.connect() as connection:
            statement = text("SELECT * FROM ops.fetches WHERE batch_id = :b")
            found = connection.execute(statement, {"b": batch}).mappings().all()
        return {"/" + row["url"].split("/", 3)[-1]: dict(row) for row in found}


@pytest.fixture
def house(warehouse_url: str, tmp_path: Path) -> House:
    return House(warehouse_url, tmp_path)


DEMO = Source(
    id="demo",
    name="Demo",
    home="http://127.0.0.1:18089/",
    kind="newspaper",
    article_url=r"/bai-",
    lists=["http://127.0.0.1:18089/"],
)


def _archive(path: Path, *pages: Page) -> Path:
    path.write_bytes(b"".join(encode(page) for page in pages))
    return path


def _archived(url: str, body: bytes = b"<p>Xin chao</p>", status: int = 200, content_type: str = "text/html") -> Page:
    return Page(url, NOON, body, "elsewhere", status, (("Content-Type", content_type), ("Server", "nginx")))


def test_an_archive_and_a_folder_become_captures(house: House, tmp_path: Path) -> None:
    archive = _archive(
        tmp_path / "cu.warc.gz",
        _archived("https://bao.example/a-1.html"),
        _archived("http://127.0.0.1:18089/bai-9.html"),
        _archived("https://bao.example/a-1.html"),
        _archived("https://bao.example/old", status=301),
        _archived("https://bao.example/logo.png", content_type="image/png"),
    )
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "một bài.txt").write_text("Chính quyền điện tử.", encoding="utf-8")
    (folder / "b.html").write_text("<p>Chính quyền số.</p>", encoding="utf-8")
    os.utime(folder / "b.html", (1_700_000_000.7, 1_700_000_000.7))
    done = house.import_(archive, folder, sources=(DEMO,))

    assert (done.captures, done.files, done.duplicates, done.no_pages, done.rejected) == (4, 3, 1, 2, 0)
    captures = {c["url"]: c for c in house.captures("import/thu")}
    old = captures["https://bao.example/a-1.html"]
    assert (old["source_id"], old["captured_at"], old["content_type"], old["found_by"]) == (
        "bao.example",
        NOON,
        "text/html",
        "import",
    )
    assert captures["http://127.0.0.1:18089/bai-9.html"]["source_id"] == "demo"
    html = captures["urn:theodoi:dump:thu/b"]
    assert (html["content_type"], html["captured_at"]) == ("text/html", datetime.fromtimestamp(1_700_000_000, UTC))
    record = read_record(house.lake, html["warc"], html["warc_offset"], html["warc_length"])
    assert (record.kind, record.payload) == ("resource", (folder / "b.html").read_bytes())
    assert captures["urn:theodoi:dump:thu/m%E1%BB%99t%20b%C3%A0i"]["content_type"] == "text/plain"
    record = read_record(house.lake, old["warc"], old["warc_offset"], old["warc_length"])
    assert ("Server", "nginx") in record.http_headers


def test_bad_files_are_quarantined_with_their_bytes_and_good_ones_load(house: House, tmp_path: Path) -> None:
    archive = _archive(
        tmp_path / "cut.warc.gz",
        _archived("https://bao.example/1"),
        _archived("https://bao.example/2", os.urandom(5000)),
    )
    whole = archive.read_bytes()
    archive.write_bytes(whole[:-2000])
    not_warc = tmp_path / "fake.warc"
    not_warc.write_text("this is a letter")
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "picture.txt").write_bytes(b"GIF89a\0\0\0")
    (tmp_path / "table.xlsx").write_bytes(b"PK")
    names = ("cut.warc.gz", "fake.warc", "empty.txt", "picture.txt", "table.xlsx", "no-such.warc")
    done = house.import_(*(tmp_path / name for name in names))

    assert (done.captures, done.rejected) == (1, 6)
    rows = {row["row_key"].split("@")[0]: row for row in house.lake.read(QUARANTINE, "import/thu").to_pylist()}
    assert {name: row["expectation"] for name, row in rows.items()} == {
        "cut.warc.gz": "import_truncated",
        "fake.warc": "import_not_a_warc",
        "empty.txt": "import_empty",
        "picture.txt": "import_not_text",
        "table.xlsx": "import_unknown_kind",
        "no-such.warc": "import_missing",
    }
    place = json.loads(rows["cut.warc.gz"]["row"])
    assert house.lake.read_bytes(place["kept"]) == archive.read_bytes()[place["offset"] :]
    assert place["length"] == len(archive.read_bytes()) - place["offset"]
    outcomes = {
        path.rsplit("/", 1)[-1]: (row["kind"], row["outcome"]) for path, row in house.rows("import/thu").items()
    }
    assert outcomes["cut.warc.gz"] == ("file", "captured")
    assert outcomes["no-such.warc"] == ("file", "missing")
    assert outcomes["fake.warc"] == ("file", "unreadable")


def test_importing_again_replays_and_refresh_appends(house: House, tmp_path: Path) -> None:
    archive = _archive(tmp_path / "a.warc.gz", _archived("https://bao.example/1"))
    house.import_(archive)
    before = house.captures("import/thu")
    assert house.import_(tmp_path / "no longer there.warc").replayed
    _archive(archive, _archived("https://bao.example/1"), _archived("https://bao.example/2"))
    done = house.import_(archive, refresh=True)
    assert (done.captures, done.duplicates) == (2, 1)
    assert house.captures("import/thu")[:1] == before


def test_files_that_a_replay_would_not_read_are_told(house: House, tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    archive = _archive(folder / "a.warc.gz", _archived("https://bao.example/1"))
    other = _archive(folder / "b.warc.gz", _archived("https://bao.example/2"))
    assert unread(house.lake, BATCH, [str(archive)]) == []  # nothing is committed: an import reads all
    house.import_(archive)
    assert unread(house.lake, BATCH, [str(archive)]) == []
    assert unread(house.lake, BATCH, [str(archive), str(other)]) == [str(other)]
    assert unread(house.lake, BATCH, [str(folder)]) == [str(other)]
    _archive(archive, _archived("https://bao.example/1"), _archived("https://bao.example/3"))
    assert unread(house.lake, BATCH, [str(archive)]) == [str(archive)]
    house.import_(archive, refresh=True)
    assert unread(house.lake, BATCH, [str(archive)]) == []


def test_the_same_files_give_the_same_segments(house: House, tmp_path: Path) -> None:
    archive = _archive(tmp_path / "a.warc.gz", _archived("https://bao.example/1"), _archived("https://bao.example/2"))
    house.import_(archive, batch="import/one")
    [first] = house.lake.names("warc/batch=import/one")
    house.import_(archive, batch="import/two")
    assert house.lake.names("warc/batch=import/two") == [first]
    assert house.lake.read_bytes(f"warc/batch=import/two/{first}") == house.lake.read_bytes(
        f"warc/batch=import/one/{first}"
    )


@pytest.mark.shared
def test_the_real_archive_and_the_seeds_load_whole(house: House, shared: Path) -> None:
    done = house.import_(shared / "corpus" / "dev-pages.warc.gz", shared / "seeds")
    records = [r for r in iterate(shared / "corpus" / "dev-pages.warc.gz")]
    assert (done.captures, done.rejected) == (len(records) + 5, 0)


# every record is accounted for ---------------------------------------------------------------------------------------


def other(kind: str, url: str, block: bytes = b"x", extra: str = "") -> bytes:
    """A plain record of another kind than a page, as another maker would write it."""
    head = f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2026-11-21T05:00:00Z\r\n{extra}"
    return f"{head}Content-Length: {len(block)}\r\n\r\n".encode() + block + b"\r\n\r\n"


def test_each_record_that_is_no_new_page_is_counted_by_its_kind(house: House, tmp_path: Path) -> None:
    first, wrong = (
        _archived("https://bao.example/1"),
        bytearray(gzip.decompress(encode(_archived("https://bao.example/2")))),
    )
    wrong[-10] ^= 1
    large = gzip.compress(gzip.decompress(encode(_archived("https://bao.example/3", b"<p>" + b"x" * 3_000_000))))
    film = encode(_archived("https://bao.example/film", b"\0" * 3_000_000, content_type="video/mp4"))
    refers = "WARC-Refers-To-Target-URI: https://bao.example/{}\r\n"
    archive = tmp_path / "mixed.warc.gz"
    archive.write_bytes(
        gzip.compress(other("warcinfo", ""))
        + encode(first)
        + encode(first)
        + encode(_archived("https://bao.example/1", "<p>Bản mới của bài.</p>".encode()))
        + gzip.compress(bytes(wrong))
        + large
        + film
        + gzip.compress(other("revisit", "https://bao.example/1", extra=refers.format("1")))
        + gzip.compress(other("revisit", "https://bao.example/9", extra=refers.format("khong-co")))
        + encode(_archived("https://bao.example/old", status=301))
        + encode(_archived("https://bao.example/4"))[:-40]
        + encode(_archived("https://bao.example/5"))
    )
    done = house.import_(archive, most_bytes=1 << 20)

    assert sorted(c["url"][-1] for c in house.captures()) == ["1", "1", "5"]
    assert (done.duplicates, done.versions, done.revisits, done.known_revisits, done.no_pages) == (1, 1, 2, 1, 2)
    rows = house.lake.read(QUARANTINE, BATCH).to_pylist()
    assert sorted(r["expectation"] for r in rows) == ["import_bad_gzip", "import_too_large", "import_wrong_digest"]
    [sentence] = [r["reason"] for r in rows if r["expectation"] == "import_too_large"]
    assert (
        sentence
        == "mixed.warc.gz: the record of https://bao.example/3 has more than 1 MB, the most that is read of one."
    )
    for part in (
        "3 captures from 1 file",
        "1 duplicate",
        "2 revisits (1 of pages that are here)",
        "2 without a page (1 HTTP 301, 1 video/mp4)",
        "3 rejected (1 bad gzip, 1 too large, 1 wrong digest)",
        "1 of other kinds (1 warcinfo)",
    ):
        assert part in done.sentence, done.sentence


def test_a_bomb_in_a_page_is_refused_before_it_goes_off(house: House, tmp_path: Path) -> None:
    bomb = gzip.compress(b"x" * (50 << 20))
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n" + bomb
    archive = tmp_path / "bomb.warc"
    archive.write_bytes(other("response", "https://bao.example/1", block))
    house.import_(archive, most_bytes=1 << 20)
    [row] = house.lake.read(QUARANTINE, BATCH).to_pylist()
    assert row["expectation"] == "import_too_large"


def test_an_address_that_is_not_read_is_told(house: House) -> None:
    house.import_("https://bao.example/archive.warc.gz")
    [row] = house.lake.read(QUARANTINE, BATCH).to_pylist()
    assert "no address that is read" in row["reason"]


def test_two_damages_in_a_file_compressed_as_a_whole_are_two_rows(house: House, tmp_path: Path) -> None:
    pages = [bytearray(gzip.decompress(encode(_archived(f"https://bao.example/{n}")))) for n in range(4)]
    for n in (1, 2):
        pages[n][-10] ^= 1
    (tmp_path / "whole.warc.gz").write_bytes(gzip.compress(b"".join(pages)))
    done = house.import_(tmp_path / "whole.warc.gz")
    assert (done.captures, done.rejected) == (2, 2)
    assert len(house.lake.read(QUARANTINE, BATCH).to_pylist()) == 2


# units ---------------------------------------------------------------------------------------------------------------


def content(house: House, batch: str = BATCH) -> list[tuple]:
    """What an import brought, but for the places in segments: rows of captures in their order, with their bytes."""
    rows = []
    for row in house.captures(batch):
        record = read_record(house.lake, row.pop("warc"), row.pop("warc_offset"), row.pop("warc_length"))
        rows.append((*(v for k, v in row.items() if k not in {"capture_id", "batch_id"}), record.payload))
    return rows


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_parts_of_a_large_file_give_together_what_the_whole_gives(
    house: House, tmp_path: Path, pack: Callable[[bytes], bytes]
) -> None:
    """Damaged records lie at the cuts too, and a record is an archive itself, whose records look like the file's."""
    inner = b"".join(
        gzip.decompress(encode(_archived(f"https://trong.example/{n}", os.urandom(3000)))) for n in range(60)
    )
    records = []
    for n in range(200):
        body = inner if n == 100 else os.urandom(4000 + 37 * n % 900)
        record = bytearray(gzip.decompress(encode(_archived(f"https://bao.example/{n}", body))))
        if n % 9 == 0:
            record[len(record) // 2] ^= 1
        records.append(pack(bytes(record)))
        if n % 31 == 0:
            records[-1] = records[-1][:-100]
    archive = tmp_path / "large.warc"
    archive.write_bytes(b"".join(records))
    (tmp_path / "small.txt").write_text("Chính quyền số.", encoding="utf-8")
    whole = house.import_(archive, tmp_path / "small.txt", batch="import/whole")
    assert whole.rejected > 20
    for unit_bytes in (30_000, 75_000, 400_000):
        names = [str(archive), str(tmp_path / "small.txt")]
        batch = f"import/parts-{unit_bytes}"
        units = plan_import(house.lake, batch, "thu", names, unit_bytes=unit_bytes)
        assert len(units) >= archive.stat().st_size / unit_bytes * 0.7
        done = house.import_(*names, batch=batch, unit_bytes=unit_bytes)
        assert replace(done, sentence="") == replace(whole, sentence="")
        assert content(house, batch) == content(house, "import/whole")
        quarantined = [
            {r["row_key"]: r["row"].replace(b, "") for r in house.lake.read(QUARANTINE, b).to_pylist()}
            for b in (batch, "import/whole")
        ]
        assert quarantined[0] == quarantined[1]


def test_units_show_what_they_read_and_small_files_go_together(house: House, tmp_path: Path) -> None:
    _archive(tmp_path / "a.warc.gz", *(_archived(f"https://bao.example/{n}", os.urandom(2000)) for n in range(60)))
    for n in range(30):
        (tmp_path / f"b-{n:02d}.txt").write_text("Bài.", encoding="utf-8")
    units = plan_import(house.lake, BATCH, "thu", [str(tmp_path)], unit_bytes=50_000)
    assert [u.shows for u in units][:2] == ["a.warc.gz 0.0–0.1 of 0.1 MB", "a.warc.gz 0.1–0.1 of 0.1 MB"]
    assert len(units) == 3 and units[2].shows.endswith("and 30 more")
    assert [u.shows for u in plan_import(house.lake, "import/none", "thu", [])] == ["no file"]
    assert house.import_(batch="import/none").captures == 0


# kills ---------------------------------------------------------------------------------------------------------------

_UNIT_SCRIPT = """
import json, sys
from pathlib import Path
from theodoi.lake import Lake
from theodoi.scrape.imports import import_unit
lake, batch, spool, *units = json.load(sys.stdin)
for unit in units:
    import_unit(Lake(lake), batch, unit, sources={}, spool=Path(spool), most_bytes=1 << 20)
"""


def everything(lake: Lake, root: Path) -> dict[str, str]:
    """Digests of all files of a lake by their path."""
    assert lake.root == str(root)
    return {
        str(p.relative_to(root)): hashlib.sha256(p.read_bytes()).hexdigest() for p in root.rglob("*") if p.is_file()
    }


def test_a_unit_killed_again_and_again_gives_the_same_bytes(house: House, tmp_path: Path) -> None:
    """Three segments, damaged records and duplicates; SIGKILL at random moments of the work."""
    archive = tmp_path / "long.warc.gz"
    with archive.open("wb") as stream:
        for n in range(5000):
            record = encode(
                _archived(f"https://bao.example/{n % 4600}", f"<p>Bài {n % 4600} {'nội dung ' * 50}</p>".encode())
            )
            stream.write(record[:-9] if n % 700 == 3 else record)
    unkilled = Lake(str(tmp_path / "unkilled"))
    house.spool.mkdir()
    kills = 0
    for lake in (unkilled, house.lake):
        units = [unit.id for unit in plan_import(lake, BATCH, "thu", [str(archive)])]
        order = json.dumps([lake.root, BATCH, str(house.spool), *units]).encode()
        moments = random.Random(7)
        while True:
            process = subprocess.Popen([sys.executable, "-c", _UNIT_SCRIPT], stdin=subprocess.PIPE)
            process.stdin.write(order)
            process.stdin.close()
            if lake is house.lake and kills < 6:
                cursor = house.spool / units[0] / "cursor.jsonl"
                before = cursor.read_bytes() if cursor.exists() else b""
                while process.poll() is None and (not cursor.exists() or cursor.read_bytes() == before):
                    time.sleep(0.01)  # importing modules is no work to lose
                time.sleep(moments.uniform(0, 0.25))
                process.send_signal(signal.SIGKILL)
                if process.wait() == -signal.SIGKILL:
                    kills += 1
                    continue
            assert process.wait() == 0
            break
        commit_import(lake, BATCH, units, house.engine, sources={}, spool=house.spool)
    assert kills >= 4
    assert everything(house.lake, tmp_path / "lake") == everything(unkilled, tmp_path / "unkilled")
    keys = [c["capture_id"] for c in house.captures()]
    assert len(keys) == len(set(keys)) > 4500
    assert not list(house.spool.iterdir())


def test_a_unit_goes_on_behind_the_last_record_it_kept(house: House, tmp_path: Path) -> None:
    """What lies before the cursor is not read again: it may even be gone."""
    archive = tmp_path / "a.warc.gz"
    _archive(archive, *(_archived(f"https://bao.example/{n}", os.urandom(500)) for n in range(40)))
    [unit] = plan_import(house.lake, BATCH, "thu", [str(archive)])
    pieces = read_plan(house.lake, BATCH, unit.id.rpartition("-")[0]).units[0]
    with (
        closing(Keeper(house.lake, BATCH, unit.id, pieces, house.spool / unit.id)) as keeper,
        pa.OSFile(str(archive)) as stream,
    ):
        for found in itertools.islice(Archive(stream).scan(), 20):
            keeper.keep(Page(found.url, found.captured_at, found.payload, "bao.example", 200, found.http_headers))
            keeper.passed(found.offset, 1)
    with archive.open("r+b") as stream:
        stream.write(b"\0" * found.offset)
    report = import_unit(house.lake, BATCH, unit.id, sources={}, spool=house.spool)
    assert (report.captures, report.counts) == (40, {})
