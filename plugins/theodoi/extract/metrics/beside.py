"""What stands beside a number: the cues before it, read backwards, and the unit or the counted noun behind it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from theodoi.extract.document import Document
from theodoi.extract.metrics import cues
from theodoi.extract.numbers import Number
from theodoi.extract.text import words_before
from theodoi.registry.units import COUNT, Unit, units

_WORD = re.compile(r"[^\W\d_]+")
_LEFT_REACH = 60
_POINT_NOUN = re.compile(
    r"\s{1,2}(?!(?:so|trên|và|trong|của|cho|với|tăng|giảm|tại|ở|là|sau|năm|từ|thì|để|hoặc|đối|đến|tới|trở|phần|mỗi|đã|được)\b)[a-zà-ỹđ]"
)
_NOT_DONG = re.compile(r"\s{1,2}(?:chí|bào|thời|bộ|đội|hồ|tình|ý|phục|nghiệp|hành|dân|giao|thuận)(?!\w)", re.IGNORECASE)
_OF_MONEY = re.compile(r"\s{1,2}tiền(?!\w)", re.IGNORECASE)
# "Số đại biểu bầu thiếu là |272": the noun stands before.
_NUMBER_OF = re.compile(
    r"(?<!\w)(?:tổng số|số lượng|số) [^\W\d_][^,.;:()\d]{2,60} (?:là|đạt|còn|lên đến|lên tới)\s*$", re.IGNORECASE
)
_LUNAR = re.compile(r" (?:giêng|chạp|âm lịch)(?!\w)", re.IGNORECASE)
_CLOCK_BEFORE = re.compile(r"(?:giờ|\dh|\d g)\s*$")
_YEAR_AFTER = re.compile(r"\s{1,2}(?:19|20)\d\d")
_BILLION_AT_END = re.compile(r"t[ỷỉ]$")
_RANK_REACH = 40
# "Không được bố trí |quá 3 người": what may not be exceeded is a bound.
_DENIED = re.compile(
    r"(?<!\w)không (?:được|cho phép|thể)(?: (?:phép|để|có|bố trí|thu|chi|vượt|kéo dài|sử dụng)){0,3} $", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Left:
    """What the words before a number say, and where they start."""

    start: int
    comparator: str = "eq"
    change: str | None = None
    level: bool = False

    @property
    def says(self) -> bool:
        """Whether they say that a quantity follows."""
        return self.level or self.change is not None or self.comparator != "eq"


@dataclass(frozen=True, slots=True)
class Right:
    """The unit or counted noun after a number, where it starts and ends, and whether the registry knows the noun."""

    unit: Unit
    start: int
    end: int
    known: bool = True

    @property
    def counts(self) -> bool:
        return self.unit is COUNT


def left_of(document: Document, number: Number) -> Left:
    """Reads the cues before the number backwards, longest first, until a word that is none."""
    plain = document.plain
    sentence, _ = document.sentences.at(number.start)
    spans = words_before(plain, number.start, max(sentence, number.start - _LEFT_REACH))
    start, comparator, change, is_level, i = number.start, "eq", None, False, 0
    while i < len(spans) and (found := _cue(plain, spans, i)):
        phrase, length = found
        kind, value = cues.CUES[phrase]
        begin = spans[i + length - 1][0]
        if kind == "comparator":
            within = number.high is not None and phrase == "khoảng" and _word(plain, spans, i + 1) == "trong"
            # "trong khoảng 201-300" bounds, it does not blur
            if within or comparator != "eq" or _is_place(plain, number, phrase):
                break
            comparator, start = value, begin
        elif kind == "change":
            change, start = value, begin
            break
        elif kind == "level":
            is_level, start = True, begin if phrase.startswith(("lên", "xuống", "đạt")) else start
            break
        i += length
    if comparator == "more_than" and (denied := _DENIED.search(plain, max(sentence, start - _LEFT_REACH), start)):
        comparator, start = "at_most", denied.start()
    return Left(start, comparator, change, is_level)


def _cue(plain: str, spans: list[tuple[int, int]], i: int) -> tuple[str, int] | None:
    """The longest cue that the words from the i-th on make, and how many words it has."""
    for length in range(min(cues.LONGEST_CUE, len(spans) - i), 0, -1):
        phrase = " ".join([plain[a:b] for a, b in reversed(spans[i : i + length])]).lower()
        if phrase in cues.CUES:
            return phrase, length
    return None


def _word(plain: str, spans: list[tuple[int, int]], i: int) -> str:
    return plain[slice(*spans[i])].lower() if i < len(spans) else ""


def _is_place(plain: str, number: Number, phrase: str) -> bool:
    """ "trên 11 phường": in eleven wards, not more than eleven."""
    following = plain[number.end : number.end + 12].lstrip()
    return phrase in ("trên", "dưới") and number.bare and number.value < 100 and bool(cues.PLACES.match(following))


def rank_of(plain: str, number: Number) -> tuple[Right, Left] | None:
    """A place in a list: "xếp thứ 88", "vị trí thứ hai"; None where the number is none."""
    low = max(0, number.start - _RANK_REACH)
    if not (number.bare or number.words) or number.value > 1000:
        return None
    before = plain[low : number.start]
    lower = before.lower()
    if not any(word in lower for word in cues.RANK_SIGNS):
        return None
    cue = cues.RANK.search(before)
    if cue is None:
        return None
    after = units().unit_at.match(plain, number.end + 1)
    if after and units().unit_of(after.group()).kind in ("money", "ratio", "size", "score"):
        return None
    return Right(Unit("rank", "rank"), number.end, number.end), Left(low + cue.start())


def right_of(plain: str, number: Number, left: Left) -> Right | None:
    """The unit or the noun that a number has; None where it has neither."""
    if plain[number.start - 1 : number.start] == "$":
        return Right(Unit("USD", "money"), number.end, number.end)
    at = _first_letter(plain, number.end)
    adjacent = at == number.end
    if not adjacent and plain[at : at + 1] in ("“", '"'):
        at += 1  # 19 “dự án tự vẽ”
    if match := units().unit_at.match(plain, at):
        unit = units().unit_of(match.group())
        if _is_unit(plain, number, unit, match, adjacent):
            return Right(unit, at, match.end())
        if unit.kind not in ("score", "money"):
            return None
    if adjacent and plain[at : at + 1].isalpha():
        return None
    if number.scaled and number.value >= 1000 and plain.startswith("tiền ", at):
        return Right(Unit("VND", "money"), number.end, number.end)  # "4,6 tỷ tiền nợ"
    if match := units().noun_at.match(plain, at):
        return Right(COUNT, at, match.end())
    word = None if adjacent else _WORD.match(plain, at)
    if word is None or word.group().lower() in cues.FUNCTION_WORDS:
        return _without_noun(plain, number, left)
    unknown = word.group().islower() and not number.words and (number.value >= 10 or left.comparator != "eq")
    return Right(COUNT, at, word.end(), known=False) if unknown else None


def _first_letter(plain: str, end: int) -> int:
    at = end
    while at < end + 2 and plain[at : at + 1] == " ":
        at += 1
    return at


def _without_noun(plain: str, number: Number, left: Left) -> Right | None:
    """A figure whose noun stands elsewhere: "lên đến 13 triệu", "gấp 5", "3.946/2.463.339"."""
    if plain[max(0, number.start - 5) : number.start].lower().rstrip().endswith("gấp"):
        return Right(Unit("times", "times"), number.end, number.end)
    if number.bare and left.level and _NUMBER_OF.search(plain[max(0, number.start - 90) : number.start]):
        return Right(COUNT, number.end, number.end, known=False)
    if number.words:
        return None
    if number.scaled:
        money = _BILLION_AT_END.search(plain[number.start : number.end])
        return Right(Unit("VND", "money") if money else COUNT, number.end, number.end, known=False)
    if not number.bare and number.value >= 1000 and left.says:
        return Right(COUNT, number.end, number.end, known=False)
    return None


def _is_unit(plain: str, number: Number, unit: Unit, match: re.Match[str], adjacent: bool) -> bool:
    """Whether the form after the number is really its unit: many are ordinary words or the start of one."""
    end, form = match.end(), match.group().lower()
    if unit.kind == "money":
        if form == "đ" or (form == "đồng" and _OF_MONEY.match(plain, end)):
            return number.value >= 1000  # "2 triệu đồng tiền lãi", but "hai đồng tiền"
        return not (form == "đồng" and _NOT_DONG.match(plain, end))
    if unit.kind == "score":
        return not _POINT_NOUN.match(plain, end)
    if unit.kind == "times":
        return not (number.words and number.value == 1)
    if form.startswith("giờ") or form in ("phút", "tháng") or (form == "năm" and not adjacent):
        return _is_duration(plain, number, form, end)
    return not (form in ("m", "g") and adjacent and number.value > 10000)


def _is_duration(plain: str, number: Number, form: str, end: int) -> bool:
    """Whether a unit of time tells how long, and not when: "5 giờ sáng", "30 phút" behind an hour, "năm 2021"."""
    if form.startswith("giờ"):
        nearest = words_before(plain, number.start, max(0, number.start - 20))
        word = plain[slice(*nearest[0])].lower() if nearest else ""
        return (word in cues.DURATION or form != "giờ") and not cues.CLOCK.match(plain, end)
    if form == "phút":
        return not _CLOCK_BEFORE.search(plain[max(0, number.start - 6) : number.start])
    if form == "tháng":
        return not _LUNAR.match(plain, end)
    return not _YEAR_AFTER.match(plain[end : end + 6]) or number.value < 20
