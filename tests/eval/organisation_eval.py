"""Organisations and systems against the bars: `make eval-organisations`, beside the annotated corpus.

The annotated articles; the same with the registry cut to the ministries, so that grammar and lists stand alone; the table
of names and days (as_of.tsv); articles annotated blind to the grammar; and another tool on the same texts. Exits with 1
below a bar.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import importlib.util
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from tests.eval.clean_gold import SHARED
from theodoi.extract.organisations import find_organisations
from theodoi.extract.spans import Context
from theodoi.extract.systems import find_systems
from theodoi.reading import predictions
from theodoi.registry.organisations import OrganisationRegistry, load_organisations

HERE = Path(__file__).parent
AS_OF = HERE / "as_of.tsv"
BLIND = HERE / "blind_organisations.json"
OTHER = "underthesea==9.5.0"
LEAST = {"organisations": 0.96, "systems": 0.92, "ministries": 0.75, "blind": 0.90}


class Corpus:
    """Documents with gold: a folder of gold files, and the text that extraction reads of each."""

    def __init__(self, gold: Sequence[Path], texts: dict[str, dict]) -> None:
        self.gold, self.texts = gold, texts

    def score(self, found: dict[str, dict[str, list[str]]], show: bool) -> dict[str, float]:
        """F1 by kind of the names that `found` gives by document id, by the corpus's own scorer; `show` prints what is wrong."""
        specification = importlib.util.spec_from_file_location("score", SHARED / "eval" / "score.py")
        module = importlib.util.module_from_spec(specification)
        specification.loader.exec_module(module)
        scorer = module.Scorer(show=False)
        scorer.say = lambda *words: print("      ", *words) if show else None
        for path in self.gold:
            entry = json.loads(path.read_text(encoding="utf-8"))
            for kind in ("organisations", "systems"):
                names = [{"name": n} for n in found[entry["id"]].get(kind, ())]
                gold = [g if isinstance(g, dict) else {"name": g} for g in entry.get(kind, [])]
                scorer.names(entry["id"], kind, gold, names, "name", module.fold)
        return {kind: _f1(scorer.sets[kind]) for kind in ("organisations", "systems")}


def _f1(tally) -> float:
    found, wanted = tally.tp + tally.fp, tally.tp + tally.fn
    return 2 * tally.tp / (found + wanted) if found + wanted else 1.0


def annotated() -> Corpus:
    """gold/seeds and gold/dev, cleaned like any dump."""
    gold = [p for name in ("seeds", "dev") for p in sorted((SHARED / "eval" / "gold" / name).glob("*.json"))]
    texts = {}
    for path in gold:
        entry = json.loads(path.read_text(encoding="utf-8"))
        [texts[entry["id"]]] = predictions([SHARED / entry["text_file"]])
    return Corpus(gold, texts)


def ours(corpus: Corpus, registry: OrganisationRegistry | None = None) -> dict[str, dict[str, list[str]]]:
    """Names that count, by document and kind."""
    found = {}
    for name, document in corpus.texts.items():
        published = document.get("published_at")
        context = Context(published_on=datetime.fromisoformat(published).date() if published else None)
        bodies = find_organisations(document["text"], context, registry)
        found[name] = {
            "organisations": [m.name for m in bodies if not m.optional],
            "systems": [m.name for m in find_systems(document["text"], context, bodies) if not m.optional],
        }
    return found


def ministries_only() -> OrganisationRegistry:
    """The registry without any other entry, provinces apart."""
    whole = load_organisations()
    kept = {o.id for o in whole.all if o.kind == "ministry" or o.place is not None}
    return replace(
        whole,
        all=tuple(o for o in whole.all if o.id in kept),
        by_id={i: o for i, o in whole.by_id.items() if i in kept},
        by_name={n: left for n, held in whole.by_name.items() if (left := tuple(o for o in held if o.id in kept))},
    )


