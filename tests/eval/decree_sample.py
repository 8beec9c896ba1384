"""Prints citations with their context for a person to judge: 100 of 2,000 sampled from the news and government texts beside the checkout.

.venv/bin/python -m tests.eval.decree_sample --seed 7
"""

from __future__ import annotations

import argparse
import gzip
import random
import sys

from tests.eval.clean_gold import SHARED
from theodoi.extract.decrees import find_decrees

TEXTS = SHARED / "corpus/lm"
_CONTEXT = 90


def main() -> int:
    """Prints one citation a line pair: what was read, and the words around it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--hits", type=int, default=2_000)
    parser.add_argument("--read", type=int, default=100)
    parser.add_argument("--form", help="only citations of this form: full, short, back, nickname, named")
    arguments = parser.parse_args()
    if not TEXTS.is_dir():
        print(f"the texts are not beside the checkout: {TEXTS}", file=sys.stderr)
        return 2
    chance, hits = random.Random(arguments.seed), []
    lines = []
    for path in sorted(TEXTS.glob("*.txt.gz")):
        with gzip.open(path, "rt", encoding="utf-8", errors="replace") as text:
            lines += [line for line in text if len(line) > 40]
    chance.shuffle(lines)
    for line in lines:
        found = [m for m in find_decrees(line) if arguments.form in (None, m.form)]
        hits += [(line, m) for m in found]
        if len(hits) >= arguments.hits:
            break
    for number, (line, m) in enumerate(chance.sample(hits, min(arguments.read, len(hits))), start=1):
        told = {
            name: str(value)
            for name in (
                "number",
                "doc_type",
                "issuer",
                "issued_on",
                "date_basis",
                "year",
                "year_basis",
                "title",
                "stage",
                "pinpoint",
                "optional",
            )
            if (value := getattr(m, name))
        }
        before, after = line[max(0, m.start - _CONTEXT) : m.start], line[m.end : m.end + _CONTEXT].rstrip()
        print(f"{number:>3} {m.form}: {told}\n    … {before}[[{m.quote}]]{after} …")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
