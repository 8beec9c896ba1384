"""Syllables: whether a word is built as Vietnamese words are, and on which letter its tone stands.

Structure, not a word list: onset, rhyme and tone after the spelling rules of Vietnamese (c/k, g/gh, ng/ngh, qu, gi; a
syllable that ends in p, t, c or ch bears sắc or nặng).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

TONES = "\u0300\u0301\u0303\u0309\u0323"  # huyền, sắc, ngã, hỏi, nặng
_STOP_TONES = {"", "\u0301", "\u0323"}
_MAX_LETTERS = 7  # nghiêng
_MODIFIED = "ăâêôơư"

_RHYMES = """
a ac ach ai am an ang anh ao ap at au ay  ăc ăm ăn ăng ăp ăt  âc âm ân âng âp ât âu ây
e ec em en eng eo ep et  ê êch êm ên ênh êp êt êu  i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu
o oc oi om on ong op ot  oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oe oen oeo oet ooc oong
ô ôc ôi ôm ôn ông ôp ôt  ơ ơi ơm ơn ơp ơt
u ua uc ui um un ung up ut  uân uâng uât uây uê uêch uên uênh uôc uôi uôm uôn uông uôt uơ
uy uya uych uynh uyp uyt uyu uyên uyêt  ư ưa ưc ưi ưm ưn ưng ưt ưu  ươc ươi ươm ươn ương ươp ươt ươu
y yêm yên yêng yêt yêu
"""
_AFTER_Q = """
ua uac uach uai uan uang uanh uao uat uau uay uăc uăm uăn uăng uăp uăt uât uân uâng uây ue uen ueo uet
uê uêch uên uênh uêt ui uit uinh uơ uôc uôi uôn uy uych uynh uyt uyên uyêt
"""
_AFTER_GI = "e em en eo ep êm ên êng êp êt êu"  # beside all that follow c


def _one_of(words: list[str]) -> str:
    return "(?:" + "|".join(sorted(words, key=len, reverse=True)) + ")"


def _pattern() -> re.Pattern[str]:
    rhymes = _RHYMES.split()
    front = [rhyme for rhyme in rhymes if rhyme[0] in "eêi"]
    back = [rhyme for rhyme in rhymes if rhyme[0] not in "eêiy"]
    other = "b|ch|d|đ|h|kh|l|m|nh|n|ph|p|r|s|th|tr|t|v|x|"
    return re.compile(
        f"(?:(?:{other}){_one_of(rhymes)}"
        f"|(?:c|g|ng){_one_of(back)}|(?:k|gh|ngh){_one_of([*front, 'y'])}"
        f"|gi|gin|q{_one_of(_AFTER_Q.split())}|gi{_one_of([*back, *_AFTER_GI.split()])})"
    )


_SYLLABLE = _pattern()
_VOWELS = re.compile("[aăâeêioôơuưy]+")


@lru_cache(maxsize=16_384)
def is_syllable(word: str) -> bool:
    """True when a word in NFC could be one Vietnamese syllable; case and the tone's place do not matter."""
    if len(word) > _MAX_LETTERS:
        return False
    base, tone = _split_tone(word)
    if len(tone) > 1 or not _SYLLABLE.fullmatch(base):
        return False
    return not base.endswith(("p", "t", "c", "ch")) or tone in _STOP_TONES


def place_tone(word: str) -> str:
    """The word with its tone on the vowel that bears it, when it stands where it cannot (`cuôí`, `toań`).

    `hoà` and `hòa` are both right and stay; so does what is no Vietnamese syllable.
    """
    letters = _letters(word)
    base, tone = _split_tone(word)
    if len(tone) != 1 or len(base) != len(letters):
        return word
    match = _VOWELS.search(base, _onset_length(base))
    if not match:
        return word
    where = [i for i, letter in enumerate(letters) if tone in letter]
    bearer = _bearer(base, match.start(), match.end())
    modified = base[bearer] in _MODIFIED
    if len(where) == 1 and (where[0] == bearer or (match.start() <= where[0] < match.end() and not modified)):
        return word
    bare = [letter.replace(tone, "") for letter in letters]
    bare[bearer] += tone
    placed = unicodedata.normalize("NFC", "".join(bare))
    return placed if is_syllable(placed) else word


def _onset_length(base: str) -> int:
    if base.startswith("qu") or (base.startswith("gi") and len(base) > 2 and base[2] in "aăâeêoôơuư"):
        return 2
    return 0


def _bearer(base: str, start: int, end: int) -> int:
    """Index of the letter that bears the tone in the vowels `base[start:end]`."""
    for i in range(end - 1, start - 1, -1):
        if base[i] in _MODIFIED:
            return i
    if end < len(base):
        return end - 1
    return start + (end - start == 3)


def _split_tone(word: str) -> tuple[str, str]:
    """The word in lower case without tones, in NFC, and the tones, each once."""
    apart = unicodedata.normalize("NFD", word.lower())
    tone = "".join(sorted({c for c in apart if c in TONES}))
    return unicodedata.normalize("NFC", "".join(c for c in apart if c not in TONES)), tone


def _letters(word: str) -> list[str]:
    """The letters in NFD, each with its marks."""
    letters: list[str] = []
    for c in unicodedata.normalize("NFD", word):
        if unicodedata.combining(c) and letters:
            letters[-1] += c
        else:
            letters.append(c)
    return letters
