"""What a mention does in its sentence: who speaks or holds office for the body, and whether it acts or is listed as present."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from theodoi.extract.document import Document
from theodoi.extract.organisations.grammar import SURNAMES
from theodoi.extract.organisations.tables import Draft
from theodoi.extract.text import UPPER
from theodoi.registry.names import View, key

SPEAKS, ACTS, PRESENT, SPOKEN_OF = "speaks", "acts", "present", "spoken_of"


@dataclass(frozen=True, slots=True)
class Role:
    """`role` is speaks, acts, present or spoken_of; person and office as printed, None where the text gives none."""

    role: str
    person: str | None = None
    office: str | None = None


SPOKEN = Role(SPOKEN_OF)
_OFFICES = (
    "bộ trưởng", "thứ trưởng", "chủ tịch", "chủ nhiệm", "giám đốc", "cục trưởng", "vụ trưởng", "tổng cục trưởng", "viện trưởng",
    "hiệu trưởng", "bí thư", "chánh văn phòng", "chánh thanh tra", "chánh án", "trưởng ban", "trưởng phòng", "trưởng đoàn",
    "tổng giám đốc", "tổng biên tập", "tổng thư ký", "thống đốc", "tổng thanh tra", "tổng kiểm toán", "ủy viên", "thư ký",
    "tổ trưởng", "tổ phó", "tư lệnh", "chi cục trưởng", "người phát ngôn", "đại diện", "lãnh đạo", "giám đốc điều hành", "phó trưởng ban",
    "trưởng đại diện", "chuyên gia", "đại biểu", "thành viên", "chỉ huy trưởng", "tổng tham mưu trưởng", "phó chánh văn phòng",
)  # fmt: skip
_OFFICE = (
    r"(?:(?:nguyên|quyền|phó|trợ lý) )*(?:" + "|".join(sorted(_OFFICES, key=len, reverse=True)) + ")"
    r"(?: (?:thường trực|thứ nhất|phụ trách|chuyên trách))?"
)
# "Bộ trưởng, Chủ nhiệm |Văn phòng Chính phủ", "Phó Giám đốc phụ trách |Sở …", "lãnh đạo |Bộ Công an"
_OFFICE_BEFORE = re.compile(rf"(?<!\w)({_OFFICE}(?:(?:, | kiêm | - |-| và ){_OFFICE})*)(?: (?:của|tại))? $")
_CAPITAL = rf"[{UPPER}]\w*"
_PERSON = rf"{_CAPITAL}(?: {_CAPITAL}){{1,4}}"
_PERSON_AFTER = re.compile(rf" (?:(?:ông|bà|đồng chí|GS|TS|PGS|ThS|Tiến sĩ)\.? )?({_PERSON})")
# "Ông Nguyễn Văn A, Giám đốc |Sở …", "bà Trần Thị B - Phó Vụ trưởng |Vụ …"
_PERSON_BEFORE = re.compile(rf"(?:(?:[Ôô]ng|[Bb]à|[Aa]nh|[Cc]hị) )?({_PERSON})(?: ?[,(]| ?[-–])? ?$")
_SPEECH = re.compile(
    r"(?:cho biết|cho rằng|cho hay|khẳng định|nhấn mạnh|nói|phát biểu|thông tin|chia sẻ|nêu|đánh giá|nhận định|nhìn nhận|giải thích"
    r"|thông báo|công bố|lưu ý|bày tỏ|trả lời|đề nghị|kiến nghị|đề xuất|cảnh báo|khuyến cáo|phân tích|dẫn chứng|lý giải|báo cáo|tuyên bố"
    r"|trao đổi|tâm sự|kể|thừa nhận|ghi nhận|dự báo|kết luận|góp ý|phản ánh|xác nhận)(?!\w)"
)
_PARTICLES = re.compile(
    r"(?:(?:cũng|đã|vừa|sẽ|đang|tiếp tục|luôn|thẳng thắn|mới|còn|từng|có|thường xuyên|phải|cần|không|chưa|đều) )*"
)
# Words with which no predicate begins: a noun, a conjunction or a preposition goes on with what stands before.
_NO_VERB = frozenset((
    "của", "và", "với", "tại", "trong", "ở", "về", "là", "để", "khi", "theo", "từ", "đến", "như", "cùng", "do",
    "bằng", "mà", "thì", "hoặc", "hay", "nhưng", "này", "đó", "năm", "ngày", "tháng", "khóa", "nhiệm", "cấp", "trên",
    "dưới", "trước", "sau", "tới", "qua", "vào", "giữa", "ngoài", "cho", "gồm", "nói", "lần", "thứ", "số", "hơn",
    "những", "các", "một", "hai",
))  # fmt: skip
_VERB = re.compile(r"[^\W\dA-ZĐ_]+")
_OBJECT_OF = re.compile(
    r"(?:của|tại|cho|giao|thuộc|với|đến|tới|từ|trong|trên|vào|về|ở|bởi|như|qua|là|gồm|giúp|gửi|trực thuộc|tham mưu|thành lập|yêu cầu|đề nghị"
    r"|chỉ đạo|hỗ trợ|trình|báo cáo|được|bị|phối hợp|đối với) (?:các |lãnh đạo |đại diện |người đứng đầu )?$"
)
_ACCORDING = re.compile(
    r"(?:^|[\n.“\"( ,])theo (?:(?:thông tin|số liệu|báo cáo|thống kê|đại diện|lãnh đạo|đánh giá|kết quả)(?: (?:của|từ))? )?$"
)
_ATTENDS = re.compile(
    r"(?:tham dự|cùng dự|dự|tham gia|có mặt|chứng kiến|sự tham dự|sự tham gia|sự có mặt|sự hiện diện|chủ trì)(?: [^\n.;]{0,60})?(?: có| của|:| gồm)"
)
_BRACKET = re.compile(r" ?\([^()\n]{1,60}\)")
_LIST_JOINT = re.compile(r", và |, | và ")
# How far to look back, in characters: an office, a person's name, a preposition, the verb of a list of guests.
_OFFICE_REACH, _NAME_REACH, _NEAR, _LIST_REACH = 70, 45, 48, 220


def roles_of(document: Document, drafts: Sequence[Draft]) -> list[Role]:
    """The role of each draft (in order, not overlapping)."""
    view = document.view
    folded, plain = view.folded, view.plain
    ends = [0, *document.clauses[1], len(folded) + 1]
    starts = {d.start: d for d in drafts}
    found = []
    for draft in drafts:
        at = bisect_right(ends, draft.start) - 1
        low, high = ends[at], ends[at + 1]
        office = _OFFICE_BEFORE.search(folded, max(low, draft.start - _OFFICE_REACH), draft.start)
        subject = office.start(1) if office else draft.start
        after, person = draft.end, None
        if named := _PERSON_AFTER.match(plain, draft.end):
            # "UBND tỉnh Nguyễn Văn A" names who holds the office before it.
            if office or _surname(named.group(1)):
                person, after = named.group(1), named.end()
        elif (
            office
            and (named := _PERSON_BEFORE.search(plain, max(low, subject - _NAME_REACH), subject))
            and _surname(named.group(1))
        ):
            person, subject = named.group(1), named.start(1)
        printed = plain[office.start(1) : office.end(1)] if office else None
        found.append(Role(_role(view, starts, low, high, subject, after), person, printed))
    return found


def _surname(name: str) -> bool:
    return key(name.split()[0]) in SURNAMES


def _role(view: View, starts: dict[int, Draft], low: int, high: int, subject: int, after: int) -> str:
    folded = view.folded
    near = folded[max(low, subject - _NEAR) : subject]
    if _ACCORDING.search(near):
        return SPEAKS
    if _ATTENDS.search(folded, max(low, subject - _LIST_REACH), subject):
        return PRESENT
    # A list is one subject: go on behind its other members.
    while True:
        if bracket := _BRACKET.match(folded, after):
            after = bracket.end()
        joint = _LIST_JOINT.match(folded, after)
        if joint is None or joint.end() not in starts:
            break
        after = starts[joint.end()].end
    governed = _OBJECT_OF.search(near)
    if after >= high or folded[after : after + 1] not in (" ", ","):
        return SPOKEN_OF
    # An apposition between commas: "Bộ Công an, cơ quan chủ quản, cho biết"
    position = after + 1 if folded[after] == " " else after
    if folded[after] == ",":
        return SPOKEN_OF
    if particles := _PARTICLES.match(folded, position):
        position = particles.end()
    if _SPEECH.match(folded, position) and (not governed or governed.group().startswith("được")):
        return SPEAKS  # also "phóng viên được Bộ Y tế cho biết"
    verb = _VERB.match(view.plain, position)
    if governed or verb is None or verb.group() in _NO_VERB:
        return SPOKEN_OF
    return ACTS
