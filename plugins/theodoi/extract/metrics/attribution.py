"""Whose figure it is, of which area and system, on what ground, and who says so: told by the other findings of the text."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from itertools import chain
from typing import Generic, TypeVar

from theodoi.extract.document import Document
from theodoi.extract.organisations.grammar import SURNAMES
from theodoi.extract.organisations.tables import tables
from theodoi.extract.spans import DecreeMention, Finding, Metric, OrganisationMention, SystemMention
from theodoi.extract.text import UPPER
from theodoi.registry.names import key
from theodoi.registry.places import Province, pick
from theodoi.registry.systems import load_systems

F = TypeVar("F", bound=Finding)

NATION = "vn"
_ALL_PROVINCES = (63, 34)
# Bodies whose figures are the country's.
_NATIONAL = frozenset(
    {"ministry", "ministerial_agency", "agency", "government", "assembly", "department", "party", "court", "procuracy", "audit", "committee", "state_group"}
)  # fmt: skip
# Patterns are matched on folded text: its "toàn" is "tòan".
_NATIONWIDE = re.compile(
    r"(?<!\w)(?:cả nước|tòan quốc|việt nam|nước ta|trên phạm vi cả nước|của quốc gia|tòan ngành|các bộ, ngành, địa phương)(?!\w)"
)
_OF = re.compile(r"(?:của|tại|ở|thuộc|do|cho|trên địa bàn)(?: (?:các|tỉnh|thành phố|tp\.?|huyện|tòan))? $")
# Words between "theo" and the body that a figure is taken from.
_SOURCE_WORDS = r"thông tin|số liệu|báo cáo|thống kê|đại diện|lãnh đạo|đánh giá|kết quả|tính toán|công bố|khảo sát|ước tính|xếp hạng|nghiên cứu|dữ liệu|tổng kết"
_SOURCE_BEFORE = re.compile(
    rf"(?<!\w)(?:theo|dẫn|trích|số liệu của|báo cáo của)(?: (?:(?:{_SOURCE_WORDS})(?: [^\W\d_]+){{0,8}}|hãng tin|hãng thông tấn|tờ|báo|trang|kênh))?(?: (?:của|từ))? $"
)
_BASIS_BEFORE = re.compile(
    r"(?<!\w)(?:theo|quy định tại|căn cứ|thực hiện|tại|theo quy định(?: tại| của)?|được quy định tại|thi hành)(?: [^\s,;.]+){0,3} $"
)
_REPORT_BEFORE = re.compile(r"(?<!\w)(?:theo|tại|qua|trong)(?: (?:các|một))? $")
_REPORTS = frozenset({"báo cáo", "tờ trình", "công văn", "thông báo"})
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
# A place that is no figure's: where somebody lives, a commune that is called so, a road between two places, where one met.
_NO_PLACE_BEFORE = re.compile(
    r"(?:xã|phường|huyện|quận|thị trấn|thị xã|đường|phố|cầu|ngụ|quê|trú|ngụ tỉnh|quê tỉnh|trú tỉnh|ngụ tại|trú tại|quê ở) $"
)
_ROAD = re.compile(rf" ?[-–] ?[{UPPER}]")
_PART_MARK = re.compile("[,;.:]")
# What goes on with what was said in the sentence before.
_GOES_ON = re.compile(r"(?:Cụ thể|Theo đó|Trong đó|Tính đến|Đến nay|Ngoài ra|Bên cạnh đó)")
_MET_AT = re.compile(r"^(?:(?:sáng|chiều|tối|trưa|ngày|hôm)[^,.\n]{0,20}, ?)?tại [^,.\n]{2,20},")
_OFFICE_REACH = 100
_SPEAKER_REACH = 1500  # characters in which a quotation was opened, and by whom


def _abroad(body: OrganisationMention) -> bool:
    """Whether a body that no registry holds bears another country's name."""
    return not body.registered and any(body.name.endswith(f" {country}") for country in tables().registry.countries)


_Said = tuple[str | None, str | None]  # person, and id of the body
_NOBODY: _Said = (None, None)
_Place = tuple[int, int, Province]


class _InOrder(Generic[F]):
    """Findings of one kind by where they begin."""

    def __init__(self, found: Iterable[F]) -> None:
        self.all = sorted(found, key=lambda f: f.start)
        self._starts = [f.start for f in self.all]

    def between(self, first: int, last: int) -> list[F]:
        """Those that begin in first:last, in order."""
        return self.all[bisect_left(self._starts, first) : bisect_left(self._starts, last)]


