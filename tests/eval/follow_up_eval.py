"""Scores which later sentences tell what became of a task, on the pairs of follow_up.tsv: `python -m tests.eval.follow_up_eval [--show]`.

The pairs were written before the rules, by the same hand. Precision counts every event that is told, recall every one that is meant.
"""

from __future__ import annotations

import calendar
import csv
import re
import sys
from datetime import date
from pathlib import Path

from theodoi.extract.assignments.parties import Party
from theodoi.extract.findings import extract
from theodoi.extract.spans import Context
from theodoi.ledger import News, Task, link
from theodoi.registry.organisations import load_organisations

PAIRS = Path(__file__).with_name("follow_up.tsv")
PRECISION, RECALL = 0.95, 0.75
_ENDS = ("done", "dropped", "handed_over", "extended", "part", "late")  # as bi.assignments takes those of one day


def key(name: str, organisation_id: str | None) -> str:
    """A body as the ledger compares it: the last of its heirs, or a group by its name."""
    if organisation_id is None:
        return re.sub(r"^(?:các|một số|những|nhiều|tất cả|toàn bộ) (?:các )?", "", name.lower())
    registry = load_organisations()
    return registry.line(organisation_id)[-1] if organisation_id in registry.by_id else organisation_id


def keys(parties: tuple[Party, ...]) -> frozenset[str]:
    """The bodies of a sentence."""
    return frozenset(key(party.name, party.organisation_id) for party in parties)


def last_day(told: str) -> date | None:
    """The last day of a day or month; None where nothing is told."""
    if not told:
        return None
    year, month, *day = map(int, told.split("-"))
    return date(year, month, day[0] if day else calendar.monthrange(year, month)[1])


def event(pair: dict[str, str]) -> str:
    """What the sentence of a pair tells of its task; `none` where nothing."""
    told, later = date.fromisoformat(pair["told"]), date.fromisoformat(pair["later"])
    named = extract(f"{pair['assignees']} phải {pair['task']}.", Context(published_on=told)).organisations
    ids = [m.organisation_id for m in named if m.name == pair["assignees"]]
    task = Task(
        "task",
        frozenset([key(pair["assignees"], ids[0] if ids else None)]),
        pair["task"],
        told,
        last_day(pair["deadline"]),
    )
    found = extract(pair["sentence"], Context(published_on=later)).of("task_news")
    events = {
        one.event.value
        for n in found
        for one in link(News("news", n.news, keys(n.doers), n.cue, n.deed, n.about, later), [task])  # type: ignore[attr-defined]
    }
    return next((name for name in _ENDS if name in events), "none")


def main() -> int:
    """Print the scores; 1 when one is below its bar."""
    with PAIRS.open(encoding="utf-8") as lines:
        pairs = list(csv.DictReader(lines, delimiter="\t"))
    results = [(pair, event(pair)) for pair in pairs]
    told = sum(found != "none" for _, found in results)
    meant = sum(pair["event"] != "none" for pair, _ in results)
    right = sum(found == pair["event"] != "none" for pair, found in results)
    precision, recall = right / max(told, 1), right / meant
    for pair, found in results:
        if "--show" in sys.argv and found != pair["event"]:
            print(f"  {pair['event']:<11} read as {found:<11} {pair['task']} | {pair['sentence']}")
    print(
        f"follow-up, {len(pairs)} pairs: precision {precision:.3f} (bar {PRECISION}), recall {recall:.3f} (bar {RECALL})"
    )
    return int(precision < PRECISION or recall < RECALL)


if __name__ == "__main__":
    sys.exit(main())
