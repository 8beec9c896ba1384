"""Whose figure it is, of which area and system, on what ground, and who says so: told by the other findings of the text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from theodoi.extract.document import Document
from theodoi.extract.metrics.areas import ALL_PROVINCES, FIRMS, NATION, SPEAKS_FOR_ALL, Areas
from theodoi.extract.metrics.objects import Measure, Objects
from theodoi.extract.metrics.owners import Owners
from theodoi.extract.metrics.speakers import Speakers
from theodoi.extract.spans import DecreeMention, InOrder, Metric, OrganisationMention, SystemMention

_BASIS_BEFORE = re.compile(
    r"(?<!\w)(?:theo|quy định tại|căn cứ|thực hiện|tại|theo quy định(?: tại| của)?|được quy định tại|thi hành)(?: [^\s,;.]+){0,3} $"
)
_REPORT_BEFORE = re.compile(r"(?<!\w)(?:theo|tại|qua|trong)(?: (?:các|một))? $")
_REPORTS = frozenset({"báo cáo", "tờ trình", "công văn", "thông báo"})
_PART_END = re.compile(r"[;:]|, (?:trong đó|đồng thời)")
_NUMBERED = re.compile(r"\((?:[ivx]+|\d|[a-e])\)")
# A word for a kind of system alone stands for the one that was named before.
_THIS_SYSTEM = re.compile(
    r"(?<!\w)(?:mạng|cổng|hệ thống|nền tảng|ứng dụng|phần mềm)(?: này| trên)? (?:đã|cũng|hiện|đang|có|được|kết nối|ghi nhận|tiếp nhận|cung cấp|tích hợp)(?!\w)"
)


class Attribution:
    """The findings of one text, ready to be asked about its figures."""

    def __init__(
        self,
        document: Document,
        decrees: Iterable[DecreeMention],
        organisations: Iterable[OrganisationMention],
        systems: Iterable[SystemMention],
    ) -> None:
        self.document, self.folded = document, document.folded
        self.organisations, self.systems = InOrder(organisations), InOrder(systems)
        self.decrees = InOrder(d for d in decrees if d.number)
        self.areas = Areas(document)
        self.speakers = Speakers(document, self.organisations, self.decrees, self.areas)
        self.owners = Owners(document, self.organisations)
        self._kind_of = {o.organisation_id: o.kind for o in self.organisations.all}
        self._place_of = {o.organisation_id: o.place for o in self.organisations.all}

    def is_name(self, start: int, end: int) -> bool:
        """Whether start:end is nothing but the name of a place or a body: "tỉnh Lào Cai", "Bộ Y tế"."""
        words = self.folded[start:end]
        for kind in ("tỉnh ", "thành phố ", "tp ", "tp. "):
            words = words.removeprefix(kind)
        at = end - len(words)
        if self.areas.is_place(at, end):
            return True
        return any(body.start <= start and end <= body.end for body in self.organisations.between(start - 2, end))

    def all(self, metrics: Sequence[Metric], objects: Objects) -> list[Metric]:
        """The metrics, in order, with organisation, area, system, basis, and who says them."""
        made: list[Metric] = []
        for i, metric in enumerate(metrics):
            made.append(self._of(metric, objects.measures[i], made[-1] if made else None))
        return made

    def _of(self, metric: Metric, measure: Measure, before: Metric | None) -> Metric:
        first, last = self.document.sentence_of(metric.start, metric.end)
        bodies = self.organisations.between(first, last)
        person, speaker = self.speakers.of(metric, first, last)
        system = None if metric.of in ALL_PROVINCES else self._system(metric, measure, first, last)
        said = (person, speaker)
        owner_id, owner = self.owners.of(metric, measure, (first, last), said, before, system is not None)
        inherits = owner_id is not None and owner is None
        area, area_basis = self.areas.of(metric, measure, first, last, bodies, before, owner, system)
        of_firm = owner is not None and owner.kind in FIRMS
        if area_basis in (None, "inferred") and speaker is not None and not of_firm:
            if place := self._place_of.get(speaker):
                area, area_basis = place, "inferred"
            elif area is None and owner_id is None and self._kind_of.get(speaker) in SPEAKS_FOR_ALL:
                area, area_basis = NATION, "inferred"
        if area is None and area_basis is None and (person, speaker, owner_id) == (None, None, None):
            area = self.areas.of_country(first, last)
            area_basis = "inferred" if area is not None else None
        if area_basis == "several":  # no single one of them
            area_basis = None
        if inherits and before is not None and area_basis in (None, "inferred"):
            area, area_basis = before.area, before.area_basis
        return replace(
            metric,
            organisation_id=owner_id,
            area=area,
            area_basis=area_basis,
            system_id=system.system_id if system else None,
            basis=self._document(metric, first, reports=False),
            said_by_person=person,
            said_by_organisation_id=speaker,
            source_document=self._document(metric, first, reports=True),
        )

    def _system(self, metric: Metric, measure: Measure, first: int, last: int) -> SystemMention | None:
        """The last one before the figure, the nearest clause first, else the first one right behind it in its clause."""
        found = self.systems.between(first, last)
        before = [f for f in found if f.end <= metric.start and not _NUMBERED.search(self.folded, f.end, metric.start)]
        own = [f for f in before if f.start >= measure.before]
        if own:
            return own[-1]
        for system in found:
            if metric.end <= system.start < measure.after and not _PART_END.search(
                self.folded, metric.end, system.start
            ):
                return system
        if before:
            return before[-1]
        if not found and _THIS_SYSTEM.search(self.folded, first, metric.start):
            earlier = self.systems.between(max(0, first - 700), first)
            return earlier[-1] if earlier else None
        return None

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