class Attribution:
    """The findings of one text, ready to be asked about its figures."""

    def __init__(
        self,
        document: Document,
        decrees: Iterable[DecreeMention],
        organisations: Iterable[OrganisationMention],
        systems: Iterable[SystemMention],
    ) -> None:
        self.document, self.context = document, document.context
        self.plain, self.folded = document.plain, document.folded
        self.organisations, self.systems = _InOrder(organisations), _InOrder(systems)
        self.decrees = _InOrder(d for d in decrees if d.number)
        self.places = self._find_places()
        self._place_starts = [start for start, _, _ in self.places]
        self._home = self._main_province()
        self.speakers = self._known_speakers()
        self._place_of = {o.organisation_id: o.place for o in self.organisations.all}
        self._spoken: dict[tuple[int, int], _Said] = {}

    def of(self, metric: Metric) -> Metric:
        """The metric with organisation, area, system, basis, and who says it."""
        first, last = self.document.sentence_of(metric.start, metric.end)
        bodies = self.organisations.between(first, last)
        person, speaker = self._said_by(metric, first, last)
        owner = self._owner(metric, first, bodies)
        system = self._nearest(self.systems.between(first, last), metric)
        area, area_from = self._area(metric, first, last, bodies) or self._inherited(metric, owner, system)
        if area_from in (None, "inferred") and speaker is not None and (place := self._place_of.get(speaker)):
            area, area_from = place, "inferred"
        return replace(
            metric,
            organisation_id=owner.organisation_id if owner else None,
            area=area,
            area_from=area_from,
            system_id=system.system_id if system else None,
            basis=self._document(metric, first, reports=False),
            said_by_person=person,
            said_by_organisation_id=speaker,
            source_document=self._document(metric, first, reports=True),
        )

    # who ---------------------------------------------------------------------------------------------------------
    @staticmethod
    def _nearest(found: Sequence[SystemMention], metric: Metric) -> SystemMention | None:
        """The last one before the figure, else the first one after it; None when there is none."""
        before = [f for f in found if f.end <= metric.start]
        after = [f for f in found if f.start >= metric.end]
        return before[-1] if before else after[0] if after else None

    def _owner(self, metric: Metric, first: int, bodies: Sequence[OrganisationMention]) -> OrganisationMention | None:
        """The body whose figure it is: the one behind "của" after the figure, else the acting one before it, else the nearest."""
        found = [o for o in bodies if not o.office_holder and o.kind != "press"]
        for body in found:
            if self._is_right_behind(metric, body) and self._owns(body, first):
                return body
        before = [o for o in found if o.end <= metric.start and not self._is_source(o, first)]
        acting = [o for o in before if o.role == "acts"]
        leading = [o for o in before if not self.folded[first : o.start].strip(' -+*•"“(')]
        chosen = acting or leading or [o for o in before if self._owns(o, first)]
        return chosen[-1] if chosen else None

    def _is_right_behind(self, metric: Metric, body: OrganisationMention) -> bool:
        between = self.folded[metric.end : body.start]
        return 0 <= body.start - metric.end < 60 and not _PART_MARK.search(between)

    def _owns(self, body: OrganisationMention, first: int) -> bool:
        return _OF.search(self.folded[max(first, body.start - 30) : body.start]) is not None

    def _is_source(self, body: OrganisationMention, first: int) -> bool:
        return body.role == "speaks" or bool(
            _SOURCE_BEFORE.search(self.folded[max(first, body.start - 60) : body.start])
        )

    # where -------------------------------------------------------------------------------------------------------
    def _find_places(self) -> list[tuple[int, int, Province]]:
        known = tables()
        seen, on = self.document.view, self.context.published_on
        made = []
        for start, end, name in self.document.names(known.mentions):
            before = seen.folded[max(0, start - 12) : start].split()
            if before and before[-1] in SURNAMES and seen.folded[start - 1] == " ":
                continue  # "Trương Hòa Bình" is a person
            if key(seen.plain[start:end]) == name and _NO_PLACE_BEFORE.search(seen.folded, max(0, start - 12), start):
                continue
            # "cao tốc Hà Nội-Hải Phòng"
            if seen.folded[start - 1 : start] == "-" or _ROAD.match(seen.plain, end):
                continue
            province = pick(known.registry.places.by_name[name], on)
            made.append((*seen.span(start, end), province))
        return made

    def _main_province(self) -> str | None:
        """The province that the text is about, or its source's; None unless it is clear."""
        counts = Counter(p.id for _, _, p in self.places)
        if counts:
            (best, n), *_ = counts.most_common(1)
            if n >= 2 and n >= 0.7 * counts.total():
                return best
        if self.context.province:
            wanted = key(self.context.province)
            for province in tables().registry.places.all:
                if key(province.full_name) == wanted and (
                    self.context.published_on is None or province.valid_on(self.context.published_on)
                ):
                    return province.id
        return None

    def _area(
        self, metric: Metric, first: int, last: int, bodies: Sequence[OrganisationMention]
    ) -> tuple[str, str] | None:
        """The area that the sentence states, or that the number of provinces tells, with how it is known."""
        before, after = self._free_places(metric, first, last, bodies)
        if not before and _NATIONWIDE.search(self.folded[first:last]):
            return NATION, "stated"
        if before or after:
            return (before[-1] if before else after[0])[2].id, "stated"
        counted = " tỉnh" in self.folded[metric.start : metric.end + 6]
        if metric.of in _ALL_PROVINCES or (counted and metric.value in _ALL_PROVINCES):
            return NATION, "subject"
        return None

    def _free_places(
        self, metric: Metric, first: int, last: int, bodies: Sequence[OrganisationMention]
    ) -> tuple[list[_Place], list[_Place]]:
        """The places of a sentence before and right behind a figure that stand in no body's name."""
        inside = self.places[bisect_left(self._place_starts, first) : bisect_left(self._place_starts, last)]
        free = [place for place in inside if not any(body.start <= place[0] < body.end for body in bodies)]
        if bodies and (met := _MET_AT.match(self.folded[first:last])):
            free = [place for place in free if place[0] - first >= met.end()]
        before = [place for place in free if place[1] <= metric.start]
        return before, [place for place in free if 0 <= place[0] - metric.end < 80]

    def _inherited(
        self, metric: Metric, owner: OrganisationMention | None, system: SystemMention | None
    ) -> tuple[str | None, str | None]:
        """The area of whom or what the figure is, else the article's, with how it is known."""
        if owner is not None:
            if owner.place:
                return owner.place, "subject"
            if owner.kind in _NATIONAL and not _abroad(owner):
                return NATION, "subject"
        elif system is not None and system.system_id in self._national_systems():
            return NATION, "subject"
        return (self._home, "inferred") if self._home is not None else (None, None)

    @staticmethod
    @cache
    def _national_systems() -> frozenset[str]:
        """Systems that a ministry or the Government runs for the whole country."""
        bodies = tables().registry.by_id
        return frozenset(
            s.id for s in load_systems().all if s.owner and bodies[s.owner].kind in _NATIONAL and not s.optional
        )

    # on what ground ----------------------------------------------------------------------------------------------
    def _document(self, metric: Metric, first: int, reports: bool) -> str | None:
        """Number of the document before the figure that sets it, or of the report that tells it."""
        for decree in reversed(self.decrees.between(first, metric.start)):
            window = self.folded[max(first, decree.start - 60) : decree.start]
            is_report = (decree.doc_type or "") in _REPORTS
            if reports and is_report and _REPORT_BEFORE.search(window):
                return decree.number
            if not reports and not is_report and (_BASIS_BEFORE.search(window) or metric.status_detail == "norm"):
                return decree.number
        return None

    # who says it ---------------------------------------------------------------------------------------------------
    def _known_speakers(self) -> dict[str, str]:
        """Bodies that people of this text speak for, by the person's whole name and last name."""
        known: dict[str, str] = {}
        for body in self.organisations.all:
            if body.person:
                known.setdefault(body.person, body.organisation_id)
                known.setdefault(body.person.split()[-1], body.organisation_id)
        return known

    def _said_by(self, metric: Metric, first: int, last: int) -> _Said:
        """Person and id of the body that the sentence, or the one before within a quotation, gives the figure to."""
        found = self._speaker_in(first, last)
        if found != _NOBODY:
            return found
        paragraph = max(0, first - _SPEAKER_REACH, self.document.line_start(first))
        if first > paragraph and (self._is_quoted(metric, paragraph) or _GOES_ON.match(self.plain, first)):
            before, _ = self.document.sentences.at(max(paragraph, first - 2))
            return self._speaker_in(max(paragraph, before), first)
        return _NOBODY

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
            if _SOURCE_BEFORE.search(self.folded[max(first, body.start - 70) : body.start]):
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
                if not self._is_person(match, who) or self._is_held(at, at + len(who), bodies):
                    continue
                body = self._spoken_for(match, first, bodies)
                if body is None:
                    return self._whole(who), self.speakers.get(who) or self.speakers.get(self._whole(who))
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

    def _is_held(self, start: int, end: int, bodies: Sequence[OrganisationMention]) -> bool:
        """Whether a body or a place stands there: "Washington Post cho biết", "Cục Thuế Hà Nội khẳng định"."""
        if any(b.start < end and start < b.end for b in bodies):
            return True
        i = bisect_left(self._place_starts, start)
        return i < len(self.places) and self.places[i][0] < end and self.places[i][0] == start

    @staticmethod
    def _is_person(match: re.Match[str], who: str) -> bool:
        """Whether a capitalised name before a verb of speech is a person's: by its title, or by its family name."""
        if match.re is _ACCORDING_TO or match["title"]:
            return True
        return " " in who and (key(who.split()[0]) in SURNAMES or who.isascii()) and not who.isupper()

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
        for name in self.speakers:
            if " " in name and name.split()[-1] == who:
                return name
        return who
