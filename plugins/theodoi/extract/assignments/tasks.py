"""The words of one task: where they begin and end, whom one works with, by when, on what ground, what comes of it."""

from __future__ import annotations

from dataclasses import dataclass

from theodoi.extract.assignments import cues
from theodoi.extract.assignments.deadlines import Deadline, Deadlines
from theodoi.extract.assignments.parties import Parties, Party, pattern
from theodoi.extract.document import Document
from theodoi.extract.spans import InOrder

_MODAL = pattern(
    r"[\s,:“\"*-]*(?:(?:phải|cần(?: phải)?|cũng|đều|thì|hãy|nên|sẽ|có trách nhiệm|rằng|và|để|trong thời gian tới|thời gian tới|tới đây)(?!\w),? ?)*"
)
_LEADING = pattern(
    r"(?:là cơ quan |làm đầu mối |giữ vai trò )?chủ trì(?:,? (?:và )?|, )(?:cùng |phối hợp |với |chặt chẽ |các )*"
)
_TOGETHER = pattern(
    r"(?:chủ trì,? (?:và )?)?(?:chủ động |tích cực |thường xuyên )?phối hợp(?: chặt chẽ)?(?:,? (?:kịp thời|đồng bộ|hiệu quả|thường xuyên))*,? (?:cùng với|cùng|với)(?: với)? "
)
_TOGETHER_WITHIN = pattern(r"(?:phối hợp|hợp tác)(?: chặt chẽ| chính thức)? (?:cùng với|cùng|với) ")
_TAIL = pattern(r"[\s.,;:…/“”\"*-]+$")
_BEFORE_TIME = pattern(
    r"(?:,? (?:và |để )?(?:hoàn thành|xong|thời hạn(?: hoàn thành)?|báo cáo(?: kết quả)?|hoàn thành việc này|việc [^,;.]{3,40} hoàn thành|bắt đầu|thực hiện))?,? ?$"
)
_GROUND = pattern(
    r"(?:(?:theo(?: đúng)?|bám sát)(?: (?:các )?(?:quy định|yêu cầu|nội dung|tinh thần|chỉ đạo|nhiệm vụ[^,;.]{0,50}))?(?: tại| của| trong)?|(?:căn cứ|trên cơ sở)(?: vào)?(?: [^,;.]{0,40})?)(?: các)? $"
)
_GROUND_FIRST = pattern(
    r"^[^\w]*(?:thực hiện|triển khai|để triển khai|để thực hiện|căn cứ|theo)(?: các)?(?: điều \d+,?)? $"
)
_AND_GROUND = pattern(r"[^;.]{0,60}?(?:,| và) ?$")
_GROUND_TAIL = pattern(r",? (?:theo|bám sát|trên cơ sở|căn cứ)(?!\w)[^;]*$")
_OUTPUTS = (
    ("operate", pattern(r"đưa(?: \w+){0,8}? vào (?:vận hành|sử dụng|khai thác|hoạt động)|khai trương")),
    ("submit", pattern(r"(?:^|, |và |để |sớm |khẩn trương )trình(?!\w| độ| diễn| bày)")),
    ("issue", pattern(r"(?:^|, |và |sớm |khẩn trương )ban hành(?!\w)")),
    ("approve", pattern(r"(?:^|, |và |sớm |khẩn trương )phê duyệt(?!\w)")),
    ("hand_over", pattern(r"(?:^|, |và |sớm |khẩn trương )bàn giao(?!\w)")),
    ("report", pattern(r"(?:^|, |và |định kỳ |hàng \w+ )báo cáo(?!\w)")),
    ("complete", pattern(r"(?:^|, |và |sớm |khẩn trương )hoàn thành(?!\w)")),
)
_NO_WORDS = pattern(
    r"[^a-zà-ỹđ]*(?:(?:đồng thời|trong đó|giai đoạn|cụ thể|theo đó|và|phải|cần|sẽ|tới|này|bộ trưởng cho biết|cho biết|thêm|là)(?!\w)[^a-zà-ỹđ]*)*"
)
# "làm Phó Chủ tịch Ủy ban, |trực tiếp chỉ đạo …": the office is no task, what stands behind it is.
_APPOINTED = pattern(r"(?:thôi )?làm (?:phó |tổ |chủ tịch|thành viên|ủy viên|trưởng|tổng thư ký)[^,;]{0,120}, ")
_FOR_THEM = pattern(r", để $")


@dataclass(frozen=True, slots=True)
class Told:
    """What the words start:end of one task say."""

    start: int
    end: int
    partners: tuple[Party, ...]
    deadline: Deadline | None
    starts: Deadline | None
    recurrence: str | None
    basis: str | None
    output: str | None
    soft: bool


