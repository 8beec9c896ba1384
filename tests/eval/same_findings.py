"""Whether two versions of the extractors find the same, to the last field: `python -m tests.eval.same_findings BASE`.

BASE is a commit, a branch or a tag; it is compared with the working tree. Both read each text in turn, once without and
once with a day and a province, and all fields of all findings are compared. Exits with 1 when a text differs.
The texts are our own: demo articles, dumps, tables, the sentences of the unit tests. `--corpus` adds folders of others,
`--most` bounds how many of each. The time is that of the processor; a busy machine troubles both sides alike.
"""

from __future__ import annotations

import argparse
import ast
import gzip
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path

import yaml

from tests.site.edition import all_articles, fill_dates

CHECKOUT = Path(__file__).resolve().parents[2]
_READER = Path(__file__).with_name("read_findings.py")
_DAY = date(2024, 5, 2)
_KNOWN = ({}, {"published_on": _DAY.isoformat(), "province": "tỉnh Hà Nam"})
_LINES_A_TEXT = 20
_SENTENCE = 20  # characters from which a string of a test is taken for a text


@dataclass
class Outcome:
    """What a comparison saw: texts read, findings told, the texts that differ with both answers, seconds of both sides."""

    texts: int = 0
    findings: int = 0
    differing: list[tuple[str, list[str], list[str]]] = field(default_factory=list)
    seconds: tuple[float, float] = (0.0, 0.0)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("base", help="a commit, branch or tag to compare with")
    parser.add_argument("--corpus", type=Path, nargs="+", default=[], help="folders and files of texts besides")
    parser.add_argument("--most", type=int, help="texts of each file or folder that are read; by default all")
    arguments = parser.parse_args()
    texts = [*own_texts(), *(t for place in arguments.corpus for t in islice(texts_of(place), arguments.most))]
    with tempfile.TemporaryDirectory() as room:
        base = Path(room) / "base"
        _git("worktree", "add", "--detach", "--quiet", str(base), arguments.base)
        try:
            outcome = compared(base, CHECKOUT, texts)
        finally:
            _git("worktree", "remove", "--force", str(base))
    for text, before, after in outcome.differing[:20]:
        print(f"differs: {text[:100]!r}")
        print("".join(f"  - {line}\n" for line in before if line not in after), end="")
        print("".join(f"  + {line}\n" for line in after if line not in before), end="")
    before, after = outcome.seconds
    print(
        f"{outcome.texts:,} texts, {outcome.findings:,} findings, {len(outcome.differing)} texts differ; "
        f"{before:.1f} s before, {after:.1f} s after ({after / before:.3f})"
    )
    return 1 if outcome.differing else 0


def own_texts() -> list[str]:
    """The texts that the project holds itself: demo articles, dumps, tables and the sentences of the unit tests."""
    tests = CHECKOUT / "tests"
    found = [fill_dates(f"{a.title}\n{a.lead}\n{a.body}", _DAY) for a in all_articles()]
    found += [path.read_text(encoding="utf-8") for path in sorted((tests / "dumps").glob("*.txt"))]
    for path in sorted((tests / "tables").glob("*.yaml")):
        found += _strings(yaml.safe_load(path.read_text(encoding="utf-8")))
    for path in sorted((tests / "eval").glob("*.json")):
        found += _strings(json.loads(path.read_text(encoding="utf-8")))
    for path in sorted((tests / "unit").glob("test_*.py")):
        nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        found += [n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    return [text for text in dict.fromkeys(found) if len(text) >= _SENTENCE]


def _strings(data: object) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict | list):
        for part in data.values() if isinstance(data, dict) else data:
            yield from _strings(part)


def texts_of(place: Path) -> Iterator[str]:
    """The text files of a folder; a compressed one is cut into texts of twenty lines."""
    for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
        if path.suffix == ".txt":
            yield path.read_text(encoding="utf-8", errors="replace")
        elif path.name.endswith(".txt.gz"):
            with gzip.open(path, "rt", encoding="utf-8", errors="replace") as stream:
                lines = (line for line in stream if line.strip())
                while piece := list(islice(lines, _LINES_A_TEXT)):
                    yield "".join(piece)


def compared(base: Path, tree: Path, texts: Iterable[str]) -> Outcome:
    """Both versions over the same texts, each in a process of its own that answers text by text."""
    outcome = Outcome()
    sides = [_start(base), _start(tree)]
    seconds = [0.0, 0.0]
    for number, text in enumerate(texts):
        answers: list[list[str]] = [[], []]
        for side in (0, 1) if number % 2 else (1, 0):
            told = _ask(sides[side], {"text": text, "contexts": _KNOWN})
            answers[side], seconds[side] = told["findings"], seconds[side] + told["seconds"]
        outcome.texts += 1
        outcome.findings += len(answers[1])
        if answers[0] != answers[1]:
            outcome.differing.append((text, *answers))
    for side in sides:
        side.communicate()
    outcome.seconds = (seconds[0], seconds[1])
    return outcome


def _start(tree: Path) -> subprocess.Popen[str]:
    environment = os.environ | {"PYTHONPATH": str(tree / "plugins"), "PYTHONHASHSEED": "0"}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    return subprocess.Popen([sys.executable, _READER], env=environment, text=True, **pipes)


def _ask(side: subprocess.Popen[str], question: dict) -> dict:
    assert side.stdin is not None and side.stdout is not None
    side.stdin.write(json.dumps(question) + "\n")
    side.stdin.flush()
    if not (answer := side.stdout.readline()):
        raise SystemExit("same_findings: a version cannot read a text; the message above says why")
    return json.loads(answer)


def _git(*arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=CHECKOUT, check=True)


if __name__ == "__main__":
    sys.exit(main())
