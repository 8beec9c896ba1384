"""Sentences that cite documents: who stands before a verb, what is listed after it, which day a clause tells."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from theodoi.extract.dates import date_at
from theodoi.extract.decrees.types import YEAR
from theodoi.extract.document import Document
from theodoi.extract.spans import Context, DecreeMention

_REACH = 400  # characters between a document and the verb that it is the subject of
_LISTED = 24  # documents after one verb


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence with the mentions that begin in it, in order of offset."""

    plain: str
    start: int
    end: int
    mentions: Sequence[DecreeMention]

    def before(self, at: int) -> list[DecreeMention]:
        """The mentions that begin before an offset, at most the last eight, nearest last."""
        i = bisect_left(self.mentions, at, key=lambda m: m.start)
        return list(self.mentions[max(0, i - 8) : i])

    def after(self, at: int) -> Iterator[DecreeMention]:
        """The mentions that begin at an offset or later, nearest first; of nested ones the outer."""
        end = at
        for i in range(bisect_left(self.mentions, at, key=lambda m: m.start), len(self.mentions)):
            mention = self.mentions[i]
            if mention.start >= end:
                yield mention
                end = mention.end


def cited_sentences(document: Document) -> Iterator[Sentence]:
    """The sentences of a text in which mentions of documents begin."""
    mentions, plain = document.found.decrees, document.plain
    if not mentions:
        return
    bounds, i = document.sentences, 0
    while i < len(mentions):
        at = bisect_right(bounds.starts, mentions[i].start) - 1
        end = bounds.ends[at]
        last = bisect_left(mentions, max(end, mentions[i].start + 1), key=lambda m: m.start)
        yield Sentence(plain, bounds.starts[at], max(end, mentions[last - 1].end), mentions[i:last])
        i = last


# The subject of a verb ----------------------------------------------------------------------------------------------
# Between a document and what it does stand its date, its issuer and its title; no other actor, no order to one.
_ACTOR = re.compile(
    r"\.|;(?! *(?:đồng thời |và )?$)|,(?= (?:[A-ZĐ]|(?:các|bộ|việc|cơ quan|địa phương|đơn vị|trong khi|nhưng|song|theo)\b))"
    r"|(?<!\w)(?:yêu cầu|giao|đề nghị|kiến nghị|chỉ đạo|cho biết|cho rằng|khẳng định|đề xuất|cần|phải|so với|như)(?!\w)"
)
# "Theo Nghị định X, Bộ Y sửa đổi …": there X does nothing.
_ADVERBIAL = re.compile(
    r"(?<!\w)(?:theo|căn cứ|tại|trên cơ sở|so với|khác với|cùng với|ngoài|thực hiện|tuân thủ|phù hợp với|trong|từ|với|như|là)(?: (?:quy định|nội dung|tinh thần)(?: tại| của)?)?(?: các)? *$",
    re.IGNORECASE,
)
_AND = re.compile(
    r"(?:[,;]| và| đồng thời| mà)(?: (?:đồng thời|mà|chỉ|còn|cũng|sẽ|chính thức|và|được|đã))* *$", re.IGNORECASE
)


def subject_of(sentence: Sentence, at: int, inherited: dict[int, DecreeMention | None]) -> DecreeMention | None:
    """The document that does what the verb at an offset says; None when the verb has another subject, or none.

    `inherited` gives the subject of the clause in which a document is the object, by the object's start: in "Nghị định A
    sửa đổi Nghị định B và thay thế Nghị định C" A does both. None there says that nobody in the text does.
    """
    before = sentence.before(at)
    for mention in before:  # a title holds its verb: "dự thảo Nghị định thay thế …"
        if mention.end > at:
            return mention
    if not before:
        return None
    nearest = before[-1]
    between = sentence.plain[nearest.end : at]
    if len(between) > _REACH:
        return None
    if nearest.start in inherited and _AND.search(between):
        return inherited[nearest.start]
    if ", trong đó" in between:  # what it says in particular is said of the one that acts
        if nearest.start in inherited:
            return inherited[nearest.start]
        if _OWNED.search(_lead(sentence, nearest)):
            return None
    if _ACTOR.search(between):
        return None
    if "," in between and _ADVERBIAL.search(_lead(sentence, nearest)):
        # "Nghị định A, được sửa đổi tại Nghị định B, hết hiệu lực": B stands in an insertion.
        outer = before[-2] if len(before) > 1 else None
        return outer if outer and _INSERTED.match(sentence.plain, outer.end, nearest.start) else None
    return nearest


