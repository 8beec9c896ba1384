"""Bodies that the registry does not hold: shown to an editor, decided, and redirected, on a real Postgres."""

from __future__ import annotations

import csv
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.pipeline.batches import TestArticle, TestBatch
from theodoi.cli import main
from theodoi.database import engine_for
from theodoi.lake import Lake
from theodoi.load.migrate import migrate
from theodoi.load.publish import publish, stage
from theodoi.paths import data_dir
from theodoi.registry.organisations import load_organisations, reload_organisations
from theodoi.registry.reading import RegistryError
from theodoi.review import COLUMNS, decide, read_review, write_review

TODAY = date(2026, 11, 23)
LATE = datetime(2026, 11, 23, 19, tzinfo=UTC)


@pytest.fixture
def engine(warehouse_url):
    engine = engine_for(warehouse_url)
    migrate(engine)
    return engine


@pytest.fixture
def root(tmp_path) -> Path:
    """A copy of the registry, so that decisions of a test stay in it."""
    copy = tmp_path / "registry"
    shutil.copytree(data_dir("registry"), copy, ignore=shutil.ignore_patterns("sources"))
    yield copy
    reload_organisations()


def load(engine, lake, name: str, *articles: TestArticle) -> None:
    batch = TestBatch(f"nightly/{name}", list(articles))
    batch.write(lake)
    stage(engine, lake, batch.batch_id)
    publish(engine, lake, batch.batch_id)


def rows(engine, statement: str) -> list[tuple]:
    with engine.connect() as connection:
        return [tuple(r) for r in connection.execute(text(statement))]


def fill(path: Path, **decisions: dict[str, str]) -> None:
    """Fill the lines of a review file by the name's first word."""
    lines = list(csv.DictReader(path.open(encoding="utf-8"), dialect="excel-tab"))
    for line in lines:
        line |= decisions.get(line["name"].split()[0], {})
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, COLUMNS, dialect="excel-tab")
        table.writeheader()
        table.writerows(lines)


def test_decisions_are_carried_out_and_leave_redirects(engine, tmp_path, root):
    lake = Lake(str(tmp_path / "lake"))
    article = TestArticle("http://x/1", "Bài một", organisations=("Alpha Một", "Beta Hai", "Gamma Ba", "Delta Bốn"))
    load(engine, lake, "2026-11-22", article)
    review = tmp_path / "review.tsv"
    assert write_review(engine, review) == 4
    fill(
        review,
        Alpha={"decision": "merge", "into": "viettel"},
        Beta={"decision": "Adopt", "name": "Công ty Cổ phần Beta Hai"},
        Gamma={"decision": "reject"},
    )
    found = read_review(review, load_organisations(root), TODAY)
    assert not found.faults
    decide(found.decisions, root, engine)

    ids = {d.name.split()[-1]: d.id for d in found.decisions}
    named = dict(rows(engine, "SELECT organisation_id, name FROM warehouse.organisation_mentions"))
    assert named["viettel"] == "Tập đoàn Công nghiệp - Viễn thông Quân đội"
    assert named[ids["Hai"]] == "Công ty Cổ phần Beta Hai"
    assert ids["Ba"] not in named
    assert len(named) == 3
    assert rows(engine, "SELECT name FROM bi.organisation_review") == [("Delta Bốn",)]
    assert sorted(rows(engine, "SELECT decision, into_id FROM warehouse.organisation_redirects")) == [
        ("adopt", None), ("merge", "viettel"), ("reject", None)]  # fmt: skip
    # What rules find again under the old ids goes the same way; a second reading of the file decides nothing twice.
    load(
        engine,
        lake,
        "2026-11-23",
        TestArticle("http://x/2", "Bài hai", organisations=("Alpha Một", "Gamma Ba"), captured_at=LATE),
    )
    assert rows(engine, "SELECT count(*) FROM warehouse.organisation_mentions WHERE organisation_id = 'viettel'") == [
        (2,)
    ]
    assert rows(engine, "SELECT count(*) FROM warehouse.organisation_mentions WHERE name = 'Gamma Ba'") == [(0,)]
    again = read_review(review, reload_organisations(root), TODAY)
    assert again.decisions == ()
    assert len(again.faults) == 3
    assert "review.tsv:2" in again.faults[0]
    assert "before" in again.faults[0]


