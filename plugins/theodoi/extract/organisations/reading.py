"""One pass over a text: each match of the gazetteer becomes bodies, or a reason why it names none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from theodoi.extract.document import Document
from theodoi.extract.organisations.grammar import PlaceHead
from theodoi.extract.organisations.matched import CLOSED, Matched, NoBody, capitalised
from theodoi.extract.organisations.open_names import OpenNames
from theodoi.extract.organisations.place_bodies import CHAIN, Made, PlaceBodies, Waiting
from theodoi.extract.organisations.places import Place
from theodoi.extract.organisations.tables import (
    Department,
    Draft,
    Listed,
    Ministries,
    Named,
    Nothing,
    Open,
    Tables,
    Value,
)
from theodoi.registry.organisations import Organisation

_MINISTRY_LIST = re.compile(
    r"(?:[,/]? (?:và )?(?:ngành|cơ quan|địa phương|đơn vị)(?: liên quan| trung ương)?)*(?: như| gồm| là)?:? "
)
_SEPARATOR = re.compile(r"(?:,? và |, |; và |; |/| - )(?:bộ )?")
_NUMBER_BEFORE = re.compile(r"(?<!\w)(?:qđ|nđ|tt|ct|cv|kh|tb|bc|nq|ttr|ttlt|vbhn|cđ)-$")
_CODE_BEFORE = re.compile(r"\d/$")  # "QCVN 02:2019/BXD"
_COMPOUND = re.compile(r"(?<!\w)(?:chi|tổng|đảng|cán|nội|tòan|tiến|đồng|bắc|nam|trung|liên|công) $")
# What firms call their firms by: a trade in English, or the country of the branch.
_FIRM_WORDS = re.compile(
    r"(?: (?:Electronics?|Electro-Mechanics|Display|Innotek|Chem(?:ical)?s?|SDI|SDS|CNS|Semiconductors?|Foundry|Energy|Motors?|Engineering|Construction"
    r"|Heavy Industries|Securities|Insurance|Life|Finance|Financial|Capital|Holdings?|Ventures|Logistics|Trading|Solutions|Technology|Technologies|Software"
    r"|Consulting|Aerospace|Automotive|Vi[eệ]t ?[Nn]am|Southeast Asia|Asia Pacific|Châu Á))+(?!\w)"
)
_LIST_GOES_ON = re.compile(r"[,;.):\n]| và |$")
# Kinds of state bodies that other countries have too: "Chính phủ Nhật Bản" is not ours.
_OF_ANY_STATE = frozenset({"government", "assembly", "ministry", "office"})
# Kinds that tell that a text speaks of Việt Nam.
_OURS = frozenset({"ministry", "ministerial_agency", "province_committee", "province_party", "department", "party"})


class Reading:
    """One pass over one text. Offsets are those of the view."""

    def __init__(self, document: Document, tables: Tables) -> None:
        self.document, self.view, self.tables = document, document.view, tables
        self.matched = Matched(document, tables)
        self.bodies = PlaceBodies(self.matched)
        self.open_names = OpenNames(self.matched, self.bodies)
        self.places = self.bodies.places
        self._foreign_names: dict[str, Draft] = {}  # bodies of other states, by the id of ours that is called so

    def drafts(self) -> list[Draft]:
        """All drafts in order, none overlapping: what begins first wins, of one start the longest match that yields a name."""
        made: list[Draft] = []
        pending: list[Waiting] = []
        ahead: list[Draft] = []  # members of a list that were read with its first one; other names may lie between them
        position = 0
        for start, end, value in self.matched.matches:
            if start < position or any(d.start < end and start < d.end for d in ahead):
                self.document.refuse_in_view("organisation", start, end, NoBody.OVERLAPS)
                continue
            found, pending = self._read(start, end, value, pending)
            if isinstance(found, NoBody):
                self.document.refuse_in_view("organisation", start, end, found)
                position = max(position, end) if found in CLOSED else position
                continue
            made += found
            ahead = [d for d in (*ahead, *found) if d.start > start]
            position = max([0, *(d.end for d in found if d.start <= start)])
        return self._abroad(sorted(made, key=lambda d: d.start))

    def _abroad(self, drafts: list[Draft]) -> list[Draft]:
        """The drafts; where all that the text names is another state's, "Bộ Quốc phòng" alone is that state's too."""
        if not self._foreign_names or any(
            d.organisation.kind in _OURS and d.organisation.id not in self._foreign_names for d in drafts
        ):
            return drafts
        made = []
        for draft in drafts:
            abroad = self._foreign_names.get(draft.organisation.id)
            if abroad:
                draft = replace(abroad, start=draft.start, end=draft.end, confidence=0.6)
            made.append(draft)
        return made

    # one match ---------------------------------------------------------------------------------------------------
    def _read(self, start: int, end: int, value: Value, pending: list[Waiting]) -> Made:
        """What one match names, or why it names nothing; a shorter match of the same start may name something then."""
        if pending and not CHAIN.fullmatch(self.view.folded, pending[-1][1], start):
            pending = []
        match value:
            case Nothing():
                return NoBody.NOT_A_NAME, pending
            case Named():
                return self._named(start, end, value), []
            case Ministries():
                return self._ministry_list(end, value.single), []
            case Open():
                return _alone(self.open_names.name(start, end, value)), []
            case PlaceHead():
                return self.bodies.body(start, end, value, pending)
            case Department():
                found, pending = self.bodies.department(start, end, value, pending)
                if isinstance(found, NoBody) and value.head == "Phòng":
                    return _alone(self.open_names.name(start, end, Open("Phòng", "department"))), pending
                return found, pending
            case Listed():
                return self.open_names.listed(start, end, value), []

    def _named(self, start: int, end: int, value: Named) -> list[Draft] | NoBody:
        folded = self.view.folded
        if folded.startswith(("bộ ", "cục "), start) and _COMPOUND.search(folded, max(0, start - 8), start):
            return NoBody.COMPOUND  # "Đảng bộ Công an tỉnh Hà Nam", "chi cục Thuế"
        if _CODE_BEFORE.search(folded, max(0, start - 2), start):
            return NoBody.IN_A_NUMBER
        if folded.startswith("-", start - 1) and _NUMBER_BEFORE.search(folded, max(0, start - 6), start):
            return NoBody.IN_A_NUMBER  # "381/QĐ-BTC"
        local = self.tables.local.get(folded[start:end])
        if local and self.places.after(end):
            return self.bodies.body(start, end, local, [])[0]
        organisation, others = self.matched.pick(value.organisations, start, end)
        if organisation.kind in _OF_ANY_STATE and (country := self.matched.country(end)):
            return _alone(self._foreign(start, end, country, organisation) or NoBody.FOREIGN_OFFICE)
        if organisation.branches and (place := self.places.after(end)):
            method, confidence = "organisations/branch", 0.85
            if place.bare:
                # "Cục Thuế TP" is the one of the article's city, and never the national body.
                meant = self.places.of_article(place.rank) if self._is_one(place) else None
                if meant is None:
                    return NoBody.KIND_OF_BODY
                place, method, confidence = replace(meant, end=place.end), "organisations/context", 0.7
            name = f"{organisation.name} {place.full}"
            branch = self.matched.unregistered(start, place.end, name, organisation.kind, method, confidence, place)
            return [branch]
        if organisation.kind == "foreign_company" and (unit := self._firm_of(end)):
            name = self.view.plain[start:unit]
            return [self.matched.unregistered(start, unit, name, "company", "organisations/grammar", 0.75)]
        made = [Draft(start, end, organisation, True, "organisations/registry", 0.97, others)]
        if organisation.kind == "ministry" and folded.startswith("bộ ", start):
            made += self._members(end, strict=True)
        return made

    def _firm_of(self, end: int) -> int | None:
        """Where the name of a firm's own firm ends: "Hitachi | Energy", "Canon | Việt Nam"; "Honda Vision" is a product."""
        unit = _FIRM_WORDS.match(self.view.plain, end)
        return unit.end() if unit else None

    def _is_one(self, place: Place) -> bool:
        """Whether a rank alone means one place; "tỉnh Móng Cái", of which we know no such, is another."""
        return self.places.is_one(place) and not self.view.plain[place.end + 1 : place.end + 2].isupper()

    def _foreign(self, start: int, end: int, stop: int, ours: Organisation) -> Draft | None:
        """A body of another state that is called like one of ours: "Bộ Quốc phòng Mỹ"; its offices are nobody's here."""
        if ours.kind == "office":
            return None
        # As printed ("Bộ Nông nghiệp Mỹ"), but in a list ("Bộ trưởng Ngoại giao Mỹ") and for acronyms.
        printed = self.view.plain[start:end]
        head = (
            printed
            if printed.split()[0].casefold() == ours.name.split()[0].casefold() and " " in printed
            else ours.name
        )
        name = f"{capitalised(head)} {self.view.plain[end + 1 : stop]}"
        draft = self.matched.unregistered(start, stop, name, "foreign_agency", "organisations/foreign", 0.85)
        self._foreign_names.setdefault(ours.id, draft)
        return draft

    # lists of ministries -----------------------------------------------------------------------------------------
    def _ministry_list(self, end: int, single: bool) -> list[Draft] | NoBody:
        if single:
            found = self._ministry(end + 1) if self.view.folded.startswith(" ", end) else None
            return [found] if found else NoBody.NO_MINISTRY_FOLLOWS
        opening = _MINISTRY_LIST.match(self.view.folded, end)
        first = self._ministry(opening.end()) if opening else None
        return [first, *self._members(first.end, strict=False)] if first else NoBody.NO_MINISTRY_FOLLOWS

    def _members(self, position: int, strict: bool) -> Iterator[Draft]:
        """Ministries that go on a list: "…, Công Thương, Xây dựng và Tài chính". Other names in between are passed over.

        `strict` (no "các Bộ" before) accepts one only where the list visibly goes on or ends.
        """
        while True:
            joint = _SEPARATOR.match(self.view.folded, position)
            if joint is None:
                return
            found = self._ministry(joint.end())
            if found and not self.view.folded.startswith("bộ ", joint.end() - 3):
                if strict and not _LIST_GOES_ON.match(self.view.folded[found.end : found.end + 4]):
                    return
                yield found
                position = found.end
            elif found:
                # "Bộ Y tế" in full is a name of its own.
                position = found.end
            elif not strict and joint.end() in self.matched.blocked:
                position = self.matched.blocked[joint.end()]
            else:
                return

    def _ministry(self, position: int) -> Draft | None:
        tail = self.tables.ministry.match(self.view.folded, position)
        if tail is None or self.view.plain[position].islower():
            return None
        place = self.places.after(tail.end())
        if place is not None or self.view.folded.startswith(" nhân dân", tail.end()):
            return None
        organisation, _ = self.matched.pick(self.tables.ministries[tail.group()], position, tail.end())
        if country := self.matched.country(tail.end()):
            return self._foreign(position, tail.end(), country, organisation)
        return Draft(position, tail.end(), organisation, True, "organisations/list", 0.93)


def _alone(found: Draft | NoBody) -> list[Draft] | NoBody:
    return found if isinstance(found, NoBody) else [found]
