"""Why a number is no figure: it stands in a code or a time, it is a name, or nothing is counted by it."""

from __future__ import annotations

import re

from theodoi.extract.explain import Reason
from theodoi.extract.metrics import cues
from theodoi.extract.metrics.beside import Left, Right
from theodoi.extract.metrics.changes import sign_of
from theodoi.extract.numbers import Number
from theodoi.extract.text import words_before

_SCORE_LINE = re.compile(r"(?:tỷ số|tỉ số|thắng|thua|hòa|hoà|dẫn)\s*$", re.IGNORECASE)
_PHONE = re.compile(
    r"(?:điện thoại|đt|tel|fax|hotline|tổng đài|đường dây nóng|liên hệ|sđt|giấy phép số|gp số)[^\n]{0,40}$",
    re.IGNORECASE,
)
_MEASURES = ("ratio", "money", "size", "score", "times")


class NoFigure(Reason):
    """Why a number is no figure."""

    HELD = "a citation or an expression of time holds it"
    LISTED_LABEL = "it goes on with a list of labels"
    GLUED_BEFORE = "a letter or a mark of a code or a time stands right before it"
    GLUED_AFTER = "a code, a date or a time goes on behind it"
    LEADING_ZERO = "figures that begin with a zero are codes"
    PHONE = "it is a telephone number or a licence's"
    NO_UNIT = "neither a unit nor a noun that it could count follows"
    NUMBERS_AN_ITEM = "it numbers an item in brackets"
    SCORE = "it is the score of a match"
    STANDARD = "it is the number of a standard, or of a vehicle"
    OF_ACRONYM = "it belongs to the acronym before it"
    LABEL = "the word before it makes it a label"
    ORDINAL = "it tells which one, not how many"
    SOFT_LABEL = "the word before it makes it a label where no known noun is counted"
    AGE = "it is an age"
    YEAR = "it is a year"
    ARTICLE = "“một” is an article more often than a number"
    WORD = "the word has another meaning more often"
    UNKNOWN_NOUN = "a number in words counts only nouns that the registry knows"
    VERSION = "an English decimal without a measure is a version"
    PLACE = "“điểm” is a place whose name follows"
    NO_SHARE = "the two figures are a date or a score rather than a part of a whole"


def stands_in(plain: str, number: Number) -> NoFigure | None:
    """Of what code, date, time, plate or phone number a number is a part; None when it stands free."""
    start, end = number.start, number.end
    if _is_glued_before(plain, number):
        return NoFigure.GLUED_BEFORE
    if _is_glued_after(plain[end : end + 2]):
        return NoFigure.GLUED_AFTER
    if plain[start] == "0" and not number.words and end - start > 2 and not re.search("[.,]", plain[start:end]):
        return NoFigure.LEADING_ZERO
    phone = end - start > 5 and number.bare and _PHONE.search(plain[max(0, start - 60) : start])
    return NoFigure.PHONE if phone else None


def _is_glued_before(plain: str, number: Number) -> bool:
    start = number.start
    before = plain[start - 1 : start]
    if before == "-":
        if plain[start - 2 : start - 1] == "(":
            return sign_of(plain, number) is None
        return start > 1 and (not plain[start - 2].isspace() or plain[start - 3 : start - 2].isupper())
    if before == "+":
        return sign_of(plain, number) is None
    if before == "/":
        return not (start > 1 and plain[start - 2].isalpha() and not number.bare)
    return before != "" and (before.isalnum() or before in "_#@&+:.")


def _is_glued_after(after: str) -> bool:
    if after[:1] in ("/", "-", ":", ".", "_") and after[1:2].isdigit():
        return True
    return after[:1] == "-" and after[1:2].isalpha()


def names(plain: str, number: Number, left: Left, right: Right) -> NoFigure | None:
    """Why a number is a name: "Điều 5", "quận 1", "cấp 4", "lần thứ 10", "thắng 2-1"; None when it is none."""
    spans = words_before(plain, number.start, max(0, number.start - 24))
    if not spans or (not number.bare and not number.words):
        bracket = plain[max(0, number.start - 1) : number.start] == "("
        return NoFigure.NUMBERS_AN_ITEM if bracket and right.counts and not right.known else None
    if right.unit.kind in _MEASURES or left.comparator != "eq":
        return None
    if number.high is not None and _SCORE_LINE.search(plain[max(0, number.start - 12) : number.start]):
        return NoFigure.SCORE
    nearest = plain[slice(*spans[0])]
    pair = " ".join([plain[a:b] for a, b in reversed(spans[:2])]).lower()
    return None if pair in cues.COUNTING else _label(number, right, nearest, pair)


def _label(number: Number, right: Right, nearest: str, pair: str) -> NoFigure | None:
    """Why the word, or the pair of words, before a number makes it a label."""
    word = nearest.lower()
    if word == "năm" and number.bare and 1000 <= number.value <= 2100:
        return NoFigure.YEAR
    if pair in cues.NAMED_BY_NUMBER and not number.words and number.value < 10000:
        return NoFigure.LABEL
    if right.counts and word in cues.STANDARDS:
        return NoFigure.STANDARD
    if right.counts and not right.known and nearest.isupper():
        return NoFigure.OF_ACRONYM
    if (word in cues.LABELS or pair in cues.LABELS) and not number.words:
        return NoFigure.LABEL if number.value < 1000 else None
    if word == "thứ" or (word == "lớp" and number.value <= 12):
        return NoFigure.ORDINAL
    soft = word in cues.SOFT_LABELS and not (right.known and right.counts) and number.value < 100
    return NoFigure.SOFT_LABEL if soft else None


def counts_nothing(plain: str, number: Number, left: Left, right: Right) -> NoFigure | None:
    """Why number and noun make no count: figures that look like years, and "một", rarely do; None when they do."""
    if right.unit.kind == "time" and plain[right.end : right.end + 6].lstrip().startswith("tuổi"):
        return NoFigure.AGE
    if right.unit.kind == "count" and number.bare and not number.words:
        if 1900 <= number.value <= 2100 and left.comparator == "eq" and not left.change:
            return NoFigure.YEAR
        if plain.startswith("tuổi", right.start):
            return NoFigure.AGE
    if right.unit.kind == "score" and not left.says and cues.PLACE_NAME.match(plain, right.end):
        return NoFigure.PLACE
    if number.words and not number.scaled:
        return _spelled_nothing(plain[number.start : number.end].lower(), left, right)
    figure = plain[number.start : number.end].partition("/")[0]
    version = "." in figure and not number.scaled and number.value < 1000 and right.unit.kind in ("count", "time")
    return NoFigure.VERSION if version else None


def _spelled_nothing(spelled: str, left: Left, right: Right) -> NoFigure | None:
    if spelled == "một":
        counts = right.unit.kind in ("time", "size", "money") and left.comparator != "eq"
        return None if counts else NoFigure.ARTICLE
    if spelled in ("năm", "tư", "lăm", "mốt", "nhăm"):
        return NoFigure.WORD
    return None if right.known else NoFigure.UNKNOWN_NOUN


def no_share(number: Number, right: Right) -> NoFigure | None:
    """Why a/b is a date, a score or "24/7" rather than a part of a whole; None when it is one, or no a/b."""
    if number.of is None:
        return None
    if number.of < number.value or not right.counts:
        return NoFigure.NO_SHARE
    looks_like_date = number.bare and number.value <= 31 and number.of <= 12
    return NoFigure.NO_SHARE if looks_like_date and not right.known else None
