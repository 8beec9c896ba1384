"""Whose figure it is, of which area and system, on what ground, and who says so: told by the other findings of the text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from theodoi.extract.document import Document
from theodoi.extract.metrics.areas import Areas
from theodoi.extract.metrics.speakers import SOURCE_BEFORE, Speakers
from theodoi.extract.spans import DecreeMention, InOrder, Metric, OrganisationMention, SystemMention

_OF = re.compile(r"(?:của|tại|ở|thuộc|do|cho|trên địa bàn)(?: (?:các|tỉnh|thành phố|tp\.?|huyện|tòan))? $")
_BASIS_BEFORE = re.compile(
    r"(?<!\w)(?:theo|quy định tại|căn cứ|thực hiện|tại|theo quy định(?: tại| của)?|được quy định tại|thi hành)(?: [^\s,;.]+){0,3} $"
)
_REPORT_BEFORE = re.compile(r"(?<!\w)(?:theo|tại|qua|trong)(?: (?:các|một))? $")
_REPORTS = frozenset({"báo cáo", "tờ trình", "công văn", "thông báo"})
_PART_MARK = re.compile("[,;.:]")


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
        self.speakers = Speakers(document, self.organisations, self.areas)
        self._place_of = {o.organisation_id: o.place for o in self.organisations.all}

    def of(self, metric: Metric) -> Metric:
        """The metric with organisation, area, system, basis, and who says it."""
        first, last = self.document.sentence_of(metric.start, metric.end)
        bodies = self.organisations.between(first, last)
        person, speaker = self.speakers.of(metric, first, last)
        owner = self._owner(metric, first, bodies)
        system = self._nearest(self.systems.between(first, last), metric)
        area, area_from = self.areas.stated(metric, first, last, bodies) or self.areas.inherited(metric, owner, system)
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
            SOURCE_BEFORE.search(self.folded[max(first, body.start - 60) : body.start])
        )

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
