"""Reads a text for comparison: its syllables as printed and as they are compared, its figures, names and documents."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

SHINGLE = 4  # syllables that are compared at once
LEAD = 60  # syllables of a body that tell the news
_SIGNATURE = 6  # a last line of as few words is a by-line

# What is compared: a figure with its marks, or a syllable.
_TOKEN = re.compile(r"\d+(?:[.,:/\-–]\d+)*|[^\W\d_]+")
_UPPER = "A-ZÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĐĨŨƠƯ" + "".join(map(chr, range(0x1EA0, 0x1EFA, 2)))
NAME = re.compile(rf"[{_UPPER}]\w*(?:[ \-][{_UPPER}]\w*)+")
DOCUMENT = re.compile(rf"\b\d{{1,5}}(?:/\d{{4}})?[/\-][{_UPPER}][{_UPPER}\w]*(?:[/\-][{_UPPER}][\w]*)*")
DATE = re.compile(r"\d{1,2}[/\-]\d{1,2}(?:[/\-]\d{4})?|\d{1,2}[/\-]\d{4}")
_CAPTION = re.compile(r"^(?:Ảnh|Video|Clip|Đồ hoạ|Đồ họa|Nguồn ảnh)\b[^.]{0,60}(?:[:.]|$)|[-–(]\s*Ảnh\b")
# Both ways of setting a tone on two vowels ("hòa", "hoà"), and i or y behind one consonant ("tỉ", "tỷ").
_LATE_TONE = re.compile(r"(o(?=.[ae])|u(?=.y))([\u0300\u0301\u0303\u0309\u0323])([aey])$")
_I_OR_Y = re.compile(r"^([hklmst]|qu)y([\u0300\u0301\u0303\u0309\u0323]?)$")
_DASH = re.compile(r"[\-–]")
_LEADING_ZERO = re.compile(r"(?<![\d.,])0(?=\d(?:/|$))")
# Words of a law or decree: an article, a clause or a point at the head of a line.
_CLAUSE = re.compile(r"^[\"“]?(?:Điều \d+[.:]|Khoản \d+[.:]|[a-zđ]\)|\d{1,2}\.\s)")
_QUOTED = re.compile(r"[“\"]([^”\"\n]{40,})[”\"]")
_LAW = re.compile(r"(?i)\b(?:điều \d+|khoản \d+|theo quy định|bộ luật|nghị định|thông tư|nghị quyết|chỉ thị)\b")


@dataclass(frozen=True, slots=True)
class Word:
    """One syllable or figure: as printed, as it is compared, and where it stands."""

    printed: str
    key: str
    quoted: bool  # inside quotation marks that hold somebody's words


class Told:
    """A headline and a body as they are compared."""

    def __init__(self, headline: str, body: str) -> None:
        self.headline = headline
        self.lines = tuple(_lines(body))
        self.text = "\n".join(self.lines)

    @cached_property
    def title(self) -> tuple[str, ...]:
        """The headline's syllables and figures as they are compared."""
        return tuple(key(printed) for printed in _TOKEN.findall(self.headline))

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """The body's syllables and figures in order; clauses of laws stand at the end, since they tell whose text it is least."""
        own: list[Word] = []
        law: list[Word] = []
        for line in self.lines:
            (law if _CLAUSE.match(line) else own).extend(_words(line))
        return (*own, *law) if 2 * len(own) >= len(law) else tuple(_words(self.text))

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The words as they are compared."""
        return tuple(word.key for word in self.words)

    @cached_property
    def shapes(self) -> tuple[str, ...]:
        """The words with 0 for each figure: two issues of one form have the same."""
        return tuple("0" if key[0].isdigit() else key for key in self.keys)

    @cached_property
    def shingles(self) -> frozenset[tuple[str, ...]]:
        """All runs of SHINGLE words."""
        return frozenset(runs_of(self.keys))

    @cached_property
    def shape_shingles(self) -> frozenset[tuple[str, ...]]:
        """All runs of SHINGLE words, figures left out."""
        return frozenset(runs_of(self.shapes))

    @cached_property
    def figures(self) -> frozenset[str]:
        """Every figure of the body, dates among them."""
        return frozenset(key for key in self.keys if key[0].isdigit())

    @cached_property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """Pairs of neighbouring words in headline and body."""
        return frozenset((*pairs_of(self.keys), *pairs_of(self.title)))

    def facts(self) -> dict[str, frozenset[str]]:
        """What tells one text from another of its form: names, dates, documents, other figures."""
        dates = {key(found) for found in DATE.findall(self.text)}
        return {
            "names": frozenset(NAME.findall(self.text)),
            "dates": frozenset(dates),
            "documents": frozenset(DOCUMENT.findall(self.text)),
            "figures": self.figures - dates,
        }


def told(text: str, headline: str | None = None) -> Told:
    """A text read for comparison; without a headline, its first line is one."""
    text = unicodedata.normalize("NFC", text)
    if headline is None:
        headline, _, text = text.strip().partition("\n")
    return Told(unicodedata.normalize("NFC", headline), text)


@lru_cache(maxsize=100_000)
def key(printed: str) -> str:
    """A syllable or figure as it is compared: small letters, one place for tones, one mark in dates.

    >>> key("Hòa"), key("tỷ"), key("27-06")
    ('hoà', 'tỉ', '27/6')
    """
    if printed[0].isdigit():
        return _LEADING_ZERO.sub("", _DASH.sub("/", printed))
    letters = unicodedata.normalize("NFD", printed.lower())
    if letters != printed:
        letters = _I_OR_Y.sub(r"\1i\2", _LATE_TONE.sub(r"\1\3\2", letters))
    return unicodedata.normalize("NFC", letters)


def runs_of(keys: Sequence[str], length: int = SHINGLE) -> Iterator[tuple[str, ...]]:
    """Every run of `length` words."""
    return zip(*(keys[at:] for at in range(length)), strict=False)


def pairs_of(keys: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Every pair of neighbours."""
    return pairwise(keys)


def _lines(body: str) -> Iterable[str]:
    """The lines of a body, each once, without captions and the by-line at the end."""
    lines = [line for line in dict.fromkeys(map(str.strip, body.split("\n"))) if line and not _CAPTION.search(line)]
    while len(lines) > 1 and len(lines[-1].split()) <= _SIGNATURE:
        lines.pop()
    return lines


def _words(text: str) -> Iterator[Word]:
    spoken = [quote.span(1) for quote in _QUOTED.finditer(text) if not _LAW.search(text, *quote.span(1))]
    at = 0
    for found in _TOKEN.finditer(text):
        while at < len(spoken) and spoken[at][1] <= found.start():
            at += 1
        quoted = at < len(spoken) and spoken[at][0] <= found.start()
        yield Word(found.group(), key(found.group()), quoted)
