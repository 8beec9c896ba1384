"""Find and read every legal or administrative document that a text cites.

A citation is read in steps: the number (digits, year, codes) is found by its shape and judged by the registry of types
and issuers; the words before it give its type and the part that is meant, the words after it its date, issuer and subject.
Then come documents named without a number (laws, drafts, conclusions), and last the forms that stand for one of these:
"Nghị quyết 17", "Nghị định này", "Đề án 06".
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import replace

from theodoi.extract.decrees.events import find_events, read_events
from theodoi.extract.decrees.issuers import read_issuers
from theodoi.extract.decrees.known import completed
from theodoi.extract.decrees.lists import share
from theodoi.extract.decrees.named import named_documents
from theodoi.extract.decrees.number import full_citations
from theodoi.extract.decrees.reading import mention_of
from theodoi.extract.decrees.references import back_references, defined_names, known_nicknames
from theodoi.extract.decrees.relations import find_relations, read_relations
from theodoi.extract.decrees.short_forms import short_citations
from theodoi.extract.decrees.slips import with_slips
from theodoi.extract.decrees.subject import LawName, law_names
from theodoi.extract.decrees.types import types_in
from theodoi.extract.document import Document
from theodoi.extract.explain import Reason
from theodoi.extract.spans import Context, DecreeMention
from theodoi.registry.document_types import document_types

__all__ = ["find_decrees", "find_events", "find_relations", "read", "read_events", "read_issuers", "read_relations"]


def find_decrees(
    text: str,
    context: Context = Context(),  # noqa: B008 - frozen
    *,
    complete: bool = True,
) -> tuple[DecreeMention, ...]:
    """Every mention of a legal or administrative document in `text`, one per occurrence, in order of offset.

    Numbers are written properly (701/QĐ-TTg, 52-NQ/TW); `issued_on` is given where the text states it for this
    document; a short form ("Nghị định 168") or back reference that nothing resolves is `optional`; `number` is None for
    a document that is named without one. `complete` says whether known documents (registry/known_documents.tsv) give
    the day of issue that a text leaves out (`date_basis` is `registry` then). Any string is accepted; time is linear in its length.
    """
    return _read(Document(text, context), complete)


def read(document: Document) -> tuple[DecreeMention, ...]:
    """Every mention of a legal or administrative document in a document, completed by the known ones."""
    return _read(document, complete=True)


def _read(document: Document, complete: bool) -> tuple[DecreeMention, ...]:
    plain = document.plain
    registry = document_types()
    types = types_in(plain)
    laws = law_names(document, types)
    citations = full_citations(document, registry)
    cited = [mention_of(document, citation, registry) for citation in citations]
    listed = share(plain, cited)
    known = [completed(mention) for mention in listed] if complete else listed
    by_end = {law.end: law for law in laws}
    mentions = [_with_law(document, mention, by_end) for mention in known]
    document.changed("decree", "shared_in_list", cited, listed)
    document.changed("decree", "known_document", listed, known)
    document.changed("decree", "name_of_law", known, mentions)
    mentions = _beside(document, mentions, known_nicknames(document, types))
    mentions = _beside(document, mentions, short_citations(document, types, citations))
    mentions = _beside(document, mentions, named_documents(document, types, laws))
    mentions = _beside(document, mentions, defined_names(document, mentions))
    return tuple(with_slips(_beside(document, mentions, back_references(document, types, mentions))))


class Overlapping(Reason):
    """Why what was read as a document is dropped again."""

    INSIDE_ANOTHER = "it begins inside a document that a stronger rule found"


def _beside(document: Document, kept: list[DecreeMention], more: Iterable[DecreeMention]) -> list[DecreeMention]:
    """Both, in order of offset; of the second those that do not begin inside one of the first."""
    starts = [m.start for m in kept]
    free = []
    for mention in more:
        i = bisect_right(starts, mention.start)
        # Names nest two deep: a law's name in the name of the law that amends it.
        if any(m.end > mention.start for m in kept[max(0, i - 3) : i]):
            document.refuse("decree", mention.start, mention.end, Overlapping.INSIDE_ANOTHER)
        else:
            free.append(mention)
    return sorted([*kept, *free], key=lambda m: (m.start, m.end))


# Between the name of a law and its number, where the mention begins with the number or with "Luật số".
_BEFORE_NUMBER = re.compile(r"(?:,? {1,2}| {0,2}\()(?:số:? {0,2})?$", re.IGNORECASE)


def _with_law(document: Document, mention: DecreeMention, laws: dict[int, LawName]) -> DecreeMention:
    """A number right after the name of a law is that law's: "Luật Giao dịch điện tử số 20/2023/QH15".

    `laws` are the names by their end.
    """
    if mention.doc_type not in ("luật", "bộ luật", "pháp lệnh"):
        return mention  # "Luật Đất đai, Nghị định số …" are two
    lead = _BEFORE_NUMBER.search(document.plain, max(0, mention.start - 20), mention.start)
    at = lead.start() if lead else mention.start
    law = laws.get(at)
    if law is None:
        return mention
    return replace(
        mention, start=law.start, quote=document.text[law.start : mention.end], title=law.title, doc_type=law.kind.name
    )
