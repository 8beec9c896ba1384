"""Whether a text is made of words: what is left of binary data, keys and markup is mostly none."""

from __future__ import annotations

import re

LEAST_WORDS = 0.5  # share below which nobody reads a text
_SAMPLE = 1_500  # characters at each end that are looked at
# Letters between blanks and marks, no more than the longest word of the languages that papers quote.
_WORD = re.compile(r"(?<![^\s(\[\"'“‘«/|\-–—])[^\W\d_]{1,16}(?![^\s.,;:!?…)\]\"'”’»/|\-–—%])")
# Scripts that set no blanks between words are left out: their languages are told elsewhere.
_UNSPACED = "\u0e00-\u0eff\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7af\uff00-\uffef"
_COUNTED = re.compile(rf"[^\s\d.,;:!?…()\[\]\"'“”‘’«»/|\-–—%+{_UNSPACED}]")


def words_share(text: str) -> float:
    """Share of a text's letters and signs that stand in words, 0 to 1; 1 for a text of figures alone.

    Figures and marks of sentences are neither. A long text is judged by its two ends.
    """
    sample = text if len(text) <= 2 * _SAMPLE else f"{text[:_SAMPLE]} {text[-_SAMPLE:]}"
    counted = len(_COUNTED.findall(sample))
    return min(1.0, sum(map(len, _WORD.findall(sample))) / counted) if counted else 1.0
