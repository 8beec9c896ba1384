"""Counting a folder of text: how the shipped counts were made, and how others can be.

The same text gives the same file, byte for byte.
"""

from __future__ import annotations

import gzip
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from theodoi.clean.characters import repair
from theodoi.clean.diacritics.counts import PATH
from theodoi.clean.diacritics.signs import PATH as SIGNS
from theodoi.clean.diacritics.signs import learn_signs, write_signs
from theodoi.clean.diacritics.tokens import END, FIRST_WORD, NUMBER, PAUSE, UNKNOWN, tokens
from theodoi.clean.syllables import is_syllable
from theodoi.files import replacing

LEAST_SYLLABLE, LEAST_WORD = 3, 20  # occurrences of a syllable, and of another word, to be known
BLOCK = 2_000  # lines that are held out together, so that parts of one article do not stand on both sides
MAX_BYTES = 12_000_000
_BITS = 14
_MAX_WORDS = (1 << _BITS) - FIRST_WORD
_CHUNK = 8_000_000  # tokens that are counted at a time


@dataclass(frozen=True, slots=True)
class Learnt:
    """What was counted. Triples that occur less than `least` times were left out to keep the file small; `size` is its bytes."""

    lines: int
    tokens: int
    words: int
    pairs: int
    triples: int
    least: int
    size: int


def text_files(folders: Iterable[Path]) -> list[Path]:
    """The files `*.txt` and `*.txt.gz` of folders, and files named themselves, in order of their names."""
    found = (
        path
        for folder in folders
        for path in ([folder] if folder.is_file() else folder.rglob("*"))
        if path.is_file() and path.name.endswith((".txt", ".txt.gz"))
    )
    return sorted(set(found), key=lambda path: path.name)


def read_lines(path: Path) -> list[str]:
    """The lines of a text file, their characters repaired."""
    payload = path.read_bytes()
    text = (gzip.decompress(payload) if path.suffix == ".gz" else payload).decode("utf-8")
    return [repair(line.strip())[0] for line in text.split("\n")]


