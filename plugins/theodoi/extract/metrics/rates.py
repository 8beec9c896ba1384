"""What a rate is per: a unit behind a slash, or words of frequency behind the figure or before it."""

from __future__ import annotations

import re

from theodoi.extract.document import Document
from theodoi.registry.units import Unit, units

_TIME = r"năm|tháng|ngày|tuần|giờ|quý|phút|giây"
_BEHIND = re.compile(
    rf"\s{{0,2}}/\s{{0,2}}(?P<slash>[^\W\d_]+\d?)|\s(?:mỗi|một|từng)\s(?P<each>{_TIME}|mùa|người|hộ)(?!\w)"
    rf"|(?: [^\W\d_]+){{0,4}}? (?:mỗi|hàng|hằng)\s(?P<every>{_TIME})(?!\w)"
)
_BEFORE = re.compile(
    rf"(?<!\w)(?:(?:trung bình|bình quân)(?: (?:mỗi|một|hàng|hằng|trong một|cứ mỗi|1))? (?P<mean>{_TIME})|(?<!trong )(?<!của )(?:mỗi|hàng|hằng)(?: một)? (?P<each>{_TIME})"
    r"|bình quân(?: trên)? (?:đầu )?(?P<head>người))(?! (?:trước|nay|qua|sau|tới|lễ|học|làm việc|vừa)(?!\w))(?!\w)",
    re.IGNORECASE,
)
_REACH = 240
# What may stand between "mỗi năm" and its figure.
_ADJACENT = re.compile(
    r"(?: (?:hơn|gần|khoảng|trên|dưới|tới|có|là|đạt|được|chừng|ước|tối đa|ít nhất|nhận|chi|thu)){0,2} "
)
_OPENS = re.compile(r"[.,;:(\n-]\s{0,2}$")
_BREAK = re.compile(
    r"[.:]\s|(?<!\w)(?:riêng|tổng cộng|lũy kế|luỹ kế|đến nay|trong đó có|năm 20\d\d)(?!\w)", re.IGNORECASE
)
_RATES = ("count", "money", "size")


def per_of(document: Document, number_at: int, end: int, first: int, unit: Unit, *, level: bool) -> str | None:
    """What the figure at number_at:end is per, as the text writes it; None where it is no rate."""
    plain = document.plain
    match = _BEHIND.match(plain, end)
    # "20% thu nhập mỗi tháng": the income is monthly, not the share.
    if match and (unit.kind in _RATES or not match["every"]):
        if match["slash"] and (noun := units().noun_at.match(plain, match.start("slash"))):
            return noun.group()
        return next(g for g in match.groups() if g)
    if not level or unit.kind not in _RATES:
        return None
    found = None
    for found in _BEFORE.finditer(plain, max(first, number_at - _REACH), number_at):  # noqa: B007 - the last one counts
        pass
    if found is not None and found["each"]:
        # "Mỗi ngày, …" dates the clause, "mỗi năm 1.200 tỷ" the figure; "giao dịch hàng ngày" is an attribute.
        opens = _OPENS.search(plain, max(first, found.start() - 4), found.start()) or found.start() == first
        if not opens and not _ADJACENT.fullmatch(plain, found.end(), number_at):
            return None
    if found is None or _BREAK.search(plain, found.end(), number_at):
        return None
    return next(g for g in found.groups() if g).lower()
