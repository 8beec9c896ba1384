"""Of findings that are said to be right with some probability, how many are: `make eval-calibration [ARGS=--write]`.

A finding is right where an annotation names it by the guide: a document by number, a body or system by name, a figure by value and unit, a task
by doer and words. The probability of a rule is the share of its findings that are right, drawn to that of its kind where
they are few. Annotated articles on which rules were mended count a quarter of articles annotated blind.

The test is on other articles than the fit: the blind articles are parted in five, and each part is told by a table that never saw
it. `--write` writes the table of all articles, and how right fields are, to registry/measured.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from math import sqrt
from pathlib import Path
from types import ModuleType
from typing import Any

from tests.eval.blind_eval import BLIND
from tests.eval.blind_eval import texts_of as blind_texts
from tests.eval.score import SHARED, Text, texts_of
from theodoi.contracts import FINDINGS
from theodoi.paths import data_dir
from theodoi.reading import predictions
from theodoi.registry.measured import ACCURACY, CALIBRATION, EVERY_RULE, Calibrated, calibration
from theodoi.settings import VIETNAM

GOLD = ("seeds", "dev", "fresh", "sentences")
LISTS = {
    "decrees": "decree_mentions", "organisations": "organisation_mentions", "systems": "system_mentions",
    "metrics": "metrics", "assignments": "assignments",
}  # fmt: skip
WORDS = {kind.name: kind.word for kind in FINDINGS}
MENDED, FEW, PARTS, ENOUGH, BAR = 0.25, 8.0, 5, 200, 0.07


@dataclass(frozen=True, slots=True)
class Judged:
    """One distinct finding of an article, by the rule that made it, and whether an annotation names it."""

    kind: str
    rule: str
    article: str
    right: bool
    weight: float


_PAGE = """# How right findings are

Written by `make eval-calibration ARGS=--write`; `bi.calibration` and `bi.accuracy` have the figures, `confidence` of `bi.metric_claims` is the probability of the rule.

A finding is right where an annotation names it by the guide: a document by number, a body or system by name, a figure by value and unit, a task by doer and
words. How right the *fields* of a figure or task are is another measure: `bi.accuracy` has it. The probability of a rule is the share of its findings that are right,
drawn to its kind's where they are few. Annotated articles on which rules were mended count a quarter of those annotated blind.

The articles annotated blind have been read by those who mended rules since. So these figures are upper bounds for articles that nobody has seen;
tests/eval/blind/README.md has the first results. Kinds that are not listed (relations, events, news of tasks) have no probability.

## On other articles than the fit

Each blind article is told by a table that never saw it.

```
{lines}
```

## The table

