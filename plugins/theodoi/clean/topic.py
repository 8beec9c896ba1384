"""Whether an article is news on digital government: points for phrases, more in title and lead, each told."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from theodoi.registry.topics import TopicsFile, topics

_PHRASES_TOLD = 5


@dataclass(frozen=True, slots=True)
class TopicScore:
    """Points of an article, and the phrases that brought them, the most first, as (phrase, points)."""

    points: float
    enough: float
    phrases: tuple[tuple[str, float], ...]

    @property
    def on_topic(self) -> bool:
        """Whether the points are enough."""
        return self.points >= self.enough

    @property
    def sentence(self) -> str:
        """The score and its reason, for a person."""
        told = ", ".join(f"{phrase} {points:g}" for phrase, points in self.phrases[:_PHRASES_TOLD])
        return f"topic score {self.points:g}, {self.enough:g} are enough: {told or 'no phrase of the topic'}"


def topic_score(title: str | None, text: str) -> TopicScore:
    """The score of an article; the lead is the first paragraph of its text (paragraphs are lines).

    A phrase counts once, at its best place. One that lies within a longer phrase found there counts for nothing.
    """
    rules = topics()
    lead, _, rest = text.partition("\n")
    best: dict[str, float] = {}
    for place, factor in ((title or "", rules.title), (lead, rules.lead), (rest, rules.text)):
        for phrase in _found(place):
            best[phrase] = max(best.get(phrase, 0.0), factor)
    weights = {_folded(entry.phrase): (entry.phrase, entry.weight) for entry in rules.phrases}
    scored = [(weights[phrase][0], weights[phrase][1] * factor) for phrase, factor in best.items()]
    scored.sort(key=lambda pair: (-pair[1], pair[0]))
    return TopicScore(sum(points for _, points in scored), rules.enough, tuple(scored))


def _found(place: str) -> set[str]:
    return set(_pattern(topics()).findall(_folded(place)))


@lru_cache(maxsize=2)
def _pattern(rules: TopicsFile) -> re.Pattern[str]:
    """All phrases as whole words, the longest first."""
    phrases = sorted((_folded(entry.phrase) for entry in rules.phrases), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, phrases))})(?!\w)")


# Two places for the tone of oa, oe, uy: "số hóa" and "số hoá" are one word.
_OPEN = re.compile(r"(o)([\u0300\u0301\u0303\u0309\u0323])([ae])(?!\w)|(u)([\u0300\u0301\u0303\u0309\u0323])(y)(?!\w)")


def _folded(text: str) -> str:
    """Small letters, one blank between words, the tone of an open oa, oe, uy on its last letter."""
    spread = unicodedata.normalize("NFD", " ".join(text.casefold().split()))
    moved = _OPEN.sub(lambda m: "".join(filter(None, (m[1], m[3], m[2], m[4], m[6], m[5]))), spread)
    return unicodedata.normalize("NFC", moved)
