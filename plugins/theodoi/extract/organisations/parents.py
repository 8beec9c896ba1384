"""Which ministry a department belongs to where its name does not tell: written beside it, or the one named before it."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace

from theodoi.extract.document import Document
from theodoi.extract.explain import Reason
from theodoi.extract.organisations.tables import Draft, Tables
from theodoi.registry.names import View, key, slug
from theodoi.registry.organisations import Organisation

# What a department's name and its parent's are joined by: "Vụ Pháp chế, Bộ Tư pháp", "Cục X (Bộ Y tế)", "Vụ Y thuộc Bộ Z".
_JOINT = re.compile(r"(?:,| \(|-| -)? ?(?:thuộc |của |trực thuộc )?")
# Kinds of what ministries and agencies have several of, under the same names.
_PARTS = frozenset({"department", "centre", "institute", "office_body"})
_OWNERS = frozenset(
    {"ministry", "ministerial_agency", "agency", "department", "court", "procuracy", "audit", "assembly", "party"}
)
_HEADS = frozenset({"ministry", "ministerial_agency"})
_LEVELS = (("Vụ", "Phòng", "Ban ", "Văn phòng", "Trung tâm", "Viện ", "Chi cục"), ("Cục",), ("Tổng cục",))
_NEAR = 100  # mentions before and behind in which a parent is looked for


def with_parents(seen: View, drafts: list[Draft], tables: Tables) -> list[Draft]:
    """The drafts, those whose name several bodies bear told apart by parent; open names of departments get one."""
    owners = {d.organisation.id: d.organisation for d in drafts if d.organisation.kind in _HEADS}
    only = next(iter(owners.values())) if len(owners) == 1 else None
    made = []
    for number, draft in enumerate(drafts):
        if draft.others:
            made.append(_told_apart(seen, drafts, number, tables))
        elif not draft.registered and draft.organisation.kind in _PARTS and draft.organisation.parent is None:
            made.append(_owned(seen, drafts, number, only))
        else:
            made.append(draft)
    return made


# A firm and its branch: "Agribank Chi nhánh Lào Cai", "Ngân hàng X (Y) - Chi nhánh Z"; the branch and its firm.
_TO_BRANCH = re.compile(r" ?(?:\([^()\n]{1,40}\))?(?: [-–]|,)? ?")
_TO_FIRM = re.compile(r",? (?:của |thuộc )?")
_FIRMS = frozenset({"company", "bank", "fund"})


def with_branches(document: Document, drafts: list[Draft], tables: Tables) -> list[Draft]:
    """The drafts, each branch as its firm's: the name of a place alone tells nobody whose branch it is."""
    seen = document.view
    made: list[Draft] = []
    for number, draft in enumerate(drafts):
        name = draft.organisation.name
        if draft.registered or not name.startswith("Chi nhánh "):
            made.append(draft)
            continue
        place = tables.province.match(key(name), len("chi nhánh "))
        after = drafts[number + 1] if number + 1 < len(drafts) else None
        firm = next(
            (d for d in reversed(made[-2:]) if _is_firm(d) and _TO_BRANCH.fullmatch(seen.folded, d.end, draft.start)),
            None,
        )
        if firm is not None:
            while made and made[-1].start >= firm.start:
                made.pop()
            made.append(replace(draft, start=firm.start, organisation=_branch(firm.organisation, draft.organisation)))
        elif after and _is_firm(after) and _TO_FIRM.fullmatch(seen.folded, draft.end, after.start):
            made.append(replace(draft, organisation=_branch(after.organisation, draft.organisation)))
        elif place is not None and place.end() == len(key(name)):
            document.refuse_in_view("organisation", draft.start, draft.end, Decided.WHOSE_BRANCH)
        else:
            made.append(draft)
    return made


def _is_firm(draft: Draft) -> bool:
    return draft.organisation.kind in _FIRMS


def _branch(firm: Organisation, branch: Organisation) -> Organisation:
    name = f"{firm.name} - {branch.name}"
    return replace(branch, id=f"{firm.id}-{branch.id}", name=name, parent=firm.id)


_BARE_OFFICE = re.compile(r"[;:] ?(?:\d{1,2}[-.)] ?)?(Thanh tra|Văn phòng)(?=[;.])")


