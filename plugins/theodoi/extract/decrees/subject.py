"""What a document is about: the phrase that follows a citation, and the name of a law."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from theodoi.extract.decrees.types import TypeWord, is_other_word
from theodoi.extract.document import Document
from theodoi.extract.explain import Reason
from theodoi.extract.text import UPPER
from theodoi.registry.document_types import DocumentType, document_types
from theodoi.registry.known_documents import KnownDocuments, known_documents

_MAX = 300  # characters of a subject
_LEADS = (
    "về|phê duyệt|quy định|ban hành|sửa đổi|bổ sung|hướng dẫn|thành lập|kiện toàn|công bố|bãi bỏ|thay thế|điều chỉnh|triển khai|"
    "tăng cường|đẩy mạnh|thông qua|chấn chỉnh|nâng cao|thực hiện|tổ chức|giao|cho phép|thí điểm|phân công|bổ nhiệm|xử phạt"
)
# "… cũng sửa đổi", "… quy định rõ": there the word is the verb of a sentence, not the head of a title.
_SUBJECT = re.compile(
    rf"[ ,*]{{0,4}}\(?(?P<subject>(?:{_LEADS})(?!\w)(?! (?:rõ|cụ thể|như sau|cũng|này|trên|tại)\b)[ ,])", re.IGNORECASE
)
# Where a subject ends: a mark, or the first word of what is said about the document.
_END = re.compile(
    r"(?<!TP)\.(?!\d)|[;:\n()“”\"*|]|,(?= (?:(?:có|còn|trong đó|trong khi|theo đó|đã|được|yêu cầu|gồm|bao gồm|nêu|cho biết|giao|chỉ đạo|nhằm|với mục|quy định rõ|áp dụng|hiệu lực|thay thế|bãi bỏ|kể từ"
    r"|ngày|sau đây|(?:cơ quan|đơn vị|bộ|ngành|tỉnh|thành phố|địa phương) này|đồng thời|cụ thể|từ|để|khi|trình|gửi|báo cáo|tham mưu|nhưng|song|vì|do|mà|thì|trước|trên cơ sở|tại|ông|bà|đại biểu|(?:nhiều|một số) (?:bộ|đại biểu|ý kiến|người|địa phương|doanh nghiệp|chuyên gia)|(?:nhiều|một số|các)(?: [^\W\d]+){1,3} (?:vẫn|đã|chưa|cũng|còn|phải|đang|sẽ))(?!\w)"
    rf"|[{UPPER}]))"
    r"| (?=(?:có hiệu lực|chính thức|đã|vừa|sẽ|đang|nêu rõ|yêu cầu|cho biết|cho thấy|với mục tiêu|gồm \d|bao gồm|như sau|được (?:ban hành|ký|coi|thông qua|xây dựng|Thủ|Chính|Bộ|Quốc)"
    r"|hết hiệu lực|thay thế (?:Nghị|Thông|Quyết)|là (?:cơ|một|bước|căn)|kể từ ngày|nhằm|để |thì |và (?:Luật|Nghị định|Nghị quyết|Thông tư|Quyết định|Chỉ thị)(?:(?: số)? \d| về| quy định))\b)"
)
_TRIM = re.compile(
    r"(?:[ ,\-]|(?: (?:trong|vào|ngay))? (?:quý|tháng|tuần|năm)(?: [IVX\d]{1,4})? (?:này|nay|tới|sau)|(?<= )(?:và|là|của|ngày|năm|nhưng))+$"
)


# "… quy định của Luật này": that tells of the document itself.
_BACK = re.compile(r"(?:định|luật|quyết|tư|thị|bản|việc|đề|dung|điều|khoản|kế hoạch|chương trình) này$", re.IGNORECASE)


def subject_after(plain: str, end: int) -> tuple[int, int] | None:
    """The span of the subject that begins right at `end`: "về …", "phê duyệt …", "sửa đổi, bổ sung …"; None without one."""
    lead = _SUBJECT.match(plain, end)
    if lead is None:
        return None
    start, end = lead.start("subject"), subject_end(plain, lead.end("subject"))
    return None if _BACK.search(plain, start, end) else (start, end)


def subject_end(plain: str, start: int) -> int:
    """Where the phrase that begins at `start` ends, at most 300 characters on."""
    stop = min(len(plain), start + _MAX)
    mark = _END.search(plain, start, stop)
    end = mark.start() if mark else stop
    if mark is None and stop < len(plain):  # cut inside a word: back to the last space
        end = max(plain.rfind(" ", start, stop), start)
    return start + len(_TRIM.sub("", plain[start:end]))


# names of laws -----------------------------------------------------------------------------------------------------
_LAWS = frozenset(("luật", "bộ luật", "pháp lệnh"))
_NAME = re.compile(rf"[ ]{{1,2}}(?=[{UPPER}])(?!(?:Số|Sư|Việt Nam|Hồi giáo|Đảng)(?!\w))")
# "Luật sửa đổi, bổ sung một số điều của Luật Đầu tư công" is a law that has another's name in its own.
_AMENDING = re.compile(
    r"(?<!\w)(?P<type>bộ luật|luật|pháp lệnh) {1,2}sửa đổi(?:,? bổ sung)?(?: một số điều)?(?: của)?(?: các)? $",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+(?:[-&][^\W\d_]+)*")
_YEAR_AFTER = re.compile(r"(?: \((?:sửa đổi|SĐ)\))?,?(?: năm)? (?P<year>(?:19[4-9]|20\d)\d)(?![\d/-]|\.\d)")
# After a name without a registry entry these words tell something of the law.
_STOPS = frozenset(
    word
    for line in (
        "này nói nêu trên là của được bị đã đang sẽ có và hoặc để trong khi năm ngày tại theo với do từ cho bởi nhằm cũng còn phải không hiện",
        "mới về đến thì mà như quy sửa cần vẫn chưa nếu vì ra gồm bao thay hướng ban vừa chỉ thực cùng trước sau giúp tạo đưa đòi yêu góp",
        "mang trở cả nên lần khóa kỳ vào làm việc nhưng đối liên",
    )
    for word in line.split()
)
_MAX_WORDS = 18


@dataclass(frozen=True, slots=True)
class LawName:
    """A law cited by its name at text[start:end]; `title` is the name with its type, `year` where it follows."""

    start: int
    end: int
    kind: DocumentType
    title: str
    year: int | None = None


class NoLaw(Reason):
    """Why a word for a law names none."""

    NO_NAME_FOLLOWS = "no capital follows, or what follows is no law's name"
    OTHER_WORD = "it is part of another word or name: kỷ luật, công ty luật"
    NAME_WITHOUT_END = "no law of that name is known, and the words behind do not end as a name does"


def law_names(document: Document, types: Sequence[TypeWord]) -> list[LawName]:
    """All laws, codes and ordinances that the text names, in order: "Luật Giao dịch điện tử", "Bộ luật Dân sự 2015".

    A known name is taken as far as the registry has it; another one as far as it runs without a verb or a mark.
    """
    plain, found = document.plain, []
    for law in types:
        if law.name not in _LAWS:
            continue
        end = _name_end(plain, law)
        if isinstance(end, NoLaw):
            document.refuse("decree", law.start, law.end, end)
            continue
        if amending := _AMENDING.search(plain, max(0, law.start - 60), law.start):
            outer = document_types().by_word[" ".join(amending["type"].lower().split())]
            found.append(LawName(amending.start(), end, outer, _title(plain[amending.start() : end])))
        year = _YEAR_AFTER.match(plain, end)
        title = _title(plain[law.start : end])
        found.append(
            LawName(law.start, year.end() if year else end, law.kind, title, int(year["year"]) if year else None)
        )
    return found


def _name_end(plain: str, law: TypeWord) -> int | NoLaw:
    """Where the name of a law ends, or why it has none."""
    if not _NAME.match(plain, law.end):
        return NoLaw.NO_NAME_FOLLOWS
    if is_other_word(plain, law):
        return NoLaw.OTHER_WORD
    words: list[re.Match[str]] = []
    at = law.end
    for word in _WORD.finditer(plain, at, at + 160):
        if len(words) == _MAX_WORDS or plain[at : word.start()].strip(" ,"):
            break
        words.append(word)
        at = word.end()
    end = _known_end(plain, law.start, words, known_documents()) or (_free_end(plain, words) if law.capital else None)
    return NoLaw.NAME_WITHOUT_END if end is None else end


_ACRONYM = re.compile(r"[A-ZĐ]{2,5}")  # "Luật Giáo dục ĐH" is not the law on education


def _known_end(plain: str, start: int, words: Sequence[re.Match[str]], known: KnownDocuments) -> int | None:
    for i, word in reversed(list(enumerate(words))):
        for end in (word.end(), word.start() + word.group().find("-")):  # "Luật Giáo dục đại học-Ảnh: …"
            if end > word.start() and known.is_law(plain[start:end]):
                longer = end == word.end() and i + 1 < len(words) and _ACRONYM.fullmatch(words[i + 1].group())
                return words[i + 1].end() if longer else end
    return None


def _free_end(plain: str, words: Sequence[re.Match[str]]) -> int | None:
    """As far as the words run without a mark or a word that opens a predicate; at least two syllables."""
    kept: list[re.Match[str]] = []
    for word in words:
        if kept and (_parts(plain, kept[-1], word) or _stops(plain, word)):
            break
        kept.append(word)
    acronym = len(kept) == 1 and len(kept[0].group()) > 1 and kept[0].group().isupper()  # Luật BHXH
    return kept[-1].end() if 2 <= len(kept) <= 12 or acronym else None


def _parts(plain: str, word: re.Match[str], following: re.Match[str]) -> bool:
    """Whether a mark ends the name between two words: "Luật Phòng, chống ma túy" goes on."""
    between = plain[word.end() : following.start()].strip()
    return bool(between) and not (between == "," and word.group().lower() == "phòng")


def _stops(plain: str, word: re.Match[str]) -> bool:
    lower = word.group().lower()
    if lower == "số":  # "Luật Chuyển đổi số", "Luật Viễn thông số 24/2023/QH15"
        return re.match(r" ?:? ?\d", plain[word.end() : word.end() + 4]) is not None
    if lower == "tạo" and plain[: word.start()].endswith(("nhân ", "sáng ", "đào ", "chế ")):
        return False
    if lower == "chính":  # "Luật Đơn vị hành chính", "Luật Thủ đô chính thức có hiệu lực"
        return plain.startswith(" thức", word.end())
    return lower in _STOPS


def _title(printed: str) -> str:
    words = " ".join(printed.split())
    return words[0].upper() + words[1:]
