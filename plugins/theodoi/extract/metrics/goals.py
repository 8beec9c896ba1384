"""Whether a figure is a goal: what a plan, a duty or a proposal tells, or a year ahead; not the state that it starts from."""

from __future__ import annotations

import re

from theodoi.extract.document import Document
from theodoi.extract.metrics import cues

_REACH = 400
_BY_YEAR = re.compile(r"(?:đến|tới|trước) (?:hết |cuối )?năm (20\d\d)", re.IGNORECASE)
# What stands today: "273 phường, xã hiện hữu", "696 huyện như hiện nay".
_TODAY = re.compile(
    r"(?:,? (?:(?:như )?(?!hiện(?!\w))[^\W\d_]+)){0,5}? (?:như )?(?:hiện (?:hữu|nay|có|tại)|đang có)(?!\w)",
    re.IGNORECASE,
)
# The state before a change that is planned: "sắp xếp |273 xã thành 102", "giảm từ |63 xuống còn 34", "không còn |696 huyện".
_STARTS = re.compile(
    r"(?<!\w)(?:sắp xếp|sáp nhập|hợp nhất|nhập|gộp|chuyển đổi|tổ chức lại|giảm từ|tăng từ|nâng từ|từ)(?: từ)?(?: toàn bộ| tổng số)?\s{1,2}$",
    re.IGNORECASE,
)
_BECOMES = re.compile(r"[^.;:\n]{0,90}?(?<!\w)(?:thành|xuống còn|còn|lên|xuống)(?: \w+){0,2}? \d", re.IGNORECASE)
_CONDITION = re.compile(r"(?<!\w)(?:khi|nếu|trong trường hợp)(?!\w)", re.IGNORECASE)
# What a law lays down for whoever breaks it, or has a claim, is in force: "sẽ bị phạt 5 triệu đồng".
_SANCTION = re.compile(r"sẽ (?:có thể )?bị (?:xử |phạt|trừ|tước|thu hồi|truy thu|tịch thu)", re.IGNORECASE)
_CLAIM = re.compile(r"sẽ (?:được|phải) (?:hưởng|hỗ trợ|miễn|giảm|nhận|nộp|trả|bồi thường)(?!\w)", re.IGNORECASE)
_WHOEVER = re.compile(
    r"(?<!\w)(?:khi|nếu|trường hợp|người nào|ai|đối tượng|mỗi|mà|theo (?:quy định|khoản|điều|điểm|nghị định|luật|thông tư)|và đạt)(?!\w)",
    re.IGNORECASE,
)
# What is told of the counted behind it: "4 sở |được đề xuất giữ nguyên", "12 xã |dự kiến sáp nhập".
_PROPOSED = re.compile(
    r"(?:,? [^\W\d_]+){0,6}? (?:được |đang được |đã được )?(?:đề xuất|dự kiến|kiến nghị)(?: sẽ)? [^\W\d_]",
    re.IGNORECASE,
)
_NO_MORE = re.compile(r"(?<!\w)không còn\s{1,2}$", re.IGNORECASE)
_ITEM = re.compile(r"\s{0,4}(?:[-+•*·]|\d{1,2}[.)]|[a-zđ]\))\s")
_ITEMS, _LINE = 15, 300


def is_goal(document: Document, number_at: int, end: int, first: int, *, counts: bool) -> bool:
    """Whether the figure at number_at:end, in the sentence that begins at `first`, is a goal and no fact."""
    plain = document.plain
    low = max(first, number_at - _REACH)
    before = plain[low:number_at]
    if counts and (_TODAY.match(plain, end, end + 60) or _NO_MORE.search(before[-20:])):
        return False
    if _STARTS.search(before[-40:]) and _BECOMES.match(plain, end):
        return False
    if plain.startswith(" qua", end):  # "trong hai năm qua"
        return False
    cue = None
    for cue in cues.TARGET.finditer(before):  # noqa: B007 - the last one counts
        pass
    if cue and _is_norm(before, cue.start()):
        return False
    if cue:
        # "Nhà nước sẽ điều tiết khi giá tăng 20%": a condition.
        return not cues.FACT.search(before, cue.end()) and not _CONDITION.search(before, cue.end())
    if counts and _PROPOSED.match(plain, end, end + 60):
        return True
    today = document.context.published_on
    by = _BY_YEAR.search(before)
    if by and today and int(by[1]) > today.year and not cues.FACT.search(before, by.end()):
        return True
    return not cues.FACT.search(before) and _is_listed(document, number_at)


def _is_norm(before: str, at: int) -> bool:
    """Whether a cue of a goal at an offset tells what a law lays down instead."""
    if _SANCTION.match(before, at):
        return True
    return _CLAIM.match(before, at) is not None and _WHOEVER.search(before[:at]) is not None


def _is_listed(document: Document, at: int) -> bool:
    """Whether the line is an item of a list that the line above it calls goals: "Mục tiêu đến năm 2030:"."""
    plain = document.plain
    start = document.line_start(at)
    if not _ITEM.match(plain, start):
        return False
    for _ in range(_ITEMS):
        end = start - 1
        while end > 0 and plain[end - 1] in "\n ":
            end -= 1
        if end <= 0:
            return False
        start = document.line_start(end - 1)
        if _ITEM.match(plain, start):
            continue
        line = plain[max(start, end - _LINE) : end]
        if not line.endswith(":") and not cues.HEADING.match(line):
            return False
        cue = cues.TARGET.search(line)
        return cue is not None and not cues.FACT.search(line, cue.end())
    return False
