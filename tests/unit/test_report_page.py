"""The report page: whatever a paper wrote stays words, whatever a run became has a page, and the page needs nothing else."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import text

from theodoi.database import engine_for
from theodoi.lake import Lake
from theodoi.report.facts import (
    UNTOLD,
    Change,
    Decision,
    Decree,
    Example,
    FailedCheck,
    Fetch,
    Gate,
    Head,
    Held,
    Metric,
    Organisation,
    Others,
    Passage,
    Problem,
    RunFacts,
    Source,
    Stage,
    System,
    UnknownRun,
    read_facts,
)
from theodoi.report.page import SECTIONS, render_index, render_page
from theodoi.report.store import page_address, page_name, page_path, write_page
from theodoi.reprocess import Comparison, Fact, as_dict, compare
from theodoi.settings import settings

START = datetime(2026, 11, 21, 19, 0, tzinfo=UTC)
COUNTS = {
    "captures": 3, "articles": 2, "decrees": 1, "decree_mentions": 2, "organisations": 1, "organisation_mentions": 4,
    "system_mentions": 1, "metrics": 1200, "quarantine": 2,
}  # fmt: skip
NO_FINDINGS = dict.fromkeys(("decrees", "organisations", "systems", "metrics"), ())
HOSTILE = "<script>alert('Nghị định')</script>\u202e\x1b\"&"


def passage(**given: object) -> Passage:
    usual = {
        "before": "Theo ", "quote": "Nghị định số 61/2018/NĐ-CP", "after": " của Chính phủ.", "title": "Một cửa điện tử",
        "url": "https://bao.example/mot-cua", "published_on": date(2026, 11, 21), "source": "Báo Một",
    }  # fmt: skip
    return Passage(**usual | given)


def compared(words: str = "Bộ Nội vụ") -> Comparison:
    """One organisation gained."""
    done = Comparison()
    compare(done, words, [], [Fact("organisation", (("name", words),), (words,), words, words)])
    return done


def facts(status: str = "published", note: str | None = None, **given: object) -> RunFacts:
    """Facts of a run with one of everything."""
    head = Head(
        "nightly/scheduled__1", "nightly/2026-11-21", "nightly", date(2026, 11, 21), False, status, note, "0.1.0+abc", "c0ffee",
        COUNTS if status == "published" else {}, START, START + timedelta(seconds=50), START + timedelta(seconds=83),
    )  # fmt: skip
    metric = Metric(
        Decimal("70.000000000"), None, "percent", "at_least", "level", "up", "target", "2028", "thanh niên", passage()
    )
    usual = {
        "profile": "live", "head": head, "sources": (Source("bao-mot", "Báo Một", 9, 5, 2, {"other_day": 4, "duplicate": 3}),),
        "problems": (Problem("bao-mot", "page", "https://bao.example/x", "http_error", "The server answered 404."),),
        "changes": (Change("bao-mot", "https://bao.example/sua", "edited", True, None, 2, 0, 1, 0),),
        "stages": (Stage("crawl", 1, 4.25, None, 3, None), Stage("clean", 3, None, 3, None, "ValueError: no")),
        "gates": (Gate("captures", 27, 0, 1, 0),),
        "failed_checks": (FailedCheck("captures", "row", "critical", "The digest is that of the payload.", None, 2, 30),),
        "quarantine": (Held("captures", "The digest is wrong.", 2, "ab12"),),
        "decisions": (Decision("release", "articles", 3, "đã xem từng bài", "lan", START),),
        "slowest": (Fetch("bao-mot", "page", "https://bao.example/cham", "captured", 2, 51_200, 12_345),),
        "decrees": (Decree("61/2018/NĐ-CP", "nghị định", "Chính phủ", date(2018, 4, 23), 2, 1, passage()),),
        "organisations": (Organisation("Bộ Nội vụ", "ministry", 4, 2, passage(quote="Bộ Nội vụ")),),
        "systems": (System("Cổng Dịch vụ công quốc gia", 1, 1, passage()),), "metrics": (metric,),
        "others": tuple(
            Others(kind.found, kind.name, kind.called, 1, (Example("Bộ Nội vụ: báo cáo", passage()),)) for kind in UNTOLD
        ),
        "gained_lost": as_dict(compared(), 10),
    }  # fmt: skip
    return RunFacts(**usual | given)


def test_a_run_with_one_of_everything_is_told():
    html = render_page(facts())
    for words in (
        "<h1>nightly/2026-11-21</h1>", ">Published</span>", "after 1 min 23 s", "2026-11-22 02:00:00", "4 other day, 3 duplicate",
        "The server answered 404.", "not ended", "ValueError: no", "clean (3 shards)", "1,200", "≥ 70 percent, 2028 (target)",
        "<mark>Nghị định số 61/2018/NĐ-CP</mark> của Chính phủ.", 'href="https://bao.example/mot-cua"', "12.3 s", "51 kB",
        "changed: the headline, 2 figures, 1 names", "2 rows of 30", "2 citations in 1 article", "Released by lan: đã xem từng bài",
        '<span class="tag gained">gained</span> organisation <strong lang="vi">Bộ Nội vụ</strong> <q lang="vi">Bộ Nội vụ</q>',
    ):  # fmt: skip
        assert words in html, words
    assert [s.id for s in SECTIONS] == re.findall(r'<section id="([\w-]+)"', html)


def test_what_others_wrote_stays_words():
    told = passage(before=HOSTILE, quote=HOSTILE, after=HOSTILE, title=HOSTILE, source=HOSTILE, url=HOSTILE)
    html = render_page(
        facts(
            note=HOSTILE,
            sources=(Source(HOSTILE, HOSTILE, 1, 1, 0, {HOSTILE: 1}),),
            problems=(Problem(HOSTILE, "page", HOSTILE, "x", HOSTILE + "."),),
            failed_checks=(FailedCheck("articles", "batch", "critical", HOSTILE, HOSTILE, 1, 1),),
            quarantine=(Held("articles", HOSTILE, 1, HOSTILE),),
            changes=(Change(HOSTILE, HOSTILE, "vanished", False, 410, 0, 0, 0, 0),),
            decisions=(Decision("drop", "articles", 1, HOSTILE, HOSTILE, START),),
            gained_lost=as_dict(compared(HOSTILE), 10),
            slowest=(Fetch(HOSTILE, "page", HOSTILE, None, 1, None, 5),),
            decrees=(Decree(HOSTILE, HOSTILE, HOSTILE, None, 1, 1, told),),
            organisations=(Organisation(HOSTILE, HOSTILE, 1, 1, told),),
            systems=(System(HOSTILE, 1, 1, told),),
            metrics=(replace(facts().metrics[0], object=HOSTILE, period=HOSTILE, unit=HOSTILE, passage=told),),
        )
    )
    assert "<script" not in html
    assert not re.search(r"[\x00-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069]", html)
    assert html.count("&lt;script&gt;") > 20


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "urn:theodoi:dump:a.txt", "//bao.example/x", "https://", "http://a b/", "http://[x"]
)  # fmt: skip
def test_only_web_addresses_are_links(address):
    html = render_page(facts(decrees=(Decree("1/NQ-CP", None, None, None, 1, 1, passage(url=address)),)))
    assert f'href="{address}"' not in html
    assert "Một cửa điện tử" in html


@pytest.mark.parametrize(("status", "word"), [("refused", "Refused"), ("undone", "Taken back"), ("forgotten", "Forgotten"), ("failed", "Failed"), ("running", "Still running"), ("dry_run", "Dry run")])  # fmt: skip
def test_a_run_that_did_not_publish_has_its_page(status, word):
    html = render_page(facts(status, "The gate articles refused batch x.", stages=(), gates=(), **NO_FINDINGS))
    assert f">{word}</span>" in html
    assert "The gate articles refused batch x." in html
    assert "readers of the warehouse see what it held before" in html
    assert "c0ffee" not in html and 'id="decrees"' not in html


def test_a_refusal_is_told_with_what_was_seen():
    html = render_page(
        facts(
            "refused",
            failed_checks=(
                FailedCheck("articles", "batch", "critical", "At most a quarter is held.", "0.6", None, None),
            ),
            **NO_FINDINGS,
        )
    )
    assert re.search(r'<span class="tag refused">refused</span> At most a quarter is held\.', html)
    assert "seen: 0.6" in html


def test_the_list_leads_to_each_run_that_has_ended():
    head = facts().head
    html = render_index(
        [("live", head), ("live", replace(head, run_id="nightly/other", finished_at=None))], ["demo: no."]
    )
    assert f'href="{page_address("live", head.batch_id, "nightly", head.run_id)}"' in html
    assert html.count("<a ") == 1
    assert "demo: no." in html


def test_a_page_is_kept_under_a_name_that_needs_no_quoting(tmp_path):
    run = "nightly/manual__2026-11-23T03:32:29.419415+00:00__Ms67Li6P"
    name = page_name("nightly", run)
    assert re.fullmatch(r"manual__2026-11-23T03-32-29\.419415-00-00__Ms67Li6P-[0-9a-f]{8}\.html", name)
    assert page_name("nightly", run.replace("+", "-")) != name
    assert write_page(Lake(str(tmp_path)), "nightly/2026-11-22", "nightly", run, "Nghị định") == page_path(
        "nightly/2026-11-22", "nightly", name
    )
    kept = tmp_path / "reports" / "batch=nightly" / "2026-11-22" / f"nightly.{name}"
    assert kept.read_text(encoding="utf-8") == "Nghị định"


@pytest.mark.parametrize(
    ("batch", "dag", "name"),
    [("nightly/..", "nightly", "x.html"), ("nightly/a", "../x", "x.html"), ("nightly/a", "nightly", "../x.html"), ("nightly/a", "nightly", ".html")],
)  # fmt: skip
def test_a_path_out_of_the_reports_is_none(batch, dag, name):
    with pytest.raises(ValueError, match="is no "):
        page_path(batch, dag, name)


# facts from a warehouse ------------------------------------------------------------------------------------------------


@pytest.fixture
def run(warehouse_url, tmp_path, monkeypatch):
    """A run of a batch with one article, in a warehouse of its own."""
    from theodoi.run import Run

    monkeypatch.setenv("THEODOI_DEMO_URL", warehouse_url)
    monkeypatch.setenv("THEODOI_HOME", str(tmp_path))
    settings.cache_clear()
    yield Run("nightly/r1", "nightly/2026-11-21", "demo", "nightly", "2026-11-21")
    settings.cache_clear()


SENTENCES = "Hội nghị diễn ra sáng 21/11. Ông cho biết tỷ lệ đạt 82,5% trong quý III. Bộ Nội vụ sẽ kiểm tra.\nĐoạn sau nói việc khác."


def fill(url: str, words: str, status: str = "published") -> None:
    """An article with one metric, whose evidence is `words`."""
    start = SENTENCES.index(words)
    with engine_for(url).begin() as connection:
        for statement in (
            "INSERT INTO ops.runs (run_id, batch_id, dag_id, status, counts) VALUES ('nightly/r1', 'nightly/2026-11-21', 'nightly', :status, CAST(:counts AS jsonb))",
            "INSERT INTO warehouse.sources (source_id, name, kind) VALUES ('bao-mot', 'Báo Một', 'paper')",
            "INSERT INTO warehouse.captures (capture_id, batch_id, source_id, url, captured_at, status, digest, warc, warc_offset, warc_length, payload_bytes, outcome) VALUES ('c', 'nightly/2026-11-21', 'bao-mot', 'https://bao.example/a', now(), 200, 'd', 'w', 0, 1, 1, 'article')",
            "INSERT INTO warehouse.articles (article_id, article_version_id, batch_id, capture_id, source_id, url, part, title, captured_at, rules_version) VALUES ('a', 'v', 'nightly/2026-11-21', 'c', 'bao-mot', 'https://bao.example/a', 1, 'Tin', now(), 'r')",
            "INSERT INTO warehouse.article_versions (article_version_id, article_id, text, capture_id, first_captured_at, rules_version) VALUES ('v', 'a', :text, 'c', now(), 'r')",
            "INSERT INTO warehouse.metrics (metric_id, article_id, article_version_id, batch_id, ordinal, start_char, end_char, quote, value, unit, comparator, measure, direction, status, status_detail, aggregation, claim_start, sentence, minor, confidence, method, rules_version) VALUES ('m', 'a', 'v', 'nightly/2026-11-21', 0, :start, :end, :words, 82.5, 'percent', 'eq', 'level', 'up', 'observed', 'official', 'level', :start, 's', false, 1, 'x', 'r')",
        ):
            given = {
                "status": status,
                "counts": json.dumps(COUNTS),
                "text": SENTENCES,
                "start": start,
                "end": start + len(words),
                "words": words,
            }
            connection.execute(text(statement), {k: v for k, v in given.items() if f":{k}" in statement})


@pytest.mark.parametrize(
    ("words", "before", "after"),
    [
        ("82,5%", "Ông cho biết tỷ lệ đạt ", " trong quý III."),
        ("Bộ Nội vụ", "", " sẽ kiểm tra."),
        ("Đoạn sau", "", " nói việc khác."),
        ("Hội nghị", "", " diễn ra sáng 21/11."),
    ],
)
def test_a_quote_stands_in_its_own_sentence(run, warehouse_url, words, before, after):
    fill(warehouse_url, words)
    (metric,) = read_facts(run).metrics
    assert (metric.passage.before, metric.passage.quote, metric.passage.after) == (before, words, after)
    assert metric.passage.source == "Báo Một"


def test_a_run_that_was_refused_shows_no_findings_of_an_earlier_one(run, warehouse_url):
    fill(warehouse_url, "82,5%", status="refused")
    told = read_facts(run)
    assert told.metrics == ()
    assert not told.published


def test_a_page_without_a_row_in_the_warehouse_was_held_back_or_not_published(run, warehouse_url):
    fill(warehouse_url, "82,5%", status="refused")
    fetched = "INSERT INTO ops.fetches (batch_id, url, source_id, kind, outcome, capture_id) VALUES ('nightly/2026-11-21', :id, 'bao-mot', 'page', 'captured', :id)"
    with engine_for(warehouse_url).begin() as connection:
        connection.execute(text(fetched), [{"id": "c"}, {"id": "held"}, {"id": "refused-1"}, {"id": "refused-2"}])
        connection.execute(
            text(
                "INSERT INTO ops.quarantine (quarantine_id, batch_id, dataset, row_key, expectation, reason, content_hash, row) "
                "VALUES ('q', 'nightly/2026-11-21', 'captures', 'held', 'e', 'r', 'h', '{}')"
            )
        )
    (source,) = read_facts(run).sources
    assert (source.found, source.kept, source.why_not) == (4, 1, {"quarantined": 1, "not_published": 2})


def test_a_run_that_is_not_registered_has_no_facts(run):
    with pytest.raises(UnknownRun):
        read_facts(run)


def test_the_page_is_written_into_the_lake(run, warehouse_url, tmp_path):
    from theodoi.pipeline import report_page

    fill(warehouse_url, "82,5%")
    place = report_page(run)
    assert place.startswith(str(tmp_path / "lake" / "demo" / "reports"))
    assert "<mark>82,5%</mark> trong quý III." in Lake("/").read_bytes(place.removeprefix("/")).decode()
