"""Files to import, wherever they lie: local paths and folders, `s3://…` and `gs://…`."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

import pyarrow as pa
import pyarrow.fs as pafs

from theodoi.lake import locate

# Common Crawl and others put what is inside between the suffixes: .warc.wet.gz.
_ARCHIVE = re.compile(r"\.warc(\.\w+)?(\.gz)?$", re.IGNORECASE)
_TYPES = {".txt": "text/plain", ".text": "text/plain", ".html": "text/html", ".htm": "text/html", ".xhtml": "text/html"}

# Kinds of files besides the content types of documents: what has no such name, is not there, or is no place at all.
ARCHIVE, UNKNOWN, MISSING, NO_PLACE = "archive", "unknown", "missing", "no_place"


@dataclass(frozen=True, slots=True)
class File:
    """One file as it was found when the import was planned."""

    place: str  # absolute path, or the URI with the options of its store
    kind: str  # ARCHIVE, UNKNOWN, MISSING, NO_PLACE, or the content type of a document
    size: int = 0
    changed_at: int = 0  # seconds since 1970


def list_files(places: Iterable[str]) -> Iterator[File]:
    """The files named, folders walked in the order of names; hidden files in folders are left out.

    Nothing that is wrong with a name raises: it is a file of the kind MISSING or NO_PLACE. Raises OSError when a store
    does not answer.
    """
    for place in places:
        try:
            system, path = locate(place)
        except ValueError:
            yield File(place, NO_PLACE)
            continue
        info = system.get_file_info(path)
        if info.type == pafs.FileType.NotFound:
            yield File(_absolute(place), MISSING)
        elif info.type == pafs.FileType.Directory:
            yield from _folder(system, _absolute(place), path)
        else:
            yield _file(_absolute(place), info)


def open_file(place: str) -> pa.NativeFile:
    """A file for reading by ranges. Raises FileNotFoundError, PermissionError, or OSError for a store that fails."""
    system, path = locate(place)
    return system.open_input_file(path)


def shown(place: str) -> str:
    """A place for people and tables: without the options of a store, which may hold its secrets."""
    if "://" not in place:
        return place
    parts = urlsplit(place)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def address(place: str) -> str:
    """The URL by which ops.fetches knows a file."""
    return shown(place) if "://" in place else Path(place).as_uri()


def name_of(place: str) -> str:
    """The file's name without its folders."""
    return PurePosixPath(shown(place)).name


def _folder(system: pafs.FileSystem, place: str, path: str) -> Iterator[File]:
    infos = system.get_file_info(pafs.FileSelector(path, recursive=True))
    below = {tuple(PurePosixPath(i.path).relative_to(path).parts): i for i in infos if i.type == pafs.FileType.File}
    base, question, options = place.partition("?")
    for parts in sorted(below):
        if not any(part.startswith(".") for part in parts):
            yield _file("/".join((base.rstrip("/"), *parts)) + question + options, below[parts])


def _file(place: str, info: pafs.FileInfo) -> File:
    changed_at = info.mtime_ns // 1_000_000_000 if info.mtime_ns else 0
    kind = ARCHIVE if _ARCHIVE.search(info.path) else _TYPES.get(PurePosixPath(info.path).suffix.lower(), UNKNOWN)
    return File(place, kind, info.size or 0, changed_at)


def _absolute(place: str) -> str:
    return place if "://" in place else os.path.abspath(place)
