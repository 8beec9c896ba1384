"""All extractors over one text, in the order in which they build on each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from theodoi.extract import decrees, metrics, organisations, systems
from theodoi.extract.document import Document
from theodoi.extract.explain import Log
from theodoi.extract.spans import Context, Findings

# Each kind with its reader, which may ask the document for the kinds before.
READERS: tuple[tuple[str, Callable[[Document], tuple[Any, ...]]], ...] = (
    ("decrees", decrees.read),
    ("organisations", organisations.read),
    ("decrees", decrees.read_issuers),
    ("systems", systems.read),
    ("relations", decrees.read_relations),
    ("events", decrees.read_events),
    ("metrics", metrics.read),
)


def extract(text: str, context: Context = Context(), log: Log | None = None) -> Findings:  # noqa: B008 - frozen
    """Everything that the extractors find in `text`; offsets are code points of it. `log` keeps what the rules decided."""
    document = Document(text, context, log=log)
    made: dict[str, tuple[Any, ...]] = {}
    for kind, read in READERS:
        before = made.get(kind)
        made[kind] = read(document)
        document.found = Findings(**made)
        if before is not None:  # a kind that is completed by what came after it
            document.changed(kind.removesuffix("s"), "issuers", before, made[kind])
        elif log is not None:
            for finding in made[kind]:
                log.accepted(kind.removesuffix("s"), finding)
    return document.found


MOST_FINDINGS = 1_000  # of one kind in one article; 200,000 letters of laws have less than 500


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How many findings of a kind an article has, and where the first one begins that is not kept."""

    found: int
    kept: int
    start: int


def bounded(found: Findings) -> tuple[Findings, Mapping[str, LeftOut]]:
    """The findings with the first MOST_FINDINGS of each kind, and what is left out by kind.

    Relations and events go with the mentions that they are of.
    """
    decrees = {(mention.start, mention.end) for mention in found.decrees[:MOST_FINDINGS]}
    within = {
        "relations": tuple(r for r in found.relations if r.subject in decrees and r.object in decrees),
        "events": tuple(event for event in found.events if event.subject in decrees),
    }
    kept, left_out = {}, {}
    for name in (field.name for field in fields(Findings)):
        have = getattr(found, name)
        kept[name] = within.get(name, have)[:MOST_FINDINGS]
        if len(kept[name]) < len(have):
            among = set(map(id, kept[name]))
            first = next(finding for finding in have if id(finding) not in among)
            left_out[name] = LeftOut(len(have), len(kept[name]), first.start)
    return (replace(found, **kept) if left_out else found), left_out
