"""What kind of statement a figure makes: official, an estimate, a norm, a plan; percentage points; what a share is of."""

from __future__ import annotations

import re
from dataclasses import replace

from theodoi.extract.document import Document
from theodoi.extract.spans import Metric
from theodoi.extract.text import Mark, back_to

_REACH = 400  # characters before a figure in which its sentence tells what it is
_PROPOSAL = re.compile(r"(?<!\w)(?:đề xuất|kiến nghị|đề nghị|dự thảo|trình)(?!\w)", re.IGNORECASE)
_FORECAST = re.compile(
    r"(?<!\w)(?:dự báo|dự kiến|dự tính|kỳ vọng|có thể đạt|ước tính (?:đến|năm)|sẽ đạt|sẽ tăng|sẽ giảm)(?!\w)",
    re.IGNORECASE,
)
# A goal that somebody with authority has set: a duty, or what a document lays down.
_ISSUED = re.compile(
    r"(?<!\w)(?:phải|yêu cầu|bắt buộc|bảo đảm|đảm bảo|chỉ đạo|giao chỉ tiêu|chỉ tiêu được giao"
    r"|(?:nghị quyết|quyết định|nghị định|chỉ thị|chiến lược|chương trình|luật)(?! dự thảo)[^.;\n]{0,90}?(?:đặt mục tiêu|đặt ra|đề ra|xác định|quy định|nêu rõ|nêu|giao|phê duyệt))(?!\w)",
    re.IGNORECASE,
)
_PRELIMINARY = re.compile(r"(?<!\w)sơ bộ(?!\w)", re.IGNORECASE)
_ESTIMATE = re.compile(r"(?<!\w)(?:ước|ước tính|ước đạt|ước khoảng|theo ước tính)(?!\w)", re.IGNORECASE)
# An estimate holds for what its sentence adds: "ước đạt 53 tỷ USD, đóng góp khoảng 10% GDP".
_ESTIMATED = re.compile(
    r"(?<!\w)ước(?: tính)?(?: đạt)?(?: (?:khoảng|hơn|gần|trên))? \d(?![^;.\n]*(?<!\w)(?:đã|hiện|trong khi|còn|dự kiến)(?!\w))[^;\n]*$",
    re.IGNORECASE,
)
# Norms in force: what a rule allows, costs or punishes.
_NORM = re.compile(
    r"(?<!\w)(?:phải (?:đóng|nộp|trả)|mức phạt|phạt tiền|bị phạt|mức thu|mức lương|mức đóng|mức hưởng|mức hỗ trợ|lệ phí|phụ cấp|trợ cấp|thời hạn"
    r"|thời gian thử việc|theo quy định|được quy định|quy định (?:mức|thời|tối)|không quá|tối đa|tối thiểu|không dưới|trong vòng)(?!\w)",
    re.IGNORECASE,
)
_HAPPENED = re.compile(r"(?<!\w)(?:đã|hiện|tăng|giảm|đạt)(?!\w)", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.;]\s")
_CLAUSE = 110
_WORKING = re.compile(r"(?:ngày|giờ) làm việc", re.IGNORECASE)
_POINTS = re.compile(r"điểm (?:phần trăm|%)", re.IGNORECASE)
# What a share is of: "10,2% GDP", "85% tổng số hồ sơ", "chiếm 12% dân số".
_BASE = re.compile(
    r" ?(?:của |trên |so với |so )?(?P<base>(?:GDP|GRDP)(?!\w)|(?:tổng|dân số|số lượng|số)(?! với)(?: [^\s,.;:()\"”]+){1,8})"
)
_BASE_END = re.compile(
    r" (?:đã|được|đạt|là|trong|tại|ở|có|sẽ|và|thì|với|năm|tháng|vào|còn|bị|phải|để|cho|theo|khi|tăng|giảm|chiếm|của cả nước)(?!\w)"
)


def with_meaning(document: Document, metric: Metric) -> Metric:
    """The metric with status_detail, unit_detail and base."""
    plain = document.plain
    first = max(0, metric.start - _REACH, document.line_start(metric.start))
    before = plain[first : metric.start]
    clause = back_to(plain, Mark.STATED, metric.start, _CLAUSE)
    quote = plain[metric.start : metric.end]
    detail = None
    if metric.unit in ("day", "hour") and _WORKING.search(plain, metric.start, metric.end + 10):
        detail = f"working_{metric.unit}"
    elif metric.unit == "percent" and _POINTS.search(quote):
        detail = "percentage_point"
    return replace(
        metric,
        unit_detail=detail,
        status_detail=_status(metric, before, plain[max(first, clause) : metric.start], quote),
        base=_base(plain, metric) if metric.unit == "percent" and metric.measure == "level" else None,
    )


def _status(metric: Metric, before: str, clause: str, quote: str) -> str:
    sentence = before[_last(_SENTENCE_END, before) + 1 :]
    if metric.status == "target":
        return _goal(before, sentence)
    if _PRELIMINARY.search(clause):
        return "preliminary"
    if _ESTIMATE.search(quote) or _ESTIMATE.search(before, max(0, len(before) - 16)) or _ESTIMATED.search(sentence):
        return "estimate"
    if _NORM.search(quote) or (_NORM.search(clause) and not _HAPPENED.search(clause)):
        return "norm"
    return "official"


def _goal(before: str, sentence: str) -> str:
    """Which kind of goal it is: the nearest of the words before the figure tells; what is proposed to be a duty is a proposal."""
    if _ESTIMATE.search(before, max(0, len(before) - 16)):
        return "forecast"
    issued, proposed = _last(_ISSUED, sentence), _last(_PROPOSAL, sentence)
    last = {
        "proposal": _last(_PROPOSAL, before),
        "forecast": _last(_FORECAST, before),
        "issued_target": issued + len(before) - len(sentence) if issued >= 0 and proposed < 0 else -1,
    }
    kind = max(last, key=lambda k: last[k])
    return kind if last[kind] >= 0 else "plan"


def _last(pattern: re.Pattern[str], text: str) -> int:
    found = -1
    for match in pattern.finditer(text):
        found = match.start()
    return found


def _base(plain: str, metric: Metric) -> str | None:
    match = _BASE.match(plain, metric.end)
    if match is None:
        return None
    base = match["base"]
    cut = _BASE_END.search(base)
    base = base[: cut.start()] if cut else base
    return base.strip() if len(base.split()) > 1 or base.isupper() else None
