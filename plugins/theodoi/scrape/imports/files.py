"""Files to import, wherever they lie: local paths and folders, `s3://…` and `gs://…`."""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import pyarrow as pa
import pyarrow.fs as pafs

from theodoi.contracts import key_of
from theodoi.doors import ADDRESS_CHARACTERS, file_name
from theodoi.lake import locate

# ARC files are archives too: their reader refuses them in a sentence.
# Common Crawl and others put what is inside between the suffixes: .warc.wet.gz.
_ARCHIVE = re.compile(r"(?:\.warc(\.\w+)?|\.arc)(\.gz)?$", re.IGNORECASE)
_TYPES = {".txt": "text/plain", ".text": "text/plain", ".html": "text/html", ".htm": "text/html", ".xhtml": "text/html"}

_PLACE_CHARACTERS = 4_096  # longer than any path
_DEEPEST = 64  # folders in one another
# Faults of what was named; those of a disk (EIO, ESTALE, ENFILE, …) are ours and raise.
_OF_THE_PLACE = {errno.EACCES, errno.EPERM, errno.ELOOP, errno.ENAMETOOLONG, errno.EINVAL}

# Kinds of files besides the content types of documents.
ARCHIVE, UNKNOWN = "archive", "unknown"
_MISSING, _NO_PLACE, _CLOSED = "missing", "no_place", "closed"
_NO_FILE, _LEADS_OUT, _BAD_NAME, _TOO_DEEP = "no_file", "leads_out", "bad_name", "too_deep"
# What is left out: kind -> kind of problem, and why in words.
LEFT_OUT = {
    _MISSING: ("missing", "there is no such file"),
    _NO_PLACE: ("unknown_kind", "this is no path and no address that is read"),
    _CLOSED: ("unreadable", "this user may not read it"),
    _NO_FILE: ("no_file", "this is a pipe, a device or a socket, and no file"),
    _LEADS_OUT: (
        "leads_out",
        "the link leads out of the folder that was named: name what it leads to, if that is meant",
    ),
    _BAD_NAME: ("bad_name", "the name is not UTF-8 or holds control characters: rename it and import it again"),
    _TOO_DEEP: ("too_deep", "the folder lies more than 64 folders deep"),
}


@dataclass(frozen=True, slots=True)
class File:
    """One file as it was found when the import was planned."""

    place: str  # absolute path, or the URI with the options of its store; of a bad name what can be shown of it
    kind: str  # ARCHIVE, UNKNOWN, a key of LEFT_OUT, or the content type of a document
    size: int = 0
    changed_at: int = 0  # seconds since 1970
    within: str = ""  # the folder named that a local file was found in: no link may lead out of it


def list_files(places: Iterable[str]) -> Iterator[File]:
    """The files named, folders walked in the order of names; hidden files in folders are left out.

    Nothing that is wrong with a name, a link or a folder raises: it is a file of a kind of its own. Raises OSError when
    a store does not answer.
    """
    for place in places:
        if not _can_be_told(place):
            yield File(_told(place if "://" in place else os.path.abspath(place)), _BAD_NAME)
            continue
        if not place.strip():
            yield File("(no name)", _NO_PLACE)
            continue
        try:
            system, path = locate(place)
        except ValueError:
            yield File(_told(place), _NO_PLACE)
            continue
        if isinstance(system, pafs.LocalFileSystem):
            yield from _local(path, "")
            continue
        info = system.get_file_info(path)
        if info.type == pafs.FileType.NotFound:
            yield File(place, _MISSING)
        elif info.type == pafs.FileType.Directory:
            yield from _folder(system, place, path)
        else:
            yield _stored(place, info)


