"""A night in which a task and Postgres are killed ends as an undisturbed one; `make chaos` tries many more."""

from __future__ import annotations

import pytest

from tests.chaos.__main__ import line_of, run
from tests.chaos.blows import KillComponent, KillPostgres
from tests.chaos.catalogue import CATALOGUE, SHORT, Disturbance
from tests.chaos.house import COMPONENTS
from tests.chaos.outcome import Outcome
from tests.chaos.trial import Result, Struck
from tests.pipeline.test_nightly import STAGES


@pytest.mark.slow
def test_a_night_in_which_a_task_and_postgres_are_killed_ends_as_an_undisturbed_one():
    [result], untried = run([SHORT], minutes=5)
    assert result.good and not untried, line_of(result)
    assert len(result.struck) == len(SHORT.blows)


def test_the_catalogue_strikes_every_component_and_every_stage():
    killed = {blow.act.tells for entry in CATALOGUE for blow in entry.blows}
    assert killed >= set(COMPONENTS)
    [tasks] = [entry for entry in CATALOGUE if entry.name == "tasks"]
    assert {blow.moment.stage for blow in tasks.blows} >= set(STAGES)
    at = {blow.moment.stage for entry in CATALOGUE for blow in entry.blows if isinstance(blow.act, KillPostgres)}
    assert len(at) >= 4
    assert sum(entry.dag == "nightly" for entry in CATALOGUE) >= 12
    assert sum(entry.dag == "import_archive" for entry in CATALOGUE) >= 4
    assert len({entry.name for entry in CATALOGUE}) == len(CATALOGUE)


@pytest.fixture
def struck() -> Result:
    """A night whose scheduler was killed, and all was well afterwards."""
    entry: Disturbance = next(e for e in CATALOGUE if e.name == "scheduler")
    [blow] = entry.blows
    assert isinstance(blow.act, KillComponent)
    return Result(entry, struck=[Struck(blow, "10 pages into crawl", at=100.0, told_after=1.5)], ended="by itself")


def test_a_night_is_good_only_when_all_of_it_is(struck):
    assert struck.good
    struck.struck[0].told_after = None
    assert not struck.good and "scheduler NOT TOLD" in line_of(struck)
    struck.struck[0].told_after = 31.0
    assert struck.untold == ["scheduler"]
    struck.struck[0].told_after = 2.0
    for fault in ({"differs": "articles 0 instead of 50"}, {"left": ["a.tmp"]}, {"missed": ["clean: over"]}):
        result = Result(struck.entry, struck=struck.struck, **fault)
        assert not result.good
        assert next(iter(fault.values()))[0] in line_of(result) or fault["differs"] in line_of(result)


def test_what_differs_is_told_in_words():
    whole = Outcome("a", {"articles": 50}, {"quarantine articles x": 2}, {"fetch page done captured": 58})
    assert whole.differs_from(whole) == ""
    lost = Outcome("b", {"articles": 0}, {}, {"fetch page done captured": 58})
    assert (
        lost.differs_from(whole) == "another checksum, articles 0 instead of 50, quarantine articles x 0 instead of 2"
    )
