"""Steps in a document's life: drafted, requested, signed, issued, takes effect, expires."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from theodoi.extract.dates import find_periods
from theodoi.extract.decrees.clauses import (
    Sentence,
    and_those_before,
    cited_sentences,
    day_at,
    leaves_bracket,
    subject_of,
)
from theodoi.extract.decrees.references import Identity, identity
from theodoi.extract.document import Document
from theodoi.extract.explain import Reason
from theodoi.extract.spans import Context, DecreeEvent, DecreeMention, Findings

_UNTIL = r"(?:có hiệu lực|còn hiệu lực|áp dụng)(?: thi hành)? (?:cho )?(?:đến|tới)(?: hết)? (?:ngày )?"
_EFFECT = re.compile(
    rf"(?<!\w)(?:(?P<until>{_UNTIL})(?=\d|tháng|năm)|(?P<ends>hết hiệu lực|chấm dứt hiệu lực|hết thời hạn hiệu lực)(?: thi hành| áp dụng)?"
    r"|(?P<starts>(?<!hết )(?<!còn )có hiệu lực|được áp dụng|áp dụng chính thức)(?: thi hành| áp dụng| pháp luật| thực hiện)?)(?!\w)",
    re.IGNORECASE,
)
_FROM = re.compile(
    r" \((?:kể )?(?:từ )?(?:ngày )?(?=\d)|,?(?: kể)?(?: từ| vào| bắt đầu từ)?(?: đầu)?(?: ngày)? (?=\d|tháng \d|năm \d)|[^.;,\n\d]{0,40}(?:từ|vào)(?: ngày)? (?=\d|tháng \d|năm \d)"
)
_SIGNED_ON = re.compile(r",?(?: kể)? từ ngày (?:ký|ban hành|được ký)(?: ban hành)? \((?:ngày )?(?=\d)")
_SIGNING = re.compile(r",?(?: kể)? từ ngày (?:ký|ban hành|được ký)(?!\w)")
_FROM_BEFORE = re.compile(r"^\W*(?:bắt đầu |kể )?từ (?:ngày )?(?=\d|tháng|năm)", re.IGNORECASE)

_ISSUING = re.compile(
    r"(?<!\w)(?P<verb>ký(?:,| và)? ban hành|ban hành|ký|thông qua)(?: (?:các|một số|hai|ba))? {0,2}$", re.IGNORECASE
)
_ISSUED = re.compile(
    r"[^.;:\n]{0,120}?(?<!\w)(?:đã |vừa |mới |chính thức )*được (?:[A-ZĐ][^.;:,\n]{2,60} )?(?P<verb>ký(?:,| và)? ban hành|ban hành|ký|thông qua)(?!\w)(?! (?:kèm|theo))",
)
_DATED = re.compile(
    r"(?:,? (?:do|được) [^.;:,()\n\d]{3,120}?)? (?:đã |vừa |được )?(?P<verb>ký ban hành|ban hành|ký)(?= (?:vào |hôm )?(?:ngày|hôm|tháng|năm) {0,2}\d)"
)
_WAS_ISSUED = re.compile(
    r"^\W*(?:Được|Ra đời|Do [^.;:,()\n\d]{3,80}?)(?: \w+)?? ?(?P<verb>ký ban hành|ban hành|ký|thông qua|vào)? (?:vào )?(?:ngày )?(?P<on>)(?=\d|tháng \d|năm \d)[^.;]{4,40}, ",
)
# What is not done yet, or only asked for, or said of all documents of a kind.
_NOT_DONE = re.compile(
    r"(?<!\w)(?:sẽ|sắp|chuẩn bị|dự kiến|đề nghị|đề xuất|yêu cầu|giao|cần|phải|trình|xem xét|để|trước khi|chưa|sớm|thẩm quyền|việc|kịp thời|tham mưu|nếu|khẩn trương|hoàn thiện)(?!\w)",
    re.IGNORECASE,
)


def find_events(
    text: str,
    mentions: Sequence[DecreeMention],
    context: Context = Context(),  # noqa: B008 - frozen
) -> tuple[DecreeEvent, ...]:
    """Every step that the text tells of one of `mentions` (sorted by start, as `find_decrees` gives them)."""
    return read_events(Document(text, context, Findings(decrees=tuple(mentions))))


def read_events(document: Document) -> tuple[DecreeEvent, ...]:
    """Every step that a text tells of the documents found in it."""
    context, found = document.context, []
    for sentence in cited_sentences(document):
        found += [
            _event(document, *told) for told in (*_effects(sentence, context, document), *_issues(sentence, document))
        ]
        for mention in sentence.mentions:
            if mention.stage in ("draft", "requested"):
                event = "drafted" if mention.stage == "draft" else "requested"
                found.append(_event(document, event, mention, mention.start, mention.end, None))
    return tuple(sorted(dict.fromkeys(found), key=lambda e: (e.start, e.end, e.event)))


def effects_in(sentence: Sentence, context: Context) -> dict[Identity, date]:
    """The days from which documents have effect, where the sentence tells them, by the documents' identities."""
    days: dict[Identity, date] = {}
    for event, subject, _, _, day in _effects(sentence, context):
        if event == "takes_effect" and day and day[1] == "day":
            days.setdefault(identity(subject), day[0])
    return days


