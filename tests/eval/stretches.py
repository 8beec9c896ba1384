"""Stretches of the texts beside the checkout, drawn by a seed, and the command of samples that were judged one by one."""

from __future__ import annotations

import argparse
import gzip
import random
import sys
from collections.abc import Callable, Iterable, Iterator

from tests.eval.score import SHARED

TEXTS = SHARED / "corpus" / "lm"


def stretches(seed: int, asked: Iterable[tuple[str, int, int]]) -> Iterator[tuple[str, int, str]]:
    """Yield file, first line and text of each stretch; `asked` has files, how many of each, and lines of one."""
    draw = random.Random(seed)
    for name, count, size in asked:
        lines = gzip.decompress((TEXTS / f"{name}.txt.gz").read_bytes()).decode("utf-8").split("\n")
        for first in sorted(draw.sample(range(0, len(lines) - size, size), count)):
            yield name, first, "\n".join(line for line in lines[first : first + size] if line.strip())


def command(about: str | None, judged: Callable[[], bool], draw: Callable[[int], None]) -> int:
    """Tell what became of the judged samples, or print a fresh one. Returns 2 where the texts are absent, 1 below a bar."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--draw", type=int, metavar="SEED", help="print a fresh sample")
    arguments = parser.parse_args()
    if not TEXTS.is_dir():
        print(f"the texts are not at {TEXTS}", file=sys.stderr)
        return 2
    if arguments.draw is not None:
        draw(arguments.draw)
        return 0
    return 0 if judged() else 1