def _local(path: str, within: str, above: frozenset[tuple[int, int]] = frozenset()) -> Iterator[File]:
    """A path of this machine: a file, or a folder with all below it. `above` are the folders that the walk is in."""
    if not _can_be_told(path):
        yield File(_told(path), _BAD_NAME)
        return
    if _leads_out(path, within):
        yield File(path, _LEADS_OUT)
        return
    try:
        found = os.stat(path)
        names = sorted(os.listdir(path)) if stat.S_ISDIR(found.st_mode) else []
    except (FileNotFoundError, NotADirectoryError):
        yield File(path, _MISSING)
        return
    except OSError as error:
        if error.errno not in _OF_THE_PLACE:
            raise
        yield File(_told(path), _CLOSED if isinstance(error, PermissionError) else _NO_PLACE)
        return
    if stat.S_ISDIR(found.st_mode):
        folder = (found.st_dev, found.st_ino)
        if len(above) >= _DEEPEST:
            yield File(path, _TOO_DEEP)
        elif folder not in above:  # else a link to a folder around it
            for name in names:
                if not name.startswith("."):
                    yield from _local(os.path.join(path, name), within or path, above | {folder})
    elif stat.S_ISREG(found.st_mode):
        yield File(path, _kind(path), found.st_size, found.st_mtime_ns // 1_000_000_000, within)
    else:
        yield File(path, _NO_FILE)


def _leads_out(place: str, within: str) -> bool:
    """Whether a path that was found in a named folder is a link, or lies below one, to something outside."""
    if not within:
        return False
    return not Path(os.path.realpath(place)).is_relative_to(os.path.realpath(within))


def open_file(place: str, within: str = "") -> pa.NativeFile:
    """A file for reading by ranges; `within` as in File.

    Raises FileNotFoundError also when a pipe or a link that leads out has taken its place, PermissionError, or OSError
    for a store that fails.
    """
    system, path = locate(place)
    if isinstance(system, pafs.LocalFileSystem) and (
        _leads_out(path, within) or not stat.S_ISREG(os.stat(path).st_mode)
    ):
        raise FileNotFoundError(errno.ENOENT, "no longer the file that was planned", path)
    return system.open_input_file(path)


def shown(place: str) -> str:
    """A place for people and tables: without the options of a store, which may hold its secrets."""
    if "://" not in place:
        return place
    scheme, _, rest = place.partition("?")[0].partition("#")[0].partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}://{host.rpartition('@')[2]}{slash}{path}"


def address(place: str) -> str:
    """The URL by which ops.fetches knows a file: a path that is too long for one ends with its key."""
    url = shown(place) if "://" in place else Path(os.path.abspath(place)).as_uri()
    return url if len(url) <= ADDRESS_CHARACTERS else f"{url[: ADDRESS_CHARACTERS - 40]}#{key_of(url)}"


def name_of(place: str) -> str:
    """The file's name without its folders."""
    return PurePosixPath(shown(place)).name


def _folder(system: pafs.FileSystem, place: str, path: str) -> Iterator[File]:
    """The objects below a name of a store, which has no links."""
    infos = system.get_file_info(pafs.FileSelector(path, recursive=True))
    below = {tuple(PurePosixPath(i.path).relative_to(path).parts): i for i in infos if i.type == pafs.FileType.File}
    base, question, options = place.partition("?")
    for parts in sorted(below):
        if any(part.startswith(".") for part in parts):
            continue
        info, found = below[parts], "/".join((base.rstrip("/"), *parts)) + question + options
        yield _stored(found, info) if _can_be_told(found) else File(_told(found), _BAD_NAME)


def _stored(place: str, info: pafs.FileInfo) -> File:
    changed_at = info.mtime_ns // 1_000_000_000 if info.mtime_ns else 0
    return File(place, _kind(info.path), info.size or 0, changed_at)


def _can_be_told(place: str) -> bool:
    """Whether a name is UTF-8 without control characters: all others are written in another form by the door."""
    return file_name(place).replace("\\\\", "\\") == place


def _told(place: str) -> str:
    return place if _can_be_told(place) and len(place) <= _PLACE_CHARACTERS else file_name(place)[:_PLACE_CHARACTERS]


def _kind(path: str) -> str:
    return ARCHIVE if _ARCHIVE.search(path) else _TYPES.get(PurePosixPath(path).suffix.lower(), UNKNOWN)
