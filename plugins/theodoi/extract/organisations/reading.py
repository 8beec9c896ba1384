"""One pass over a text: registered names, lists of ministries, bodies of places, and names that only the grammar knows."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from theodoi.extract.organisations.grammar import (
    ABOUT,
    CENTRAL_END,
    DOES,
    KEEP_PAIRS,
    OF_DOCUMENT,
    SHY_HEADS,
    STOP_PAIRS,
    STOP_WORDS,
    SUBJECT_HEADS,
    TRADES,
    PlaceHead,
    begins_person,
    item_end,
    right_end,
)
from theodoi.extract.organisations.places import PLACE_LIST, Place, Places
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
from theodoi.extract.organisations.times import Times
from theodoi.registry.names import View, fold, key, slug
from theodoi.registry.organisations import Organisation, body_name

# A head that waits for the place of the next one in the list: "HĐND, UBND tỉnh Hà Nam", "Sở Nội vụ, Sở Y tế Hà Nội".
_Waiting = tuple[int, int, PlaceHead | str]

_MINISTRY_LIST = re.compile(
    r"(?:[,/]? (?:và )?(?:ngành|cơ quan|địa phương|đơn vị)(?: liên quan| trung ương)?)*(?: như| gồm| là)?:? "
)
_SEPARATOR = re.compile(r"(?:,? và |, |; và |; |/| - )(?:bộ )?")
_CHAIN = re.compile(r"(?:,|;| và|, và|/|-) ?|(?: - )")
_GENERIC = re.compile(r" (?:cấp (?:xã|tỉnh|huyện|trên)|các cấp|một cấp|hai cấp|địa phương|khu vực(?: còn)?)$")
_NUMBER_BEFORE = re.compile(r"(?<!\w)(?:qđ|nđ|tt|ct|cv|kh|tb|bc|nq|ttr|ttlt|vbhn|cđ)-$")
_COMPOUND = re.compile(r"(?<!\w)(?:chi|tổng|đảng|cán|nội|tòan|tiến|đồng|bắc|nam|trung|liên|công) $")
_UNFINISHED = frozenset(
    {"đại học quốc gia", "ủy ban quốc gia", "ban chỉ đạo trung ương", "ban chỉ đạo quốc gia", "hội đồng quốc gia"}
)
_RANK_BEFORE = re.compile(r"(?:xã|phường|thị trấn|thành phố|tp|phố|đường|cầu|chùa) $")
_CAPITALISED_BEFORE = re.compile(r"[^\W\d_]+ $")
_SMALL_WORDS = re.compile(r"(?: [^\W\dA-ZĐ_]+){1,4}?(?= Bộ )")
# Kinds of state bodies that other countries have too: "Chính phủ Nhật Bản" is not ours.
_OF_ANY_STATE = frozenset({"government", "assembly", "ministry", "office"})
# Kinds of open names that papers write small, and those that a place may close.
_SMALL_KINDS = frozenset({"company", "hospital", "university", "school", "bank", "association"})
_OF_PLACES = frozenset({"hospital", "association", "centre", "institute", "fund", "company", "university"})
_TRADED = _SMALL_KINDS | _OF_PLACES
# Heads of parts that are called with the place's body that they belong to, and kinds of those bodies.
_HAS_OFFICES = frozenset({"ministry", "ministerial_agency", "committee"})
_PARTS = frozenset({"Ban", "Phòng", "Văn phòng", "Ủy ban", "Trung tâm"})
_WHOLES = frozenset({"province_party", "district_party", "police", "province_committee", "province_council"})
# Kinds that tell that a text speaks of Việt Nam.
_OURS = frozenset({"ministry", "ministerial_agency", "province_committee", "province_party", "department", "party"})


class Reading:
    """One pass over one text."""

    def __init__(self, view: View, times: Times, tables: Tables, home: str | None = None) -> None:
        self.view, self.times, self.tables = view, times, tables
        self.matches = self.tables.gazetteer.find(view)
        # Starts of names and of bodies of places: an open name stops before them.
        self.blocked = {s: e for s, e, v in reversed(self.matches) if isinstance(v, Named | PlaceHead | Department)}
        self.heads = {s for s, _, v in self.matches if isinstance(v, Open)}
        self._head_starts = sorted(self.heads)
        self._starts = [s for s, _, _ in self.matches]
        self.wholes = {s: (e, v) for s, e, v in self.matches if isinstance(v, PlaceHead) and v.kind in _WHOLES}
        self.places = Places(view, times, tables, home, self.blocked)
        self._foreign_names: dict[str, Draft] = {}  # bodies of other states, by the id of ours that is called so
        self._items: list[str] = []  # names with commas, read from list items

    def drafts(self) -> list[Draft]:
        """All drafts in order, none overlapping: what begins first wins, of one start the longest match that yields a name."""
        made: list[Draft] = []
        pending: list[_Waiting] = []
        ahead: list[Draft] = []  # members of a list that were read with its first one; other names may lie between them
        position = 0
        for start, end, value in self.matches:
            if start < position or any(d.start < end and start < d.end for d in ahead):
                continue
            found, pending = self._read(start, end, value, pending)
            if found is not None:
                made += found
                ahead = [d for d in (*ahead, *found) if d.start > start]
                position = max([end if not found else 0, *(d.end for d in found if d.start <= start)])
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
    def _read(
        self, start: int, end: int, value: Value, pending: list[_Waiting]
    ) -> tuple[list[Draft] | None, list[_Waiting]]:
        """Drafts of one match, None when it names nothing (a shorter match of the same start may)."""
        if pending and not _CHAIN.fullmatch(self.view.folded, pending[-1][1], start):
            pending = []
        match value:
            case Nothing():
                return [], pending
            case Named():
                return self._named(start, end, value), []
            case Ministries():
                return self._ministry_list(end, value.single), []
            case Open():
                return self._open(start, end, value), []
            case PlaceHead():
                return self._place_body(start, end, value, pending)
            case Department():
                found, pending = self._department(start, end, value, pending)
                if found is None and value.head == "Phòng":
                    return self._open(start, end, Open("Phòng", "department")), pending
                return found, pending
            case Listed():
                return self._listed(start, end, value), []

    def _named(self, start: int, end: int, value: Named) -> list[Draft] | None:
        folded = self.view.folded
        if folded.startswith(("bộ ", "cục "), start) and _COMPOUND.search(folded, max(0, start - 8), start):
            return None  # "Đảng bộ Công an tỉnh Hà Nam", "chi cục Thuế"
        if folded.startswith("-", start - 1) and _NUMBER_BEFORE.search(folded, max(0, start - 6), start):
            return []  # a part of a document's number: "381/QĐ-BTC"
        local = self.tables.local.get(folded[start:end])
        if local and self.places.after(end):
            return self._place_body(start, end, local, [])[0]
        organisation, others = self._pick(value.organisations, start, end)
        if organisation.kind in _OF_ANY_STATE and (country := self._country(end)):
            abroad = self._foreign(start, end, country, organisation)
            return [abroad] if abroad else []
        if organisation.branches and (place := self.places.after(end)) and not place.bare:
            name = f"{organisation.name} {place.full}"
            return [self._unregistered(start, place.end, name, organisation.kind, "organisations/branch", 0.85, place)]
        made = [Draft(start, end, organisation, True, "organisations/registry", 0.97, others)]
        if organisation.kind == "ministry" and folded.startswith("bộ ", start):
            made += self._members(end, strict=True)
        return made

    def _country(self, end: int) -> int | None:
        """Where another country's name ends that follows a name at once."""
        if not self.view.folded.startswith(" ", end) or not self.view.plain[end + 1 : end + 2].isupper():
            return None
        country = self.tables.country.match(self.view.folded, end + 1)
        return country.end() if country else None

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
        name = f"{_capitalised(head)} {self.view.plain[end + 1 : stop]}"
        draft = self._unregistered(start, stop, name, "foreign_agency", "organisations/foreign", 0.85)
        self._foreign_names.setdefault(ours.id, draft)
        return draft

    def _pick(
        self, held: tuple[Organisation, ...], start: int, end: int
    ) -> tuple[Organisation, tuple[Organisation, ...]]:
        """Who is meant at the time spoken of, and who else bears the name then, under another parent."""
        if len(held) == 1:
            return held[0], ()
        chosen = self.times.pick(held, start, end)
        day = chosen.valid_to if chosen.valid_to else self.times.at(start)
        others = tuple(
            o for o in held if o is not chosen and (day is None or o.valid_on(day)) and o.parent != chosen.parent
        )
        return chosen, others

    # lists of ministries -----------------------------------------------------------------------------------------
    def _ministry_list(self, end: int, single: bool) -> list[Draft] | None:
        if single:
            found = self._ministry(end + 1) if self.view.folded.startswith(" ", end) else None
            return [found] if found else None
        opening = _MINISTRY_LIST.match(self.view.folded, end)
        if opening is None:
            return None
        first = self._ministry(opening.end())
        return [first, *self._members(first.end, strict=False)] if first else None

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
                if strict and not re.match(r"[,;.):\n]| và |$", self.view.folded[found.end : found.end + 4]):
                    return
                yield found
                position = found.end
            elif found:
                # "Bộ Y tế" in full is a name of its own.
                position = found.end
            elif not strict and joint.end() in self.blocked:
                position = self.blocked[joint.end()]
            else:
                return

    def _ministry(self, position: int) -> Draft | None:
        tail = self.tables.ministry.match(self.view.folded, position)
        if tail is None or self.view.plain[position].islower():
            return None
        place = self.places.after(tail.end())
        if place is not None or self.view.folded.startswith(" nhân dân", tail.end()):
            return None
        organisation, _ = self._pick(self.tables.ministries[tail.group()], position, tail.end())
        if country := self._country(tail.end()):
            return self._foreign(position, tail.end(), country, organisation)
        return Draft(position, tail.end(), organisation, True, "organisations/list", 0.93)

    # bodies of places --------------------------------------------------------------------------------------------
    def _place_body(
        self, start: int, end: int, head: PlaceHead, pending: list[_Waiting]
    ) -> tuple[list[Draft] | None, list[_Waiting]]:
        several = PLACE_LIST.match(self.view.folded, end)
        if several:
            made = [
                self._body_at(start if i == 0 else s, e, head, place)
                for i, (s, e, place) in enumerate(self.places.listed(several))
            ]
            return (made or None), []
        place = self.places.after(end)
        if place is None and head.bare:
            place = (self.places.named(end, head.bare) if head.kind == "district_party" else None) or Place(
                end, head.bare
            )
        if place is None and self.view.folded[start:end] == "thanh tra" and (office := self._office_of(start, end)):
            return [office], []
        if place is None:
            # "HĐND, UBND tỉnh Hà Nam": the first waits for the place of the second.
            return None, [*pending, (start, end, head)]
        method, confidence, more = "organisations/place", 0.95, []
        if place.bare:
            meant = self._meant(place.rank, start) if self.places.is_one(place) else None
            if meant is None:
                return None, [*pending, (start, end, head)] if head.bare else []
            place = replace(meant, end=place.end)
            method, confidence = "organisations/context", 0.75
        elif place.province:
            more = [self._body_at(s, e, head, p) for s, e, p in self.places.further(place.end)]
        made = [self._pending(p, place, method, confidence) for p in pending]
        return [*made, self._body_at(start, place.end, head, place, method, confidence), *more], []

    def _meant(self, rank: str, position: int) -> Place | None:
        """The place of a rank alone ("UBND huyện"): the sentence's, else the article's."""
        return self.places.of_sentence(rank, position) or self.places.of_article(rank)

    def _pending(self, waiting: _Waiting, place: Place, method: str, confidence: float) -> Draft:
        start, end, head = waiting
        if isinstance(head, str):
            name = f"{head} {place.full}"
            return self._unregistered(start, end, name, "province_department", method, confidence, place)
        return self._body_at(start, end, head, place, method, confidence)

    def _body_at(
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
        return self._unregistered(start, end, name, head.kind, method, confidence, place)

    # departments of provinces and districts ----------------------------------------------------------------------
    def _department(
        self, start: int, end: int, head: Department, pending: list[_Waiting]
    ) -> tuple[list[Draft] | None, list[_Waiting]]:
        members: list[_Waiting] = []
        position = end
        while True:
            joint = re.compile(r":? " if not members else r", và |, | và ").match(self.view.folded, position)
            topic = self.tables.topic.match(self.view.folded, joint.end()) if joint else None
            if topic is None or self.view.plain[topic.start()].islower():
                break
            members.append(
                (
                    start if not members else topic.start(),
                    topic.end(),
                    f"{head.head} {self.tables.topics[topic.group()]}",
                )
            )
            position = topic.end()
            if not head.several:
                break
        if not members:
            return None, []
        place = self.places.after(position)
        waiting = [*pending, *members]
        if place is not None and place.bare and not self.places.is_one(place):
            return None, []
        if place is None or place.bare:
            if _CHAIN.match(self.view.folded, position) and any(
                s > position and s - position <= 5 and isinstance(v, Department) for s, _, v in self._near(position)
            ):
                return None, waiting
            meant = self._place_meant(head, place)
            if meant is None:
                return None, []
            place, method, confidence = (
                replace(meant, end=place.end if place else position),
                "organisations/context",
                0.7,
            )
        else:
            method, confidence = "organisations/place", 0.93
        made = [self._pending(w, place, method, confidence) for w in waiting]
        made[-1] = replace(made[-1], end=max(place.end, made[-1].end))
        return made, []

    def _place_meant(self, head: Department, place: Place | None) -> Place | None:
        """The article's province for a Sở, its district for a Phòng, where one is clear."""
        if head.head != "Sở":
            return self.places.of_article(place.rank) if place and place.rank not in ("tỉnh", "thành phố") else None
        province = self.places.province_of_article(place.rank if place else None)
        return Place(0, province.rank, province.name, province) if province else None

    def _near(self, position: int) -> list[tuple[int, int, Value]]:
        return self.matches[bisect_left(self._starts, position) : bisect_right(self._starts, position + 5)]

    def _has_head(self, start: int, stop: int) -> bool:
        """Whether the head of an open name stands between two offsets."""
        at = bisect_right(self._head_starts, start)
        return at < len(self._head_starts) and self._head_starts[at] < stop

    # open names --------------------------------------------------------------------------------------------------
    def _open(self, start: int, end: int, value: Open) -> list[Draft] | None:
        if not self.view.folded.startswith(" ", end):
            return None
        if value.head == "Ban" and self.view.plain[start].islower():
            # "Phó ban Tuyên giáo Thành ủy …" holds office in the Ban.
            led = _LED.search(self.view.folded, max(0, start - 12), start)
            part = self._part(start, self._right_end(end + 1, value), value) if led else None
            return [part] if part else None
        small = self.view.plain[end + 1 : end + 2].islower()
        traded = TRADES.match(self.view.folded, end) if small and value.kind in _TRADED else None
        if traded and (made := self._traded(start, traded.end(), value, traded=True)):
            return [made]
        if small and value.kind == "committee" and (made := self._of_place(start, end, value)):
            return [made]
        if self.view.plain[start].islower():
            made = self._traded(start, end, value, traded=False)
            return [made] if made else None
        if value.head == "Văn phòng" and (part := self._part(start, end, value) or self._office_of(start, end)):
            return [part]
        if re.search(r"(?<!\w)\d+ $", self.view.plain[max(0, start - 5) : start]):
            return []  # "63 Chi cục Thống kê" are many
        item = item_end(self.view, start, end + 1)
        if item is not None and self._has_head(start, item):
            item = None  # "…; Vụ Pháp chế, Vụ Kế hoạch - Tài chính;"
        if item is not None and ("," in self.view.plain[end:item] or self.view.plain.startswith(";", item)):
            self._items.append(self.view.folded[start:item])
        # Elsewhere in the text the same name is followed by anything: "…, tôn giáo có 2 bộ phận".
        whole = max((len(i) for i in self._items if self.view.folded.startswith(i, start)), default=0)
        stop = self._right_end(end + 1, value)
        stop = max(self._first_of_two(start, stop), start + whole)
        if value.head in SUBJECT_HEADS and stop > end + 1 and not whole:
            stop = self._over_commas(stop, value)
        if value.head in ABOUT and self.view.folded.endswith(DOES, end, stop):
            cited = OF_DOCUMENT.match(self.view.folded, stop)
            stop = cited.end() if cited else stop
        if value.head in _PARTS and stop > end + 1 and (part := self._part(start, stop, value)):
            return [part]
        if value.head == "Phòng" and stop <= end + 1 and (small_part := _SMALL_PART.match(self.view.folded, end)):
            part = self._part(start, small_part.end(), value)
            return [part] if part else None
        if value.head in SHY_HEADS and not whole and not self._is_told(start, stop):
            return None
        if stop <= end + 1:
            stop = self._before_ministry(end)
        if stop <= end + 1 or self.view.folded.endswith(" về", end, stop):
            return None
        name = self.view.plain[start:stop]
        if _GENERIC.search(fold(name)):
            return []  # "Chi cục Thuế khu vực" is a kind of body, and no "Cục Thuế" stands in it
        if not self._is_name(start, end, name):
            return None
        # "Vụ Pháp chế Bộ Tư pháp": every ministry has one, so the parent belongs to the name.
        parent = self.blocked.get(stop + 1) if self.view.folded.startswith(" bộ ", stop) else None
        if parent is not None:
            stop, name = parent, self.view.plain[start:parent]
        return [self._unregistered(start, stop, name, value.kind, "organisations/grammar", 0.75)]

    def _traded(self, start: int, end: int, value: Open, traded: bool) -> Draft | None:
        """A body whose trade, up to `end`, or whose head is in small letters: only what a proper name or a place closes.

        "Công ty cổ phần công nghệ Sao Mai", "bệnh viện đa khoa tỉnh Phú Thọ"; not "công ty Nhật", "ngân hàng Việt Nam".
        """
        small = self.view.plain[start].islower()
        if small and value.kind not in _SMALL_KINDS:
            return None
        place = self.places.after(end)
        if place is not None:
            # "công ty Hà Nội" is one of many in Hà Nội.
            if not traded or place.bare or value.kind not in _OF_PLACES:
                return None
            # A company is called by the place's name alone: "Công ty tư vấn Hòa Bình".
            ranked = value.kind != "company" or self.view.plain[end + 1].islower()
            name = _capitalised(
                f"{self.view.plain[start:end]} {place.full}" if ranked else self.view.plain[start : place.end]
            )
            return self._unregistered(
                start, place.end, name, value.kind, "organisations/grammar", 0.7, place if ranked else None
            )
        stop = self._right_end(end + 1, value, proper=True) if self.view.folded.startswith(" ", end) else end
        proper = self.view.plain[end + 1 : stop]
        if not proper or self.tables.country.match(self.view.folded, end + 1):
            return None
        # A short word is a nation or a place more often than a company: "công ty Nhật", "ngân hàng Anh".
        if small and " " not in proper and not (proper.isascii() and len(proper) >= 5) and not proper.isupper():
            return None
        if small and proper.casefold().startswith(("việt nam", "trung ương", "thế giới")):
            return None
        name = _capitalised(self.view.plain[start:stop])
        return self._unregistered(start, stop, name, value.kind, "organisations/grammar", 0.7)

    def _office_of(self, start: int, end: int) -> Draft | None:
        """The office or inspectorate of the body named at once: "Văn phòng Ban Chỉ đạo …", "Thanh tra Bộ Y tế"."""
        stop = self.blocked.get(end + 1) if self.view.folded.startswith(" ", end) else None
        held = [v for s, e, v in self._near(end + 1) if s == end + 1 and e == stop and isinstance(v, Named)]
        if stop is None or not held or held[0].organisations[0].kind not in _HAS_OFFICES:
            return None
        owner, _ = self._pick(held[0].organisations, end + 1, stop)
        made = self._unregistered(
            start,
            stop,
            f"{_capitalised(self.view.plain[start:end])} {owner.name}",
            "office_body",
            "organisations/grammar",
            0.8,
        )
        return made if made.registered else replace(made, organisation=replace(made.organisation, parent=owner.id))

    def _part(self, start: int, stop: int, value: Open) -> Draft | None:
        """A part that is called with its whole, a place's body: "Ban Tuyên giáo Thành ủy Hà Nội", "Phòng X Công an tỉnh Y"."""
        gap = _TO_WHOLE.match(self.view.folded, stop)
        at = gap.end() if gap else stop + 1
        if at not in self.wholes:
            return None
        last, head = self.wholes[at]
        drafts, _ = self._place_body(at, last, head, [])
        if not drafts:
            return None
        whole = drafts[-1]
        name = f"{_capitalised(self.view.plain[start:stop])} {whole.organisation.name}"
        part = self._unregistered(start, whole.end, name, value.kind, "organisations/grammar", 0.75)
        owner = whole.organisation
        if part.registered:
            return part
        return replace(part, organisation=replace(part.organisation, place=owner.place, parent=owner.id))

    def _of_place(self, start: int, end: int, value: Open) -> Draft | None:
        """A committee whose task is in small letters up to its place: "Ban chỉ đạo ứng dụng CNTT thành phố Hà Nội"."""
        task = _TASK.match(self.view.folded, end)
        place = self.places.after(task.end()) if task else None
        if task is None or place is None or place.bare:
            return None
        words = task.group().split()
        pairs = {f"{a} {b}" for a, b in pairwise(words)}
        # "triển khai", "thực hiện", "tổ chức" are its task here, and end a name elsewhere.
        if any(w in STOP_WORDS and not any(w in k.split() for k in pairs & KEEP_PAIRS) for w in words):
            return None
        name = f"{self.view.plain[start : task.end()]} {place.full}"
        return self._unregistered(start, place.end, name, value.kind, "organisations/grammar", 0.75, place)

    def _right_end(self, position: int, value: Open | Listed, proper: bool = False) -> int:
        return right_end(
            self.view,
            position,
            self.blocked,
            self.tables.province,
            about=value.head in ABOUT,
            proper=proper or value.kind == "company",
            law=value.kind in ("university", "association", "institute", "department"),
        )

    def _is_told(self, start: int, stop: int) -> bool:
        """Whether what follows, or how it ends, tells that a shy head begins a name."""
        country = self.tables.country.match(self.view.folded, self.view.folded.rfind(" ", start, stop) + 1)
        if self._has_head(start, stop):
            return False
        if self.view.folded.startswith("bộ ", start):
            return country is not None  # a ministry of another state that we have none of
        if self.view.folded.startswith((": trưởng ban", ": phó ban"), stop):
            return True
        return (
            stop + 1 in self.blocked or bool(CENTRAL_END.search(self.view.folded, start, stop)) or country is not None
        )

    def _over_commas(self, stop: int, value: Open) -> int:
        """End of a name that goes on behind a comma and closes with "và": "… Nghiên cứu Giới, Gia đình và Môi trường"."""
        reached = stop
        while self.view.folded.startswith(", ", reached):
            at = reached + 2
            if at in self.heads or at in self.blocked or begins_person(self.view, at):
                return stop
            following = self._right_end(at, value)
            if following == at:
                return stop
            if " và " in self.view.folded[at:following]:
                return following
            reached = following
        return stop

    def _before_ministry(self, end: int) -> int:
        """End of a name in small letters that a ministry follows at once ("Trung tâm thông tin Bộ Xây dựng"), else `end`."""
        small = _SMALL_WORDS.match(self.view.plain, end)
        if small is None or small.end() + 1 not in self.blocked or not self.view.folded.startswith(" bộ ", small.end()):
            return end
        words = fold(small.group()).split()
        pairs = {f"{a} {b}" for a, b in pairwise(words)}
        return end if STOP_WORDS.intersection(words) or STOP_PAIRS & pairs or "và" in words else small.end()

    def _first_of_two(self, start: int, stop: int) -> int:
        """Where "Công ty A và Công ty B" ends for the first of them."""
        for joint in (" và ", " - ", " & "):
            at = self.view.folded.find(joint, start, stop)
            if at >= 0 and at + len(joint) in self.heads:
                return at
        return stop

    def _is_name(self, start: int, end: int, name: str) -> bool:
        """Whether an open name is one body's: no kind of body ("… cấp xã"), no place ("xã Hội Sơn", "Hội An")."""
        if key(name) in _UNFINISHED or isinstance(self.tables.gazetteer.value(name), PlaceHead | Open):
            return False
        if _RANK_BEFORE.search(self.view.folded, max(0, start - 12), start):
            return False
        # "Hội" also begins names of places; a society's name holds a word in small letters or the country's name.
        if name.split()[0] != "Hội":
            return True
        # "Tân Hội Đông", "Lịch Hội Thượng"
        if (before := _CAPITALISED_BEFORE.search(self.view.plain, max(0, start - 14), start)) and before.group()[
            0
        ].isupper():
            return False
        return bool(re.search(r" [^\W\dA-ZĐ_]{2,}| Việt Nam", self.view.plain[end : start + len(name)]))

    # lists that share a head ---------------------------------------------------------------------------------------
    def _listed(self, start: int, end: int, value: Listed) -> list[Draft] | None:
        """ "các Vụ Pháp chế, Kế hoạch - Tài chính và Tổ chức cán bộ": each member under the head, with its own span."""
        made: list[Draft] = []
        position = end
        while joint := (_OPENING if not made else _MEMBER).match(self.view.folded, position):
            first = joint.end()
            if first in self.heads:
                return None  # "Hai Vụ: Vụ Pháp chế, …": each has its own head
            stop = self._member_end(first, self._right_end(first, value), bool(made))
            if stop <= first:
                break
            name = f"{value.head} {self.view.plain[first:stop]}"
            made.append(
                self._unregistered(first if made else start, stop, name, value.kind, "organisations/list", 0.75)
            )
            position = stop
        return made if len(made) > 1 else None

    def _member_end(self, first: int, stop: int, further: bool) -> int:
        """End of a member of a list: its last "và" joins two of them, unless both are one known subject."""
        if not further or self.view.folded.startswith(", ", stop):
            return stop
        at = self.view.folded.rfind(" và ", first, stop)
        known = self.tables.topic.match(self.view.folded, first)
        if at < 0 or not self.view.plain[at + 4].isupper() or (known and known.end() > at):
            return stop
        return at

    def _unregistered(
        self,
        start: int,
        end: int,
        name: str,
        kind: str,
        method: str,
        confidence: float,
        place: Place | None = None,
    ) -> Draft:
        name = _COUNTRY.sub("Việt Nam", name)
        by_name = self.tables.registry.by_name
        known = by_name.get(key(name), ())
        if not known and place is None:
            # Papers leave the country out: "Tổng cục Đường bộ", "Hội Luật gia".
            known = by_name.get(f"{key(name)} việt nam", ())
        if known:
            chosen, others = self._pick(known, start, end)
            return Draft(start, end, chosen, True, method, confidence, others)
        # Districts and communes of many provinces share their names; a province that took in others is a new one.
        province = (place.province or place.within) if place else None
        alone = name.removesuffix(place.full) if place and place.province else name
        made = Organisation(
            id=f"{slug(alone)}-{province.id}" if province else slug(name),
            name=name,
            kind=kind,
            place=province.id if province else None,
            source="read by the grammar",
        )
        return Draft(start, end, made, False, method, confidence)


def _capitalised(name: str) -> str:
    return name[:1].upper() + name[1:]


# What a committee is for, before the rank of its place.
_TASK = re.compile(r"(?: (?:- |và )?(?:phòng,|[^\W\d_][\w-]*)){1,12}?(?= (?:tỉnh|thành phố|tp\.?|huyện|quận|thị xã) )")
_LED = re.compile(r"(?:trưởng|phó|phó trưởng) $")
# "Phòng Quản lý xuất nhập cảnh (PA 08), Công an …"
_TO_WHOLE = re.compile(r" \([^()\n]{2,20}\),? ")
_SMALL_PART = re.compile(r"(?: [^\W\dA-ZĐ_]+){1,7}?(?= (?:\([^()\n]{2,20}\),? )?(?:công an|tỉnh ủy|thành ủy) )")
_COUNTRY = re.compile(r"\bVN\b")
_OPENING = re.compile(r":? ")
_MEMBER = re.compile(r", và |, | và ")
