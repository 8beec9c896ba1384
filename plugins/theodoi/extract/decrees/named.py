"""Documents that a text names without a number: laws by name, drafts, documents asked for, conclusions announced."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from theodoi.extract.decrees.reading import body_after, body_before
from theodoi.extract.decrees.subject import LawName, subject_after, subject_end
from theodoi.extract.decrees.types import TypeWord, is_other_word, opens_sentence
from theodoi.extract.document import Document
from theodoi.extract.explain import Reason
from theodoi.extract.spans import DecreeMention
from theodoi.extract.text import UPPER, Mark, back_to

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


class NotNamed(Reason):
    """Why a type word without a number names no document."""

    NO_NAME_FOLLOWS = "no word that could be its name or its subject follows"
    OTHER_WORD = "it is part of another word or name: kỷ luật, công ty luật"
    VAGUE_DRAFT = "a draft in small letters that has no subject of its own"
    NO_SUBJECT = "nothing says what it is about"
    NO_ACT = "plans, reports and the like may be anything where they are no drafts"
    PERSONAL = "an act on one person or one case"
    SEVERAL = "several are meant, and no body that issued them"
    UNSURE = "neither a body, a verb of issuing nor a capital with “về” makes it a document"
    NO_ISSUER = "letters and notices need the body that wrote them"


def named_documents(document: Document, types: Sequence[TypeWord], laws: Sequence[LawName]) -> list[DecreeMention]:
    """Laws by their names, and other documents by type and subject; neither has a number here."""
    mentions = [_law(document, law) for law in laws]
    begun = {law.start for law in laws}
    for word in types:
        if word.name not in _DRAFTED or word.start in begun:
            continue
        if not _NEXT.match(document.plain, word.end):
            document.refuse("decree", word.start, word.end, NotNamed.NO_NAME_FOLLOWS)
        elif is_other_word(document.plain, word):
            document.refuse("decree", word.start, word.end, NotNamed.OTHER_WORD)
        else:
            named = _read(document, word)
            if isinstance(named, NotNamed):
                document.refuse("decree", word.start, word.end, named)
            else:
                mentions.append(named)
    return mentions


# Acts on one person or one case are decisions too, but no documents that an article cites.
_PERSONAL = re.compile(
    r"(?:về )?(?:việc )?(?:bổ nhiệm|xử phạt|giao|kỷ luật|khởi tố|tước|điều động|thi hành|cho phép|phân công|thực hiện|tổ chức|miễn nhiệm)(?!\w)",
    re.IGNORECASE,
)


_AMENDED = re.compile(r" {1,2}\((?:sửa đổi|SĐ)\)", re.IGNORECASE)


def _law(document: Document, law: LawName) -> DecreeMention:
    text, plain = document.text, document.plain
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
        year_basis="text" if law.year else None,
        title=law.title + (" (sửa đổi)" if amended else ""),
        stage=stage,
        form="named",
    )


_PREDICATE = re.compile(
    r" (?:được|là|của|này|sẽ|đã|có|cần|phải|nhằm|để|trên|nêu|cũng|đang|và|với|theo|tại|trong|gồm|bao gồm|do|vừa|chưa|không|còn|khi|nếu|thì|mà|lần"
    # What a draft says is no name of a law: "dự thảo Luật quy định …", "dự thảo Luật bổ sung chính sách …".
    r"|quy định|giao|cho phép|đề xuất|đưa ra|nêu rõ|yêu cầu|kế thừa|thiết kế|xác định|nghiêm cấm|mở rộng|bỏ|dành|đặt ra|hướng tới|trình|sau|trước|lên|ra|mới nhất|tập trung|cơ bản"
    r"|bổ sung(?!,| (?:một số )?điều)|sửa đổi(?! của|,| (?:một số|các )?điều| (?:Luật|Bộ luật)| (?:\d{1,2}|các|một số) luật| bổ sung)|bãi bỏ)(?!\w)"
)
_SEVERAL = re.compile(r"(?<!\w)(?:các|những|nhiều|một số) $", re.IGNORECASE)


@dataclass(slots=True)
class _Naming:
    """A type word with what stands around it: the draft before it, the body and the subject (start, end) behind it.

    `end` is where the subject may begin.
    """

    word: TypeWord
    draft: re.Match[str] | None
    issuer: str | None
    subject: tuple[int, int] | None
    end: int

    @property
    def last(self) -> int:
        """Where the document's name ends."""
        return self.subject[1] if self.subject else self.end