| kind | rule | probability | 95 % of the share | findings |
| --- | --- | --- | --- | --- |
{table}
"""

Table = Mapping[tuple[str, str], float]


def scorer() -> ModuleType:
    """The corpus's own score.py, whose comparison of names and numbers this measure shares."""
    spec = importlib.util.spec_from_file_location("corpus_score", SHARED / "eval" / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    module.INDICATORS = set((SHARED / "eval" / "indicators.txt").read_text(encoding="utf-8").split())  # type: ignore[attr-defined]
    spec.loader.exec_module(module)
    return module


def read(text: Text) -> dict[str, Any]:
    """The prediction of one text, each item with the rule that made it."""
    day = date.fromisoformat(text.published) if text.published else None
    [found] = predictions([text.path], raw=text.raw, published=day, explained=True)
    rules = {(s["kind"], s["start"], s["end"]): s["rule"] for s in found.get("steps", []) if s["verdict"] == "accepted"}
    for listed, kind in LISTS.items():
        for item in found.get(listed, []):
            item["rule"] = rules.get((WORDS[kind], item["start"], item["end"]), EVERY_RULE)
    return found


def annotated(gold: Mapping[str, Any], blind: bool) -> set[str]:
    """The lists that an annotation speaks of: blind readers took some kinds each."""
    if "assignments" in gold and blind:
        return {"assignments"}
    if not blind and gold.get("text_file", "").startswith("eval/sentences"):
        return {"metrics"}
    lists = {"decrees", "organisations", "systems"} if gold.get("organisations") or not blind else set()
    return lists | ({"metrics"} if gold.get("metrics") or not blind else set()) | ({"assignments"} & gold.keys())


def judge(score: ModuleType, gold: Mapping[str, Any], found: Mapping[str, Any], blind: bool) -> Iterator[Judged]:
    """Every distinct finding of an article that the annotation counts."""
    weight = 1.0 if blind else MENDED
    for listed in sorted(annotated(gold, blind)):
        items = [i for i in found.get(listed, []) if not i.get("optional")]
        seen: dict[tuple[object, str], bool] = {}
        for right, item, name in _verdicts(score, listed, gold, items):
            if right is not None:
                seen.setdefault((name, item["rule"]), right)
        for (_, rule), right in seen.items():
            yield Judged(LISTS[listed], rule, gold["id"], right, weight)


def _verdicts(
    score: ModuleType, listed: str, gold: Mapping[str, Any], items: list[dict[str, Any]]
) -> Iterator[tuple[bool | None, dict[str, Any], object]]:
    wanted = [{"name": g} if isinstance(g, str) else g for g in gold.get(listed, [])]
    if listed in ("decrees", "organisations", "systems"):
        field, key = ("number", score.number_key) if listed == "decrees" else ("name", score.fold)
        keys = {
            key(k): bool(g.get("optional"))
            for g in sorted(wanted, key=lambda g: not g.get("optional"))
            for k in (g[field], *g.get("aliases", []))
        }
        for item in items:
            if item.get(field):
                name = key(item[field])
                yield (None if keys.get(name) else name in keys), item, name
    elif listed == "metrics":
        # Small counts are printed without their mark; the guide leaves them out, found or not.
        for item in items:
            same = [g for g in wanted if score.close(item["value"], g["value"]) and item.get("unit") == g["unit"]]
            optional = bool(same) and all(g.get("optional") for g in same)
            yield (None if optional else bool(same)), item, (float(item["value"]), item.get("unit"))
    else:
        for item in items:
            hit = any(score.likeness(g, item) >= 0.5 for g in wanted if not g.get("optional"))
            spared = any(score.likeness(g, item, by_words=True) >= 0.5 for g in wanted if g.get("optional"))
            yield (True if hit else None if spared else False), item, (item["start"], item["end"])


def fit(judged: Iterable[Judged]) -> dict[tuple[str, str], float]:
    """The probability of each rule of each kind, and of a kind as a whole."""
    right: Counter[tuple[str, str]] = Counter()
    all_: Counter[tuple[str, str]] = Counter()
    for one in judged:
        for rule in (one.rule, EVERY_RULE):
            all_[one.kind, rule] += one.weight  # type: ignore[assignment]
            right[one.kind, rule] += one.weight * one.right  # type: ignore[assignment]
    of_kind = {kind: (right[kind, EVERY_RULE] + 1) / (all_[kind, EVERY_RULE] + 2) for kind, _ in all_}
    return {
        (kind, rule): of_kind[kind]
        if rule == EVERY_RULE
        else (right[kind, rule] + FEW * of_kind[kind]) / (all_[kind, rule] + FEW)
        for kind, rule in all_
    }


def told(table: Table, one: Judged) -> float:
    """What a table says of a finding."""
    return table.get((one.kind, one.rule), table.get((one.kind, EVERY_RULE), 0.5))


def error(pairs: list[tuple[float, bool]], bins: int = 10) -> float:
    """Expected calibration error: over bins of what was said, how far from what was right, by their sizes."""
    held: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for said, right in pairs:
        held[min(int(said * bins), bins - 1)].append((said, right))
    return sum(abs(sum(s for s, _ in b) - sum(r for _, r in b)) for b in held.values()) / max(1, len(pairs))


def spread(by_article: Mapping[str, list[tuple[float, bool]]], draws: int = 500) -> tuple[float, float]:
    """The middle 95 % of what is right less what was said, articles drawn anew."""
    dice, names, gaps = random.Random(7), sorted(by_article), []
    for _ in range(draws):
        pairs = [pair for name in dice.choices(names, k=len(names)) for pair in by_article[name]]
        gaps.append(sum(r - s for s, r in pairs) / max(1, len(pairs)))
    gaps.sort()
    return gaps[int(0.025 * draws)], gaps[int(0.975 * draws) - 1]


def interval(right: float, of: float) -> tuple[float, float]:
    """Wilson's interval of a share, 95 %."""
    if not of:
        return 0.0, 1.0
    share, z = right / of, 1.96
    middle, half = share + z * z / (2 * of), z * sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return (middle - half) / (1 + z * z / of), (middle + half) / (1 + z * z / of)


def main() -> int:
    """Returns 1 where a kind with enough items misses the bar, 2 where the texts are absent."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="write registry/measured")
    arguments = parser.parse_args()
    if not SHARED.is_dir():
        print(f"the annotated corpus is not at {SHARED}", file=sys.stderr)
        return 2
    score = scorer()
    mended, blind, accuracy = _all(score)
    lines, failed = _report(mended, blind)
    print("\n".join(lines))
    if arguments.write:
        _write(fit([*mended, *blind]), [*mended, *blind], accuracy)
        (data_dir("registry").parent / "docs" / "accuracy.md").write_text(page(lines, calibration()), encoding="utf-8")
    return 1 if failed else 0


def page(lines: Iterable[str], rows: Iterable[Calibrated]) -> str:
    """docs/accuracy.md: what was measured, and the table."""
    table = "\n".join(
        f"| `{r.kind}` | {'all' if r.rule == EVERY_RULE else f'`{r.rule}`'} | {r.probability:.3f} | {r.low:.3f} to {r.high:.3f} | {r.findings} |"
        for r in rows
    )
    return _PAGE.format(lines="\n".join(lines), table=table)


def _all(score: ModuleType) -> tuple[list[Judged], list[Judged], list[tuple[str, str, str, float, int]]]:
    mended, blind, accuracy = [], [], []
    for name in GOLD:
        folder = SHARED / "eval" / "gold" / name
        golds = {g["id"]: g for g in map(_json, sorted(folder.glob("*.json")))}
        found = {text.id: read(text) for text in texts_of(folder)}
        mended += [one for id, gold in golds.items() for one in judge(score, gold, found[id], False)]
    readers = sorted(path for path in BLIND.iterdir() if path.is_dir())
    golds_of = {reader.name: [_json(path) for path in sorted(reader.glob("*.json"))] for reader in readers}
    found = {
        text.id: read(text) for text in blind_texts(sorted({g["id"] for golds in golds_of.values() for g in golds}))
    }
    for reader, golds in golds_of.items():
        blind += [one for gold in golds for one in judge(score, gold, found[gold["id"]], True)]
        accuracy += _accuracy(score, f"blind, reader {reader}", golds, found)
    return mended, blind, accuracy


def _report(mended: list[Judged], blind: list[Judged]) -> tuple[list[str], bool]:
    """Reliability by kind, each blind article told by a table of others, and whether a bar is missed."""
    lines: list[str] = []
    articles = sorted({one.article for one in blind})
    part_of = {article: n % PARTS for n, article in enumerate(articles)}
    tables = [fit([*mended, *(o for o in blind if part_of[o.article] != n)]) for n in range(PARTS)]
    failed = False
    for kind in LISTS.values():
        ones = [(told(tables[part_of[o.article]], o), o) for o in blind if o.kind == kind]
        if not ones:
            lines.append(f"{kind:24} no blind article was annotated for it")
            continue
        pairs = [(said, o.right) for said, o in ones]
        by_article: dict[str, list[tuple[float, bool]]] = defaultdict(list)
        for said, o in ones:
            by_article[o.article].append((said, o.right))
        ece, (low, high) = error(pairs), spread(by_article)
        missed = len(pairs) >= ENOUGH and ece > BAR
        failed = failed or missed
        bar = f"bar {BAR} {'missed' if missed else 'met'}" if len(pairs) >= ENOUGH else "too few for the bar"
        lines.append(
            f"{kind:24} {len(pairs):4} judgements of {len(by_article)} articles: error {ece:.3f} ({bar}); "
            f"right less said {sum(r - s for s, r in pairs) / len(pairs):+.3f}, 95 % of draws {low:+.3f} to {high:+.3f}"
        )
        for first in range(10):
            held = [(s, r) for s, r in pairs if min(int(s * 10), 9) == first]
            if held:
                said, right = (sum(x) / len(held) for x in zip(*held, strict=True))
                lines.append(
                    f"    said {first / 10:.1f} to {(first + 1) / 10:.1f}: {len(held):4}, said {said:.2f}, right {right:.2f}"
                )
    return lines, failed


def _accuracy(
    score: ModuleType, name: str, golds: list[dict[str, Any]], found: Mapping[str, Any]
) -> list[tuple[str, str, str, str, float, int]]:
    """Precision and recall of each kind, and the share of right fields, over the articles that a reader annotated."""
    rows: list[tuple[str, str, str, str, float, int]] = []
    for listed, kind in LISTS.items():
        mine = [g for g in golds if listed in annotated(g, True)]
        if not mine:
            continue
        counted = score.Scorer(False)
        for gold in mine:
            items = found[gold["id"]].get(listed, [])
            wanted = [{"name": g} if isinstance(g, str) else g for g in gold.get(listed, [])]
            match listed:
                case "decrees":
                    counted.decrees(gold["id"], wanted, items)
                case "metrics":
                    counted.metrics(gold["id"], wanted, items, found[gold["id"]])
                case "assignments":
                    counted.assignments(gold["id"], wanted, items)
                case _:
                    counted.names(gold["id"], listed, wanted, items, "name", score.fold)
        tally = counted.assigned if listed == "assignments" else counted.sets[listed]
        rows += _of_tally(name, kind, "finding", tally)
        fields = {
            "metrics": counted.attrs | counted.row_fields,
            "assignments": counted.task_fields,
            "decrees": {"issued_on": counted.dates},
        }.get(listed, {})
        for field, each in fields.items():
            rows += _of_tally(name, kind, field, each)
        if listed == "metrics" and counted.whole_rows[1]:
            right, of = counted.whole_rows
            rows.append((name, kind, "whole row", "share right", right / of, of))
    return rows


def _of_tally(name: str, kind: str, field: str, tally: Any) -> list[tuple[str, str, str, str, float, int]]:
    rows = []
    for measure, of in (("precision", tally.tp + tally.fp), ("recall", tally.tp + tally.fn)):
        if of:
            rows.append((name, kind, field, measure, tally.tp / of, of))
    return rows


def _write(table: Table, judged: list[Judged], accuracy: list[tuple[str, str, str, str, float, int]]) -> None:
    folder = data_dir("registry")
    today = datetime.now(VIETNAM).date().isoformat()
    lines = [
        f"# How often a finding of a rule is right, by annotated articles; written by make eval-calibration ARGS=--write on {today}."
    ]
    lines.append("\t".join(("kind", "rule", "probability", "low", "high", "findings", "measured_on")))
    for (kind, rule), probability in sorted(table.items()):
        mine = [o for o in judged if o.kind == kind and rule in (o.rule, EVERY_RULE)]
        weight, right = sum(o.weight for o in mine), sum(o.weight * o.right for o in mine)
        low, high = interval(right, weight)
        lines.append(f"{kind}\t{rule}\t{probability:.3f}\t{low:.3f}\t{high:.3f}\t{len(mine)}\t{today}")
    (folder / CALIBRATION).parent.mkdir(exist_ok=True)
    (folder / CALIBRATION).write_text("\n".join(lines) + "\n", encoding="utf-8")
    lines = [
        f"# How right findings and their fields are on articles annotated blind; written by make eval-calibration ARGS=--write on {today}."
    ]
    lines.append("\t".join(("measured_with", "kind", "field", "measure", "value", "of", "measured_on")))
    lines += ["\t".join((*row[:4], f"{row[4]:.3f}", str(row[5]), today)) for row in accuracy]
    (folder / ACCURACY).write_text("\n".join(lines) + "\n", encoding="utf-8")


def _json(path: Path) -> dict[str, Any]:
    entry: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return entry


if __name__ == "__main__":
    sys.exit(main())
