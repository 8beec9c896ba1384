"""All extractors over one text, in the order in which they build on each other."""

from __future__ import annotations

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
