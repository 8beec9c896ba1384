"""What kind of statement a figure makes: a result, an estimate, a norm, a target; percentage points; what a share is of."""

from __future__ import annotations

import re
from dataclasses import replace

from theodoi.extract.document import Document
from theodoi.extract.spans import Metric
from theodoi.extract.text import Mark, back_to

_REACH = 400  # characters before a figure in which its sentence tells what it is
_PROPOSAL = re.compile(r"(?<!\w)(?:đề xuất|kiến nghị|đề nghị|dự thảo|trình)(?!\w)", re.IGNORECASE)
_FORECAST = re.compile(
    r"(?<!\w)(?:dự báo|dự kiến|dự tính|kỳ vọng|có thể đạt|ước tính (?:đến|năm)|sẽ đạt|sẽ tăng|sẽ giảm|sẽ có|sẽ còn)(?!\w)",
    re.IGNORECASE,
)
_REQUIREMENT = re.compile(r"(?<!\w)(?:phải|yêu cầu|bắt buộc|cần|bảo đảm|đảm bảo)(?!\w)", re.IGNORECASE)
_ESTIMATE = re.compile(r"(?<!\w)(?:ước|ước tính|ước đạt|ước khoảng|theo ước tính|sơ bộ)(?!\w)", re.IGNORECASE)
# Norms in force: what a rule allows, costs or punishes.
_NORM = re.compile(
    r"(?<!\w)(?:mức phạt|phạt tiền|bị phạt|mức thu|mức lương|mức đóng|mức hưởng|mức hỗ trợ|lệ phí|phụ cấp|trợ cấp|thời hạn"
    r"|thời gian thử việc|theo quy định|được quy định|quy định (?:mức|thời|tối)|không quá|tối đa|tối thiểu|không dưới|trong vòng)(?!\w)",
    re.IGNORECASE,
)
_HAPPENED = re.compile(r"(?<!\w)(?:đã|hiện|tăng|giảm|đạt)(?!\w)", re.IGNORECASE)
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
    if metric.status == "target":
        # The nearest of the words before the figure tells which kind of goal it is.
        last = {
            "proposal": _last(_PROPOSAL, before),
            "forecast": _last(_FORECAST, before),
            "requirement": _last(_REQUIREMENT, before),
        }
        kind = max(last, key=lambda k: last[k])
        return kind if last[kind] >= 0 else "target"
    if _ESTIMATE.search(quote) or _ESTIMATE.search(before[-16:]):
        return "estimate"
    if _NORM.search(quote) or (_NORM.search(clause) and not _HAPPENED.search(clause)):
        return "norm"
    return "result"


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