_Told = tuple[str, DecreeMention, int, int, "tuple[date, str] | None"]


class NoEvent(Reason):
    """Why a verb tells no step in a document's life."""

    NO_DOCUMENT = "no document stands in its clause"
    NO_DAY = "neither a day of effect nor the day of signing is told"
    NOT_DONE = "it is asked for, or will be done"


def _effects(sentence: Sentence, context: Context, document: Document | None = None) -> Iterator[_Told]:
    """The effects told in a sentence; what is refused is told to the `document`."""
    plain = sentence.plain
    for verb in _EFFECT.finditer(plain, sentence.start, sentence.end):
        holders = _holders(sentence, verb.start())
        if not holders and document is not None:
            document.refuse("event", *verb.span(), NoEvent.NO_DOCUMENT)
        for subject in holders:
            event = "takes_effect" if verb["starts"] else "expires"
            day = _day(plain, verb, subject, context)
            if day is None and (lead := _FROM_BEFORE.match(plain[sentence.start : subject.start])):
                day = day_at(plain, sentence.start + lead.end(), subject, context)
            if day is None and event == "takes_effect":
                if not _SIGNING.match(plain, verb.end()):
                    if document is not None:
                        document.refuse("event", *verb.span(), NoEvent.NO_DAY)
                    continue
                day = (subject.issued_on, "day") if subject.issued_on and subject.issued_precision == "day" else None
            yield event, subject, subject.start, verb.end(), day


def _holders(sentence: Sentence, at: int) -> list[DecreeMention]:
    """The documents whose effect is told: a list before the verb, or the first document of its clause."""
    nearest = subject_of(sentence, at, {})
    listed = and_those_before(sentence, nearest) if nearest else []
    if len(listed) > 1:
        return listed
    first = _holder(sentence, at)
    return [first] if first else []


_CLIMB = 6  # objects between a document and its effect


def _holder(sentence: Sentence, at: int) -> DecreeMention | None:
    """The document whose effect is told: the first of its clause, for what it amends or replaces is named after it."""
    found = subject_of(sentence, at, {})
    for _ in range(_CLIMB):
        if found is None or found.start == sentence.start:
            break
        outer = subject_of(sentence, found.start, {})
        if outer is None or not _ACTS.search(sentence.plain, outer.end, found.start):
            break
        found = outer
    return found


_ACTS = re.compile(
    r"(?:,|(?<!\w)(?:sửa đổi|bổ sung|thay thế|bãi bỏ|hướng dẫn|quy định chi tiết|thi hành|triển khai|thực hiện|và)(?!\w))[^.;\n]{0,90}$",
    re.IGNORECASE,
)


def _day(plain: str, verb: re.Match[str], subject: DecreeMention, context: Context) -> tuple[date, str] | None:
    if verb["until"]:
        return day_at(plain, verb.end(), subject, context)
    lead = _FROM.match(plain, verb.end()) or _SIGNED_ON.match(plain, verb.end())
    return day_at(plain, lead.end(), subject, context) if lead else None


