"""Where the report pages of runs are: their files in the lake, and their addresses under Airflow's own.

lake     reports/batch=<batch id>/<dag>.<run>.html
address  /theodoi/reports/<profile>/<batch id>/<dag>/<run>.html
"""

from __future__ import annotations

import re

from theodoi.contracts import key_of
from theodoi.lake import Lake, check_batch_id

_PART = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,199}")
_UNSAFE = re.compile(r"[^A-Za-z0-9_.-]+")


def page_name(dag_id: str, run_id: str) -> str:
    """A file name for a run's page that needs no quoting anywhere; the hash keeps apart what the letters do not."""
    readable = _UNSAFE.sub("-", run_id.removeprefix(f"{dag_id}/"))[:120].strip("-.")
    return f"{readable or 'run'}-{key_of(run_id)[:8]}.html"


def page_path(batch_id: str, dag_id: str, name: str) -> str:
    """The path inside the lake of a page. Raises ValueError for a part that is no plain name."""
    for part in (dag_id, name):
        if not _PART.fullmatch(part):
            raise ValueError(f"{part!r} is no part of a page's name")
    return f"reports/batch={check_batch_id(batch_id)}/{dag_id}.{name}"


def page_address(profile: str, batch_id: str, dag_id: str, run_id: str) -> str:
    """The address of a run's page, relative to that of the list of reports (PREFIX of this package, and a slash)."""
    return f"{profile}/{batch_id}/{dag_id}/{page_name(dag_id, run_id)}"


def write_page(lake: Lake, batch_id: str, dag_id: str, run_id: str, html: str) -> str:
    """Put a run's page into the lake, in place of an earlier one; returns its path inside the lake."""
    path = page_path(batch_id, dag_id, page_name(dag_id, run_id))
    lake.write_bytes(path, html.encode("utf-8", "replace"))
    return path
