"""Compaction: the many small WARC segments of an ended crawl become few, and everything that points into them follows.

A segment is a row of gzip members, so segments are put one behind the other as they are; a record keeps its bytes and
gets another file and offset. A journal in the lake makes it safe to be killed at any moment:

    1  journal written: which segments move where
    2  new segments and their indexes written
    3  manifest of the captures names the new indexes      <- before this moment it is undone, after it is completed
    4  passed captures and the rows in Postgres point to the new segments; the journal says so
    5  a day later, when nothing can still read by the old places: old segments deleted, then the journal

`settle` undoes or completes what a killed compaction left; every run of the batch calls it first. Segments of imports
are large already and stay as they are, and so do the shards of all other datasets, which stages map over by number.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta

import pyarrow as pa
from sqlalchemy import Engine

from theodoi.contracts import CAPTURES
from theodoi.database import run_sql
from theodoi.lake import Lake, Manifest
from theodoi.maintain.work import Outcome, Work, ended_batches, held, megabytes
from theodoi.settings import settings
from theodoi.warc import index_files, segment_path

TARGET_BYTES = 256 << 20
_GRACE = timedelta(days=1)  # a reprocess or a reader that began before the switch is over by then
_GZIP = b"\x1f\x8b\x08"


class BrokenSegment(RuntimeError):
    """A segment is missing, or what a compaction wrote does not read back as what it was made of; nothing has been switched."""


@dataclass(frozen=True, slots=True)
class Move:
    """Where the records of one old segment have gone."""

    old: str  # paths in the lake
    new: str
    shift: int  # bytes to be added to an offset


@dataclass(frozen=True, slots=True)
class Journal:
    """One compaction of one batch. `groups` holds, for each new segment, the names of those that it is made of, in order."""

    batch_id: str
    groups: dict[str, list[str]]
    moves: tuple[Move, ...]
    switched_at: str | None = None  # ISO 8601; set when everything points to the new segments


def compact(work: Work) -> Outcome:
    """The duty: compact the crawls that ended more than THEODOI_COMPACT_DAYS ago, and tidy up after the last compaction.

    A batch whose segments are not sound stays as it is, stops no other, and fails the duty.
    """
    days = settings().compact_days
    if not days:
        return Outcome(("compaction is switched off (THEODOI_COMPACT_DAYS)",))
    lines, broken = [], []
    for batch_id in ended_batches(work, days):
        try:
            if not batch_id.startswith("nightly/") or not _to_do(work, batch_id):
                continue
            # No reprocess may publish what it read by the old places: all of them are held off together.
            with held(work, batch_id) as alone, held(work, "reprocess/") as unread:
                free = alone and unread
                lines.append(_compact(work, batch_id) if free else f"{batch_id}: at work, left for the next time")
        except BrokenSegment as error:
            broken.append(f"{batch_id}: {error}")
    return Outcome((*lines, *broken) or ("no batch has small files to put together",), "; ".join(broken) or None)


def compact_batch(engine: Engine, lake: Lake, batch_id: str, now: datetime, target: int = TARGET_BYTES) -> str:
    """Compact one batch that nobody else works on (see `held`); returns a line. Raises BrokenSegment, OSError, SQLAlchemyError."""
    settle(engine, lake, batch_id)
    if (journal := _journal(lake, batch_id)) is not None:
        if now - datetime.fromisoformat(journal.switched_at or "") < _GRACE:
            return f"{batch_id}: its old segments are kept until a day after the compaction"
        return _tidy(engine, lake, journal)
    journal = _plan(lake, batch_id, target)
    if not journal.groups:
        return f"{batch_id}: nothing to put together"
    _write_journal(lake, journal)
    _write_segments(lake, journal)
    _switch(lake, journal)
    _follow(engine, lake, journal, now)
    return f"{batch_id}: {len(journal.moves)} segments are now {len(journal.groups)}"


def settle(engine: Engine, lake: Lake, batch_id: str) -> None:
    """Undo or complete what a killed compaction of the batch left; nothing when there is no such thing."""
    journal = _journal(lake, batch_id)
    if journal is None or journal.switched_at is not None:
        return
    manifest = lake.manifest(CAPTURES.name, batch_id)
    new = [f"{name}.parquet" for name in journal.groups]
    if manifest is not None and any(name in manifest.files for name in new):
        _switch(lake, journal)  # again, for the old indexes that it deletes last
        _follow(engine, lake, journal, datetime.now(UTC))
        return
    for name in new:
        lake.delete(f"{lake.folder(CAPTURES.name, batch_id)}/{name}")
        lake.delete(segment_path(batch_id, _stem(name)))
    lake.delete(_journal_path(lake, batch_id))


def _to_do(work: Work, batch_id: str) -> bool:
    return _journal(work.lake, batch_id) is not None or bool(_plan(work.lake, batch_id, TARGET_BYTES).groups)


def _compact(work: Work, batch_id: str) -> str:
    if not work.dry_run:
        return compact_batch(work.engine, work.lake, batch_id, work.now)
    if (journal := _journal(work.lake, batch_id)) is not None:
        return f"{batch_id}: would tidy up after its compaction into {len(journal.groups)} segments"
    plan = _plan(work.lake, batch_id, TARGET_BYTES)
    return f"{batch_id}: would put {len(plan.moves)} segments together into {len(plan.groups)}"


# the steps -----------------------------------------------------------------------------------------------------------


def _plan(lake: Lake, batch_id: str, target: int) -> Journal:
    """Neighbouring segments are put together as long as they stay below `target` bytes; single ones are left alone."""
    manifest = lake.manifest(CAPTURES.name, batch_id)
    crawled = set(index_files(lake, batch_id))
    members = [_stem(name) for name in sorted(manifest.files if manifest else ()) if name in crawled]
    sizes = {f.path: f.size for f in lake.files(f"warc/batch={batch_id}")}
    # The numbers go on where the crawl's ended, old segments included: a name is never used twice.
    taken = [int(found[1]) for path in sizes if (found := re.search(r"/seg-(\d{5})\.warc\.gz$", path))]
    number = max(taken, default=0)
    groups: dict[str, list[str]] = {}
    moves: list[Move] = []
    if lost := [path for name in members if (path := segment_path(batch_id, name)) not in sizes]:
        raise BrokenSegment(f"{', '.join(lost)} should be in the lake and is not: restore it from a backup")
    for group in _groups({name: sizes[segment_path(batch_id, name)] for name in members}, target):
        if len(group) == 1:
            continue
        number += 1
        shift = 0
        groups[f"seg-{number:05d}"] = group
        for old in (segment_path(batch_id, name) for name in group):
            moves.append(Move(old, segment_path(batch_id, f"seg-{number:05d}"), shift))
            shift += sizes[old]
    return Journal(batch_id, groups, tuple(moves))


def _groups(sizes: Mapping[str, int], target: int) -> Iterator[list[str]]:
    group: list[str] = []
    for name, size in sizes.items():
        if group and sum(sizes[member] for member in group) + size > target:
            yield group
            group = []
        group.append(name)
    if group:
        yield group


def _write_segments(lake: Lake, journal: Journal) -> None:
    """Step 2. Raises BrokenSegment."""
    for name, members in journal.groups.items():
        new = segment_path(journal.batch_id, name)
        moves = [m for m in journal.moves if m.new == new]
        *starts, end = lake.concatenate([m.old for m in moves], new)
        [size] = [f.size for f in lake.files(new.rpartition("/")[0]) if f.path == new]
        begins = all(lake.read_bytes(new, m.shift, 3) == _GZIP for m in moves)
        if size != end or starts != [m.shift for m in moves] or not begins:
            raise BrokenSegment(f"{new} is not what its parts make together; the old segments stay as they are")
        _write_index(lake, journal, name, members, "raw")


def _write_index(lake: Lake, journal: Journal, name: str, members: Sequence[str], stage: str) -> int:
    """The index of a new segment: rows of the old indexes, in their order, with the new places. Returns the rows."""
    tables = [lake.read_shard(CAPTURES, journal.batch_id, f"{member}.parquet", stage) for member in members]
    places = {m.old: m for m in journal.moves}
    rows = pa.concat_tables(tables).to_pylist()
    for row in rows:
        move = places[row["warc"]]
        row["warc"], row["warc_offset"] = move.new, row["warc_offset"] + move.shift
    return lake.write_shard(CAPTURES, journal.batch_id, name, CAPTURES.table(rows), stage)


def _switch(lake: Lake, journal: Journal, stage: str = "raw") -> None:
    """Name the new indexes in the manifest, in one piece, which then deletes the old ones; again, it changes nothing."""
    manifest = lake.manifest(CAPTURES.name, journal.batch_id, stage)
    if manifest is None:
        return
    files = dict(manifest.files)
    for name, members in journal.groups.items():
        rows = [files.pop(f"{member}.parquet") for member in members if f"{member}.parquet" in files]
        if rows:
            files[f"{name}.parquet"] = sum(rows)
    lake.write_manifest(Manifest(CAPTURES.name, journal.batch_id, files, manifest.rules_version), stage)


def _follow(engine: Engine, lake: Lake, journal: Journal, now: datetime) -> None:
    """Step 4."""
    passed = lake.manifest(CAPTURES.name, journal.batch_id, "passed")
    for name, members in journal.groups.items():
        there = [member for member in members if passed and f"{member}.parquet" in passed.files]
        if there:
            _write_index(lake, journal, name, there, "passed")
    _switch(lake, journal, "passed")
    _point(engine, journal.moves)
    _write_journal(lake, replace(journal, switched_at=now.isoformat()))


def _point(engine: Engine, moves: Sequence[Move]) -> None:
    """Rows in Postgres that point into an old segment point into the new one; again, it changes nothing."""
    with engine.begin() as connection:
        run_sql(connection, "maintain/move_captures.sql", {"moves": json.dumps([asdict(m) for m in moves])})


def _tidy(engine: Engine, lake: Lake, journal: Journal) -> str:
    """Step 5. Rows that came back by an old staging table or an old reprocess are set right before the old segments go."""
    _point(engine, journal.moves)
    old = {m.old for m in journal.moves}
    removed = sum(f.size for f in lake.files(f"warc/batch={journal.batch_id}") if f.path in old)
    for path in sorted(old):
        lake.delete(path)
    lake.delete(_journal_path(lake, journal.batch_id))
    return f"{journal.batch_id}: {len(old)} old segments removed, {megabytes(removed)}"


# the journal ---------------------------------------------------------------------------------------------------------


def _journal_path(lake: Lake, batch_id: str) -> str:
    return f"{lake.folder(CAPTURES.name, batch_id)}/_compaction.json"


def _journal(lake: Lake, batch_id: str) -> Journal | None:
    path = _journal_path(lake, batch_id)
    if not lake.exists(path):
        return None
    data = json.loads(lake.read_bytes(path))
    return Journal(data["batch_id"], data["groups"], tuple(Move(**m) for m in data["moves"]), data["switched_at"])


def _write_journal(lake: Lake, journal: Journal) -> None:
    lake.write_bytes(_journal_path(lake, journal.batch_id), json.dumps(asdict(journal), indent=1).encode())


def _stem(name: str) -> str:
    return name.removesuffix(".parquet")