def _issues(sentence: Sentence, document: Document) -> Iterator[_Told]:
    end = sentence.start
    for mention in sentence.mentions:
        start = max(end, mention.start - 160)
        end = max(end, mention.end)
        if mention.stage or mention.form in ("back", "nickname"):
            continue
        told = _issue(sentence, mention, start, document.context)
        if isinstance(told, NoEvent):
            document.refuse("event", mention.start, mention.end, told)
        elif told is not None:
            yield told


def _issue(sentence: Sentence, mention: DecreeMention, start: int, context: Context) -> _Told | NoEvent | None:
    """The signing or issuing of a document, told from `start` on before it, or behind it; None where no verb tells of it."""
    plain = sentence.plain
    before = plain[start : mention.start]
    if verb := _ISSUING.search(before):
        clause = before.rfind(",", 0, verb.start()) + 1  # "Để triển khai …, Chính phủ đã ban hành …"
        if _NOT_DONE.search(before, clause, verb.start()):
            return NoEvent.NOT_DONE
        at = start + verb.start("verb")
        return _name(verb["verb"]), mention, at, mention.end, _told_day(sentence, mention, at, context)
    if verb := _WAS_ISSUED.match(before):
        day = day_at(before, verb.start("on"), mention, context)
        return _name(verb["verb"] or "ra đời"), mention, start, mention.end, day
    verb = _ISSUED.match(plain, mention.end, sentence.end) or _DATED.match(plain, mention.end, sentence.end)
    if verb is None or leaves_bracket(plain[mention.end : verb.start("verb")]):
        return None
    if _NOT_DONE.search(plain, mention.end, verb.start("verb")):
        return NoEvent.NOT_DONE
    day = _told_day(sentence, mention, mention.start, context, after=verb.end())
    return _name(verb["verb"]), mention, mention.start, verb.end(), day


def _name(verb: str) -> str:
    return "signed" if verb.lower() == "ký" else "issued"


def _told_day(
    sentence: Sentence, mention: DecreeMention, at: int, context: Context, after: int | None = None
) -> tuple[date, str] | None:
    """The day of issue: the citation's own, else one right after the verb, else the last one told before it."""
    if mention.issued_on and mention.date_basis == "text":
        return mention.issued_on, mention.issued_precision or "day"
    if (
        after
        and (lead := _ON.match(sentence.plain, after))
        and (day := day_at(sentence.plain, lead.end(), mention, context))
    ):
        return day
    # A day behind another document is that one's.
    window = sentence.plain[max(sentence.start, at - 160) : min(at, sentence.mentions[0].start)]
    for period in reversed([p for p in find_periods(window) if p.kind == "during"]):
        iso = period.iso or ""
        precision = {4: "year", 7: "month", 10: "day"}.get(len(iso))
        if precision and precision != "day" and not _ADVERBIAL.search(window, 0, period.start):
            continue
        if precision and iso.replace("-", "").isdecimal() and mention.year in (None, period.year):
            return date.fromisoformat(f"{iso}-01-01"[:10]), precision
    return None


# A month or a year tells when something is done where it stands by itself: not in "dự toán ngân sách năm 2026".
_ADVERBIAL = re.compile(
    r"(?:^|[,;(:\"“]|(?<!\w)(?:vào|hồi|trong|từ|cuối|đầu|giữa|đến|ngay|được|ký|ban hành|qua|ra đời))\W*$", re.IGNORECASE
)
_ON = re.compile(r",? (?:vào |hôm |từ )?(?:ngày |hôm )?(?=\d|tháng \d|năm \d)")


def _event(
    document: Document, event: str, subject: DecreeMention, start: int, end: int, day: tuple[date, str] | None
) -> DecreeEvent:
    return DecreeEvent(
        start=start,
        end=end,
        quote=document.text[start:end],
        confidence=0.9 if subject.number else 0.7,
        method="clause",
        event=event,
        subject=(subject.start, subject.end),
        happened_on=day[0] if day else None,
        precision=day[1] if day else None,
    )
