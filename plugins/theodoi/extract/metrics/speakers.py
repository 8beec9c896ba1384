"""Who says a figure: the body behind "theo", a person with a verb of speech, the body that speaks."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache
from itertools import chain

import ahocorasick_rs

from theodoi.extract.document import Document
from theodoi.extract.explain import Reason
from theodoi.extract.metrics.areas import Areas
from theodoi.extract.organisations.grammar import SURNAMES
from theodoi.extract.spans import DecreeMention, InOrder, Metric, OrganisationMention
from theodoi.extract.text import UPPER
from theodoi.registry.names import key

# Words between "theo" and the body that a figure is taken from.
_SOURCE_WORDS = r"chủ trương|dự thảo|đề án|phương án|tờ trình|kết luận|thông tin|số liệu|báo cáo|thống kê|đại diện|lãnh đạo|đánh giá|kết quả|tính tóan|công bố|khảo sát|ước tính|xếp hạng|nghiên cứu|dữ liệu|tổng kết"
SOURCE_BEFORE = re.compile(
    rf"(?<!\w)(?:theo|dẫn|trích|số liệu của|báo cáo của|thống kê của|thông tin từ|số liệu từ)(?: (?:(?:{_SOURCE_WORDS})(?: [^\W\d_]+){{0,14}}|hãng tin|hãng thông tấn|tờ|báo|trang|kênh))?(?: (?:của|từ))? $"
)
_SPEECH = (
    r"(?:cho biết|cho hay|cho rằng|khẳng định|nói|thông tin|chia sẻ|nhấn mạnh|đánh giá|báo cáo|dẫn chứng|nêu|phát biểu|công bố"
    r"|thông báo|ước tính|dự báo|nhận định|tính toán|trình báo|kể|lý giải|phân tích|cảnh báo|xác nhận|trả lời|giải thích|thừa nhận|lưu ý|tiết lộ|phản ánh|kiến nghị|đề nghị|đề xuất|tuyên bố|cam kết|chỉ ra|dẫn số liệu"
    r"|(?:ký|gửi)(?: \w+){0,2}? (?:văn bản|công văn|đơn|tờ trình))"
)
_NAME = rf"[{UPPER}]\w*(?: [{UPPER}]\w*){{0,4}}"
_OFFICE = r"(?:[Pp]hó |[Nn]guyên |[Qq]uyền )?(?:[Gg]iám đốc|[Tt]rưởng|[Cc]hủ tịch|[Bb]í thư|\w+ trưởng|[Cc]hánh|[Tt]ổng|[Cc]ục phó|[Pp]hó|[Tt]huyền trưởng|[Tt]hành viên|[Đđ]ại diện|[Vv]iện|[Cc]huyên gia|[Uu]ỷ viên|[Ủủ]y viên)"
# What stands between a name and its verb: ", Giám đốc Sở …,", " (Sở …)", "-cục phó Cục …-", " – Chủ tịch …".
_APPOSITION = rf"(?:, ?{_OFFICE}[^.;\n]{{0,110}}?[,)]?| \([^)\n]{{2,90}}\)| ?[-–] ?{_OFFICE}[^.;\n]{{0,110}}?[-–,]?|,[^,.\n]{{3,90}},)?"
_ADVERBS = r"(?: ?(?:cũng|đã|vừa|tiếp tục|còn|mới|thẳng thắn))* ?"
_PERSON_SAYS = re.compile(
    rf"(?:(?<!\w)(?P<title>[Ôô]ng|[Bb]à|[Aa]nh|[Cc]hị|[Đđ]ồng chí|[Tt]hượng tướng|[Tt]rung tướng|[Tt]hiếu tướng|[Đđ]ại tá|[Ll]uật sư|[Dd]oanh nhân|TS|PGS|GS|[Bb]ác sĩ)\.? )?(?<![\w])(?P<who>{_NAME}){_APPOSITION}{_ADVERBS}{_SPEECH}(?!\w)"
)
_ACCORDING_TO = re.compile(rf"[Tt]heo (?:[Ôô]ng|[Bb]à|đồng chí|anh|chị) (?P<who>{_NAME})")
_WITH_OFFICE = re.compile(rf"(?: ?[-–,] ?| \(){_OFFICE}[^.;\n]{{0,90}}?$")
# What goes on with what was said in the sentence before.
_GOES_ON = re.compile(r"(?:Cụ thể|Theo đó|Trong đó|Tính đến|Đến nay|Ngoài ra|Bên cạnh đó)")
# A body that brings something before others: what follows is what it brings.
_PRESENTS = re.compile(
    r" (?:\([^)\n]{2,40}\) )?(?:(?:đã|vừa|cũng|tiếp tục|mới) ){0,3}(?:nghiên cứu,? |khảo sát,? |xây dựng,? )?(?:kêu gọi|ban hành (?:thông báo|kết luận|báo cáo)|có (?:báo cáo|tờ trình|văn bản)|trình|báo cáo|công bố|đề xuất|kiến nghị|dự kiến|thông tin)(?!\w)"
)
# A document that speaks: "Nghị quyết nêu rõ", "Theo Đề án", "Chỉ thị … yêu cầu".
_DOCUMENT_SAYS = re.compile(
    r"(?:theo |tại |cũng theo )?(?:nghị quyết|quyết định|chỉ thị|kế hoạch|nghị định|công điện|thông báo|đề án|dự thảo|chương trình|chiến lược)"
    r"(?: (?:này|trên|đó|nêu trên))?(?:,| (?:cũng )?(?:nêu rõ|nêu|quyết nghị|quy định|đặt mục tiêu|xác định|yêu cầu|giao|ghi rõ|đề ra))(?!\w)"
)
_SAYS = re.compile(
    r"(?<!\w)(?:cho biết|cho hay|cho rằng|giải thích|(?<!đáng )kể|(?<!có thể )nói|khẳng định|nhận định|chia sẻ|lý giải|lưu ý|giới thiệu|thừa nhận|dẫn chứng)(?:,|:| rằng(?!\w)|\.| thêm(?!\w))"
)
_PASSES = re.compile(
    r" (?:(?:đã|vừa|cũng|mới|chính thức) ){0,3}(?:biểu quyết )?(?:thông qua|ban hành|ký|ký ban hành|phê duyệt|có)(?!\w)"
)
_CITES = re.compile(r"(?:cũng )?(?:theo|tại|căn cứ(?: vào)?)(?!\w)")
_OF_BODY = re.compile(r"[^.;\n]{0,90}?(?:của|do) $")
# What the paper itself tells: what happened at a meeting, what its reporters saw.
_PAPER = re.compile(
    r"(?:(?:hội nghị|phiên họp|cuộc họp|hội thảo|buổi làm việc|đại hội|kỳ họp|lễ)(?: [^\W\d]+){0,4}? (?:đã|cũng|được|diễn ra|thu hút|có sự)"
    r"|theo (?:tìm hiểu|ghi nhận|quan sát|khảo sát)(?: của (?:phóng viên|pv|chúng tôi|báo)(?!\w)|,| thực tế)|ghi nhận của|phóng viên|được biết)(?!\w)"
)
# What happened before is the paper's own background: "Trước đó, rạng sáng 23/3, …"; and so is what a picture shows.
_BACKGROUND = re.compile(
    r"trước đó(?!\w)|như [^,.\n]{2,40} (?:đã )?(?:đưa tin|thông tin|phản ánh|đưa)(?!\w)|(?:được biết|liên quan(?: đến)? (?:vụ|sự) việc)(?!\w)"
)
_CAPTION = re.compile(r"(?<!\w)[Ảả]nh ?(?:minh họa)?(?::| [A-ZĐ])")
# A source that is no one body: what it tells is nobody's.
_UNNAMED = re.compile(
    r"(?:cũng )?theo (?:thẩm định|đánh giá|thống kê|báo cáo|số liệu|ước tính|tính tóan|kết quả|nhận định)(?: [^\W\d_]+){0,2}? của (?:các|một số|nhiều|giới) "
)
# Who said what a heading or a sentence before tells: "Đó là cam kết của …".
_THAT_WAS = re.compile(
    r"(?:đó|đây) (?:là|cũng là) (?:cam kết|khẳng định|chia sẻ|ý kiến|nhận định|thông tin|con số|nội dung|phát biểu|đề xuất|số liệu|yêu cầu|mục tiêu)[^.\n]{0,40}? (?:của|do|được) "
)
# Offices that one person holds speak as that person.
_OFFICE_REACH = 100
_CAPTION_LENGTH = 400
_MOST_VOICES = 4  # with more speakers an article is no report of one
REPORT_REACH = 4000  # characters in which a report goes on
_SPEECH_WORDS = (
    "cho biết", "cho hay", "cho rằng", "khẳng định", "nói", "thông tin", "chia sẻ", "nhấn mạnh", "đánh giá", "báo cáo", "dẫn chứng", "nêu", "phát biểu",
    "công bố", "thông báo", "ước tính", "dự báo", "nhận định", "tính tóan", "trình", "kể", "lý giải", "phân tích", "cảnh báo", "xác nhận", "trả lời",
    "giải thích", "thừa nhận", "lưu ý", "tiết lộ", "phản ánh", "đề nghị", "tuyên bố", "cam kết", "chỉ ra", "kêu gọi", "văn bản", "đưa tin", "đơn", "theo", "đề xuất", "kiến nghị", "thống kê", "số liệu", "quyết nghị", "yêu cầu", "dự kiến", "trích", "dẫn", "phóng viên", "ghi nhận", "được biết",
)  # fmt: skip
_SOURCE_REACH = 120  # characters of the longest words between "theo" and the body
_SPEAKER_REACH = 1500  # characters in which a quotation was opened, and by whom

_Said = tuple[str | None, str | None]  # person, and id of the body
_NOBODY: _Said = (None, None)


@cache
def _speech() -> ahocorasick_rs.AhoCorasick:
    return ahocorasick_rs.AhoCorasick(_SPEECH_WORDS)


class NoSpeaker(Reason):
    """Why a name beside a verb of speech is nobody who says a figure."""

    NO_PERSON = "neither a title nor a family name makes it a person's"
    BODY_OR_PLACE = "a body or a place stands there: Cục Thuế Hà Nội khẳng định"


class Speakers:
    """The people and bodies of one text that may say its figures."""

    def __init__(
        self,
        document: Document,
        organisations: InOrder[OrganisationMention],
        decrees: InOrder[DecreeMention],
        areas: Areas,
    ) -> None:
        self.document, self.plain, self.folded = document, document.plain, document.folded
        self.organisations, self.decrees, self.areas = organisations, decrees, areas
        self.known = self._known_speakers()
        voices = {o.organisation_id for o in organisations.all if o.role == "speaks" and o.kind != "press"}
        self._is_many_voiced = len(voices) > _MOST_VOICES
        self._speech = [start for _, start, _ in _speech().find_matches_as_indexes(self.folded)]
        self._spoken: dict[tuple[int, int], _Said] = {}

    def of(self, metric: Metric, first: int, last: int) -> _Said:
        """Person and id of the body that the sentence gives the figure to, or the report that it goes on with."""
        found = self._speaker_in(first, last)
        if found != _NOBODY:
            return found
        if _UNNAMED.match(self.folded, self._letter(first)):
            return _NOBODY
        if (named := self._named_after(last)) is not None:
            return named
        if _PAPER.match(self.folded, self._letter(first)) or self._somebody_speaks(first, last):
            return _NOBODY
        if self._is_background(first) or self._is_caption(first):
            return _NOBODY
        return self._reported(metric, first)

    def _reported(self, metric: Metric, first: int) -> _Said:
        """Who spoke last before a sentence. Somebody without an office is believed for the paragraph or the quotation alone."""
        paragraph = self.document.line_start(first)
        low = max(0, first - REPORT_REACH)
        if self._is_many_voiced:  # no report: each speaks for a paragraph
            low = max(low, paragraph)
        at = first
        while at > low:
            start, end = self.document.sentences.at(at - 1)
            if start >= at:
                break
            at = start
            if self._is_background(start):
                return _NOBODY
            if not self._may_speak(start, end):
                continue
            said = self._speaker_in(start, end)
            if said != _NOBODY:
                goes_on = said[1] is not None or (
                    start >= paragraph and (_GOES_ON.match(self.plain, first) or self._is_quoted(metric, start))
                )
                return said if goes_on else _NOBODY
            if _UNNAMED.match(self.folded, self._letter(start)):
                return _NOBODY
            if self.folded.startswith(("theo tìm hiểu", "được biết", "theo ghi nhận"), self._letter(start)):
                return _NOBODY
            if self._somebody_speaks(start, end):
                return _NOBODY
        return _NOBODY

    def _named_after(self, last: int) -> _Said | None:
        """Whom the next sentence gives the words of this one to: "Đó là cam kết của Chủ tịch …"."""
        begin = self._letter(last)
        said = _THAT_WAS.match(self.folded, begin)
        if said is None:
            return None
        body = next(iter(self.organisations.between(said.end(), self.document.sentences.at(begin)[1])), None)
        return self._as_said(body) if body is not None and body.start - said.end() <= _OFFICE_REACH else None

    def _is_background(self, first: int) -> bool:
        """Whether a sentence opens a paragraph in which the paper tells what happened before."""
        opens = first == self.document.line_start(first)
        return opens and _BACKGROUND.match(self.folded, self._letter(first)) is not None

    def _is_caption(self, first: int) -> bool:
        """Whether the line of a sentence is what stands below a picture."""
        start, end = self.document.lines.at(first)
        return end - start < _CAPTION_LENGTH and _CAPTION.search(self.plain, max(start, end - 60), end) is not None

    def _somebody_speaks(self, first: int, last: int) -> bool:
        """Whether a sentence has a verb of speech whose speaker is not known: "Nhiều phụ huynh cho biết"."""
        said = _SAYS.search(self.folded, first, min(last, first + 300))
        return said is not None and "%" not in self.folded[max(first, said.start() - 80) : said.start()]

    def _letter(self, at: int) -> int:
        """Where the first letter of a sentence stands, behind quotes and dashes."""
        end = min(len(self.folded), at + 6)
        while at < end and not self.folded[at].isalnum():
            at += 1
        return at

    def _may_speak(self, first: int, last: int) -> bool:
        """Whether a sentence holds a word of speech, or is a heading that a body opens."""
        held = bisect_left(self._speech, first)
        if held < len(self._speech) and self._speech[held] < last:
            return True
        return ":" in self.folded[first : min(last, first + 90)]

    def _known_speakers(self) -> dict[str, str]:
        """Bodies that people of this text speak for, by the person's whole name and last name."""
        known: dict[str, str] = {}
        for body in self.organisations.all:
            if body.person:
                known.setdefault(body.person, body.organisation_id)
                known.setdefault(body.person.split()[-1], body.organisation_id)
        return known

    def _is_quoted(self, metric: Metric, paragraph: int) -> bool:
        opened = self.document.quoted_since(metric.start)
        return opened is not None and opened >= paragraph

    def _speaker_in(self, first: int, last: int) -> _Said:
        if (first, last) not in self._spoken:
            self._spoken[first, last] = self._read_speaker(first, last)
        return self._spoken[first, last]

    def _read_speaker(self, first: int, last: int) -> _Said:
        """Who says what a sentence tells: the body behind "theo", the person with a verb of speech, the body that speaks."""
        if not self._may_speak(first, last):
            return _NOBODY
        bodies = self.organisations.between(first, last)
        for body in bodies:
            if SOURCE_BEFORE.search(self.folded[max(first, body.start - _SOURCE_REACH) : body.start]):
                return self._as_said(body)
        begin = self._letter(first)
        if _CITES.match(self.folded, begin) and (cited := self._cited(first, bodies)):
            return self._as_said(cited)
        if (said := self._person_in(first, last, bodies)) is not None:
            return said
        speaking = next((body for body in bodies if body.role == "speaks" and body.kind != "press"), None)
        if speaking is None:
            speaking = next((body for body in bodies if self._presents(body, begin)), None)
        if speaking is not None:
            return self._as_said(speaking)
        if _DOCUMENT_SAYS.match(self.folded, begin) and (issuer := self._issuer(first)):
            return self._as_said(issuer)
        return _NOBODY

    def _as_said(self, body: OrganisationMention) -> _Said:
        """A body as speaker; an office that one person holds is named where the person is not."""
        return body.person or (body.name if body.office_holder else None), body.organisation_id

    def _presents(self, body: OrganisationMention, begin: int) -> bool:
        """Whether a body brings what is told: "Ban Thường vụ … đã trình", or stands before a colon: "Bộ Nội vụ: 90% …"."""
        if body.role == "acts" and _PRESENTS.match(self.folded, body.end):
            return True
        return body.start == begin and self.folded[body.end : body.end + 2] == ": " and body.role != "present"

    def _cited(self, first: int, bodies: Sequence[OrganisationMention]) -> OrganisationMention | None:
        """The body whose document opens the sentence: "Theo Mục 3 Chỉ thị 24/CT-TTg của |Thủ tướng"."""
        for document in self.decrees.between(first, first + 60):
            for body in bodies:
                if body.start >= document.end and _OF_BODY.match(self.folded[document.end : body.start]):
                    return body
            return None
        return None

    def _issuer(self, first: int) -> OrganisationMention | None:
        """The body that a text before `first` says has passed or issued a document."""
        for body in reversed(self.organisations.between(max(0, first - _SPEAKER_REACH), first)):
            if _PASSES.match(self.folded, body.end) or _PRESENTS.match(self.folded, body.end):
                return body
        return None

    def _person_in(self, first: int, last: int, bodies: Sequence[OrganisationMention]) -> _Said | None:
        """The first person whom a verb of speech or "theo ông" stands with, and the body that the person speaks for."""
        sentence = self.plain[first:last]
        for pattern in (_PERSON_SAYS, _ACCORDING_TO):
            for match in pattern.finditer(sentence):
                who, at = match["who"], first + match.start("who")
                if reason := self._refusal(match, at, bodies):
                    self.document.refuse("speaker", at, at + len(who), reason)
                    continue
                body = self._spoken_for(match, first, bodies)
                if body is None:
                    return self._whole(who), self.known.get(who) or self.known.get(self._whole(who))
                longer = body.person and body.person != who and body.person.endswith(who)
                return body.person if longer else self._whole(who), body.organisation_id
        return None

    def _spoken_for(
        self, match: re.Match[str], first: int, bodies: Sequence[OrganisationMention]
    ) -> OrganisationMention | None:
        """The body that names the person itself, else one in the words about the office, else one right before the name."""
        who, start = match["who"], first + match.start()
        end = first + match.end() + (_OFFICE_REACH if match.re is _ACCORDING_TO else 0)
        named = (b for b in bodies if b.person and who in (b.person, b.person.split()[-1]))
        inside = (b for b in bodies if start - 2 <= b.start < end and self._holds(match, b, first))
        before = (b for b in bodies if b.end in (start, start - 1))
        return next(chain(named, inside, before), None)

    def _refusal(self, match: re.Match[str], at: int, bodies: Sequence[OrganisationMention]) -> NoSpeaker | None:
        """Why a capitalised name beside a verb of speech is no person: told by title, by family name, or by what stands there."""
        who = match["who"]
        if match.re is not _ACCORDING_TO and not match["title"]:
            family = " " in who and (key(who.split()[0]) in SURNAMES or who.isascii())
            if not family or who.isupper():
                return NoSpeaker.NO_PERSON
        end = at + len(who)
        if any(b.start < end and at < b.end for b in bodies) or self.areas.begins_at(at, end):
            return NoSpeaker.BODY_OR_PLACE
        return None

    def _holds(self, match: re.Match[str], body: OrganisationMention, first: int) -> bool:
        """Whether the words between the name and the body are an office in it."""
        between = match.string[match.end("who") : body.start - first]
        return body.start - first >= match.end("who") and bool(
            _WITH_OFFICE.match(between) or _WITH_OFFICE.search(between)
        )

    def _whole(self, who: str) -> str:
        """The whole name of somebody whom the sentence calls by the last name alone."""
        if " " in who:
            return who
        for name in self.known:
            if " " in name and name.split()[-1] == who:
                return name
        return who
