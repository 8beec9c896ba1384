"""Organisations in a text: registered names as of the day spoken of, lists, bodies of places, names that only grammar knows."""

from __future__ import annotations

import re

from theodoi.extract.document import Document
from theodoi.extract.organisations.aliases import with_aliases, with_antecedents
from theodoi.extract.organisations.parents import decided, with_bare_offices, with_branches, with_parents
from theodoi.extract.organisations.reading import Reading
from theodoi.extract.organisations.roles import SPOKEN, Role, roles_of
from theodoi.extract.organisations.tables import Draft, Tables, tables
from theodoi.extract.spans import Context, OrganisationMention
from theodoi.registry.names import View
from theodoi.registry.organisations import OrganisationRegistry

__all__ = ["find_organisations", "read"]


def find_organisations(
    text: str,
    context: Context = Context(),  # noqa: B008 - frozen
    registry: OrganisationRegistry | None = None,
) -> tuple[OrganisationMention, ...]:
    """Every mention of an organisation in `text`, in order, without overlaps; any str is accepted.

    Names are the full official ones on the day that the sentence speaks of, else on `context.published_on` (without it:
    of the entry that still stands). A body that only the grammar knows has `registered=False` and an id made of its name
    and its place or parent. `registry` stands for this installation's.
    """
    return _read(Document(text, context), tables(registry))


def read(document: Document) -> tuple[OrganisationMention, ...]:
    """Every mention of an organisation in a document, by this installation's registry."""
    return _read(document, tables())


def _read(document: Document, known: Tables) -> tuple[OrganisationMention, ...]:
    seen = document.view
    named = with_branches(document, Reading(document, known).drafts(), known)
    aliased = with_bare_offices(seen, with_aliases(seen, named, known))
    owned = with_parents(seen, aliased, known)
    kept = decided(document, owned, known)
    drafts = with_antecedents(seen, kept)
    _tell(document, "parents", aliased, owned)
    _tell(document, "decisions", owned, kept)
    return tuple(_mention(seen, d, role) for d, role in zip(drafts, roles_of(document, drafts), strict=True))


def _tell(document: Document, rule: str, before: list[Draft], after: list[Draft]) -> None:
    """Keep what a rule made of the drafts that it left."""
    if document.log is None:
        return
    known = {(draft.start, draft.end): draft for draft in before}
    for draft in after:
        old, new = (_mention(document.view, d, SPOKEN) for d in (known[draft.start, draft.end], draft))
        document.changed("organisation", rule, [old], [new])


_BY_LINE = re.compile(r"(?:theo|phóng viên|pv|nguồn:?|ảnh:?|/|\() ?$")


def _mention(seen: View, draft: Draft, role: Role) -> OrganisationMention:
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
        optional=organisation.ambiguous or organisation.office_holder or by_line,
        organisation_id=organisation.id,
        name=organisation.name,
        kind=organisation.kind,
        registered=draft.registered,
        office_holder=organisation.office_holder,
        aliases=organisation.aliases,
        parent=organisation.parent,
        place=organisation.place,
        role=role.role,
        person=role.person,
        office=role.office,
    )
