"""What the words of a text may stand for, and everything that is compiled once from the registry."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from theodoi.extract.gazetteer import Gazetteer
from theodoi.extract.organisations.grammar import LOCAL_OFFICES, OPEN_HEADS, PLACE_HEADS, PlaceHead
from theodoi.registry.names import key, spellings
from theodoi.registry.organisations import Organisation, OrganisationRegistry, load_organisations
from theodoi.registry.places import District, Province


@dataclass(frozen=True, slots=True)
class Draft:
    """A mention in the making, by offsets of the view. `others` bear the same name under other parents."""

    start: int
    end: int
    organisation: Organisation
    registered: bool
    method: str
    confidence: float
    others: tuple[Organisation, ...] = ()


# What a match of the gazetteer may stand for.
@dataclass(frozen=True, slots=True)
class Named:
    organisations: tuple[Organisation, ...]


@dataclass(frozen=True, slots=True)
class Open:
    head: str
    kind: str


@dataclass(frozen=True, slots=True)
class Department:
    head: str  # Sở or Phòng
    several: bool = False


@dataclass(frozen=True, slots=True)
class Ministries:
    single: bool = False  # after a title: one ministry only


@dataclass(frozen=True, slots=True)
class Listed:
    """ "các Vụ", before names that share the head."""

    head: str
    kind: str


@dataclass(frozen=True, slots=True)
class Nothing:
    pass


Value = Named | Open | PlaceHead | Department | Ministries | Listed | Nothing

# Some papers write the kind of body small: "bộ Công Thương", "sở Xây dựng", "tập đoàn Viettel", "công an TP Hà Nội".
_SMALL_HEADS = (
    "bộ", "tập đoàn", "ngân hàng", "hiệp hội", "báo điện tử", "tổng cục", "cục", "tổng công ty", "công ty", "viện", "học viện",
    "đại học", "trường đại học", "văn phòng", "thanh tra", "kho bạc", "bảo hiểm xã hội", "hội", "liên đoàn", "đài",
)  # fmt: skip
# … or the head of an open name: "công ty TNHH Sao Mai", "trường THPT Lê Lợi".
_SMALL_OPEN = [
    "ban",
    *(h for h, kind in OPEN_HEADS.items() if kind in ("company", "hospital", "university", "school", "bank")),
]
# Long names that begin with a common noun are known even where nothing is capitalised: "Trưởng ban chỉ đạo trung ương về …".
_LONG = 5
_ABOUT = ("Ban Chỉ đạo", "Ủy ban Quốc gia", "Hội đồng")
_COMMON_HEADS = (*_ABOUT, "Ủy ban", "Tổ công tác", "Trung tâm", "Viện ", "Trường ", "Hiệp hội", "Bệnh viện")
COUNTS = ("các", "hai", "ba", "bốn", "năm", "sáu", "2", "3", "4", "5", "6")
# Heads that lists share: "các Vụ Pháp chế, Kế hoạch - Tài chính và Tổ chức cán bộ".
_LISTED = ("Vụ", "Cục", "Tổng cục", "Viện", "Trường Đại học", "Đại học", "Học viện", "Hội", "Hiệp hội", "Tổng công ty")


@dataclass(frozen=True, slots=True)
class Tables:
    """Everything compiled once from the registry."""

    registry: OrganisationRegistry
    gazetteer: Gazetteer[Value]
    ministry: re.Pattern[str]
    ministries: dict[str, tuple[Organisation, ...]]
    province: re.Pattern[str]
    mentions: Gazetteer[str]  # provinces and districts whose name is theirs alone, as the province's folded name
    districts: Gazetteer[tuple[District, ...]]
    district: re.Pattern[str]  # names of districts in two words or more
    topic: re.Pattern[str]
    topics: dict[str, str]
    office_topic: re.Pattern[str]  # the same of offices of districts and communes
    office_topics: dict[str, str]
    country: re.Pattern[str]
    local: dict[
        str, PlaceHead
    ]  # names of central bodies that a place turns into a local one: "Ủy ban MTTQ Việt Nam | tỉnh …"


@lru_cache(maxsize=4)
def tables(registry: OrganisationRegistry | None = None) -> Tables:
    """The tables of a registry, of this installation's without one."""
    registry = registry or load_organisations()
    bearers, heads, ministries, topics = _bearers(registry), _heads(registry), _ministries(registry), _topics(registry)
    offices = topics | {spelling: name for name in LOCAL_OFFICES for spelling in spellings(name)}
    return Tables(
        registry=registry,
        gazetteer=_gazetteer(registry, heads, _written(registry, bearers)),
        ministry=_alternatives(ministries),
        ministries=ministries,
        province=_alternatives(registry.places.by_name),
        mentions=Gazetteer(_mentions(registry)),
        districts=Gazetteer(
            [(d.name, ds) for ds in registry.places.districts_by_name.values() for d in ds if " " in d.name]
        ),
        district=_alternatives(name for name in registry.places.districts_by_name if " " in name),
        topic=_alternatives(topics),
        topics=topics,
        office_topic=_alternatives(offices),
        office_topics=offices,
        country=_alternatives(map(key, registry.countries)),
        local={key(h): v for h, v in heads if isinstance(v, PlaceHead) and key(h) in bearers},
    )


