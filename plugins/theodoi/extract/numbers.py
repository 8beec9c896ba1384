"""Read numbers as Vietnamese writes them: `1.039`, `97,3`, `2.300 tỷ`, `3-5`, `40/63`, `6 tỷ 615 triệu`, `hai triệu rưỡi`.

Figures use a full stop, or a blank, for thousands and a comma for decimals; words follow the grammar of spoken numbers.
All values are Decimal. What the number counts is none of this module's business.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
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

_FIGURE = r"(?:\d{1,3}(?:,\d{3}){2,4}|(?<!(?<!20\d)\d )[1-9]\d{0,2}(?: \d{3}){1,4}(?! ?\d)(?:,\d{1,2})?|\d{1,15}(?:\.\d{3}){0,4}(?:,\d{1,6}|\.\d{1,2})?)(?!\d|[.,]\d)"
# "tỷ" in "tỷ số", "tỷ lệ" and the like is no magnitude.
_MAGNITUDE = r"(?:nghìn|ngàn|vạn|triệu|t[ỷỉ](?!\s{1,2}(?:số|lệ|giá|trọng|suất|phú)(?!\w)))(?!\w)"
_SCALE = rf"(?:\s{{0,2}}{_MAGNITUDE}){{0,2}}"
# What a part is of: "40/63", "27 trong số 63", "12 trên tổng số 63". Durations have no parts.
_WHOLE = (
    r"(?:\s{0,1}/\s{0,1}|\s{1,2}trong\s{1,2}(?:tổng\s{1,2})?(?:số\s{1,2})?|\s{1,2}trên\s{1,2}(?:tổng\s{1,2})?số\s{1,2})"
    r"(?P<of>\d{1,3}(?:\.\d{3}){1,4}|\d{1,15})(?![\d/]|[.,]\d)(?!\s{0,2}(?:%|ngày|tuần|tháng|năm|quý|giờ|phút)(?!\w))"
)
# A figure's first digit. Looked for by itself: a pattern that begins with a letter is searched much faster.
_FIRST_DIGIT = re.compile(r"\d(?<![\d.,]\d)")
_DIGITS = re.compile(
    rf"(?<![\d.,])(?P<low>{_FIGURE})(?P<scale>{_SCALE})"
    rf"(?P<half>\s{{1,2}}rưỡi(?!\w))?"
    rf"(?P<more>\s{{1,2}}(?P<low2>\d{{1,3}}(?:,\d{{1,2}})?)\s{{1,2}}(?P<less>nghìn|ngàn|triệu|tỷ|tỉ)(?!\w))?"
    rf"(?:{_WHOLE})?"
    rf"(?:(?P<lowunit>\s?%)?\s{{0,2}}(?P<range>-|đến|tới)\s{{0,2}}(?P<high>{_FIGURE})(?:(?P<scale2>(?:\s{{0,2}}{_MAGNITUDE}){{1,2}})|(?![-/]\d)))?"
)
# A blank that slipped in behind a decimal comma: "đạt 12, 5%".
_SPLIT = re.compile(r"(?<![\d.,])(\d{1,3}), (\d{1,2})(?=\s?%)")
_BEFORE_SPLIT = re.compile(
    r"(?<!\w)(?:đạt|tăng|giảm|chiếm|là|hơn|gần|khoảng|mức|tỷ lệ|tỉ lệ|trên|dưới|còn|thêm|bằng|ước|lên|xuống)\s$",
    re.IGNORECASE,
)
# Behind these a figure and three digits are two numbers: "quý 3 120 hồ sơ", "QL 1 200 km".
_BEFORE_BLANK = re.compile(
    r"(?:(?<!\w)(?i:quý|tháng|ngày|năm|khoản|điều|điểm|mục|lần|cấp|mức|nhóm|quận|phường|lớp|bảng|thứ|hạng|kỳ|đợt|khóa|khu|tổ|zone|covid|đề án|bài|chương|phần|tel|điện thoại)"
    r"|[A-ZĐ]{2,}|[A-ZĐ]-?) ?$"
)
_WORD_UNIT = "một|mốt|hai|ba|bốn|tư|năm|lăm|nhăm|sáu|bảy|bẩy|tám|chín"
_WORD_FIRST = "một|hai|ba|bốn|năm|sáu|bảy|bẩy|tám|chín"
_WORD_SCALE = rf"mươi|linh|lẻ|rưỡi|chục|trăm|{_MAGNITUDE}"
_S = r"\s{1,2}"
# Two digit words never meet: a magnitude stands between them, or "mười" before the second.
_WORDS = re.compile(
    # The first letter by itself, without folding: most places are left at once.
    rf"(?-i:(?=[mMhHbBnNsStTcC]))(?<!\w)(?:mười(?:{_S}(?:{_WORD_UNIT})(?!\w))?|(?:{_WORD_FIRST})(?!\w))"
    rf"(?:{_S}(?:{_WORD_SCALE})(?!\w)(?:{_S}(?:mười(?:{_S}(?:{_WORD_UNIT})(?!\w))?|{_WORD_UNIT})(?!\w))?){{0,8}}(?!\w)",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"\w+")
_ENGLISH = re.compile(r"[1-9]\d{0,2},\d{3}")
# A fraction is a share where a whole follows: "1/3 số hồ sơ", "hai phần ba dân số"; "2/3 xã" are two of three.
_OF_WHOLE = r"(?=\s{1,2}(?:tổng|số|dân số|diện tích|lượng|thời gian|GDP|vốn|ngân sách|kinh phí|trong số|lực lượng|quân số|của)(?!\w))"
_FRACTION = re.compile(rf"(?P<part>[1-9])/(?P<of>[2-9]|10){_OF_WHOLE}")
_SPELLED_FRACTION = re.compile(rf"phần\s{{1,2}}(?P<of>hai|ba|bốn|tư|năm|sáu|bảy|tám|chín|mười){_OF_WHOLE}")
_IN_CODE = re.compile(r"[\w.,/-]")
_PART = re.compile(r"(?<!\w)(?P<part>một|hai|ba|bốn|năm|sáu|bảy|tám|chín)\s{1,2}$", re.IGNORECASE)


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
    whole, _, decimals = figure.replace(" ", ".").partition(",")
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
    group = Decimal(0)  # the group being read, below a thousand
    last: Decimal | None = None  # the last digit word that nothing has scaled yet
    scale = Decimal(1)  # the last magnitude, which "rưỡi" halves
    least: Decimal | None = None  # the magnitude of the last finished group
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
            # "nghìn hai trăm tỷ", "nghìn tỷ": it scales all before it.
            if least is not None and (scale > least or (scale == least and not group)):
                total, group = (total + group) * scale, Decimal(0)
            elif not group:
                return None
            else:
                total, group = total + group * scale, Decimal(0)
            last, least = None, scale
    return total + group + (last or 0)


def find_numbers(text: str) -> Iterator[Number]:
    """Every number in `text` (already levelled: hyphens are "-"), figures and words, in order, without overlaps."""
    figures = (n for n in _figures(text) if max(n.value, n.high or 0, n.of or 0) < _LARGEST)
    words = (n for n in _in_words(text) if n.value < _LARGEST)
    return merge(figures, words, key=lambda n: n.start)


def whole(number: Number, text: str) -> Number:
    """The number where it cannot have decimals: "45,210 hồ sơ" are thousands in the English way."""
    if number.scaled or number.words or not _ENGLISH.fullmatch(text, number.start, number.end):
        return number
    return replace(number, value=Decimal(int(number.value * 1000)))


def find_fractions(text: str) -> Iterator[Number]:
    """Every part of a whole that is told as a fraction, in percent: "1/3 số hồ sơ", "hai phần ba dân số"."""
    shares = [_share(m.start(), m.end(), int(m["part"]), int(m["of"])) for m in _FRACTION.finditer(text)]
    yield from (s for s in shares if s is not None and not _IN_CODE.search(text[max(0, s.start - 1) : s.start]))
    for match in _SPELLED_FRACTION.finditer(text):
        if part := _PART.search(text, max(0, match.start() - 8), match.start()):
            of = 10 if match["of"] == "mười" else _UNITS[match["of"]]
            if share := _share(part.start(), match.end(), _UNITS[part["part"].lower()], of):
                yield share


def _share(start: int, end: int, part: int, of: int) -> Number | None:
    if part >= of:
        return None
    share = (Decimal(100) * part / of).quantize(Decimal("0.000001"))
    return Number(start, end, Decimal(int(share)) if share == int(share) else share, words=True)


def _scale(words: str | None) -> Decimal:
    value = Decimal(1)
    for word in (words or "").lower().split():
        value *= MAGNITUDES[word]
    return value


def _figures(text: str) -> Iterator[Number]:
    at = 0
    while first := _FIRST_DIGIT.search(text, at):
        match = _DIGITS.match(text, first.start())
        if match is None:
            at = first.end()
            continue
        if split := _split(text, match):
            yield split
            at = split.end
            continue
        at = max(match.end(), at + 1)
        low = match["low"]
        if " " in low and _BEFORE_BLANK.search(text, max(0, match.start() - 16), match.start()):
            # The first group is a name's; the next search begins behind it.
            at = match.start() + low.index(" ")
            continue
        value = read_figure(low)
        if value is None:
            continue
        scale, end = _scale(match["scale"]), match.end()
        if match["half"]:
            value += Decimal("0.5")
        if match["more"]:
            less, low2 = _scale(match["less"]), read_figure(match["low2"])
            if low2 is None or less >= scale or low2 * less >= scale or match["half"]:
                end = at = match.start("more")
                yield Number(match.start(), end, value * scale, scaled=scale != 1, bare=scale == 1 and low.isdigit())
                continue
            value, end = value + low2 * less / scale, match.end()
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
            bare=scale == 1 and low.isdigit(),
        )


def _split(text: str, match: re.Match[str]) -> Number | None:
    """The share that a blank has split, "12, 5%" behind a word that says a quantity follows."""
    split = _SPLIT.match(text, match.start())
    if split is None or not _BEFORE_SPLIT.search(text, max(0, split.start() - 12), split.start()):
        return None
    return Number(split.start(), split.end(), Decimal(f"{split[1]}.{split[2]}"))


def _end_of_low(match: re.Match[str]) -> int:
    """Where the first number of a match ends when the second does not make a range with it."""
    for group in ("of", "more", "half", "scale", "low"):
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
