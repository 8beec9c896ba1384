"""What an article tells, as facts that can be compared between two versions of the rules and read aloud.

What makes two facts the same follows from the contracts (`Dataset.fact`): a column that is added there is compared.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from theodoi.contracts import ARTICLES, DATASETS, FINDINGS, Column
from theodoi.rows import Row
from theodoi.signs import SIGNS

_KIND_OF = {
    "decree_mentions": "decree",
    "decree_relations": "relation",
    "decree_events": "event",
    "organisation_mentions": "organisation",
    "system_mentions": "system",
    "metrics": "metric",
}
KINDS = ("article", "text", *_KIND_OF.values())
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
    named = {name: {row.get(DATASETS[name].key): _told(name, row) for row in found} for name, found in rows.items()}
    facts = [_article(article)]
    facts += [
        Fact("text", (("text", line),), (line,), _short(line, 200)) for line in str(article["text"]).split("\n") if line
    ]
    for name, kind in _KIND_OF.items():
        facts += [_finding(name, kind, row, named) for row in rows.get(name, ())]
    return facts


def _article(row: Row) -> Fact:
    values = _values(ARTICLES.name, _OF_ARTICLE, row)
    told = dict(values)
    line = [told[name] for name in ("title", "author", "credit", "section", "published_at") if told[name]]
    return Fact("article", values, (), " | ".join(map(str, line)) or "without title, author and date")


def _finding(dataset: str, kind: str, row: Row, named: Mapping[str, Mapping[object, str]]) -> Fact:
    """A row of a dataset of findings; where it holds the key of another row, what that row is called stands for it."""
    referred = {column: named.get(target, {}).get(row.get(column)) for column, target in DATASETS[dataset].refers}
    values = _values(dataset, DATASETS[dataset].fact, {**row, **referred})
    return Fact(kind, values, _name(dataset, row), _LINES[dataset](row), str(row["quote"]))


def _name(dataset: str, row: Row) -> tuple[object, ...]:
    """What a changed fact keeps: the document, the figure; for other kinds the words that tell it."""
    match dataset:
        case "decree_mentions":
            return (_document(row),)
        case "metrics":
            return (_number(row["value"]), row.get("unit"))
        case _:
            return (row["quote"],)


def _told(dataset: str, row: Row) -> str:
    return " ".join(map(str, _name(dataset, row)))


def _document(row: Row) -> str:
    return str(row.get("number") or row.get("title") or row["quote"])


def _values(dataset: str, names: Iterable[str], row: Row) -> Values:
    columns = _COLUMNS[dataset]
    return tuple((name, _plain(row.get(name), columns[name].type)) for name in names)


def _plain(value: object, type: str) -> str | None:
    """A value in one form, whether Arrow, Postgres or JSON gave it. `type` is the column's in the contract."""
    if value is None:
        return None
    match type:
        case "numeric" | "integer":
            return _number(value)
        case "timestamp":
            at = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
            return at.astimezone(UTC).isoformat()
        case "json":
            loaded = json.loads(value) if isinstance(value, str) else value
            return json.dumps(loaded, ensure_ascii=False, sort_keys=True)
        case _:
            return value.isoformat() if isinstance(value, date) else str(value)


def _number(value: object) -> str | None:
    return None if value is None else f"{Decimal(str(value)).normalize():f}"


# for a person --------------------------------------------------------------------------------------------------------


def _decree(row: Row) -> str:
    about = (row.get("doc_type"), row.get("issuer"), _plain(row.get("issued_on"), "date") or row.get("year"))
    told = ", ".join(str(x) for x in about if x)
    return f"{_document(row)} ({told})" if told else _document(row)


def _relation(row: Row) -> str:
    return f"{row['relation']}, {row['scope']}: {_short(str(row['quote']), 120)}"


def _event(row: Row) -> str:
    day = _plain(row.get("happened_on"), "date")
    return f"{row['event']}{f' {day}' if day else ''}: {_short(str(row['quote']), 120)}"


def _organisation(row: Row) -> str:
    return str(row["name"]) + ("" if row["registered"] else " (not in the registry)")


def _system(row: Row) -> str:
    return str(row["name"])


def metric_line(row: Row) -> str:
    """A metric in words: `thủ tục: up ≥ 95 of 100 percent a tháng, 2025 (target)`."""
    about = f"{_short(str(row['object']), 60)}: " if row.get("object") else ""
    change = {"up": "up ", "down": "down "}[str(row["direction"])] if row["measure"] == "change" else ""
    high = f"–{_number(row['value_high'])}" if row.get("value_high") is not None else ""
    value = f"{SIGNS[str(row['comparator'])]}{_number(row['value'])}{high}"
    of = f" of {_number(row['denominator'])}" if row.get("denominator") is not None else ""
    per = f" a {row['per']}" if row.get("per") else ""
    when = f", {row['period']}" if row.get("period") else ""
    target = " (target)" if row["status"] == "target" else ""
    return f"{about}{change}{value}{of} {row['unit']}{per}{when}{target}"


_LINES: Mapping[str, Callable[[Row], str]] = {
    "decree_mentions": _decree,
    "decree_relations": _relation,
    "decree_events": _event,
    "organisation_mentions": _organisation,
    "system_mentions": _system,
    "metrics": metric_line,
}


def _short(value: str, most: int) -> str:
    line = " ".join(value.split())
    return line if len(line) <= most else line[: most - 1] + "…"