def as_of_faults() -> tuple[int, list[str]]:
    """Rows of the table of names and days, and those that are read otherwise."""
    faults = []
    with AS_OF.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, dialect="excel-tab"))
    for number, row in enumerate(rows, start=2):
        found = find_organisations(row["sentence"], Context(published_on=date.fromisoformat(row["published_on"])))
        got = [m.organisation_id for m in found if m.quote == row["mention"]]
        if row["expected_id"] not in got:
            faults.append(
                f"as_of.tsv:{number}: {row['mention']}: {', '.join(got) or 'nothing'}, not {row['expected_id']}"
            )
    return len(rows), faults


def blind(folder: Path) -> Corpus | None:
    """The articles of the corpus that were annotated blind; the annotations are here, the texts beside the checkout."""
    if not BLIND.is_file():
        return None
    articles = json.loads(BLIND.read_text(encoding="utf-8"))["articles"]
    texts: dict[str, str] = {}
    gold, found = [], {}
    for entry in articles:
        if entry["file"] not in texts:
            with gzip.open(SHARED / entry["file"], "rt", encoding="utf-8", errors="replace") as text:
                texts[entry["file"]] = text.read()
        start, end = entry["span"]
        path = folder / f"{entry['id']}.json"
        path.write_text(json.dumps(entry, ensure_ascii=False), encoding="utf-8")
        gold.append(path)
        found[entry["id"]] = {"text": texts[entry["file"]][start:end]}
    return Corpus(gold, found)


def other(corpus: Corpus) -> dict[str, dict[str, list[str]]] | None:
    """What the other tool names; None where its package cannot be had."""
    asked = "".join(json.dumps({"id": i, "text": d["text"]}) + "\n" for i, d in corpus.texts.items())
    uv = Path(sys.executable).with_name("uv")
    command = [
        str(uv),
        "run",
        "--no-project",
        "--isolated",
        "--quiet",
        "--with",
        OTHER,
        "python",
        str(HERE / "underthesea_ner.py"),
    ]
    try:
        printed = subprocess.run(command, input=asked, capture_output=True, text=True, check=True, timeout=900).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    lines = map(json.loads, printed.splitlines())
    return {line["id"]: {"organisations": line["names"]} for line in lines}


def report(what: str, f1: float, least: float | None) -> bool:
    """Print one figure beside its bar; returns whether it is below."""
    below = least is not None and f1 < least
    bar = f"(bar {least})" if least is not None else ""
    print(f"{'BELOW' if below else 'holds' if least is not None else '     '}  {what:62} F1 {f1:.3f} {bar}", flush=True)
    return below


def faults(show: bool) -> Iterator[bool]:
    """Every figure in turn; true where one is below its bar."""
    corpus = annotated()
    scores = corpus.score(ours(corpus), show=True)
    yield report("gold/seeds and gold/dev, organisations", scores["organisations"], LEAST["organisations"])
    yield report("gold/seeds and gold/dev, systems", scores["systems"], LEAST["systems"])
    cut = corpus.score(ours(corpus, ministries_only()), show=show)
    yield report("the same, the registry cut to the ministries", cut["organisations"], LEAST["ministries"])
    count, wrong = as_of_faults()
    print(f"{'BELOW' if wrong else 'holds'}  names by the day they speak of {count - len(wrong)} of {count} (bar all)")
    yield from (print(f"       {fault}") or True for fault in wrong)
    with tempfile.TemporaryDirectory() as folder:
        unseen = blind(Path(folder))
        if unseen is not None:
            first = json.loads(BLIND.read_text(encoding="utf-8"))["first_result"]
            scores = unseen.score(ours(unseen), show=show)
            print(f"       annotated blind: the first result was F1 {first}")
            yield report("articles annotated blind, organisations", scores["organisations"], LEAST["blind"])
    theirs = other(corpus)
    if theirs is None:
        print(f"       not compared: {OTHER} could not be run")
    else:
        report(f"{OTHER} on the same", corpus.score(theirs, show=False)["organisations"], None)


def main(argv: Iterable[str] | None = None) -> int:
    """Print each figure beside its bar, with every miss of the annotated articles."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--show", action="store_true", help="also what the cut registry and the blind articles miss")
    arguments = parser.parse_args(argv)
    if not SHARED.is_dir():
        print(f"the annotated corpus is not at {SHARED}", file=sys.stderr)
        return 2
    return 1 if any(list(faults(arguments.show))) else 0


if __name__ == "__main__":
    raise SystemExit(main())
