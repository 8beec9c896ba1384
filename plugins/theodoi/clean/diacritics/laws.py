"""The two ways in which Vietnamese loses its marks, as maps from letter to letter; length and case stay."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from enum import StrEnum

_LETTERS = [chr(c) for c in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)) if chr(c).isalpha()]


class Law(StrEnum):
    """What was lost."""

    LAST_MARK = "lost_last_mark"  # of each letter the last of its marks in canonical order: hệ -> hẹ, được -> đuơc
    ALL_MARKS = "lost_all_marks"  # khong dau: được -> duoc

    def damage(self, text: str) -> str:
        """The NFC text as the law leaves it, letter for letter."""
        return text.translate(_TABLES[self])


def _without_last(letter: str) -> str:
    apart = unicodedata.normalize("NFD", letter)
    return unicodedata.normalize("NFC", apart[:-1])


def _without_any(letter: str) -> str:
    return {"đ": "d", "Đ": "D"}.get(letter) or unicodedata.normalize("NFD", letter)[0]


def _table(lose: Callable[[str], str]) -> dict[int, str]:
    marked = (c for c in _LETTERS if len(unicodedata.normalize("NFD", c)) > 1 or c in "đĐ")
    return {ord(c): lost for c in marked if len(lost := lose(c)) == 1 and lost != c}


_TABLES = {
    Law.LAST_MARK: _table(lambda c: c if c in "đĐ" else _without_last(c)),
    Law.ALL_MARKS: _table(_without_any),
}

_VIETNAMESE = "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"
# Vietnamese letters (small) that no text holds where the law of the last mark has ruled: it takes their mark away.
WHOLE_LETTERS = "".join(c for c in _VIETNAMESE if c not in Law.LAST_MARK.damage(_VIETNAMESE))
