"""What extraction loses on texts that lost diacritics: part of `make eval-diacritics`, beside the annotated corpus.

Each annotated text is damaged as it came from its crawler, menus and all, then cleaned and extracted like any other, and
scored against the gold of the undamaged text: whole by the law, in runs, and without any mark. Exits with 1 where a kind
of finding loses more than 2 points of F1 by the law.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.eval.clean_gold import SHARED
from tests.eval.diacritics_eval import Damage, by_law, in_runs, unaccented, whole
from theodoi.reading import predictions

MOST = 0.02
KINDS = ("decrees", "organisations", "metrics", "systems")
_LINE = re.compile(r"^(\w+) +precision [\d.]+ +recall [\d.]+ +F1 ([\d.]+)", re.M)


def scores(name: str, damage: Damage, show: bool) -> dict[str, float]:
    """F1 by kind of finding over one set of gold, its texts damaged."""
    chance = random.Random(11)
    gold = SHARED / "eval" / "gold" / name
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "predictions.jsonl"
        with out.open("w", encoding="utf-8") as lines:
            for path in sorted(gold.glob("*.json")):
                entry = json.loads(path.read_text(encoding="utf-8"))
                text = (SHARED / entry["text_file"]).read_text(encoding="utf-8")
                damaged = Path(folder) / Path(entry["text_file"]).name
                damaged.write_text(damage(text, chance), encoding="utf-8")
                [prediction] = predictions([damaged])
                lines.write(json.dumps(prediction | {"id": entry["id"]}, ensure_ascii=False) + "\n")
        command = [
            sys.executable,
            str(SHARED / "eval" / "score.py"),
            str(gold),
            str(out),
            *(["--show"] if show else []),
        ]
        printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if show:
        print(printed)
    return {kind: float(f1) for kind, f1 in _LINE.findall(printed) if kind in KINDS}


def main(argv: Sequence[str] | None = None) -> int:
    """Print F1 by kind, undamaged and damaged."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--show", action="store_true", help="what the scorer says of texts damaged by the law")
    args = parser.parse_args(argv)
    failed = 0
    for name in ("dev", "seeds"):
        before = scores(name, whole, False)
        for what, damage in (("by the law", by_law), ("in runs", in_runs), ("without marks", unaccented)):
            after = scores(name, damage, args.show and damage is by_law)
            lost = {kind: before[kind] - after[kind] for kind in KINDS}
            bad = damage is by_law and name == "dev" and any(one > MOST for one in lost.values())
            failed += bad
            shown = ", ".join(f"{kind} {before[kind]:.3f} -> {after[kind]:.3f}" for kind in KINDS)
            print(f"gold/{name:6} {what:14} {shown}" + ("  MISSED (bar: 0.02 lost)" if bad else ""))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
