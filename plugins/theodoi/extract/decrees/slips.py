"""Slips of a paper: one document that an article calls by two types. What is right is not decided; both mentions say so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

from theodoi.extract.spans import DecreeMention
from theodoi.registry.document_types import document_types
from theodoi.registry.known_documents import known_documents
from theodoi.registry.names import key

_WORD = re.compile(r"\w+")
_FEWEST = 8  # words of a subject: a short one may be that of a decree and of its circular
_SHARED = 0.8  # of all words of two subjects that are the same
_MOST = 60  # documents of one text that are compared with each other
_CODES = frozenset(("luật", "bộ luật"))  # "Luật" is what people call a code, too


def with_slips(mentions: Sequence[DecreeMention]) -> list[DecreeMention]:
    """The mentions, those marked that the text, or the list of known documents, calls by another type."""
    titled = [m for m in mentions if m.title and m.issuer and m.doc_type and not _is_carried(m.doc_type)]
    slips = {id(m) for m in mentions if _is_known_otherwise(m)}
    words = {id(m): frozenset(_WORD.findall(key(m.title or ""))) for m in titled}
    for one, other in combinations(titled[:_MOST], 2):
        if one.doc_type != other.doc_type and one.issuer == other.issuer and None in (one.number, other.number):
            ours, theirs = words[id(one)], words[id(other)]
            if min(len(ours), len(theirs)) >= _FEWEST and len(ours & theirs) >= _SHARED * len(ours | theirs):
                slips |= {id(one), id(other)}
    return [replace(m, type_disagrees=True) if id(m) in slips else m for m in mentions]


def _is_carried(doc_type: str) -> bool:
    return document_types().by_word[doc_type].may_have_code


def _is_known_otherwise(mention: DecreeMention) -> bool:
    """Whether the document of that number and year is known under another type."""
    if mention.number is None or mention.year is None or mention.form != "full":
        return False
    known = known_documents().numbered(mention.number, mention.year)
    if known is None or mention.doc_type is None or {known.doc_type, mention.doc_type} <= _CODES:
        return False
    return known.doc_type != mention.doc_type and not _is_carried(mention.doc_type)
