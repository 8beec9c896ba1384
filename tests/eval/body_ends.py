"""Whether bodies that no registry holds end where a reader ends them: `make eval-bodies [ARGS="--draw SEED"]`.

Samples of 200 such bodies from 2,000 stretches of the texts beside the checkout were judged one by one, without a look
at the rules: body_ends.json keeps where they stand and the verdicts, no texts. The command tells how many of the well-formed
ones are still found, and how many of the others still come out as they did. `--draw` prints a fresh sample to be judged.
"""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path

from tests.eval.stretches import command, stretches
from theodoi.extract.organisations import find_organisations
from theodoi.extract.spans import OrganisationMention

JUDGED = Path(__file__).with_suffix(".json")
STRETCHES = (("news", 1700, 12), ("gov", 300, 20))  # file, how many, lines of each
SAMPLE, LEAST_KEPT = 200, 0.95


def unregistered(text: str) -> list[OrganisationMention]:
    """The bodies of a text that no registry holds."""
    return [mention for mention in find_organisations(text) if not mention.registered]


def draw(seed: int) -> None:
    """Print one mention of each of 200 bodies, marked in the words around it."""
    seen = {}
    for name, first, text in stretches(seed, STRETCHES):
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
            for name, first, text in stretches(sample["seed"], STRETCHES)
            for mention in find_organisations(text)
        }
        good = [place for place, ok in verdicts.items() if ok]
        bad = [place for place, ok in verdicts.items() if not ok]
        kept, left = sum(place in found for place in good), sum(place in found for place in bad)
        held = held and kept >= LEAST_KEPT * len(good)
        print(f"{sample['rules']}: well-formed {len(good)} of {len(verdicts)} when judged")
        print(f"  of these now found as they were {kept} (bar {LEAST_KEPT}), of the {len(bad)} others {left}")
    return held


if __name__ == "__main__":
    sys.exit(command(__doc__, judged, draw))
