"""Whose figure it is, of which area and system, on what ground, and who says so: told by the other findings of the text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from theodoi.extract.document import Document
from theodoi.extract.metrics.areas import ALL_PROVINCES, NATION, SPEAKS_FOR_ALL, Areas
from theodoi.extract.metrics.objects import Measure, Objects
from theodoi.extract.metrics.speakers import SOURCE_BEFORE, Speakers
from theodoi.extract.spans import DecreeMention, InOrder, Metric, OrganisationMention, SystemMention

_OF = re.compile(r"(?:của|tại|ở|thuộc|trực thuộc|do|trên địa bàn)(?: (?:các|tỉnh|thành phố|tp\.?|huyện|tòan))? $")
_BASIS_BEFORE = re.compile(
    r"(?<!\w)(?:theo|quy định tại|căn cứ|thực hiện|tại|theo quy định(?: tại| của)?|được quy định tại|thi hành)(?: [^\s,;.]+){0,3} $"
)
_REPORT_BEFORE = re.compile(r"(?<!\w)(?:theo|tại|qua|trong)(?: (?:các|một))? $")
_REPORTS = frozenset({"báo cáo", "tờ trình", "công văn", "thông báo"})
_PART_MARK = re.compile("[,;.:]")
_PART_END = re.compile(r"[;:]|, (?:trong đó|đồng thời)")
_NUMBERED = re.compile(r"\((?:[ivx]+|\d|[a-e])\)")
_ITEM = re.compile(r";|\((?:[ivx]+|\d|[a-e])\)")  # the next member of an enumeration has subjects of its own
# What somebody must do is no figure of the doer's yet.
_GIVEN = re.compile(r"(?<!\w)(?:chủ trì|yêu cầu|giao|phối hợp với|có trách nhiệm|chỉ đạo các|đề nghị các)(?!\w)")
# A figure inside another phrase is not the doer's: "khảo sát ý kiến của 500 người tại 20 xã".
_WITHIN = re.compile(
    r"(?<!\w)(?:của|tại|ở|trong|trên|với|từ|đến|tới)(?: (?:các|những|hơn|gần|khỏang|tổng số|tòan bộ))* $"
)
# A word for a kind of system alone stands for the one that was named before.
_THIS_SYSTEM = re.compile(
    r"(?<!\w)(?:mạng|cổng|hệ thống|nền tảng|ứng dụng|phần mềm)(?: này| trên)? (?:đã|cũng|hiện|đang|có|được|kết nối|ghi nhận|tiếp nhận|cung cấp|tích hợp)(?!\w)"
)
_OPENED_BY = re.compile(r"(?:^|[,.] )với [^,;:]{0,40}$")
_THIS_BODY = re.compile(
    r"(?<!\w)(?:cơ quan|đơn vị|bộ|sở|doanh nghiệp|tập đoàn|cục|tổng cục|ngân hàng|công ty) này(?!\w)"
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
        told = before is not None and before.end > first
        owner = self._owner(metric, measure, first, bodies, speaker, told)
        inherits = owner is None and before is not None and self._shares_owner(before, first, metric)
        owner_id = before.organisation_id if inherits and before else owner.organisation_id if owner else None
        system = None if metric.of in ALL_PROVINCES else self._system(metric, measure, first, last)
        area, area_basis = self.areas.of(metric, measure, first, last, bodies, before, owner, system)
        if area_basis in (None, "inferred") and speaker is not None:
            if place := self._place_of.get(speaker):
                area, area_basis = place, "inferred"
            elif area is None and owner_id is None and self._kind_of.get(speaker) in SPEAKS_FOR_ALL:
                area, area_basis = NATION, "inferred"
        if inherits and area_basis == "inferred" and before is not None and before.area is None:
            area, area_basis = None, None
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

    def _owner(
        self,
        metric: Metric,
        measure: Measure,
        first: int,
        bodies: Sequence[OrganisationMention],
        speaker: str | None,
        told: bool,
    ) -> OrganisationMention | None:
        """The body whose figure it is: the one behind "của", the one that has, does or counts it in its own clause."""
        found = [o for o in bodies if not o.office_holder and o.kind != "press"]
        for body in found:
            if self._is_right_behind(metric, body) and self._owns(body, first):
                return body
        for start, end in measure.spans:
            for body in self.organisations.between(start, end + 60):
                if body.start < end and self._owns(body, start):
                    return body
        if _GIVEN.search(self.folded, first, metric.start) or _WITHIN.search(
            self.folded, max(first, metric.start - 30), metric.start
        ):
            return None
        if _THIS_BODY.search(self.folded, first, metric.start):
            earlier = self.organisations.between(max(0, first - 600), metric.start)
            if saying := [o for o in earlier if o.organisation_id == speaker and o.start >= first]:
                return saying[-1]
            return next((o for o in reversed(earlier) if not o.office_holder), None)
        # In one sentence the first figure tells whose the next ones are, until another body stands between.
        since = max(first, measure.before) if told else first
        before = [o for o in found if since <= o.start and o.end <= metric.start and not self._is_source(o, first)]
        acting = [
            o
            for o in before
            if o.role == "acts"
            and not self.folded.endswith(("do ", "bởi ", "mà "), first, o.start)
            and not _ITEM.search(self.folded, o.end, metric.start)
        ]
        leading = [o for o in before if not self.folded[first : o.start].strip(' -+*•"“(')]
        chosen = acting or leading
        if not chosen and not told and _OPENED_BY.search(self.folded, first, metric.start):
            return next((o for o in found if o.start >= metric.end and o.role == "acts"), None)
        return chosen[-1] if chosen else None

    def _shares_owner(self, before: Metric, first: int, metric: Metric) -> bool:
        """Whether a figure is told as a part of the one before: "Trong đó, có hơn 20 cuộc họp"."""
        if before.organisation_id is None:
            return False
        if before.end > first:
            return not _ITEM.search(self.folded, before.end, metric.start)
        return self.folded.startswith(("trong đó", "cụ thể"), first) and metric.start - before.end < 300

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
