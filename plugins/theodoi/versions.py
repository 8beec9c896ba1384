"""The version of everything that decides what is read: code of clean and extract, and the registry."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from pathlib import Path

from theodoi import __version__
from theodoi.paths import data_dir
from theodoi.registry.reading import SCHEMA_LINE
from theodoi.registry.sources import load_sources
from theodoi.settings import settings

# Folders of the registry that change nothing of what is read: pages are fetched by sources, corrections and measures come later.
_NOT_READ = {"sources", "corrections", "measured"}


@lru_cache(maxsize=1)
def rules_version() -> str:
    """`<package version>+<hash>`: changes when a rule or a registry entry changes, and only then.

    Raises SourceError and FileNotFoundError when the source files cannot be read.
    """
    package = Path(__file__).resolve().parent
    digest = hashlib.blake2b(digest_size=5)
    roots = [package / "clean", package / "extract", package / "kinds", package / "registry", data_dir("registry")]
    for root in roots:
        for path in sorted(root.rglob("*")):
            name = path.relative_to(root)
            if (
                path.is_file()
                and path.suffix in {".py", ".yaml", ".tsv", ".txt", ".npz"}
                and name.parts[0] not in _NOT_READ
            ):
                digest.update(name.as_posix().encode())
                digest.update(_without_schema(path.read_bytes()))
    digest.update(_page_rules())
    return f"{__version__}+{digest.hexdigest()}"


def _without_schema(content: bytes) -> bytes:
    """A file without the first line, where that only names its schema to editors."""
    return content.partition(b"\n")[2] if content.startswith(SCHEMA_LINE.encode()) else content


def _page_rules() -> bytes:
    """What source files say of reading. The rest is about fetching: switching a source on makes no rule newer."""
    rules = {
        source.id: [
            source.home,
            source.province,
            *(layout.model_dump(mode="json", exclude={"proof"}) for layout in source.page_rules),
        ]
        for source in load_sources(settings().sources_folder("live")).values()
        if source.page_rules or source.province
    }
    return json.dumps(rules, sort_keys=True, ensure_ascii=False).encode()
