"""The words that name a type of document: before a number, in a title, anywhere in a text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from theodoi.extract.text import Mark, back_to
from theodoi.registry.document_types import DocumentType, document_types

YEAR = r"(?:19[4-9]\d|20\d\d)"
# A type word may stand some way before its number: "Luật Tổ chức Chính phủ số 63/2025/QH15".
_TITLE_GAP = 110


@dataclass(frozen=True, slots=True)
class Word:
    start: int
    kind: DocumentType


@dataclass(frozen=True, slots=True)
class TypeWord:
    """A type word at text[start:end]; `name` in lower case, with what the registry does not count as a type ("chiến lược")."""

    start: int
    end: int
    name: str
    kind: DocumentType
    capital: bool


# Names that open the title of a document without being a type of the registry, and the type they stand for.
_MORE = {"thông báo kết luận": "thông báo", "chiến lược": "đề án", "khoán": "nghị quyết"}
# The words' tails (the first letter may be a capital). A scan for a pattern that begins with one literal is many times
# quicker than one for the words, so each has its own.
_TAILS = tuple(
    map(
        re.compile,
        (
            "u(?:ật|yết [đĐ]ịnh|y (?:định|chế))", "ghị ", "h(?:ỉ [tT]hị|ông (?:[tT]ư|báo)|áp lệnh|ương trình|iến lược)", "ông (?:điện|văn)",
            "ế(?:t luận| hoạch)", "ăn bản", "ề án", "ướng dẫn", "hoán (?=\\d)", "UẬT", "UYẾT ĐỊNH", "GHỊ ", "HỈ THỊ", "HÔNG TƯ",
            "Q(?= {0,2}\\d)", "Đ(?= {0,2}\\d)", "T(?= {0,2}\\d)",  # NQ, NĐ and QĐ, TT and CT
        ),
    )
)  # fmt: skip


@lru_cache(maxsize=1)
def _any_type() -> re.Pattern[str]:
    registry = document_types()
    names = sorted({*(t.name for t in registry.types), *_MORE}, key=len, reverse=True)
    short = "|".join(a for t in registry.types for a in t.abbreviations)
    return re.compile(rf"(?:(?i:{'|'.join(names)})(?!\w)|(?:{short})(?![^\W\d]))")


def types_in(plain: str) -> list[TypeWord]:
    """Every type word of a text, in order of offset."""
    word, by_word, found = _any_type(), document_types().by_word, []
    for tail in chain.from_iterable(pattern.finditer(plain) for pattern in _TAILS):
        at = tail.start()
        start = at - 1
        if tail.group() in ("uật", "UẬT") and plain[max(0, at - 4) : start].lower() == "bộ ":
            start = at - 4
        if start < 0 or (start and (plain[start - 1].isalnum() or plain[start - 1] == "_")):
            continue
        if match := word.match(plain, start):
            name = match.group().lower()
            kind = by_word.get(match.group()) or by_word.get(name) or by_word[_MORE[name]]
            found.append(TypeWord(start, match.end(), name, kind, match.group()[0].isupper()))
    found.sort(key=lambda word: word.start)
    # Not the "kết luận" of "thông báo kết luận".
    return [word for i, word in enumerate(found) if i == 0 or word.start >= found[i - 1].end]


_NO_LAW = re.compile(
    r"(?<!\w)(?:kỷ|kỉ|pháp|quy|dự|quân|định|công ty|văn phòng|hãng|đạo|trường|đại học|khoa|ngành|cử nhân|giới) $",
    re.IGNORECASE,
)


def is_other_word(plain: str, word: TypeWord) -> bool:
    """Whether "luật" is a part of another word or name here: kỷ luật, pháp luật, công ty luật."""
    return word.name == "luật" and _NO_LAW.search(plain, max(0, word.start - 12), word.start) is not None


@lru_cache(maxsize=1)
def type_words() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Patterns made from the registry: a type right before a number, any type in a title."""
    registry = document_types()
    names = "|".join(sorted((t.name.replace(" ", " {1,2}") for t in registry.types), key=len, reverse=True))
    short = "|".join(a for t in registry.types for a in t.abbreviations)
    word = rf"(?<!\w)(?:(?P<name>(?i:{names}))|(?P<short>{short}))"
    before = re.compile(
        rf"{word}(?: {{1,2}}của (?!(?:các )?(?i:{names})(?!\w))[^.,;:()\n\d]{{3,60}}?)?(?: {{1,2}}\((?:[A-ZĐ]{{2,6}})\))?[ ,:*]{{0,4}}(?:(?i:số)[ :.*]{{0,4}})?$"
    )
    title = re.compile(rf"{word}(?!\w)")
    return before, title


def word_of(match: re.Match[str], offset: int) -> Word:
    name = match["name"]
    key = " ".join(name.lower().split()) if name else match["short"]
    return Word(offset + match.start(), document_types().by_word[key])


def type_before(plain: str, start: int) -> Word | None:
    """The type word that ends right before a number (with or without "số")."""
    offset = max(0, start - 100)
    window = plain[offset:start]
    offset += window.rfind("\n") + 1
    pattern, window, word = type_words()[0], plain[offset:start], None
    at = 0
    while match := pattern.search(window, at):  # "quy định của Luật … số": the last type is the one
        word, at = word_of(match, offset), match.end(match.lastgroup or 0)  # not the "luật" of "bộ luật"
    return word


def title_type(plain: str, start: int) -> DocumentType | None:
    """The last type named before "… số" in the same sentence: Luật Tổ chức Chính phủ số 63/2025/QH15."""
    window = plain[back_to(plain, Mark.POINT, start, _TITLE_GAP) : start]
    words = [m for m in type_words()[1].finditer(window) if window[m.start()].isupper()]
    return word_of(words[-1], 0).kind if words else None


def opens_sentence(plain: str, start: int) -> bool:
    """Whether a sentence, a line or a quotation begins at an offset."""
    before = plain[max(0, start - 3) : start].rstrip(" ")
    return not before or before[-1] in '.\n:;"“-•*'
