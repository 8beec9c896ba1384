"""Gained and lost: the facts of articles under two versions of the rules, side by side, as lines of text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import takewhile

from theodoi.contracts import FINDINGS
from theodoi.reprocess.facts import KINDS, Fact

_MARKS = {"gained": "+", "lost": "-", "changed": "~"}
_HEADS = {"article": "articles", "text": "paragraphs"} | {kind.word: kind.found for kind in FINDINGS}


@dataclass(frozen=True, slots=True)
class Change:
    """One fact that only one of the two versions gives, or that they give differently."""

    what: str  # gained, lost or changed
    fact: Fact  # the new one; the old one where it is lost
    article: str  # title and address, for a person
    before: Fact | None = None  # of a changed one

    def line(self) -> str:
        """The change for a person: what, the fact, its quote, and what changed of it."""
        columns = f"   {self.columns()}" if self.before is not None else ""
        quote = f"   «{' '.join(self.fact.quote.split())}»" if self.fact.quote else ""
        return f"{_MARKS[self.what]} {self.fact.kind:<12} {self.fact.line}{quote}{columns}"

    def columns(self) -> str:
        """The columns of a changed fact with both their values: `comparator: eq -> at_least, period: null -> 2027`."""
        if self.before is None:
            return ""
        was = dict(self.before.values)
        pairs = ((name, was.get(name), value) for name, value in self.fact.values if was.get(name) != value)
        return ", ".join(f"{name}: {' -> '.join(_shown(old, new))}" for name, old, new in pairs)


@dataclass
class Comparison:
    """All changes of a set of articles, and how many facts of each kind stayed as they were."""

    changes: list[Change] = field(default_factory=list)
    same: Counter[str] = field(default_factory=Counter)
    articles: int = 0

    def count(self, what: str, kind: str) -> int:
        return sum(change.what == what and change.fact.kind == kind for change in self.changes)

    def sentence(self) -> str:
        """The whole comparison in one line, for a log."""
        parts = []
        for kind in KINDS:
            counts = [f"{_MARKS[w]}{n}" for w in _MARKS if (n := self.count(w, kind))]
            parts += [f"{_HEADS[kind]} {' '.join(counts)}"] if counts else []
        return f"{self.articles} articles compared: {', '.join(parts) or 'nothing gained, nothing lost'}"


def compare(into: Comparison, article: str, before: Sequence[Fact], after: Sequence[Fact]) -> None:
    """Add one article to a comparison; either side may be empty (an article gained or lost whole)."""
    into.articles += 1
    for kind in KINDS:
        if kind == "text" and not (before and after):
            continue  # its article says it all
        old = [fact for fact in before if fact.kind == kind]
        new = [fact for fact in after if fact.kind == kind]
        lost, gained = _without_equals(old, new), _without_equals(new, old)
        into.same[kind] += len(new) - len(gained)
        for fact in gained:
            alike = [other for other in lost if other.name == fact.name]
            former = max(alike, key=partial(_in_common, fact), default=None)
            if former is not None:
                lost.remove(former)
            into.changes.append(Change("gained" if former is None else "changed", fact, article, former))
        into.changes += [Change("lost", fact, article) for fact in lost]


def render(comparison: Comparison, head: str, most: int | None = None) -> str:
    """The report as text: counts by kind, then the changes by article; at most `most` of a kind, and how many are left out."""
    width = max(map(len, _HEADS.values()))
    lines = [head, f"  {'':<{width}} {'gained':>8} {'lost':>8} {'changed':>8} {'same':>8}"]
    for kind in KINDS:
        counts = [comparison.count(what, kind) for what in _MARKS]
        lines.append(f"  {_HEADS[kind]:<{width}} " + " ".join(f"{n:>8}" for n in (*counts, comparison.same[kind])))
    shown: Counter[str] = Counter()
    current = None
    for change in comparison.changes:
        shown[change.fact.kind] += 1
        if most is not None and shown[change.fact.kind] > most:
            continue
        if change.article != current:
            current = change.article
            lines += ["", f"  {current}"]
        lines.append(f"    {change.line()}")
    hidden = {kind: n - most for kind, n in shown.items() if most is not None and n > most}
    if hidden:
        lines += ["", f"  not shown: {', '.join(f'{n} more of {_HEADS[kind]}' for kind, n in hidden.items())}"]
    return "\n".join(lines)


def as_dict(comparison: Comparison, most: int) -> Mapping[str, object]:
    """The counts by kind and the first `most` changes as plain values, for a page."""
    return {
        "sentence": comparison.sentence(),
        "counts": [
            {"kind": _HEADS[kind], "same": comparison.same[kind]} | {w: comparison.count(w, kind) for w in _MARKS}
            for kind in KINDS
        ],
        "changes": [
            {
                "what": change.what,
                "kind": change.fact.kind,
                "line": change.fact.line,
                "quote": change.fact.quote,
                "columns": change.columns(),
                "article": change.article,
            }
            for change in comparison.changes[:most]
        ],
        "total": len(comparison.changes),
    }


def _without_equals(facts: Iterable[Fact], others: Iterable[Fact]) -> list[Fact]:
    """The facts that `others` do not have, each as often as it is more."""
    left = Counter(fact.values for fact in others)
    rest = []
    for fact in facts:
        if left[fact.values]:
            left[fact.values] -= 1
        else:
            rest.append(fact)
    return rest


def _in_common(fact: Fact, other: Fact) -> int:
    """How many columns of two facts of one kind agree."""
    return sum(one == two for one, two in zip(fact.values, other.values, strict=False))


_LONGEST = 60  # letters of a value that are shown


def _shown(*both: str | None) -> list[str]:
    """Two values of a column, each on one line; long ones from a little before where they part."""
    texts = ["null" if value is None else " ".join(value.split()) for value in both]
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(*texts, strict=False)))
    start = max(0, same - 20) if max(map(len, texts)) > _LONGEST else 0
    return [_cut(text, start) for text in texts]


def _cut(text: str, start: int) -> str:
    tail = text[start : start + _LONGEST]
    return ("…" if start else "") + tail + ("…" if start + _LONGEST < len(text) else "")
