"""Figures against the bars: `make eval-metrics`, beside the annotated corpus.

Value and unit, the fields other than their defaults, whole rows, proof; sentences annotated blind to the grammar
(blind_metrics.json); who says a figure and of which area it is (said_by.json: spans of the corpus's news, judged by a
reader); speed of all extractors beside another tool, and the share that tasks have in it. Exits with 1 below a bar.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

from tests.eval.clean_gold import SHARED
from tests.eval.organisation_eval import OTHER
from theodoi.extract.document import Document
from theodoi.extract.findings import STEPS, extract
from theodoi.extract.spans import Context, Metric
from theodoi.reading import predictions
from theodoi.registry.names import key

HERE = Path(__file__).resolve().parent
BLIND, SAID = HERE / "blind_metrics.json", HERE / "said_by.json"
LEAST = {
    "articles": 0.93, "sentences": 0.93, "blind": 0.88, "comparator": 0.90, "status": 0.85, "measure": 0.85, "direction": 0.85,
    "of": 0.85, "value_high": 0.85, "period": 0.85, "whole rows": 0.75, "who says it": 0.8, "of which area": 0.8, "speed": 40,
}  # fmt: skip
_MOST_OF_TASKS = 0.15  # of the time of all extractors
_SPEED_CHARACTERS, _THEIR_CHARACTERS = 1_000_000, 60_000
_THEIRS = """
import sys, time
from underthesea import ner
text = sys.stdin.read()
ner("Bộ Y tế họp tại Hà Nội.")
start = time.process_time()
for line in text.split("\\n"):
    if line.strip():
        ner(line)
