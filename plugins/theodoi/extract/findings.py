"""All extractors over one text, in the order in which they build on each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, cast

from theodoi.extract.document import Document
from theodoi.extract.explain import Log
from theodoi.extract.spans import Context, Findings
from theodoi.kinds import KINDS, Kind, in_order_of_reading


@dataclass(frozen=True, slots=True)
class Step:
    """One reading of a document for a kind; `completes` names the rule of one that completes what was read before."""

    kind: Kind
    read: Callable[[Document], tuple[Any, ...]]
    completes: str | None = None


def _steps() -> Iterator[Step]:
    """All readings in their order: each kind behind those that it needs, and what completes it as soon as that can be."""
    waiting: list[Kind] = []
    done: set[str] = set()
    for kind in in_order_of_reading():
        yield Step(kind, _function(kind.reader))
        done.add(kind.name)
        waiting += [kind] if kind.completion else []
        for incomplete in list(waiting):
            if incomplete.completion is not None and done.issuperset(incomplete.completion.needs):
                yield Step(incomplete, _function(incomplete.completion.reader), incomplete.completion.rule)
                waiting.remove(incomplete)


def _function(path: str) -> Callable[[Document], tuple[Any, ...]]:
    module, _, name = path.partition(":")
    return cast("Callable[[Document], tuple[Any, ...]]", getattr(import_module(module), name))


STEPS = tuple(_steps())


def extract(text: str, context: Context = Context(), log: Log | None = None) -> Findings:  # noqa: B008 - frozen
    """Everything that the extractors find in `text`; offsets are code points of it. `log` keeps what the rules decided."""
    document = Document(text, context, log=log)
    for step in STEPS:
        before = document.found.of(step.kind.found)
        made = step.read(document)
        document.found = document.found.plus(step.kind.found, made)
        if step.completes is not None:
            document.changed(step.kind.word, step.completes, before, made)
        elif log is not None:
            for finding in made:
                log.accepted(step.kind.word, finding)
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

    What points to findings of another kind, as relations do to mentions, goes with them.
    """
    kept = found
    left_out: dict[str, LeftOut] = {}
    spans: dict[str, set[tuple[int, int] | None]] = {}  # of what is kept, by kind
    for kind in KINDS:
        have = found.of(kind.found)
        refers = [(kind.attribute(column), spans[target] | {None}) for column, target in kind.refers]
        keep = tuple(f for f in have if all(getattr(f, name) in there for name, there in refers))[:MOST_FINDINGS]
        spans[kind.name] = {(finding.start, finding.end) for finding in keep}
        if len(keep) < len(have):
            kept = kept.plus(kind.found, keep)
            among = set(map(id, keep))
            first = next(finding for finding in have if id(finding) not in among)
            left_out[kind.found] = LeftOut(len(have), len(keep), first.start)
    return kept, left_out
