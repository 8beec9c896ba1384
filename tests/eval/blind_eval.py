"""Score extraction on articles that were annotated blind: `make eval-blind [ARGS=--show]`.

The readers' annotations lie in tests/eval/blind/READER, made with the guide alone before any run and not changed since;
the texts lie beside the checkout. Each reader is the gold once. Readers a and b read the same articles, and their
agreement is scored in the same way. Reader c annotated figures alone: the other kinds' lines say nothing there.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.eval.score import SHARED, Text, predict, score

BLIND = Path(__file__).parent / "blind"


def texts_of(ids: list[str]) -> Iterator[Text]:
    """The articles, each with its own day of publication where it is known."""
    index = json.loads((SHARED / "blind" / "index.json").read_text(encoding="utf-8"))
    days = {entry["id"]: entry["published_on"] for entry in index}
    return (Text(id, SHARED / "blind" / f"{id}.txt", days[id]) for id in ids)


def as_prediction(annotated: dict[str, Any]) -> dict[str, Any]:
    """A reader's annotation in the form of a prediction; where several words are accepted, the first."""
    found = {kind: annotated.get(kind, []) for kind in ("id", "decrees", "organisations", "systems")}
    found["systems"] = [{"name": s} if isinstance(s, str) else s for s in found["systems"]]
    for kind in ("decrees", "organisations", "systems"):
        found[kind] = [item for item in found[kind] if not item.get("optional")]
    return found | {"metrics": [_figure(m) for m in annotated["metrics"] if not m.get("optional")]}


def _figure(annotated: dict[str, Any]) -> dict[str, Any]:
    row = {field: _first(words) for field, words in annotated.get("row", {}).items()}
    return annotated | {
        "object": row.get("what"),
        "indicator_id": row.get("indicator"),
        "area": row.get("area"),
        "organisation_id": row.get("organisation"),
        "said_by_person": row.get("said_by"),
        "system_id": row.get("system"),
        "per": row.get("per"),
    }


def _first(words: str | list[str] | None) -> str | None:
    if isinstance(words, list):
        return words[0] if words else None
    return words


def main() -> int:
    """Returns 2 where the texts are absent."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--show", action="store_true", help="list every miss and every spurious item")
    arguments = parser.parse_args()
    if not SHARED.is_dir():
        print(f"the articles are not at {SHARED}", file=sys.stderr)
        return 2
    readers = sorted(path for path in BLIND.iterdir() if path.is_dir())
    ids = sorted({path.stem for reader in readers for path in reader.glob("*.json")})
    with tempfile.TemporaryDirectory() as folder:
        found = Path(folder) / "found.jsonl"
        predict(texts_of(ids), found)
        for reader in readers:
            score(f"extraction, with reader {reader.name} as the gold", reader, found, arguments.show)
        other = Path(folder) / "reader.jsonl"
        annotated = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(readers[1].glob("*.json"))]
        other.write_text("".join(json.dumps(as_prediction(a), ensure_ascii=False) + "\n" for a in annotated), "utf-8")
        score(f"reader {readers[1].name}, with reader {readers[0].name} as the gold", readers[0], other, False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
