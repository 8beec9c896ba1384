"""Speed of reading organisations beside one bare pass of the same automaton, load time and memory: `make bench-organisations`.

Reads the news text beside the checkout (../shared/corpus/lm) when it is there, else sentences of our own. Exits with 1 below
a bar.
"""

from __future__ import annotations

import argparse
import gzip
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterable

from tests.eval.clean_gold import SHARED
from theodoi.extract.organisations import find_organisations
from theodoi.extract.organisations.tables import tables
from theodoi.registry.names import fold

NEWS = SHARED / "corpus/lm/news.txt.gz"
LEAST, LOAD, MEMORY = 0.05, 0.5, 200
_OWN = (
    "Ngày 12/3, Sở Nội vụ tỉnh Lào Cai và các Bộ Công an, Tài chính họp về cải cách hành chính, UBND tỉnh Lào Cai chủ trì.\n"
    + "Người dân nộp hồ sơ qua mạng, trả phí qua ngân hàng và nhận kết quả tại nhà; cán bộ không phải nhập lại dữ liệu.\n"
    * 6
)
_FRESH = """
import time
start = time.process_time()
from theodoi.registry.organisations import load_organisations
imported = time.process_time()
load_organisations()
loaded = time.process_time()
from theodoi.extract.organisations.tables import tables
tables()
# Not ru_maxrss: a child takes over its parent's.
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(loaded - imported, time.process_time() - loaded, int(peak.split()[1]) / 1024)
"""


def speed(megabytes: float) -> tuple[float, float]:
    """Share of the bare pass's speed, and our own in MB/s; medians of three turns over pieces of an article's size."""
    if NEWS.is_file():
        with gzip.open(NEWS, "rt", encoding="utf-8", errors="replace") as news:
            text = news.read(int(megabytes * 1e6))
    else:
        text = _OWN * int(megabytes * 1e6 / len(_OWN))
    pieces = [text[i : i + 5_000] for i in range(0, len(text), 5_000)]
    folded = [fold(piece) for piece in pieces]
    automaton = tables().gazetteer.automaton
    find_organisations(pieces[0])
    turns = []
    for _ in range(3):
        bare = _seconds(lambda piece: automaton.find_matches_as_indexes(piece, overlapping=True), folded)
        ours = _seconds(find_organisations, pieces)
        turns.append((bare / ours, len(text.encode()) / 1e6 / ours))
    return sorted(turns)[1]


def _seconds(work: Callable[[str], object], pieces: Iterable[str]) -> float:
    start = time.process_time()
    for piece in pieces:
        work(piece)
    return time.process_time() - start


def main() -> int:
    """Prints each figure beside its bar."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=float, default=10, help="text for the speed, in millions of characters")
    share, ours = speed(parser.parse_args().megabytes)
    loaded, built, memory = map(
        float, subprocess.run([sys.executable, "-c", _FRESH], capture_output=True, text=True, check=True).stdout.split()
    )
    failed = False
    for good, line in (
        (
            share >= LEAST,
            f"speed beside one bare pass of the automaton {share:.3f} (bar at least {LEAST}); {ours:.1f} MB/s",
        ),
        (loaded <= LOAD, f"loading the registry {loaded:.2f} s (bar {LOAD}); building the automaton {built:.2f} s"),
        (memory <= MEMORY, f"memory of a process with both {memory:.0f} MB (bar {MEMORY})"),
    ):
        failed |= not good
        print(f"{'holds' if good else 'BELOW'}  {line}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"       this process, text and all, {peak:.0f} MB at most")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
