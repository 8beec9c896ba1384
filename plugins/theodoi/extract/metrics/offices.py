"""In what office a person says a figure; who holds none is no public person, and stays unnamed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from theodoi.extract.document import Document
from theodoi.extract.spans import Metric, OrganisationMention
from theodoi.extract.text import UPPER

PRIVATE = "người dân"  # whoever holds no office
_OFFICE = (
    r"(?:[Pp]hó |[Nn]guyên |[Qq]uyền |[Cc]ựu )?(?:[Tt]hủ tướng|[Cc]hủ tịch|[Bb]ộ trưởng|[Tt]hứ trưởng|[Bb]í thư|[Gg]iám đốc|[Tt]ổng giám đốc|[Tt]ổng [Tt]hanh tra|[Tt]ổng [Cc]ục trưởng|[Tt]ổng [Bb]í thư"
    r"|[Tt]ổng [Kk]iểm toán|[Cc]ục trưởng|[Vv]ụ trưởng|[Tt]rưởng (?:ban|phòng|đoàn|ban chỉ đạo|công an)|[Vv]iện trưởng|[Cc]hánh (?:[Vv]ăn phòng|[Tt]hanh tra|án)|[Hh]iệu trưởng|[Cc]hủ nhiệm|[Tt]hống đốc|[Ủủ]y viên|[Uu]ỷ viên"
    r"|[Đđ]ại biểu|[Nn]gười phát ngôn|[Đđ]ại diện|[Cc]hi cục trưởng|[Đđ]ội trưởng|[Tt]ư lệnh|[Cc]ục phó|[Pp]hó (?:ban|phòng)|[Tt]hư ký|CEO|[Tt]rưởng [Pp]hòng|[Vv]iện phó)"
)
_BEHIND = re.compile(rf"(?:, ?| \(| ?[-–] ?)(?P<office>{_OFFICE}(?: [^\s,.;:()–-]+){{0,14}})")
_BEFORE = re.compile(rf"(?P<office>{_OFFICE}(?: [^\s,.;:()–-]+){{0,12}}?)(?: (?:ông|bà|đồng chí|TS|PGS|GS)\.?)? ?$")
_REACH, _MOST = 130, 8  # characters beside a name, places of it


class Offices:
    """The offices of the people of one text, each looked up once."""

    def __init__(self, document: Document, organisations: Sequence[OrganisationMention]) -> None:
        self.plain = document.plain
        self._told = [(body.person, body.office) for body in organisations if body.person and body.office]
        self._offices = {body.name for body in organisations if body.office_holder}
        self._known: dict[str, str | None] = {}

    def of(self, metric: Metric) -> Metric:
        """The metric with the office of who says it; who holds none becomes "người dân"."""
        person = metric.said_by_person
        if person is None:
            return metric
        if person not in self._known:
            self._known[person] = self._office(person)
        office = self._known[person]
        return replace(metric, said_by_person=person if office else PRIVATE, said_by_office=office)

    def _office(self, person: str) -> str | None:
        if person in self._offices:
            return person
        for name, office in self._told:
            if name is not None and (name == person or name.endswith(f" {person}")):
                return office
        at = self.plain.find(person)
        for _ in range(_MOST):
            if at < 0:
                return None
            end = at + len(person)
            if found := _BEHIND.match(self.plain, end, end + _REACH) or self._before(at):
                return " ".join(found["office"].split())
            at = self.plain.find(person, end)
        return None

    def _before(self, at: int) -> re.Match[str] | None:
        """The office right before a name, with the first names that the text calls the person by in between."""
        while (word := re.search(rf"[{UPPER}]\w* $", self.plain[max(0, at - 12) : at])) and not re.search(
            rf"{_OFFICE} $", self.plain[max(0, at - 30) : at]
        ):
            at -= len(word.group())
        return _BEFORE.search(self.plain[max(0, at - _REACH) : at])
