"""The commit of an import: one batch of what its units kept, in the order of files and records, whoever was done first."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Engine

from theodoi.contracts import CAPTURES, QUARANTINE, key_of
from theodoi.lake import Lake, Manifest
from theodoi.registry.sources import Source
from theodoi.rows import QuarantineRow
from theodoi.scrape.frontier import Frontier, Result, Target
from theodoi.scrape.imports.files import ARCHIVE, address, name_of, shown
from theodoi.scrape.imports.keeping import PARTS
from theodoi.scrape.imports.ledger import Entry, FileReport, UnitReport, read_ledger, read_report
from theodoi.scrape.imports.plan import REPLAY, Piece, Plan, read_plan
from theodoi.scrape.imports.unit import read_pieces
from theodoi.warc import MOST_BYTES

_QUARANTINE_FILE = "captures-import"


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """What an import brought: all captures of the batch, and what was left out and why."""

    replayed: bool
    captures: int
    files: int = 0
    duplicates: int = 0  # same URL and same bytes
    versions: int = 0  # captures of a URL that has another one: the newest wins later
    revisits: int = 0  # records that say "as before"; known_revisits of them of a URL that the batch has
    known_revisits: int = 0
    no_pages: int = 0  # records of an archive that hold no page: redirects, errors, pictures
    rejected: int = 0  # rows of the quarantine
    reasons: tuple[str, ...] = field(default=())  # sentences of the first rejected ones
    sentence: str = ""


def commit_import(
    lake: Lake,
    batch_id: str,
    unit_ids: Sequence[str],
    engine: Engine,
    *,
    sources: Mapping[str, Source],
    spool: Path,
    most_bytes: int = MOST_BYTES,
) -> ImportSummary:
    """Commit what the units of a plan kept: captures, quarantine, and a row of ops.fetches for each file.

    Of several captures with one URL and the same bytes the first stays. Doing it again gives the same. Raises
    LookupError when a unit has not been read, OSError and SQLAlchemyError when our own disk or database fails.
    """
    if unit_ids[0] == REPLAY:
        rows = lake.committed(CAPTURES.name, batch_id).rows
        return ImportSummary(True, rows, sentence=f"replayed: {rows} captures, no file was read")
    plan_id = unit_ids[0].rpartition("-")[0]
    plan = read_plan(lake, batch_id, plan_id)
    if plan is None:
        raise LookupError(f"batch {batch_id} has no plan {plan_id} in {lake.root}: plan the import again")
    reports = list(_joined(lake, batch_id, plan, sources, spool, most_bytes))
    manifest, urls, read = _captures(lake, batch_id, plan, reports)
    rejected = _quarantine(lake, batch_id, plan, reports)
    lake.write_manifest(manifest)
    summary = _summary(lake, batch_id, reports, manifest, urls, read, rejected)
    with Frontier.open(engine, batch_id) as frontier:
        _fetches(frontier, plan.source_id, reports)
    return summary


def _joined(
    lake: Lake, batch_id: str, plan: Plan, sources: Mapping[str, Source], spool: Path, most_bytes: int
) -> Iterator[UnitReport]:
    """The units' reports, each part of a file beginning where the part before it stopped.

    A cut inside a record (an archive in an archive looks like records) shows here: the part behind it is read again
    from the true place.
    """
    last: FileReport | None = None
    for number in range(1, len(plan.units) + 1):
        report = read_report(lake, batch_id, plan.unit_id(number))
        if report is None:
            raise LookupError(f"unit {plan.unit_id(number)} of batch {batch_id} has not been read: run its task again")
        first = report.files[0].piece if report.files else None
        # The part before may even have ended behind the end of this one, which then holds no record.
        if (
            first
            and first.begin
            and last
            and last.piece.place == first.place
            and last.stopped_at not in (None, first.begin)
        ):
            pieces = (first.model_copy(update={"begin": last.stopped_at}), *(f.piece for f in report.files[1:]))
            report = read_pieces(lake, batch_id, report.unit_id, pieces, plan.source_id, sources, spool, most_bytes)
        yield report
        last = report.files[-1] if report.files else last


def _captures(
    lake: Lake, batch_id: str, plan: Plan, reports: Sequence[UnitReport]
) -> tuple[Manifest, pa.ChunkedArray, int]:
    """Write the index of all units without what an earlier record already is; manifest, URLs, rows before that."""
    committed = lake.manifest(CAPTURES.name, batch_id)
    files = {f: n for f, n in (committed.files if committed else {}).items() if not f.startswith(f"seg-{plan.id}-")}
    seen: set[str] = set()
    urls = []
    for file in sorted(files):
        table = lake.read_shard(CAPTURES, batch_id, file, columns=["capture_id", "url"])
        seen.update(table["capture_id"].to_pylist())
        urls.append(table["url"])
    read = 0
    for report in reports:
        for file in report.segments:
            table = lake.read_shard(CAPTURES, batch_id, file, PARTS)
            read += table.num_rows
            new = [key not in seen for key in table["capture_id"].to_pylist()]
            table = table.filter(pa.array(new, pa.bool_()))
            seen.update(table["capture_id"].to_pylist())
            urls.append(table["url"])
            if table.num_rows:
                files[file] = lake.write_shard(CAPTURES, batch_id, file.removesuffix(".parquet"), table)
    chunks = [chunk for column in urls for chunk in column.chunks]
    return Manifest(CAPTURES.name, batch_id, files), pa.chunked_array(chunks, pa.string()), read


def _quarantine(lake: Lake, batch_id: str, plan: Plan, reports: Sequence[UnitReport]) -> list[tuple[Piece, Entry]]:
    """Write what was rejected, beside earlier rejections of files that were not read again; returns the new ones."""
    rejected = [
        (report.files[entry.piece].piece, entry)
        for report in reports
        if "rejected" in report.counts
        for entry in read_ledger(lake, batch_id, report.unit_id, "rejected")
    ]
    again = {shown(piece.place) for unit in plan.units for piece in unit}
    rows: dict[str, QuarantineRow] = {}
    if lake.manifest(QUARANTINE.name, batch_id) is not None:
        for row in lake.read(QUARANTINE, batch_id).to_pylist():
            if json.loads(row["row"])["file"] not in again:
                rows[row["quarantine_id"]] = row
    for piece, entry in rejected:
        row = _quarantined(batch_id, piece, entry)
        rows[row["quarantine_id"]] = row
    number = lake.write_shard(QUARANTINE, batch_id, _QUARANTINE_FILE, QUARANTINE.table(rows.values()))
    lake.write_manifest(Manifest(QUARANTINE.name, batch_id, {f"{_QUARANTINE_FILE}.parquet": number}))
    return rejected


def _quarantined(batch_id: str, piece: Piece, entry: Entry) -> QuarantineRow:
    file, name = shown(piece.place), name_of(piece.place)
    key = f"{name}@{entry.offset}" + (f"#{entry.nth}" if entry.nth > 1 else "")
    row = {"file": file, "offset": entry.offset, "length": entry.length, "kept": entry.kept}
    return {
        "quarantine_id": key_of(batch_id, CAPTURES.name, file, key, entry.detail, entry.content_hash),
        "batch_id": batch_id,
        "dataset": CAPTURES.name,
        "row_key": key,
        "expectation": f"import_{entry.detail}",
        "reason": f"{name}: {entry.reason}.",
        "content_hash": entry.content_hash,
        "row": json.dumps(row, ensure_ascii=False, sort_keys=True),
    }


def _fetches(frontier: Frontier, source_id: str, reports: Sequence[UnitReport]) -> None:
    """One row for each file, however many units have read it."""
    of_file: dict[str, list[FileReport]] = {}
    for report in reports:
        for file in report.files:
            of_file.setdefault(address(file.piece.place), []).append(file)
    frontier.add([Target(url, source_id, "file", "import") for url in of_file])
    for url, parts in of_file.items():
        frontier.done(url, _result(parts))


def _result(parts: Sequence[FileReport]) -> Result:
    captured, duplicates = sum(p.captured for p in parts), sum(p.duplicates for p in parts)
    rejected, size = sum(p.rejected for p in parts), parts[0].piece.size
    bad = next((p for p in parts if p.rejected), None)
    if captured or duplicates or bad is None:
        told = f"{captured + duplicates} pages" + (
            f", {rejected} stretches that are no sound record" if rejected else ""
        )
        reason = f"{told}." if parts[0].piece.kind == ARCHIVE else None
        return Result("captured" if captured or duplicates else "empty", reason, bytes=size)
    outcome = bad.problem if bad.problem in {"missing", "empty"} else "unreadable"
    return Result(outcome, f"{bad.reason[0].upper()}{bad.reason[1:]}.", bytes=size)


def _summary(
    lake: Lake,
    batch_id: str,
    reports: Sequence[UnitReport],
    manifest: Manifest,
    urls: pa.ChunkedArray,
    read: int,
    rejected: Sequence[tuple[Piece, Entry]],
) -> ImportSummary:
    counts: dict[str, Counter[str]] = {}
    for report in reports:
        for what, details in report.counts.items():
            counts.setdefault(what, Counter()).update(details)
    total = {what: sum(details.values()) for what, details in counts.items()}
    targets = [
        entry.detail or entry.url
        for report in reports
        if "revisit" in report.counts
        for entry in read_ledger(lake, batch_id, report.unit_id, "revisit")
    ]
    known = pc.sum(pc.is_in(pa.array(targets, pa.string()), value_set=urls.combine_chunks())).as_py() or 0
    new = sum(rows for file, rows in manifest.files.items() if any(file in report.segments for report in reports))
    files = len({f.piece.place for report in reports for f in report.files})
    summary = ImportSummary(
        replayed=False,
        captures=manifest.rows,
        files=files,
        duplicates=total.get("duplicate", 0) + read - new,
        versions=manifest.rows - pc.count_distinct(urls).as_py(),
        revisits=total.get("revisit", 0),
        known_revisits=known,
        no_pages=total.get("no_page", 0),
        rejected=len(rejected),
        reasons=tuple(f"{shown(piece.place)}: {entry.reason}" for piece, entry in rejected[:10]),
    )
    return _told(summary, counts)


def _told(summary: ImportSummary, counts: Mapping[str, Counter[str]]) -> ImportSummary:
    """The summary with its sentence."""
    parts = [f"{summary.captures:,} captures from {summary.files:,} file{'s' if summary.files != 1 else ''}"]
    if summary.duplicates:
        parts.append(f"{summary.duplicates:,} duplicates")
    if summary.versions:
        parts.append(f"{summary.versions:,} other versions of a page")
    if summary.revisits:
        parts.append(f"{summary.revisits:,} revisits ({summary.known_revisits:,} of pages that are here)")
    for what, words in (("no_page", "without a page"), ("rejected", "rejected"), ("other", "of other kinds")):
        if number := sum(counts.get(what, Counter()).values()):
            parts.append(f"{number:,} {words} ({_most_common(counts[what])})")
    told = ", ".join(parts) + (f"; {'; '.join(summary.reasons[:3])}" if summary.reasons else "")
    return replace(summary, sentence=told)


def _most_common(details: Counter[str], most: int = 4) -> str:
    shown_ = sorted(details.items(), key=lambda item: (-item[1], item[0]))
    told = ", ".join(f"{number:,} {detail.replace('_', ' ')}" for detail, number in shown_[:most])
    return told + (f" and {len(shown_) - most} more kinds" if len(shown_) > most else "")
