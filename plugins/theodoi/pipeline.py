"""The stages of a batch, as the DAGs and the tests call them: each takes a Run, works under a lock, and notes when it worked.

    begin -> discover -> crawl (or plan, read, import) -> gate captures -> clean -> commit -> gate articles -> extract
          -> commit -> gate findings -> stage -> gate staging -> publish -> finish

A reprocess chooses stored captures instead of bringing new ones, and compares before it stages:

    begin -> choose -> clean -> commit -> gate articles -> extract -> commit -> gate findings -> compare
          -> (no dry run:) stage -> …

Every stage may be killed and called again, and may be called by two runs of the same batch at once: its output is
written whole, under the lock of (batch, stage, shard), and depends on nothing but the stage before.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from sqlalchemy import Connection, text

from theodoi import quality, reprocess
from theodoi.clean import stage as clean_stage
from theodoi.database import run_sql_of_kinds, sql_file
from theodoi.extract import stage as extract_stage
from theodoi.lake import check_batch_id, writing_under
from theodoi.leases import Lease, batch_lock
from theodoi.load import publish as load
from theodoi.load.patience import wait_until_up
from theodoi.load.registry import load_sources
from theodoi.maintain import learnt
from theodoi.maintain.baselines import baseline
from theodoi.maintain.boilerplate import boilerplate_lines
from theodoi.maintain.compaction import settle as settle_compaction
from theodoi.registry.sources import Source, chosen_sources
from theodoi.registry.sources import load_sources as read_sources
from theodoi.rows import Counts, PublishedFields, UnitFields
from theodoi.run import Run as Run  # the stages are called with it
from theodoi.settings import settings
from theodoi.versions import rules_version
from theodoi.vocabularies import QuarantineDecision

if TYPE_CHECKING:
    from theodoi.scrape.crawl import Order


_CHANGES_ON_PAGE = 200  # of a reprocess


class Refused(Exception):
    """Nothing of the batch is published, and doing the same again would change nothing. The message says why."""


class GateRefused(Refused):
    """A gate's critical check failed. The message says which and why."""


class PublishRefused(Refused):
    """The publish would withdraw more than it may without being asked to."""


class _Reading(TypedDict):
    """What the stages of an import are called with."""

    sources: Mapping[str, Source]
    spool: Path
    most_bytes: int


@dataclass
class _Note:
    """What a stage did, filled in while it works under its lease."""

    lease: Lease
    rows_in: int | None = None
    rows_out: int | None = None
    note: str | None = None


# the stages ----------------------------------------------------------------------------------------------------------


def begin(run: Run) -> None:
    """Register the run and its sources; it keeps to the versions of learnt tables that are current now.

    Waits for maintenance that works on the batch. Raises ValueError for a bad batch id or source file.
    """
    check_batch_id(run.batch_id)
    sources = read_sources(settings().sources_folder(run.profile))
    wait_until_up(run.engine)
    with batch_lock(run.engine, run.profile, run.batch_id, "begin"), run.engine.begin() as connection:
        settle_compaction(run.engine, run.lake, run.batch_id)
        load_sources(connection, sources)
        connection.execute(
            text(sql_file("ops/begin_run.sql")),
            {
                "run_id": run.run_id,
                "batch_id": run.batch_id,
                "dag_id": run.dag_id,
                "day": run.day,
                "refresh": run.refresh,
                "rules_version": rules_version(),
                "options": json.dumps(_options(run), ensure_ascii=False),
            },
        )
        learnt.freeze(connection, run.run_id)


def discover(run: Run) -> Counts:
    """Read robots.txt, feeds, sitemaps and list pages of the sources; returns counts."""
    from theodoi.scrape import crawl as scrape

    with _stage(run, "discover") as note:
        done = scrape.discover(_order(run))
        note.rows_out, note.note = done.pages, done.sentence
        return {"pages": done.pages}


def crawl(run: Run) -> Counts:
    """Fetch the pages that discovery found, or replay what the batch has; returns counts."""
    from theodoi.scrape import crawl as scrape

    with _stage(run, "crawl") as note:
        done = scrape.crawl(_order(run))
        note.rows_out, note.note = done.captures, done.sentence
        return {"captures": done.captures}


