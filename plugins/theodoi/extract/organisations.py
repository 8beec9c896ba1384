"""Organisations in a text: registered names as of the article's day, lists of ministries, bodies of places, open names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import pairwise

from theodoi.extract.gazetteer import Gazetteer
from theodoi.extract.name_grammar import (
    ABOUT,
    OPEN_HEADS,
    PLACE_HEADS,
    STOP_PAIRS,
    STOP_WORDS,
    SURNAMES,
    PlaceHead,
    begins_person,
    item_end,
    looks_like_person,
    right_end,
    word_at,
)
from theodoi.extract.spans import Context, OrganisationMention
from theodoi.registry.names import View, fold, key, slug, spellings, view
from theodoi.registry.organisations import Organisation, OrganisationRegistry, body_name, load_organisations
from theodoi.registry.places import Province, pick


def find_organisations(text: str, context: Context = Context()) -> tuple[OrganisationMention, ...]:  # noqa: B008 - frozen
    """Every mention of an organisation in `text`, in order, without overlaps; any str is accepted.

    Names are the full official ones on `context.published_on` (without it: of the entry that still stands). A body that
    only the grammar knows has `registered=False` and an id made of its name.
    """
    seen = view(text)
    drafts = _Reading(seen, context.published_on).drafts()
    drafts = _with_article_aliases(seen, drafts)
    return tuple(_mention(seen, draft) for draft in drafts)


@dataclass(frozen=True, slots=True)
class _Draft:
    start: int
    end: int
    organisation: Organisation
    registered: bool
    method: str
    confidence: float


# What a match of the gazetteer may stand for.
@dataclass(frozen=True, slots=True)
class _Named:
    organisations: tuple[Organisation, ...]


@dataclass(frozen=True, slots=True)
class _Open:
    head: str
    kind: str


@dataclass(frozen=True, slots=True)
class _Department:
    head: str  # Sở or Phòng
    several: bool = False


@dataclass(frozen=True, slots=True)
class _Ministries:
    single: bool = False  # after a title: one ministry only


@dataclass(frozen=True, slots=True)
class _Nothing:
    pass


_Value = _Named | _Open | PlaceHead | _Department | _Ministries | _Nothing

# Some papers write the kind of body small: "bộ Công Thương", "sở Xây dựng", "tập đoàn Viettel".
_SMALL_HEADS = ("bộ", "tập đoàn", "ngân hàng", "hiệp hội")
# A head that waits for the place of the next one in the list: "HĐND, UBND tỉnh Hà Nam", "Sở Nội vụ, Sở Y tế Hà Nội".
_Waiting = tuple[int, int, PlaceHead | str]

_COUNTS = ("các", "hai", "ba", "bốn", "năm", "sáu", "2", "3", "4", "5", "6")
_MINISTRY_LIST = re.compile(
    r"(?:[,/]? (?:và )?(?:ngành|cơ quan|địa phương|đơn vị)(?: liên quan| trung ương)?)*(?: như| gồm| là)?:? "
)
_SEPARATOR = re.compile(r"(?:,? và |, |; và |; |/| - )(?:bộ )?")
_RANKS = {
    "tỉnh": "tỉnh", "thành phố": "thành phố", "tp": "thành phố", "tp.": "thành phố", "quận": "quận", "q.": "quận", "huyện": "huyện",
    "h.": "huyện", "thị xã": "thị xã", "tx": "thị xã", "tx.": "thị xã", "phường": "phường", "p.": "phường", "xã": "xã",
    "thị trấn": "thị trấn", "đặc khu": "đặc khu",
}  # fmt: skip
_RANK = re.compile(r" ?(" + "|".join(re.escape(r) for r in sorted(_RANKS, key=len, reverse=True)) + r")(?=[\W\d]|$) ?")
_PLACE_LIST = re.compile(
    rf" (?:{'|'.join(_COUNTS)}) (tỉnh|thành phố|tỉnh, thành phố|tỉnh, thành|tỉnh và thành phố|quận|huyện|phường|xã|thị xã):? "
)
_LIST_JOINT = re.compile(r", và |, | và |; ")
_CHAIN = re.compile(r"(?:,|;| và|, và|/|-) ?|(?: - )")
_GENERIC = re.compile(r" (?:cấp (?:xã|tỉnh|huyện|trên)|các cấp|địa phương|khu vực)$")
_RANK_BEFORE = re.compile(r"(?:xã|phường|thị trấn|thành phố|tp|phố|đường|cầu|chùa) $")
_CAPITALISED_BEFORE = re.compile(r"[^\W\d_]+ $")
_SMALL_WORDS = re.compile(r"(?: [^\W\dA-ZĐ_]+){1,4}?(?= Bộ )")
# Kinds of state bodies that other countries have too: "Chính phủ Nhật Bản" is not ours.
_OF_ANY_STATE = frozenset({"government", "assembly", "ministry", "office"})


@dataclass(frozen=True, slots=True)
class _Tables:
    """Everything compiled once from the registry."""

    registry: OrganisationRegistry
    gazetteer: Gazetteer[_Value]
    ministry: re.Pattern[str]
    ministries: dict[str, tuple[Organisation, ...]]
    province: re.Pattern[str]
    province_mentions: Gazetteer[str]
    topic: re.Pattern[str]
    topics: dict[str, str]
    country: re.Pattern[str]


@lru_cache(maxsize=1)
def _tables() -> _Tables:
    registry = load_organisations()
    values: dict[str, _Value] = {}
    for name, organisations in registry.by_name.items():
        kept = tuple(o for o in organisations if o.place is None)
        if kept:
            values[name] = _Named(kept)
    # Keys of by_name are folded; names in capitals need their own letters, so give the gazetteer the written forms.
    pairs: list[tuple[str, _Value]] = [
        (written, values[key(written)]) for o in registry.all if o.place is None for written in (o.name, *o.aliases)
    ]
    heads: list[tuple[str, _Value]] = [
        (h, PlaceHead(b.name, b.kind, b.id, _implied(b.ranks))) for b in registry.provincial for h in b.heads
    ]
    heads += [(h, place_head) for ways, place_head in PLACE_HEADS for h in ways]
    heads += [(h, _Open(h, kind)) for h, kind in OPEN_HEADS.items()]
    heads += [("Sở", _Department("Sở")), ("Phòng", _Department("Phòng"))]
    heads += [("Bộ trưởng", _Ministries(single=True)), ("Thứ trưởng", _Ministries(single=True))]
    lists: list[tuple[str, _Value]] = [(f"{c} bộ", _Ministries()) for c in (*_COUNTS, "liên")]
    lists += [(f"{c} sở", _Department("Sở", several=True)) for c in _COUNTS]
    nothing: list[tuple[str, _Value]] = [(p, _Nothing()) for p in registry.not_names]
    # Later pairs win: a name of the registry is stronger than a head of the same words ("Đảng ủy Chính phủ").
    gazetteer = Gazetteer(
        [*heads, *lists, *pairs, *nothing],
        any_case=["sở", *(n for n, _ in (*lists, *nothing))],
        small_heads=_SMALL_HEADS,
    )

    ministries: dict[str, tuple[Organisation, ...]] = {}
    for organisation in registry.all:
        if organisation.kind == "ministry":
            for name in (organisation.name, *organisation.aliases):
                if name.startswith("Bộ "):
                    for spelling in spellings(name.removeprefix("Bộ ")):
                        ministries[spelling] = (*ministries.get(spelling, ()), organisation)
    topics = {s: topic for topic in registry.departments for s in spellings(topic)}
    topics |= {key(acronym): topic for acronym, topic in registry.department_acronyms.items()}
    return _Tables(
        registry=registry,
        gazetteer=gazetteer,
        ministry=_alternatives(ministries),
        ministries=ministries,
        province=_alternatives(registry.places.by_name),
        province_mentions=Gazetteer({n: key(p.name) for p in registry.places.all for n in _mention_names(p)}),
        topic=_alternatives(topics),
        topics=topics,
        country=_alternatives(map(key, registry.countries)),
    )


def _implied(ranks: tuple[str, ...]) -> str | None:
    return None if not ranks else ("tỉnh" if ranks == ("tỉnh",) else "thành phố")


def _mention_names(province: Province) -> tuple[str, ...]:
    # "Hồ Chí Minh" alone is a person more often than the city.
    return (
        tuple(a for a in province.aliases if a.upper().startswith("TP"))
        if province.name == "Hồ Chí Minh"
        else (province.name,)
    )


def _alternatives(words) -> re.Pattern[str]:
    return re.compile("(?:" + "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True)) + r")(?!\w)")


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a body belongs: a province, or a district or commune by rank and name; `bare` when the text gives a rank only."""

    end: int
    rank: str
    name: str = ""
    province: Province | None = None

    @property
    def bare(self) -> bool:
        return not self.name


