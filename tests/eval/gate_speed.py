"""What the gates cost, beside what they cost at another commit: `make bench-gates BASE=c0da276`.

Each side checks the same number of good rows in processes of its own, one after the other in turns, and counts seconds
of its processor: the machine may be busy. With `--most-ratio` a dearer gate fails the command.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
GATES = ("captures", "articles", "findings")
# Articles of a batch -> captures in a shard. A night has one shard, an import of thousands several.
SIZES = {500: 2000, 10_000: 2000}
_FINDINGS = 5  # of each kind in each article


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("base", nargs="?", help="a commit, branch or tag to compare with")
    parser.add_argument("--rounds", type=int, default=3, help="how often each side is measured; the least time counts")
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES), help="articles of the batches")
    parser.add_argument("--most-ratio", type=float, help="fail when a batch costs more than this share of the base")
    parser.add_argument("--measure", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.measure:
        print(json.dumps(measure(arguments.measure)))
        return 0
    with tempfile.TemporaryDirectory() as room:
        trees = {"here": CHECKOUT}
        if arguments.base:
            trees["base"] = Path(room) / "base"
            _git("worktree", "add", "--detach", "--quiet", str(trees["base"]), arguments.base)
        try:
            found = compare(trees, arguments.sizes, arguments.rounds)
        finally:
            if arguments.base:
                _git("worktree", "remove", "--force", str(trees["base"]))
    return show(found, arguments.most_ratio)


def compare(trees: dict[str, Path], sizes: list[int], rounds: int) -> dict[int, dict[str, dict[str, float]]]:
    """The least seconds of each gate: {articles: {tree: {gate: seconds}}}; trees take turns."""
    found: dict[int, dict[str, dict[str, float]]] = {size: {} for size in sizes}
    for size in sizes:
        for _ in range(rounds):
            for name, tree in trees.items():
                seen = _run(tree, size)
                best = found[size].setdefault(name, seen)
                found[size][name] = {gate: min(best[gate], seen[gate]) for gate in seen}
    return found


def show(found: dict[int, dict[str, dict[str, float]]], most_ratio: float | None) -> int:
    failed = 0
    for size, sides in found.items():
        for name, gates in sides.items():
            told = ", ".join(f"{gate} {seconds:.2f}" for gate, seconds in gates.items())
            print(f"{size:,} articles, {name}: {sum(gates.values()):.2f} s of processor ({told})")
        if "base" in sides:
            ratio = sum(sides["here"].values()) / sum(sides["base"].values())
            print(f"{size:,} articles: {ratio:.2f} of the base")
            failed |= most_ratio is not None and ratio > most_ratio
    return int(failed)


def measure(articles: int) -> dict[str, float]:
    """Seconds of processor that each gate takes on a good batch, in this process, warm."""
    from tests.unit.good_rows import BATCH, NOW, good_rows, write
    from theodoi.contracts import ARTICLES, CAPTURES, FINDINGS, OUTCOMES
    from theodoi.lake import Lake
    from theodoi.quality import preload, run_gate

    preload()
    rows = good_rows(articles, ("bao-mot", "bao-hai", "bao-ba"), findings=_FINDINGS)
    shard = SIZES.get(articles, 2000)
    folder = tempfile.mkdtemp()
    try:
        lake = Lake(folder)
        for dataset in (CAPTURES, OUTCOMES, ARTICLES):
            write(lake, dataset, rows[dataset.name], shard=shard)
        for kind in FINDINGS:
            write(lake, kind, rows[kind.name], shard=shard * _FINDINGS)
        spent = {}
        for gate in GATES:
            start = time.process_time()
            if not run_gate(lake, BATCH, gate, now=NOW).passed:
                raise RuntimeError(f"the gate {gate} refuses good rows")
            spent[gate] = time.process_time() - start
    finally:
        shutil.rmtree(folder)
    return spent


def _run(tree: Path, articles: int) -> dict[str, float]:
    """Measure the code of a tree by the rows of its own tests: columns differ between commits."""
    path = os.pathsep.join((str(tree / "plugins"), str(tree)))
    done = subprocess.run(
        [sys.executable, __file__, "--measure", str(articles)],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": path},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    spent: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return spent


def _git(*arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=CHECKOUT, check=True)


if __name__ == "__main__":
    sys.exit(main())
