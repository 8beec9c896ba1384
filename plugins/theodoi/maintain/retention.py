"""Retention: what is older than the settings say is removed, and said, in rows and megabytes.

Never removed: WARC segments and their indexes, what passed the gates, what the warehouse serves, the quarantine, and the
newest published run of every batch. So any batch can be replayed from its captures for ever.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, text

from theodoi.contracts import ARTICLES, DATASETS, FINDINGS, OUTCOMES
from theodoi.database import sql_file
from theodoi.lake import StoredFile
from theodoi.maintain.work import Outcome, Work, ended_batches, held, told
from theodoi.settings import settings

# What clean, extract and their gates pass on to each other. The gate's `passed` stays: a reprocess begins with it.
_BETWEEN_STAGES = (
    (OUTCOMES.name, "parts"), (ARTICLES.name, "parts"),
    (OUTCOMES.name, "raw"), (ARTICLES.name, "raw"), *((dataset.name, "raw") for dataset in FINDINGS),
)  # fmt: skip


def staging_rows(work: Work) -> Outcome:
    """The duty: staging rows of batches that nobody works on; a publish that is repeated begins with `stage`."""
    days = settings().keep_staging_days
    if not days:
        return _kept("staging rows", "STAGING")
    rows = size = 0
    for batch_id in ended_batches(work, days):
        with held(work, batch_id) as alone, work.engine.begin() as connection:
            if alone:
                connection.execute(text(sql_file("maintain/delete_staged.sql")), {"batch_id": batch_id})
            for dataset in DATASETS if alone else ():
                # The names are the contracts' own.
                statement = sql_file("maintain/delete_staging.sql").replace("staging.dataset", f'staging."{dataset}"')
                gone = connection.execute(text(statement), {"batch_id": batch_id}).one()
                rows, size = rows + gone.rows, size + gone.size
            _settle(connection, work)
    return Outcome((_said(work, told("staging rows", rows, size)),))


def lake_files(work: Work) -> Outcome:
    """The duty: files between two stages of batches that nobody works on, bytes that imports could not read, halves of files."""
    lines = [_said(work, _files("that a killed process left half written", _halves(work)))]
    if days := settings().keep_stages_days:
        gone: list[StoredFile] = []
        for batch_id in ended_batches(work, days):
            gone += _between_stages(work, batch_id)
        lines.append(_said(work, _files("between two stages", gone)))
    else:
        lines += _kept("files between stages", "STAGES").lines
    if days := settings().keep_rejected_days:
        lines.append(_said(work, _files("of rejected bytes", _older(work, "rejected", days))))
    else:
        lines += _kept("rejected bytes", "REJECTED").lines
    return Outcome(tuple(lines))


def ops_rows(work: Work) -> Outcome:
    """The duty: details of old runs, fetches that no later crawl asks about, alerts that were cleared long ago, old undos."""
    lines: list[str] = []
    for setting, days, names in (
        ("RUNS", settings().keep_runs_days, ("delete_runs", "delete_alerts")),
        ("UNDO", settings().keep_undo_days, ("delete_undo",)),
        ("FETCHES", settings().keep_fetches_days, ("delete_fetches",)),
    ):
        if not days:
            lines += _kept("rows of ops", setting).lines
            continue
        with work.engine.begin() as connection:
            for name in names:
                found = connection.execute(text(sql_file(f"maintain/{name}.sql")), {"before": work.before(days)})
                lines += [_said(work, told(row.what, row.rows, row.size)) for row in found]
            _settle(connection, work)
    return Outcome(tuple(lines))


def reports(work: Work) -> Outcome:
    """The duty: old run reports in the lake, all but each batch's newest, results of gates, and data docs that no run has renewed."""
    days = settings().keep_reports_days
    if not days:
        return _kept("reports and data docs", "REPORTS")
    newest: dict[str, StoredFile] = {}
    for file in work.lake.files("reports"):
        batch = file.path.rpartition("/")[0]
        newest[batch] = max(newest.get(batch, file), file, key=lambda f: f.changed_at)
    gone = _older(work, "reports", days, keep={f.path for f in newest.values()}) + _older(work, "gates", days)
    docs = delete_old_files(settings().home / "data_docs" / work.profile, work.before(days), dry_run=work.dry_run)
    return Outcome((_said(work, _files("of run reports", gone)), _said(work, told("files of data docs", *docs))))


def delete_old_files(folder: Path, before: datetime, *, dry_run: bool) -> tuple[int, int]:
    """Delete files in a folder last changed before a moment, and folders that are empty then; returns files and bytes.

    Links are left alone: Airflow keeps some to its newest logs.
    """
    count = size = 0
    for path in sorted(folder.rglob("*"), reverse=True):  # files before the folders that they are in
        try:
            if path.is_symlink():
                continue
            status = path.stat()
            if path.is_dir():
                if not dry_run and status.st_mtime < before.timestamp() and not any(path.iterdir()):
                    path.rmdir()
            elif status.st_mtime < before.timestamp():
                if not dry_run:
                    path.unlink()
                count, size = count + 1, size + status.st_size
        except FileNotFoundError:  # somebody else was first
            continue
    return count, size


def _between_stages(work: Work, batch_id: str) -> list[StoredFile]:
    """Remove what lies between the stages of one batch, as far as it has passed its gates; returns the files."""
    lake = work.lake
    if lake.manifest(FINDINGS[-1].name, batch_id, "passed") is None:
        return []  # it never came so far: what it has may still be needed
    files = [f for name, stage in _BETWEEN_STAGES for f in lake.files(lake.folder(name, batch_id, stage))]
    if not files:
        return []
    with held(work, batch_id) as alone:
        return _delete(work, files) if alone else []


def _halves(work: Work) -> list[StoredFile]:
    """Files that were to be renamed when whole (theodoi.lake); an object store has none."""
    if "://" in work.lake.root:
        return []
    return _delete(work, [f for f in work.lake.files("") if f.path.endswith(".tmp") and f.changed_at < work.before(1)])


def _older(work: Work, folder: str, days: int, keep: Iterable[str] = ()) -> list[StoredFile]:
    kept = set(keep)
    old = [f for f in work.lake.files(folder) if f.changed_at < work.before(days) and f.path not in kept]
    return _delete(work, old)


def _delete(work: Work, files: list[StoredFile]) -> list[StoredFile]:
    # Manifests go first: a dataset without one is not there, one with a manifest must be whole.
    for file in sorted(files, key=lambda f: not f.path.endswith("/_manifest.json")):
        if not work.dry_run:
            work.lake.delete(file.path)
    return files


def _settle(connection: Connection, work: Work) -> None:
    """A dry run deletes, counts, and takes it back."""
    if work.dry_run:
        connection.rollback()


def _files(what: str, files: list[StoredFile]) -> str:
    return told(f"files {what}", len(files), sum(f.size for f in files))


def _said(work: Work, what: str) -> str:
    return f"{'would remove' if work.dry_run else 'removed'} {what}"


def _kept(what: str, setting: str) -> Outcome:
    return Outcome((f"{what} are kept for ever (THEODOI_KEEP_{setting}_DAYS is 0)",))
