"""What the gazetteer finds in one text, and what the readers of names ask about it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import replace

from theodoi.extract.document import Document
from theodoi.extract.explain import Reason
from theodoi.extract.organisations.grammar import PlaceHead
from theodoi.extract.organisations.places import Place
from theodoi.extract.organisations.tables import Department, Draft, Named, Open, Tables, Value
from theodoi.extract.organisations.times import Times
from theodoi.registry.names import key, slug
from theodoi.registry.organisations import Organisation

_COUNTRY = re.compile(r"\bVN\b")
# Kinds of bodies whose offices are called after them.
_HAS_OFFICES = frozenset({"ministry", "ministerial_agency", "committee"})
# Kinds of bodies of places whose parts are called after them.
_WHOLES = frozenset({"province_party", "district_party", "police", "province_committee", "province_council"})


_NO_ROOM = re.compile(r",? (?:chống|thủ|cháy|ngừa|vệ|không (?:quân|không))(?!\w)")
# What two words may begin with that are a firm's name all the same: "hãng phim", "Tập đoàn …".
_FIRM_HEADS = frozenset({"hãng", "nhà", "điện", "bưu", "xăng", "đường"})


class NoBody(Reason):
    """Why words of the gazetteer name no body where they stand."""

    OVERLAPS = "a name that begins before it reaches into it"
    NOT_A_NAME = "the registry says that these words are no name"
    COMPOUND = "it is the end of a longer word: Đảng bộ, chi cục"
    IN_A_NUMBER = "it is a part of a document's number"
    FOREIGN_OFFICE = "the office of another state's body is nobody's here"
    NO_MINISTRY_FOLLOWS = "no ministry's name follows"
    NO_PLACE_LISTED = "a list of places opens that names none"
    WAITS_FOR_PLACE = "no place follows; the next body of its list may give one"
    PLACE_UNCLEAR = "only the rank of its place stands there, and which one is meant is not clear"
    NO_SUBJECT = "no subject of a department follows"
    SEVERAL_PLACES = "departments of several places are meant"
    NO_PLACE = "no place follows, and the article is not clearly about one"
    NOTHING_FOLLOWS = "no word follows the head"
    SMALL_BAN = "“ban” in small letters is no head unless somebody leads a part of a body"
    SMALL_HEAD = "a head in small letters needs a proper name, or a trade and a place"
    COUNTED = "a number before it counts several bodies"
    NO_PART = "no body follows that the part belongs to"
    SHY_HEAD = "such a head begins many other things, and nothing tells that a body is named"
    NO_NAME = "no word of a name follows the head"
    KIND_OF_BODY = "it tells a kind of body, not one"
    PLACE_OR_UNFINISHED = "it is a place's name, or only the beginning of a body's"
    OWN_HEADS = "the members of the list have heads of their own"
    NO_LIST = "no two members follow that share the head"


# What begins inside these words is no name either.
CLOSED = frozenset((NoBody.NOT_A_NAME, NoBody.IN_A_NUMBER, NoBody.FOREIGN_OFFICE, NoBody.COUNTED, NoBody.KIND_OF_BODY))


class Matched:
    """The matches of one text. Offsets are those of the view."""

    def __init__(self, document: Document, tables: Tables) -> None:
        self.document, self.view, self.tables = document, document.view, tables
        self.times = Times(document)
        self.matches = [m for m in document.names(tables.gazetteer) if not self._is_chance(*m)]
        # Starts of names and of bodies of places: an open name stops before them.
        self.blocked = {s: e for s, e, v in reversed(self.matches) if isinstance(v, Named | PlaceHead | Department)}
        self.heads = {s for s, _, v in self.matches if isinstance(v, Open)}
        self._head_starts = sorted(self.heads)
        self._starts = [s for s, _, _ in self.matches]
        place_heads = {s: (e, v) for s, e, v in reversed(self.matches) if isinstance(v, PlaceHead)}
        self.wholes = {s: held for s, held in place_heads.items() if held[1].kind in _WHOLES}
        # Committees, agencies and fronts of places have offices too.
        self.housed = place_heads

    def _is_chance(self, start: int, end: int, value: Value) -> bool:
        """Whether words only look like a name: "Khánh Hòa phát hiện" is no "Hòa Phát", "Hải Phòng" no "Phòng"."""
        if isinstance(value, Department):
            if _NO_ROOM.match(self.view.folded, end):
                return True  # "Ban Chỉ huy Phòng chống thiên tai"
            return value.head == "Phòng" and self.view.folded.startswith("hải ", start - 4) and not value.several
        if not isinstance(value, Named) or value.organisations[0].kind != "company":
            return False
        plain = self.view.plain
        second = plain.find(" ", start, end) + 1
        return (
            second > 0
            and plain[second].islower()
            and plain.find(" ", second, end) < 0
            and plain[start : second - 1].casefold() not in _FIRM_HEADS
        )

    def near(self, position: int) -> list[tuple[int, int, Value]]:
        """The matches that begin at a position or up to five characters on."""
        return self.matches[bisect_left(self._starts, position) : bisect_right(self._starts, position + 5)]

    def owner_at(self, position: int) -> tuple[int, str] | None:
        """Where a registered name ends that begins at a position, and the kind of its body."""
        for start, end, value in self.near(position):
            if start == position and isinstance(value, Named):
                return end, value.organisations[0].kind
        return None

    def has_body(self, start: int, stop: int) -> bool:
        """Whether a name, or a body of a place, begins between two offsets."""
        held = self._starts[bisect_right(self._starts, start) : bisect_left(self._starts, stop)]
        return any(at in self.blocked for at in held)

    def has_head(self, start: int, stop: int) -> bool:
        """Whether the head of an open name stands between two offsets."""
        at = bisect_right(self._head_starts, start)
        return at < len(self._head_starts) and self._head_starts[at] < stop

    def pick(
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

    def country(self, end: int) -> int | None:
        """Where another country's name ends that follows a name at once."""
        if not self.view.folded.startswith(" ", end) or not self.view.plain[end + 1 : end + 2].isupper():
            return None
        country = self.tables.country.match(self.view.folded, end + 1)
        return country.end() if country else None

    def unregistered(
        self,
        start: int,
        end: int,
        name: str,
        kind: str,
        method: str,
        confidence: float,
        place: Place | None = None,
    ) -> Draft:
        by_name = self.tables.registry.by_name
        name = _COUNTRY.sub("Việt Nam", name)
        known = by_name.get(key(name), ())
        if not known:
            name = spelt_out(name)
            known = by_name.get(key(name), ())
        if not known and place is None:
            # Papers leave the country out: "Tổng cục Đường bộ", "Hội Luật gia".
            known = by_name.get(f"{key(name)} việt nam", ())
        if known:
            chosen, others = self.pick(known, start, end)
            return Draft(start, end, chosen, True, method, confidence, others)
        # Districts and communes of many provinces share their names; a province that took in others is a new one.
        province = (place.province or place.within) if place else None
        alone = name.removesuffix(place.full) if place and place.province else name
        made = Organisation(
            id=f"{identity(alone)}-{province.id}" if province else identity(name),
            name=name,
            kind=kind,
            place=province.id if province else None,
            source="read by the grammar",
        )
        return Draft(start, end, made, False, method, confidence)

    def office_of(self, start: int, end: int) -> Draft | None:
        """The office or inspectorate of the body named at once: "Văn phòng Ban Chỉ đạo …", "Thanh tra Bộ Y tế"."""
        stop = self.blocked.get(end + 1) if self.view.folded.startswith(" ", end) else None
        held = [v for s, e, v in self.near(end + 1) if s == end + 1 and e == stop and isinstance(v, Named)]
        if stop is None or not held or held[0].organisations[0].kind not in _HAS_OFFICES:
            return None
        owner, _ = self.pick(held[0].organisations, end + 1, stop)
        made = self.unregistered(
            start,
            stop,
            f"{capitalised(self.view.plain[start:end])} {owner.name}",
            "office_body",
            "organisations/grammar",
            0.8,
        )
        return made if made.registered else replace(made, organisation=replace(made.organisation, parent=owner.id))


