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
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from theodoi.reading import predictions

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
SETS = ("seeds", "dev", "fresh", "sentences")


@dataclass(frozen=True)
class Text:
    """A text to be read, and the id of its gold file."""

    id: str
    path: Path
    published: str | None = None  # its day in ISO 8601
    raw: bool = False  # taken as it is


def texts_of(gold: Path) -> Iterator[Text]:
    """The texts that the gold files of a folder name; single sentences are taken raw, fresh articles with their day."""
    for path in sorted(gold.glob("*.json")):
        entry = json.loads(path.read_text(encoding="utf-8"))
        day = entry.get("published_on") if gold.name == "fresh" else None
        yield Text(entry["id"], SHARED / entry["text_file"], day, raw=gold.name == "sentences")


def predict(texts: Iterable[Text], out: Path) -> None:
    """Write one prediction per text."""
    with out.open("w", encoding="utf-8") as lines:
        for text in texts:
            day = date.fromisoformat(text.published) if text.published else None
            [prediction] = predictions([text.path], raw=text.raw, published=day)
            lines.write(json.dumps(prediction | {"id": text.id}, ensure_ascii=False) + "\n")


def score(title: str, gold: Path, found: Path, show: bool) -> None:
    """Print what the corpus's own score.py says of predictions."""
    print(f"== {title}", flush=True)
    options = ["--show"] if show else []
    subprocess.run([sys.executable, SHARED / "eval" / "score.py", gold, found, *options], check=False)


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
            predict(texts_of(gold), Path(out.name))
            score(name, gold, Path(out.name), arguments.show)
    return 0


if __name__ == "__main__":
    sys.exit(main())
