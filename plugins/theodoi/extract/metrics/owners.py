"""Whose figure it is: the body that has, does or counts it, told by subject or possession, never by nearness.

In this order: the possessor in the figure's own phrase ("500 giường của Bệnh viện …", "436 đại biểu Quốc hội"), the possessor
of the subject ("cơ cấu tổ chức của Bộ … gồm 25 đơn vị"), the body that acts in the clause, the subject that the sentence
leaves out or points to ("Đơn vị đã …", "Đã tiếp nhận …"), the figure that it is a part of, the body that a report is about.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from theodoi.extract.document import Document
from theodoi.extract.metrics.areas import ALL_PROVINCES, FIRMS
from theodoi.extract.metrics.objects import Measure
from theodoi.extract.metrics.speakers import REPORT_REACH, SOURCE_BEFORE
from theodoi.extract.spans import InOrder, Metric, OrganisationMention
from theodoi.extract.syntax import ADVERB, HAVE, JOINT, MARK, NAME, NUMBER, PARTICLE, PREPOSITION, SIZE, TIME, Sentence
from theodoi.registry.names import fold

# Patterns are matched on folded text.
_OF = re.compile(r"(?:của|tại|ở|thuộc|trực thuộc|trên địa bàn)(?: (?:các|tỉnh|thành phố|tp\.?|huyện|tòan))? $")
_PART_MARK = re.compile("[,;.:()]")
# People and parts that a body consists of: its name right behind them says whose they are.
_MEMBERS = re.compile(
    r"(?<!\w)(?:đại biểu|ủy viên|uỷ viên|thành viên|cán bộ|công chức|viên chức|nhân viên|biên chế|đảng viên|hội viên|đòan viên|cổ đông|khách hàng"
    r"|sinh viên|học sinh|giảng viên|giáo viên|bác sĩ|chiến sĩ|sở, ban, ngành|sở, ngành|ban chuyên môn) $"
)
_IN_BRACKET = re.compile(r" ?\((?:hiện |đang |mới )?(?:có|gồm|với|còn|thừa|thiếu)?\s*(?:hơn|gần|khỏang|trên|tới)?\s*")
# The next member of an enumeration has subjects of its own, unless the figure itself opens it.
_ITEM = re.compile(r"(?:;|\((?:[ivx]+|\d|[a-e])\))(?P<own>[^;]*)")
_NO_SUBJECT = re.compile(r"(?:\s|và|có|còn|khỏang|gần|hơn|trên|chừng|xấp xỉ|ước|tổng cộng|[-+(])*")
_PART_OF = re.compile(r"(?:trong đó|cụ thể|bao gồm|gồm)(?:,|:)?(?:\s|đã|có|còn|khỏang|gần|hơn|trên|chừng|xấp xỉ)*")
# What somebody must do is no figure of the doer's yet.
_GIVEN = re.compile(r"(?<!\w)(?:chủ trì|yêu cầu|giao|phối hợp với|có trách nhiệm|chỉ đạo các|đề nghị các)(?!\w)")
# What somebody says, rules or finds of others is no figure of the one who does.
_OF_OTHERS = re.compile(
    r" (?:(?:đã|vừa|cũng|sẽ|đang|tiếp tục|mới|còn|từng|luôn) )*(?:xác định|nhận thấy|cho rằng|dự báo|ước tính|nhận định|đánh giá|xếp hạng|cảnh báo"
    r"|khuyến cáo|quy định|hướng dẫn|ban hành|công nhận|xin ý kiến|trình|có (?:văn bản|công văn|tờ trình|báo cáo|quyết định|thông báo|kết luận|ý kiến|chủ trương)"
    r"|công bố|thông báo|đề xuất|kiến nghị|đề nghị|đồng ý|thống nhất|chấp thuận|ra (?:quyết định|thông báo|lệnh)|kết luận|phê duyệt|xử phạt|phạt|tuyên|bác|ký|quyết nghị|xuất hiện|lan truyền|đăng(?: tải)?|biết|thừa nhận|mong muốn|muốn|kêu gọi|mời|chưa|không)(?!\w)"
)
# … nor is what somebody tells, finds or asks in the same breath.
_TELLS = re.compile(
    r"(?<!\w)(?:cho rằng|cho biết|cho hay|nhận định|dự báo|xác minh|khẳng định|nêu rõ|chỉ đạo|tham mưu|đề nghị|yêu cầu|tán đồng|phủ nhận|thừa nhận|cảnh báo|giao cho|kiến nghị|đề xuất)(?!\w)"
)
_PASSES = re.compile(r" (?:(?:đã|vừa|cũng|sẽ|chính thức|biểu quyết) )*(?:thông qua|phê chuẩn|quyết định)(?!\w)")
_VOTES = re.compile(r"(?:đại biểu|đbqh|tán thành|nhất trí|có mặt)(?!\w)")
_HOLDS = re.compile(r" (?:(?:đã|đang|hiện|cũng|còn|từng) )*(?:nắm giữ|sở hữu|góp|mua|bán|có)(?!\w)")
# A figure inside another phrase is not the doer's: "khảo sát ý kiến của 500 người tại 20 xã".
_WITHIN = re.compile(
    r"(?<!\w)(?:của|tại|ở|trong|trên|với|từ|đến|tới)(?: (?:các|những|hơn|gần|khỏang|tổng số|tòan bộ))* $"
)
_OPENED_BY = re.compile(r"(?:^|[,.] )với [^,;:]{0,40}$")
_KINDS_OF = {
    "công ty": FIRMS, "tập đòan": FIRMS, "doanh nghiệp": FIRMS, "ngân hàng": frozenset({"bank", "ministerial_agency"}), "hãng": FIRMS,
    "bệnh viện": frozenset({"hospital"}), "trường": frozenset({"school", "university"}), "bộ": frozenset({"ministry", "foreign_agency"}),
}  # fmt: skip
_COLON = re.compile(r" ?(?:\([^()]{1,40}\))? ?[:–-] ")
# Heads that point to the body named before: "bộ này", and as subjects "Đơn vị đã …", "nhà trường hiện có …".
_THIS_BODY = re.compile(
    r"(?<!\w)(?<!cơ )(?<!trụ )(?P<head>cơ quan|đơn vị|bộ|sở|doanh nghiệp|tập đoàn|cục|tổng cục|ngân hàng|công ty|trường|bệnh viện|hãng|quỹ) này(?!\w)"
)
_BARE_SUBJECT = re.compile(
    r"(?:^|(?<!cơ quan)[,;:] )(?P<head>đơn vị|cơ quan|nhà trường|bệnh viện|công ty|ngân hàng|tập đòan|hãng|trung tâm|tổng công ty|tổng cục|cục|sở|chi cục|viện|quỹ|hiệp hội) "
    r"(?:(?:cũng|hiện|hiện nay|hiện đã|mới|luôn) )*(?:đã|đang|vừa|hiện có|tiếp nhận|xử lý|giải quyết|quản lý|ghi nhận|tổ chức|thực hiện|triển khai)(?!\w)"
)
# A sentence that begins with these has left its subject out.
_LEFT_OUT = frozenset({"đã", "đang", "sẽ", "vừa", "cũng", "tiếp tục"})
# A body that says what it did itself: "… cho biết đã tiếp nhận 500 hồ sơ".
_SAYS_IT_DID = re.compile(
    r"[^.;:,]{0,60}?(?:cho biết|cho hay|thông tin|thông báo|khẳng định|báo cáo)(?:,| rằng| là)? (?:đã|đang|vừa|hiện có|sẽ)(?!\w)"
)
# A report is about the body whose work or results it tells.
_RESULTS = r"(?:kết quả|tình hình|công tác|họat động|việc)"
_REPORT_ON = re.compile(
    rf"báo cáo(?: tóm tắt| tổng kết| sơ kết| về){{0,2}} {_RESULTS}[^.;:]{{0,120}}? của (?:bộ, ngành )?$"
)
_OWN_REPORT = re.compile(r"báo cáo(?: (?:tài chính|kết quả kinh doanh|thường niên)(?: [^.,;:]{0,40})?)?(?: của)? $")
_ON_RESULTS = re.compile(rf" về {_RESULTS} (?:kinh doanh|sản xuất|họat động|thực hiện|triển khai|công tác)(?!\w)")
# Subjects that are many, and none of them the body of the report.
_GROUPS = re.compile(
    r"(?:\s|[-–(•*+\d.)]|[ivx]+\))*(?:đối với |ở |tại |trong )?"
    r"(?:(?:các|những|nhiều|một số|mỗi|hầu hết) (?:bộ|tỉnh|địa phương|sở|ngành|cơ quan|đơn vị|tổ chức|doanh nghiệp|nước|quốc gia|trường|bệnh viện|ngân hàng)"
    r"|bộ, ngành|địa phương|người dân|tỉnh, thành|cả nước)(?!\w)"
)
_PART_BEFORE = re.compile(r"[;:)]|, (?=(?:các|những|nhiều|một số|mỗi) )")
# What a body has of its own, whoever else has some: files, papers, staff, money, results.
_OWN_PAPERS = re.compile(
    r"(?<!\w)(?:văn bản (?:đến|đi)|công văn|cán bộ|công chức|viên chức|biên chế|nhân sự|cuộc họp|nhiệm vụ)(?!\w)"
)
_OWN_THINGS = re.compile(
    r"(?<!\w)(?:hồ sơ|thủ tục|dịch vụ công|số hóa|kết quả giải quyết|kinh phí|ngân sách|dự toán|doanh thu|lợi nhuận|nợ|vốn|tài sản|chi phí|sản lượng|giải ngân)(?!\w)"
)
_BACK = 600  # characters in which a body is pointed to
# Prepositions that stand before the object of a verb, or before a further verb of the same subject.
_PASSED = frozenset({"cho", "để", "nhằm", "trên", "từ", "đến", "tới", "trong", "vào", "tính đến"})
_LONGEST_REACH = 16  # words between a subject and its figure
_LINKS = frozenset({SIZE, HAVE, PARTICLE, ADVERB, TIME})

_Said = tuple[str | None, str | None]


class Owners:
    """The bodies of one text, ready to be asked whose its figures are."""

    def __init__(self, document: Document, organisations: InOrder[OrganisationMention]) -> None:
        self.document, self.folded, self.organisations = document, document.folded, organisations
        self._subjects: dict[int, OrganisationMention | None] = {}  # by the head of the sentence
        self._seen = -1  # the head of the sentence in which a report was looked for last
        self._report: tuple[_Said, int, OrganisationMention] | None = None  # who reports, from where, about whom

    def of(
        self,
        metric: Metric,
        measure: Measure,
        bounds: tuple[int, int],
        said: _Said,
        before: Metric | None,
        on_system: bool,
    ) -> tuple[str | None, OrganisationMention | None]:
        """Id of the body whose figure it is, and its mention where one stands for it.

        `bounds` are those of its sentence, `said` is who states it, `on_system` whether it is counted on a system.
        """
        first, last = bounds
        bodies = [o for o in self.organisations.between(first, last) if not o.office_holder and o.kind != "press"]
        told = before is not None and before.end > first
        self._see_report(said, first, bodies)
        owner = self._possessor(metric, measure, first, bodies)
        if owner is None and not self._is_anothers(metric, first):
            owner = self._doer(metric, measure, first, bodies, said[1], told)
        if owner is not None:
            return owner.organisation_id, owner
        if before is not None and self._shares(before, first, metric):
            return before.organisation_id, None
        owner = self._reported_on(metric, said, first, on_system)
        return (owner.organisation_id, owner) if owner is not None else (None, None)

    # by possession -------------------------------------------------------------------------------------------------
    def _possessor(
        self, metric: Metric, measure: Measure, first: int, bodies: Sequence[OrganisationMention]
    ) -> OrganisationMention | None:
        """The body behind "của" or a member's name in the figure's own phrase, or the possessor of its subject."""
        for body in bodies:
            if self._is_right_behind(metric, body) and (self._is_of(body, first) or self._has_members(body)):
                return body
        for start, end in measure.spans:
            for body in self.organisations.between(start, end + 60):
                if body.start >= end or _PART_MARK.search(self.folded, start, body.start):
                    break
                if self._is_of(body, start) or self._has_members(body):
                    return body
        before = [body for body in bodies if body.end <= metric.start]
        if before and _IN_BRACKET.fullmatch(self.folded, before[-1].end, metric.start):
            return before[-1]  # "Cục Thuế (12 đơn vị)"
        if before and self._is_of(before[-1], first, "của ") and self._is_linked(before[-1], metric):
            return before[-1]
        return None

    def _is_right_behind(self, metric: Metric, body: OrganisationMention) -> bool:
        """Whether a body belongs to the phrase that a figure begins: nothing but nouns stands between."""
        if not 0 <= body.start - metric.end < 60 or _PART_MARK.search(self.folded, metric.end, body.start):
            return False
        sentence = self.document.sentence_around(metric.start, metric.end)
        between = sentence.kinds[sentence.word_from(metric.end) : sentence.word_from(body.start)]
        return (
            not any(kind in (SIZE, HAVE, PARTICLE, TIME, JOINT) for kind in between) and PREPOSITION not in between[:-1]
        )

    def _is_linked(self, body: OrganisationMention, metric: Metric) -> bool:
        """Whether nothing stands between a body and a figure but what says how large its subject is."""
        sentence = self.document.sentence_around(metric.start, metric.end)
        between = range(sentence.word_from(body.end), sentence.word_from(metric.start))
        kinds = {sentence.kinds[i] for i in between}
        return kinds <= _LINKS and bool(kinds & {SIZE, HAVE})

    def _is_of(self, body: OrganisationMention, first: int, word: str = "") -> bool:
        window = self.folded[max(first, body.start - 30) : body.start]
        if word or body.kind == "international":  # "sinh viên tại EU" are not the Union's
            return window.endswith(word or "của ")
        return _OF.search(window) is not None

    def _has_members(self, body: OrganisationMention) -> bool:
        return _MEMBERS.search(self.folded, max(0, body.start - 24), body.start) is not None

    # by subject ----------------------------------------------------------------------------------------------------
    def _is_anothers(self, metric: Metric, first: int) -> bool:
        """Whether a figure is inside another phrase, or what somebody is told to do."""
        if _OPENED_BY.search(self.folded, first, metric.start):
            return False
        return bool(
            _GIVEN.search(self.folded, first, metric.start)
            or _WITHIN.search(self.folded, max(first, metric.start - 30), metric.start)
        )

    def _doer(
        self,
        metric: Metric,
        measure: Measure,
        first: int,
        bodies: Sequence[OrganisationMention],
        speaker: str | None,
        told: bool,
    ) -> OrganisationMention | None:
        """The body that acts in the figure's clause, or that its subject points to."""
        if (pointing := self._pointing(metric, first)) is not None:
            if _OF_OTHERS.match(self.folded, pointing) or not self._reaches(pointing, metric, series=True):
                return None
            return self._pointed_to(metric, first, pointing, speaker)
        # In one sentence the first figure tells whose the next ones are, until another body stands between.
        since = max(first, measure.before) if told else first
        before = [o for o in bodies if since <= o.start and o.end <= metric.start]
        acting = [o for o in before if self._acts(o, metric, first)]
        if acting:
            return acting[-1]
        leading = [o for o in before if not self._is_source(o, first) and self._leads(o, metric, first)]
        if leading:
            return leading[-1]
        if told:
            return None
        if _OPENED_BY.search(self.folded, first, metric.start):
            return next((o for o in bodies if o.start >= metric.end and o.role == "acts"), None)
        return self._left_out(first)

    def _pointing(self, metric: Metric, first: int) -> int | None:
        """Where a head ends that points back: "bộ này", or one that begins the last part: "…, đơn vị đã xử lý 500 vụ"."""
        if this := _THIS_BODY.search(self.folded, first, metric.start):
            return this.end("head")
        begin = first
        while begin < metric.start and not self.folded[begin].isalnum():
            begin += 1
        bare = _BARE_SUBJECT.search(self.folded[begin : metric.start])
        return begin + bare.end("head") if bare else None

    def _pointed_to(self, metric: Metric, first: int, pointing: int, speaker: str | None) -> OrganisationMention | None:
        """The last body of the kind that a head ending at `pointing` tells, first the one that speaks in its sentence."""
        kinds = next((kinds for head, kinds in _KINDS_OF.items() if self.folded.endswith(head, first, pointing)), None)
        earlier = [
            o
            for o in self.organisations.between(max(0, first - _BACK), metric.start)
            if not o.office_holder and o.kind != "press" and (kinds is None or o.kind in kinds)
        ]
        if saying := [o for o in earlier if o.organisation_id == speaker and o.start >= first]:
            return saying[-1]
        return earlier[-1] if earlier else None

    def _acts(self, body: OrganisationMention, metric: Metric, first: int) -> bool:
        """Whether a body does what a figure counts, in the same member of an enumeration."""
        if self._is_source(body, first):
            return body.role == "speaks" and _SAYS_IT_DID.match(self.folded, body.end, metric.start) is not None
        if body.role != "acts" or self.folded.endswith(("do ", "bởi ", "mà "), first, body.start):
            return False
        if (
            body.kind in ("government", "assembly")
            and metric.unit != "count"
            and not _VOTES.search(fold(metric.object or ""))
        ):
            return False  # they speak of the country
        if self._is_listed_object(body):
            return False
        if body.person and _HOLDS.match(self.folded, body.end):
            return False  # what the office-holder has is no body's
        others = _OF_OTHERS.match(self.folded, body.end) or _TELLS.search(self.folded, body.end, metric.start)
        return not others and not self._another_item(body.end, metric.start) and self._reaches(body.end, metric)

    def _is_listed_object(self, body: OrganisationMention) -> bool:
        """Whether a body is a further member of a list that no verb has for its subject: "bán cho A, B có …"."""
        before = self.organisations.between(body.start - 120, body.start)
        if not before or before[-1].role == "acts":
            return False
        return self.folded[before[-1].end : body.start] in (", ", " và ", ", và ")

    def _reaches(self, start: int, metric: Metric, series: bool = False) -> bool:
        """Whether a figure is of what a subject does that ends at `start`: no other phrase or clause lies between.

        Phrases of time, "cho" and "để" are passed over; a comma goes on with a second verb: "cấp, đổi 500 giấy phép".
        In a `series` every mark does.
        """
        if _VOTES.search(fold(metric.object or "")):
            return True
        if _PASSES.match(self.folded, start) and metric.unit != "count":
            return False  # a law's sums are not the Assembly's
        sentence = self.document.sentence_around(metric.start, metric.end)
        words, kinds = sentence.words, sentence.kinds
        at, last = sentence.word_from(start), sentence.word_from(metric.start)
        if last - at > _LONGEST_REACH * (2 if series else 1):
            return False
        for i in range(at, last):
            if (
                kinds[i] == MARK
                and not series
                and not (words[i] == "," and self._is_second_verb(sentence, i + 1, last))
            ):
                return False
            stands = kinds[i] == PREPOSITION or words[i] == "với"
            if stands and words[i] not in _PASSED and (i + 1 >= last or kinds[i + 1] not in (TIME, NUMBER)):
                return False
        return True

    @staticmethod
    def _is_second_verb(sentence: Sentence, first: int, last: int) -> bool:
        """Whether the words first:last before a figure go on with the verb of the same subject."""
        return last - first <= 2 or sentence.kinds[first] in (PARTICLE, SIZE, HAVE, TIME)

    def _leads(self, body: OrganisationMention, metric: Metric, first: int) -> bool:
        """Whether a sentence begins with a body that has the figure: "Bệnh viện X: 500 giường"."""
        if self.folded[first : body.start].strip(' -+*•"“(') or _OF_OTHERS.match(self.folded, body.end):
            return False
        return _COLON.match(self.folded, body.end) is not None or self._reaches(body.end, metric)

    def _is_source(self, body: OrganisationMention, first: int) -> bool:
        return body.role == "speaks" or bool(
            SOURCE_BEFORE.search(self.folded[max(first, body.start - 60) : body.start])
        )

    def _left_out(self, first: int) -> OrganisationMention | None:
        """The subject of the sentence before in the paragraph, where one begins with its verb: "Đã tiếp nhận 500 hồ sơ"."""
        if first not in self._subjects:
            self._subjects[first] = self._subject_before(first)
        return self._subjects[first]

    def _subject_before(self, first: int) -> OrganisationMention | None:
        paragraph, at = self.document.line_start(first), first
        while at > paragraph and self._begins_with_verb(at):
            start, _ = self.document.sentences.at(at - 1)
            if start >= at or start < paragraph:
                return None
            bodies = [o for o in self.organisations.between(start, at) if not o.office_holder and o.kind != "press"]
            if bodies:
                doing = [o for o in bodies if o.role == "acts" and _OF_OTHERS.match(self.folded, o.end) is None]
                return doing[-1] if doing else None
            at = start
        return None

    def _begins_with_verb(self, first: int) -> bool:
        sentence = self.document.sentence_around(first, first + 1)
        at = sentence.opens(0, len(sentence.words))
        while at < len(sentence.words) and sentence.kinds[at] == MARK:
            at = sentence.opens(at + 1, len(sentence.words))
        return at < len(sentence.words) and sentence.words[at] in _LEFT_OUT and sentence.kinds[at] != NAME

    # by the figure before ------------------------------------------------------------------------------------------
    def _shares(self, before: Metric, first: int, metric: Metric) -> bool:
        """Whether a figure is told as a part of the one before: "Trong đó, có hơn 20 cuộc họp", "…; 204 tổ chức"."""
        if before.organisation_id is None:
            return False
        if before.end > first:
            between = self.folded[before.end : metric.start]
            leaves = between.count(")") > between.count("(")  # what a bracket adds is of another
            return not (leaves or self._another_item(before.end, metric.start) or self._has_subject(before, metric))
        part = _PART_OF.match(self.folded, first)
        return part is not None and part.end() >= metric.start and before.end >= self.document.line_start(first)

    def _has_subject(self, before: Metric, metric: Metric) -> bool:
        """Whether a figure has a subject of its own that is no measure: "…, các địa phương có 45.000 người"."""
        sentence = self.document.sentence_around(metric.start, metric.end)
        last = sentence.word_from(metric.start)
        first = last
        while first > sentence.word_from(before.end) and sentence.kinds[first - 1] != MARK:
            first -= 1
        if first == 0 or sentence.kinds[first - 1] != MARK:
            return False  # the part goes on from the figure before
        first = sentence.opens(first, last)
        measured = sentence.measure_in(first, min(first + 2, last)) is not None
        verbs = [i for i in range(first, last) if sentence.kinds[i] in (SIZE, HAVE)]
        return bool(verbs) and verbs[0] - first >= 2 and not measured

    def _another_item(self, start: int, end: int) -> bool:
        """Whether a member of an enumeration begins between two offsets that has a subject before the figure."""
        return any(not _NO_SUBJECT.fullmatch(item["own"]) for item in _ITEM.finditer(self.folded, start, end))

    # by the report -------------------------------------------------------------------------------------------------
    def _see_report(self, said: _Said, first: int, bodies: Sequence[OrganisationMention]) -> None:
        """Note the body that a report is about, and who reports; asked once of a sentence."""
        if first == self._seen:
            return
        self._seen = first
        for body in bodies:
            window = self.folded[max(first, body.start - 180) : body.start]
            firm = body.kind in FIRMS and _OWN_REPORT.search(window)
            own = firm or (window.endswith("báo cáo của ") and _ON_RESULTS.match(self.folded, body.end))
            if _REPORT_ON.search(window) or own:
                self._report = (said, first, body)

    def _reported_on(self, metric: Metric, said: _Said, first: int, on_system: bool) -> OrganisationMention | None:
        """The body that the report is about, where a figure is of what such a body has, and no subject has it."""
        if self._report is None or metric.of in ALL_PROVINCES:
            return None
        reporter, since, body = self._report
        if reporter != said or said == (None, None) or not since <= first < since + REPORT_REACH:
            return None
        parts = [mark.end() for mark in _PART_BEFORE.finditer(self.folded, first, metric.start)]
        if any(_GROUPS.match(self.folded, at) for at in (first, *parts[-1:])):
            return None
        measured = fold(metric.object or "")
        elsewhere = on_system and metric.unit == "count"  # what a system holds is not the body's alone
        own = _OWN_PAPERS.search(measured) or (not elsewhere and _OWN_THINGS.search(measured))
        return body if own else None
