"""Archives as they come: what is good becomes captures, what is bad is told and kept, and no kill changes the result."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from theodoi.contracts import CAPTURES, QUARANTINE
from theodoi.lake import Lake
from theodoi.load.database import engine_for
from theodoi.registry.sources import Source
from theodoi.scrape.imports import ImportSummary, commit_import, import_unit, plan_import
from theodoi.settings import VIETNAM
from theodoi.warc import Page, encode, iterate, read_record

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
