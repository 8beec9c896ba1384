"""What an article tells, as facts that can be compared between two versions of the rules and read aloud.

What makes two facts the same follows from the contracts (`Dataset.fact`): a column that is added there is compared.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from theodoi.contracts import ARTICLES, FINDINGS, Column, Kind
from theodoi.kinds.kind import number, shortened
from theodoi.rows import Row

KINDS = ("article", "text", *(kind.word for kind in FINDINGS))
# The article's own columns; its text is compared paragraph by paragraph.
_OF_ARTICLE = tuple(name for name in ARTICLES.fact if name != "text")
_COLUMNS: Mapping[str, Mapping[str, Column]] = {d.name: {c.name: c for c in d.columns} for d in (ARTICLES, *FINDINGS)}

# Columns and their values, in one form wherever they were read from.
Values = tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: `values` are what makes two of them the same, `name` what makes one a changed form of another."""

    kind: str
    values: Values
    name: tuple[object, ...]
    line: str  # for a person
    quote: str = ""


def facts_of_article(article: Row, findings: Mapping[str, Iterable[Row]]) -> list[Fact]:
    """The facts of one article, each finding as often as it stands there.

    Rows have the columns of the datasets `articles` and of those in `findings` (by dataset name); a column that a row
    does not have is null.
    """
    rows = {name: list(found) for name, found in findings.items()}
    named = {
        kind.name: {row.get(kind.key): " ".join(map(str, kind.name_of(row))) for row in rows.get(kind.name, ())}
        for kind in FINDINGS
    }
    facts = [_article(article)]
    facts += [
        Fact("text", (("text", line),), (line,), shortened(line, 200))
        for line in str(article["text"]).split("\n")
        if line
    ]
    for kind in FINDINGS:
        facts += [_finding(kind, row, named) for row in rows.get(kind.name, ())]
    return facts


def _article(row: Row) -> Fact:
    values = _values(ARTICLES.name, _OF_ARTICLE, row)
    told = dict(values)
    line = [told[name] for name in ("title", "author", "credit", "section", "published_at") if told[name]]
    return Fact("article", values, (), " | ".join(map(str, line)) or "without title, author and date")


def _finding(kind: Kind, row: Row, named: Mapping[str, Mapping[object, str]]) -> Fact:
    """A row of a kind of finding; where it holds the key of another row, what that row is called stands for it."""
    referred = {column: named.get(target, {}).get(row.get(column)) for column, target in kind.refers}
    values = _values(kind.name, kind.fact, {**row, **referred})
    return Fact(kind.word, values, kind.name_of(row), kind.line(row), str(row["quote"]))


def _values(dataset: str, names: Iterable[str], row: Row) -> Values:
    columns = _COLUMNS[dataset]
    return tuple((name, _plain(row.get(name), columns[name].type)) for name in names)


def _plain(value: object, type: str) -> str | None:
    """A value in one form, whether Arrow, Postgres or JSON gave it. `type` is the column's in the contract."""
    if value is None:
        return None
    match type:
        case "numeric" | "integer":
            return number(value)
        case "timestamp":
            at = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
            return at.astimezone(UTC).isoformat()
        case "json":
            loaded = json.loads(value) if isinstance(value, str) else value
            return json.dumps(loaded, ensure_ascii=False, sort_keys=True)
        case _:
            return value.isoformat() if isinstance(value, date) else str(value)
