"""Who says a figure: the body behind "theo", a person with a verb of speech, the body that speaks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain

from theodoi.extract.document import Document
from theodoi.extract.explain import Reason
from theodoi.extract.metrics.areas import Areas
from theodoi.extract.organisations.grammar import SURNAMES
from theodoi.extract.spans import InOrder, Metric, OrganisationMention
from theodoi.extract.text import UPPER
from theodoi.registry.names import key

# Words between "theo" and the body that a figure is taken from.
_SOURCE_WORDS = r"thông tin|số liệu|báo cáo|thống kê|đại diện|lãnh đạo|đánh giá|kết quả|tính toán|công bố|khảo sát|ước tính|xếp hạng|nghiên cứu|dữ liệu|tổng kết"
SOURCE_BEFORE = re.compile(
    rf"(?<!\w)(?:theo|dẫn|trích|số liệu của|báo cáo của)(?: (?:(?:{_SOURCE_WORDS})(?: [^\W\d_]+){{0,8}}|hãng tin|hãng thông tấn|tờ|báo|trang|kênh))?(?: (?:của|từ))? $"
)
_SPEECH = (
    r"(?:cho biết|cho hay|cho rằng|khẳng định|nói|thông tin|chia sẻ|nhấn mạnh|đánh giá|báo cáo|dẫn chứng|nêu|phát biểu|công bố"
    r"|thông báo|ước tính|dự báo|nhận định|tính toán|trình báo|kể|lý giải|phân tích|cảnh báo|xác nhận|trả lời)"
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
_OFFICE_REACH = 100
_SPEAKER_REACH = 1500  # characters in which a quotation was opened, and by whom

_Said = tuple[str | None, str | None]  # person, and id of the body
_NOBODY: _Said = (None, None)


class NoSpeaker(Reason):
    """Why a name beside a verb of speech is nobody who says a figure."""

    NO_PERSON = "neither a title nor a family name makes it a person's"
    BODY_OR_PLACE = "a body or a place stands there: Cục Thuế Hà Nội khẳng định"


class Speakers:
    """The people and bodies of one text that may say its figures."""

    def __init__(self, document: Document, organisations: InOrder[OrganisationMention], areas: Areas) -> None:
        self.document, self.plain, self.folded = document, document.plain, document.folded
        self.organisations, self.areas = organisations, areas
        self.known = self._known_speakers()
        self._spoken: dict[tuple[int, int], _Said] = {}

    def of(self, metric: Metric, first: int, last: int) -> _Said:
        """Person and id of the body that the sentence, or the one before within a quotation, gives the figure to."""
        found = self._speaker_in(first, last)
        if found != _NOBODY:
            return found
        paragraph = max(0, first - _SPEAKER_REACH, self.document.line_start(first))
        if first > paragraph and (self._is_quoted(metric, paragraph) or _GOES_ON.match(self.plain, first)):
            before, _ = self.document.sentences.at(max(paragraph, first - 2))
            return self._speaker_in(max(paragraph, before), first)
        return _NOBODY

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
        bodies = self.organisations.between(first, last)
        for body in bodies:
            if SOURCE_BEFORE.search(self.folded[max(first, body.start - 70) : body.start]):
                return body.person, body.organisation_id
        if (said := self._person_in(first, last, bodies)) is not None:
            return said
        speaking = next((body for body in bodies if body.role == "speaks"), None)
        return (speaking.person, speaking.organisation_id) if speaking else _NOBODY

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