def split(path: Path, hold_out: int) -> tuple[list[str], list[str]]:
    """(lines to count, lines held out) of a file: of `hold_out` blocks one is held out, none for 0.

    A line that stands on both sides is not held out.
    """
    kept: list[str] = []
    held: list[str] = []
    for number, line in enumerate(read_lines(path)):
        block = number // BLOCK
        (held if hold_out and block % hold_out == hold_out // 2 else kept).append(line)
    known = set(kept)
    return kept, [line for line in held if line and line not in known]


def learn(
    folders: Sequence[Path], out: Path = PATH.parent, *, hold_out: int = 0, without: Sequence[Path] = ()
) -> Learnt:
    """Count the text of `folders` into `counts.npz` and `signs.txt` of the folder `out`.

    `without` names texts that no line of shall be counted (those of an evaluation). Raises ValueError when there is
    no text to count.
    """
    strange = {line for path in text_files(without) for line in read_lines(path) if line}
    files = text_files(folders)
    vocabulary: Counter[str] = Counter()
    lines = 0
    for line in _lines(files, hold_out, strange):
        lines += 1
        vocabulary.update(token.text.lower() for token in tokens(line) if token.kind == "word")
    words = [
        word
        for word, n in sorted(vocabulary.items(), key=lambda item: (-item[1], item[0]))
        if n >= (LEAST_SYLLABLE if is_syllable(word) else LEAST_WORD)
    ][:_MAX_WORDS]
    if not words:
        raise ValueError("there is no text to count: give folders with files *.txt or *.txt.gz of Vietnamese text")
    counted = _count(_lines(files, hold_out, strange), words)
    out.mkdir(parents=True, exist_ok=True)
    file = out / PATH.name
    for least in range(1, 100):
        pairs, triples = _save(file, words, counted, least)
        if file.stat().st_size <= MAX_BYTES:
            break
    of_words = dict(zip(words, counted.occurrences[FIRST_WORD:].tolist(), strict=True))
    write_signs(learn_signs(of_words), out / SIGNS.name)
    return Learnt(lines, int(counted.occurrences.sum()), len(words), pairs, triples, least, file.stat().st_size)


def _lines(files: Iterable[Path], hold_out: int, strange: Collection[str]) -> Iterator[str]:
    return (line for path in files for line in split(path, hold_out)[0] if line and line not in strange)


@dataclass(slots=True)
class _Counted:
    occurrences: np.ndarray
    capitals: np.ndarray
    smalls: np.ndarray
    triples: np.ndarray
    times: np.ndarray


def _count(lines: Iterable[str], words: Sequence[str]) -> _Counted:
    known = {word: i for i, word in enumerate(words, start=FIRST_WORD)}
    size = len(words) + FIRST_WORD
    capitals, smalls = Counter[int](), Counter[int]()
    occurrences = np.zeros(size, np.int64)
    triples, times = np.empty(0, np.int64), np.empty(0, np.int64)
    ids: list[int] = []

    def add() -> None:
        nonlocal triples, times, occurrences
        stream = np.array(ids, np.int64)
        occurrences += np.bincount(stream, minlength=size)
        keys, n = np.unique((stream[:-2] << 2 * _BITS) | (stream[1:-1] << _BITS) | stream[2:], return_counts=True)
        triples, back = np.unique(np.concatenate([triples, keys]), return_inverse=True)
        times = np.bincount(back, weights=np.concatenate([times, n])).astype(np.int64)
        del ids[:-2]

    for line in lines:
        ids += (END, END)
        for token in tokens(line):
            if token.kind == "word":
                word = known.get(token.text.lower(), UNKNOWN)
                ids.append(word)
                if not token.first and token.text[1:].islower() | (len(token.text) == 1):
                    (smalls if token.text[0].islower() else capitals)[word] += 1
            elif token.kind == "number":
                ids.append(NUMBER)
            else:
                ids.append({"other": UNKNOWN, "pause": PAUSE}.get(token.kind, END))
        if len(ids) > _CHUNK:
            add()
    ids += (END, END)
    add()
    return _Counted(occurrences, _array(capitals, size), _array(smalls, size), triples, times)


def _array(counter: Counter[int], size: int) -> np.ndarray:
    return np.array([counter[i] for i in range(size)], np.uint32)


def _save(out: Path, words: Sequence[str], counted: _Counted, least: int) -> tuple[int, int]:
    """Write the file with the triples that occur `least` times; returns the numbers of pairs and triples."""
    size = len(words) + FIRST_WORD
    ends, contexts = np.unique(counted.triples & ((1 << 2 * _BITS) - 1), return_counts=True)
    kept = counted.times >= least
    triples, times = counted.triples[kept], counted.times[kept]
    begins, followers = np.unique(triples >> _BITS, return_counts=True)
    pairs = np.union1d(ends, begins)
    pair_contexts, pair_followers = np.zeros(len(pairs), np.uint32), np.zeros(len(pairs), np.uint16)
    pair_contexts[np.searchsorted(pairs, ends)] = contexts
    pair_followers[np.searchsorted(pairs, begins)] = followers
    of_counts = [[int((n == i).sum()) for i in (1, 2, 3, 4)] for n in (contexts, counted.times)]
    with replacing(out) as file:
        np.savez_compressed(
            file,
            words=np.frombuffer("\n".join(words).encode(), np.uint8),
            occurrences=counted.occurrences.astype(np.uint32),
            capitals=counted.capitals,
            smalls=counted.smalls,
            followers=np.bincount(pairs >> _BITS, minlength=size).astype(np.uint16),
            second=(pairs & ((1 << _BITS) - 1)).astype(np.uint16),
            contexts=pair_contexts,
            pair_followers=pair_followers,
            third=(triples & ((1 << _BITS) - 1)).astype(np.uint16),
            times=np.minimum(times, 0xFFFF).astype(np.uint16),
            counts_of_counts=np.array(of_counts, np.int64),
        )
    return len(pairs), len(triples)
