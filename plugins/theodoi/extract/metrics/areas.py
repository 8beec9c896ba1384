"""Of which area a figure is: the place that its sentence states, whom or what it is of, the province of the article."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from functools import cache

from theodoi.extract.document import Document
from theodoi.extract.explain import Reason
from theodoi.extract.metrics.objects import Measure
from theodoi.extract.organisations.grammar import SURNAMES
from theodoi.extract.organisations.tables import tables
from theodoi.extract.spans import Metric, OrganisationMention, SystemMention
from theodoi.extract.text import UPPER
from theodoi.registry.names import key
from theodoi.registry.places import Province, pick
from theodoi.registry.systems import load_systems

NATION = "vn"
ALL_PROVINCES = (63, 34)
# Bodies whose figures are the country's.
NATIONAL = frozenset(
    {"ministry", "ministerial_agency", "agency", "government", "assembly", "department", "party", "court", "procuracy", "audit", "committee", "state_group"}
)  # fmt: skip
SPEAKS_FOR_ALL = NATIONAL | {
    "office",
    "office_body",
}  # bodies whose reports are of the country where they name no place
FIRMS = frozenset(
    {"company", "bank", "fund", "state_group", "state_company", "foreign_company"}
)  # their figures are of no area
# Patterns are matched on folded text: its "toàn" is "tòan".
_NATIONWIDE = re.compile(
    r"(?<!\w)(?:cả nước|tòan quốc|việt nam|nước ta|trên phạm vi cả nước|của quốc gia|tòan ngành|các bộ, ngành, địa phương)(?!\w)"
)
_WHOLE_PROVINCE = re.compile(
    r"(?<!\w)(?:tòan (?:tỉnh|thành phố)|(?:tỉnh|thành phố|địa phương) này|trên địa bàn (?:tỉnh|thành phố))(?!\w)"
)
# A place that is no figure's: where somebody lives, a commune that is called so, a road between two places, where one met.
_NO_PLACE_BEFORE = re.compile(
    r"(?:xã|phường|huyện|quận|thị trấn|thị xã|đường|(?<!thành )phố|cầu|ngã ba|ngã tư|ngã năm|vòng xoay|chợ|hầm|trung ương|ngụ|quê|trú|ngụ tỉnh|quê tỉnh|trú tỉnh|ngụ tại|trú tại|quê ở) $"
)
_ROAD = re.compile(rf" ?[-–] ?[{UPPER}]")
_LEADS = re.compile(r"(?:(?<!\w)(?:là|tại|ở|của|thuộc|trên địa bàn|cho)(?: (?:tỉnh|thành phố|tp\.?|các tỉnh))? |^ ?)$")
# What a ministry asks the whole country.
_ASKS = re.compile(
    r" (?:(?:đã|vừa|đang|cũng|cùng với [^,.;]{3,40}) )*(?:tiến hành |tổ chức |thực hiện )?(?:khảo sát|lấy ý kiến|phỏng vấn|điều tra xã hội học|tổng điều tra)(?!\w)"
)
# Measures of the whole economy: what a province has bears other names ("GRDP", "thu ngân sách trên địa bàn").
_OF_THE_ECONOMY = re.compile(
    r"(?<!\w)(?:gdp|lạm phát|chỉ số giá tiêu dùng|cpi|nợ công|nợ chính phủ|ngân sách trung ương)(?!\w)"
)
# The Government's own money is the country's.
_GOVERNMENT_HAS = re.compile(
    r"(?<!\w)(?:chính phủ|nhà nước) (?:(?:đang|đã|hiện|sẽ|cũng|còn) )*(?:có|dành|chi|bố trí|cấp|vay|nợ|hỗ trợ)(?!\w)"
)
_SEVERAL = 3  # places of which none is the figure's alone
_CLAUSE_END = re.compile(r"[,;:(]| (?:để|nhằm) ")
_MET_AT = re.compile(r"^(?:(?:sáng|chiều|tối|trưa|ngày|hôm)[^,.\n]{0,20}, ?)?tại [^,.\n]{2,20},")

_Place = tuple[int, int, Province]


def _abroad(body: OrganisationMention) -> bool:
    """Whether a body that no registry holds bears another country's name."""
    return not body.registered and any(body.name.endswith(f" {country}") for country in tables().registry.countries)


@cache
def _countries() -> re.Pattern[str]:
    """Names of other countries, none of them the beginning of a longer name: "Nga", but "Nga Sơn"."""
    names = "|".join(map(re.escape, sorted(tables().registry.countries)))
    return re.compile(rf"(?<!\w)(?:{names})(?!\w)(?! [{UPPER}])")


