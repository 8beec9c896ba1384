"""Editors' corrections that match nothing any more: rules read it right by now, or the article is gone."""

from __future__ import annotations

from theodoi.load.corrections import Unmatched, unmatched
from theodoi.maintain.work import Outcome, Work


def idle_corrections(work: Work) -> Outcome:
    """The duty: name every correction that changes nothing. It changes nothing itself."""
    with work.engine.connect() as connection:
        found = unmatched(connection)
    if not found:
        return Outcome(("every correction matches something",))
    return Outcome(tuple(sentence(one) for one in found))


def sentence(one: Unmatched) -> str:
    """A correction without effect, in words for a person."""
    about = f" of «{one.quote}» ({one.says})" if one.quote else ""
    why = f"was refused by the warehouse: {one.fault}" if one.fault else "matches nothing in the warehouse"
    return f"warning: {one.place}: {one.action} {one.corrects}{about} {why}"