_OWNED = re.compile(r"(?<!\w)(?:của|thi hành|chi tiết|theo|tại) *$", re.IGNORECASE)
_INSERTED = re.compile(r" {0,2}[,(] ?(?:đã |vừa )?(?:được|bị) ")
_JOINED = re.compile(r"(?:,| và|, và|,? cùng(?: với)?)(?: các)? {0,2}(?:số:? )?")
_PLURAL = re.compile(r"(?:^\W*|(?<!\w)(?:các|hai|ba|bốn|cả|những|cả hai) )$", re.IGNORECASE)


def and_those_before(sentence: Sentence, mention: DecreeMention) -> list[DecreeMention]:
    """A mention with those that are listed before it as the same subject: "Các Nghị định A, B và C …"."""
    chain = [mention]
    for other in reversed(sentence.before(mention.start)):
        if not _JOINED.fullmatch(sentence.plain, other.end, chain[-1].start):
            break
        chain.append(other)
    head = sentence.plain[max(sentence.start, chain[-1].start - 20) : chain[-1].start]
    at_start = chain[-1].start - sentence.start < 20
    return chain[::-1] if len(chain) > 1 and _PLURAL.search(head) and (at_start or head.strip()) else [mention]


def _lead(sentence: Sentence, mention: DecreeMention) -> str:
    """What stands right before a document and the part of it that is meant."""
    lead = sentence.plain[max(sentence.start, mention.start - 80) : mention.start].rstrip()
    return lead.removesuffix("của").rstrip().removesuffix(mention.pinpoint or "").rstrip() + " "


# The objects of a verb ----------------------------------------------------------------------------------------------
_FILLER = 140
_NO_FILLER = re.compile(
    r"[.\n(]|(?<!\w)(?:(?<!kèm )theo|để|nhằm|do|bởi|được|bị|đã|sẽ|thay thế|bãi bỏ|sửa đổi|hướng dẫn|trên cơ sở|căn cứ|phù hợp|so với|như|khi|nếu|vì|mà|là|có hiệu lực|thì|từ|sau|trước)(?!\w)",
    re.IGNORECASE,
)
_LIST_END = re.compile(
    r"(?:[,;:]|(?<!\w)(?:và|cùng|hoặc))(?: với)?(?: (?:các|cả|của|tại|số|điều|khoản|điểm|mục|phụ lục|chương|\d{1,3}[a-zđ]?|[IVX]+|,|và))* *$",
    re.IGNORECASE,
)
_NO_LIST = re.compile(
    r"(?<!\w)(?:có hiệu lực|được|đã|sẽ|yêu cầu|giao|thì|nhằm|để|kể từ|bởi|bị|hết|thay thế|bãi bỏ|sửa đổi|theo|căn cứ|hướng dẫn thi hành|quy định chi tiết|Chính phủ ban hành|ký)(?!\w)"
    r"|(?:^|[,;.]|(?<!\w)và) ?(?:còn|nhưng|song|trong khi|riêng|trừ)(?!\w)"
)
# A document behind a mark that has a verb of its own begins the next clause: "…; Thông tư B vẫn còn hiệu lực".
_OWN_VERB = re.compile(
    r"(?:(?! nhưng | mà | thì )[^.;,:()\n]){0,50}? (?:vẫn|còn hiệu lực|tiếp tục|chưa|không)(?!\w)(?! (?:thành niên|sử dụng|chuyên))"
)
_OWN_CLAUSE = re.compile(
    r"(?:(?! nhưng | mà )[^.;,:()\n]){0,90}? (?:vẫn|còn|tiếp tục|thì|có hiệu lực|hết hiệu lực|sẽ)(?!\w)"
)


def objects_after(sentence: Sentence, at: int, *, lines: bool = False, items: bool = True) -> list[DecreeMention]:
    """The documents that follow a verb as its objects: one, or a list. `lines` lets a colon open the list, `items` a semicolon go on with it."""
    found: list[DecreeMention] = []
    end, outer = at, _outer_marks(sentence, at)
    for mention in sentence.after(at):
        gap = sentence.plain[end : mention.start]
        if not found:
            if len(gap) > _FILLER or _NO_FILLER.search(gap) or (not lines and ":" in gap) or ";" in gap:
                break
            if leaves_bracket(gap):  # "Luật Tố cáo (sửa đổi), Luật Quốc phòng": a mark of the first, no verb
                break
        elif _is_amended_too(found[-1], gap, mention):
            end = mention.end
            continue
        elif (
            any(mark in gap for mark in outer)
            or (";" in gap and not (items or _PART_OF.search(gap) or _is_next_law(found[-1], gap, mention)))
            or leaves_bracket(gap)
            or len(gap) > 2 * _FILLER
            or not _LIST_END.search(gap)
            or _NO_LIST.search(gap)
            or (_OWN_CLAUSE if ";" in gap else _OWN_VERB).match(sentence.plain, mention.end, sentence.end)
        ):
            break
        found.append(mention)
        end = mention.end
        if len(found) == _LISTED:
            break
    return found


