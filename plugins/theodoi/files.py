"""Files that are whole or not there: written beside their place, renamed when all bytes are on them, removed when that fails."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

PRIVATE = 0o600


@contextmanager
def replacing(path: Path, mode: int = 0o666, before: Callable[[], None] | None = None) -> Iterator[BinaryIO]:
    """A stream whose bytes take the place of `path` when the body ends well; otherwise nothing is left of them.

    `mode` holds from the first byte on, less what the umask takes. `before` is called before the file takes its place, and may raise to refuse it.
    Raises OSError.
    """
    beside = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    beside.unlink(missing_ok=True)  # of a killed process with the same id, perhaps with another mode
    try:
        with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as stream:
            yield stream
        if before is not None:
            before()
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read, at no moment anybody else; one that is there stays whole if that fails."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path, PRIVATE) as stream:
        stream.write(text.encode())
        stream.flush()
        os.fsync(stream.fileno())  # a secret that is lost in a power cut cannot be made again
