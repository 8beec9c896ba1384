"""The command `theodoi`: read files without a database, and run the embedded setup."""

from __future__ import annotations

import argparse
import errno
import getpass
import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from theodoi import __version__

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from theodoi.maintain.quarantine import Asked as HeldRows
    from theodoi.reading import Printed

# What argparse read of a command's options, each of the type that the parser gives it.
Arguments = Mapping[str, Any]
Command = Callable[[Arguments], int]


def main(argv: list[str] | None = None) -> int:
    """Parse the command line and run one command; returns the exit status."""
    arguments = vars(_parser().parse_args(argv))
    command = arguments.pop("command")
    try:
        if command not in _WITHOUT_HOME:
            _enter_home()
        return _COMMANDS[command](arguments)
    except BrokenPipeError:
        # The reader (head, less) has seen enough; Python must not complain again while it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        fault = _fault_of_home(error)
        if fault is None:
            raise
        print(f"theodoi {command}: {fault}", file=sys.stderr)
        return 1


def _enter_home() -> None:
    """Raise OSError when the folder of the setup is there and cannot be entered, or is no folder."""
    from theodoi.settings import settings

    home = settings().home
    if home.exists() and not home.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(home))
    if home.exists() and not os.access(home, os.R_OK | os.X_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(home))


def _fault_of_home(error: OSError) -> str | None:
    """What is wrong with the folder of the setup and how to cure it, when an error is about something in there."""
    from theodoi.settings import settings

    home = Path(os.path.abspath(settings().home))
    if not isinstance(error.filename, str) or not Path(os.path.abspath(error.filename)).is_relative_to(home):
        return None
    return (
        f"{error.filename}: {error.strerror}; THEODOI_HOME is {home}: "
        "work as the user whom that folder belongs to, or let THEODOI_HOME name a folder of your own"
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="theodoi", description="Vietnamese news on e-government, read into facts with their proof."
    )
    parser.add_argument("--version", action="version", version=f"theodoi {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    clean = commands.add_parser("clean", help="print the article in each HTML, text or WARC file")
    clean.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="files, or folders of them")
    clean.add_argument(
        "--format",
        choices=["jsonl", "text"],
        default="text",
        help="one JSON object per document, or text to read (default)",
    )
    clean.add_argument(
        "--no-source-rules",
        dest="source_rules",
        action="store_false",
        help="read every page by the general rules alone, as if no source file had page_rules",
    )

    extract = commands.add_parser("extract", help="print decrees, organisations, metrics and systems of text files")
    extract.add_argument("paths", nargs="+", type=Path, metavar="FILE")
    extract.add_argument(
        "--format",
        choices=["jsonl", "text"],
        default="text",
        help="one JSON object per file, or text to read (default)",
    )

    explain = commands.add_parser(
        "explain", help="print which rule accepted, refused or changed each candidate of a text"
    )
    explain.add_argument("path", type=Path, metavar="FILE")
    explain.add_argument(
        "--at", type=int, metavar="OFFSET", help="only what holds this character of the text that `extract` prints"
    )
    explain.add_argument(
        "--format", choices=["jsonl", "text"], default="text", help="one JSON object per decision, or text (default)"
    )
    for command in (extract, explain):
        command.add_argument("--raw", action="store_true", help="take the text as it is, without cleaning it first")
        command.add_argument(
            "--published", type=_day, metavar="DATE", help="day of publication, where the text does not tell it"
        )
        command.add_argument("--source", metavar="ID", help="source that the text comes from")

    comparing = commands.add_parser(
        "compare", help="judge two texts: reprint, update, same_source, template, different"
    )
    comparing.add_argument(
        "paths", nargs="*", type=Path, metavar="FILE", help="two texts; the first line is the headline"
    )
    comparing.add_argument(
        "--pairs",
        type=Path,
        metavar="FILE",
        help="judge many: a JSON list of objects with `id`; ID + a.txt and ID + b.txt lie in the folder `texts` beside it",
    )
    comparing.add_argument(
        "--texts", type=Path, metavar="FOLDER", help="where the texts of --pairs lie, when not beside them"
    )
    comparing.add_argument(
        "--days", type=int, metavar="N", help="days between the publication of both, where you know them"
    )
    comparing.add_argument(
        "--format",
        choices=["jsonl", "text"],
        help="one JSON object per pair (default of --pairs), or text to read (default of two files)",
    )

    repair = commands.add_parser("repair", help="show which words of text files lost diacritics, and what they were")
    repair.add_argument("paths", nargs="+", type=Path, metavar="FILE")
    repair.add_argument("--text", action="store_true", help="print the repaired text instead of what changed")
    repair.add_argument(
        "--colour",
        "--color",
        choices=["auto", "always", "never"],
        default="auto",
        help="auto (default) colours on a terminal, unless NO_COLOR is set",
    )

    learn = commands.add_parser(
        "learn-diacritics", help="count a folder of Vietnamese text: the file by which lost diacritics are given back"
    )
    learn.add_argument("folders", nargs="+", type=Path, metavar="FOLDER", help="with files *.txt and *.txt.gz")
    learn.add_argument("--out", type=Path, metavar="FOLDER", help="where the counts go; by default into the package")
    learn.add_argument(
        "--hold-out",
        type=int,
        default=0,
        metavar="N",
        help="leave one of N blocks of 2,000 lines uncounted, for an evaluation (15 for the shipped counts)",
    )
    learn.add_argument(
        "--without",
        nargs="+",
        type=Path,
        default=[],
        metavar="PATH",
        help="texts no line of which is counted: those of an evaluation",
    )

    run = commands.add_parser("run", help="start everything and run the demo (make run)")
    run.add_argument("--once", action="store_true", help="stop everything after the summary")

    archive = commands.add_parser("import", help="load WARC files and folders of text or HTML (make import)")
    archive.add_argument("files", nargs="+", metavar="FILE")
    archive.add_argument("--name", help="name of the batch; by default made from the file names")
    archive.add_argument(
        "--refresh", action="store_true", help="read the files again and append, instead of replaying an earlier import"
    )

    allow = "publish even when more than a tenth of the articles that the batch serves are withdrawn"
    archive.add_argument("--allow-withdrawals", action="store_true", help=allow)

    backfill = commands.add_parser("backfill", help="run the nightly DAG for past days, or say what it would take")
    backfill.add_argument(
        "--from", dest="first", type=_day, metavar="DAY", help="first Vietnamese day, e.g. 2026-11-01"
    )
    backfill.add_argument(
        "--to", dest="last", type=_day, metavar="DAY", help="last day, included; by default the first"
    )
    backfill.add_argument(
        "--sources", type=_names, default=(), metavar="IDS", help="comma-separated ids; by default all that are on"
    )
    backfill.add_argument("--profile", choices=["live", "demo"], default="live")
    backfill.add_argument(
        "--again", action="store_true", help="also days that have run: replayed with the rules of today"
    )
    backfill.add_argument("--refresh", action="store_true", help="fetch the pages of all the days anew and append")
    backfill.add_argument("--allow-withdrawals", action="store_true", help=allow)
    backfill.add_argument("--dry-run", action="store_true", help="print the estimate and stop")
    instead = backfill.add_mutually_exclusive_group()
    for action, told in (
        ("status", "say how the newest backfill stands"),
        ("cancel", "end the backfill at work"),
        ("resume", "go on with the days that did not succeed"),
    ):
        instead.add_argument(f"--{action}", dest="action", action="store_const", const=action, help=told)

    working = commands.add_parser("status", help="say what runs now, its stage, how far and since when")
    working.add_argument("--profile", choices=["live", "demo"], default="live")

    sources = commands.add_parser("sources", help="list the sources, check whether they work, begin a new one")
    actions = sources.add_subparsers(dest="action", required=True, metavar="ACTION")
    actions.add_parser("list", help="state, last success and volume of each source")
    checking = actions.add_parser(
        "check", help="ask robots.txt, feeds, sitemaps and an article of sources, and write `verified`"
    )
    checking.add_argument("names", nargs="*", metavar="ID", help="by default those that are switched on")
    beginning = actions.add_parser("new", help="find feeds and sitemaps of a site and write its file and its test's")
    beginning.add_argument("url", metavar="URL", help="of its home page")
    beginning.add_argument("--local", action="store_true", help="the site lies on this machine or in a private network")
    beginning.add_argument("--out", type=Path, metavar="FOLDER", help="of the file (default: that of the sources)")
    beginning.add_argument("--shapes", type=Path, metavar="FOLDER", help="of its test's file, such as tests/sources")
    for parser_of_action in actions.choices.values():
        parser_of_action.add_argument("--profile", choices=["live", "demo"], default="live")

    again = commands.add_parser(
        "reprocess", help="stored captures once more through the rules of today; a dry run first"
    )
    again.add_argument(
        "--batch", dest="batches", action="append", metavar="ID", help="such as nightly/2026-11-21; may be repeated"
    )
    again.add_argument("--sources", type=_names, metavar="IDS", help="comma-separated ids")
    again.add_argument("--from", dest="first", metavar="DAY", help="first day of publication")
    again.add_argument("--to", dest="last", metavar="DAY", help="last day of publication, included")
    again.add_argument("--older-than", metavar="RULES", help="made by rules older than a version, or than `current`")
    again.add_argument("--from-stage", choices=["clean", "extract"], default="clean")
    again.add_argument("--name", default="rules", help="the run works as reprocess/NAME")
    again.add_argument("--profile", choices=["live", "demo"], default="live")
    again.add_argument("--allow-withdrawals", action="store_true", help=allow)
    again.add_argument("--publish", action="store_true", help="publish the result instead of only comparing it")

    undo = commands.add_parser(
        "undo", help="bring back what the last publish of a batch changed, or say what that would be"
    )
    undo.add_argument("batch_id", metavar="BATCH", help="such as nightly/2026-11-21")
    forget = commands.add_parser("forget", help="take an import out of warehouse and lake, or say what that would take")
    forget.add_argument("batch_id", metavar="BATCH", help="import/NAME")
    for command in (undo, forget):
        command.add_argument("--profile", choices=["live", "demo"], default="live")
        command.add_argument("--yes", action="store_true", help="do it; without this it is only said")

    commands.add_parser("stop", help="stop what `theodoi run` started in this folder")

    psql = commands.add_parser("psql", help="open psql on a warehouse")
    psql.add_argument("--profile", choices=["live", "demo"], default="demo")
    psql.add_argument("arguments", nargs="*", metavar="ARG", help="further arguments for psql, after --")

    watchdog = commands.add_parser(
        "watchdog", help="end BI sessions that are silent or at work for more than 10 minutes"
    )
    watchdog.add_argument("--profile", dest="profiles", nargs="+", choices=["live", "demo"], default=["live", "demo"])
    watchdog.add_argument("--beat", type=Path, metavar="FILE", help="file that is touched after each good round")
    health = commands.add_parser("health", help="check a warehouse, a line each; exit status 1 when something is wrong")
    health.add_argument("--profile", choices=["live", "demo"], default="live")

    review = commands.add_parser(
        "review-organisations",
        help="write the bodies that articles name and the registry does not hold, for an editor to decide",
    )
    review.add_argument("--profile", choices=["live", "demo"], default="live")
    review.add_argument("--out", type=Path, default=Path("organisations-review.tsv"), metavar="FILE")

    decide = commands.add_parser(
        "decide-organisations", help="keep the decisions of a review file and carry them out (adopt, merge, reject)"
    )
    decide.add_argument("file", type=Path, metavar="FILE")
    decide.add_argument("--profile", choices=["live", "demo"], default="live")

    correct = commands.add_parser(
        "correct", help="an editor's corrections: reject a finding, set its values, merge or split what it is of"
    )
    correct.add_argument(
        "action",
        nargs="?",
        choices=["reject", "set", "merge", "split", "apply"],
        help="apply: carry out what was written into registry/corrections by hand",
    )
    correct.add_argument("words", nargs="*", metavar="ID", help="an id of bi; of merge two; of set also column=value")
    correct.add_argument("--reason", metavar="TEXT", help="why")
    correct.add_argument("--author", metavar="NAME", help="who decides it")
    correct.add_argument(
        "--check", action="store_true", help="name corrections that match nothing; exit status 1 when there are some"
    )
    correct.add_argument("--profile", choices=["live", "demo"], default="live")

    search = commands.add_parser(
        "search", help="articles that tell of some words, a document (ND13) or an organisation"
    )
    search.add_argument("query", nargs="+", metavar="WORD", help="with or without diacritics")
    search.add_argument("--from", dest="since", type=_day, metavar="DAY", help="first day of publication")
    search.add_argument("--to", dest="until", type=_day, metavar="DAY", help="last day of publication, included")
    search.add_argument("--source", metavar="ID", help="only of one source")
    search.add_argument("--organisation", metavar="ID", help="only what names it, its forerunners or heirs")
    search.add_argument("--type", dest="doc_type", metavar="TYPE", help="only what cites a type of document: nghị định")
    search.add_argument("--most", type=int, default=20, metavar="N", help="at most so many, up to 200")
    search.add_argument("--format", choices=["text", "jsonl", "atom"], default="text")
    search.add_argument("--profile", choices=["live", "demo"], default="live")

    proof = commands.add_parser(
        "evidence", help="the proof of a finding, a document or an organisation, and whether it holds"
    )
    proof.add_argument(
        "id", metavar="ID", help="of a figure, mention, document or organisation, or an address of evidence"
    )
    proof.add_argument("--html", type=Path, metavar="FILE", help="write it as a page instead")
    proof.add_argument("--profile", choices=["live", "demo"], default="live")

    brief = commands.add_parser("brief", help="the morning brief of a night, printed or written in all its forms")
    brief.add_argument("--day", type=_day, metavar="DAY", help="that was read (default: of the newest published night)")
    brief.add_argument("--watchlist", metavar="ID", help="of registry/watchlists (default: everything)")
    brief.add_argument("--out", type=Path, metavar="FOLDER", help="write page, feed, JSON, mail and Word file there")
    brief.add_argument("--profile", choices=["live", "demo"], default="live")

    export = commands.add_parser("export", help="write views of bi as files, with definitions and a data package")
    export.add_argument(
        "views", nargs="*", metavar="VIEW", help="such as metric_series; without one the views are listed"
    )
    export.add_argument("--format", choices=["csv", "xlsx", "parquet", "jsonl"], default="csv")
    export.add_argument("--since", type=_day, metavar="DAY", help="only what is of this day or later")
    instead = export.add_mutually_exclusive_group()
    instead.add_argument(
        "--as-of",
        type=_day,
        metavar="DAY",
        help="as it stood on a day (metric_claims, assignments): what was told up to then",
    )
    instead.add_argument(
        "--frozen",
        type=_month,
        metavar="MONTH",
        help="a month that is over, as CSV with checksums; one that is there is checked",
    )
    export.add_argument("--out", type=Path, default=Path("export"), metavar="FOLDER")
    export.add_argument("--decimal-comma", action="store_true", help="CSV for a Vietnamese Excel: 97,3 and semicolons")
    export.add_argument(
        "--bare", dest="notes", action="store_false", help="no lines of notes above the rows (csv, jsonl)"
    )
    export.add_argument("--profile", choices=["live", "demo"], default="live")

    frame = commands.add_parser(
        "gate-frame", help="write the rows that a gate checks, with its helper columns, for Great Expectations by hand"
    )
    frame.add_argument("batch", metavar="BATCH", help="such as nightly/2026-11-21")
    frame.add_argument(
        "dataset", metavar="DATASET", help="such as metrics; its suite is expectations/suites/<dataset>_rows.json"
    )
    frame.add_argument("--stage", choices=["raw", "passed"], default="raw", help="before the gate (raw) or behind it")
    frame.add_argument("--out", type=Path, metavar="FILE", help="a Parquet file (default: <dataset>.parquet)")
    frame.add_argument("--profile", choices=["live", "demo"], default="live")

    _quarantine_parser(commands)

    migrate = commands.add_parser("migrate", help="bring a warehouse to the current shape")
    migrate.add_argument("--profile", choices=["live", "demo"], default="live")

    commands.add_parser(
        "init",
        help="make the roles and databases of the THEODOI_*_URL settings with THEODOI_POSTGRES_URL, and migrate the warehouses",
    )
    return parser


