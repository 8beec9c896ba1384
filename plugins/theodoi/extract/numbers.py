"""Read numbers as Vietnamese writes them: `1.039`, `97,3`, `2.300 tỷ`, `3-5`, `40/63`, `hai triệu rưỡi`.

Figures use a full stop for thousands and a comma for decimals; words follow the grammar of spoken numbers. All values
are Decimal. What the number counts is none of this module's business.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from heapq import merge

MAGNITUDES = {
    "chục": Decimal(10),
    "trăm": Decimal(100),
    "nghìn": Decimal(10) ** 3,
    "ngàn": Decimal(10) ** 3,
    "vạn": Decimal(10) ** 4,
    "triệu": Decimal(10) ** 6,
    "tỷ": Decimal(10) ** 9,
    "tỉ": Decimal(10) ** 9,
}
_UNITS = {
    "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "nhăm": 5, "sáu": 6, "bảy": 7,
    "bẩy": 7, "tám": 8, "chín": 9,
}  # fmt: skip
# Beyond this a figure is noise, not a quantity; it also keeps values inside numeric(38, 9).
_MAX_DIGITS = 15
_MAX_DECIMALS = 6
_LARGEST = Decimal(10) ** 20

_FIGURE = r"(?:\d{1,3}(?:,\d{3}){2,4}|\d{1,15}(?:\.\d{3}){0,4}(?:,\d{1,6}|\.\d{1,2})?)(?!\d|[.,]\d)"
_SCALE = r"(?:\s{0,2}(?:nghìn|ngàn|vạn|triệu|tỷ|tỉ)(?!\w)){0,2}"
_DIGITS = re.compile(
    rf"(?<![\d.,])(?P<low>{_FIGURE})(?P<scale>{_SCALE})"
    rf"(?P<half>\s{{1,2}}rưỡi(?!\w))?"
    rf"(?:\s{{0,1}}/\s{{0,1}}(?P<of>\d[\d.]{{0,18}})(?![\d/,]|\.\d))?"
    rf"(?:(?P<lowunit>\s?%)?\s{{0,2}}(?P<range>-|đến|tới)\s{{0,2}}(?P<high>{_FIGURE})(?P<scale2>{_SCALE})(?![-/]\d))?"
)
_WORD_UNIT = "một|mốt|hai|ba|bốn|tư|năm|lăm|nhăm|sáu|bảy|bẩy|tám|chín"
_WORD_FIRST = "một|hai|ba|bốn|năm|sáu|bảy|bẩy|tám|chín"
_WORD_SCALE = "mươi|linh|lẻ|rưỡi|chục|trăm|nghìn|ngàn|vạn|triệu|tỷ|tỉ"
_S = r"\s{1,2}"
# Two digit words never meet: a magnitude stands between them, or "mười" before the second.
_WORDS = re.compile(
    rf"(?<!\w)(?:mười(?:{_S}(?:{_WORD_UNIT})(?!\w))?|(?:{_WORD_FIRST})(?!\w))"
    rf"(?:{_S}(?:{_WORD_SCALE})(?!\w)(?:{_S}(?:mười(?:{_S}(?:{_WORD_UNIT})(?!\w))?|{_WORD_UNIT})(?!\w))?){{0,8}}(?!\w)",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Number:
    """A number at text[start:end]: its value, the upper end of a range, the second figure of a fraction.

    `words` tells a number in words; `scaled` that a magnitude word belongs to it; `bare` that the figure has neither
    separators nor a magnitude (as years, labels and codes have none).
    """

    start: int
    end: int
    value: Decimal
    high: Decimal | None = None
    of: Decimal | None = None
    words: bool = False
    scaled: bool = False
    bare: bool = False


def read_figure(figure: str) -> Decimal | None:
    """The value of `1.234,56`, `97,3`, `4.5`, `12`; None when it is no number that Vietnamese would write."""
    if figure.count(",") > 1:
        figure = figure.replace(",", ".")  # English thousands: 2,463,339
    whole, _, decimals = figure.partition(",")
    groups = whole.split(".")
    if len(groups) > 1 and not decimals and len(groups[-1]) in (1, 2):
        decimals = groups.pop()  # English decimals: 4.5
    if len(groups) > 1 and (not 1 <= len(groups[0]) <= 3 or any(len(g) != 3 for g in groups[1:])):
        return None
    digits = "".join(groups)
    if not digits.isascii() or not digits.isdigit() or len(digits) > _MAX_DIGITS or len(decimals) > _MAX_DECIMALS:
        return None
    if len(groups) > 1 and digits[0] == "0":
        return None
    return Decimal(f"{digits}.{decimals}" if decimals else digits)


def read_words(words: str) -> Decimal | None:
    """The value of a number in words ("hai triệu rưỡi" is 2500000); None when the words do not make one."""
    total = Decimal(0)  # finished groups (tỷ, triệu, nghìn)
    group = Decimal(0)  # the group being read: below a thousand, or a magnitude of a magnitude
    last: Decimal | None = None  # the last digit word that nothing has scaled yet
    scale = Decimal(1)  # the last magnitude, which "rưỡi" halves
    for token in words.lower().split():
        if token in _UNITS:
            if last is not None:
                return None
            last = Decimal(_UNITS[token])
        elif token == "mười":
            if last is not None:
                return None
            group, last, scale = group + 10, None, Decimal(10)
        elif token in ("mươi", "chục"):
            if last is None:
                return None
            group, last, scale = group + last * 10, None, Decimal(10)
        elif token == "trăm":
            if last is None:
                return None
            group, last, scale = group + last * 100, None, Decimal(100)
        elif token in ("linh", "lẻ"):
            if last is not None or not group:
                return None
        elif token == "rưỡi":
            if last is not None:
                return None
            half = scale / 2
            return total + group + half
        else:
            scale = MAGNITUDES[token]
            group += last or 0
            if not group and not total:
                return None
            if not group:  # "nghìn tỷ": the magnitude scales what stands before it
                total *= scale
            else:
                total, group = total + group * scale, Decimal(0)
            last = None
    return total + group + (last or 0)


def find_numbers(text: str) -> Iterator[Number]:
    """Every number in `text` (already levelled: hyphens are "-"), figures and words, in order, without overlaps."""
    figures = (n for n in _figures(text) if max(n.value, n.high or 0, n.of or 0) < _LARGEST)
    words = (n for n in _in_words(text) if n.value < _LARGEST)
    return merge(figures, words, key=lambda n: n.start)


def _scale(words: str | None) -> Decimal:
    value = Decimal(1)
    for word in (words or "").lower().split():
        value *= MAGNITUDES[word]
    return value


def _figures(text: str) -> Iterator[Number]:
    at = 0
    while match := _DIGITS.search(text, at):
        at = max(match.end(), at + 1)
        value = read_figure(match["low"])
        if value is None:
            continue
        scale, end = _scale(match["scale"]), match.end()
        if match["half"]:
            value += Decimal("0.5")
        high = read_figure(match["high"]) if match["high"] else None
        of = read_figure(match["of"]) if match["of"] else None
        if match["range"]:
            scale2 = _scale(match["scale2"])
            high = high * scale2 if high is not None else None
            low_scale = scale if match["scale"] else scale2  # "3-5 triệu": the magnitude belongs to both
            if (
                high is None
                or high <= value * low_scale
                or (match["range"] != "-" and not _from_before(text, match.start()))
            ):
                high, end = None, _end_of_low(match)
                at = end
            else:
                scale = low_scale
        yield Number(
            start=match.start(),
            end=end,
            value=value * scale,
            high=high,
            of=of,
            scaled=scale != 1,
            bare=scale == 1 and match["low"].isdigit(),
        )


def _end_of_low(match: re.Match[str]) -> int:
    """Where the first number of a match ends when the second does not make a range with it."""
    for group in ("of", "half", "scale", "low"):
        if match[group]:
            return match.end(group)
    raise AssertionError("a match always has a first number")


def _from_before(text: str, start: int) -> bool:
    """ "từ 10 đến 15" is a range; "10 đến 15" alone is taken for one too when nothing else stands between."""
    return not text[max(0, start - 8) : start].rstrip().endswith(("tăng", "giảm"))


def _in_words(text: str) -> Iterator[Number]:
    at = 0
    while match := _WORDS.search(text, at):
        at = match.end()
        for end in _ends(match):
            value = read_words(text[match.start() : end])
            if value is not None:
                spelled = text[match.start() : end].lower().split()
                yield Number(match.start(), end, value, words=True, scaled=any(w in MAGNITUDES for w in spelled))
                at = end
                break


def _ends(match: re.Match[str]) -> list[int]:
    """Ends of the first n words of a match, longest first: "năm hai" may be less than it looks."""
    return [match.start() + token.end() for token in _TOKEN.finditer(match.group())][::-1]