class _Reading:
    """One pass over one text."""

    def __init__(self, seen: View, on: date | None) -> None:
        self.view, self.on, self.tables = seen, on, _tables()
        self.matches = self.tables.gazetteer.find(seen)
        # Starts of names and of bodies of places: an open name stops before them.
        self.blocked = {s: e for s, e, v in reversed(self.matches) if isinstance(v, _Named | PlaceHead | _Department)}
        self.heads = {s for s, _, v in self.matches if isinstance(v, _Open)}
        self._article_province: dict[str, Province | None] = {}
        self._items: list[str] = []  # names with commas, read from list items

    def drafts(self) -> list[_Draft]:
        """All drafts in order, none overlapping: what begins first wins, of one start the longest match that yields a name."""
        made: list[_Draft] = []
        pending: list[_Waiting] = []
        ahead: list[
            _Draft
        ] = []  # members of a list that were read with its first one; other names may lie between them
        position = 0
        for start, end, value in self.matches:
            if start < position or any(d.start < end and start < d.end for d in ahead):
                continue
            found, pending = self._read(start, end, value, pending)
            if found is not None:
                made += found
                ahead = [d for d in (*ahead, *found) if d.start > start]
                position = max([end if not found else 0, *(d.end for d in found if d.start <= start)])
        return sorted(made, key=lambda d: d.start)

    # one match ---------------------------------------------------------------------------------------------------
    def _read(
        self, start: int, end: int, value: _Value, pending: list[_Waiting]
    ) -> tuple[list[_Draft] | None, list[_Waiting]]:
        """Drafts of one match, None when it names nothing (a shorter match of the same start may)."""
        if pending and not _CHAIN.fullmatch(self.view.folded, pending[-1][1], start):
            pending = []
        match value:
            case _Nothing():
                return [], pending
            case _Named():
                return self._named(start, end, value), []
            case _Ministries():
                return self._ministry_list(end, value.single), []
            case _Open():
                return self._open(start, end, value), []
            case PlaceHead():
                return self._place_body(start, end, value, pending)
            case _Department():
                return self._department(start, end, value, pending)

    def _named(self, start: int, end: int, value: _Named) -> list[_Draft] | None:
        organisation = pick(value.organisations, self.on)
        folded = self.view.folded
        if (
            organisation.kind in _OF_ANY_STATE
            and folded.startswith(" ", end)
            and self.view.plain[end + 1 : end + 2].isupper()
        ):
            country = self.tables.country.match(folded, end + 1)
            if country:
                return [] if country.end() > end else None
        if organisation.branches and (place := self._place(end)) and not place.bare:
            name = f"{organisation.name} {_full(place)}"
            return [self._unregistered(start, place.end, name, organisation.kind, "organisations/branch", 0.85)]
        made = [_Draft(start, end, organisation, True, "organisations/registry", 0.97)]
        if organisation.kind == "ministry" and folded.startswith("bộ ", start):
            made += self._members(end, strict=True)
        return made

    # lists of ministries -----------------------------------------------------------------------------------------
    def _ministry_list(self, end: int, single: bool) -> list[_Draft] | None:
        if single:
            found = self._ministry(end + 1) if self.view.folded.startswith(" ", end) else None
            return [found] if found else None
        opening = _MINISTRY_LIST.match(self.view.folded, end)
        if opening is None:
            return None
        first = self._ministry(opening.end())
        return [first, *self._members(first.end, strict=False)] if first else None

    def _members(self, position: int, strict: bool) -> Iterator[_Draft]:
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

    def _ministry(self, position: int) -> _Draft | None:
        tail = self.tables.ministry.match(self.view.folded, position)
        if tail is None or self.view.plain[position].islower():
            return None
        place = self._place(tail.end())
        if place is not None or self.view.folded.startswith(" nhân dân", tail.end()):
            return None
        organisation = pick(self.tables.ministries[tail.group()], self.on)
        return _Draft(position, tail.end(), organisation, True, "organisations/list", 0.93)

    # bodies of places --------------------------------------------------------------------------------------------
    def _place_body(
        self, start: int, end: int, head: PlaceHead, pending: list[_Waiting]
    ) -> tuple[list[_Draft] | None, list[_Waiting]]:
        several = _PLACE_LIST.match(self.view.folded, end)
        if several:
            made = [
                self._body_at(start if i == 0 else s, e, head, place)
                for i, (s, e, place) in enumerate(self._place_list(several))
            ]
            return (made or None), []
        place = self._place(end)
        if place is None and head.bare:
            place = _Place(end, head.bare)
        if place is None:
            # "HĐND, UBND tỉnh Hà Nam": the first waits for the place of the second.
            return None, [*pending, (start, end, head)]
        if place.bare:
            province = self._province_of_article(place.rank) if self._is_one_place(place) else None
            if province is None:
                return None, [*pending, (start, end, head)] if head.bare else []
            place = replace(place, name=province.name, province=province)
            method, confidence = "organisations/context", 0.75
        else:
            method, confidence = "organisations/place", 0.95
        made = [self._pending(p, place, method, confidence) for p in pending]
        return [*made, self._body_at(start, place.end, head, place, method, confidence)], []

    def _pending(self, waiting: _Waiting, place: _Place, method: str, confidence: float) -> _Draft:
        start, end, head = waiting
        if isinstance(head, str):
            return self._unregistered(start, end, f"{head} {_full(place)}", "province_department", method, confidence)
        return self._body_at(start, end, head, place, method, confidence)

    def _body_at(
        self,
        start: int,
        end: int,
        head: PlaceHead,
        place: _Place,
        method: str = "organisations/place",
        confidence: float = 0.95,
    ) -> _Draft:
        if place.province is not None and head.body is not None:
            registered = self.tables.registry.by_id.get(f"{head.body}-{place.province.id}")
            if registered is not None:
                return _Draft(start, end, registered, True, method, confidence)
        name = (
            body_name(head.name, place.province)
            if place.province
            else head.name.format(rank=place.rank, place=place.name)
        )
        return self._unregistered(start, end, name, head.kind, method, confidence)

    def _place(self, position: int) -> _Place | None:
        """The place that follows at `position` (a space before it), with or without its rank."""
        folded, plain = self.view.folded, self.view.plain
        if folded.startswith(" ", position):
            named = self.tables.province.match(folded, position + 1)
            if named and not plain[position + 1].islower():
                return self._province_place(named)
        rank = _RANK.match(folded, position)
        if rank is None or rank.group()[0] != " ":
            return None
        named = self.tables.province.match(folded, rank.end())
        level = _RANKS[rank.group(1)]
        if named and level in ("tỉnh", "thành phố") and not plain[rank.end()].islower():
            return self._province_place(named)
        end = self._local_name(rank.end(), level)
        if end > rank.end() and level != "tỉnh":
            return _Place(end, level, plain[rank.end() : end])
        return _Place(rank.start(1) + len(rank.group(1)), level)

    def _province_place(self, named: re.Match[str]) -> _Place:
        province = pick(self.tables.registry.places.by_name[named.group()], self.on)
        return _Place(named.end(), province.rank, province.name, province)

    def _local_name(self, position: int, level: str) -> int:
        """End of a district's or commune's name: a number, or capitalised words before a person's name."""
        end, words = position, 0
        if looks_like_person(self.view, position) or (level == "thành phố" and begins_person(self.view, position)):
            return position
        while words < 4:
            word = word_at(self.view, end if not words else end + 1)
            if word is None or (words and self.view.plain[end] != " "):
                break
            if word.group().isdigit():
                return word.end() if len(word.group()) <= 2 else end
            if not self.view.plain[word.start()].isupper():
                break
            if words and word.start() in self.blocked:
                break
            # Names of places have two syllables as a rule: a surname after them begins a person.
            if words >= 2 and begins_person(self.view, word.start()):
                break
            end, words = word.end(), words + 1
        while end > position and self.view.plain[end - 1] in "./-&":
            end -= 1
        return end

    def _place_list(self, opening: re.Match[str]) -> Iterator[tuple[int, int, _Place]]:
        level, position = opening.group(1).split(",")[0].split(" và")[0], opening.end()
        while True:
            start = position
            rank = _RANK.match(self.view.folded, position)
            if rank:
                position, level = rank.end(), _RANKS[rank.group(1)]
            named = self.tables.province.match(self.view.folded, position)
            if named and not self.view.plain[position].islower():
                place = self._province_place(named)
            elif level not in ("tỉnh", "thành phố") and (end := self._local_name(position, level)) > position:
                place = _Place(end, level, self.view.plain[position:end])
            else:
                return
            yield start, place.end, place
            joint = _LIST_JOINT.match(self.view.folded, place.end)
            if joint is None:
                return
            position = joint.end()

    def _is_one_place(self, place: _Place) -> bool:
        """Whether a rank without a name means one place ("UBND tỉnh"), not all of them ("UBND tỉnh, thành phố")."""
        return not re.match(
            r"(?:,|/| -| và|-) ?(?:thành phố|tp|huyện|quận|xã|tỉnh)\b", self.view.folded[place.end : place.end + 14]
        )

    def _province_of_article(self, rank: str) -> Province | None:
        """The one province of that rank that the text is about, None unless it is clear."""
        if rank not in ("tỉnh", "thành phố"):
            return None
        if rank not in self._article_province:
            counts: Counter[str] = Counter()
            for start, _, name in self.tables.province_mentions.find(self.view):
                before = self.view.folded[max(0, start - 12) : start].split()
                # "Trương Hòa Bình" is a person.
                if not (before and before[-1] in SURNAMES and self.view.folded[start - 1] == " "):
                    counts[name] += 1
            of_rank: Counter[Province] = Counter()
            for name, n in counts.items():
                province = pick(self.tables.registry.places.by_name[name], self.on)
                if province.rank.casefold() == rank:
                    of_rank[province] = n
            best = of_rank.most_common(1)
            clear = best and best[0][1] >= 2 and best[0][1] >= 0.7 * of_rank.total()
            self._article_province[rank] = best[0][0] if clear else None
        return self._article_province[rank]

    # departments of provinces and districts ----------------------------------------------------------------------
    def _department(
        self, start: int, end: int, head: _Department, pending: list[_Waiting]
    ) -> tuple[list[_Draft] | None, list[_Waiting]]:
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
        place = self._place(position)
        waiting = [*pending, *members]
        if place is not None and place.bare and not self._is_one_place(place):
            return None, []
        if place is None or place.bare:
            if _CHAIN.match(self.view.folded, position) and any(
                s > position and s - position <= 5 and isinstance(v, _Department) for s, _, v in self._near(position)
            ):
                return None, waiting
            province = None if head.head != "Sở" else self._clear_province(place.rank if place else None)
            if province is None:
                return None, []
            stop = place.end if place else position
            place, method, confidence = (
                _Place(stop, province.rank, province.name, province),
                "organisations/context",
                0.7,
            )
        else:
            method, confidence = "organisations/place", 0.93
        made = [self._pending(w, place, method, confidence) for w in waiting]
        made[-1] = replace(made[-1], end=max(place.end, made[-1].end))
        return made, []

    def _near(self, position: int) -> list[tuple[int, int, _Value]]:
        return [m for m in self.matches if position <= m[0] <= position + 5]

    def _clear_province(self, rank: str | None) -> Province | None:
        if rank:
            return self._province_of_article(rank)
        found = [p for p in (self._province_of_article("tỉnh"), self._province_of_article("thành phố")) if p]
        return found[0] if len(found) == 1 else None

    # open names --------------------------------------------------------------------------------------------------
    def _open(self, start: int, end: int, value: _Open) -> list[_Draft] | None:
        if not self.view.folded.startswith(" ", end):
            return None
        item = item_end(self.view, start, end + 1)
        if item is not None and "," in self.view.plain[end:item]:
            self._items.append(self.view.folded[start:item])
        # Elsewhere in the text the same name is followed by anything: "…, tôn giáo có 2 bộ phận".
        whole = max((len(i) for i in self._items if self.view.folded.startswith(i, start)), default=0)
        stop = right_end(
            self.view, end + 1, self.blocked, self.tables.province, value.head in ABOUT, value.kind == "company"
        )
        stop = max(self._first_of_two(start, stop), start + whole)
        if stop <= end + 1:
            stop = self._before_ministry(end)
        if stop <= end + 1:
            return None
        name = self.view.plain[start:stop]
        if not self._is_name(start, end, name):
            return None
        # "Vụ Pháp chế Bộ Tư pháp": every ministry has one, so the parent belongs to the name.
        parent = self.blocked.get(stop + 1) if self.view.folded.startswith(" bộ ", stop) else None
        if parent is not None:
            stop, name = parent, self.view.plain[start:parent]
        return [self._unregistered(start, stop, name, value.kind, "organisations/grammar", 0.75)]

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
        if _GENERIC.search(fold(name)) or isinstance(self.tables.gazetteer.value(name), PlaceHead | _Open):
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

    def _unregistered(self, start: int, end: int, name: str, kind: str, method: str, confidence: float) -> _Draft:
        name = _COUNTRY.sub("Việt Nam", name)
        known = pick(self.tables.registry.by_name.get(key(name), ()), self.on)
        if known is not None:
            return _Draft(start, end, known, True, method, confidence)
        source = "read by the grammar"
        return _Draft(
            start, end, Organisation(id=slug(name), name=name, kind=kind, source=source), False, method, confidence
        )