def with_bare_offices(seen: View, drafts: list[Draft]) -> list[Draft]:
    """The drafts, and offices and inspectorates that fill an item of a ministry's structure: "5- Thanh tra; 6- Văn phòng;"."""
    starts = [d.start for d in drafts]
    added = []
    for item in _BARE_OFFICE.finditer(seen.plain):
        at = bisect_right(starts, item.start(1))
        before = drafts[max(0, at - _NEAR) : at]
        if any(d.end > item.start(1) for d in before[-1:]):
            continue
        owner = next((d.organisation for d in reversed(before) if d.organisation.kind in _HEADS), None)
        if owner is not None:
            name = f"{item[1]} {owner.name}"
            made = Organisation(
                id=slug(name), name=name, kind="office_body", parent=owner.id, source="read by the grammar"
            )
            added.append(Draft(item.start(1), item.end(1), made, False, "organisations/list", 0.7))
    return sorted([*drafts, *added], key=lambda d: d.start) if added else drafts


def _told_apart(seen: View, drafts: list[Draft], number: int, tables: Tables) -> Draft:
    """The draft as the body whose parent stands beside it, else is named nearest before it, else anywhere."""
    draft = drafts[number]
    candidates = (draft.organisation, *draft.others)
    beside = _beside(seen, drafts, number)
    before, after = drafts[max(0, number - _NEAR) : number], drafts[number + 1 : number + _NEAR]
    near = [beside] if beside else [d.organisation for d in [*reversed(before), *after]]
    for other in near:
        for candidate in candidates:
            if candidate.parent and other.id in tables.registry.line(candidate.parent):
                return replace(draft, organisation=candidate, others=())
    if beside is None and len({c.parent for c in candidates}) > 1:
        # No parent is named: whose it is stays open.
        return replace(draft, confidence=draft.confidence * 0.7)
    return draft


def _owned(seen: View, drafts: list[Draft], number: int, only: Organisation | None) -> Draft:
    """An open name with its parent where that stands beside it, or is the `only` one that the article names."""
    draft = drafts[number]
    parent = _beside(seen, drafts, number) or only
    if parent is None or draft.organisation.id.endswith(f"-{parent.id}"):
        return draft
    owned = replace(draft.organisation, id=f"{draft.organisation.id}-{parent.id}", parent=parent.id)
    return replace(draft, organisation=owned)


def _beside(seen: View, drafts: list[Draft], number: int) -> Organisation | None:
    """The owner whose name follows at once, or is part of the open name itself ("Vụ Pháp chế Bộ Tư pháp")."""
    draft = drafts[number]
    for other in drafts[number + 1 : number + 2]:
        joint = _JOINT.fullmatch(seen.folded, draft.end, other.start)
        if joint is None or other.organisation.kind not in _OWNERS:
            continue
        # In "Vụ Pháp chế, Vụ Tổ chức cán bộ" a comma lists, in "Văn phòng, Cục Thuế" it may own.
        told = "(" in joint.group() or "thuộc" in joint.group() or "của" in joint.group()
        if told or _level(other.organisation.name) > _level(draft.organisation.name):
            return other.organisation
    return None


def _level(name: str) -> int:
    """How high a body stands by its first word: a Vụ below a Cục below a Tổng cục below all others."""
    return next((level for level, heads in enumerate(_LEVELS) if name.startswith(heads)), len(_LEVELS))


class Decided(Reason):
    """Why a body that the grammar found is dropped again."""

    WHOSE_BRANCH = "no firm is named whose branch it is"
    REJECTED = "an editor decided that it is no body"


def decided(document: Document, drafts: list[Draft], tables: Tables) -> list[Draft]:
    """The drafts after editors' decisions: what they merged, adopted or rejected is so."""
    decisions, by_id = tables.registry.decisions, tables.registry.by_id
    if not decisions:
        return drafts
    made = []
    for draft in drafts:
        decision = decisions.get(draft.organisation.id) if not draft.registered else None
        if decision is None:
            made.append(draft)
        elif decision.decision == "reject":
            document.refuse_in_view("organisation", draft.start, draft.end, Decided.REJECTED)
        else:
            made.append(replace(draft, organisation=by_id[decision.into or decision.id], registered=True))
    return made
