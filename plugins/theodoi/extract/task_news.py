"""Sentences that tell what became of some task: done, late, given more time, handed over, dropped.

They name bodies and a deed; which task they tell of is found over all articles (theodoi.ledger).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from theodoi.extract.assignments.deadlines import Deadlines
from theodoi.extract.assignments.parties import Parties, Party, pattern
from theodoi.extract.document import LONGEST_SENTENCE, Document
from theodoi.extract.spans import Finding
from theodoi.vocabularies import TaskNews


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskTold(Finding):
    """One sentence that tells news of a task; the evidence is the sentence. `deed` is what follows the words of `cue`.

    `about` is the sentence without its bodies; `taker` has the task from then on.
    """

    news: str
    cue: str
    deed: str
    about: str
    doers: tuple[Party, ...]
    taker: Party | None = None
    deadline: str | None = None
    sentence: str


# What is only planned, asked, feared or supposed: words before the cue, in the same clause.
_NOT_YET_SO = pattern(
    r"(?<!\w)(?:sẽ|phải|cần|chưa|không|nếu|giả sử|dự kiến|dự định|đề nghị|yêu cầu|đề xuất|kiến nghị|xin|mong|phấn đấu|cam kết|chuẩn bị|nhắc|đôn đốc|chỉ đạo|hãy|nên|có thể"
    r"|nhằm|để|khi|sau khi|trước khi|tránh|không để|lo ngại|nguy cơ|kế hoạch|hướng dẫn|phát động|đang|hứa|bao giờ|khó|hạn chế|tình trạng|được giao|có trách nhiệm)(?!\w)[^,;:]*$"
)
# A delay is told also where it was asked, planned or blamed: "bị nhắc nhở vì |chậm".
_NO_DELAY = pattern(
    r"(?<!\w)(?:sẽ|nếu|giả sử|tránh|không để|lo ngại|nguy cơ|có thể|sợ|đừng|không được|phòng)(?!\w)[^,;:]*$"
)
_EXTENDED = pattern(
    r"(?<!\w)(?P<cue>gia hạn|(?:lùi|hoãn|dời|kéo dài|điều chỉnh|nới|thêm) (?:lại )?(?:thời hạn|thời gian|thời điểm|tiến độ|hạn|mốc)|lùi(?= (?:việc|trình|lại|đến|sang|tới|thêm))"
    r"|(?:dời|hoãn)(?= [^,;.]{3,160}? (?:sang|đến|tới) (?:ngày|tháng|quý|năm|hết|cuối|đầu|kỳ)))(?!\w)"
)
_LONGER = pattern(
    r"(?<!\w)(?P<cue>(?:thời hạn|thời gian|tiến độ) [^,;.]{3,160}? được (?:kéo dài|gia hạn|lùi|điều chỉnh|nới))(?!\w)"
)
_HANDED = pattern(
    r"(?<!\w)(?:(?P<cue>chuyển giao|bàn giao|giao lại|chuyển)(?= [^;.]{0,200}?(?:sang|cho|về)(?: cho)? )|(?P<takes>thay thế|thay(?: cho)?|tiếp nhận|tiếp quản)(?= ))"
)
_DUTY = pattern(r"(?<!\w)(?:nhiệm vụ|việc|chức năng|trách nhiệm|đầu mối|phần việc|thẩm quyền|công tác)(?!\w)")
_TO = pattern(r"(?<!\w)(?:sang|cho|về)(?: cho)? $")
_DROPPED = pattern(
    r"(?<!\w)(?P<cue>dừng|ngừng|tạm dừng|chấm dứt|hủy bỏ|hủy|bãi bỏ|thôi giao|thôi không|không tiếp tục|không còn phải|không phải tiếp tục|không thực hiện nữa|hoãn vô thời hạn|gác lại|từ bỏ"
    r"|rút(?= [^,;.]{2,160}? khỏi)|(?:rút|loại|đưa)(?: ra)? khỏi (?:chương trình|kế hoạch|danh mục|nghị trình))(?!\w)"
)
_LATE = pattern(
    r"(?<!\w)(?<!không )(?<!làm )(?P<cue>chậm(?! nhất| lại| rãi)(?: trễ| tiến độ)?|trễ (?:hạn|hẹn|tiến độ)|quá hạn|lỡ hẹn|lỡ hạn|thất hẹn|không kịp|không (?:hoàn thành|xong|thực hiện được|bảo đảm tiến độ|đạt tiến độ)"
    r"|(?:vẫn |còn )nợ)(?!\w)"
)
_NOT = pattern(
    r"(?<!\w)(?P<cue>(?:vẫn |còn )?chưa(?: thể)?)(?! (?:có ý định|có kế hoạch|cần|phải|từng|kể|đầy|rõ|biết|bao giờ|đến hạn|đến|tới|hết|tính))(?= )"
)
_DONE = pattern(
    r"(?<!\w)(?P<cue>đã chính thức|đã|vừa mới|vừa|chính thức|mới chỉ|mới(?! đây| nhất| về| của| trong| cho| tại| và|[,.]))(?= )(?! (?:đang|sẽ|có chủ trương|từng))"
)
_COMPLETE = pattern(r"(?<!\w)(?P<cue>hoàn thành|hoàn tất|khai trương|ra mắt|khánh thành|lần đầu(?= công bố))(?!\w)")
_FINISHED = pattern(r"(?<!\w)(?P<cue>xong|đầy đủ)(?!\w)")
_HEADLINE = pattern(r" (?P<cue>)(?:trình|ban hành|công bố|phê duyệt|đưa|cung cấp|bàn giao|vận hành)(?= )")
_SKIPPED = pattern(
    r"(?:(?:có văn bản|có công văn|chính thức|cơ bản|bước đầu|cùng|cũng|mới|kịp thời|sớm|vừa|được|ký|tự|xong|việc|chỉ|thể|hoàn thành|hoàn tất)(?!\w) )*"
)
_REACHED = pattern(r"(?<!\w)(?P<cue>được)(?= (?:gần |hơn |khoảng |trên )?\d)")
_IN_PART = pattern(
    r"(?<!\w)(?:cơ bản|bước đầu|một phần|giai đoạn (?:1|một|đầu)|(?:bản )?dự thảo lần|mới chỉ|một nửa|phần lớn|hơn nửa|thí điểm tại|\d+(?:,\d+)? ?%|(?<!ngày )(?<!tháng )(?<!hôm )(?<!sáng )(?<!chiều )(?<!từ )\d[\d.]*/\d[\d.]*|\d[\d.]* (?:trong|trên) (?:tổng )?(?:số )?\d)"
)
_WHOLE = pattern(r"(?<!\w)100 ?%")
_SHORTEST = 20  # letters of a sentence that can name a body and a deed
_LEADS_OBJECT = pattern(r"(?<!\w)(?:với|cho|gửi|trình|báo cáo|sang|tới|đến|lên|trước|giúp|cùng) $")


_CUES = (
    (TaskNews.EXTENDED, _LONGER), (TaskNews.EXTENDED, _EXTENDED), (TaskNews.HANDED_OVER, _HANDED), (TaskNews.DROPPED, _DROPPED), (TaskNews.LATE, _LATE),
    (TaskNews.NOT_YET, _NOT), (TaskNews.DONE, _DONE), (TaskNews.DONE, _COMPLETE), (TaskNews.DONE, _FINISHED), (TaskNews.PART, _REACHED),
)  # fmt: skip

_ALONE = (_COMPLETE, _FINISHED, _REACHED)  # verbs that tell news where nothing plainer does


def read(document: Document) -> tuple[TaskTold, ...]:
    """The news of tasks in a text, each kind of deed of a sentence once, in order."""
    bounds = document.sentences
    reading = _Reading(document)
    return tuple(
        told
        for first, last in zip(bounds.starts, bounds.ends, strict=True)
        for told in reading.sentence(first, min(last, first + LONGEST_SENTENCE))
    )


class _Reading:
    """The reading of one text."""

    def __init__(self, document: Document) -> None:
        self.document, self.plain, self.folded = document, document.plain, document.folded

    @property
    def parties(self) -> Parties:
        """The bodies and groups of the text, made when a sentence asks for them, and once for all readers."""
        return self.document.once(Parties)

    def sentence(self, first: int, last: int) -> list[TaskTold]:
        """The news that a sentence tells of tasks."""
        if last - first < _SHORTEST:
            return []
        found: dict[tuple[str, str], TaskTold] = {}
        for news, form in _CUES:
            if found and form in _ALONE:
                break
            for cue in form.finditer(self.folded, first, last):
                if not self._supposed(news, first, cue.start()) and (told := self._told(news, cue, first, last)):
                    found.setdefault((told.news, " ".join(told.deed.split()[:2])), told)
        if not found and (told := self._headline(first, last)):
            return [told]
        return list(found.values())

    def _supposed(self, news: TaskNews, first: int, cue: int) -> bool:
        """Whether the words before a cue make it no fact; names of bodies ("Bộ Kế hoạch") are no such words."""
        form = _NO_DELAY if news in (TaskNews.LATE, TaskNews.NOT_YET) else _NOT_YET_SO
        return any(
            not any(party.start <= word.start() < party.end for party in self.parties.between(first, cue))
            for word in form.finditer(self.folded, first, cue)
        )

    def _headline(self, first: int, last: int) -> TaskTold | None:
        """What a body does in the present of news: "Ngày 29/5, Bộ X |trình …"."""
        for party in self.parties.between(first, last):
            cue = _HEADLINE.match(self.folded, party.end, last)
            if (
                cue
                and party.sort != "group"
                and not self._led(party)
                and not self._supposed(TaskNews.DONE, first, party.start)
            ):
                return self._told(TaskNews.DONE, cue, first, last, confidence=0.7)
        return None

    def _led(self, party: Party) -> bool:
        """Whether a body is what something is done to or for."""
        return bool(_LEADS_OBJECT.search(self.folded, max(0, party.start - 12), party.start))

    def _told(
        self, news: TaskNews, cue: re.Match[str], first: int, last: int, *, confidence: float = 0.9
    ) -> TaskTold | None:
        """The finding of a cue; None where no body fits it."""
        named = self.parties.between(first, last)
        taker, deadline = None, None
        doers = [party for party in named if not self._led(party)]
        if news is TaskNews.HANDED_OVER:
            taker, doers = self._handed(cue, first, last, named)
            if taker is None:
                return None
        elif news in (TaskNews.EXTENDED, TaskNews.DROPPED, TaskNews.LATE):
            doers = named
        if news is TaskNews.EXTENDED:
            deadline = next((d.iso for d in reversed(Deadlines(self.document).find(cue.end(), last))), None)
        if not doers:
            return None
        deed = self._deed(cue, first, last)
        if news is TaskNews.DONE and self._in_part(cue, first, last):
            news = TaskNews.PART
        told_by = "takes" if cue.groupdict().get("takes") else "cue"
        return TaskTold(
            start=first,
            end=last,
            quote=self.document.text[first:last],
            confidence=confidence,
            method=f"task_news.{news}",
            news=news.value,
            cue=self.plain[cue.start(told_by) : cue.end(told_by)].lower(),
            deed=deed,
            about=self._about(first, last, named),
            doers=tuple(doers),
            taker=taker,
            deadline=deadline,
            sentence=self.document.text[first:last],
        )

    def _handed(
        self, cue: re.Match[str], first: int, last: int, named: list[Party]
    ) -> tuple[Party | None, list[Party]]:
        """Who has the task from then on, and who had it. A cue of moving needs a duty that is moved."""
        if cue["takes"]:
            behind = [party for party in named if party.start >= cue.end()]
            before = [party for party in named if party.end <= cue.start()]
            return (before[-1], behind[:1]) if behind and before else (None, [])
        if not _DUTY.search(self.folded, first, last):
            return None, []
        taker = next((p for p in named if p.start > cue.end() and _TO.search(self.folded, first, p.start)), None)
        return taker, [party for party in named if taker is None or party.name != taker.name]

    def _deed(self, cue: re.Match[str], first: int, last: int) -> str:
        """What was done, from its verb on: behind the cue, its adverbs and the body of a passive."""
        at = cue.end()
        if cue.re in (_FINISHED, _REACHED):
            return self._before(first, cue.start())
        while at < last and self.folded[at] == " ":
            at += 1
        if not cue.group("cue") or cue.re is _COMPLETE:
            return self.plain[cue.start() : last].strip()[:200]
        at = _SKIPPED.match(self.folded, at, last).end() if not self._completes(at, last) else at  # type: ignore[union-attr]
        if party := self.parties.at(at):
            at = party.end + 1
        return self.plain[at:last][:200]

    def _completes(self, at: int, last: int) -> bool:
        return bool(_COMPLETE.match(self.folded, at, last))

    def _before(self, first: int, cue: int) -> str:
        """The deed of "… đã số hóa |xong": what stands behind the last body before it."""
        party = next((p for p in reversed(self.parties.between(first, cue)) if p.end < cue), None)
        at = party.end if party else first
        at = at + 1
        at = _SKIPPED.match(self.folded, at, cue).end()  # type: ignore[union-attr]
        return self.plain[at:cue].strip()[:200]

    def _in_part(self, cue: re.Match[str], first: int, last: int) -> bool:
        """Whether what is told is only a part of the whole; "xong" has the part before it."""
        if (cue.group("cue") or "").startswith("mới"):
            return True
        at = first if cue.re is _FINISHED else cue.start()
        return _IN_PART.search(self.folded, at, last) is not None and not _WHOLE.search(self.folded, at, last)

    def _about(self, first: int, last: int, named: list[Party]) -> str:
        """The sentence without its bodies."""
        pieces, at = [], first
        for party in named:
            if party.sort != "group":
                pieces.append(self.plain[at : party.start])
                at = party.end
        return " ".join(" ".join([*pieces, self.plain[at:last]]).split())
