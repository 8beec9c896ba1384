"""All extractors over one text, in the order in which they build on each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from theodoi.extract.decrees import find_decrees, find_events, find_relations
from theodoi.extract.metrics import find_metrics
from theodoi.extract.organisations import find_organisations
from theodoi.extract.spans import Context, Findings
from theodoi.extract.systems import find_systems


def extract(text: str, context: Context = Context()) -> Findings:  # noqa: B008 - frozen
    """Everything that the extractors find in `text`; offsets are code points of it."""
    decrees = find_decrees(text, context)
    organisations = find_organisations(text, context)
    systems = find_systems(text, context, organisations)
    return Findings(
        decrees=decrees,
        relations=find_relations(text, decrees, context),
        events=find_events(text, decrees, context),
        organisations=organisations,
        systems=systems,
        metrics=find_metrics(
            text,
            context,
            # A subject may hold figures of its own; a number or a short form holds none.
            decrees=tuple(d for d in decrees if d.form in ("full", "short", "nickname")),
            organisations=organisations,
            systems=systems,
        ),
    )


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