print(len(text) / (time.process_time() - start))
"""


@cache
def scorer_module():
    specification = importlib.util.spec_from_file_location("score", SHARED / "eval" / "score.py")
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


class Scored:
    """Scores of some gold files; rows count as whole when all scored fields of a found figure are right at once."""

    def __init__(self) -> None:
        module = scorer_module()
        self.scorer = module.Scorer(show=False)
        self.rows = self.right = 0

    def add(self, gold: Sequence[dict], prediction: dict, name: str) -> None:
        before: list[tuple] = []
        self.scorer.say = lambda *words: before.append(words)
        tally = self.scorer.sets["metrics"]
        found = tally.tp
        self.scorer.metrics(name, gold, prediction["metrics"])
        self.scorer.proof(name, prediction)
        wanted = sum(not g.get("optional") for g in gold)
        wrong = {words[2:4] for words in before if words[1] == "metric"}
        self.rows += wanted
        self.right += tally.tp - found - min(len(wrong), tally.tp - found)
        for words in before:
            print("      ", *words)

    def f1(self, tally) -> float:
        found, wanted = tally.tp + tally.fp, tally.tp + tally.fn
        return 2 * tally.tp / (found + wanted) if found + wanted else 1.0


def annotated(folder: str, scored: Scored) -> None:
    for path in sorted((SHARED / "eval" / "gold" / folder).glob("*.json")):
        entry = json.loads(path.read_text(encoding="utf-8"))
        [prediction] = predictions([SHARED / entry["text_file"]], raw=folder == "sentences")
        scored.add(entry["metrics"], prediction, entry["id"])


@cache
def _corpus(file: str) -> str:
    with gzip.open(SHARED / file, "rt", encoding="utf-8", errors="replace") as text:
        return text.read()


def blind(scored: Scored) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for entry in json.loads(BLIND.read_text(encoding="utf-8"))["sentences"]:
            start, end = entry["span"]
            path = Path(folder) / f"{entry['id']}.txt"
            path.write_text(_corpus(entry["file"])[start:end], encoding="utf-8")
            [prediction] = predictions([path], raw=True)
            scored.add(entry["metrics"], prediction, entry["id"])


def attributed(show: bool) -> tuple[int, int, int]:
    """Sentences with a figure, and those whose figures all have the right speaker, and the right area."""
    sentences = speakers = areas = 0
    for row in json.loads(SAID.read_text(encoding="utf-8")):
        start, end = row["span"]
        text = _corpus(row["file"])[start:end]
        findings = extract(text)
        names = {o.organisation_id: {key(n) for n in (o.name, *o.aliases)} for o in findings.organisations}
        figures = [m for m in findings.metrics if not m.optional]
        if not figures:
            continue
        sentences += 1
        bodies = {key(o) if o else None for o in row["organisations"]}

        def says(figure: Metric, bodies=bodies, names=names, row=row) -> bool:
            person = figure.said_by_person
            known = any(p == person or (p and person and person.endswith(p.split()[-1])) for p in row["persons"])
            body = names.get(figure.said_by_organisation_id)
            return known and (bool(body & bodies) if body else None in bodies)

        right = all(says(f) for f in figures)
        # An area of today's map stands for its part of the same name.
        there = all((f.area or "").removesuffix("-2025") in {a or "" for a in row["areas"]} for f in figures)
        speakers += right
        areas += there
        if show and not (right and there):
            told = {(f.said_by_person, f.said_by_organisation_id, f.area) for f in figures}
            print(f"       {text[:150]} … wanted {row['persons']} {row['organisations']} {row['areas']}, got {told}")
    return sentences, speakers, areas


def _seconds_of_kinds(pieces: Sequence[str]) -> Counter[str]:
    """Seconds of the processor that the readers of each kind spend on some texts, in one run."""
    seconds: Counter[str] = Counter()
    for piece in pieces:
        document = Document(piece, Context())
        for step in STEPS:
            start = time.process_time()
            made = step.read(document)
            seconds[step.kind.name] += time.process_time() - start
            document.found = document.found.plus(step.kind.found, made)
    return seconds


def speed() -> tuple[float, float, float | None]:
    """Characters per second of all extractors together, the share of tasks in their time, and the speed of the other tool.

    The last one is None where the tool cannot be had.
    """
    text = _corpus("corpus/lm/news.txt.gz")[:_SPEED_CHARACTERS]
    pieces = [text[i : i + 5_000] for i in range(0, len(text), 5_000)]
    extract(pieces[0])
    seconds = _seconds_of_kinds(pieces)
    ours, tasks = len(text) / seconds.total(), seconds["assignments"] / seconds.total()
    uv = Path(sys.executable).with_name("uv")
    command = [str(uv), "run", "--no-project", "--isolated", "--quiet", "--with", OTHER, "python", "-c", _THEIRS]
    try:
        printed = subprocess.run(
            command, input=text[:_THEIR_CHARACTERS], capture_output=True, text=True, check=True, timeout=900
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return ours, tasks, None
    return ours, tasks, float(printed)


def report(what: str, value: float, least: float | None, note: str = "") -> bool:
    """Print one figure beside its bar; returns whether it is below."""
    below = least is not None and value < least
    bar = f"(bar {least})" if least is not None else ""
    shown = f"{value:.0f}" if value > 5 else f"{value:.3f}"
    print(
        f"{'BELOW' if below else 'holds' if least is not None else '     '}  {what:50} {shown} {bar} {note}", flush=True
    )
    return below


def faults(show: bool) -> Iterator[bool]:
    """Every figure in turn; true where one is below its bar."""
    whole = Scored()
    annotated("seeds", whole)
    annotated("dev", whole)
    tally = whole.scorer.sets["metrics"]
    yield report("gold/seeds and gold/dev, value and unit, F1", whole.f1(tally), LEAST["articles"])
    articles = (tally.tp, tally.fp, tally.fn)
    annotated("sentences", whole)
    only = type(tally)()
    only.tp, only.fp, only.fn = tally.tp - articles[0], tally.fp - articles[1], tally.fn - articles[2]
    yield report("gold/sentences, value and unit, F1", whole.f1(only), LEAST["sentences"])
    for name, attribute in whole.scorer.attrs.items():
        yield report(f"all three, {name} other than the default, F1", whole.f1(attribute), LEAST[name])
    yield report("all three, whole rows", whole.right / whole.rows, LEAST["whole rows"])
    proven, of = whole.scorer.right["proof"]
    yield report("proof", proven / of, 1.0)
    if BLIND.is_file():
        unseen = Scored()
        blind(unseen)
        first = json.loads(BLIND.read_text(encoding="utf-8"))["first_result"]
        f1 = unseen.f1(unseen.scorer.sets["metrics"])
        yield report("sentences annotated blind, value and unit, F1", f1, LEAST["blind"], f"first result {first}")
    sentences, speakers, areas = attributed(show)
    yield report(f"who says it, {sentences} sentences", speakers / sentences, LEAST["who says it"])
    yield report(f"of which area, {sentences} sentences", areas / sentences, LEAST["of which area"])


def judged_speed() -> Iterator[bool]:
    """Judge the share of tasks, and the speed beside another tool; yields whether each is a fault."""
    ours, tasks, theirs = speed()
    print(f"       time of tasks, share of all extractors {tasks:.3f} (at most {_MOST_OF_TASKS})", flush=True)
    yield tasks > _MOST_OF_TASKS
    if theirs is None:
        print(f"       speed not compared: {OTHER} could not be run; ours {ours:,.0f} characters/s")
    else:
        yield report(f"speed beside {OTHER}, times", ours / theirs, LEAST["speed"], f"{ours:,.0f} characters/s")


def main(argv: Iterable[str] | None = None) -> int:
    """Print each figure beside its bar, with every miss."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--show", action="store_true", help="also who says what, where it is read otherwise")
    parser.add_argument("--speed", action="store_true", help="nothing but the speed, which wants a quiet machine")
    arguments = parser.parse_args(argv)
    if not SHARED.is_dir():
        print(f"the annotated corpus is not at {SHARED}", file=sys.stderr)
        return 2
    judged = judged_speed() if arguments.speed else faults(arguments.show)
    return 1 if any(list(judged)) else 0


if __name__ == "__main__":
    raise SystemExit(main())
