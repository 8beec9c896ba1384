"""Which indicator a figure measures, in sentences of the corpus: `make eval-indicators`, beside the corpus.

indicators.json holds spans, digests and judgements, no texts. Three figures: how many of the field's figures the registry
has an indicator for, how many of the indicators that are read are right (in all sentences, also those without a figure of
the field), and how many of those that must be read are. Exits with 1 below a bar.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.eval.clean_gold import SHARED
from tests.eval.metric_eval import _corpus, report
from theodoi.extract.findings import extract
from theodoi.extract.spans import Metric
from theodoi.registry.indicators import load_indicators

JUDGED = Path(__file__).with_name("indicators.json")
LEAST = {"coverage": 0.8, "precision": 0.95, "f1": 0.85}


@dataclass
class Tally:
    """Figures of the field, those that the registry covers, indicators that are read, the right ones, wanted, hit."""

    field: int = 0
    covered: int = 0
    read: int = 0
    right: int = 0
    wanted: int = 0
    hit: int = 0


def judged() -> Iterator[tuple[dict, str]]:
    """Each judged sentence with its text. Raises ValueError where the corpus is another one."""
    for sentence in json.loads(JUDGED.read_text(encoding="utf-8"))["sentences"]:
        start, end = sentence["span"]
        text = _corpus(sentence["file"])[start:end]
        if hashlib.sha256(text.encode()).hexdigest()[:12] != sentence["digest"]:
            raise ValueError(f"{sentence['file']} {start}: the corpus holds another sentence there")
        yield sentence, text


def labels(figure: dict) -> list[str | None]:
    """What is right for a judged figure; None where no indicator may stand."""
    told = figure["indicator"]
    return told if isinstance(told, list) else [told]


def count(tally: Tally, sentence: dict, text: str, show: bool) -> None:
    """Add one sentence."""
    known = load_indicators().by_id
    answers = {figure["start"]: figure for figure in sentence.get("figures", ())}
    found: dict[int, Metric] = {m.start: m for m in extract(text).metrics if not m.optional}
    for start, figure in answers.items():
        right = labels(figure)
        if not figure.get("field", True) or (None in right and len(right) > 1):
            continue
        tally.field += 1
        tally.covered += any(name in known for name in right)
        if None in right:
            continue
        tally.wanted += 1
        read = found[start].indicator_id if start in found else None
        tally.hit += read in right
        if show and read is None:
            print(f"       not read: {' or '.join(map(str, right))}: {_shown(text, start)}")
    for start, metric in found.items():
        if metric.indicator_id is None:
            continue
        right = labels(answers[start]) if start in answers else [None]
        tally.read += 1
        tally.right += metric.indicator_id in right
        if show and metric.indicator_id not in right:
            print(f"       wrong: {metric.indicator_id}, right {right}: {_shown(text, start)}")


def _shown(text: str, start: int) -> str:
    return f"{text[max(0, start - 70) : start]}>{text[start : start + 60]}"


def main() -> int:
    if not SHARED.is_dir():
        print(f"the corpus is not at {SHARED}", file=sys.stderr)
        return 2
    tally, sentences, of_field = Tally(), 0, 0
    for sentence, text in judged():
        count(tally, sentence, text, "--show" in sys.argv)
        sentences += 1
        of_field += any(figure.get("field", True) for figure in sentence.get("figures", ()))
    precision, recall = tally.right / max(tally.read, 1), tally.hit / max(tally.wanted, 1)
    first = json.loads(JUDGED.read_text(encoding="utf-8"))["first_result"]
    print(f"       {sentences} sentences, {of_field} with a figure of the field; first result {first}")
    below = [
        report("figures of the field that the registry covers", tally.covered / tally.field, LEAST["coverage"], f"n = {tally.field}"),
        report("indicators read, precision", precision, LEAST["precision"], f"n = {tally.read}"),
        report("indicators, recall", recall, None, f"n = {tally.wanted}"),
        report("indicators, F1", 2 * precision * recall / max(precision + recall, 1e-9), LEAST["f1"]),
    ]  # fmt: skip
    return 1 if any(below) else 0


if __name__ == "__main__":
    raise SystemExit(main())
