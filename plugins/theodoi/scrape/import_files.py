"""Bring archives into a batch: WARC files of any maker, and files or folders of text or HTML, as captures of our own.

What cannot be read becomes a row of the quarantine with a sentence, its bytes kept under rejected/ in the lake; the
rest loads. Importing the same files again gives the same segments: times come from the files, not from the clock.
"""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote, urlsplit

from sqlalchemy import Engine

from theodoi.contracts import CAPTURES, DUMP, QUARANTINE, key_of
from theodoi.lake import Lake, Manifest
from theodoi.registry.sources import Source
from theodoi.scrape.crawl import commit_captures, spool_of
from theodoi.scrape.frontier import Frontier, Result, Target
from theodoi.warc import Page, Problem, Record, SegmentWriter, header, index_files, iterate, segment_path

QUARANTINE_FILE = "captures-import"

_WARC = (".warc", ".warc.gz")
_TYPES = {".txt": "text/plain", ".text": "text/plain", ".html": "text/html", ".htm": "text/html", ".xhtml": "text/html"}
_PAGE_TYPES = {"", "text/html", "application/xhtml+xml", "text/plain"}
_KEPT_BYTES = 10 << 20  # of a rejected stretch


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """What an import brought: all captures of the batch, and what was left out and why."""

    replayed: bool
    captures: int
    files: int = 0
    duplicates: int = 0  # same URL and same bytes
    no_pages: int = 0  # records of an archive that hold no page: redirects, errors, pictures
    rejected: int = 0  # rows of the quarantine
    reasons: tuple[str, ...] = field(default=())  # sentences of the first rejected ones
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class _Rejected:
    """A file or a stretch of one that is not loaded."""

    path: Path
    problem: Problem


def import_files(
    paths: Iterable[Path],
    batch_id: str,
    source_id: str,
    engine: Engine,
    lake: Lake,
    *,
    sources: Mapping[str, Source],
    refresh: bool = False,
    spool: Path | None = None,
) -> ImportSummary:
    """Import files and folders into a batch. A batch that is committed is replayed; `refresh` reads again and appends.

    `source_id` names the source of files without a URL; a WARC page belongs to the source in `sources` whose site its
    URL is on, else to its host. Raises OSError and SQLAlchemyError when our own disk or database fails, for nothing
    that is wrong with a file.
    """
    committed = lake.manifest(CAPTURES.name, batch_id)
    if committed is not None and not refresh:
        return ImportSummary(True, committed.rows, sentence=f"replayed: {committed.rows} captures, no file was read")
    spool = spool or spool_of(lake, batch_id)
    with Frontier.open(engine, batch_id) as frontier:
        _forget_uncommitted(lake, batch_id, spool, committed)
        work = _Import(batch_id, source_id, sources, frontier, SegmentWriter(lake, batch_id, spool))
        for path in _files(paths):
            work.file(path)
        work.writer.close()
    rows = [_quarantined(lake, batch_id, rejected) for rejected in work.rejected]
    _write_quarantine(lake, batch_id, rows)
    manifest = commit_captures(lake, batch_id)
    shutil.rmtree(spool, ignore_errors=True)
    return work.summary(manifest.rows)


