"""Speed of the citation engine beside a bare scan for digits and a slash, and how time grows with size: `make bench-decrees`.

Reads the news text beside the checkout (../shared/corpus/lm) when it is there, else sentences of our own. Exits with 1 below
the bar.
"""

from __future__ import annotations

import argparse
import gzip
import re
import time
from collections.abc import Iterable

from tests.eval.clean_gold import SHARED
from theodoi.extract.decrees import find_decrees

NEWS = SHARED / "corpus/lm/news.txt.gz"
LEAST = 0.25
_OWN = (
    "Ngày 12/3, Sở Nội vụ báo cáo kết quả thực hiện Nghị quyết số 76/NQ-CP ngày 15/7/2021 của Chính phủ về cải cách hành chính.\n"
    + "Người dân nộp hồ sơ qua mạng, trả phí qua ngân hàng và nhận kết quả tại nhà; cán bộ không phải nhập lại dữ liệu.\n"
    * 12
)
# Twice the size must not take more than this times as long.
_GROWTH = 3.0
_LARGE = {
    "a line of 5 and 10 MB": lambda n: ("người dân nộp hồ sơ qua mạng, " * 170_000 * n)[: 5_000_000 * n],
    "50,000 and 100,000 digits": lambda n: "7" * 50_000 * n,
    "50,000 and 100,000 slashes": lambda n: "/" * 50_000 * n,
    "50,000 and 100,000 'Nghị định '": lambda n: "Nghị định " * 50_000 * n,
    "10,000 and 20,000 citations in a line": lambda n: "theo Nghị định số 61/2018/NĐ-CP ngày 23/4/2018, " * 10_000 * n,
}


def speed(megabytes: int) -> float:
    """MB/s of find_decrees as a share of that of the bare scan, over the same pieces; medians of three turns."""
    if NEWS.is_file():
        with gzip.open(NEWS, "rt", encoding="utf-8", errors="replace") as news:
            text = news.read(megabytes * 1_000_000)
    else:
        text = _OWN * (megabytes * 1_000_000 // len(_OWN))
    pieces = [text[i : i + 5_000] for i in range(0, len(text), 5_000)]  # the size of an article
    bare, shares = re.compile(r"\d+/"), []
    find_decrees(text[:5_000], complete=False)
    for _ in range(3):
        scan = _seconds(lambda piece: sum(1 for _ in bare.finditer(piece)), pieces)
        shares.append(scan / _seconds(lambda piece: find_decrees(piece, complete=False), pieces))
    return sorted(shares)[1]


def _seconds(work: object, pieces: Iterable[str]) -> float:
    start = time.process_time()
    for piece in pieces:
        work(piece)  # type: ignore[operator]
    return time.process_time() - start


def main() -> int:
    """Prints the share and the growth beside their bars."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=int, default=20, help="text for the speed")
    share, failed = speed(parser.parse_args().megabytes), False
    failed |= share < LEAST
    print(
        f"{'holds' if share >= LEAST else 'BELOW'}  speed beside a bare scan for digits and a slash {share:.3f} (bar at least {LEAST})"
    )
    for name, make in _LARGE.items():
        once, twice = (min(_seconds(find_decrees, [make(n)]) for _ in range(2)) for n in (1, 2))
        failed |= (holds := twice <= _GROWTH * once + 0.05) is False
        print(f"{'holds' if holds else 'BELOW'}  {name}: {once:.2f} s and {twice:.2f} s (bar {_GROWTH:g} times)")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
