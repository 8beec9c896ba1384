"""What a kind of finding is, beyond its columns: who reads it, how it is called, told, compared and counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from theodoi.columns import Column, Dataset, column
from theodoi.kinds.common import EVIDENCE, HOW, SHARED
from theodoi.rows import Row

PARENT = ("articles", "article_version_id")


@dataclass(frozen=True, slots=True)
class Entity:
    """What the rows of a kind speak of: its table in the warehouse, and the column that points there.

    `counted` says whether a run tells how many of them its batch speaks of.
    """

    table: str
    key: str
    counted: bool = True


@dataclass(frozen=True, slots=True)
class Share:
    """A fact of a batch that its suite checks: the share of the rows whose `column` has this value."""

    name: str
    column: str
    value: object


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of `theodoi extract`: its name, and which findings of the kind stand in it (None: all)."""

    name: str
    holds: Callable[[Any], bool] | None = None


@dataclass(frozen=True, slots=True)
class Completion:
    """A second reading that completes the findings of a kind by those of others: its function, its rule's name, what it needs."""

    reader: str
    rule: str
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """A text, and what a reader must find in it: values by column, one mapping a finding; none is none found."""

    text: str
    found: tuple[Mapping[str, object], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind(Dataset):
    """A kind of finding, declared once: schema, tables, suites, outputs, comparison and reports follow from here.

    `place` orders the kinds, in gates, tables and reports; a kind that refers to another stands behind it.
    """

    place: int
    word: str  # one of them in a report, and in what `theodoi explain` prints: "relation"
    one: str  # one of them in a sentence: "a citation"
    called: str  # several of them in a sentence: "citations"
    found: str  # their name among the findings of a text, and in JSON
    reader: str  # module and function that read them: "theodoi.extract.decrees:read"
    needs: tuple[str, ...] = ()  # kinds that its reader asks the document for
    completion: Completion | None = None
    most: int = 100  # of one article, before a warning
    target: Callable[[Row], object]  # what a row speaks of, part of its key
    says: Callable[[Row], object] | None = None  # what a correction knows a row by, where target has keys of others
    name_of: Callable[[Row], tuple[object, ...]]  # what a changed fact keeps
    line: Callable[[Row], str]  # a row for a person
    text: Callable[[Row], str]  # an item of the JSON for a person
    also: Callable[[Any], Mapping[str, object]] | None = None  # what JSON tells of a finding besides the columns
    lists: tuple[Listed, ...]
    entity: Entity | None = None
    shares: tuple[Share, ...] = ()
    told_first: str | None = None  # column of ISO-like times: summary and report tell the nearest first
    once: tuple[str, ...] = ()  # columns that no two rows of one article should have alike
    section: str | None = None  # section of the report that tells them; None: one of their own, made from here
    unchecked: frozenset[str] = frozenset()  # columns beside these that no checksum takes: they follow from others
    cases: tuple[Case, ...] = ()

    @property
    def own(self) -> tuple[Column, ...]:
        """The columns that only this kind has."""
        return tuple(c for c in self.columns if c.name not in SHARED and c.name != self.key)

    def said(self, row: Row) -> str:
        """What a row tells in short, without keys of other findings: an editor's correction is of this."""
        return " ".join(str((self.says or self.target)(row)).split())

    def attribute(self, name: str) -> str:
        """The attribute of a finding that a column is made from."""
        [made_from] = [c.made_from for c in self.columns if c.name == name]
        return made_from if isinstance(made_from, str) else name

    def values(self, found: Any) -> dict[str, object]:
        """The values of the own columns of a finding, with spans where it points to others."""
        return {
            c.name: c.made_from(found) if callable(c.made_from) else getattr(found, c.made_from or c.name)
            for c in self.own
        }


def finding(
    name: str,
    key: str,
    description: str,
    own: tuple[Column, ...],
    *,
    found: str,
    word: str | None = None,
    name_of: Callable[[Row], tuple[object, ...]] | None = None,
    line: Callable[[Row], str] | None = None,
    text: Callable[[Row], str] | None = None,
    lists: tuple[Listed, ...] = (),
    **more: Any,
) -> Kind:
    """A kind with the columns that all kinds have, and what most kinds have in common where nothing else is said."""
    of_key = column(key, "text", "Hash of version, kind, offsets, ordinal, target", required=True)
    return Kind(
        name,
        key,
        description,
        (of_key, *EVIDENCE, *own, *HOW),
        parent=PARENT,
        found=found,
        word=word or found.removesuffix("s"),
        name_of=name_of or (lambda row: (row["quote"],)),
        line=line or (lambda row: told(row, [c.name for c in own])),
        text=text or (lambda item: told(item, [c.json_name for c in own if c.json_name])),
        lists=lists or (Listed(found),),
        **more,
    )


def joined(*names: str) -> Callable[[Row], object]:
    """The values of some columns, joined by blanks."""
    return lambda row: " ".join(str(row[name]) for name in names)


def first(*names: str) -> Callable[[Row], object]:
    """The first of some columns that has a value; None without one."""
    return lambda row: next((row[name] for name in names if row[name]), None)


# for a person --------------------------------------------------------------------------------------------------------


def told(row: Row, names: list[str]) -> str:
    """The values of some columns that have one: `event issued, happened_on 2018-04-23`."""
    pairs = ((name, row.get(name)) for name in names)
    return ", ".join(f"{name} {shown(value)}" for name, value in pairs if value is not None)


def shown(value: object) -> str:
    """A value for a person, on one line."""
    if isinstance(value, dict):  # a mention that an item of JSON points to
        return str(value.get("name"))
    if isinstance(value, date):
        return value.isoformat()
    return number(value) if isinstance(value, Decimal) else " ".join(str(value).split())


def number(value: object) -> str:
    """A number without zeros that say nothing, wherever it was read from."""
    return f"{Decimal(str(value)).normalize():f}"


def shortened(value: str, most: int) -> str:
    """A text on one line of at most `most` letters."""
    line = " ".join(value.split())
    return line if len(line) <= most else line[: most - 1] + "…"