def plan_import(run: Run, files: list[str], unit_mb: int) -> list[UnitFields]:
    """List files and folders and cut them into units of about `unit_mb` megabytes; returns {id, shows} of each."""
    from theodoi.scrape import imports

    with _stage(run, "plan") as note:
        name = run.batch_id.partition("/")[2]
        units = imports.plan_import(
            run.lake, run.batch_id, name, files, refresh=run.refresh, unit_bytes=unit_mb * 1_000_000
        )
        note.rows_out = len(units)
        return [{"id": unit.id, "shows": unit.shows} for unit in units]


def import_unit(run: Run, unit_id: str) -> Counts:
    """Read one unit of the import, or what a killed task left of it; returns counts."""
    from theodoi.scrape import imports

    with _stage(run, "read", unit_id.rpartition("-")[2]) as note:
        done = imports.import_unit(run.lake, run.batch_id, unit_id, **_reading(run))
        note.rows_in, note.rows_out, note.note = done.records, done.captures, done.sentence
        return {"captures": done.captures}


def commit_import(run: Run, unit_ids: list[str]) -> Counts:
    """Make one batch of what the units of an import kept; returns counts."""
    from theodoi.scrape import imports

    with _stage(run, "import") as note:
        done = imports.commit_import(run.lake, run.batch_id, unit_ids, run.engine, **_reading(run))
        note.rows_out, note.note = done.captures, done.sentence
        return {"captures": done.captures}


def choose(run: Run) -> Counts:
    """Choose the stored captures of a reprocess; returns counts. Raises SelectionError."""
    with _stage(run, "choose") as note:
        selection = reprocess.read_selection(run.selection or {})
        note.rows_out = reprocess.select_captures(
            run.engine, run.lake, run.batch_id, selection, rules_version(), settings().shard_size
        )
        note.note = f"{note.rows_out} stored captures"
        return {"captures": note.rows_out}


def compare(run: Run) -> Counts:
    """Write which facts the rules of today gain and lose; closes the run when it is a dry one. Returns counts."""
    with _stage(run, "compare") as note:
        compared = reprocess.compare_batch(run.engine, run.lake, run.batch_id)
        head = f"Gained and lost: {run.batch_id}, rules {rules_version()}"
        told = (
            reprocess.render(compared, head),
            json.dumps(reprocess.as_dict(compared, _CHANGES_ON_PAGE), ensure_ascii=False),
        )
        for suffix, report in zip((".txt", ".json"), told, strict=True):
            run.lake.write_bytes(gained_lost_path(run.batch_id, suffix), report.encode("utf-8", "backslashreplace"))
        note.rows_in, note.rows_out, note.note = compared.articles, len(compared.changes), compared.sentence()
        if run.dry_run:
            with run.engine.begin() as connection:
                connection.execute(
                    text("UPDATE ops.runs SET status = 'dry_run', note = :note WHERE run_id = :run_id"),
                    {"run_id": run.run_id, "note": f"dry run, nothing was published; {note.note}"},
                )
        return {"changes": len(compared.changes)}


def gained_lost_path(batch_id: str, suffix: str = ".txt") -> str:
    """Where in the lake the gained/lost report of a reprocess lies: all of it as text, the first changes as .json."""
    return f"reports/batch={batch_id}/gained_lost{suffix}"


def gate(run: Run, name: str) -> Counts:
    """Check what a stage wrote; passes the good rows on, quarantines the bad. Raises GateRefused."""
    if name == "articles" and run.keeps_articles:
        return {}  # they have passed it
    with _stage(run, f"gate_{name}") as note:
        with run.engine.connect() as connection:
            decided = _decisions(connection)
            usual = _baseline(connection, run)
        report = quality.run_gate(run.lake, run.batch_id, name, decisions=decided, baseline=usual)
        note.rows_in = sum(d.rows for d in report.datasets)
        note.rows_out = sum(d.passed for d in report.datasets)
        _close_gate(run, report)
        return {"rows": note.rows_in, "passed": note.rows_out}


