"""Pages per second on one core, ours beside trafilatura's, on the same pages in one run: `make bench-clean [ARGS="--rounds 9"]`.

The contestants take turns, round by round, so that a busy machine slows all of them alike; speeds are medians of rounds,
ratios are medians of the ratios within each round. Ours gets bytes, address and time of capture and fills all fields; trafilatura gets the decoded text.
*Warm*: the pages come again and again, and caches by string (trafilatura's, and ours of class names) know them. *Cold*:
all caches are emptied before each page, outside the time. Exits with 1 below a bar, which the warm figures must reach.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from trafilatura import bare_extraction
from trafilatura.meta import reset_caches

from tests.eval.clean_gold import SHARED, Capture, captures, own_pages
from tests.eval.clean_tools import ours, text_of

LEAST_OF_FAST, LEAST_OF_DEFAULT = 1.3, 4.0
PAGES_A_ROUND = 20
Work = Callable[[], object]


def works(pages: Sequence[Capture]) -> dict[str, list[Work]]:
    """What each contestant does per page; texts are decoded before."""
    texts = [text_of(page) for page in pages]
    return {
        "ours": [lambda p=page: ours(p) for page in pages],
        "ours, no source rules": [lambda p=page: ours(p, source_rules=False) for page in pages],
        "trafilatura fast": [lambda t=text: bare_extraction(t, with_metadata=True, fast=True) for text in texts],
        "trafilatura": [lambda t=text: bare_extraction(t, with_metadata=True) for text in texts],
    }


def empty_caches() -> None:
    """Forget what both libraries keep by string."""
    reset_caches()
    for name, module in list(sys.modules.items()):
        if name.startswith("theodoi.clean."):
            for value in list(vars(module).values()):
                if hasattr(value, "cache_clear"):
                    value.cache_clear()


def seconds(work: Sequence[Work], *, cold: bool) -> float:
    """CPU seconds for all pages once."""
    spent = 0.0
    for page in work:
        if cold:
            empty_caches()
        start = time.process_time()
        page()
        spent += time.process_time() - start
    return spent


@dataclass(frozen=True, slots=True)
class Speeds:
    """Pages per second of each contestant, and how many times as fast as trafilatura ours is."""

    per_second: dict[str, float]
    of_fast: float
    of_default: float


def compare(pages: Sequence[Capture], rounds: int, *, cold: bool) -> Speeds:
    """The contestants on the same pages, in interleaved rounds after one that does not count; small sets are repeated in a round."""
    repeated = list(pages) * -(-PAGES_A_ROUND // len(pages))
    contestants = works(repeated)
    spent: dict[str, list[float]] = {name: [] for name in contestants}
    for number in range(rounds + 1):
        for name, work in contestants.items():
            took = seconds(work, cold=cold)
            if number:
                spent[name].append(took)
    return Speeds(
        {name: len(repeated) / median(times) for name, times in spent.items()},
        *(
            median(theirs / mine for theirs, mine in zip(spent[name], spent["ours"], strict=True))
            for name in ("trafilatura fast", "trafilatura")
        ),
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--rounds", type=int, default=5, help="rounds that count, for each set and each state of the caches"
    )
    arguments = parser.parse_args()
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    corpus = captures(SHARED) if SHARED.is_dir() else []
    sets = {
        "corpus, articles": [page for page in corpus if page.gold["kind"] == "article"],
        "corpus, all": corpus,
        "own pages": own_pages(),
    }
    holds = True
    print(
        f"{'pages a second':28} {'pages':>5} {'ours':>7} {'no rules':>8} {'fast':>7} {'default':>7} {'/fast':>7} {'/default':>8}"
    )
    for name, pages in sets.items():
        for cold in (False, True) if pages else ():
            speeds = compare(pages, arguments.rounds, cold=cold)
            figures = " ".join(f"{s:{w}.1f}" for s, w in zip(speeds.per_second.values(), (7, 8, 7, 7), strict=True))
            ratios = f"{speeds.of_fast:6.2f}x {speeds.of_default:7.2f}x"
            print(f"{name + (' (cold)' if cold else ' (warm)'):28} {len(pages):5} {figures} {ratios}", flush=True)
            if not cold:
                holds &= speeds.of_fast >= LEAST_OF_FAST and speeds.of_default >= LEAST_OF_DEFAULT
    print(f"bars: {LEAST_OF_FAST}x fast and {LEAST_OF_DEFAULT:g}x default, warm: {'held' if holds else 'BELOW'}")
    return int(not holds)


if __name__ == "__main__":
    sys.exit(main())
