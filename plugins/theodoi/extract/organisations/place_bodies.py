"""Bodies that places have: "UBND tỉnh Hà Nam", "Sở Nội vụ, Sở Y tế Hà Nội", "Huyện ủy Sóc Sơn"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from theodoi.extract.organisations.grammar import PlaceHead
from theodoi.extract.organisations.matched import Matched, NoBody
from theodoi.extract.organisations.places import PLACE_LIST, Place, Places
from theodoi.extract.organisations.tables import Department, Draft
from theodoi.registry.organisations import body_name

# A head that waits for the place of the next one in the list: "HĐND, UBND tỉnh Hà Nam", "Sở Nội vụ, Sở Y tế Hà Nội".
Waiting = tuple[int, int, PlaceHead | str]
# What a match makes, or why it makes nothing; and what waits for a place from there on.
Made = tuple[list[Draft] | NoBody, list[Waiting]]

CHAIN = re.compile(r"(?:,|;| và|, và|/|-) ?|(?: - )")
_SUBJECT = re.compile(r":? ")
_FURTHER_SUBJECT = re.compile(r", và |, | và ")


@dataclass(slots=True)
class _Known:
    """A place with the rule that gave it."""

    place: Place
    method: str
    confidence: float


class PlaceBodies:
    """The bodies of places in one text."""

    def __init__(self, matched: Matched) -> None:
        self.matched, self.view, self.tables = matched, matched.view, matched.tables
        self.places = Places(matched.document, matched.times, matched.tables, matched.blocked)

    def body(self, start: int, end: int, head: PlaceHead, pending: list[Waiting]) -> Made:
        """The body, or the bodies, of a head of such names at start:end."""
        if several := PLACE_LIST.match(self.view.folded, end):
            made = [
                self._at(start if i == 0 else s, e, head, place)
                for i, (s, e, place) in enumerate(self.places.listed(several))
            ]
            return (made or NoBody.NO_PLACE_LISTED), []
        place = self.places.after(end)
        if place is None and head.bare:
            named = self.places.named(end, head.bare) if head.kind == "district_party" else None
            place = named or Place(end, head.bare)
        if place is None:
            inspectorate = self.view.folded[start:end] == "thanh tra"
            if inspectorate and (office := self.matched.office_of(start, end)):
                return [office], []
            return NoBody.WAITS_FOR_PLACE, [*pending, (start, end, head)]
        known = self._known(place, start)
        if known is None:
            return NoBody.PLACE_UNCLEAR, [*pending, (start, end, head)] if head.bare else []
        made = [self._waited(waiting, known) for waiting in pending]
        made.append(self._at(start, place.end, head, known.place, known.method, known.confidence))
        if not place.bare and place.province:
            made += [self._at(s, e, head, p) for s, e, p in self.places.further(place.end)]
        elif not place.bare:
            made += [self._at(s, e, head, p) for s, e, p in self.places.further_local(place)]
        return made, []

    def _known(self, place: Place, start: int) -> _Known | None:
        """A place as it is written; the one that is meant by a rank alone ("UBND huyện"): the sentence's, else the article's."""
        if not place.bare:
            return _Known(place, "organisations/place", 0.95)
        if not self.places.is_one(place):
            return None
        meant = self.places.of_sentence(place.rank, start) or self.places.of_article(place.rank)
        return _Known(replace(meant, end=place.end), "organisations/context", 0.75) if meant else None

    def _waited(self, waiting: Waiting, known: _Known) -> Draft:
        start, end, head = waiting
        if isinstance(head, PlaceHead):
            return self._at(start, end, head, known.place, known.method, known.confidence)
        name = f"{head} {known.place.full}"
        return self.matched.unregistered(
            start, end, name, "province_department", known.method, known.confidence, known.place
        )

    def _at(
        self,
        start: int,
        end: int,
        head: PlaceHead,
        place: Place,
        method: str = "organisations/place",
        confidence: float = 0.95,
    ) -> Draft:
        if place.province is not None and head.body is not None:
            registered = self.tables.registry.by_id.get(f"{head.body}-{place.province.id}")
            if registered is not None:
                return Draft(start, end, registered, True, method, confidence)
        name = (
            body_name(head.name, place.province)
            if place.province
            else head.name.format(rank=place.rank, place=place.name)
        )
        return self.matched.unregistered(start, end, name, head.kind, method, confidence, place)

    # departments of provinces and districts ----------------------------------------------------------------------
    def department(self, start: int, end: int, head: Department, pending: list[Waiting]) -> Made:
        """The departments whose head stands at start:end, with one subject or a list of them."""
        members = self._members(start, end, head)
        if not members:
            return NoBody.NO_SUBJECT, []
        position, waiting = members[-1][1], [*pending, *members]
        place = self.places.after(position)
        if place is not None and not place.bare:
            known = _Known(place, "organisations/place", 0.93)
        elif place is not None and not self.places.is_one(place):
            return NoBody.SEVERAL_PLACES, []
        elif self._goes_on(position):
            return NoBody.WAITS_FOR_PLACE, waiting
        elif meant := self._place_meant(head, place):
            end = place.end if place else position
            known = _Known(replace(meant, end=end), "organisations/context", 0.7)
        else:
            return NoBody.NO_PLACE, []
        made = [self._waited(member, known) for member in waiting]
        made[-1] = replace(made[-1], end=max(known.place.end, made[-1].end))
        return made, []

    def _members(self, start: int, end: int, head: Department) -> list[Waiting]:
        """The departments that a head and the subjects behind it name."""
        members: list[Waiting] = []
        position, of_office = end, head.head == "Phòng"
        subject = self.tables.office_topic if of_office else self.tables.topic
        subjects = self.tables.office_topics if of_office else self.tables.topics
        while True:
            joint = (_FURTHER_SUBJECT if members else _SUBJECT).match(self.view.folded, position)
            topic = subject.match(self.view.folded, joint.end()) if joint else None
            if topic is None or self.view.plain[topic.start()].islower():
                return members
            name = f"{head.head} {subjects[topic.group()]}"
            members.append((topic.start() if members else start, topic.end(), name))
            position = topic.end()
            if not head.several:
                return members

    def _goes_on(self, position: int) -> bool:
        """Whether another department follows that may give the place: "Sở Nội vụ, Sở Y tế Hà Nội"."""
        return CHAIN.match(self.view.folded, position) is not None and any(
            position < start <= position + 5 and isinstance(value, Department)
            for start, _, value in self.matched.near(position)
        )

    def _place_meant(self, head: Department, place: Place | None) -> Place | None:
        """The article's province for a Sở, its district for a Phòng, where one is clear."""
        if head.head != "Sở":
            return self.places.of_article(place.rank) if place and place.rank not in ("tỉnh", "thành phố") else None
        province = self.places.province_of_article(place.rank if place else None)
        return Place(0, province.rank, province.name, province) if province else None
