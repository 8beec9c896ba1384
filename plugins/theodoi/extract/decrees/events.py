"""Steps in a document's life: drafted, requested, signed, issued, takes effect, expires."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from theodoi.extract.dates import find_periods
from theodoi.extract.decrees.clauses import Sentence, cited_sentences, day_at, subject_of
from theodoi.extract.decrees.references import identity
from theodoi.extract.spans import Context, DecreeEvent, DecreeMention
from theodoi.extract.text import level

_UNTIL = r"(?:có hiệu lực|còn hiệu lực|áp dụng)(?: thi hành)? (?:cho )?(?:đến|tới)(?: hết)? (?:ngày )?"
_EFFECT = re.compile(
    rf"(?<!\w)(?:(?P<until>{_UNTIL})(?=\d|tháng|năm)|(?P<ends>hết hiệu lực|chấm dứt hiệu lực|hết thời hạn hiệu lực)(?: thi hành| áp dụng)?"
    r"|(?P<starts>(?<!hết )(?<!còn )có hiệu lực|được áp dụng|áp dụng chính thức)(?: thi hành| áp dụng| pháp luật| thực hiện)?)(?!\w)",
    re.IGNORECASE,
)
_FROM = re.compile(
    r",?(?: kể)?(?: từ| vào| bắt đầu từ)?(?: đầu)?(?: ngày)? (?=\d|tháng \d|năm \d)|[^.;,\n\d]{0,40}(?:từ|vào)(?: ngày)? (?=\d|tháng \d|năm \d)"
)
_SIGNING = re.compile(r",?(?: kể)? từ ngày (?:ký|ban hành|được ký)(?!\w)")
_FROM_BEFORE = re.compile(r"^\W*(?:bắt đầu |kể )?từ (?:ngày )?(?=\d|tháng|năm)", re.IGNORECASE)

_ISSUING = re.compile(
    r"(?<!\w)(?P<verb>ký(?:,| và)? ban hành|ban hành|ký|thông qua)(?: (?:các|một số|hai|ba))? {0,2}$", re.IGNORECASE
)
_ISSUED = re.compile(
    r"[^.;:\n]{0,120}?(?<!\w)(?:đã |vừa |mới |chính thức )*được (?:[A-ZĐ][^.;:,\n]{2,60} )?(?P<verb>ký(?:,| và)? ban hành|ban hành|ký|thông qua)(?!\w)(?! (?:kèm|theo))",
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
    plain, found = level(text), []
    for sentence in cited_sentences(plain, mentions):
        found += [_event(text, *told) for told in (*_effects(sentence, context), *_issues(sentence, context))]
        for mention in sentence.mentions:
            if mention.stage in ("draft", "requested"):
                event = "drafted" if mention.stage == "draft" else "requested"
                found.append(_event(text, event, mention, mention.start, mention.end, None))
    return tuple(sorted(dict.fromkeys(found), key=lambda e: (e.start, e.end, e.event)))


def effect_in(sentence: Sentence, document: DecreeMention, context: Context) -> date | None:
    """The day from which the document has effect, where the sentence tells it."""
    days = [
        day[0]
        for event, subject, _, _, day in _effects(sentence, context)
        if event == "takes_effect" and day and day[1] == "day" and identity(subject) == identity(document)
    ]
    return days[0] if days else None


_Told = tuple[str, DecreeMention, int, int, "tuple[date, str] | None"]


def _effects(sentence: Sentence, context: Context) -> Iterator[_Told]:
    plain = sentence.plain
    for verb in _EFFECT.finditer(plain, sentence.start, sentence.end):
        subject = _holder(sentence, verb.start())
        if subject is None:
            continue
        event = "takes_effect" if verb["starts"] else "expires"
        day = _day(plain, verb, subject, context)
        if day is None and (lead := _FROM_BEFORE.match(plain[sentence.start : subject.start])):
            day = day_at(plain, sentence.start + lead.end(), subject, context)
        if day is None and event == "takes_effect":
            if not _SIGNING.match(plain, verb.end()):
                continue
            day = (subject.issued_on, "day") if subject.issued_on and subject.issued_precision == "day" else None
        yield event, subject, subject.start, verb.end(), day


def _holder(sentence: Sentence, at: int) -> DecreeMention | None:
    """The document whose effect is told: the first of its clause, for what it amends or replaces is named after it."""
    found = subject_of(sentence, at, {})
    while found is not None and found.start > sentence.start:
        outer = subject_of(sentence, found.start, {})
        if outer is None or not _ACTS.search(sentence.plain, outer.end, found.start):
            break
        found = outer
    return found


_ACTS = re.compile(
    r"(?<!\w)(?:sửa đổi|bổ sung|thay thế|bãi bỏ|hướng dẫn|quy định chi tiết|thi hành|triển khai|thực hiện|và|,)(?!\w)[^.;\n]{0,90}$",
    re.IGNORECASE,
)


def _day(plain: str, verb: re.Match[str], subject: DecreeMention, context: Context) -> tuple[date, str] | None:
    if verb["until"]:
        return day_at(plain, verb.end(), subject, context)
    lead = _FROM.match(plain, verb.end())
    return day_at(plain, lead.end(), subject, context) if lead else None


def _issues(sentence: Sentence, context: Context) -> Iterator[_Told]:
    plain = sentence.plain
    for mention in sentence.mentions:
        if mention.stage or mention.form in ("back", "nickname"):
            continue
        before = plain[max(sentence.start, mention.start - 160) : mention.start]
        if verb := _ISSUING.search(before):
            if not _NOT_DONE.search(before, 0, verb.start()):
                at = mention.start - len(before) + verb.start("verb")
                yield _name(verb["verb"]), mention, at, mention.end, _told_day(sentence, mention, at)
            continue
        if (verb := _ISSUED.match(plain, mention.end, sentence.end)) and not _NOT_DONE.search(
            plain, mention.end, verb.start("verb")
        ):
            yield (
                _name(verb["verb"]),
                mention,
                mention.start,
                verb.end(),
                _told_day(sentence, mention, mention.start, verb.end()),
            )


def _name(verb: str) -> str:
    return "signed" if verb.lower() == "ký" else "issued"


def _told_day(sentence: Sentence, mention: DecreeMention, at: int, end: int | None = None) -> tuple[date, str] | None:
    """The day of issue: the citation's own, else the last one that the sentence tells before the verb."""
    if mention.issued_on and mention.date_from == "text":
        return mention.issued_on, mention.issued_precision or "day"
    start = max(sentence.start, at - 160)
    windows = [sentence.plain[start:at]] + ([sentence.plain[end : end + 40]] if end else [])
    for window in reversed(windows):
        for period in reversed([p for p in find_periods(window) if p.kind == "during" and p.iso]):
            parts = (
                [int(part) for part in re.findall(r"\d+", period.iso)] if re.fullmatch(r"[\d-]+", period.iso) else []
            )
            if parts and mention.year in (None, parts[0]):
                return date(*([*parts, 1, 1])[:3]), ("year", "month", "day")[len(parts) - 1]
    return None


def _event(
    text: str, event: str, subject: DecreeMention, start: int, end: int, day: tuple[date, str] | None
) -> DecreeEvent:
    return DecreeEvent(
        start=start,
        end=end,
        quote=text[start:end],
        confidence=0.9 if subject.number else 0.7,
        method="clause",
        event=event,
        subject=(subject.start, subject.end),
        happened_on=day[0] if day else None,
        precision=day[1] if day else None,
    )
