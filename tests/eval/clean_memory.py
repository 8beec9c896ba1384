"""What a process that cleans many pages keeps: growth over 20,000 pages, `python -m tests.eval.clean_memory [pages]`.

The annotated pages come again and again, each time with class names and ids of their own, so that nothing kept by name can
live on their repetition. Exits with 1 above the bar.
"""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path

from tests.eval.clean_gold import SHARED, captures, own_pages
from tests.eval.clean_tools import ours

WARM_UP, MAX_GROWTH_MB = 500, 50.0
_NAMED = re.compile(rb'\b(class|id)="')


def memory_mb(field: str) -> float:
    """A field of /proc/self/status that counts kB (VmRSS, VmHWM), in MB."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(f"{field}:"):
            return int(line.split()[1]) / 1024
    raise LookupError(f"/proc/self/status has no {field}")


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    pages = [*(captures(SHARED) if SHARED.is_dir() else []), *own_pages()]
    start = 0.0
    for number, page in enumerate(islice(cycle(pages), WARM_UP + count)):
        if number == WARM_UP:
            start = memory_mb("VmRSS")
            print(f"after {WARM_UP} pages: VmRSS {start:.0f} MB, VmHWM {memory_mb('VmHWM'):.0f} MB", flush=True)
        elif number > WARM_UP and (number - WARM_UP) % 5000 == 0:
            print(f"{number - WARM_UP} pages more: VmRSS {memory_mb('VmRSS') - start:+.1f} MB", flush=True)
        ours(
            replace(
                page, payload=_NAMED.sub(rb'\1="n%d-' % number if number % 2 else rb'\1="n%d ' % number, page.payload)
            )
        )
    growth = memory_mb("VmRSS") - start
    print(
        f"growth over {count} pages: {growth:.1f} MB (VmHWM {memory_mb('VmHWM'):.0f} MB), bar {MAX_GROWTH_MB:g} MB: {'held' if growth < MAX_GROWTH_MB else 'ABOVE'}"
    )
    return int(growth >= MAX_GROWTH_MB)


if __name__ == "__main__":
    sys.exit(main())