# Abbreviations of unregistered names, as the names are spelt in full; "TNHH MTV" stays, and stands for its long form.
_SPELT_OUT = tuple(
    (re.compile(pattern), full)
    for pattern, full in (
        (r"^(Trường )?ĐH(?= )", r"\1Đại học"),
        (r"^Trường CĐ(?= )", "Trường Cao đẳng"),
        (r"^(?:CTCP|C(?:ông )?ty CP)(?= )", "Công ty Cổ phần"),
        (r"^Công ty TNHH [Mm]ột thành viên(?= )", "Công ty TNHH MTV"),
        (r"^Trường [Tt]rung học phổ thông(?= )", "Trường THPT"),
        (r"^Trường [Tt]rung học cơ sở(?= )", "Trường THCS"),
        (r"^HTX(?= )", "Hợp tác xã"),
        (r"^UB(?= )", "Ủy ban"),
        (r"U[Ỷỷ](?!\w)", "Ủy"),
        (r"uỷ(?!\w)", "ủy"),
        (r" (?:TP\.? ?HCM|TP\.? Hồ Chí Minh)$", " Thành phố Hồ Chí Minh"),
        (r" TP\.? ?(?=[A-ZĐ][^\W\d_]+)", " thành phố "),
    )
)
_PLAIN_UNIVERSITY = re.compile(r"^Trường (?=Đại học )")
_AMERICA = re.compile(r"(?<!\w)Mỹ$")


def spelt_out(name: str) -> str:
    """An unregistered name without abbreviations: "Trường ĐH Sao Mai" and "Trường Đại học Sao Mai" are one."""
    for pattern, full in _SPELT_OUT:
        name = pattern.sub(full, name)
    return name


def identity(name: str) -> str:
    """The id of an unregistered body, made of its name: papers leave "Trường" out, and call America by two names."""
    return slug(_AMERICA.sub("Hoa Kỳ", _PLAIN_UNIVERSITY.sub("", name)))


def capitalised(name: str) -> str:
    return name[:1].upper() + name[1:]
