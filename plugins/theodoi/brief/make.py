"""Making the briefs of a day: for everything and for each watchlist, in all forms, into the lake."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, text

from theodoi.brief.facts import Brief, read_coverage, read_held, read_lines, read_papers
from theodoi.brief.forms import as_atom, as_json, as_mail, as_word
from theodoi.brief.page import render_brief
from theodoi.brief.store import ALL, brief_days, brief_path
from theodoi.brief.words import Words
from theodoi.contracts import FINDINGS
from theodoi.database import sql_file
from theodoi.lake import Lake
from theodoi.registry.watchlists import load_watchlists

_EVERYTHING = Words("Tất cả", "Everything")
_FORMS: Mapping[str, Callable[[Brief], bytes]] = {
    "json": as_json,
    "atom": as_atom,
    "eml": as_mail,
    "docx": as_word,
}


def make_briefs(connection: Connection, lake: Lake, profile: str, day: date) -> list[str]:
    """Write the briefs of a day in place of earlier ones; returns their pages' paths inside the lake. Raises RegistryError."""
    batch_id = f"nightly/{day.isoformat()}"
    whole = Brief(
        profile=profile,
        day=day,
        made_at=datetime.now(UTC),
        watchlist=None,
        lines=read_lines(connection, batch_id, day),
        withdrawn=_withdrawn(connection, lake, day),
        papers=read_papers(connection, batch_id),
        coverage=read_coverage(connection, batch_id),
        held=read_held(connection, batch_id),
    )
    watchlists = load_watchlists()
    lists = ((ALL, _EVERYTHING), *((one.id, Words(one.name, one.name_en)) for one in watchlists))
    briefs = [whole]
    for one in watchlists:
        lines = tuple(line for line in whole.lines if line.touches(one))
        briefs.append(replace(whole, watchlist=one, lines=lines))
    return [_write(lake, brief, lists) for brief in briefs]


def _write(lake: Lake, brief: Brief, lists: tuple[tuple[str, Words], ...]) -> str:
    name = brief.watchlist.id if brief.watchlist else ALL
    for form, made in _FORMS.items():
        lake.write_bytes(brief_path(brief.day, name, form), made(brief))
    path = brief_path(brief.day, name, "html")
    lake.write_bytes(path, render_brief(brief, lists).encode("utf-8", "replace"))
    return path


def _withdrawn(connection: Connection, lake: Lake, day: date) -> tuple[Words, ...]:
    """Lines of the brief before whose words the warehouse does not serve any more."""
    before = next((one for one in brief_days(lake) if one < day), None)
    if before is None:
        return ()
    lines: list[dict[str, Any]] = json.loads(lake.read_bytes(brief_path(before, ALL, "json")))["lines"]
    ids = [proof["finding_id"] for line in lines for proof in line["proofs"]]
    served: set[str] = set()
    for kind in FINDINGS:
        statement = sql_file("brief/served.sql").replace("warehouse.findings", f"warehouse.{kind.name}")
        served |= set(connection.scalars(text(statement.replace("finding_key", kind.key)), {"ids": ids}))
    return tuple(
        Words(line["said"]["vi"], line["said"]["en"])
        for line in lines
        if not all(proof["finding_id"] in served for proof in line["proofs"])
    )
