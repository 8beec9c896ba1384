"""Whether a figure is a difference or a bound, where more than the words right before it tell: "cao hơn 2% so với", "(+3%)"."""

from __future__ import annotations

import re
from dataclasses import replace

from theodoi.extract.document import Document
from theodoi.extract.metrics.beside import Left, Right
from theodoi.extract.numbers import Number
from theodoi.extract.spans import Metric

_MORE = ("cao", "nhiều", "lớn", "nhanh", "tốt", "dài", "rộng", "đông")
_LESS = ("thấp", "ít", "nhỏ", "kém", "chậm", "ngắn", "hẹp")
_COMPARATIVE = re.compile(
    rf"(?<!không )(?<!\w)(?P<way>{'|'.join((*_MORE, *_LESS))}) hơn(?: (?:tới|đến|khoảng|gần|là))?\s{{1,2}}$",
    re.IGNORECASE,
)
_COMPARED = re.compile(
    r"[^.;\n]{0,100}?(?<!\w)(?:so với|so cùng|so kế|cùng kỳ|năm trước|năm ngoái|trước đó|bình quân chung|mức trung bình|mức bình quân)"
)
# "Tỉnh ít nhất là 0,2%", "số hồ sơ nhiều nhất là 300": a superlative, no bound.
_SUPERLATIVE = re.compile(
    r"(?<!\w)(?:tỉnh|thành phố|địa phương|xã|huyện|đơn vị|nơi|nước|ngành|bộ|sở|trường|nhóm|tháng|năm|ngày|thấp|cao|hộ|lượng)(?: có [^.,;:()\d]{2,40})? (?:ít|nhiều) nhất(?: là)?\s{1,2}$",
    re.IGNORECASE,
)
# "Tăng trưởng GDP quý I ước đạt 6,9%": a rate of growth is a change, whatever verb tells it. What adds to growth is none.
_GROWTH = re.compile(
    r"(?<!\w)(?<!cho )(?<!vào )(?<!đẩy )(?<!lực )(?<!âm )(?:tăng trưởng|tốc độ tăng|nhịp độ tăng|mức tăng)(?: (?!và |tỷ |tỉ |chiếm |đóng |so )[^\W\d_]+){0,9}\s{1,2}$",
    re.IGNORECASE,
)
_BOUNDS = ("at_least", "at_most")
_AND = re.compile(r"\s{0,2}(?:,|và|, và)\s{1,2}")
_THAT_IS = re.compile(
    r"\s{0,2}(?:[,(-]\s{0,2})?(?:(?:tương ứng|tương đương|tức|ứng với|hay|bằng)(?: với| khoảng| giảm| tăng| là| mức)*\s{1,2}|(?<=\())$",
    re.IGNORECASE,
)
_VERB = re.compile(r"(?: [^\W\d_]+){0,4} (?:có|đã|được|là|đạt|đang|bị|chưa|không)(?!\w)")


def settled(document: Document, number: Number, right: Right, left: Left) -> Left:
    """What the words before a number say, by the sign at it and by what follows it."""
    plain = document.plain
    if way := _signed(plain, number, right):
        return Left(number.start - 1, "eq", way)
    before = plain[max(0, number.start - 80) : number.start]
    if comparative := _COMPARATIVE.search(before):
        start = number.start - len(before) + comparative.start()
        way = "up" if comparative["way"].lower() in _MORE else "down"
        if _COMPARED.match(plain, right.end):
            return Left(start, "eq", way)
        if way == "down" and left.comparator == "more_than":
            return replace(left, start=start, comparator="less_than")
    if right.unit.code == "percent" and left.change is None and _GROWTH.search(before):
        return replace(left, change="up")
    if left.comparator in _BOUNDS and left.change is None and _SUPERLATIVE.search(before):
        return replace(left, start=number.start, comparator="eq")
    return left


def sign_of(plain: str, number: Number) -> str | None:
    """The sign right before a number, "+" or "-", where it is one: not the dash of a list, of a range or of a code."""
    sign = plain[number.start - 1 : number.start]
    if sign not in ("+", "-") or number.words or number.start < 2:
        return None
    before = plain[max(0, number.start - 14) : number.start - 1]
    if before.endswith("("):
        return sign
    # A dash behind a blank: a minus in running words, unless it opens a line or parts a name from what is told of it.
    told = re.search(r"(?<!\w)(?:từ|là|đạt|mức|âm|còn|xuống|nhuận|độ|trưởng|ở|đến)\s$", before)
    return sign if told else None


def _signed(plain: str, number: Number, right: Right) -> str | None:
    sign = sign_of(plain, number)
    if sign is None or right.unit.kind not in ("ratio", "score", "rank", "count"):
        return None
    if sign == "-" and plain[number.start - 2 : number.start - 1] != "(":
        return None
    return "up" if sign == "+" else "down"


def negative(plain: str, number: Number, left: Left) -> bool:
    """Whether a number lies below zero: "từ -5 đến 20 độ C", "lợi nhuận -12 tỷ đồng"."""
    return left.change is None and sign_of(plain, number) == "-"


def paired(document: Document, before: Metric, metric: Metric, number: Number) -> Metric:
    """The metric with what is said of both members of a pair: "giảm 5 bộ và 3 cơ quan", "giảm 171 đơn vị, tương ứng 62,64%"."""
    plain = document.plain
    if (
        metric.start != number.start
        or metric.comparator != "eq"
        or metric.measure == "change"
        or before.end > number.start
    ):
        return metric
    if number.start - before.end > 60 or before.unit == "rank":
        return metric
    between = plain[before.end : number.start]
    share = plain[number.end : number.end + 2].lstrip()[:1] == "%"
    if share and before.measure == "change" and before.unit != "percent" and _THAT_IS.match(between):
        return replace(metric, measure="change", direction=before.direction)
    if not _AND.fullmatch(between) or _VERB.match(plain, metric.end):
        return metric
    bound = before.comparator in _BOUNDS and plain[before.start : before.start + 1].isalpha()
    if bound and before.unit != metric.unit:
        metric = replace(metric, comparator=before.comparator, optional=False)
    if before.measure == "change" and before.unit == metric.unit == "count":
        metric = replace(metric, measure="change", direction=before.direction, optional=False)
    return metric