class _Import:
    """The files of one import, one after the other."""

    def __init__(
        self, batch_id: str, source_id: str, sources: Mapping[str, Source], frontier: Frontier, writer: SegmentWriter
    ) -> None:
        self._batch_id, self._source_id, self._sources, self._frontier, self.writer = (
            batch_id,
            source_id,
            sources,
            frontier,
            writer,
        )
        self.rejected: list[_Rejected] = []
        self._counts: Counter[str] = Counter()
        self._last = ""  # capture_id of the page added last

    def file(self, path: Path) -> None:
        """Load one file and note in the frontier what it gave."""
        url = path.resolve().as_uri()
        self._frontier.add([Target(url, self._source_id, "file", "import")])
        self._frontier.begin(url)
        self._counts["files"] += 1
        try:
            result = self._warc(path) if path.name.lower().endswith(_WARC) else self._document(path)
        except FileNotFoundError:
            result = self._reject(path, Problem("missing", "there is no such file", 0, 0))
        except PermissionError:
            result = self._reject(path, Problem("unreadable", "this user may not read the file", 0, 0))
        self._frontier.done(url, result)

    def summary(self, captures: int) -> ImportSummary:
        count = self._counts
        reasons = tuple(f"{r.path}: {r.problem.sentence}" for r in self.rejected[:10])
        left_out = {
            "duplicates": count["duplicate"],
            "without a page": count["no_page"],
            "rejected": len(self.rejected),
        }
        told = "".join(f", {number} {what}" for what, number in left_out.items() if number)
        sentence = f"{captures} captures from {count['files']} files{told}" + (
            f"; {'; '.join(reasons[:3])}" if reasons else ""
        )
        return ImportSummary(
            False, captures, count["files"], count["duplicate"], count["no_page"], len(self.rejected), reasons, sentence
        )

    def _warc(self, path: Path) -> Result:
        kept: Counter[str] = Counter()
        for found in iterate(path):
            if isinstance(found, Problem):
                self.rejected.append(_Rejected(path, found))
                kept["rejected"] += 1
            elif not _is_page(found):
                kept["no_page"] += 1
            elif not found.payload.strip():
                self.rejected.append(
                    _Rejected(path, Problem("empty", f"the record of {found.url} is empty", found.offset, found.length))
                )
                kept["rejected"] += 1
            else:
                kept[self._add(self._page(found))] += 1
        self._counts += kept
        good = kept["captured"] + kept["duplicate"]
        told = f"{good} pages" + (
            f", {kept['rejected']} stretches that are no sound record" if kept["rejected"] else ""
        )
        if good or not kept["rejected"]:
            return Result("captured" if good else "empty", f"{told}.", bytes=path.stat().st_size)
        return Result("unreadable", f"{self.rejected[-1].problem.sentence}.", bytes=path.stat().st_size)

    def _page(self, record: Record) -> Page:
        host = urlsplit(record.url).hostname or self._source_id
        source = next((s.id for s in self._sources.values() if s.owns(record.url)), host.removeprefix("www."))
        return Page(
            record.url,
            record.captured_at,
            record.payload,
            source,
            record.status,
            record.http_headers,
            content_type=header(record.headers, "content-type"),
            found_by="import",
        )

    def _document(self, path: Path) -> Result:
        kind = _TYPES.get(path.suffix.lower())
        if kind is None:
            return self._reject(
                path,
                Problem("unknown_kind", f"a file named *{path.suffix} is neither WARC, text nor HTML", 0, _size(path)),
            )
        payload = path.read_bytes()
        if not payload.strip():
            return self._reject(path, Problem("empty", "the file is empty", 0, len(payload)))
        if b"\0" in payload[:4096] and not payload.startswith((b"\xff\xfe", b"\xfe\xff")):
            return self._reject(
                path, Problem("not_text", "the file is not text, whatever its name says", 0, len(payload))
            )
        # A file has no time of capture but that of its last change; whole seconds, as WARC-Date has them.
        captured_at = datetime.fromtimestamp(int(path.stat().st_mtime), UTC)
        url = f"{DUMP}{self._source_id}/{quote(path.stem)}"
        self._counts[
            self._add(Page(url, captured_at, payload, self._source_id, content_type=kind, found_by="import"))
        ] += 1
        return Result("captured", status=200, bytes=len(payload), capture_id=self._last)

    def _add(self, page: Page) -> str:
        self._last, new = self.writer.add(page)
        return "captured" if new else "duplicate"

    def _reject(self, path: Path, problem: Problem) -> Result:
        self.rejected.append(_Rejected(path, problem))
        outcome = problem.kind if problem.kind in {"missing", "empty"} else "unreadable"
        return Result(outcome, f"{problem.sentence[0].upper()}{problem.sentence[1:]}.", bytes=problem.length)


def _is_page(record: Record) -> bool:
    content_type = (record.content_type or "").partition(";")[0].strip().lower()
    return record.status == 200 and content_type in _PAGE_TYPES and not record.url.endswith("/robots.txt")


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    """Files as given, folders walked in the order of names; hidden files in folders are left out."""
    for path in paths:
        if path.is_dir():
            yield from sorted(
                p
                for p in path.rglob("*")
                if p.is_file() and not any(part.startswith(".") for part in p.relative_to(path).parts)
            )
        else:
            yield path


def _size(path: Path) -> int:
    return path.stat().st_size


def _forget_uncommitted(lake: Lake, batch_id: str, spool: Path, committed: Manifest | None) -> None:
    """Remove what a killed import left: it is read again from the files, which are still there."""
    shutil.rmtree(spool, ignore_errors=True)
    for name in index_files(lake, batch_id):
        if committed is None or name not in committed.files:
            lake.delete(f"{lake.folder(CAPTURES.name, batch_id)}/{name}")
            lake.delete(segment_path(batch_id, name.removesuffix(".parquet")))


# quarantine ----------------------------------------------------------------------------------------------------------


def _quarantined(lake: Lake, batch_id: str, rejected: _Rejected) -> dict:
    """The row of one rejected stretch; its bytes (10 MB of them at most) go to the lake."""
    problem, kept = rejected.problem, None
    content_hash = key_of(str(rejected.path), problem.kind)
    if problem.length:
        with rejected.path.open("rb") as stream:
            stream.seek(problem.offset)
            data = stream.read(min(problem.length, _KEPT_BYTES))
        content_hash = key_of(data.hex())
        kept = f"rejected/batch={batch_id}/{content_hash}.bin"
        lake.write_bytes(kept, data)
    key = f"{rejected.path.name}@{problem.offset}"
    row = {"file": str(rejected.path), "offset": problem.offset, "length": problem.length, "kept": kept}
    return {
        "quarantine_id": key_of(batch_id, CAPTURES.name, str(rejected.path), key, problem.kind, content_hash),
        "batch_id": batch_id,
        "dataset": CAPTURES.name,
        "row_key": key,
        "expectation": f"import_{problem.kind}",
        "reason": f"{rejected.path.name}: {problem.sentence}.",
        "content_hash": content_hash,
        "row": json.dumps(row, ensure_ascii=False, sort_keys=True),
    }


def _write_quarantine(lake: Lake, batch_id: str, rows: Sequence[dict]) -> None:
    once = {row["quarantine_id"]: row for row in rows}
    number = lake.write_shard(QUARANTINE, batch_id, QUARANTINE_FILE, QUARANTINE.table(once.values()))
    lake.write_manifest(Manifest(QUARANTINE.name, batch_id, {f"{QUARANTINE_FILE}.parquet": number}))
