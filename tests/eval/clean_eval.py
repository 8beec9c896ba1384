"""Scores cleaning beside other tools, in one run on the same pages: `make eval [ARGS=--diff]`.

Prints, for the corpus beside the checkout and for the project's own pages: token F1, strings kept and boilerplate left out, title,
minute, author, section and outcome (right / asked); each site with its own rules left out; the plain texts; and the bars
with their figures. Exits with 1 below a bar.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.eval.clean_gold import (
    SHARED,
    TESTS,
    Capture,
    Reading,
    author_right,
    captures,
    f1,
    left,
    lost,
    minute_right,
    own_pages,
    section_right,
    title_right,
    wanted_outcomes,
)
from tests.eval.clean_tools import TOOLS, site_of
from theodoi.clean import Outcome, clean

FIELDS = ("keep", "boilerplate", "title", "minute", "author", "section", "outcome")
MIN_MEAN_F1, MIN_MEAN_F1_WITH_RULES, MIN_PAGE_F1 = 0.985, 0.995, 0.96


@dataclass(frozen=True, slots=True)
class Score:
    """One page or text, scored: its F1 (None where there is no article), right and asked per field, what is wrong."""

    id: str
    f1: float | None
    right: dict[str, tuple[int, int]]
    faults: tuple[str, ...] = ()


def score_page(reading: Reading, gold: dict) -> Score:
    """A tool's reading of a page against its gold; of a page that holds no article, the outcome alone."""
    faults, right = [], {}
    wanted = wanted_outcomes(gold)
    if not _asked(right, faults, "outcome", reading.outcome in wanted, reading.outcome):
        faults[-1] += f", not {' or '.join(sorted(wanted))}"
    if gold["kind"] != "article" or gold["lang"] != "vi":
        return Score(gold["id"], None, right, tuple(faults))
    _asked(right, faults, "title", title_right(reading.title, gold), reading.title)
    _asked(right, faults, "minute", minute_right(reading.published, gold), reading.published)
    _asked(right, faults, "author", author_right(reading.author, gold), reading.author)
    if gold.get("section"):
        _asked(right, faults, "section", section_right(reading.section, gold), reading.section)
    _strings(right, faults, reading.text, gold)
    return Score(gold["id"], f1(reading.text, gold), right, tuple(faults))


def _asked(right: dict[str, tuple[int, int]], faults: list[str], field: str, good: bool, got: object) -> bool:
    right[field] = (int(good), 1)
    if not good:
        faults.append(f"{field} {got!r}" if isinstance(got, str) else f"{field} {got}")
    return good


def _strings(right: dict[str, tuple[int, int]], faults: list[str], text: str, gold: dict) -> None:
    gone, stayed = lost(text, gold), left(text, gold)
    right["keep"] = (len(gold["keep"]) - len(gone), len(gold["keep"]))
    right["boilerplate"] = (len(gold["boilerplate"]) - len(stayed), len(gold["boilerplate"]))
    faults += [f"lost {s!r}" for s in gone] + [f"left {s!r}" for s in stayed]


def score_text(path: Path, shared: Path) -> Score:
    """Our reading of an annotated text beside the checkout: strings, and title, author and minute where the gold has them."""
    gold = json.loads(path.read_text(encoding="utf-8"))
    documents = clean((shared / gold["text_file"]).read_bytes())
    text = "\n".join(d.text for d in documents if d.outcome is Outcome.ARTICLE)
    faults, right = [], {}
    first = Reading.of(documents[0])
    if gold.get("title"):
        _asked(right, faults, "title", title_right(first.title, gold), first.title)
    if gold.get("author"):
        _asked(right, faults, "author", author_right(first.author, gold), first.author)
    if gold.get("published_at"):
        _asked(right, faults, "minute", minute_right(first.published, gold), first.published)
    _strings(right, faults, text, gold)
    return Score(gold["id"], None, right, tuple(faults))


def score_dump(path: Path) -> list[Score]:
    """Our reading of one of the project's own dumps, one score a part; whole lines are boilerplate there."""
    gold = json.loads(path.read_text(encoding="utf-8"))
    documents = clean(path.with_suffix(".txt").read_bytes())
    outcomes = [d.outcome for d in documents]
    wanted = [Outcome(gold["outcome"])] * max(1, len(gold["parts"]))
    if outcomes != wanted:
        return [
            Score(path.stem, None, {"outcome": (0, 1)}, (f"outcome {', '.join(outcomes)}, not {', '.join(wanted)}",))
        ]
    if not gold["parts"]:
        return [Score(path.stem, None, {"outcome": (1, 1)})]
    scores = []
    for number, (document, part) in enumerate(zip(documents, gold["parts"], strict=True), start=1):
        faults, right = [], {"outcome": (1, 1)}
        reading = Reading.of(document)
        _asked(right, faults, "title", title_right(reading.title, part), reading.title)
        _asked(right, faults, "author", author_right(reading.author, part), reading.author)
        _asked(right, faults, "minute", minute_right(reading.published, part), reading.published)
        if part.get("section"):
            _asked(right, faults, "section", section_right(reading.section, part), reading.section)
        lines = set(reading.text.split("\n"))
        _strings(right, faults, reading.text, part | {"boilerplate": [s for s in part["boilerplate"] if s in lines]})
        right["boilerplate"] = (
            len(part["boilerplate"]) - len(lines & set(part["boilerplate"])),
            len(part["boilerplate"]),
        )
        scores.append(Score(f"{path.stem}#{number}", f1(reading.text, part), right, tuple(faults)))
    return scores


def text_faults(shared: Path) -> list[str]:
    """What is wrong with our reading of the plain-text documents beside the checkout."""
    return [f"{score.id}: {fault}" for score in text_scores(shared) for fault in score.faults]