def _read(document: Document, word: TypeWord) -> DecreeMention | NotNamed:
    plain = document.plain
    if word.kind.name == "nghị quyết" and (party := _PARTY.match(plain, word.end)):
        name = plain[word.start : party.end()]
        return _mention(document, word, word.start, party.end(), None, name, None, "party resolution")
    naming = _naming(plain, word)
    if naming.draft:
        return _draft(document, naming, naming.draft)
    if naming.subject is None and not (word.name == "thông báo kết luận" and naming.issuer):
        return NotNamed.NO_SUBJECT
    if word.name not in _TYPES:
        return NotNamed.NO_ACT
    stage = _stage(plain, word.start)
    if naming.issuer is None and (reason := _refusal(plain, naming, stage)):
        return reason
    title = plain[slice(*naming.subject)] if naming.subject else None
    return _mention(document, word, word.start, naming.last, naming.issuer, title, stage, "named")


def _naming(plain: str, word: TypeWord) -> _Naming:
    draft = _DRAFT.search(plain, max(0, word.start - 40), word.start)
    issuer, end = body_after(plain, word.end)
    if issuer is None and (office := _OFFICE.match(plain, end)):
        issuer, end = _office(office), office.end()
    if word.name == "thông báo kết luận":  # whose conclusions these are is not who issues the notice
        issuer = body_before(plain, word.start) or issuer
    return _Naming(word, draft, issuer, subject_after(plain, end), end)


def _draft(document: Document, naming: _Naming, draft: re.Match[str]) -> DecreeMention | NotNamed:
    """A document that is being written: "dự thảo Nghị định quy định …", "dự án Luật đơn vị hành chính"."""
    plain, word, subject = document.plain, naming.word, naming.subject
    if word.name in ("luật", "bộ luật") and word.capital:
        if _PREDICATE.match(plain, naming.end):  # "dự thảo Luật được quy định theo hướng …"
            return _mention(document, word, draft.start(), naming.end, None, None, "draft", "draft")
        end = min(subject_end(plain, naming.end + 1), word.start + 120)
        return _mention(document, word, draft.start(), end, None, plain[word.start : end], "draft", "draft")
    if not word.capital and (subject is None or plain.startswith("bổ sung", subject[0])):
        return NotNamed.VAGUE_DRAFT
    title = plain[slice(*subject)] if subject else None
    return _mention(document, word, draft.start(), naming.last, naming.issuer, title, "draft", "draft")


def _refusal(plain: str, naming: _Naming, stage: str | None) -> NotNamed | None:
    """Why a type word with a subject and no issuer is no document, None when it is one."""
    word, subject = naming.word, naming.subject
    # "quyết định về nhân sự" is an act; a capital, an issuer or a verb of issuing makes it a document.
    if subject and _PERSONAL.match(plain, subject[0]):
        return NotNamed.PERSONAL
    if _SEVERAL.search(plain, max(0, word.start - 12), word.start):  # "các nghị quyết về nhân sự"
        return NotNamed.SEVERAL
    if not (stage or _is_titled(plain, naming) or _DONE.search(plain, max(0, word.start - 40), word.start)):
        return NotNamed.UNSURE
    return NotNamed.NO_ISSUER if word.name in _LETTERS and stage is None else None


_LETTERS = ("văn bản", "công văn", "thông báo", "kết luận")


def _is_titled(plain: str, naming: _Naming) -> bool:
    """Whether it is written as a title is: "Nghị định quy định phạt tiền …" tells what one says, only "về" opens a subject."""
    about = naming.subject is not None and plain[naming.subject[0] : naming.subject[0] + 2].lower() == "về"
    return naming.word.capital and about and not opens_sentence(plain, naming.word.start)


def _mention(
    document: Document,
    word: TypeWord,
    start: int,
    end: int,
    issuer: str | None,
    title: str | None,
    stage: str | None,
    method: str,
) -> DecreeMention:
    return DecreeMention(
        start=start,
        end=end,
        quote=document.text[start:end],
        confidence=0.7,
        method=method,
        doc_type=word.kind.name,
        issuer=issuer or word.kind.issuer,
        title=" ".join(title.split()) if title else None,
        stage=stage,
        form="named",
    )


def _stage(plain: str, start: int) -> str | None:
    """Whether the words before ask for the document, or announce it."""
    window = plain[back_to(plain, Mark.POINT, start, 160) : start]
    if _MAKES.search(window) and _ASKS.search(window):
        return "requested"
    return "announced" if _WILL.search(window) else None