def _outer_marks(sentence: Sentence, at: int) -> str:
    """The marks that part the laws among which the one whose title holds a verb is listed: behind them comes the next item, no object."""
    before = sentence.before(at)
    holder = next((mention for mention in before if mention.end > at and mention.form == "named"), None)
    if holder is None:
        return ""
    ahead = max((mention.end for mention in before if mention.end <= holder.start), default=None)
    if ahead is not None and (item := _NEXT_ITEM.fullmatch(sentence.plain, ahead, holder.start)):
        return ";," if item["mark"] == "," else ";"
    return ";" if sentence.plain[sentence.start : holder.start].rstrip().endswith(":") else ""


# "Luật Đặc xá (sửa đổi); Luật sửa đổi … của Luật Giáo dục; Luật Cảnh sát biển": three laws, and one is amended.
_NEXT_ITEM = re.compile(r"(?: ?\([^()]{1,40}\))?(?P<mark>[;,])(?: và)? *")


def _is_amended_too(last: DecreeMention, gap: str, mention: DecreeMention) -> bool:
    """Whether a law is a further one that the amending law before it changes: "căn cứ Luật sửa đổi … của Luật A, Luật B"."""
    amending = last.form == "named" and not last.number and _AMENDING.match(last.title or "") is not None
    return amending and mention.form == "named" and not mention.number and _JOINED.fullmatch(gap) is not None


_AMENDING = re.compile(r"(?:dự (?:thảo|án) )?(?:bộ )?luật sửa đổi", re.IGNORECASE)
# An item behind a semicolon that names a part of a document is one of the objects: "…; điểm 13 của Nghị quyết B".
_PART_OF = re.compile(r"; (?:và )?(?:các )?(?:điểm|khoản|điều|mục|chương|phụ lục) [^;]{1,60}$", re.IGNORECASE)


def _is_next_law(last: DecreeMention, gap: str, mention: DecreeMention) -> bool:
    """Whether a semicolon parts the laws that one law amends: "… một số điều của Luật Đấu thầu; Luật Hải quan; …"."""
    laws = last.form == mention.form == "named" and last.doc_type == mention.doc_type == "luật" and not mention.stage
    return laws and not gap.strip(" ;") and not (mention.title or "").lower().startswith("luật sửa đổi")


def leaves_bracket(gap: str) -> bool:
    """Whether a bracket closes that was open before: what stands behind it is not said of what stands inside."""
    closes = gap.find(")")
    return closes >= 0 and not 0 <= gap.find("(") < closes


# Days ---------------------------------------------------------------------------------------------------------------
_MONTH = re.compile(rf"(?:tháng {{0,2}})?(?P<m>\d{{1,2}})(?:[-/.]| năm )(?P<y>{YEAR})(?![\d/])", re.IGNORECASE)
_YEAR = re.compile(rf"(?:năm )?(?P<y>{YEAR})(?![\d/.-])", re.IGNORECASE)


def day_at(plain: str, at: int, document: DecreeMention, context: Context) -> tuple[date, str] | None:
    """The day, month or year told at an offset, with its precision; a day without a year is the first such day after
    the document was issued, else after the article was published in that year."""
    if read := date_at(plain, at):
        return read[0], "day"
    if (month := _MONTH.match(plain, at)) and 1 <= int(month["m"]) <= 12:
        return date(int(month["y"]), int(month["m"]), 1), "month"
    if year := _YEAR.match(plain, at):
        return date(int(year["y"]), 1, 1), "year"
    since = document.issued_on or context.published_on
    first = document.year or (since.year if since else None)
    if first is None or (read := date_at(plain, at, first)) is None:
        return None
    if document.issued_on and read[0] < document.issued_on:
        read = date_at(plain, at, first + 1) or read
    return read[0], "day"
