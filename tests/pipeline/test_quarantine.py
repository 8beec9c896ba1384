"""A person works the quarantine: lists, shows, releases and drops rows; later runs honour it, and say who decided."""

from __future__ import annotations

import getpass
from dataclasses import replace

import pytest

from tests import stages
from tests.pipeline.batches import TestArticle
from tests.pipeline.house import BATCH
from tests.pipeline.night import BATCH as NIGHT
from tests.pipeline.test_night import GARBLED
from tests.site.expected import of_day
from theodoi.cli import main
from theodoi.maintain import review
from theodoi.run import Run


def call(*arguments: str, profile: str = "live") -> int:
    return main(["quarantine", *arguments, "--profile", profile])


@pytest.fixture
def held(house):
    """Two articles in quarantine, and a file that an import could not read."""
    house.write(TestArticle("http://x/1", "Bài một"), quarantine=("a1b2", "a1c3", "ffff"))
    house.load(house.run())
    house.do("UPDATE ops.quarantine SET dataset = 'captures', expectation = 'readable' WHERE quarantine_id = 'ffff'")
    house.do("UPDATE ops.quarantine SET expectation = 'findings_per_article' WHERE quarantine_id = 'ffff'")
    return house


def test_open_rows_are_listed_a_line_each(held, capsys):
    assert call("list") == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == ["a1b2", "a1c3", "ffff"]
    call("list", "--dataset", "captures")
    assert capsys.readouterr().out.splitlines() == [f"ffff  open     {BATCH}  captures: r"]


def test_a_decision_is_kept_with_author_day_and_reason(held, capsys):
    assert call("drop", "a1b", "--reason", "quảng cáo", "--by", "lan") == 0
    assert f"theodoi backfill --from {BATCH[8:]} --again --profile live" in capsys.readouterr().out
    assert held.rows(
        "SELECT content_hash, row_key, decision, reason, decided_by, decided_at::date = now()::date FROM ops.quarantine_decisions"
    ) == [("a1b2", "a1b2", "drop", "quảng cáo", "lan", True)]
    call("list", "--state", "drop")
    assert capsys.readouterr().out.startswith("a1b2  drop")
    call("show", "a1b2")
    assert "drop by lan on" in capsys.readouterr().out
    assert call("release", "a1b2", "--reason", "là bài báo", "--by", "mai") == 0
    assert held.rows("SELECT decision, decided_by FROM ops.quarantine_decisions") == [("release", "mai")]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("release", "a1", "--reason", "x"), "a1 names 2 rows in quarantine, not one"),
        (("release", "zz", "--reason", "x"), "zz names 0 rows in quarantine, not one"),
        (("release", "ffff", "--reason", "x"), "there is no row behind it that could pass"),
        (("release", "a1b2", "--reason", " "), "a decision needs a reason"),
        (("drop", "--reason", "x"), "name rows by their ids"),
    ],
)
def test_what_cannot_be_decided_is_said(held, capsys, arguments, told):
    assert call(*arguments) > 0
    assert told in capsys.readouterr().err
    assert held.rows("SELECT count(*) FROM ops.quarantine_decisions") == [(0,)]


def test_later_runs_honour_what_was_decided(night_house):
    first, second = of_day(night_house.sites.expected(), 0)[:2]
    for article in (first, second):
        night_house.sites.edit(article.site, article.slug, GARBLED)
    night_house.night(refresh=True)
    held = dict(
        night_house.rows("SELECT \"row\" ->> 'url', quarantine_id FROM ops.quarantine WHERE dataset = 'articles'")
    )
    assert {first.url, second.url} <= held.keys()

    def decide(action: str, url: str) -> None:
        assert call(action, held[url], "--reason", "đã xem", profile="demo") == 0

    def served() -> set[str]:
        """Whose garbled capture is served; the others are served as the capture before shows them."""
        shown = "SELECT url FROM warehouse.articles JOIN warehouse.article_versions USING (article_version_id) WHERE text LIKE '%\ufffd%'"
        return {url for (url,) in night_house.rows(shown)} & {first.url, second.url}

    assert served() == set()
    decide("release", first.url)
    decide("drop", second.url)
    night_house.night()
    assert served() == {first.url}
    assert night_house.rows("SELECT state, decided_by = :by FROM bi.quarantine WHERE url = :url AND dataset = 'articles'", url=second.url, by=getpass.getuser()) == [("drop", True)]  # fmt: skip
    # A reprocess takes stored captures: it has no gate of captures, and honours the decisions at the others.
    decide("release", second.url)
    chosen = {"batches": [NIGHT]}
    again = replace(night_house.run(), batch_id="reprocess/decided", dag_id="reprocess", day=None, selection=chosen)
    stages.choose(again)
    stages.carry_through(again)
    assert served() == {first.url, second.url}


THIS = Run("test/1", BATCH, "live", "nightly", BATCH.partition("/")[2])


def test_a_person_is_asked_once_of_the_same_and_the_answer_is_kept(held):
    asked = review.question(THIS, 2)
    assert asked.subject == f"{BATCH}: 2 rows held back"  # the file that could not be read is none to decide
    assert (asked.answers, asked.withdrawals) == (tuple(review.Answer), False)
    assert "* 2 articles: r" in asked.body and f"theodoi quarantine show --batch {BATCH} --profile live" in asked.body
    assert (review.question(THIS, 2).mark, review.question(THIS, 3)) == (asked.mark, None)
    call("drop", "a1b2", "--reason", "quảng cáo")
    assert review.question(THIS, 1).mark != asked.mark

    def answer(chosen: review.Answer, **options) -> review.Decided:
        return review.decide(held.engine, BATCH, chosen, "đúng là bài", "mai", **{"withdrawals": False} | options)

    assert not answer(review.Answer.KEEP).again
    assert answer(review.Answer.RELEASE, withdrawals=True).again
    assert held.rows("SELECT count(*) FROM ops.quarantine_decisions") == [(1,)]
    assert answer(review.Answer.RELEASE).again
    assert held.rows("SELECT content_hash, decision, batch_id, decided_by FROM ops.quarantine_decisions ORDER BY 1")[
        1:
    ] == [("a1c3", "release", BATCH, "mai")]
    late = answer(review.Answer.DROP)
    assert not late.again and "somebody has decided meanwhile" in late.sentence
    assert review.question(THIS, 1) is None


@pytest.mark.parametrize(
    ("columns", "answers"),
    [
        (["quarantined_share"], ["release", "drop", "keep"]),
        (["duplicate_keys", "quarantined_share"], None),
        (["failed_share"], None),
        ([], ["release", "keep"]),
    ],
)
def test_of_a_refused_batch_is_asked_what_an_answer_can_mend(held, columns, answers):
    held.do("UPDATE ops.runs SET status = 'refused', note = 'The gate says no.'")
    for column in columns:
        held.do(
            "INSERT INTO ops.gate_results (run_id, batch_id, gate, suite, expectation_id, expectation, column_name, level, severity, success, sentence) "
            "VALUES ('test/1', :batch, 'articles', 'articles_batch', :column, 'e', :column, 'batch', 'critical', false, 's')",
            batch=BATCH,
            column=column,
        )
    asked = review.question(THIS, 1000)
    assert (asked and list(asked.answers)) == answers
    assert asked is None or (asked.subject, asked.withdrawals) == (f"{BATCH}: refused", not columns)
