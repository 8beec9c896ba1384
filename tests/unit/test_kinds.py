"""What the kinds declare of themselves is true of their readers."""

from __future__ import annotations

import pytest

from theodoi.contracts import FINDINGS
from theodoi.extract.findings import STEPS, extract

CASES = [(kind, case) for kind in FINDINGS for case in kind.cases]


@pytest.mark.parametrize(("kind", "case"), CASES, ids=lambda value: getattr(value, "name", None) or value.text[:40])
def test_a_case_is_read_as_declared(kind, case):
    found = [kind.values(finding) for finding in extract(case.text).of(kind.found)]
    told = [{name: values[name] for name in wanted} for values, wanted in zip(found, case.found, strict=False)]
    assert (len(found), told) == (len(case.found), list(case.found))


def test_a_kind_is_read_behind_those_that_it_needs():
    order = [step.kind.name for step in STEPS if step.completes is None]
    assert sorted(order) == sorted(kind.name for kind in FINDINGS)
    assert all(order.index(needed) < order.index(kind.name) for kind in FINDINGS for needed in kind.needs)


def test_what_completes_a_kind_comes_before_those_that_need_it_complete():
    order = [(step.kind.name, step.completes) for step in STEPS]
    completed = order.index(("decree_mentions", "issuers"))
    assert order.index(("organisation_mentions", None)) < completed
    assert all(completed < order.index((name, None)) for name in ("decree_relations", "decree_events", "metrics"))


def test_a_kind_that_refers_to_another_stands_behind_it():
    places = {kind.name: kind.place for kind in FINDINGS}
    assert len(set(places.values())) == len(places)
    assert all(places[target] < kind.place for kind in FINDINGS for _, target in kind.refers)


def test_names_in_json_are_told_apart():
    for kind in FINDINGS:
        names = ["start", "end", "quote", "optional", "repaired", *(c.json_name for c in kind.own if c.json_name)]
        assert len(set(names)) == len(names)
    lists = [listed.name for kind in FINDINGS for listed in kind.lists]
    assert len(set(lists)) == len(lists)


def test_what_others_wrote_and_who_is_named_is_marked():
    """The words of a paper and the names of people, wherever a kind keeps them."""
    marked = {f"{kind.name}.{c.name}" for kind in FINDINGS for c in kind.columns if c.of_others}
    people = {f"{kind.name}.{c.name}" for kind in FINDINGS for c in kind.columns if c.person}
    assert {f"{kind.name}.quote" for kind in FINDINGS} | {"metrics.sentence"} < marked
    assert people == {
        "assignments.said_by_office",
        "assignments.said_by_person",
        "metrics.said_by_person",
        "organisation_mentions.office",
        "organisation_mentions.person",
    }
    for kind in FINDINGS:
        for c in kind.own:
            assert not ("as printed" in c.description and "Who " in c.description) or c.person, c.name
