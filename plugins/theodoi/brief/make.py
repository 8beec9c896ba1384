"""Making the briefs of a day: for everything and for each watchlist, in all forms, into the lake."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text

from theodoi.brief.facts import Brief, Withdrawn, read_changes, read_coverage, read_held, read_lines, read_papers
from theodoi.brief.forms import as_atom, as_json, as_mail, as_text, as_word
from theodoi.brief.page import render_brief
from theodoi.brief.store import ALL, brief_days, brief_path
from theodoi.brief.words import Words
from theodoi.contracts import FINDINGS
from theodoi.database import engine_for, sql_file
from theodoi.lake import Lake
from theodoi.registry.watchlists import load_watchlists
from theodoi.settings import Profile, settings

_EVERYTHING = Words("Tất cả", "Everything")
_FORMS: Mapping[str, Callable[[Brief], bytes]] = {
    "json": as_json,
    "atom": as_atom,
    "eml": as_mail,
    "docx": as_word,
}


def make_briefs(connection: Connection, lake: Lake, profile: str, day: date) -> list[str]:
    """Write the briefs of a day in place of earlier ones; returns their pages' paths inside the lake. Raises RegistryError."""
    briefs = read_briefs(connection, lake, profile, day)
    pages = []
    for brief in briefs:
        for form, data in all_forms(brief, lists_of(briefs)):
            lake.write_bytes(brief_path(brief.day, name_of(brief), form), data)
        pages.append(brief_path(brief.day, name_of(brief), "html"))
    return pages


def read_briefs(connection: Connection, lake: Lake, profile: str, day: date) -> list[Brief]:
    """The briefs of a day: of everything, then of each watchlist. Raises RegistryError."""
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
        changes=read_changes(connection, batch_id),
        held=read_held(connection, batch_id),
    )
    return [
        whole,
        *(
            replace(whole, watchlist=one, lines=tuple(line for line in whole.lines if line.touches(one)))
            for one in load_watchlists()
        ),
    ]


def written(profile: Profile, day: date | None, watchlist: str | None, out: Path | None) -> list[str]:
    """The brief of a night as lines of text, or the paths of all its forms in the folder `out`.

    Raises LookupError where there is no such night or list, RegistryError, OSError.
    """
    lake = Lake(settings().lake_root(profile))
    with engine_for(settings().database_url(profile)).connect() as connection:
        nights = list(connection.scalars(text(sql_file("brief/nights.sql"))))
        if not nights:
            raise NoBriefError("no night is published yet")
        asked: date = day or nights[0]
        if asked not in nights:
            raise NoBriefError(f"no night of {asked} is published")
        briefs = read_briefs(connection, lake, profile, asked)
    names = [name_of(brief) for brief in briefs]
    if (name := watchlist or ALL) not in names:
        raise NoBriefError(f"registry/watchlists has no {name}; there are {', '.join(names)}")
    brief = briefs[names.index(name)]
    if out is None:
        return list(as_text(brief))
    out.mkdir(parents=True, exist_ok=True)
    paths = []
    for form, data in all_forms(brief, served=False):
        path = out / f"{name}.{form}"
        path.write_bytes(data)
        paths.append(str(path))
    return paths


class NoBriefError(LookupError):
    """There is no brief of that day or list; the message says which there are."""


def name_of(brief: Brief) -> str:
    """The name of a brief's list."""
    return brief.watchlist.id if brief.watchlist else ALL


def lists_of(briefs: Sequence[Brief]) -> tuple[tuple[str, Words], ...]:
    """The lists of a day by name and title, as a page links them."""
    return tuple(
        (name_of(one), Words(one.watchlist.name, one.watchlist.name_en) if one.watchlist else _EVERYTHING)
        for one in briefs
    )


def all_forms(
    brief: Brief, lists: tuple[tuple[str, Words], ...] = (), *, served: bool = True
) -> Iterator[tuple[str, bytes]]:
    """Each form of a brief with its bytes; without `served` the page has no links to those of Airflow."""
    yield from ((form, made(brief)) for form, made in _FORMS.items())
    yield "html", render_brief(brief, lists, served=served).encode("utf-8", "replace")


def _withdrawn(connection: Connection, lake: Lake, day: date) -> tuple[Withdrawn, ...]:
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
        Withdrawn(
            Words(line["said"]["vi"], line["said"]["en"]),
            # A brief of an earlier version names no articles.
            tuple(dict.fromkeys(filter(None, (proof.get("article_id") for proof in line["proofs"])))),
        )
        for line in lines
        if not all(proof["finding_id"] in served for proof in line["proofs"])
    )