def test_bad_lines_are_named_and_the_good_ones_count(engine, tmp_path, root):
    lake = Lake(str(tmp_path / "lake"))
    names = ("Alpha Một", "Beta Hai", "Gamma Ba", "Delta Bốn", "Epsilon Năm")
    load(engine, lake, "2026-11-22", TestArticle("http://x/1", "Bài một", organisations=names))
    review = tmp_path / "review.tsv"
    write_review(engine, review)
    fill(
        review,
        Alpha={"decision": "merge", "into": "khong-co"},
        Beta={"decision": "merge"},
        Gamma={"decision": "perhaps"},
        Delta={"decision": "adopt", "name": "Bộ Y tế"},
        Epsilon={"decision": "reject"},
    )
    found = read_review(review, load_organisations(root), TODAY)
    assert [d.name for d in found.decisions] == ["Epsilon Năm"]
    said = "\n".join(found.faults)
    for part in (
        "unknown organisation 'khong-co'",
        "names the body `into`",
        "'perhaps' is none of",
        "also names bo-y-te",
    ):
        assert part in said


def test_the_command_says_what_it_keeps(engine, tmp_path, root, warehouse_url, monkeypatch, capsys):
    lake = Lake(str(tmp_path / "lake"))
    load(engine, lake, "2026-11-22", TestArticle("http://x/1", "Bài một", organisations=("Alpha Một", "Beta Hai")))
    monkeypatch.setenv("THEODOI_WAREHOUSE_URL", warehouse_url)
    monkeypatch.setattr("theodoi.registry.reading.data_dir", lambda name: root)
    review = tmp_path / "review.tsv"
    assert main(["review-organisations", "--out", str(review)]) == 0
    assert f"{review}: 2 bodies" in capsys.readouterr().out
    fill(review, Alpha={"decision": "reject"}, Beta={"decision": "maybe"})
    assert main(["decide-organisations", str(review)]) == 1
    said = capsys.readouterr()
    assert "1 decisions kept (0 to adopt, 0 to merge, 1 to reject)" in said.out
    assert "review.tsv:3: decision 'maybe' is none of adopt, merge, reject" in said.err
    assert (root / "organisations" / "decisions.tsv").read_text(encoding="utf-8").count("\treject\t") == 1


def test_a_decision_that_the_registry_refuses_changes_nothing(engine, root):
    before = load_organisations(root).decisions
    bad = read_review_line(root)
    with pytest.raises(RegistryError, match="unknown organisation 'khong-co'"):
        decide((bad,), root, engine)
    assert load_organisations(root).decisions == before


def read_review_line(root: Path):
    from theodoi.registry.decisions import parse_decision

    cells = {"id": "x-y", "decision": "merge", "into": "khong-co", "name": "X Y", "kind": "company", "parent": "", "place": "",
             "decided_on": "2026-11-23", "note": ""}  # fmt: skip
    return parse_decision("line", cells)


def test_the_registry_is_what_bi_tools_read(engine):
    line = dict(
        rows(engine, "SELECT organisation_id, lineage_id FROM bi.organisations WHERE lineage_id = 'bo-khcn-2025'")
    )
    assert {"bo-tttt", "bo-khcn", "bo-khcn-2025"} <= set(line)
    [(events, aliases)] = rows(engine, "SELECT events, aliases FROM bi.organisations WHERE organisation_id = 'bo-tttt'")
    assert {"event": "merged", "date": "2025-03-01", "other": "bo-khcn-2025", "by": "176/2025/QH15"} in events
    assert "Bộ TT&TT" in aliases
    [(owner, kind)] = rows(engine, "SELECT owner_name, kind FROM bi.systems WHERE system_id = 'vneid'")
    assert (owner, kind) == ("Bộ Công an", "identity")
    assert rows(engine, "SELECT count(*) >= 60 FROM bi.systems WHERE NOT generic") == [(True,)]
    assert rows(engine, "SELECT count(*) >= 1200 FROM bi.organisations WHERE registered") == [(True,)]