def shards(run: Run) -> list[int]:
    """Numbers of the shards that clean maps over; [0] for an empty batch."""
    return list(range(_shards(run)))


def clean(run: Run, shard: int) -> Counts:
    """Clean one shard of captures; returns counts. A reprocess that begins with the extraction has its articles."""
    if run.keeps_articles:
        return {}
    with _stage(run, "clean", shard) as note:
        with run.engine.connect() as connection:
            version = learnt.frozen(connection, run.run_id).get("boilerplate_lines")
            lines = boilerplate_lines(connection, version)
        note.rows_in, note.rows_out = clean_stage.clean_shard(
            run.lake, run.batch_id, shard, settings().shard_size, lines
        )
        note.note = f"without the boilerplate lines of {version}" if version else None
        return {"articles": note.rows_out}


def commit_clean(run: Run) -> Counts:
    """Make one dataset of what the shards of clean wrote; returns counts. Raises InputGone when a shard is missing."""
    if run.keeps_articles:
        return {}
    with _stage(run, "commit_clean") as note:
        note.rows_out = clean_stage.commit_clean(run.lake, run.batch_id, settings().shard_size)
        return {"articles": note.rows_out}


def extract(run: Run, shard: int) -> Counts:
    """Extract from one shard of passed articles; returns counts."""
    with _stage(run, "extract", shard) as note:
        file = f"{clean_stage.shard_name(shard)}.parquet"
        note.rows_in, note.rows_out = extract_stage.extract_shard(run.lake, run.batch_id, file)
        return {"findings": note.rows_out}


def commit_extract(run: Run) -> Counts:
    """Make one dataset of each kind of finding of what the shards of extract wrote; returns counts. Raises InputGone."""
    with _stage(run, "commit_extract") as note:
        note.rows_out = extract_stage.commit_extract(run.lake, run.batch_id)
        return {"findings": note.rows_out}


def stage(run: Run) -> Counts:
    """Copy what passed into the staging tables; returns rows by dataset."""
    with _stage(run, "stage") as note:
        counts = load.stage(run.engine, run.lake, run.batch_id, fence=note.lease.fence)
        note.rows_out = sum(counts.values())
        return counts


def is_staged(run: Run) -> bool:
    """Whether staging holds what passed of the batch: a repeated gate_staging or publish begins with stage where it does not."""
    wait_until_up(run.engine)
    try:
        with run.engine.begin() as connection:
            load.check_staging(connection, run.lake, run.batch_id)
    except load.StagingGone:
        return False
    return True


def gate_staging(run: Run) -> Counts:
    """Check the staging tables against the lake's manifests. Raises GateRefused, and StagingGone: absent rows are no bad rows."""
    with _stage(run, "gate_staging") as note:
        with run.engine.begin() as connection:
            staged = load.check_staging(connection, run.lake, run.batch_id)
        expected = {d.name: staged[d.name] for d in load.LOADED}
        report = quality.run_staging_gate(run.engine, run.batch_id, expected)
        note.rows_in = note.rows_out = sum(expected.values())
        _close_gate(run, report)
        return expected


def publish(run: Run) -> PublishedFields:
    """Make the batch what readers see, in one transaction; returns status, rows by table and the content's checksum.

    Raises PublishRefused when it would withdraw more than it may, StagingGone when staging does not hold what passed.
    """
    with _stage(run, "publish") as note:
        try:
            published = load.publish(
                run.engine,
                run.lake,
                run.batch_id,
                run_id=run.run_id,
                allow_withdrawals=run.allow_withdrawals,
                fence=note.lease.fence,
            )
        except load.WithdrawalsRefused as refusal:
            _refuse(run, str(refusal))
            raise PublishRefused(str(refusal)) from None
        note.rows_out = sum(published.counts.values())
        nothing = published.counts["articles"] == 0
        done: PublishedFields = {
            "status": "nothing_new" if nothing else "published",
            "counts": published.counts,
            # A reprocess changes rows of other batches and has none of its own.
            "checksum": None if run.selection is not None else published.checksum,
        }
        with run.engine.begin() as connection:
            connection.execute(
                text(sql_file("ops/published_run.sql")),
                {
                    "run_id": run.run_id,
                    "status": done["status"],
                    "note": _nothing_new(published) if nothing else None,
                    "counts": json.dumps(published.counts),
                    "checksum": done["checksum"],
                },
            )
        return done


