"""How well lost diacritics come back: `make eval-diacritics` beside the annotated corpus.

Damage is made by the law (FACTS: the last mark of each letter) on news that the shipped counts never saw: of the folder
of text that they were made from, the blocks that `theodoi learn-diacritics --hold-out 15` leaves out. Counted are words
between blanks, as in shared/eval/diacritics: of those that the damage changed the share that comes back exactly, and of
the others how many were altered. Exits with 1 below a bar.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.eval.clean_gold import SHARED
from theodoi.clean.diacritics import repair_diacritics
from theodoi.clean.diacritics.laws import Law
from theodoi.clean.diacritics.learn import split

HOLD_OUT = 15
ARTICLE = 25  # lines of news that are repaired as one text
SHORTEST, LONGEST = 5, 200  # syllables of a damaged run, and of a whole one

Damage = Callable[[str, random.Random], str]


@dataclass
class Score:
    """Words that were changed and came back, and others that were altered; `unhurt` of them outside damaged runs."""

    changed: int = 0
    right: int = 0
    others: int = 0
    altered: int = 0
    outside: int = 0
    altered_outside: int = 0
    letters: int = 0
    seconds: float = 0.0

    @property
    def restored(self) -> float:
        """Share of the changed words that came back."""
        return self.right / self.changed if self.changed else 1.0

    @property
    def speed(self) -> float:
        """Characters a second."""
        return self.letters / self.seconds


def whole(text: str, _: random.Random) -> str:
    """Undamaged."""
    return text


def by_law(text: str, _: random.Random) -> str:
    """All of it lost the last marks."""
    return Law.LAST_MARK.damage(text)


def unaccented(text: str, _: random.Random) -> str:
    """All marks are gone."""
    return Law.ALL_MARKS.damage(text)


def in_runs(text: str, chance: random.Random) -> str:
    """Damaged and whole runs of random length take turns."""
    parts = re.split(r"(\s+)", text)
    at, damaged = 0, chance.random() < 0.5
    while at < len(parts):
        end = at + 2 * chance.randint(SHORTEST, LONGEST)
        if damaged:
            parts[at:end] = [Law.LAST_MARK.damage(part) for part in parts[at:end]]
        at, damaged = end, not damaged
    return "".join(parts)


def score(texts: Sequence[str], damage: Damage, wrong: Counter[tuple[str, str, str]]) -> Score:
    """The score over texts; `wrong` counts (word, as damaged, as repaired)."""
    chance = random.Random(7)
    total = Score()
    for text in texts:
        damaged = damage(text, chance)
        start = time.process_time()
        repaired = repair_diacritics(damaged).text
        total.seconds += time.process_time() - start
        total.letters += len(text)
        add(total, text, damaged, repaired, wrong)
    return total


def add(total: Score, text: str, damaged: str, repaired: str, wrong: Counter[tuple[str, str, str]]) -> None:
    """Count one text."""
    words = list(zip(text.split(), damaged.split(), repaired.split(), strict=True))
    changed = [word != before for word, before, _ in words]
    for i, (word, before, after) in enumerate(words):
        if word != after:
            wrong[word, before, after] += 1
        if changed[i]:
            total.changed += 1
            total.right += word == after
        else:
            total.others += 1
            total.altered += word != after
            if not any(changed[max(0, i - 5) : i + 6]):
                total.outside += 1
                total.altered_outside += word != after


def held_out(folder: Path, file: str, words: int) -> list[str]:
    """News that was not counted, as texts of some lines, up to a number of words."""
    lines = split(folder / file, HOLD_OUT)[1]
    texts, n = [], 0
    for at in range(0, len(lines), ARTICLE):
        texts.append("\n".join(lines[at : at + ARTICLE]))
        n += len(texts[-1].split())
        if n >= words:
            break
    return texts


def main(argv: Sequence[str] | None = None) -> int:
    """Print the figures beside their bars."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--corpus", type=Path, default=SHARED / "corpus" / "lm", help="folder of the counted text")
    parser.add_argument("--words", type=int, default=1_000_000, help="how much of the held-out news")
    parser.add_argument("--show", type=int, default=0, metavar="N", help="the N commonest mistakes of each kind")
    args = parser.parse_args(argv)
    failed = 0

    def tell(name: str, done: Score, wrong: Counter, least: float | None, most: float | None) -> None:
        nonlocal failed
        bad = (least is not None and done.restored < least) or (
            most is not None and done.altered_outside > most * done.outside
        )
        failed += bad
        print(
            f"{name:34} restored {done.restored:8.4%} of {done.changed:,}"
            + (f" (bar {least:.1%})" if least else "")
            + f"; altered {done.altered:,} of {done.others:,} others, {done.altered_outside} of {done.outside:,} outside damage"
            + (f" (bar 1 in {1 / most:,.0f})" if most else "")
            + f"; {done.speed:,.0f} characters/s"
            + ("  MISSED" if bad else "")
        )
        for (word, before, after), n in wrong.most_common(args.show):
            print(f"    {n:5} {before} -> {after}, was {word}")

    pair = SHARED / "eval" / "diacritics"
    text, damaged = ((pair / f"seed-000.{kind}.txt").read_text("utf-8") for kind in ("restored", "damaged"))
    wrong: Counter[tuple[str, str, str]] = Counter()
    start = time.process_time()
    seed = Score(letters=len(text))
    add(seed, text, damaged, repair_diacritics(damaged).text, wrong)
    seed.seconds = time.process_time() - start
    tell("seed 000", seed, wrong, 0.985, 1e-9)
    texts = held_out(args.corpus, "news.txt.gz", args.words)
    government = held_out(args.corpus, "gov.txt.gz", args.words)
    print(
        f"held out: {sum(len(t.split()) for t in texts):,} words of news, {sum(len(t.split()) for t in government):,} of government"
    )
    for name, what, damage, least, most in (
        ("news, damaged by the law", texts, by_law, 0.985, None),
        ("news, undamaged", texts, whole, None, 1 / 20_000),
        ("news, damaged in runs", texts, in_runs, 0.975, 1 / 5_000),
        ("news, all marks lost", texts, unaccented, None, None),
        ("government, damaged by the law", government, by_law, None, None),
        ("government, undamaged", government, whole, None, None),
        ("government, damaged in runs", government, in_runs, None, None),
        ("government, all marks lost", government, unaccented, None, None),
    ):
        wrong = Counter()
        tell(name, score(what, damage, wrong), wrong, least, most)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
