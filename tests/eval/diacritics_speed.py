"""Speed of the repair of lost diacritics: `make bench-diacritics`.

Three figures with their bars: characters a second on texts damaged by the law; the detector's share of cleaning on whole
pages and dumps (what cleaning spends in `repair_diacritics`, of the same run's time for cleaning); and how long a fresh
process takes to load the counts. Exits with 1 where a bar is missed.
"""

from __future__ import annotations

import gc
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from statistics import median

from tests.eval.clean_gold import SHARED, captures, own_pages
from tests.eval.clean_tools import ours
from tests.unit.test_diacritics import OWN_TEXTS, TESTS
from theodoi.clean import clean
from theodoi.clean.diacritics import Law, repair_diacritics
from theodoi.clean.diacritics.counts import PATH

LEAST_SPEED, MOST_SHARE, MOST_LOAD = 60_000, 0.02, 0.5
ROUNDS = 7
_LOAD = """
import time
start = time.perf_counter()
from theodoi.clean.diacritics.counts import counts
imported = time.perf_counter()
counts()
print(time.perf_counter() - imported, imported - start)
"""


def seconds(work: Callable[[], object]) -> float:
    """CPU seconds of one call."""
    gc.collect()
    start = time.process_time()
    work()
    return time.process_time() - start


def speed() -> float:
    """Characters a second, the median of rounds; the first one warms the rows."""
    damaged = [Law.LAST_MARK.damage(text) for text in OWN_TEXTS]
    letters = sum(map(len, damaged))
    took = [seconds(lambda: [repair_diacritics(text) for text in damaged]) for _ in range(ROUNDS + 1)]
    return letters / median(took[1:])


def share(documents: Sequence[Callable[[], list]]) -> float:
    """What looking for damage takes of cleaning the same documents."""
    texts = []
    for work in documents:
        texts += ["\n".join([d.text, d.title or "", *d.captions]) for d in work() if d.outcome == "article"]
    shares = []
    for _ in range(ROUNDS):
        cleaning = seconds(lambda: [work() for work in documents])
        # ten times, since one is too short for the clock
        looking = seconds(lambda: [repair_diacritics(text) for _ in range(10) for text in texts]) / 10
        shares.append(looking / cleaning)
    return median(shares)


def load() -> tuple[float, float]:
    """Seconds to read the counts, and to import what reads them, in fresh processes."""
    runs = [subprocess.run([sys.executable, "-c", _LOAD], capture_output=True, text=True, check=True) for _ in range(5)]
    reading, importing = zip(*(map(float, run.stdout.split()) for run in runs), strict=True)
    return median(reading), median(importing)


def main() -> int:
    """Print the figures beside their bars."""
    failed = 0

    def tell(name: str, shown: str, bar: str, holds: bool) -> None:
        nonlocal failed
        failed += not holds
        print(f"{'holds' if holds else 'BELOW':6} {name:46} {shown:>14}   bar {bar}")

    pages = [page for page in own_pages() if page.gold["kind"] == "article"]
    sets: dict[str, list[Callable[[], list]]] = {"own pages": [lambda p=page: [ours(p)] for page in pages]}
    dumps = [path.read_bytes() for path in sorted((TESTS / "dumps").glob("*.txt")) if "diacritics" not in path.name]
    sets["own dumps"] = [lambda b=payload: clean(b) for payload in dumps]
    if SHARED.is_dir():
        corpus = [page for page in captures(SHARED) if page.gold["kind"] == "article"]
        sets["corpus, articles"] = [lambda p=page: [ours(p)] for page in corpus]
    fast = speed()
    tell("damaged text", f"{fast:,.0f} chars/s", f"{LEAST_SPEED:,}", fast >= LEAST_SPEED)
    for name, documents in sets.items():
        part = share(documents)
        tell(f"looking for damage, of cleaning: {name}", f"{part:.2%}", f"{MOST_SHARE:.0%}", part < MOST_SHARE)
    reading, importing = load()
    tell("loading the counts", f"{reading:.2f} s", f"{MOST_LOAD} s", reading < MOST_LOAD)
    print(
        f"       (importing the modules first: {importing:.2f} s; the file has {PATH.stat().st_size / 1e6:.1f} MB, bar 12)"
    )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