def update_statistics(run: Run) -> None:
    """Bring what BI tools read up to date: planner statistics of the tables that the publish changed."""
    with _stage(run, "update_statistics"), run.engine.begin() as connection:
        run_sql_of_kinds(connection, "bi/refresh.sql")


def data_docs(run: Run) -> Path:
    """Write the results of the run's gates as HTML, in place of the profile's last ones; returns the index page."""
    with run.engine.connect() as connection:
        gates = connection.scalars(text(sql_file("ops/gates_of_run.sql")), {"run_id": run.run_id}).all()
    kept = {gate: quality.kept_evaluations(run.lake, run.batch_id, gate) for gate in gates}
    with batch_lock(run.engine, run.profile, "data docs"):
        return quality.build_data_docs(run.batch_id, kept, settings().home / "data_docs" / run.profile)


def report_page(run: Run) -> str:
    """Write the run's report, a page of HTML, into the lake; returns where it is. Raises UnknownRun."""
    from theodoi.report.facts import read_facts
    from theodoi.report.page import render_page
    from theodoi.report.store import write_page

    compared = gained_lost_path(run.batch_id, ".json")
    gained_lost = json.loads(run.lake.read_bytes(compared)) if run.lake.exists(compared) else None
    page = render_page(replace(read_facts(run), gained_lost=gained_lost))
    path = write_page(run.lake, run.batch_id, run.dag_id, run.run_id, page)
    return f"{run.lake.root}/{path}"


def briefs(run: Run) -> str:
    """Write the briefs of a night that was published into the lake; returns where they are, or why there are none."""
    from theodoi.brief.make import make_briefs

    with run.engine.connect() as connection:
        status = connection.scalar(text("SELECT status FROM ops.runs WHERE run_id = :run_id"), {"run_id": run.run_id})
        if run.day is None or run.dag_id != "nightly" or status not in ("published", "nothing_new"):
            return "none: the run published no night"
        paths = make_briefs(connection, run.lake, run.profile, date.fromisoformat(run.day))
    return "\n".join(f"{run.lake.root}/{path}" for path in paths)


def finish(run: Run, failed: list[str]) -> str:
    """Close the run in ops.runs; returns its sentence. `failed` names the tasks that did not succeed."""
    wait_until_up(run.engine)
    with run.engine.begin() as connection:
        sentence: str = connection.scalar(
            text(sql_file("ops/finish_run.sql")), {"run_id": run.run_id, "failed": ", ".join(failed) or None}
        )
        return sentence


# how they work -------------------------------------------------------------------------------------------------------


def _order(run: Run) -> Order:
    """What discover and crawl are asked to do. The demo's own sites need no long pause before a second attempt."""
    from theodoi.scrape.crawl import Order
    from theodoi.scrape.job import Politeness

    return Order(
        sources=chosen_sources(run.profile, run.sources),
        batch_id=run.batch_id,
        day=date.fromisoformat(run.day or ""),
        engine=run.engine,
        lake=run.lake,
        refresh=run.refresh,
        named=bool(run.sources),
        politeness=Politeness(backoff_seconds=0.2) if run.profile == "demo" else Politeness(),
    )


def _options(run: Run) -> Mapping[str, object]:
    """What the run was asked for beyond its batch, for ops.runs."""
    options: dict[str, object] = {"sources": list(run.sources), "selection": run.selection, "dry_run": run.dry_run}
    options["allow_withdrawals"] = run.allow_withdrawals
    return {name: value for name, value in options.items() if value}


