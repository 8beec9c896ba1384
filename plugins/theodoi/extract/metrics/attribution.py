"""Whose figure it is, of which area and system, on what ground, and who says so: told by the other findings of the text."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from theodoi.extract.metrics.reading import Reader
from theodoi.extract.organisations.grammar import SURNAMES
from theodoi.extract.organisations.tables import tables
from theodoi.extract.spans import Context, DecreeMention, Metric, OrganisationMention, SystemMention
from theodoi.extract.text import UPPER
from theodoi.registry.names import fold, key, view
from theodoi.registry.places import Province, pick
from theodoi.registry.systems import load_systems

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
_MET_AT = re.compile(r"^(?:(?:sáng|chiều|tối|trưa|ngày|hôm)[^,.\n]{0,20}, ?)?tại [^,.\n]{2,20},")
_OFFICE_REACH = 100
_SPEAKER_REACH = 1500  # characters in which a quotation was opened, and by whom


def _abroad(body: OrganisationMention) -> bool:
    """Whether a body that no registry holds bears another country's name."""
    return not body.registered and any(body.name.endswith(f" {country}") for country in tables().registry.countries)


class Attribution:
    """The findings of one text, ready to be asked about its figures."""

    def __init__(
        self,
        reader: Reader,
        context: Context,
        decrees: Sequence[DecreeMention],
        organisations: Sequence[OrganisationMention],
        systems: Sequence[SystemMention],
    ) -> None:
        self.reader, self.context = reader, context
        self.folded = fold(reader.plain)
        self.organisations = sorted(organisations, key=lambda o: o.start)
        self.systems = sorted(systems, key=lambda s: s.start)
        self.decrees = sorted((d for d in decrees if d.number), key=lambda d: d.start)
        self._starts = {
            name: [f.start for f in found]
            for name, found in (
                ("organisations", self.organisations),
                ("systems", self.systems),
                ("decrees", self.decrees),
            )
        }
        self.places = self._find_places()
        self._place_starts = [start for start, _, _ in self.places]
        self._home = self._main_province()
        self.speakers = self._known_speakers()
        self._place_of = {o.organisation_id: o.place for o in self.organisations}
        self._spoken: dict[tuple[int, int], tuple[str | None, str | None]] = {}

    def of(self, metric: Metric) -> Metric:
        """The metric with organisation, area, system, basis, and who says it."""
        first, last = self.reader.sentence_of(metric.start, metric.end)
        person, speaker = self._said_by(metric, first, last)
        owner = self._owner(metric, first, last)
        system = self._nearest(self._in("systems", first, last), metric)
        area, area_from = self._area(metric, first, last, owner, system)
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
    def _in(self, kind: str, first: int, last: int) -> list:
        found = getattr(self, kind)
        i = bisect_left(self._starts[kind], first)
        made = []
        while i < len(found) and found[i].start < last:
            made.append(found[i])
            i += 1
        return made

    @staticmethod
    def _nearest(found: Sequence[SystemMention], metric: Metric) -> SystemMention | None:
        """The last one before the figure, else the first one after it; None when there is none."""
        before = [f for f in found if f.end <= metric.start]
        after = [f for f in found if f.start >= metric.end]
        return before[-1] if before else after[0] if after else None

    def _owner(self, metric: Metric, first: int, last: int) -> OrganisationMention | None:
        """The body whose figure it is: the one behind "của" after the figure, else the acting one before it, else the nearest."""
        found = [o for o in self._in("organisations", first, last) if not o.office_holder and o.kind != "press"]
        for body in found:
            near = 0 <= body.start - metric.end < 60 and not re.search(r"[,;.:]", self.folded[metric.end : body.start])
            if near and _OF.search(self.folded[max(first, body.start - 30) : body.start]):
                return body
        before = [o for o in found if o.end <= metric.start and not self._is_source(o, first)]
        acting = [o for o in before if o.role == "acts"]
        owning = [o for o in before if _OF.search(self.folded[max(first, o.start - 30) : o.start])]
        leading = [o for o in before if not self.folded[first : o.start].strip(' -+*•"“(')]
        found = acting or leading or owning
        return found[-1] if found else None

    def _is_source(self, body: OrganisationMention, first: int) -> bool:
        return body.role == "speaks" or bool(
            _SOURCE_BEFORE.search(self.folded[max(first, body.start - 60) : body.start])
        )

    # where -------------------------------------------------------------------------------------------------------
    def _find_places(self) -> list[tuple[int, int, Province]]:
        known = tables()
        seen = view(self.reader.text)
        on = self.context.published_on
        made = []
        for start, end, name in known.mentions.find(seen):
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
        self, metric: Metric, first: int, last: int, owner: OrganisationMention | None, system: SystemMention | None
    ) -> tuple[str | None, str | None]:
        sentence = self.folded[first:last]
        i = bisect_left(self._place_starts, first)
        inside = []
        while i < len(self.places) and self.places[i][0] < last:
            inside.append(self.places[i])
            i += 1
        bodies = [(o.start, o.end) for o in self._in("organisations", first, last)]
        free = [p for p in inside if not any(s <= p[0] < e for s, e in bodies)]
        if bodies and (met := _MET_AT.match(sentence)):
            free = [p for p in free if p[0] - first >= met.end()]
        before = [p for p in free if p[1] <= metric.start]
        after = [p for p in free if p[0] >= metric.end and p[0] - metric.end < 80]
        nationwide = list(_NATIONWIDE.finditer(sentence))
        if nationwide and not before:
            return NATION, "stated"
        if before or after:
            return (before[-1] if before else after[0])[2].id, "stated"
        if metric.of in _ALL_PROVINCES or (
            metric.value in _ALL_PROVINCES and " tỉnh" in self.folded[metric.start : metric.end + 6]
        ):
            return NATION, "subject"
        if owner is not None:
            if owner.place:
                return owner.place, "subject"
            if owner.kind in _NATIONAL and not _abroad(owner):
                return NATION, "subject"
        elif system is not None and system.system_id in self._national_systems():
            return NATION, "subject"
        if self._home is not None:
            return self._home, "inferred"
        return None, None

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
        for decree in reversed(self._in("decrees", first, metric.start)):
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
        for body in self.organisations:
            if body.person:
                known.setdefault(body.person, body.organisation_id)
                known.setdefault(body.person.split()[-1], body.organisation_id)
        return known

    def _said_by(self, metric: Metric, first: int, last: int) -> tuple[str | None, str | None]:
        """Person and id of the body that the sentence, or the one before within a quotation, gives the figure to."""
        found = self._speaker_in(first, last)
        if found != (None, None):
            return found
        low = max(0, first - _SPEAKER_REACH)
        paragraph = max(low, self.reader.plain.rfind("\n", low, first) + 1)
        opened = self.reader.plain.rfind("“", paragraph, metric.start)
        within = opened >= 0 and self.reader.plain.find("”", opened, metric.start) < 0
        if first > paragraph and (within or self._goes_on(first)):
            before, _ = self.reader.bounds.at(max(paragraph, first - 2))
            return self._speaker_in(max(paragraph, before), first)
        return None, None

    def _goes_on(self, first: int) -> bool:
        return bool(
            re.match(
                r"(?:Cụ thể|Theo đó|Trong đó|Tính đến|Đến nay|Ngoài ra|Bên cạnh đó)",
                self.reader.plain[first : first + 20],
            )
        )

    def _speaker_in(self, first: int, last: int) -> tuple[str | None, str | None]:
        if (first, last) not in self._spoken:
            self._spoken[first, last] = self._read_speaker(first, last)
        return self._spoken[first, last]

    def _read_speaker(self, first: int, last: int) -> tuple[str | None, str | None]:
        plain = self.reader.plain[first:last]
        bodies = self._in("organisations", first, last)
        for body in bodies:
            according = _SOURCE_BEFORE.search(self.folded[max(first, body.start - 70) : body.start])
            if according:
                return body.person, body.organisation_id
        for pattern in (_PERSON_SAYS, _ACCORDING_TO):
            for match in pattern.finditer(plain):
                who = match["who"]
                at = first + match.start("who")
                if not self._is_person(match, who) or self._is_held(at, at + len(who), bodies):
                    continue
                end = match.end() if pattern is _PERSON_SAYS else match.end() + _OFFICE_REACH
                named = [b for b in bodies if b.person and (b.person == who or b.person.split()[-1] == who)]
                inside = [
                    b
                    for b in bodies
                    if first + match.start() - 2 <= b.start < first + end and self._holds(match, b, first)
                ]
                before = [b for b in bodies if b.end in (first + match.start(), first + match.start() - 1)]
                body = (named or inside or before or [None])[0]
                if body is not None:
                    return body.person if body.person and body.person != who and body.person.endswith(
                        who
                    ) else self._whole(who), body.organisation_id
                return self._whole(who), self.speakers.get(who) or self.speakers.get(self._whole(who))
        for body in bodies:
            if body.role == "speaks":
                return body.person, body.organisation_id
        return None, None

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