def text_scores(shared: Path) -> list[Score]:
    """The plain-text documents beside the checkout, scored."""
    gold = shared / "eval/gold"
    return [
        score_text(path, shared) for path in sorted([*(gold / "seeds").glob("*.json"), *(gold / "dev").glob("*.json")])
    ]


def dump_scores(folder: Path = TESTS / "dumps") -> list[Score]:
    """The project's own plain-text dumps, scored."""
    return [score for path in sorted(folder.glob("*.json")) for score in score_dump(path)]


def mean_and_min(scores: Iterable[Score]) -> tuple[float, float] | None:
    """Mean and minimum of the F1 of articles; None when there are none."""
    found = [score.f1 for score in scores if score.f1 is not None]
    return (sum(found) / len(found), min(found)) if found else None


def total(scores: Iterable[Score], field: str) -> tuple[int, int]:
    """Right and asked of a field over all pages."""
    pairs = [score.right[field] for score in scores if field in score.right]
    return sum(good for good, _ in pairs), sum(asked for _, asked in pairs)


HEAD = f"{'':32} {'pages':>5} {'F1':>7} {'min':>7} " + " ".join(f"{field:>11}" for field in FIELDS)


def row(name: str, scores: Sequence[Score], given: Iterable[str] = FIELDS) -> str:
    """A line of the table; fields that a tool does not give are dashes."""
    pair = mean_and_min(scores)
    figures = f"{pair[0]:7.4f} {pair[1]:7.4f}" if pair else f"{'-':>7} {'-':>7}"
    cells = []
    for field in FIELDS:
        good, asked = total(scores, field)
        cells.append(f"{good}/{asked}" if asked and field in {*given, "keep", "boilerplate"} else "-")
    return f"{name:32} {len(scores):5} {figures} " + " ".join(f"{cell:>11}" for cell in cells)


@dataclass(frozen=True, slots=True)
class Bar:
    """One thing that must hold, with its figure."""

    name: str
    figure: str
    holds: bool


def bars(name: str, scores: Sequence[Score], least_mean: float | None) -> list[Bar]:
    """The bars of a set: mean F1 (None where a set has no texts to compare) and F1 of each page, and all fields but the section."""
    found = []
    if least_mean is not None:
        mean, lowest = mean_and_min(scores) or (0.0, 0.0)
        found.append(Bar(f"{name}: mean F1 {least_mean}", f"{mean:.4f}", mean >= least_mean))
        found.append(Bar(f"{name}: F1 of every page {MIN_PAGE_F1}", f"{lowest:.4f}", lowest >= MIN_PAGE_F1))
    for field in FIELDS:
        good, asked = total(scores, field)
        if asked and field != "section":
            found.append(Bar(f"{name}: every {field} right", f"{good}/{asked}", good == asked))
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--diff", action="store_true", help="a line per page, what is wrong there, lines that differ from the gold"
    )
    arguments = parser.parse_args()
    sets = {"corpus": captures(SHARED) if SHARED.is_dir() else [], "pages": own_pages()}
    judged: list[Bar] = []
    for name, pages in sets.items():
        if pages:
            judged += _pages(name, pages, arguments.diff)
        else:
            print(f"== {name}: not beside this checkout\n")
    texts = {"texts": text_scores(SHARED) if SHARED.is_dir() else [], "dumps": dump_scores()}
    print(f"== plain text\n{HEAD}")
    for name, scores in texts.items():
        print(row(name, scores))
        judged += bars(name, scores, None)
    if arguments.diff:
        print("".join(_lines(score) for scores in texts.values() for score in scores if score.faults), end="")
    print("\n== bars")
    for bar in judged:
        print(f"{'holds' if bar.holds else 'BELOW':6} {bar.name:48} {bar.figure}")
    return int(not all(bar.holds for bar in judged))


def _pages(name: str, pages: Sequence[Capture], diff: bool) -> list[Bar]:
    """Score and print a set of pages; its bars."""
    readings = {tool: [read(page) for page in pages] for tool, (read, _) in TOOLS.items()}
    scores = {tool: [score_page(r, p.gold) for r, p in zip(rs, pages, strict=True)] for tool, rs in readings.items()}
    print(f"== {name}\n{HEAD}")
    for tool, (_, given) in TOOLS.items():
        print(row(tool, scores[tool], given))
    sites = [site_of(page) for page in pages]
    for site in sorted({site for site in sites if site}):
        print(
            row(
                f"  {site} left out",
                [s for s, of in zip(scores["ours, own site left out"], sites, strict=True) if of == site],
            )
        )
    print()
    if diff:
        for tool in ("ours, source rules", "ours, no source rules"):
            print(f"-- {name}: {tool}")
            for page, reading, score in zip(pages, readings[tool], scores[tool], strict=True):
                print(_lines(score), end="")
                if score.f1 is not None:
                    want, got = page.gold["text"].split("\n"), reading.text.split("\n")
                    print("".join(f"   - {line[:110]}\n" for line in want if line not in got), end="")
                    print("".join(f"   + {line[:110]}\n" for line in got if line not in want), end="")
        print()
    general = bars(f"{name}, no source rules", scores["ours, no source rules"], MIN_MEAN_F1)
    if not any(sites):
        return general
    return general + bars(f"{name}, source rules", scores["ours, source rules"], MIN_MEAN_F1_WITH_RULES)


def _lines(score: Score) -> str:
    figure = "" if score.f1 is None else f"{score.f1:.4f}"
    head = f"{score.id:36} {figure:7} {'right' if not score.faults else 'WRONG'}\n"
    return head + "".join(f"   {fault}\n" for fault in score.faults)


if __name__ == "__main__":
    sys.exit(main())
