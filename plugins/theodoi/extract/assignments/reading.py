"""Reads a text clause by clause: an order names who gives and who gets, what follows goes on with them."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, replace

from theodoi.extract.assignments import cues
from theodoi.extract.assignments.deadlines import Deadline, Deadlines
from theodoi.extract.assignments.found import Assignment
from theodoi.extract.assignments.parties import Parties, Party, anchored, pattern
from theodoi.extract.assignments.tasks import Told, Words
from theodoi.extract.document import Document
from theodoi.extract.organisations import read as read_organisations
from theodoi.extract.spans import Context

_BORDER = pattern(r";|,? đồng thời[, ]")
_PREPOSITION = pattern(
    r"(?<!\w)(?:của|với|tại|về|cho|trong|theo|trước|đến|tới|từ|sang|ở|bởi|giữa|thuộc|qua|gồm|là|như|giúp|trình|báo cáo|gửi|lên|dự|mà|nơi|khi|nếu|ngài) $"
)
_LINE_OF_PARTIES = pattern(r"[\s:*.]*$")
_NOTHING_YET = pattern(
    r"[\s,]*(?:cần |phải )?(?:(?:tập trung |tiếp tục |khẩn trương |nghiêm túc )*(?:thực hiện|triển khai)?(?: tốt)?(?: một số| các)?(?: công việc| nội dung| nhiệm vụ| giải pháp| việc| vấn đề| yêu cầu|,| trọng tâm| chủ yếu| cụ thể| và)*(?: cụ thể)?(?: như)?(?: sau)?(?: đây)?)?:[\s*]*$"
)
_TIME_OF_TASK = pattern(
    r"[^\w]*(?:thời gian|thời hạn|hạn chót|hạn|việc|yêu cầu hoàn thành|hoàn thành|kết quả|tiến độ|nhiệm vụ này|công việc này|nội dung này|báo cáo)(?!\w)"
)
_INTERRUPTING = "đã|đang|vừa|từng|cho biết|cho hay|cho rằng|khẳng định|nhìn nhận|đánh giá"
_INTERRUPTS = anchored(rf"(?<!\w)(?:{_INTERRUPTING})(?!\w)", _INTERRUPTING)
_ITEM = pattern(r"[-+•*(]|\d{1,2}[.)]|[a-zđ][.)]")
_TELLS = pattern(r"(?<!\w)(?:cho thấy|cho hay|cho biết|nhìn nhận|cho rằng|khẳng định)(?!\w)")
_WORK_OF_THEIRS = pattern(r"đề xuất|chỉ đạo|đôn đốc|quán triệt|lưu ý|nhắc|mong|phân công|khuyến nghị|kêu gọi|gợi ý")
_BY_LAW = pattern(r"theo (?:quy định (?:của|tại) |khoản \d+ |điều \d+ )*(?:bộ )?luật(?!\w)")
_PHASE = pattern(r"[^\w]*giai đoạn (?:từ nay )?đến")
_SAME_TASK = 0.8
_OCCASION = pattern(
    r"(?:tại|trong) (?:hội nghị|cuộc họp|phiên họp|buổi làm việc|buổi họp báo|họp báo|cuộc họp báo|diễn đàn|hội thảo|kỳ họp|lễ|phiên chất vấn)[^,.;:\n]{0,120}"
)
_LONGEST = 4000
_OCCASION_REACH = 1500
_SPEECH_REACH = 160
_ALWAYS_ASKS = pattern(r"kêu gọi|mời gọi|gợi ý|khuyến nghị|mong|bày tỏ")


@dataclass(slots=True)
class _Order:
    """The order that a text goes on with. While it `runs`, clauses without a verb of giving belong to it."""

    giver: Party | None = None
    kind: str | None = None  # None: by authority
    assignees: tuple[Party, ...] = ()
    partners: tuple[Party, ...] = ()
    channel: Party | None = None
    basis: str | None = None
    runs: bool = False
    phase: Deadline | None = None  # the time at the head of the tasks that follow: "Giai đoạn đến hết năm 2025, …"
    standing: bool = False  # duties that a body has by its constitution


class Reading:
    """The reading of one text."""

    def __init__(self, document: Document) -> None:
        self.document, self.plain, self.folded = document, document.plain, document.folded
        self.parties = document.once(Parties)
        self.deadlines = Deadlines(document)
        self.words = Words(document, self.parties, self.deadlines)
        self.order = _Order()
        self.speaker: Party | None = None
        self._borders = [mark.start() for mark in _BORDER.finditer(self.folded)]
        self.found: list[Assignment] = []
        self._sentence_at = (0, 0)
        self._clause_at = 0
        self._given_at: int | None = None  # where the verb of giving of the clause ends
        self._begins_at = 0
        self._went_on = False  # whether the clause belonged to the task before
        self._follows = True  # whether a clause without a subject may go on with what stands before it

    def tasks(self) -> tuple[Assignment, ...]:
        """The tasks of the text, each once."""
        self._title_told()
        bounds = self.document.sentences
        for first, last in zip(bounds.starts, bounds.ends, strict=True):
            if last - first > 8:
                self._sentence(first, min(last, first + _LONGEST))
        return _once(self.found)

    def _title_told(self) -> None:
        """The giver that the headline names, where it does not stand in the text: "Thủ tướng phê duyệt phương án"."""
        title = self.document.context.title
        if title is None or self.plain.startswith(title[:40]):
            return
        headline = Document(title, Context(self.document.context.published_on))
        headline.found = headline.found.plus("organisations", read_organisations(headline))
        for party in Parties(headline).all:
            if party.sort in ("body", "office") and cues.DOCUMENT_TOLD.match(headline.folded, party.end):
                self.order = _Order(party, runs=True)
                return

    # sentences -------------------------------------------------------------------------------------------------------
    def _sentence(self, first: int, last: int) -> None:
        self._sentence_at, self._follows = (first, last), True
        begin = self._begins_at = cues.OPENER.match(self.folded, first).end()  # type: ignore[union-attr]
        if self._heads_list(begin, last):
            return
        if self._is_heading(first, last):
            self.order.basis, self.order.assignees, self.order.standing = None, (), False
            return
        before = len(self.found)
        tells_document = self._document_told(first, begin, last)
        at = first
        while at < last:
            count, self._went_on = len(self.found), False
            end = self._clause(at, self._border(at, last), last)
            self._follows = len(self.found) > count or self._went_on or self.folded[end : end + 1] == ":"
            at = end + 1
        if len(self.found) == before and not tells_document:
            self._aside(first, last)
        self._notes_speaker(first, last)

    def _is_heading(self, first: int, last: int) -> bool:
        """Whether a sentence is a line of its own that no mark ends: no sentence, and no item of a list."""
        line = self.document.lines.at(first)
        words = self.plain[first:last].strip()
        # A raw text has lines of blanks alone.
        if not words or line[0] != first or last < line[1] or len(words) > 110:
            return False
        if words.startswith(("#", "**")) and words.endswith("*"):
            return True
        return words[-1].isalnum() and not _ITEM.match(words) and not self._orders(first, last)

    def _border(self, at: int, last: int) -> int:
        """Where the clause that begins at an offset ends, brackets and quotations whole."""
        for i in range(bisect_left(self._borders, at + 1), len(self._borders)):
            border = self._borders[i]
            if border >= last:
                break
            inside = self.folded[at:border]
            if inside.count("(") <= inside.count(")") and inside.count("“") <= inside.count("”"):
                return border
        return last

    def _heads_list(self, begin: int, last: int) -> bool:
        """Whether a line names those whose tasks follow: "2. Các sở, ngành:", "Bộ Nội vụ chủ trì, phối hợp với …:"."""
        if self._promises_list(begin, last):
            return True
        listed, stop = self.parties.listed(begin, last)
        if not listed or not self.order.giver:
            return False
        if _LINE_OF_PARTIES.match(self.folded[stop:last]):
            self._gets(listed)
            return True
        if self.folded[begin:last].rstrip(" *").endswith(":") and cues.FUNCTION.search(self.folded, stop, last):
            self._gets(listed, standing=True)
            return True
        if self.folded[begin:last].rstrip(" *").endswith(":") and not self._orders(stop, last):
            told = self.words.read(stop, last, begin)
            self._gets(listed, told.partners if told else ())
            return True
        return False

    def _promises_list(self, begin: int, last: int) -> bool:
        """Whether a line names a body whose own plans follow: "Từ nay đến năm 2020, Chính phủ tập trung vào những nhiệm vụ:"."""
        if not self.folded[begin:last].rstrip(" *").endswith(":") or self._orders(begin, last):
            return False
        for listed, stop in self._subjects(begin, last):
            if cues.PLANS.match(self.folded, stop, last):
                self.order = _Order(None, "commit", listed, runs=True)
                return True
        return False

    def _gets(self, assignees: tuple[Party, ...], partners: tuple[Party, ...] = (), *, standing: bool = False) -> None:
        self.order.assignees, self.order.partners, self.order.standing = assignees, partners, standing
        self.order.runs = True

    def _document_told(self, first: int, begin: int, last: int) -> bool:
        """Sets the giver that a sentence names as the maker of the document that is told; whether it names one."""
        for party in self.parties.between(first, last):
            if party.sort not in ("body", "office", "place") or self._is_led(party):
                continue
            if told := cues.DOCUMENT_TOLD.match(self.folded, party.end, last):
                giver, channel = party, None
                for other in self.parties.between(told.end() - 12, min(last, told.end() + 60)):
                    if cues.CONVEYED.search(self.folded, party.end, other.start):
                        giver, channel = other, party
                        break
                self.order = _Order(giver, channel=channel, runs=True)
                return True
        if (effect := cues.EFFECT.search(self.folded, begin, min(last, begin + 200))) and self.order.giver:
            cited = [
                d.number
                for d in self.words.decrees.between(effect.start(), effect.end())
                if d.number and d.form == "full"
            ]
            self.order.runs = True
            if cited and "như sau" in effect.group():
                self.order.basis = cited[0]
        return False

    def _is_led(self, party: Party) -> bool:
        """Whether a preposition before a party makes it no subject."""
        return bool(_PREPOSITION.search(self.folded, max(0, party.start - 12), party.start))

    def _aside(self, first: int, last: int) -> None:
        """A sentence without a task: it dates the last one, or ends what the order goes on with."""
        if self.found and _TIME_OF_TASK.match(self.folded, first) and self._dates_task(first, last):
            return
        if _INTERRUPTS.search(self.document, self.folded, first, last) and not cues.EFFECT.match(
            self.folded, first, last
        ):
            self.order.runs = False

    def _dates_task(self, first: int, last: int) -> bool:
        """Gives the task that a sentence speaks of the time that it tells: the one that shares its words, else the last."""
        times = self.deadlines.find(first, last)
        if not times or self.found[-1].start < first - 1500:
            return False
        said = Counter(self.folded[first : times[-1].start].split())
        recent = [i for i, task in enumerate(self.found) if task.start > first - 1500][-4:]
        best = max(
            recent,
            key=lambda i: (
                sum((said & Counter(self.folded[self.found[i].start : self.found[i].end].split())).values()),
                i,
            ),
        )
        self.found[best] = self._dated(self.found[best], times[-1])
        return True

    def _dated(self, task: Assignment, time: Deadline) -> Assignment:
        """A task with a deadline."""
        return replace(
            task,
            deadline=time.iso,
            deadline_precision=time.precision,
            deadline_kind=time.sort,
            deadline_words=self.document.text[time.start : time.end],
            starts_on=time.iso if time.sort == "from" else None,
        )

    def _notes_speaker(self, first: int, last: int) -> None:
        for party in self.parties.between(first, last):
            if party.sort == "group" or self._is_led(party):
                continue
            said = cues.SPEECH.search(self.document, self.folded, party.end, min(last, party.end + _SPEECH_REACH))
            if party.speaks or said:
                self.speaker = party
                return

    # clauses ---------------------------------------------------------------------------------------------------------
    def _clause(self, at: int, end: int, last: int) -> int:
        """Reads the clause at:end; returns where it ends, further off when a list of bodies goes beyond its border."""
        begin = cues.OPENER.match(self.folded, at, end).end()  # type: ignore[union-attr]
        self._clause_at, self._given_at = at, None
        for read in (self._transfer, self._ordered, self._duty, self._promised, self._bare):
            if (stop := read(begin, end, last)) is not None:
                return stop
        self._went_on = self._goes_on(at, end)
        return end

    def _goes_on(self, at: int, end: int) -> bool:
        """A clause behind a semicolon without a verb of its own belongs to the task before: "…; quy chế phối hợp"."""
        first, _ = self._sentence_at
        if at == first or not self.found or self.plain[at - 1] != ";":
            return False
        task = self.found[-1]
        if task.start < first or task.end < at - 3 or _INTERRUPTS.search(self.document, self.folded, at, end):
            return False
        if self.parties.at(at, reach=3):
            return False
        if told := self.words.read(task.start, end, task.start):
            self.found[-1] = replace(
                task,
                end=told.end,
                quote=self.document.text[task.start : told.end],
                task=self.plain[task.start : told.end],
            )
        return True

    def _transfer(self, begin: int, end: int, last: int) -> int | None:
        moved = cues.TRANSFER.search(self.document, self.folded, begin, end)
        if moved is None:
            return None
        holders, _ = self.parties.listed(moved.start("from"), last)
        takers, _ = self.parties.listed(moved.start("to"), last)
        if not holders or not takers:
            return None
        giver = self._subject(begin, moved.start()) or self.order.giver
        start, stop = moved.span("task")
        for first, till in self.words.parts(start, stop):
            self._emit(takers, first, till, "transfer", giver, holder=holders[0], method="assignments/transfer")
            self._clause_at = till
        self.order.runs = True
        return end

    def _ordered(self, begin: int, end: int, last: int) -> int | None:
        """A verb of giving with those who get: "X yêu cầu |Y |làm Z"."""
        for verb in cues.ORDERS.finditer(self.document, self.folded, begin, end):
            if cues.NOUN.search(self.folded, max(begin, verb.start() - 24), verb.start()):
                continue
            giver = self._subject(begin, verb.start())
            if giver is None and begin != self._begins_at:
                giver = self._subject_of_sentence(verb.start())
            if giver is None and _WORK_OF_THEIRS.match(verb["verb"]):
                continue
            if cues.FUNCTION.search(self.folded, begin, verb.start()):
                continue
            found = self._whom(verb.end(), last, asks=verb["ask"] is not None)
            if found is None:
                if (
                    verb["give"]
                    or _WORK_OF_THEIRS.match(verb["verb"])
                    or (giver is None and not self._starts(begin, verb.start()))
                ):
                    continue
                stop = self._asks_anyone(verb.end(), end, giver)
                if stop is None:
                    continue
                assignees: tuple[Party, ...] = self.order.assignees if self.order.runs else ()
            else:
                assignees, stop = found
            giver = giver or self._carried()
            kind = self._kind(verb["verb"], verb["ask"] is not None, giver, assignees)
            self._given_at = verb.end()
            channel = self.order.channel if giver == self.order.giver else None
            self.order = _Order(giver, kind, assignees, channel=channel, runs=True)
            end = max(self._border(stop, last), stop)
            if _NOTHING_YET.match(self.folded[stop:end]):
                return end
            if self.folded[stop : stop + 1] == ":" and not assignees:
                return stop
            self._emit_all(assignees, stop, end, kind, giver, "assignments/order")
            return end
        return None

    def _orders(self, first: int, last: int) -> bool:
        """Whether a verb of giving stands in first:last."""
        return any(
            not cues.NOUN.search(self.folded, max(first, verb.start() - 24), verb.start())
            for verb in cues.ORDERS.finditer(self.document, self.folded, first, last)
        )

    def _starts(self, begin: int, at: int) -> bool:
        """Whether nothing but adverbs stands between two offsets."""
        return cues.ADVERBS.fullmatch(" " + self.folded[begin:at]) is not None or at == begin

    def _asks_anyone(self, at: int, end: int, giver: Party | None) -> int | None:
        """Where the task begins of an order that names nobody: "yêu cầu |rà soát …"."""
        start = self.words.begin(at, end)
        if lead := cues.LEAD.match(self.folded, start, end):
            start = lead.end()
        return start if cues.WORK.match(self.folded, start) or self.folded[at:end].strip() == ":" else None

    def _whom(self, at: int, last: int, *, asks: bool) -> tuple[tuple[Party, ...], int] | None:
        """Those behind a verb of giving, and where their task begins. Of a chain those who are asked to act in the end."""
        chained = cues.CHAINED.match(self.folded, at, last)
        if chained:
            at = chained.end()
        start = cues.TO_WHOM.match(self.folded, at, last).end()  # type: ignore[union-attr]
        listed, stop = self.parties.listed(start, last)
        if not listed:
            return None
        if asks and (further := cues.CHAINED.match(self.folded, stop, last)):
            others, end = self.parties.listed(further.end(), last)
            if others:
                return others, end
        return listed, stop

    def _subject(self, begin: int, at: int) -> Party | None:
        """The party that a verb at an offset has as its subject."""
        for party in reversed(self.parties.between(begin, at)):
            if party.end > at or self._is_led(party):
                continue
            if party.sort in ("group", "place") and not self._starts(party.end, at):
                continue
            return party
        if cues.PRONOUN.search(self.folded, begin, at):
            return self.speaker
        return None

    def _subject_of_sentence(self, at: int) -> Party | None:
        """The party that the sentence begins with, for a later clause: "X quyết định …; đồng thời đề nghị |Y"."""
        for party in self.parties.between(self._begins_at, at):
            if party.sort != "group" and not self._is_led(party):
                return party
        return None

    def _carried(self) -> Party | None:
        return self.order.giver or self.speaker

    def _kind(self, verb: str, asks: bool, giver: Party | None, assignees: tuple[Party, ...]) -> str:
        """Authority decides: what a superior asks is an order, an order of none but a superior is one anyway."""
        if not asks:
            return "assign"
        if _ALWAYS_ASKS.match(verb):
            return "request"
        return "assign" if giver and self._is_over(giver, assignees) else "request"

    @staticmethod
    def _is_over(giver: Party, assignees: tuple[Party, ...]) -> bool:
        return all(giver.rank >= party.rank + 0.5 for party in assignees)

    def _duty(self, begin: int, end: int, last: int) -> int | None:
        """Somebody who must: "X có trách nhiệm |làm Z", "X cần |làm Z", "X được giao |làm Z"."""
        for listed, stop in self._subjects(begin, last):
            duty = cues.DUTY.match(self.folded, stop, last)
            if duty is None:
                continue
            word = duty["duty"]
            given = word.startswith(("có", "được", "chịu"))
            giver = None if word.startswith("được giao") and not self.order.runs else self._carried()
            if giver is not None and any(giver.name == party.name for party in listed):
                giver = None
            if giver is None and not given:
                continue
            if "kiến nghị" in word or "đề nghị" in word:
                kind = "request"
            elif given or giver is None or self._is_over(giver, listed):
                kind = "assign"
            else:
                kind = "assign" if self.order.kind == "assign" and self.order.runs else "request"
            self.order = replace(
                self.order, giver=giver or self.order.giver, kind=kind, assignees=listed, partners=(), runs=True
            )
            end = max(self._border(stop, last), stop)
            self._emit_all(listed, duty.end(), end, kind, giver, "assignments/duty")
            return end
        return None

    def _subjects(self, begin: int, last: int) -> list[tuple[tuple[Party, ...], int]]:
        """Lists of parties that may be the subject of a clause, each with where it ends."""
        end = self._border(begin, last)
        made, behind = [], begin
        for party in self.parties.between(begin, end):
            if party.start < behind or self._is_led(party):
                continue
            listed, stop = self.parties.listed(party.start, last)
            made.append((listed, stop))
            behind = stop
        return made

    def _promised(self, begin: int, end: int, last: int) -> int | None:
        """A body that says that it will do something."""
        for listed, stop in self._subjects(begin, end):
            promise = cues.PROMISE.match(self.folded, stop, end)
            if promise:
                self._emit_all(listed, promise.end(), end, "commit", None, "assignments/promise")
                return end
        return None

    def _bare(self, begin: int, end: int, last: int) -> int | None:
        """A clause of an order that runs: with its own subject, or with the one before."""
        if not self.order.runs or (self.order.giver is None and self.order.kind is None):
            return None
        if self.order.giver is None and self.order.kind != "commit" and begin == self._begins_at:
            return None
        start = begin
        if lead := cues.LEAD.match(self.folded, begin, end):
            start = lead.end()
        for at in dict.fromkeys((begin, start)):
            listed, stop = self.parties.listed(at, last)
            if listed:
                if self._is_bare_work(listed, stop, last):
                    end = max(self._border(stop, last), stop)
                    self.order = replace(self.order, assignees=listed, partners=(), standing=False)
                    self._emit_all(listed, stop, end, self._kind_now(listed), self.order.giver, "assignments/bare")
                    return end
                return None
        if not self._follows or len(self.folded[begin:end].split()) < 4 or _TELLS.search(self.folded, begin, end):
            return None
        at = self.words.begin(start, end)
        if self.order.assignees and cues.WORK.match(self.folded, at, end):
            self._emit_all(
                self.order.assignees,
                at,
                end,
                self._kind_now(self.order.assignees),
                self.order.giver,
                "assignments/goes_on",
            )
            return end
        if self.order.assignees and cues.PASSIVE.match(self.folded, begin, end):
            self._emit_all(
                self.order.assignees,
                begin,
                end,
                self._kind_now(self.order.assignees),
                self.order.giver,
                "assignments/passive",
            )
            return end
        return None

    def _is_bare_work(self, listed: tuple[Party, ...], stop: int, last: int) -> bool:
        giver = self.order.giver
        if giver is not None and any(party.name == giver.name for party in listed):
            return False
        at = self.words.begin(stop, last)
        return cues.DONE.match(self.folded, at) is None and cues.WORK.match(self.folded, at) is not None

    def _kind_now(self, assignees: tuple[Party, ...]) -> str:
        if self.order.kind:
            return self.order.kind
        giver = self.order.giver
        return "assign" if giver and self._is_over(giver, assignees) else "request"

    # tasks -----------------------------------------------------------------------------------------------------------
    def _emit_all(
        self, assignees: tuple[Party, ...], start: int, end: int, kind: str, giver: Party | None, method: str
    ) -> None:
        """The tasks in start:end: pieces with a thing of their own, and work that the last words name for another body."""
        if theirs := self.words.for_them(start, end):
            party, work = theirs
            clause = self._clause_at
            self._emit_all(assignees, start, self.folded.rindex(", để", start, party.start), kind, giver, method)
            self._clause_at = clause
            self._emit((party,), work, end, kind, giver, method=method)
            return
        for first, till in self.words.parts(start, end):
            self._emit(assignees, first, till, kind, giver, method=method)
            self._clause_at = till

    def _emit(
        self,
        assignees: tuple[Party, ...],
        start: int,
        end: int,
        kind: str,
        giver: Party | None,
        *,
        holder: Party | None = None,
        method: str,
    ) -> None:
        told = self.words.read(start, end, self._clause_at, self._given_at)
        if told is None or not assignees:
            return
        first, last = self._sentence_at
        task = Assignment(
            start=told.start,
            end=told.end,
            quote=self.document.text[told.start : told.end],
            confidence=0.6 if self._is_soft(told, kind) else 0.85,
            method=method,
            optional=self._is_soft(told, kind),
            task=self.plain[told.start : told.end],
            kind=kind,
            assignees=assignees,
            partners=told.partners or (self.order.partners if kind != "commit" else ()),
            giver=giver if kind != "commit" else None,
            holder=holder,
            channel=self.order.channel if giver is not None and giver == self.order.giver else None,
            recurrence=told.recurrence,
            basis=told.basis or (self.order.basis if kind != "commit" else None),
            output=told.output,
            said_by_person=self._said_by(kind)[0],
            said_by_office=self._said_by(kind)[1],
            venue=self._venue(first, last) if kind == "commit" else None,
            party_order=giver is not None and giver.party,
            sentence=self.document.text[first:last],
        )
        deadline = told.deadline or (self.order.phase if method.endswith("goes_on") else None)
        if told.deadline and _PHASE.match(self.folded, first, told.deadline.end) and told.deadline.end <= told.start:
            self.order.phase = told.deadline
        self.found.append(self._dated(task, deadline) if deadline else task)

    def _venue(self, first: int, last: int) -> str | None:
        """The occasion that a sentence or those before it name last."""
        held = list(_OCCASION.finditer(self.folded, max(0, first - _OCCASION_REACH), last))
        return self.document.text[held[-1].start() : held[-1].end()] if held else None

    def _said_by(self, kind: str) -> tuple[str | None, str | None]:
        if kind != "commit" or self.speaker is None:
            return None, None
        return self.speaker.person, self.speaker.office

    def _is_soft(self, told: Told, kind: str) -> bool:
        clause = self.folded[self._clause_at : told.start]
        return (
            told.soft
            or (self.order.standing and kind != "commit")
            or cues.IF.match(self.folded, self._clause_at) is not None
            or _BY_LAW.match(self.folded, self._begins_at) is not None
            or cues.PROHIBITED.match(self.folded, told.start) is not None
            or cues.FUNCTION.search(clause) is not None
        )


def _once(found: list[Assignment]) -> tuple[Assignment, ...]:
    """The tasks in order, one that is told again once: the one that tells more."""
    kept: list[Assignment] = []
    for task in found:
        words = Counter(task.task.casefold().split())
        same = next(
            (i for i, other in enumerate(kept[-60:], max(0, len(kept) - 60)) if _is_same(words, task, other)), None
        )
        if same is None:
            kept.append(task)
    return tuple(sorted(kept, key=lambda task: (task.start, task.end)))


def _is_same(words: Counter[str], task: Assignment, other: Assignment) -> bool:
    if {p.name for p in task.assignees} != {p.name for p in other.assignees}:
        return False
    others = Counter(other.task.casefold().split())
    return 2 * sum((words & others).values()) >= _SAME_TASK * (words.total() + others.total())