_COUNTRY = re.compile(r"\bVN\b")


def _full(place: _Place) -> str:
    return place.province.full_name if place.province else f"{place.rank} {place.name}"


# aliases that the article itself defines -------------------------------------------------------------------------
_DEFINITION = re.compile(
    r" ?\((?:(?:sau đây )?(?:được )?(?:gọi|viết) (?:tắt )?(?:là|:) )?[\"“]?([^()\n\"”]{2,40})[\"”]?\)", re.IGNORECASE
)
_SAYS_SO = re.compile(r" ?\((?:sau đây|gọi tắt|viết tắt)", re.IGNORECASE)
_ACRONYM = re.compile(r"[A-ZĐ][A-ZĐƯÔa-z&-]{1,9}")
# Acronyms of things that stand in brackets behind a body's name and are none.
_NOT_BODIES = frozenset(
    {"CPĐT", "CNTT", "CĐS", "TTHC", "CCHC", "DVC", "DVCTT", "GDP", "FDI", "ODA", "IOC", "AI", "KHCN"}
)


def _with_article_aliases(seen: View, drafts: list[_Draft]) -> list[_Draft]:
    """The drafts, and mentions of them under an alias given in brackets behind a name: "(sau đây gọi là Ban Chỉ đạo)"."""
    known = _tables().registry.by_name
    aliases: dict[str, tuple[_Draft, int]] = {}
    for draft in drafts:
        defined = _DEFINITION.match(seen.plain, draft.end)
        if defined is None:
            continue
        alias = defined.group(1).strip()
        if (
            key(alias) in known
            or alias in _NOT_BODIES
            or not (_SAYS_SO.match(seen.plain, draft.end) or _stands_for(alias, draft))
        ):
            continue
        aliases.setdefault(alias, (draft, defined.end()))
    if not aliases:
        return drafts
    pattern = re.compile(
        r"(?<!\w)(?:" + "|".join(re.escape(a) for a in sorted(aliases, key=len, reverse=True)) + r")(?!\w)"
    )
    taken = [(d.start, d.end) for d in drafts]
    added = []
    for m in pattern.finditer(seen.plain):
        draft, defined_at = aliases[m.group()]
        if m.start() >= defined_at and not any(s < m.end() and m.start() < e for s, e in taken):
            added.append(
                replace(
                    draft,
                    start=m.start(),
                    end=m.end(),
                    method="organisations/alias",
                    confidence=draft.confidence * 0.95,
                )
            )
    return sorted([*drafts, *added], key=lambda d: d.start)


