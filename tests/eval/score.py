"""Score extraction against the annotated corpus beside the checkout: `make score [SET=seeds|dev|fresh|sentences] [SHOW=1]`.

It reads the texts that the gold files name, prints the predictions of `theodoi extract` under the gold's ids to a file,
and runs the corpus's own score.py on them.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

from theodoi.reading import predictions

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
SETS = ("seeds", "dev", "fresh", "sentences")


def predict(gold: Path, out: Path) -> None:
    """Write one prediction per gold file of the folder `gold`; single sentences are taken raw, fresh articles with their day."""
    with out.open("w", encoding="utf-8") as lines:
        for path in sorted(gold.glob("*.json")):
            entry = json.loads(path.read_text(encoding="utf-8"))
            stated = entry.get("published_on") if gold.name == "fresh" else None
            day = date.fromisoformat(stated) if stated else None
            [prediction] = predictions([SHARED / entry["text_file"]], raw=gold.name == "sentences", published=day)
            lines.write(json.dumps(prediction | {"id": entry["id"]}, ensure_ascii=False) + "\n")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="*", default=SETS, metavar="SET", help=f"one or more of {', '.join(SETS)}")
    parser.add_argument("--show", action="store_true", help="list every miss and every spurious item")
    arguments = parser.parse_args()
    if not SHARED.is_dir():
        print(f"the annotated corpus is not at {SHARED}", file=sys.stderr)
        return 2
    for name in arguments.sets:
        gold = SHARED / "eval" / "gold" / name
        with tempfile.NamedTemporaryFile(suffix=".jsonl") as out:
            predict(gold, Path(out.name))
            print(f"== {name}", flush=True)
            subprocess.run(
                [sys.executable, SHARED / "eval" / "score.py", gold, out.name, *(["--show"] if arguments.show else [])],
                check=False,
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