_Pairs = list[tuple[str, Value]]


def _bearers(registry: OrganisationRegistry) -> dict[str, Value]:
    """By folded name the bodies that bear it and belong to no place."""
    bearers: dict[str, Value] = {}
    for name, organisations in registry.by_name.items():
        if kept := tuple(o for o in organisations if o.place is None):
            bearers[name] = Named(kept)
    return bearers


def _written(registry: OrganisationRegistry, bearers: Mapping[str, Value]) -> _Pairs:
    """The same by their names as they are written: those in capitals need their own letters."""
    return [(name, bearers[key(name)]) for o in registry.all if o.place is None for name in (o.name, *o.aliases)]


def _heads(registry: OrganisationRegistry) -> _Pairs:
    """The words that names begin with where more than the registry's names may follow."""
    heads: _Pairs = [
        (h, PlaceHead(b.name, b.kind, b.id, _implied(b.ranks))) for b in registry.provincial for h in b.heads
    ]
    heads += [(h, place_head) for ways, place_head in PLACE_HEADS for h in ways]
    heads += [(h, Open(h, kind)) for h, kind in OPEN_HEADS.items()]
    heads += [("Sở", Department("Sở")), ("Phòng", Department("Phòng"))]
    return [*heads, ("Bộ trưởng", Ministries(single=True)), ("Thứ trưởng", Ministries(single=True))]


def _lists() -> _Pairs:
    """The words that lists begin with, whose members share a head."""
    lists: _Pairs = [(f"{c} bộ", Ministries()) for c in (*COUNTS, "liên")]
    lists.append(("bộ, ngành", Ministries(single=True)))  # "của Bộ, ngành Tư pháp"
    lists += [(f"{c} sở", Department("Sở", several=True)) for c in COUNTS]
    return [*lists, *((f"{c} {head.lower()}", Listed(head, OPEN_HEADS[head])) for c in COUNTS for head in _LISTED)]


def _gazetteer(registry: OrganisationRegistry, heads: _Pairs, names: _Pairs) -> Gazetteer[Value]:
    lists = _lists()
    nothing: _Pairs = [(p, Nothing()) for p in registry.not_names]
    # "Ban Chỉ đạo Trung ương về phòng, chống thiên tai" is also written without its "về".
    names = [*((n.replace(" về ", " ", 1), v) for n, v in names if n.startswith(_ABOUT) and " về " in n), *names]
    long = [n for n, _ in names if len(n.split()) >= _LONG and n.startswith(_COMMON_HEADS)]
    # Later pairs win: a name of the registry is stronger than a head of the same words ("Đảng ủy Chính phủ").
    return Gazetteer(
        [*heads, *lists, *names, *nothing],
        any_case=["sở", "công an", *_SMALL_OPEN, *long, *(n for n, _ in (*lists, *nothing))],
        small_heads=_SMALL_HEADS,
    )


def _ministries(registry: OrganisationRegistry) -> dict[str, tuple[Organisation, ...]]:
    """Ministries by the folded spellings of their names without "Bộ", as lists write them."""
    found: dict[str, tuple[Organisation, ...]] = {}
    names = ((o, name) for o in registry.all if o.kind == "ministry" for name in (o.name, *o.aliases))
    for organisation, name in names:
        if name.startswith("Bộ "):
            for spelling in spellings(name.removeprefix("Bộ ")):
                found[spelling] = (*found.get(spelling, ()), organisation)
    return found


def _topics(registry: OrganisationRegistry) -> dict[str, str]:
    """What departments of provinces are called after their head, by the folded spellings."""
    topics = {s: topic for topic in registry.departments for s in spellings(topic)}
    for acronym, topic in registry.department_acronyms.items():
        topics |= {key(acronym): topic, key(acronym.replace("&", " & ")): topic}
    return topics


def _implied(ranks: tuple[str, ...]) -> str | None:
    return None if not ranks else ("tỉnh" if ranks == ("tỉnh",) else "thành phố")


def _mentions(registry: OrganisationRegistry) -> dict[str, str]:
    """Names that speak of one province: its own, and with their rank those of its districts that no other province has."""
    names: dict[str, str] = {}
    for held in registry.places.districts_by_name.values():
        provinces = {registry.places.by_id[d.province].name for d in held}
        if len(provinces) == 1:
            names |= {f"{d.rank.capitalize()} {d.name}": key(*provinces) for d in held}
            names |= {f"{d.rank} {d.name}": key(*provinces) for d in held}
    for province in registry.places.all:
        names |= dict.fromkeys(_mention_names(province), key(province.name))
    return names


def _mention_names(province: Province) -> tuple[str, ...]:
    # "Hồ Chí Minh" alone is a person more often than the city.
    return (
        tuple(a for a in province.aliases if a.upper().startswith("TP"))
        if province.name == "Hồ Chí Minh"
        else (province.name,)
    )


def _alternatives(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile("(?:" + "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True)) + r")(?!\w)")
