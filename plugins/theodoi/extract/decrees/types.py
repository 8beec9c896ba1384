"""The words that name a type of document, before a number or in a title."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from theodoi.registry.document_types import DocumentType, document_types

YEAR = r"(?:19[4-9]\d|20\d\d)"
_S = r"[ ]{0,2}"
# A type word may stand some way before its number: "Luật Tổ chức Chính phủ số 63/2025/QH15".
_TITLE_GAP = 110


@dataclass(frozen=True, slots=True)
class Word:
    start: int
    kind: DocumentType


@lru_cache(maxsize=1)
def type_words() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Patterns made from the registry: a type right before a number, any type in a title, a short form."""
    registry = document_types()
    names = "|".join(sorted((t.name.replace(" ", " {1,2}") for t in registry.types), key=len, reverse=True))
    short = "|".join(a for t in registry.types for a in t.abbreviations)
    word = rf"(?<!\w)(?:(?P<name>(?i:{names}))|(?P<short>{short}))"
    before = re.compile(
        rf"{word}(?: {{1,2}}của [^.,;:()\n\d]{{3,60}}?)?(?: {{1,2}}\((?:[A-ZĐ]{{2,6}})\))?[ ,:]{{0,3}}(?:(?i:số)[ :.]{{0,3}})?$"
    )
    title = re.compile(rf"{word}(?!\w)")
    cited = re.compile(
        rf"{word} {{1,2}}(?P<marked>(?i:số)[ :]{{1,2}})?(?P<n>\d{{1,4}}[A-Ea-e]?)(?:(?P<ysep>[/-])(?P<year>{YEAR}))?"
        rf"(?![\w%]|[.,]\d|[/-]\w|{_S}[/-]{_S}[\dA-ZĐ])"
    )
    return before, title, cited


def word_of(match: re.Match[str], offset: int) -> Word:
    name = match["name"]
    key = " ".join(name.lower().split()) if name else match["short"]
    return Word(offset + match.start(), document_types().by_word[key])


def type_before(plain: str, start: int) -> Word | None:
    """The type word that ends right before a number (with or without "số")."""
    offset = max(0, start - 100)
    window = plain[offset:start]
    offset += window.rfind("\n") + 1
    match = type_words()[0].search(plain[offset:start])
    return word_of(match, offset) if match else None


def title_type(plain: str, start: int) -> DocumentType | None:
    """The last type named before "… số" in the same sentence: Luật Tổ chức Chính phủ số 63/2025/QH15."""
    offset = max(0, start - _TITLE_GAP)
    window = re.split(r"[.;\n]", plain[offset:start])[-1]
    words = [m for m in type_words()[1].finditer(window) if window[m.start()].isupper()]
    return word_of(words[-1], 0).kind if words else None
