"""Named information systems of the state in a text: "Cổng Dịch vụ công quốc gia", "VNeID", "NDXP"."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from theodoi.extract.document import Document
from theodoi.extract.explain import Reason
from theodoi.extract.gazetteer import Gazetteer, longest
from theodoi.extract.spans import Context, Findings, OrganisationMention, SystemMention
from theodoi.extract.system_names import HEADS, Head, Name, SystemNames
from theodoi.extract.text import Mark, back_to
from theodoi.registry.names import View, key, slug
from theodoi.registry.systems import System, load_systems

# Descriptive names are often written without a capital in running text ("cơ sở dữ liệu quốc gia về dân cư").
_COMMON_NOUNS = (
    "cơ sở dữ liệu", "csdl", "cổng", "nền tảng", "hệ thống", "trục", "mạng", "ứng dụng", "hệ tri thức", "phần mềm",
)  # fmt: skip


# A portal that is called by its owner: "Cổng thông tin điện tử Bộ Y tế", "Cổng thông tin tuyển sinh của Bộ …".
_OWNED = re.compile(
    r"(?<!\w)(?:Cổng|cổng) (?:[Tt]hông tin điện tử|[Tt]hông tin(?: [a-zà-ỹđ]+){1,4}|[Dd]ịch vụ công(?: trực tuyến)?)(?: của)? $"
)
_OWNED_REACH = 60
_OWNERS = frozenset(
    {
        "ministry",
        "ministerial_agency",
        "agency",
        "department",
        "committee",
        "province_committee",
        "province_department",
        "court",
        "procuracy",
    }
)


def find_systems(
    text: str,
    context: Context = Context(),  # noqa: B008 - frozen
    organisations: Sequence[OrganisationMention] = (),
) -> tuple[SystemMention, ...]:
    """Every mention of a registered system in `text`, in order; any str is accepted.

    With the `organisations` of the same text also portals that are called by the body that owns them.
    """
    return read(Document(text, context, Findings(organisations=tuple(organisations))))


class NoSystem(Reason):
    """Why a name is not taken for a system of its own."""

    IN_A_LONGER_NAME = "a longer name begins before it or at the same place"
    NO_LIST_OF_DATABASES = "the words for a database open no list of national ones"
    NOT_AN_OWNER = "portals of such bodies, or of one that is only referred to, are not told by their owner"
    ALREADY_FOUND = "the registry holds a system that stands there"


def read(document: Document) -> tuple[SystemMention, ...]:
    """Every mention of a registered system in a document, and of portals that are called by a body found there."""
    mentions = [_registered(document, *found) for found in _named(document)]
    for reader in (_owned, _open):
        mentions = sorted([*mentions, *_free(document, mentions, reader(document))], key=lambda m: m.start)
    return tuple(mentions)


def _free(document: Document, known: list[SystemMention], further: Iterable[SystemMention]) -> Iterator[SystemMention]:
    """Of further mentions those that overlap none of the known ones, which stand in order."""
    starts = [m.start for m in known]
    for mention in further:
        at = bisect_left(starts, mention.end)
        if at and known[at - 1].end > mention.start:
            document.refuse("system", mention.start, mention.end, NoSystem.ALREADY_FOUND)
        else:
            yield mention


def _open(document: Document) -> Iterator[SystemMention]:
    """Systems that only the grammar knows, each with an id made of its name."""
    names, reached = SystemNames(document), 0
    for start, end, value in document.names(_gazetteer()):
        if not isinstance(value, Head) or start < reached:
            continue
        made = names.name(start, end, value)
        if not isinstance(made, Name):
            document.refuse_in_view("system", start, end, made)
            continue
        reached = made.end
        begin, stop = document.view.span(made.start, made.end)
        known = load_systems().named(made.title)
        yield SystemMention(
            start=begin,
            end=stop,
            quote=document.text[begin:stop],
            confidence=0.7,
            method="systems/grammar",
            optional=known.is_class if known else False,
            system_id=known.id if known else slug(made.title),
            name=known.name if known else made.title,
        )


_Found = tuple[int, int, System]  # start and end in the view


def _named(document: Document) -> Iterator[_Found]:
    """What the registry's names tell, and the members of lists of databases."""
    seen, matches = document.view, document.names(_gazetteer())
    kept = longest(match for match in matches if not isinstance(match[2], Head) or match[2].name in _DATABASE)
    if document.log is not None:
        for start, end, _ in (match for match in matches if match not in kept and not isinstance(match[2], Head)):
            document.refuse_in_view("system", start, end, NoSystem.IN_A_LONGER_NAME)
    for start, end, value in kept:
        if isinstance(value, System):
            yield start, end, value
            if seen.folded.startswith(_DATABASE, start):
                yield from _members(seen, _after(seen, end))
        elif listed := list(_listed(seen, start, end)):
            yield from listed
        else:
            document.refuse_in_view("system", start, end, NoSystem.NO_LIST_OF_DATABASES)


