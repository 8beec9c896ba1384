"""Scores relations and events between documents against annotated sentences: `make eval-decrees`.

The table (tests/tables/decree_relations.yaml) was annotated before the rules were written. A relation counts as found when
its kind, both documents and its scope are right; an event when its kind, its document and its date are.
"""

from __future__ import annotations

import argparse
from collections import Counter
from datetime import date
from pathlib import Path

import yaml

from theodoi.extract.decrees import find_decrees, find_events, find_relations
from theodoi.extract.spans import Context, DecreeMention

TABLE = Path(__file__).parents[1] / "tables/decree_relations.yaml"
MAIN = 60  # the cases after these are the fresh ones


def cases() -> list[dict]:
    """The annotated texts, in the order of the file."""
    return yaml.safe_load(TABLE.read_text(encoding="utf-8"))


def told(case: dict) -> tuple[list[tuple], list[tuple], list[tuple], list[tuple]]:
    """Relations and events expected and found: (relations, found relations, events, found events), as comparable tuples.

    A document stands as its number; one without a number as the annotator's name for it when a mention fits that.
    """
    published = case.get("published_on")
    context = Context(
        published_on=published if isinstance(published, date) or published is None else date.fromisoformat(published)
    )
    mentions = find_decrees(case["text"], context)
    relations, events = case.get("relations") or [], case.get("events") or []
    names = [r[side] for r in relations for side in ("subject", "object")] + [e["subject"] for e in events]
    spans = {(m.start, m.end): _called(m, names) for m in mentions}
    return (
        [(r["relation"], str(r["subject"]), str(r["object"]), str(r.get("scope") or "whole")) for r in relations],
        [
            (r.relation, spans[r.subject], spans[r.object], r.scope)
            for r in find_relations(case["text"], mentions, context)
        ],
        [(e["event"], str(e["subject"]), str(e.get("date") or "")) for e in events],
        [(e.event, spans[e.subject], str(e.happened_on or "")) for e in find_events(case["text"], mentions, context)],
    )


def _called(mention: DecreeMention, names: list) -> str:
    if mention.number and not mention.optional:
        return mention.number
    own = {s.casefold() for s in (mention.number, mention.title, mention.quote) if s}
    for name in map(str, names):
        lower = name.casefold()
        if lower in own or (lower == "dự thảo" and mention.stage in ("draft", "requested")):
            return name
    for name in map(str, names):
        lower = name.casefold()
        if not mention.number and not lower[0].isdigit() and any(lower in o or o in lower for o in own):
            return name
    return mention.quote


def score(part: list[dict], show: bool) -> dict[str, tuple[int, int, int]]:
    """Right, found and expected by kind of relation and event, with "relations" and "events" for all."""
    right, found, expected = Counter(), Counter(), Counter()
    for case in part:
        relations, found_relations, events, found_events = told(case)
        for group, want, got in (("relations", relations, found_relations), ("events", events, found_events)):
            want, got = Counter(set(want)), Counter(set(got))
            for counts, items in ((expected, want), (found, got), (right, want & got)):
                for item in items:
                    counts[item[0]] += 1
                    counts[group] += 1
            if show and want != got:
                print(f"  {case['text']}\n    missed  {list(want - got)}\n    too many {list(got - want)}")
    kinds = ["relations", *sorted(k for k in expected | found if k not in ("relations", "events")), "events"]
    return {kind: (right[kind], found[kind], expected[kind]) for kind in kinds}


def main() -> int:
    """Prints precision, recall and F1 by kind, of the main table and of the fresh cases."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--show", action="store_true", help="print the texts that are not all right")
    arguments = parser.parse_args()
    table = cases()
    for name, part in (("main", table[:MAIN]), ("fresh", table[MAIN:])):
        print(f"relations and events, {name} table ({len(part)} texts)")
        for kind, (right, found, expected) in score(part, arguments.show).items():
            precision, recall = right / found if found else 1.0, right / expected if expected else 1.0
            f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
            print(
                f"  {kind:<14} precision {precision:.3f}  recall {recall:.3f}  F1 {f1:.3f}  ({right} right, {found} found, {expected} expected)"
            )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
