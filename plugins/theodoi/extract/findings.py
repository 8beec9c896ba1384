"""All extractors over one text, in the order in which they build on each other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from theodoi.extract import decrees, metrics, organisations, systems
from theodoi.extract.document import Document
from theodoi.extract.explain import Log
from theodoi.extract.spans import Context, Findings

# Each kind with its reader, which may ask the document for the kinds before.
READERS: tuple[tuple[str, Callable[[Document], tuple[Any, ...]]], ...] = (
    ("decrees", decrees.read),
    ("organisations", organisations.read),
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
        made[kind] = read(document)
        document.found = Findings(**made)
        if log is not None:
            for finding in made[kind]:
                log.accepted(kind.removesuffix("s"), finding)
    return document.found