def _decisions(connection: Connection) -> quality.Decisions:
    rows = connection.execute(text(sql_file("quarantine/decisions.sql"))).all()
    dropped = [row for row in rows if row.decision == QuarantineDecision.DROP]
    return quality.Decisions(
        released=frozenset(row.content_hash for row in rows if row.decision == QuarantineDecision.RELEASE),
        dropped=frozenset(row.content_hash for row in dropped),
        dropped_keys=frozenset(row.row_key for row in dropped),
    )


def _baseline(connection: Connection, run: Run) -> quality.Baseline | None:
    """What is usual for a night, in the version that the run keeps to; imports and reprocesses are like no night."""
    if run.day is None:
        return None
    version = learnt.frozen(connection, run.run_id).get("baselines")
    return baseline(connection, version, chosen_sources(run.profile, run.sources).keys())


def _reading(run: Run) -> _Reading:
    """What the stages of an import are called with: a page belongs to the live source whose site it is from."""
    from theodoi.scrape.crawl import spool_of

    return {
        "sources": read_sources(settings().sources_folder("live")),
        "spool": spool_of(run.lake, run.batch_id),
        "most_bytes": settings().max_record_mb << 20,
    }


def _shards(run: Run) -> int:
    return clean_stage.shard_count(run.lake, run.batch_id, settings().shard_size)


@contextmanager
def _stage(run: Run, name: str, shard: int | str | None = None) -> Iterator[_Note]:
    """Hold the stage's lease and note its times in ops.stages, where a running one can be seen.

    A stage whose lease was taken over writes nothing more: not into the lake, not into ops.stages. Raises LeaseLost.
    """
    key = {"run_id": run.run_id, "stage": name, "shard": "" if shard is None else str(shard)}
    engine = run.engine
    wait_until_up(engine)
    with batch_lock(engine, run.profile, run.batch_id, name, key["shard"]) as lease, writing_under(lease.check):
        note = _Note(lease)
        with engine.begin() as connection:
            connection.execute(text(sql_file("ops/stage_begins.sql")), key | {"now": datetime.now(UTC)})
        try:
            yield note
        except Exception as error:
            # The operator's summary says why; the whole trace is in the task's log.
            with engine.begin() as connection:
                if lease.is_ours(connection):
                    connection.execute(text(sql_file("ops/stage_fails.sql")), key | {"note": _first_line(error)})
            raise
        with engine.begin() as connection:
            lease.fence(connection)
            did = {"rows_in": note.rows_in, "rows_out": note.rows_out, "note": note.note, "now": datetime.now(UTC)}
            connection.execute(text(sql_file("ops/stage_ends.sql")), key | did)


def _first_line(error: Exception, most: int = 300) -> str:
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[0] if lines else 'no message'}"[:most]


def _close_gate(run: Run, report: quality.GateReport) -> None:
    """Record every result; when the gate refuses, show the quarantine and stop the batch."""
    quality.keep_evaluations(run.lake, report)
    with run.engine.begin() as connection:
        connection.execute(
            text("DELETE FROM ops.gate_results WHERE run_id = :run_id AND gate = :gate"),
            {"run_id": run.run_id, "gate": report.gate},
        )
        if report.results:
            connection.execute(
                text(sql_file("ops/gate_result.sql")),
                [
                    {"run_id": run.run_id, "batch_id": run.batch_id, "gate": report.gate} | r.as_row()
                    for r in report.results
                ],
            )
    if report.passed:
        return
    load.publish_quarantine(run.engine, run.lake, run.batch_id)
    why = "; ".join(r.describe() for r in report.refusals)
    sentence = f"The gate {report.gate} refused batch {run.batch_id}: {why}. The warehouse is as it was."
    _refuse(run, sentence)
    raise GateRefused(sentence)


def _refuse(run: Run, sentence: str) -> None:
    with run.engine.begin() as connection:
        connection.execute(
            text("UPDATE ops.runs SET status = 'refused', note = :note WHERE run_id = :run_id"),
            {"run_id": run.run_id, "note": sentence},
        )


def _nothing_new(published: load.Published) -> str:
    if published.passed:
        return f"nothing new: the warehouse has newer captures of all {published.passed} articles of this batch"
    return "nothing new: no article of this batch is in the warehouse"