def _stands_for(alias: str, draft: _Draft) -> bool:
    """Whether an acronym in brackets stands for the whole name: its first letter is the first word's, and no tail spells it."""
    if not _ACRONYM.fullmatch(alias) or sum(c.isupper() for c in alias) < 2:
        return False
    initials = "".join(w[0] for w in key(draft.organisation.name).replace("-", " ").split())
    short = key(alias).replace("&", "").replace("-", "")
    return initials.startswith(short[0]) and not any(initials[i:] == short for i in range(1, len(initials)))


_BY_LINE = re.compile(r"(?:theo|phóng viên|pv|nguồn:?|ảnh:?|/|\() ?$")


def _mention(seen: View, draft: _Draft) -> OrganisationMention:
    start, end = seen.span(draft.start, draft.end)
    organisation = draft.organisation
    by_line = (
        organisation.kind == "press"
        and _BY_LINE.search(seen.folded[max(0, draft.start - 12) : draft.start]) is not None
    )
    return OrganisationMention(
        start=start,
        end=end,
        quote=seen.text[start:end],
        confidence=round(draft.confidence, 3),
        method=draft.method,
        optional=organisation.optional or organisation.office_holder or by_line,
        organisation_id=organisation.id,
        name=organisation.name,
        kind=organisation.kind,
        registered=draft.registered,
        office_holder=organisation.office_holder,
        aliases=organisation.aliases,
    )