class Words:
    """Reads the words of tasks in one text."""

    def __init__(self, document: Document, parties: Parties, deadlines: Deadlines) -> None:
        self.document, self.plain, self.folded = document, document.plain, document.folded
        self.parties, self.deadlines = parties, deadlines
        self.decrees = InOrder(document.found.decrees)

    def parts(self, start: int, end: int) -> list[tuple[int, int]]:
        """The words start:end in pieces of one thing each: "… và sớm trình …" has its own."""
        pieces, at = [], start
        for joint in cues.AND_SOON.finditer(self.folded, start, end):
            if self._has_object(at, joint.start()) and self._has_object(joint.end(), end):
                pieces.append((at, joint.start()))
                at = joint.end()
        return [*pieces, (at, end)]

    def _has_object(self, start: int, end: int) -> bool:
        """Whether words are a verb with a thing of its own, no verb that shares what follows."""
        start = self.begin(start, end)
        return len(self.folded[start:end].split()) > 7 and bool(cues.WORK.match(self.folded, start))

    def begin(self, start: int, end: int) -> int:
        """Where a task begins behind words of duty."""
        return min(end, _MODAL.match(self.folded, start, end).end())  # type: ignore[union-attr]

    def read(self, start: int, end: int, clause: int, since: int | None = None) -> Told | None:
        """What the words start:end tell; `clause` is where their clause begins, and times before the task count from
        `since` on: what stands before a verb of giving is when it was given. None where too little is said."""
        start, partners = self._partners(self.begin(start, end), end)
        start = self.begin(start, end)
        if appointed := _APPOINTED.match(self.folded, start, end):
            work = appointed.end()
            start = work if cues.WORK.match(self.folded, work) else start
        deadline, starts = self._times(clause if since is None else since, start, end)
        end = self._end(start, end, deadline)
        task = self.folded[start:end]
        if len(task.split()) < 2:
            return None
        return Told(
            start,
            end,
            partners,
            deadline,
            starts,
            self.deadlines.recurrence(clause, end + 40 if deadline else end),
            self._basis(clause, start, end),
            next((name for name, form in _OUTPUTS if form.search(task)), None),
            cues.SOFT.match(task) is not None and deadline is None,
        )

    def _partners(self, start: int, end: int) -> tuple[int, tuple[Party, ...]]:
        """With whom, and where the task begins behind it: "chủ trì, phối hợp với X |xây dựng"."""
        if together := _TOGETHER.match(self.folded, start, end):
            listed, stop = self.parties.listed(together.end(), end)
            if listed:
                rest = self.begin(stop, end)
                if cues.WORK.match(self.folded, rest) or len(self.folded[rest:end].split()) > 3:
                    return (rest, listed) if cues.WORK.match(self.folded, rest) else (start, listed)
                return start, listed
        if within := _TOGETHER_WITHIN.search(self.folded, start, end):
            return start, self.parties.listed(within.end(), end)[0]
        lead = _LEADING.match(self.folded, start, end)
        if lead and lead.group().endswith(", ") and cues.WORK.match(self.folded, lead.end()):
            return lead.end(), ()
        return start, ()

    def _times(self, clause: int, start: int, end: int) -> tuple[Deadline | None, Deadline | None]:
        """The deadline of a task, and the time from which it is to be done: those in its words, else those before it."""
        found = self.deadlines.find(start, end)
        if not found:
            found = self._times_before(clause, start)
        if not found:
            return None, None
        chosen = found[-1]
        starts = next((d for d in found if d.sort == "from"), None)
        return chosen, starts

    def _times_before(self, clause: int, start: int) -> list[Deadline]:
        """The times before a task that are its own: at the head of the clause, or right before the verb. No purpose holds them."""
        return [
            time
            for time in self.deadlines.find(clause, start, opening=True)
            if _NO_WORDS.fullmatch(self.folded[clause : time.start])
            or _NO_WORDS.fullmatch(self.folded[time.end : start])
        ]

    def _end(self, start: int, end: int, deadline: Deadline | None) -> int:
        """Where a task ends: before its deadline where nothing follows that."""
        tail = _TAIL.search(self.folded, start, end)
        end = tail.start() if tail else end
        if deadline and start < deadline.start < end and deadline.end >= end - 12:
            before = _BEFORE_TIME.search(self.folded, start, deadline.start)
            cut = before.start() if before else deadline.start
            end = cut if cut > start + 8 else deadline.start
            tail = _TAIL.search(self.folded, start, end)
            end = tail.start() if tail else end
        return end

    def _basis(self, clause: int, start: int, end: int) -> str | None:
        """The numbers of the documents on whose ground a task is given: "theo quy định tại Nghị định …"."""
        numbers: list[str] = []
        last = None
        for mention in self.decrees.between(clause, end):
            if mention.number is None or mention.form == "back":
                continue
            low = max(clause, mention.start - 110)
            lead = self.folded[low : mention.start]
            goes_on = last is not None and _AND_GROUND.fullmatch(self.folded[last : mention.start])
            if goes_on or _GROUND.search(lead) or (mention.start < start and _GROUND_FIRST.search(lead)):
                if mention.number not in numbers:
                    numbers.append(mention.number)
                last = mention.end
        return "; ".join(numbers) or None

    def for_them(self, start: int, end: int) -> tuple[Party, int] | None:
        """A body that the end of a task names for work of its own: "…, để |Bộ Nội vụ tổng hợp"; with where its work begins."""
        for party in self.parties.between(start, end):
            if _FOR_THEM.search(self.folded, start, party.start):
                work = self.begin(party.end, end)
                if cues.WORK.match(self.folded, work):
                    return party, work
        return None
