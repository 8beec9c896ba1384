"""Documents that a text names without a number: laws by name, drafts, documents asked for, conclusions announced."""

from __future__ import annotations

import re
from collections.abc import Sequence

from theodoi.extract.decrees.reading import body_after, body_before
from theodoi.extract.decrees.subject import LawName, subject_after, subject_end
from theodoi.extract.decrees.types import TypeWord, is_other_word, opens_sentence
from theodoi.extract.spans import DecreeMention
from theodoi.extract.text import UPPER

# Types that are acts of law or of administration whenever they have a subject; a plan or a report may be anything.
_TYPES = (
    "nghị quyết liên tịch", "nghị quyết", "nghị định", "quyết định", "chỉ thị", "thông tư liên tịch", "thông tư", "công điện", "pháp lệnh",
    "thông báo kết luận", "thông báo", "kết luận", "công văn", "văn bản",
)  # fmt: skip
_DRAFTED = (
    *_TYPES,
    "bộ luật",
    "luật",
    "đề án",
    "kế hoạch",
    "chương trình",
    "quy định",
    "quy chế",
    "hướng dẫn",
    "chiến lược",
)

_DRAFT = re.compile(
    r"(?<!\w)(?:dự thảo|dự án|đề nghị xây dựng)(?: lần (?:thứ )?\w{1,5})?(?: (?:các|của))? {0,2}$", re.IGNORECASE
)
_ASKS = re.compile(
    r"(?<!\w)(?:giao|yêu cầu|đề nghị|kiến nghị|chỉ đạo|cần|phải|sớm|khẩn trương|chủ trì|nghiên cứu|phối hợp)(?!\w)",
    re.IGNORECASE,
)
_MAKES = re.compile(
    r"(?<!\w)(?:xây dựng|soạn thảo|hoàn thiện|nghiên cứu|tham mưu|trình|ban hành|sửa đổi|bổ sung|đề xuất|xem xét)"
    r"(?:(?:,| và)? (?:xây dựng|trình|ban hành|hoàn thiện|bổ sung|thông qua))?"
    r"(?: (?:Chính phủ|Thủ tướng(?: Chính phủ)?|Quốc hội|Bộ Chính trị|Ban Bí thư|cấp có thẩm quyền|Chủ tịch UBND tỉnh|UBND tỉnh|HĐND tỉnh))?"
    r"(?:,? (?:ban hành|ký|xem xét|thông qua|ký ban hành|xem xét, ban hành|phê duyệt))?(?: (?:một|các|những))? {0,2}$",
    re.IGNORECASE,
)
_WILL = re.compile(
    r"(?<!\w)(?:sẽ|sắp|chuẩn bị|dự kiến|đang|chưa)(?: (?:được|sớm|tiếp tục))?(?: [^\W\d]{2,8}){0,2}? (?:ban hành|ký|có|trình|xây dựng|soạn thảo|công bố|ra)(?: ban hành)? {0,2}$",
    re.IGNORECASE,
)
_DONE = re.compile(
    r"(?<!\w)(?:ban hành|ký|ký ban hành|có|ra|công bố|thực hiện|triển khai|theo|tại|căn cứ|thông qua|quán triệt)(?: (?:một|bản|các))? {0,2}$",
    re.IGNORECASE,
)
_PARTY = re.compile(
    r" (?P<what>(?:của )?(?:Đại hội|Hội nghị (?:lần thứ \w{1,6} )?(?:Ban Chấp hành )?Trung ương|Trung ương)"
    r"(?: (?:đại biểu|Đảng bộ|Đảng|toàn quốc|lần thứ|khóa|khoá|Ban Chấp hành|bộ|tỉnh|thành phố|[IVXL]{1,6}|\d{1,2}|\(khóa [IVX]{1,5}\)|\(khoá [IVX]{1,5}\)|của Đảng)){1,8})"
)


# Offices whose conclusions and directives are announced without a number.
_OFFICE = re.compile(
    r" (?:của |từ )?(?:đồng chí |ông |bà )?(?P<office>(?:Phó )?Thủ tướng(?: Chính phủ)?|Tổng Bí thư|Chủ tịch nước|(?:Phó )?Chủ tịch Quốc hội)(?: Thường trực)?"
    rf"(?P<name>(?: [{UPPER}][a-zà-ỹ]+){{2,4}})?"
)


def _office(match: re.Match[str]) -> str:
    office = match["office"]
    return f"{office} Chính phủ" if office.endswith("Thủ tướng") else office


# A number or the word for it makes it another form; "quyết định này" refers back.
_NEXT = re.compile(r" (?!(?:số|này|trên|nêu|nói|đó|ấy|mới)\b)[^\W\d]", re.IGNORECASE)


def named_documents(text: str, plain: str, types: Sequence[TypeWord], laws: Sequence[LawName]) -> list[DecreeMention]:
    """Laws by their names, and other documents by type and subject; neither has a number here."""
    mentions = [_law(text, plain, law) for law in laws]
    begun = {law.start for law in laws}
    for word in types:
        if (
            word.name not in _DRAFTED
            or word.start in begun
            or not _NEXT.match(plain, word.end)
            or is_other_word(plain, word)
        ):
            continue
        if mention := _document(text, plain, word):
            mentions.append(mention)
    return mentions