def _quarantine_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `quarantine` with what can be done there."""
    told = "what the gates hold back: list and show it, release rows that are right, drop rows for good"
    actions = commands.add_parser("quarantine", help=told).add_subparsers(
        dest="action", required=True, metavar="ACTION"
    )
    listing = actions.add_parser("list", help="rows in quarantine, a line each")
    listing.add_argument("--state", choices=["open", "release", "drop", "all"], default="open")
    listing.add_argument("--most", type=int, default=100, metavar="N", help="at most so many (100)")
    show = actions.add_parser("show", help="rows whole, with reason and decision")
    release = actions.add_parser("release", help="let rows pass the next time, by their content")
    drop = actions.add_parser("drop", help="keep rows out for good, by their content")
    for command in (show, release, drop):
        command.add_argument("ids", nargs="*", metavar="ID", help="as the list shows them")
    for command in (release, drop):
        command.add_argument("--reason", required=True, help="why, for those who come later")
        command.add_argument("--by", default=getpass.getuser(), metavar="NAME", help="who decides (default: you)")
    for command in (listing, show, release, drop):
        command.add_argument("--batch", metavar="ID", help="such as nightly/2026-11-21")
        command.add_argument("--dataset", metavar="DATASET", help="such as articles")
        command.add_argument("--check", metavar="NAME", help="check that the rows failed")
        command.add_argument("--profile", choices=["live", "demo"], default="live")


def _day(value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{value!r} is not a day: write it as 2026-11-21") from None


def _month(value: str) -> date:
    try:
        return date.fromisoformat(f"{value}-01")
    except ValueError:
        raise argparse.ArgumentTypeError(f"{value!r} is not a month: write it as 2026-11") from None


def _names(value: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in value.split(",") if name.strip())


def _clean(arguments: Arguments) -> int:
    from theodoi.reading import clean_paths

    if arguments["source_rules"] and (fault := _fault_of_sources()):
        print(f"theodoi clean: {fault}", file=sys.stderr)
        return 1
    cleaned = clean_paths(arguments["paths"], source_rules=arguments["source_rules"])
    return _print(cleaned, arguments["format"], _article_text)


def _extract(arguments: Arguments) -> int:
    from theodoi.registry.reading import registry_dir
    from theodoi.registry.schemas import faults_of_files

    faults = faults_of_files(registry_dir())
    if not arguments["raw"] and (fault := _fault_of_sources()):
        faults.append(fault)
    if faults:
        print("\n".join(f"theodoi extract: {fault}" for fault in faults), file=sys.stderr)
        return 1
    # Only now: words of the registry are read when the grammar is imported.
    from theodoi.reading import predictions

    found = predictions(
        arguments["paths"], raw=arguments["raw"], published=arguments["published"], source=arguments["source"]
    )
    return _print(found, arguments["format"], _findings_text)


def _explain(arguments: Arguments) -> int:
    from theodoi.extract.explain import as_lines, touching
    from theodoi.reading import predictions

    if not arguments["raw"] and (fault := _fault_of_sources()):
        print(f"theodoi explain: {fault}", file=sys.stderr)
        return 1
    if not arguments["path"].is_file():
        print(f"theodoi explain: {arguments['path']} is no file", file=sys.stderr)
        return 1
    [told] = predictions(
        [arguments["path"]],
        raw=arguments["raw"],
        published=arguments["published"],
        source=arguments["source"],
        explained=True,
    )
    text, at = told["text"], arguments["at"]
    if told.get("error") or (at is not None and not 0 <= at < len(text)):
        reason = told.get("error") or f"the text has the characters 0 to {len(text) - 1}, and none at {at}"
        print(f"theodoi explain: {reason}", file=sys.stderr)
        return 1
    steps = told["steps"] if at is None else touching(told["steps"], at)
    if arguments["format"] == "jsonl":
        lines = [json.dumps(step, ensure_ascii=False) for step in steps]
    else:
        lines = list(as_lines(text, steps)) or ["no rule looked at anything there"]
    sys.stdout.buffer.write("".join(f"{line}\n" for line in lines).encode("utf-8", "backslashreplace"))
    sys.stdout.flush()
    return 0


def _compare(arguments: Arguments) -> int:
    from theodoi.reading import comparisons

    listed: Path | None = arguments["pairs"]
    if listed:
        texts = arguments["texts"] or listed.parent / "texts"
        try:
            names = [str(entry["id"]) for entry in json.loads(listed.read_text(encoding="utf-8"))]
        except (OSError, ValueError, TypeError, KeyError) as error:
            print(f"theodoi compare: {listed} is no list of objects with `id`: {error}", file=sys.stderr)
            return 1
        pairs = [(name, texts / f"{name}a.txt", texts / f"{name}b.txt") for name in names]
    elif len(arguments["paths"]) == 2:
        one, other = arguments["paths"]
        pairs = [(f"{one.stem} {other.stem}", one, other)]
    else:
        print("theodoi compare: name two files, or --pairs FILE", file=sys.stderr)
        return 2
    form = arguments["format"] or ("jsonl" if listed else "text")
    return _print(comparisons(pairs, arguments["days"]), form, _comparison_text)


def _comparison_text(pair: Printed) -> str:
    if "error" in pair:
        return f"{pair['id']}: not judged"
    stories = "one story" if pair["joined"] else "two stories, one origin" if pair["one_origin"] else "two stories"
    lines = [
        f"{pair['id']}: {pair['label']} ({stories}): {pair['because']}",
        f"  likeness {pair['likeness']}, contained {pair['contained']}, carried over {pair['carried']}",
    ]
    for kind, sides in pair["differs"].items():
        lines += [f"  {kind} only in {side}: {'; '.join(only)}" for side, only in zip("AB", sides, strict=True) if only]
    return "\n".join(lines)


def _repair(arguments: Arguments) -> int:
    from theodoi.clean.characters import compose
    from theodoi.clean.diacritics import repair_diacritics
    from theodoi.clean.diacritics.show import changes, summary
    from theodoi.clean.encodings import decode

    colour = arguments["colour"] == "always" or (
        arguments["colour"] == "auto" and sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    )
    status = 0
    for path in arguments["paths"]:
        try:
            payload = path.read_bytes()
        except OSError as error:
            print(f"theodoi repair: {path}: {error.strerror}", file=sys.stderr)
            status = 1
            continue
        repaired = repair_diacritics(compose(decode(payload, "text/plain").text))
        if arguments["text"]:
            print(repaired.text, end="" if repaired.text.endswith("\n") else "\n")
            continue
        print(f"{path}: {summary(repaired)}")
        for line in changes(repaired, colour=colour):
            print(f"  {line}")
    return status


def _learn_diacritics(arguments: Arguments) -> int:
    from theodoi.clean.diacritics.learn import learn

    options = {"out": arguments["out"]} if arguments["out"] else {}
    try:
        learnt = learn(arguments["folders"], hold_out=arguments["hold_out"], without=arguments["without"], **options)
    except (OSError, ValueError) as error:
        print(f"theodoi learn-diacritics: {error}", file=sys.stderr)
        return 1
    print(
        f"counted {learnt.lines:,} lines, {learnt.tokens:,} words and signs: {learnt.words:,} words known, "
        f"{learnt.pairs:,} pairs, {learnt.triples:,} triples"
        + (f" (those that occur {learnt.least} times or more)" if learnt.least > 1 else "")
        + f"; {learnt.size / 1e6:.1f} MB"
    )
    return 0


def _fault_of_sources() -> str | None:
    """What is wrong with the source files, whose rules refine the reading of pages; said once and not for every page."""
    from theodoi.registry.sources import SourceError, load_sources
    from theodoi.settings import settings

    try:
        load_sources(settings().sources_folder("live"))
    except (SourceError, FileNotFoundError) as error:
        return str(error)
    return None


def _print(objects: Iterable[Printed], form: str, as_text: Callable[[Printed], str]) -> int:
    unreadable = 0
    for item in objects:
        if item.get("error") or item.get("outcome") == "unreadable":
            unreadable += 1
            print(f"theodoi: {item.get('error') or item.get('reason')}", file=sys.stderr)
        # Lone surrogates cannot be printed as UTF-8; JSON escapes them.
        line = json.dumps(item, ensure_ascii=False) if form == "jsonl" else as_text(item)
        sys.stdout.buffer.write(line.encode("utf-8", "backslashreplace") + b"\n")
    sys.stdout.flush()
    return 1 if unreadable else 0


def _article_text(item: Printed) -> str:
    head = f"# {item['id']}: {item['outcome']}" + (f" ({item['reason']})" if item["reason"] else "")
    facts = " | ".join(item[k] for k in ("title", "author", "credit", "published_at", "section") if item[k])
    captions = "\n".join(f"[picture] {caption}" for caption in item["captions"])
    return "\n".join(part for part in (head, facts, item["text"], captions) if part) + "\n"


def _findings_text(item: Printed) -> str:
    from theodoi.kinds import KINDS

    lines = [f"# {item['id']}: {item['title'] or 'no title'}"]
    for kind in KINDS:
        for listed in kind.lists:
            lines += [f"  {kind.word:<13} {kind.text(found)} «{found['quote']}»" for found in item[listed.name]]
    return "\n".join(lines) + "\n"


def _engine(arguments: Arguments) -> Engine:
    """The warehouse of the profile. Raises LookupError with a cure when none is known."""
    from theodoi.database import engine_for
    from theodoi.settings import settings

    return engine_for(settings().database_url(arguments["profile"]))


def _asking(name: str, work: Command) -> Command:
    """A command that asks a warehouse: what keeps it from its work is one sentence, and the exit status 1."""

    def call(arguments: Arguments) -> int:
        from sqlalchemy.exc import SQLAlchemyError

        from theodoi.database import told
        from theodoi.takeback import AtWork

        try:
            return work(arguments)
        except BrokenPipeError:
            raise
        except (LookupError, ValueError, OSError, AtWork, SQLAlchemyError) as error:
            print(f"theodoi {name}: {told(error)}", file=sys.stderr)
            return 1

    return call


def _migrate(arguments: Arguments) -> int:
    from theodoi.load.migrate import migrate

    migrate(_engine(arguments))
    return 0


def _review_organisations(arguments: Arguments) -> int:
    from theodoi.review import write_review

    lines = write_review(_engine(arguments), arguments["out"])
    print(f"{arguments['out']}: {lines} bodies; fill `decision` with adopt, merge (and `into`) or reject, then")
    print(f"theodoi decide-organisations {arguments['out']}")
    return 0


def _search(arguments: Arguments) -> int:
    from theodoi.search import Asked, as_atom, as_jsonl, as_text, search

    filters = ("since", "until", "source", "organisation", "doc_type", "most")
    asked = Asked(" ".join(arguments["query"]), **{name: arguments[name] for name in filters})
    hits = search(_engine(arguments), asked)
    if arguments["format"] == "atom":
        print(as_atom(asked, hits))
    else:
        lines = as_jsonl(hits) if arguments["format"] == "jsonl" else as_text(hits)
        for line in lines:
            print(line)
    if not hits:
        print("nothing was found", file=sys.stderr)
    return 0


def _evidence(arguments: Arguments) -> int:
    from theodoi.evidence import check, find
    from theodoi.evidence.page import as_text, render_evidence
    from theodoi.lake import Lake
    from theodoi.settings import settings

    with _engine(arguments).connect() as connection:
        lake = Lake(settings().lake_root(arguments["profile"]))
        found = [(evidence, check(lake, evidence)) for evidence in find(connection, arguments["id"])]
    if arguments["html"]:
        arguments["html"].write_text(render_evidence(arguments["id"], found), encoding="utf-8")
        print(f"{arguments['html']}: {len(found)} findings")
    else:
        print("\n\n".join(as_text(evidence, checks) for evidence, checks in found))
    return 0 if all(one.well for _, checks in found for one in checks if one.name != "page") else 1


def _gate_frame(arguments: Arguments) -> int:
    import pyarrow.parquet as pq

    from theodoi.contracts import DATASETS
    from theodoi.lake import InputGone, Lake
    from theodoi.quality import GATES, gate_frame, registry_parameters
    from theodoi.settings import settings

    name = arguments["dataset"]
    checked = [dataset.name for datasets in GATES.values() for dataset in datasets]
    if name not in checked:
        print(f"theodoi gate-frame: no gate checks {name!r}; name one of {', '.join(checked)}", file=sys.stderr)
        return 2
    lake = Lake(settings().lake_root(arguments["profile"]))
    try:
        table = gate_frame(lake, arguments["batch"], DATASETS[name], arguments["stage"])
    except (InputGone, ValueError) as fault:
        print(f"theodoi gate-frame: {fault}", file=sys.stderr)
        return 1
    out: Path = arguments["out"] or Path(f"{name}.parquet")
    pq.write_table(table, out)
    parameters = out.with_suffix(".parameters.json")
    parameters.write_text(json.dumps(registry_parameters(), ensure_ascii=False, indent=1), encoding="utf-8")
    print(f"{out}: {table.num_rows} rows of {table.num_columns} columns; {parameters}: values for $PARAMETER")
    return 0


def _quarantine(arguments: Arguments) -> int:
    from theodoi.maintain import quarantine
    from theodoi.vocabularies import QuarantineDecision

    action, ids = arguments["action"], arguments.get("ids") or None
    asked = quarantine.Asked(ids, arguments["batch"], arguments["dataset"], arguments["check"])
    if action != "list" and asked == quarantine.Asked():
        print(f"theodoi quarantine {action}: name rows by their ids, --batch, --dataset or --check", file=sys.stderr)
        return 2
    if action in {"list", "show"}:
        return _shown_quarantine(_engine(arguments), asked, arguments)
    decision = QuarantineDecision(action)
    decided = quarantine.decide(_engine(arguments), asked, decision, arguments["reason"], arguments["by"])
    batches = sorted({row.batch_id for row in decided})
    print(f"{len(decided)} rows of {', '.join(batches)}: {action}. The next run of the batch honours it; for one now:")
    for batch in batches:
        day = batch.removeprefix("nightly/")
        again = f"backfill --from {day} --again" if day != batch else f"reprocess --batch {batch} --publish"
        print(f"  theodoi {again} --profile {arguments['profile']}")
    return 0


def _shown_quarantine(engine: Engine, asked: HeldRows, arguments: Arguments) -> int:
    """Print rows in quarantine: a line each, or whole."""
    from theodoi.maintain.quarantine import held_rows

    listing = arguments["action"] == "list"
    if listing and arguments["state"] != "all":
        asked = replace(asked, state=arguments["state"])
    with engine.connect() as connection:
        found = held_rows(connection, asked, arguments["most"] if listing else 100)
    if not found:
        print("no such row is in quarantine", file=sys.stderr)
        return 0 if listing else 1
    print("\n".join(row.line for row in found) if listing else "\n\n".join(row.page for row in found))
    return 0


def _brief(arguments: Arguments) -> int:
    from theodoi.brief.make import written

    print("\n".join(written(**arguments)))
    return 0


def _export(arguments: Arguments) -> int:
    from theodoi.exports import Days, export_views, freeze, view_names
    from theodoi.exports.formats import Options

    engine, pages = _engine(arguments), _evidence_pages(arguments["profile"])
    if arguments["frozen"]:
        frozen = freeze(engine, arguments["frozen"], arguments["out"], evidence=pages)
        print(
            f"{frozen.folder}: sha256 {frozen.checksum}" + (" (frozen before; all files hold)" if frozen.before else "")
        )
        return 0
    if not arguments["views"]:
        with engine.connect() as connection:
            print("\n".join(view_names(connection)))
        return 0
    exported = export_views(
        engine,
        arguments["views"],
        arguments["out"],
        format=arguments["format"],
        days=Days(since=arguments["since"], stood_on=arguments["as_of"]),
        options=Options(decimal_comma=arguments["decimal_comma"], notes=arguments["notes"]),
        evidence=pages,
    )
    for file in exported:
        print(f"{file.path}: {file.rows} rows of bi.{file.view}")
    return 0


def _evidence_pages(profile: str) -> str:
    """The address before the id of an evidence page: at the Airflow that is known, else its path alone."""
    from theodoi.airflow_api import AirflowClient, AirflowError
    from theodoi.report import PREFIX

    try:
        airflow = AirflowClient.known().url
    except AirflowError:
        airflow = ""
    return f"{airflow}{PREFIX}/evidence/{profile}/"


def _decide_organisations(arguments: Arguments) -> int:
    from theodoi.registry.organisations import load_organisations
    from theodoi.registry.reading import registry_dir
    from theodoi.review import decide, read_review

    found = read_review(arguments["file"], load_organisations(), date.today())
    decide(found.decisions, registry_dir(), _engine(arguments))
    for fault in found.faults:
        print(f"theodoi decide-organisations: {fault}", file=sys.stderr)
    kinds = ", ".join(f"{sum(d.decision == k for d in found.decisions)} to {k}" for k in ("adopt", "merge", "reject"))
    print(
        f"{len(found.decisions)} decisions kept ({kinds}); reprocess what articles they concern as far as names are to be found anew"
    )
    return 1 if found.faults else 0


def _correct(arguments: Arguments) -> int:
    from theodoi import correct
    from theodoi.registry.reading import registry_dir

    action, words = arguments["action"], arguments["words"]
    numbers = {"reject": (1, 1), "set": (2, 99), "merge": (2, 2), "split": (1, 1), "apply": (0, 0), None: (0, 0)}
    least, most = numbers[action]
    fault = None
    if not least <= len(words) <= most:
        fault = f"{action or 'without an action'} takes {least if least == most else f'{least} or more'} words, found {len(words)}"
    elif action is None and not arguments["check"]:
        fault = "say what to do: reject, set, merge, split, apply or --check"
    elif words and not (arguments["reason"] and arguments["author"]):
        fault = "a correction needs --reason and --author"
    if fault:
        print(f"theodoi correct: {fault}", file=sys.stderr)
        return 2
    engine = _engine(arguments)
    if action == "apply":
        correct.apply(registry_dir(), engine)
    elif action is not None:
        print(
            f"kept in {correct.make(action, words, arguments['reason'], arguments['author'], engine, registry_dir())}"
        )
    idle = correct.idle_sentences(engine)
    for sentence in idle:
        print(sentence)
    if not idle:
        print("every correction matches something")
    return 1 if idle and arguments["check"] else 0


def _backfill(arguments: Arguments) -> int:
    from theodoi import backfill

    try:
        return backfill.run(**arguments, say=lambda line: print(line, flush=True))
    except backfill.FAILURES as error:
        print(f"theodoi backfill: {error}", file=sys.stderr)
        return 1


def _sources(arguments: Arguments) -> int:
    from theodoi import sourcing
    from theodoi.settings import settings

    profile, well = arguments["profile"], True
    try:
        match arguments["action"]:
            case "list":
                lines = sourcing.listed(profile)
            case "check":
                lines, well = sourcing.check_all(profile, arguments["names"])
            case _:
                folder = arguments["out"] or settings().sources_folder(profile)
                scaffold = sourcing.new(arguments["url"], local=arguments["local"])
                lines = sourcing.write_new(scaffold, folder, arguments["shapes"])
    except sourcing.FAILURES as error:
        print(f"theodoi sources: {error}", file=sys.stderr)
        return 1
    print("\n".join(lines))
    return 0 if well else 1


def _status(arguments: Arguments) -> int:
    from theodoi.status import status

    print("\n".join(status(arguments["profile"])))
    return 0


def _take_back(name: str) -> Command:
    def call(arguments: Arguments) -> int:
        from theodoi import takeback

        print("\n".join(getattr(takeback, name)(**arguments)))
        return 0

    return _asking(name, call)


def _init(_: Arguments) -> int:
    from psycopg2 import Error
    from sqlalchemy.exc import SQLAlchemyError

    from theodoi.load.server import initialise

    try:
        left_open = initialise()
    except (LookupError, ValueError, Error, SQLAlchemyError) as error:
        print(f"theodoi init: {str(error).strip()}", file=sys.stderr)
        return 1
    for sentence in left_open:
        print(f"theodoi init: {sentence}")
    return 0


def _watchdog(arguments: Arguments) -> int:
    import signal
    import threading

    from sqlalchemy.exc import SQLAlchemyError

    from theodoi.database import engine_for, told
    from theodoi.load.watchdog import keep_watch, unwatched
    from theodoi.settings import settings

    def say(sentence: str) -> None:
        print(f"theodoi watchdog: {sentence}", flush=True)

    def beat() -> None:
        if arguments["beat"]:
            arguments["beat"].touch()

    try:
        engines = [engine_for(settings().database_url(profile)) for profile in arguments["profiles"]]
        for login in {login for engine in engines for login in unwatched(engine)}:
            say(f"the sessions of {login} cannot be ended: GRANT it to the owner of the warehouse")
    except (LookupError, SQLAlchemyError) as error:
        print(f"theodoi watchdog: {told(error)}", file=sys.stderr)
        return 1
    over = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: over.set())
    keep_watch(engines, say, over, beat)
    if arguments["beat"]:
        arguments["beat"].unlink(missing_ok=True)
    return 0


def _health(arguments: Arguments) -> int:
    from sqlalchemy.exc import SQLAlchemyError

    from theodoi.airflow_api import state_in_airflow
    from theodoi.database import told
    from theodoi.maintain.components import components
    from theodoi.maintain.health import Check, checks
    from theodoi.maintain.work import Work
    from theodoi.registry.sources import SourceError

    found = []
    try:
        found += components()
        found += checks(Work(arguments["profile"], state_of=state_in_airflow))
    except (LookupError, OSError, SourceError, SQLAlchemyError) as error:
        fault = _fault_of_home(error) if isinstance(error, OSError) else None
        found.append(Check("setup", False, fault or told(error)))
    print("\n".join(check.line for check in found))
    return 0 if all(check.well for check in found) else 1


def _embedded(command: str) -> Command:
    def call(arguments: Arguments) -> int:
        from theodoi.embedded.commands import main as run_command

        return run_command(command, arguments)

    return call


_WITHOUT_HOME = {"clean", "compare", "extract", "repair", "learn-diacritics"}
_COMMANDS: Mapping[str, Command] = {
    "clean": _clean,
    "compare": _compare,
    "extract": _extract,
    "explain": _explain,
    "repair": _repair,
    "learn-diacritics": _learn_diacritics,
    "health": _health,
    "watchdog": _watchdog,
    "review-organisations": _asking("review-organisations", _review_organisations),
    "decide-organisations": _asking("decide-organisations", _decide_organisations),
    "correct": _asking("correct", _correct),
    "search": _asking("search", _search),
    "brief": _asking("brief", _brief),
    "evidence": _asking("evidence", _evidence),
    "export": _asking("export", _export),
    "gate-frame": _gate_frame,
    "quarantine": _asking("quarantine", _quarantine),
    "migrate": _asking("migrate", _migrate),
    "init": _init,
    "undo": _take_back("undo"),
    "forget": _take_back("forget"),
    "backfill": _backfill,
    "sources": _sources,
    "status": _asking("status", _status),
    "run": _embedded("run"),
    "import": _embedded("import"),
    "reprocess": _embedded("reprocess"),
    "stop": _embedded("stop"),
    "psql": _embedded("psql"),
}


if __name__ == "__main__":
    sys.exit(main())
