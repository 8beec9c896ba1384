"""Named information systems of the state in a text: "Cổng Dịch vụ công quốc gia", "VNeID", "NDXP"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from theodoi.extract.gazetteer import Gazetteer, longest
from theodoi.extract.spans import Context, OrganisationMention, SystemMention
from theodoi.registry.names import View, key, slug, view
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
    seen = view(text)
    found: list[tuple[int, int, System]] = []
    for start, end, value in longest(_gazetteer().find(seen)):
        if isinstance(value, System):
            found.append((start, end, value))
            if seen.folded.startswith(_DATABASE, start):
                found += _members(seen, _after(seen, end))
        else:
            found += _listed(seen, start, end)
    mentions = []
    for start, end, system in found:
        begin, stop = seen.span(start, end)
        mentions.append(
            SystemMention(
                start=begin,
                end=stop,
                quote=text[begin:stop],
                confidence=0.95,
                method="systems/registry",
                optional=system.optional,
                system_id=system.id,
                name=system.name,
            )
        )
    taken = [(m.start, m.end) for m in mentions]
    mentions += [m for m in _owned(text, organisations) if not any(s < m.end and m.start < e for s, e in taken)]
    return tuple(sorted(mentions, key=lambda m: m.start))


def _owned(text: str, organisations: Sequence[OrganisationMention]) -> Iterator[SystemMention]:
    for body in organisations:
        before = _OWNED.search(text, max(0, body.start - _OWNED_REACH), body.start)
        if before is None or body.kind not in _OWNERS or body.method == "organisations/context":
            continue
        name = f"{before.group()[:1].upper()}{before.group()[1:]}{body.name}"
        yield SystemMention(
            start=before.start(),
            end=body.end,
            quote=text[before.start() : body.end],
            confidence=0.7,
            method="systems/owner",
            system_id=slug(name),
            name=name,
        )


_DATABASE = ("cơ sở dữ liệu", "csdl")
_OPENING = re.compile(r"(?: quốc gia)?(?::| về:?| như:?| gồm:?)? ")
_JOINT = re.compile(r", và |, | và |; ")
_NATIONAL = re.compile(r"(?:cơ sở dữ liệu|csdl) quốc gia")


def _listed(seen: View, start: int, end: int) -> Iterator[tuple[int, int, System]]:
    """Databases listed by subject: "cơ sở dữ liệu quốc gia về dân cư, đất đai và bảo hiểm"; each member has its own span.

    The list, or the sentence before it, must speak of national databases.
    """
    opening = _OPENING.match(seen.folded, end)
    sentence = max(seen.folded.rfind("\n", 0, start), seen.folded.rfind(". ", 0, start), start - 160, 0)
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
def _gazetteer() -> Gazetteer[System | None]:
    registry = load_systems()
    names = [(name, system) for system in registry.all for name in (system.name, *system.aliases)]
    long = [n for n, _ in names if n.lower().startswith(_COMMON_NOUNS) and len(n.split()) > 2]
    heads = [(head, None) for head in _DATABASE]
    return Gazetteer([*names, *heads], any_case=[*long, *_DATABASE])
