"""`make chaos`: disturb nights and imports, print what came of each, and exit with 1 when one ends in another way than undisturbed.

--only NAME (again for more) chooses entries of tests/chaos/catalogue.py, --list names them, --minutes bounds the time.
"""

from __future__ import annotations

import argparse
import signal
import sys
import time

from tests.chaos.catalogue import CALM, CATALOGUE, SHORT, Disturbance
from tests.chaos.house import House
from tests.chaos.trial import TELL_WITHIN, Result, Trials
from tests.conftest import open_folder


def main(arguments: list[str] | None = None) -> int:
    """Returns 0 when all that was tried ended as an undisturbed run does."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", action="append", default=[], metavar="NAME", help="try this entry; may be repeated")
    parser.add_argument("--list", action="store_true", help="name the entries")
    parser.add_argument("--minutes", type=float, default=45, help="begin no entry after so many minutes (default 45)")
    given = parser.parse_args(arguments)
    # SIGTERM ends as Ctrl-C does: the setup is stopped and its folder removed.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    known = {entry.name: entry for entry in (*CATALOGUE, CALM, SHORT)}
    if given.list:
        print("\n".join(f"{entry.name:<18} {entry.does}" for entry in known.values()))
        return 0
    if unknown := [name for name in given.only if name not in known]:
        parser.error(f"no entry {', '.join(unknown)}: see --list")
    chosen = [known[name] for name in given.only] or [CALM, *CATALOGUE]
    results, untried = run(chosen, given.minutes)
    return report(results, untried)


def run(chosen: list[Disturbance], minutes: float) -> tuple[list[Result], list[Disturbance]]:
    """Try entries in one setup; returns the results, and the entries for which no time was left."""
    deadline = time.monotonic() + 60 * minutes
    results: list[Result] = []
    with open_folder() as folder:
        say("Starting Postgres, Airflow and the demo sites")
        with House(folder / "home") as house:
            trials = Trials(house)
            say(HEAD)
            for entry in chosen:
                if time.monotonic() > deadline:
                    break
                results.append(trials.try_one(entry))
                say(line_of(results[-1]))
        if left := house.left_behind():
            say(f"left behind: {left}")
            results[-1].left += left
    return results, chosen[len(results) :]


HEAD = f"{'disturbance':<18} {'seconds':>7}  {'told within':<28} {'ended':<34} result"


def line_of(result: Result) -> str:
    """One entry as a line, and below it where it was hit."""
    told = ", ".join(
        f"{s.blow.act.tells} {'NOT TOLD' if s.told_after is None else f'{s.told_after:.1f} s'}"
        for s in result.struck
        if s.blow.act.tells
    )
    if result.skipped:
        return f"{result.entry.name:<18} {'':>7}  {'':<28} {'':<34} skipped: {result.skipped}"
    verdict = "equal" if not result.differs else f"DIFFERS: {result.differs}"
    verdict += "".join(f"; MISSED {m}" for m in result.missed)
    verdict += f"; LEFT {', '.join(result.left)}" if result.left else ""
    where = "; ".join(s.words for s in result.struck)
    return (
        f"{result.entry.name:<18} {result.seconds:>7.0f}  {told:<28} {result.ended:<34} {verdict}\n"
        f"{'':<18}          hit: {where or 'nothing'}"
    )


def report(results: list[Result], untried: list[Disturbance]) -> int:
    """Sum up; returns the exit status."""
    bad = [r.entry.name for r in results if not r.good]
    tried = [r for r in results if not r.skipped]
    say(
        f"\n{len(tried)} tried, {len(tried) - len(bad)} as an undisturbed run with every death told within {TELL_WITHIN} s"
        + (f"; not so: {', '.join(bad)}" if bad else "")
        + (f"; no time was left for: {', '.join(e.name for e in untried)}" if untried else "")
    )
    return 1 if bad else 0


def say(line: str) -> None:
    """Print at once: a run takes half an hour."""
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
