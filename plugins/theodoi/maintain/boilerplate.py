"""Boilerplate lines: what recurs at the head or tail of a source's articles, learnt for cleaning to take out."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sqlalchemy import Connection, text

from theodoi.clean.characters import fold
from theodoi.clean.learnt_lines import EDGE, MAX_LINE
from theodoi.database import sql_file
from theodoi.extract.decrees import find_decrees
from theodoi.maintain.work import Work
from theodoi.settings import VIETNAM, settings

MIN_ARTICLES = 5  # different articles that must have the line
MIN_SHARE = 0.03  # of the source's articles; a column's own line stands in few of a paper's
MIN_DAYS = 3  # of one day are the parts of one report
# Full texts of decrees recur too, at their heads: their preamble and the headings of their articles are content.
_LEGAL = re.compile(
    r"(?:căn\s+cứ|theo\s+đề\s+nghị|xét\s+đề\s+nghị|xét\s+tờ\s+trình|điều\s+\d+|chương\s+[ivx\d]+)\b", re.I
)
_CELLS = " | "  # between the cells of a table's row


def learn(connection: Connection, work: Work, version: str) -> tuple[int, str]:
    """Fill ops.boilerplate_lines with a version; returns its rows and what they come from.

    Read are the texts that are served of batches published in the last THEODOI_BOILERPLATE_DAYS days, and the lines
    taken out of them: what has been learnt is not forgotten because it no longer shows.
    """
    since = work.before(settings().boilerplate_days)
    limits = {
        "since": since, "edge": EDGE, "longest": MAX_LINE,
        "min_articles": MIN_ARTICLES, "min_share": MIN_SHARE, "min_days": MIN_DAYS,
    }  # fmt: skip
    found: dict[tuple[str, str], dict[str, object]] = {}
    for row in connection.execute(text(sql_file("maintain/recurring_lines.sql")), limits).mappings():
        folded = fold(row["line"])
        if folded and not is_content(row["line"]):
            # Spellings of one line: the most frequent comes first and stands for all.
            found.setdefault((row["source_id"], folded), {**row, "folded": folded, "version": version})
    if found:
        connection.execute(text(sql_file("maintain/add_boilerplate.sql")), list(found.values()))
    articles, sources = connection.execute(text(sql_file("maintain/boilerplate_origin.sql")), {"since": since}).one()
    first = since.astimezone(VIETNAM).date()
    return len(found), f"batches published since {first} ({articles} articles, sources: {sources})"


def is_content(line: str) -> bool:
    """Whether a line tells something however often it recurs: it cites a document, opens one, or is a row of figures."""
    return bool(_LEGAL.match(line)) or _CELLS in line or bool(find_decrees(line))


def boilerplate_lines(connection: Connection, version: str | None) -> Mapping[str, frozenset[str]]:
    """The folded lines of a version by source; empty where nothing has been learnt yet."""
    if version is None:
        return {}
    rows = connection.execute(text(sql_file("maintain/boilerplate_lines.sql")), {"version": version})
    return {row.source_id: frozenset(row.folded) for row in rows}