def _registered(document: Document, start: int, end: int, system: System) -> SystemMention:
    begin, stop = document.view.span(start, end)
    return SystemMention(
        start=begin,
        end=stop,
        quote=document.text[begin:stop],
        confidence=0.95,
        method="systems/registry",
        optional=system.is_class,
        system_id=system.id,
        name=system.name,
    )


def _owned(document: Document) -> Iterator[SystemMention]:
    text = document.text
    for body in document.found.organisations:
        before = _OWNED.search(text, max(0, body.start - _OWNED_REACH), body.start)
        if before is None:
            continue
        if body.kind not in _OWNERS or body.method == "organisations/context":
            document.refuse("system", before.start(), body.end, NoSystem.NOT_AN_OWNER)
            continue
        name = f"{before.group()[:1].upper()}{before.group()[1:]}{body.name}"
        yield SystemMention(
            start=before.start(),
            end=body.end,
            quote=text[before.start() : body.end],
            confidence=0.7,
            method="systems/owner",
            system_id=slug(name.replace(" của ", " ", 1)),
            name=name,
        )


_DATABASE = ("cơ sở dữ liệu", "csdl")
_OPENING = re.compile(r"(?: quốc gia)?(?::| về:?| như:?| gồm:?)? ")
_JOINT = re.compile(r", và |, | và |; ")
_LIST_REACH = 160
_NATIONAL = re.compile(r"(?:cơ sở dữ liệu|csdl) quốc gia")


def _listed(seen: View, start: int, end: int) -> Iterator[tuple[int, int, System]]:
    """Databases listed by subject: "cơ sở dữ liệu quốc gia về dân cư, đất đai và bảo hiểm"; each member has its own span.

    The list, or the sentence before it, must speak of national databases.
    """
    opening = _OPENING.match(seen.folded, end)
    sentence = back_to(seen.folded, Mark.STOP, start, _LIST_REACH)
    if opening is None or not _NATIONAL.search(seen.folded, sentence, opening.end()):
        return
    for member_start, member_end, system in _members(seen, opening.end()):
        yield (start if member_start == opening.end() else member_start), member_end, system


def _members(seen: View, position: int | None) -> Iterator[tuple[int, int, System]]:
    """Subjects listed from `position` on, each as the database of that subject."""
    topic, topics = _topics()
    while position is not None and (member := topic.match(seen.folded, position)):
        yield member.start(), member.end(), topics[member.group()]
        position = _after(seen, member.end())


def _after(seen: View, position: int) -> int | None:
    joint = _JOINT.match(seen.folded, position)
    return joint.end() if joint else None


@lru_cache(maxsize=1)
def _topics() -> tuple[re.Pattern[str], dict[str, System]]:
    """Subjects of the national databases, from their registered names."""
    topics = {}
    shape = re.compile(r"cơ sở dữ liệu (?:quốc gia (?:về )?(?P<about>.+)|(?P<of>.+) quốc gia)")
    for system in load_systems().all:
        for name in (system.name, *system.aliases):
            if found := shape.fullmatch(key(name)):
                topics[found["about"] or found["of"]] = system
    words = "|".join(re.escape(t) for t in sorted(topics, key=len, reverse=True))
    return re.compile(rf"(?:{words})(?!\w)"), topics


@lru_cache(maxsize=1)
def _gazetteer() -> Gazetteer[System | Head]:
    registry = load_systems()
    names = [(name, system) for system in registry.all for name in (system.name, *system.aliases)]
    long = [n for n, _ in names if n.lower().startswith(_COMMON_NOUNS) and len(n.split()) > 2]
    return Gazetteer([*HEADS.items(), *names], any_case=[*long, *HEADS])
