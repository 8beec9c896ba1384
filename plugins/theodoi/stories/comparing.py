"""Judges two texts: a reprint, an update, another telling of one source, another issue of one form, or different news.

How much two texts share does not tell: issues of one form share nine tenths, an update whose lead alone is new as much.
What differs does: the figures in the same places, whether the leads tell each other's news, whether another hand went
over the whole text.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from theodoi.stories.reading import LEAD, SHINGLE, Told, pairs_of, runs_of
from theodoi.vocabularies import Likeness

QUOTATION = 25  # syllables of somebody's words that two papers do not find alone
QUOTATION_DAYS = 7

# Bounds between the judgements, each with what it was set on (decision 29).
_SLOTS = 0.03  # share of words that are shared but for the figures among them, from which a text is a form
_OTHER_FIGURES = 0.70  # a form's issues have less of their figures in common
_SAME_FORM = 0.60  # share of words that two issues of one form share at least
_RETOUCHED = 0.035  # words printed otherwise, of a hundred, per syllable of a shared run
_OTHER_HAND = 0.012  # share of shared words printed otherwise (capitals, i and y, marks of dates)
_SOURCE = 0.50  # share that a telling of the same source has in common
_CARRIED = 0.65  # share that an update carries over
_WHOLE = 0.85  # share from which a text is the other one, whatever its lead
_LEAD_KEPT = 0.70  # share of a lead that stands in the other text when it tells no other news
_LEAD_TOLD = 0.30  # share of a lead's pairs of words that tells that the other text has its news

# Words before a figure that names a thing: "mã đề 206", "kỳ 221", "ngày 3/2". Other figures of a headline are counts.
_NAMES = frozenset(
    "số mã đề kì thứ vòng tập phần bảng lượt khối lớp khoá ngày hôm mồng sáng trưa chiều tối tuần tháng quí năm".split()  # noqa: SIM905
)
_DATE = re.compile(r"\d{1,2}/\d{1,2}(?:/\d{4})?")


@dataclass(frozen=True, slots=True)
class Judgement:
    """What two texts are to each other, with the measures that tell it; shares are of 1."""

    label: Likeness
    because: str
    likeness: float  # shared runs of words among all of both
    contained: float  # share of the words of one that stand in the other, the larger of both
    carried: float  # the same of both, the larger one twice
    retouched: float  # how much another hand changed what they share
    quoted: int  # syllables of the longest quotation that they share
    differs: dict[str, tuple[list[str], list[str]]] = field(default_factory=dict)  # what only one of them has

    @property
    def joined(self) -> bool:
        """Whether they are one story."""
        return self.label in (Likeness.REPRINT, Likeness.UPDATE)

    @property
    def one_origin(self) -> bool:
        """Whether what they tell comes from one origin: one story, one source or one quotation."""
        return self.joined or self.label is Likeness.SAME_SOURCE or self.quoted >= QUOTATION


@dataclass(frozen=True, slots=True)
class _Measures:
    """What `compare` decides by."""

    kept: tuple[float, float]  # share of the words of each that stand in the other
    slots: float  # share of words that they share but for figures
    figures: float  # share of the figures of the one with fewer that the other has
    lead_kept: tuple[float, float]  # share of each lead that stands in the other text
    lead_told: float  # share of a lead's pairs of words that the other text has, the larger of both
    printed_otherwise: float
    retouched: float

    @property
    def carried(self) -> float:
        return (2 * max(self.kept) + min(self.kept)) / 3


def compare(one: Told, other: Told, days_apart: int | None = None, *, facts: bool = False) -> Judgement:
    """Judge two texts; `days_apart` are the days between their publication, where known.

    With `facts`, the judgement also lists what only one of them has. The order of the texts does not matter but there.
    """
    here, there = _shared(one.keys, other.shingles), _shared(other.keys, one.shingles)
    measures = _measure(one, other, here, there)
    label, because = _judge(one, other, measures)
    near = days_apart is None or days_apart <= QUOTATION_DAYS
    union = len(one.shingles | other.shingles)
    return Judgement(
        label=label,
        because=because,
        likeness=round(len(one.shingles & other.shingles) / union, 3) if union else float(one.keys == other.keys),
        contained=round(max(measures.kept), 3),
        carried=round(measures.carried, 3),
        retouched=round(measures.retouched, 3),
        quoted=min(_longest_quotation(one, here), _longest_quotation(other, there)) if near else 0,
        differs=_differing(one, other) if facts else {},
    )


def _judge(one: Told, other: Told, seen: _Measures) -> tuple[Likeness, str]:
    if one.keys == other.keys and not _other_number(one, other):
        return Likeness.REPRINT, "the same text"
    if seen.carried >= _SAME_FORM and _other_number(one, other):
        return Likeness.TEMPLATE, "one form: the headlines name other days or numbers"
    if seen.slots >= _SLOTS and seen.figures < _OTHER_FIGURES:
        return Likeness.TEMPLATE, "one form: other figures stand in the same sentences"
    whole = min(seen.kept) >= _WHOLE and min(seen.lead_kept) >= _LEAD_KEPT
    if not whole and seen.printed_otherwise >= _OTHER_HAND and seen.retouched >= _RETOUCHED:
        if max(seen.kept) >= _SOURCE:
            return Likeness.SAME_SOURCE, "another hand told the same throughout"
        return Likeness.DIFFERENT, "little is shared, and another hand wrote it"
    if seen.carried < _CARRIED:
        return Likeness.DIFFERENT, "what is shared is background"
    if seen.carried < _WHOLE and seen.lead_told < _LEAD_TOLD:
        return Likeness.DIFFERENT, "neither tells the other's news"
    if min(seen.lead_kept) >= _LEAD_KEPT:
        return Likeness.REPRINT, "both leads stand in the other text"
    return Likeness.UPDATE, "a lead is new, the rest is carried over"


def _measure(one: Told, other: Told, here: Sequence[bool], there: Sequence[bool]) -> _Measures:
    kept = (_share(here), _share(there))
    shapes = (
        _share(_shared(one.shapes, other.shape_shingles)),
        _share(_shared(other.shapes, one.shape_shingles)),
    )
    fewer = min(len(one.figures), len(other.figures))
    hands = (_other_hand(one, other), _other_hand(other, one))
    return _Measures(
        kept=kept,
        slots=sum(shapes) / 2 - sum(kept) / 2,
        figures=len(one.figures & other.figures) / fewer if fewer else 1.0,
        lead_kept=(_share(here[:LEAD]), _share(there[:LEAD])),
        lead_told=max(_told_by(one, other), _told_by(other, one)),
        printed_otherwise=sum(otherwise for otherwise, _ in hands) / 2,
        retouched=sum(retouched for _, retouched in hands) / 2,
    )


def _shared(keys: Sequence[str], shingles: Collection[tuple[str, ...]]) -> list[bool]:
    """Of each word, whether it stands in a run of words that the other text has."""
    shared = [False] * len(keys)
    for at, run in enumerate(runs_of(keys)):
        if run in shingles:
            shared[at : at + SHINGLE] = [True] * SHINGLE
    return shared


def _share(flags: Sequence[bool]) -> float:
    return sum(flags) / len(flags) if flags else 0.0


def _told_by(one: Told, other: Told) -> float:
    """Share of the pairs of words in the lead of one that stand anywhere in the other."""
    pairs = set(pairs_of(one.keys[:LEAD]))
    return len(pairs & other.pairs) / len(pairs) if pairs else 0.0


def _other_hand(one: Told, other: Told) -> tuple[float, float]:
    """Share of the shared words that are printed otherwise, and the same in hundredths per syllable of a usual run.

    A paper that prints a text again leaves long runs untouched; a desk that tells a release sets its own capitals
    and marks, and breaks the runs everywhere.
    """
    places: dict[tuple[str, ...], int] = {}
    for at, run in enumerate(runs_of(other.keys)):
        places.setdefault(run, at)
    match: dict[int, int] = {}
    for at, run in enumerate(runs_of(one.keys)):
        there = places.get(run)
        if there is not None:
            for step in range(SHINGLE):
                match.setdefault(at + step, there + step)
    if not match:
        return 0.0, 0.0
    otherwise = sum(one.words[a].printed != other.words[b].printed for a, b in match.items()) / len(match)
    runs = [len(list(run)) for shared, run in groupby(at in match for at in range(len(one.keys))) if shared]
    usual = sum(length * length for length in runs) / sum(runs)
    return otherwise, 100 * otherwise / usual


def _other_number(one: Told, other: Told) -> bool:
    """Whether two headlines of one form name other days or numbers of things: "mã đề 206", "ngày 3/2"."""
    if one.title == other.title:
        return False
    here, there = _named_numbers(one.title), _named_numbers(other.title)
    if not here or not there or here & there:
        return False
    shapes = [{"0" if word[0].isdigit() else word for word in text.title} for text in (one, other)]
    return len(shapes[0] & shapes[1]) >= 0.8 * len(shapes[0] | shapes[1])


def _named_numbers(title: Sequence[str]) -> frozenset[str]:
    return frozenset(
        word
        for before, word in zip(("", *title), title, strict=False)
        if word[0].isdigit() and (before in _NAMES or _DATE.fullmatch(word))
    )


def _longest_quotation(text: Told, shared: Sequence[bool]) -> int:
    quoted = (flag and word.quoted for flag, word in zip(shared, text.words, strict=True))
    return max((len(list(run)) for inside, run in groupby(quoted) if inside), default=0)


def _differing(one: Told, other: Told) -> dict[str, tuple[list[str], list[str]]]:
    here, there = one.facts(), other.facts()
    return {
        kind: (sorted(here[kind] - there[kind]), sorted(there[kind] - here[kind]))
        for kind in here
        if here[kind] != there[kind]
    }
