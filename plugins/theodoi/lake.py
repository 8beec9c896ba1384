"""Where a batch's files are: Parquet shards with a manifest written last, on a local disk or an object store.

    <root>/<dataset>/batch=<batch id>/<stage>/<shard>.parquet      stage: raw, passed or quarantine
    <root>/<dataset>/batch=<batch id>/<stage>/_manifest.json       written last: no manifest, no dataset
    <root>/warc/batch=<batch id>/<segment>.warc.gz                 captures, append-only

A reader sees a whole file or none, and a write that fails leaves nothing: local files are written beside their place and
renamed, objects are uploaded only when all their bytes are there.
"""

from __future__ import annotations

import json
import mmap
import os
import re
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote, urlsplit

import pyarrow as pa
import pyarrow.fs as pafs
import pyarrow.parquet as pq

from theodoi.contracts import Dataset
from theodoi.files import replacing

_PIECE = 1 << 22
_under = threading.local()
_BATCH_ID = re.compile(r"(nightly|import|reprocess)/[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


def check_batch_id(batch_id: str) -> str:
    """The id itself. Raises ValueError when it is not `kind/name` (it becomes a path)."""
    if not _BATCH_ID.fullmatch(batch_id):
        raise ValueError(
            f"{batch_id!r} is no batch id: write nightly/2026-11-21, import/<name> or reprocess/<name> (letters, digits, . _ -)"
        )
    return batch_id


def locate(place: str) -> tuple[pafs.FileSystem, str]:
    """The file system of a path, a `file://` address or an address in an object store, and the path in it.

    `s3://bucket/key?endpoint_override=host:port&scheme=http` names a server; the key is taken as it is written, as the
    stores' own tools do. Raises ValueError for an address of another kind.
    """
    if "://" not in place:
        return pafs.LocalFileSystem(), os.path.abspath(place)
    parts = urlsplit(place)
    if parts.scheme == "file":
        return pafs.LocalFileSystem(), unquote(parts.path)
    if parts.scheme not in {"s3", "gs"} or not parts.netloc:
        raise ValueError(f"{place!r} is neither a path nor an address that is read (s3://, gs://, file://)")
    # Only the bucket and the options are a URI to pyarrow, which refuses keys with spaces or Vietnamese letters.
    system, bucket = _store(f"{parts.scheme}://{parts.netloc}" + (f"?{parts.query}" if parts.query else ""))
    return system, f"{bucket}/{parts.path.strip('/')}".rstrip("/")


@lru_cache(maxsize=16)
def _store(bucket: str) -> tuple[pafs.FileSystem, str]:
    system, path = pafs.FileSystem.from_uri(bucket)
    return system, path


@contextmanager
def writing_under(check: Callable[[], None]) -> Iterator[None]:
    """Call `check` before each file that the body, in this thread, puts in its place in a lake; it raises to refuse it."""
    before = getattr(_under, "check", None)
    _under.check = check
    try:
        yield
    finally:
        _under.check = before


def _may_write() -> None:
    if (check := getattr(_under, "check", None)) is not None:
        check()


class InputGone(FileNotFoundError):
    """What a stage should read is not in the lake, or not whole; the message names the task that makes it again."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a stage wrote: shard files with their row counts, and the rules that made them."""

    dataset: str
    batch_id: str
    files: dict[str, int]  # file name -> rows
    rules_version: str = ""

    @property
    def rows(self) -> int:
        return sum(self.files.values())


@dataclass(frozen=True, slots=True, order=True)
class StoredFile:
    """A file as it lies in the lake."""

    path: str  # inside the lake
    size: int  # bytes
    changed_at: datetime


class Lake:
    """Files of all batches under one root: a folder, `s3://bucket/prefix` or `gs://bucket/prefix`."""

    def __init__(self, root: str) -> None:
        self.root = root
        self._fs, self._base = locate(root)
        self._is_local = isinstance(self._fs, pafs.LocalFileSystem)

    # paths ---------------------------------------------------------------------------------------------------------
    def folder(self, dataset: str, batch_id: str, stage: str = "raw") -> str:
        """Path inside the lake of one dataset of one batch at one stage."""
        return f"{dataset}/batch={check_batch_id(batch_id)}/{stage}"

    # bytes ---------------------------------------------------------------------------------------------------------
    def write_bytes(self, path: str, data: bytes) -> None:
        """Write a whole file; a reader sees all of it or nothing."""
        if self._is_local:
            with self._writing(path) as stream:
                stream.write(data)
        else:
            self._put(path, pa.py_buffer(data))

    def write_file(self, path: str, local: Path, length: int) -> None:
        """Write the first `length` bytes of a local file, a piece at a time; a reader sees all of them or nothing.

        Raises EOFError when the local file is shorter.
        """
        with local.open("rb") as source, self._writing(path) as stream:
            while length > 0:
                if not (piece := source.read(min(length, _PIECE))):
                    raise EOFError(f"{local} lacks its last {length} bytes; {path} is not written")
                stream.write(piece)
                length -= len(piece)

    def concatenate(self, paths: Sequence[str], target: str) -> list[int]:
        """Write files one after the other into a new one, a piece at a time; returns the offset of each, and the end."""
        offsets = [0]
        with self._writing(target) as stream:
            for path in paths:
                with self._fs.open_input_file(f"{self._base}/{path}") as source:
                    while piece := source.read(_PIECE):
                        stream.write(piece)
                    offsets.append(offsets[-1] + source.size())
        return offsets

    @contextmanager
    def _writing(self, path: str) -> Iterator[BinaryIO]:
        """A stream whose bytes take the file's place when the body ends well; otherwise nothing is left of them."""
        if not self._is_local:
            with tempfile.TemporaryFile() as spool:
                yield spool
                spool.flush()
                whole = mmap.mmap(spool.fileno(), 0, access=mmap.ACCESS_READ) if spool.tell() else b""
                self._put(path, pa.py_buffer(whole))
            return
        full = Path(f"{self._base}/{path}")
        full.parent.mkdir(parents=True, exist_ok=True)
        with replacing(full, before=_may_write) as stream:
            yield stream

    def _put(self, path: str, data: pa.Buffer) -> None:
        """Upload an object in one piece.

        pyarrow completes an upload when its stream is closed or forgotten, whatever came between. So only whole objects
        are given to it, in a thread of their own: the exception of a time limit strikes in the main one.
        """
        _may_write()

        def send() -> None:
            stream = self._fs.open_output_stream(f"{self._base}/{path}", compression=None)  # else *.gz is packed again
            stream.write(data)
            stream.close()

        with ThreadPoolExecutor(max_workers=1, thread_name_prefix="upload") as alone:
            alone.submit(send).result()

    def read_bytes(self, path: str, offset: int = 0, length: int | None = None) -> bytes:
        """Bytes of a file, whole or `length` bytes from `offset`. Raises FileNotFoundError."""
        with self._fs.open_input_file(f"{self._base}/{path}") as stream:
            read: bytes
            if length is None and not offset:
                read = stream.read()
            else:
                read = stream.read_at(length if length is not None else stream.size() - offset, offset)
            return read

    def exists(self, path: str) -> bool:
        return bool(self._fs.get_file_info(f"{self._base}/{path}").type == pafs.FileType.File)

    def names(self, folder: str) -> list[str]:
        """Names of the files in a folder, sorted; empty when it does not exist."""
        selector = pafs.FileSelector(f"{self._base}/{folder}", allow_not_found=True)
        return sorted(info.base_name for info in self._fs.get_file_info(selector) if info.type == pafs.FileType.File)

    def files(self, folder: str) -> list[StoredFile]:
        """All files in a folder and below, in the order of their paths; empty when it does not exist."""
        selector = pafs.FileSelector(f"{self._base}/{folder}", allow_not_found=True, recursive=True)
        found = [info for info in self._fs.get_file_info(selector) if info.type == pafs.FileType.File]
        cut = len(self._base) + 1
        return sorted(StoredFile(info.path[cut:], info.size, info.mtime) for info in found)

    def delete(self, path: str) -> None:
        """Delete one file; no error when it is already gone."""
        if self.exists(path):
            self._fs.delete_file(f"{self._base}/{path}")

    # datasets ------------------------------------------------------------------------------------------------------
    def write_shard(self, dataset: Dataset, batch_id: str, name: str, table: pa.Table, stage: str = "raw") -> int:
        """Write one shard file (without touching the manifest); returns its rows."""
        sink = pa.BufferOutputStream()
        pq.write_table(table.cast(dataset.schema), sink, compression="zstd")
        self.write_bytes(f"{self.folder(dataset.name, batch_id, stage)}/{name}.parquet", sink.getvalue().to_pybytes())
        return int(table.num_rows)

    def write_manifest(self, manifest: Manifest, stage: str = "raw") -> None:
        """Commit a dataset. Files that an earlier run left and this manifest does not name are deleted afterwards."""
        folder = self.folder(manifest.dataset, manifest.batch_id, stage)
        self.write_bytes(f"{folder}/_manifest.json", json.dumps(asdict(manifest), indent=1, sort_keys=True).encode())
        for name in self.names(folder):
            if name.endswith(".parquet") and name not in manifest.files:
                self.delete(f"{folder}/{name}")

    def manifest(self, dataset: str, batch_id: str, stage: str = "raw") -> Manifest | None:
        """The manifest of a dataset, or None when it was never committed."""
        path = f"{self.folder(dataset, batch_id, stage)}/_manifest.json"
        return Manifest(**json.loads(self.read_bytes(path))) if self.exists(path) else None

    def committed(self, dataset: str, batch_id: str, stage: str = "raw") -> Manifest:
        """The manifest of a dataset that must be there. Raises InputGone when it was never committed, or is lost."""
        manifest = self.manifest(dataset, batch_id, stage)
        if manifest is None:
            raise InputGone(
                f"batch {batch_id} has no {stage} {dataset} in {self.root}: {_cure(dataset, batch_id, stage)}"
            )
        return manifest

    def read_shard(
        self,
        dataset: Dataset,
        batch_id: str,
        file: str,
        stage: str = "raw",
        columns: list[str] | None = None,
        rows: int | None = None,
    ) -> pa.Table:
        """One shard file as a table. Raises InputGone when it is lost, or has not the `rows` that its manifest states."""
        path = f"{self.folder(dataset.name, batch_id, stage)}/{file}"
        try:
            table = pq.read_table(pa.BufferReader(self.read_bytes(path)), columns=columns)
        except FileNotFoundError:
            raise InputGone(f"{path} is gone from {self.root}: {_cure(dataset.name, batch_id, stage)}") from None
        if rows is not None and table.num_rows != rows:
            raise InputGone(
                f"{path} has {table.num_rows} rows and should have {rows}: {_cure(dataset.name, batch_id, stage)}"
            )
        return table

    def shards(
        self, dataset: Dataset, batch_id: str, stage: str = "raw", columns: list[str] | None = None
    ) -> Iterator[pa.Table]:
        """The committed shards of a dataset, one table at a time. Raises InputGone when it is not there or not whole."""
        for file, rows in sorted(self.committed(dataset.name, batch_id, stage).files.items()):
            yield self.read_shard(dataset, batch_id, file, stage, columns, rows)

    def rows(self, dataset: Dataset, batch_id: str, stage: str, start: int, number: int) -> pa.Table:
        """Rows `start` and following of a committed dataset, in the order of its files; reads only the files that hold them.

        Raises InputGone like `shards`.
        """
        tables, first = [dataset.schema.empty_table()], 0
        for file, rows in sorted(self.committed(dataset.name, batch_id, stage).files.items()):
            if first < start + number and first + rows > start:
                table = self.read_shard(dataset, batch_id, file, stage, rows=rows)
                tables.append(table.slice(max(0, start - first), start + number - max(start, first)))
            first += rows
        return pa.concat_tables(tables)

    def read(self, dataset: Dataset, batch_id: str, stage: str = "raw", columns: list[str] | None = None) -> pa.Table:
        """The whole committed dataset as one table (empty, with the schema, when it has no shard)."""
        tables = list(self.shards(dataset, batch_id, stage, columns))
        if tables:
            return pa.concat_tables(tables)
        empty = dataset.schema.empty_table()
        return empty.select(columns) if columns else empty


def _cure(dataset: str, batch_id: str, stage: str) -> str:
    """Which task makes a dataset again. Not the gate before: what a gate reads is removed after a while (retention)."""
    kind = batch_id.partition("/")[0]
    if dataset == "quarantine":
        # The stages of the quarantine are named after the gates that wrote them; `raw` is what an import could not read.
        dataset = {"raw": "captures", "captures": "captures", "articles": "articles"}.get(stage, "findings")
        if stage == "raw":
            return "import it again with refresh"
    if kind == "reprocess":
        task = "choose"
    elif dataset == "captures":
        task = {"nightly": "crawl", "import": "plan"}[kind] if stage == "raw" else "gate_captures"
    else:
        task = "clean" if dataset in {"outcomes", "articles"} else "extract"
    return f"clear the task `{task}` and those after it"
