"""What an article tells, as facts that can be compared between two versions of the rules and read aloud."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from theodoi.report.facts import SIGNS

KINDS = ("article", "text", "decree", "relation", "event", "organisation", "system", "metric")


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: `key` is what makes two of them the same, `name` what makes one a changed form of another."""

    kind: str
    key: tuple
    name: tuple
    line: str  # for a person
    quote: str = ""


Row = Mapping[str, object]


def facts_of_article(article: Row, findings: Mapping[str, Iterable[Row]]) -> list[Fact]:
    """The facts of one article. Rows have the columns of the datasets `articles` and of those in `findings` (by dataset name).

    Decrees, organisations and systems count once each, however often they are named; metrics and paragraphs each time.
    """
    facts = [_article(article)]
    facts += [Fact("text", (line,), (line,), _short(line, 200)) for line in str(article["text"]).split("\n") if line]
    for name, make in _MAKERS.items():
        made = [make(row) for row in findings.get(name, ())]
        facts += made if name == "metrics" else {fact.key: fact for fact in reversed(made)}.values()
    return facts


def _article(row: Row) -> Fact:
    at = row["published_at"]
    published = at.astimezone(UTC).isoformat() if isinstance(at, datetime) else at
    values = tuple(row.get(name) for name in ("title", "author", "credit", "section"))
    told = [str(v) for v in (*values, published) if v]
    return Fact("article", (*values, published), (), " | ".join(told) or "without title, author and date")


def _decree(row: Row) -> Fact:
    name = row["number"] or row.get("title") or row["quote"]
    key = (name, row["doc_type"], row["issuer"], _plain(row["issued_on"]), row["year"])
    about = ", ".join(str(x) for x in (row["doc_type"], row["issuer"], _plain(row["issued_on"]) or row["year"]) if x)
    line = f"{name} ({about})" if about else str(name)
    return Fact("decree", key, (name,), line, str(row["quote"]))


def _relation(row: Row) -> Fact:
    line = f"{row['relation']}, {row['scope']}: {_short(str(row['quote']), 120)}"
    key = (row["relation"], row["scope"], _plain(row["effective_on"]), row["quote"])
    return Fact("relation", key, (row["quote"],), line, str(row["quote"]))


def _event(row: Row) -> Fact:
    day = _plain(row["happened_on"])
    line = f"{row['event']}{f' {day}' if day else ''}: {_short(str(row['quote']), 120)}"
    return Fact(
        "event", (row["event"], day, row["happened_precision"], row["quote"]), (row["quote"],), line, str(row["quote"])
    )


def _organisation(row: Row) -> Fact:
    line = str(row["name"]) + ("" if row["registered"] else " (not in the registry)")
    key = (row["organisation_id"], row["name"], row["registered"])
    return Fact("organisation", key, (row["quote"],), line, str(row["quote"]))


def _system(row: Row) -> Fact:
    return Fact("system", (row["system_id"], row["name"]), (row["quote"],), str(row["name"]), str(row["quote"]))


def _metric(row: Row) -> Fact:
    names = ("unit", "comparator", "measure", "direction", "status", "per", "period", "period_from", "object", "minor")
    value, high, of = (_plain(row[name]) for name in ("value", "value_high", "denominator"))
    key = (value, high, of, *(row[name] for name in names))
    return Fact("metric", key, (value, row["unit"]), metric_line(row), str(row["quote"]))


def metric_line(row: Row) -> str:
    """A metric in words: `thủ tục: up ≥ 95 of 100 percent a tháng, 2025 (target)`."""
    about = f"{_short(str(row['object']), 60)}: " if row["object"] else ""
    change = {"up": "up ", "down": "down "}[str(row["direction"])] if row["measure"] == "change" else ""
    high = f"–{_plain(row['value_high'])}" if row["value_high"] is not None else ""
    value = f"{SIGNS[str(row['comparator'])]}{_plain(row['value'])}{high}"
    of = f" of {_plain(row['denominator'])}" if row["denominator"] is not None else ""
    per = f" a {row['per']}" if row["per"] else ""
    when = f", {row['period']}" if row["period"] else ""
    target = " (target)" if row["status"] == "target" else ""
    return f"{about}{change}{value}{of} {row['unit']}{per}{when}{target}"


def _plain(value: object) -> str | None:
    """Figures and dates in one form, wherever they were read from."""
    if value is None:
        return None
    if isinstance(value, Decimal | int | float):
        return f"{Decimal(str(value)).normalize():f}"
    return value.isoformat() if isinstance(value, date) else str(value)


def _short(value: str, most: int) -> str:
    line = " ".join(value.split())
    return line if len(line) <= most else line[: most - 1] + "…"


_MAKERS: dict[str, Callable[[Row], Fact]] = {
    "decree_mentions": _decree,
    "decree_relations": _relation,
    "decree_events": _event,
    "organisation_mentions": _organisation,
    "system_mentions": _system,
    "metrics": _metric,
}
