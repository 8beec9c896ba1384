"""Where something was told: at question time, at a press conference, at a meeting, in a document."""

from __future__ import annotations

import re
from dataclasses import replace

from theodoi.extract.document import Document
from theodoi.extract.spans import Metric

_REACH = 1500  # characters in which a report goes on
_VENUE = re.compile(
    r"(?<!\w)(?:(?P<question_time>(?:phiên |buổi )?(?:trả lời )?chất vấn|phiên giải trình)"
    r"|(?P<press_conference>(?:tại |buổi |cuộc )(?:buổi |cuộc )?(?:họp báo|gặp gỡ báo chí)|trao đổi với (?:báo chí|phóng viên|pv)|trả lời (?:báo chí|phỏng vấn|phóng viên))"
    r"|(?P<meeting>(?:tại|trong|sau|phát biểu|khai mạc|chủ trì|kết luận|bên lề)(?: \w+){0,3}? (?:hội nghị|hội thảo|phiên họp|cuộc họp|buổi làm việc|kỳ họp|đại hội|diễn đàn|tọa đàm|buổi họp|phiên thảo luận|lễ (?:công bố|khai trương|phát động))|(?:hội nghị|phiên họp|cuộc họp|kỳ họp) (?:sáng|chiều|ngày|lần))"
    r"|(?P<document>(?:theo|tại|trong)? ?(?:nghị quyết|quyết định|chỉ thị|kế hoạch|nghị định|công điện|đề án|dự thảo|chương trình|chiến lược|thông báo|tờ trình|báo cáo|văn bản)(?: số [^\s,;]+| này| trên)?(?: [^.;\n]{0,80}?)?(?:nêu rõ|nêu|quy định|đặt mục tiêu|đặt ra|đề ra|xác định|yêu cầu|giao|ghi rõ|phấn đấu)|(?:theo|tại) (?:nghị quyết|quyết định|chỉ thị|kế hoạch|nghị định|công điện|đề án|dự thảo|chương trình|chiến lược|thông báo|tờ trình|văn bản)))(?!\w)"
)


def venue_of(document: Document, start: int) -> str | None:
    """The venue told last before `start`: question_time, press_conference, meeting or document; None where none is told."""
    found = None
    for found in _VENUE.finditer(document.folded, max(0, start - _REACH), start):  # noqa: B007 - the last one counts
        pass
    return found.lastgroup if found else None


def with_venue(document: Document, metric: Metric) -> Metric:
    """A goal with the venue at which it was told; a fact stays as it is."""
    return replace(metric, venue=venue_of(document, metric.start)) if metric.status == "target" else metric
