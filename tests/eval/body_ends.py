"""Whether bodies that no registry holds end where a reader ends them: `make eval-bodies [ARGS="--draw SEED"]`.

Samples of 200 such bodies from 2,000 stretches of the texts beside the checkout were judged one by one, without a look
at the rules: body_ends.json keeps where they stand and the verdicts, no texts. The command tells how many of the well-formed
ones are still found, and how many of the others still come out as they did. `--draw` prints a fresh sample to be judged.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.eval.score import SHARED
from theodoi.extract.organisations import find_organisations
from theodoi.extract.spans import OrganisationMention

JUDGED = Path(__file__).with_suffix(".json")
TEXTS = SHARED / "corpus" / "lm"
STRETCHES = (("news", 1700, 12), ("gov", 300, 20))  # file, how many, lines of each
SAMPLE, LEAST_KEPT = 200, 0.95


def stretches(seed: int) -> Iterator[tuple[str, int, str]]:
    """Stretches of text by file and first line, drawn by a seed."""
    draw = random.Random(seed)
    for name, count, size in STRETCHES:
        lines = gzip.decompress((TEXTS / f"{name}.txt.gz").read_bytes()).decode("utf-8").split("\n")
        for first in sorted(draw.sample(range(0, len(lines) - size, size), count)):
            yield name, first, "\n".join(line for line in lines[first : first + size] if line.strip())


def unregistered(text: str) -> list[OrganisationMention]:
    """The bodies of a text that no registry holds."""
    return [mention for mention in find_organisations(text) if not mention.registered]


def draw(seed: int) -> None:
    """Print one mention of each of 200 bodies, marked in the words around it."""
    seen = {}
    for name, first, text in stretches(seed):
        for mention in unregistered(text):
            seen.setdefault(mention.organisation_id, (name, first, text, mention))
    ids = sorted(seen)
    random.Random(seed).shuffle(ids)
    for id in ids[:SAMPLE]:
        name, first, text, mention = seen[id]
        around = (
            f"{text[max(0, mention.start - 24) : mention.start]}[{mention.quote}]{text[mention.end : mention.end + 24]}"
        )
        print(f"{name} {first} {mention.start} {mention.end}\t{' '.join(around.split())}")


def judged() -> bool:
    """Print what became of each judged sample; whether enough of what was well-formed is found."""
    held = True
    for sample in json.loads(JUDGED.read_text(encoding="utf-8"))["samples"]:
        verdicts = {(name, line, start, end): ok for name, line, start, end, ok in sample["bodies"]}
        found = {
            (name, first, mention.start, mention.end)
            for name, first, text in stretches(sample["seed"])
            for mention in find_organisations(text)
        }
        good = [place for place, ok in verdicts.items() if ok]
        bad = [place for place, ok in verdicts.items() if not ok]
        kept, left = sum(place in found for place in good), sum(place in found for place in bad)
        held = held and kept >= LEAST_KEPT * len(good)
        print(f"{sample['rules']}: well-formed {len(good)} of {len(verdicts)} when judged")
        print(f"  of these now found as they were {kept} (bar {LEAST_KEPT}), of the {len(bad)} others {left}")
    return held


def main() -> int:
    """Returns 2 where the texts are absent, 1 below the bar."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--draw", type=int, metavar="SEED", help="print a fresh sample")
    arguments = parser.parse_args()
    if not TEXTS.is_dir():
        print(f"the texts are not at {TEXTS}", file=sys.stderr)
        return 2
    if arguments.draw is not None:
        draw(arguments.draw)
        return 0
    return 0 if judged() else 1


if __name__ == "__main__":
    sys.exit(main())
