"""The age of the list of laws: a name alone tells no law once the list has ended."""

from __future__ import annotations

from datetime import date

from theodoi.maintain.work import Outcome, Work
from theodoi.registry.document_types import document_types
from theodoi.settings import VIETNAM

DAYS = 60  # after which a list is old


def list_of_laws(work: Work) -> Outcome:
    """The duty: warn of every type whose list of known documents ended more than 60 days ago. It changes nothing."""
    today = work.now.astimezone(VIETNAM).date()
    known = {kind.name: kind.known_until for kind in document_types().types if kind.known_until}
    return Outcome(tuple(sentence(name, until, today) for name, until in known.items()))


def sentence(name: str, until: date, today: date) -> str:
    """How old the list of one type is, in words for a person; a warning where it is old."""
    days = (today - until).days
    told = f"the list of documents has every {name} up to {until}, {days} days ago"
    if days <= DAYS:
        return f"{told}."
    return f"warning: {told}; add newer ones to known_documents.tsv and move known_until in document_types.yaml."