# Acts on one person or one case are decisions too, but no documents that an article cites.
_PERSONAL = re.compile(
    r"(?:về )?(?:việc )?(?:bổ nhiệm|xử phạt|giao|kỷ luật|khởi tố|tước|điều động|thi hành|cho phép|phân công|thực hiện|tổ chức|miễn nhiệm)(?!\w)",
    re.IGNORECASE,
)


_AMENDED = re.compile(r" {1,2}\((?:sửa đổi|SĐ)\)", re.IGNORECASE)


def _law(text: str, plain: str, law: LawName) -> DecreeMention:
    draft = _DRAFT.search(plain, max(0, law.start - 40), law.start)
    amended = _AMENDED.match(plain, law.end) if draft else None
    stage = "draft" if draft else _stage(plain, law.start)
    start = draft.start() if draft else law.start
    return DecreeMention(
        start=start,
        end=amended.end() if amended else law.end,
        quote=text[start : amended.end() if amended else law.end],
        confidence=0.9,
        method="law by name",
        doc_type=law.kind.name,
        issuer=law.kind.issuer,
        year=law.year,
        year_from="text" if law.year else None,
        title=law.title + (" (sửa đổi)" if amended else ""),
        stage=stage,
        form="named",
    )


_PREDICATE = re.compile(
    r" (?:được|là|của|này|sẽ|đã|có|cần|phải|nhằm|để|trên|nêu|cũng|đang|và|với|theo|tại|trong|gồm|bao gồm|do|vừa|chưa|không|còn|khi|nếu|thì|mà|lần)(?!\w)"
)
_SEVERAL = re.compile(r"(?<!\w)(?:các|những|nhiều|một số) $", re.IGNORECASE)


def _document(text: str, plain: str, word: TypeWord) -> DecreeMention | None:
    start, end, name, kind = word.start, word.end, word.name, word.kind
    draft = _DRAFT.search(plain, max(0, start - 40), start)
    if kind.name == "nghị quyết" and (party := _PARTY.match(plain, end)):
        return _mention(text, start, party.end(), kind, None, plain[start : party.end()], None, "party resolution")
    issuer, end = body_after(plain, end)
    if issuer is None and (office := _OFFICE.match(plain, end)):
        issuer, end = _office(office), office.end()
    if name == "thông báo kết luận":  # whose conclusions these are is not who issues the notice
        issuer = body_before(plain, start) or issuer
    subject = subject_after(plain, end)
    if draft and name in ("luật", "bộ luật") and word.capital:  # "dự án Luật đơn vị hành chính - kinh tế đặc biệt"
        told = _PREDICATE.match(plain, end)  # "dự thảo Luật được quy định theo hướng …"
        end = end if told else min(subject_end(plain, end + 1), start + 120)
        return _mention(text, draft.start(), end, kind, None, None if told else plain[start:end], "draft", "draft")
    if draft:
        if not word.capital and (subject is None or plain.startswith("bổ sung", subject[0])):
            return None
        end = subject[1] if subject else end
        title = plain[slice(*subject)] if subject else None
        return _mention(text, draft.start(), end, kind, issuer, title, "draft", "draft")
    if subject is None and not (name == "thông báo kết luận" and issuer):
        return None
    if name not in _TYPES:
        return None
    stage = _stage(plain, start)
    # "quyết định về nhân sự" is an act; a capital, an issuer or a verb of issuing makes it a document.
    if subject and not issuer and _PERSONAL.match(plain, subject[0]):
        return None
    # "Nghị định quy định phạt tiền …" tells what one says: only "về" opens a subject without a verb before the type.
    about = subject is not None and plain[subject[0] : subject[0] + 2].lower() == "về"
    sure = issuer or (word.capital and about and not opens_sentence(plain, start))
    if not issuer and _SEVERAL.search(plain, max(0, start - 12), start):  # "các nghị quyết về nhân sự"
        return None
    if not (sure or stage or _DONE.search(plain, max(0, start - 40), start)):
        return None
    if name in ("văn bản", "công văn", "thông báo", "kết luận") and not issuer and stage is None:
        return None
    title = plain[slice(*subject)] if subject else None
    return _mention(text, start, subject[1] if subject else end, kind, issuer, title, stage, "named")


def _mention(text, start, end, kind, issuer, title, stage, method) -> DecreeMention:
    return DecreeMention(
        start=start,
        end=end,
        quote=text[start:end],
        confidence=0.7,
        method=method,
        doc_type=kind.name,
        issuer=issuer or kind.issuer,
        title=" ".join(title.split()) if title else None,
        stage=stage,
        form="named",
    )


def _stage(plain: str, start: int) -> str | None:
    """Whether the words before ask for the document, or announce it."""
    begin = max(0, start - 160)
    window = re.split(r"[.;\n]", plain[begin:start])[-1]
    if _MAKES.search(window) and _ASKS.search(window):
        return "requested"
    return "announced" if _WILL.search(window) else None
