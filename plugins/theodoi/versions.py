"""The version of everything that decides what is read: code of clean and extract, and the registry."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from theodoi import __version__
from theodoi.paths import data_dir


@lru_cache(maxsize=1)
def rules_version() -> str:
    """`<package version>+<hash>`: changes when a rule or a registry entry changes, and only then."""
    package = Path(__file__).resolve().parent
    digest = hashlib.blake2b(digest_size=5)
    roots = [package / "clean", package / "extract", package / "registry", data_dir("registry")]
    for root in roots:
        for path in sorted(root.rglob("*")):
            name = path.relative_to(root)
            # Sources say where to fetch, not how to read: switching one on makes no rule newer.
            if path.is_file() and path.suffix in {".py", ".yaml", ".tsv", ".txt"} and name.parts[0] != "sources":
                digest.update(name.as_posix().encode())
                digest.update(path.read_bytes())
    return f"{__version__}+{digest.hexdigest()}"