class NoPlace(Reason):
    """Why the name of a province or a district is no place of a figure."""

    PERSON = "a family name before it makes it a person's: Trương Hòa Bình"
    LOCAL = "somebody lives there, or a commune or a street is called so"
    ROAD = "it is one end of a road: cao tốc Hà Nội-Hải Phòng"


class Areas:
    """The places of one text, ready to be asked about its figures."""

    def __init__(self, document: Document) -> None:
        self.document, self.folded = document, document.folded
        self.places = self._find_places()
        self._starts = [start for start, _, _ in self.places]
        self._home = self._main_province()
        self._is_national = self._home is None and any(
            body.kind in SPEAKS_FOR_ALL and body.registered and not body.place and not _abroad(body)
            for body in document.found.organisations
        )

    def begins_at(self, start: int, end: int) -> bool:
        """Whether a place begins at an offset before `end`."""
        i = bisect_left(self._starts, start)
        return i < len(self.places) and self.places[i][0] < end and self.places[i][0] == start

    def has_place(self, first: int, last: int) -> bool:
        """Whether a place begins between two offsets."""
        return bisect_left(self._starts, first) < bisect_left(self._starts, last)

    def is_place(self, start: int, end: int) -> bool:
        """Whether start:end is the name of a place, with the word for its kind or without."""
        i = bisect_left(self._starts, start - 12)
        return any(at <= end and begin <= start + 1 and end <= at + 1 for begin, at, _ in self.places[i : i + 4])

    def _find_places(self) -> list[tuple[int, int, Province]]:
        known = tables()
        seen, on = self.document.view, self.document.written_on
        made = []
        for start, end, name in self.document.names(known.mentions):
            if reason := self._refusal(start, end, name):
                self.document.refuse_in_view("place", start, end, reason)
                continue
            province = pick(known.registry.places.by_name[name], on)
            made.append((*seen.span(start, end), province))
        return made

    def _refusal(self, start: int, end: int, name: str) -> NoPlace | None:
        """Why the name of a place is no figure's place, None when it may be; offsets are those of the view."""
        seen = self.document.view
        before = seen.folded[max(0, start - 12) : start].split()
        if before and before[-1] in SURNAMES and seen.folded[start - 1] == " ":
            return NoPlace.PERSON
        if key(seen.plain[start:end]) == name and _NO_PLACE_BEFORE.search(seen.folded, max(0, start - 12), start):
            return NoPlace.LOCAL
        if seen.folded[start - 1 : start] == "-" or _ROAD.match(seen.plain, end):
            return NoPlace.ROAD
        return None

    def _main_province(self) -> str | None:
        """The province that the text is about, or its source's; None unless it is clear."""
        counts = Counter(p.id for _, _, p in self.places)
        if counts:
            (best, n), *_ = counts.most_common(1)
            if n >= 2 and n >= 0.7 * counts.total():
                return best
        if self.document.context.province:
            wanted = key(self.document.context.province)
            for province in tables().registry.places.all:
                if key(province.full_name) == wanted and (
                    self.document.context.published_on is None or province.valid_on(self.document.context.published_on)
                ):
                    return province.id
        return None

    def of(
        self,
        metric: Metric,
        measure: Measure,
        first: int,
        last: int,
        bodies: Sequence[OrganisationMention],
        before: Metric | None,
        owner: OrganisationMention | None,
        system: SystemMention | None,
    ) -> tuple[str | None, str | None]:
        """The area of a figure, with how it is known: its own clause's, that of the figure it goes on with, its owner's, the article's."""
        if metric.of in ALL_PROVINCES and metric.unit == "count":
            return NATION, "subject"  # "53/63 địa phương …, cao nhất là Bình Thuận": the whole country's
        free = self._free_places(first, last, bodies)
        own = [p for p in free if measure.before <= p[0] and p[1] <= metric.start]
        behind = [
            p for p in free if 0 <= p[0] - metric.end < 80 and p[0] < measure.after and self._leads_to(metric.end, p[0])
        ]
        stop = _CLAUSE_END.search(self.folded, metric.end, measure.after)
        if len({place[2].id for place in own}) >= _SEVERAL:
            return None, "several"
        if own:
            return self._id(own[-1]), "stated"
        if self._is_nationwide(measure.before, stop.start() if stop else measure.after, bodies):
            return NATION, "stated"
        if behind:
            return self._id(behind[0]), "stated"
        if (" tỉnh" in self.folded[metric.start : metric.end + 6]) and metric.value in ALL_PROVINCES:
            return NATION, "subject"
        within = before is not None and before.end > first
        if within and before is not None and before.area and before.area_basis in ("stated", "subject"):
            return before.area, before.area_basis
        earlier = [p for p in free if p[1] <= metric.start]
        if earlier:
            return self._id(earlier[-1]), "stated"
        if not within and self._is_nationwide(first, metric.start, bodies):
            return NATION, "stated"
        if owner is None and self._is_whole_province(first, metric.start) and (last_told := self._told_before(first)):
            return last_told, "subject"
        if _GOVERNMENT_HAS.search(self.folded, measure.before, metric.start):
            return NATION, "subject"
        area, area_basis = self._inherited(owner, system)
        named = {body.place for body in bodies if body.place and body.end <= metric.start}
        if area_basis in (None, "inferred") and owner is None and len(named) == 1:
            return named.pop(), "inferred"  # of the province whose body the sentence tells of
        if area_basis == "inferred" and _OF_THE_ECONOMY.search(self.folded, measure.before, metric.start):
            return NATION, "inferred"
        near = before is not None and before.end > self.document.line_start(metric.start) and before.area != NATION
        if area_basis == "inferred" and before is not None and near and before.area_basis in ("stated", "subject"):
            return before.area, before.area_basis  # the place that the paragraph speaks of
        return area, area_basis

    def of_country(self, first: int, last: int) -> str | None:
        """The country, for what a text tells of no body and no place: where it names bodies of the state and no province of its own."""
        return NATION if self._is_national and not _countries().search(self.document.plain, first, last) else None

    def _is_whole_province(self, first: int, last: int) -> bool:
        """Whether words speak of the whole of the province that was named before: "Toàn tỉnh có …"."""
        return _WHOLE_PROVINCE.search(self.folded, first, last) is not None

    def _told_before(self, first: int) -> str | None:
        """The only province that the paragraph names before a sentence."""
        low = bisect_left(self._starts, self.document.line_start(first))
        told = {self._id(place) for place in self.places[low : bisect_left(self._starts, first)]}
        return told.pop() if len(told) == 1 else None

    def _is_nationwide(self, first: int, last: int, bodies: Sequence[OrganisationMention]) -> bool:
        """Whether words speak of the whole country; those of a body's name do not: "Ngân hàng Nhà nước Việt Nam"."""
        return any(
            not any(body.start <= told.start() < body.end for body in bodies)
            for told in _NATIONWIDE.finditer(self.folded, first, last)
        )

    def _id(self, place: _Place) -> str:
        """The id of a place; with "mới" behind it, of what it becomes: "TPHCM mới"."""
        _, end, province = place
        if self.folded.startswith(" mới", end) or self.folded.startswith(" (mới", end):
            new = tables().registry.places.successor(province)
            return new.id if new is not None else province.id
        return province.id

    def _leads_to(self, end: int, start: int) -> bool:
        """Whether the words between a figure and a place make it the figure's: "là tỉnh …", "tại …", "của …"."""
        return _LEADS.search(self.folded, end, start) is not None

    def _free_places(self, first: int, last: int, bodies: Sequence[OrganisationMention]) -> list[_Place]:
        """The places of a sentence that stand in no body's name."""
        inside = self.places[bisect_left(self._starts, first) : bisect_left(self._starts, last)]
        free = [place for place in inside if not any(body.start <= place[0] < body.end for body in bodies)]
        if bodies and (met := _MET_AT.match(self.folded[first:last])):
            free = [place for place in free if place[0] - first >= met.end()]
        return free

    def _inherited(
        self, owner: OrganisationMention | None, system: SystemMention | None
    ) -> tuple[str | None, str | None]:
        """The area of whom or what the figure is, else the article's. A ministry's own figure, and a firm's, is of no area."""
        if owner is not None:
            if owner.place:
                return owner.place, "subject"
            if owner.kind in NATIONAL and not _abroad(owner):
                return (NATION, "inferred") if _ASKS.match(self.folded, owner.end) else (None, None)
            if owner.kind in FIRMS:
                return None, None
        elif system is not None and system.system_id in self._national_systems():
            return NATION, "subject"
        return (self._home, "inferred") if self._home is not None else (None, None)

    @staticmethod
    @cache
    def _national_systems() -> frozenset[str]:
        """Systems that a ministry or the Government runs for the whole country."""
        bodies = tables().registry.by_id
        return frozenset(
            s.id for s in load_systems().all if s.owner and bodies[s.owner].kind in NATIONAL and not s.is_class
        )
