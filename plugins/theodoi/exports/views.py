"""What a view of bi holds: its columns with their types and words, its rows since a day, and how to cite it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any

import pyarrow as pa
from sqlalchemy import Connection, text

from theodoi import __version__
from theodoi.database import sql_file
from theodoi.registry.labels import labels
from theodoi.settings import VIETNAM

_FETCHED = 5_000  # rows that one round trip brings

# The day that `--since` asks for: the first of these columns that a view has.
_DAYS = ("published_on", "last_said_on", "last_seen_on", "happened_on", "issued_on", "month", "day")

# What a row of a view is the evidence page of: the first of these columns that a view has.
_IDS = ("metric_id", "assignment_id", "decree_id", "system_id", "organisation_id", "subject_id")
EVIDENCE = "evidence_url"

# Types of Postgres, as Arrow has them and as a Frictionless schema calls them; what stands in none is text.
_TYPES: dict[str, tuple[pa.DataType, str]] = {
    "bigint": (pa.int64(), "integer"),
    "integer": (pa.int64(), "integer"),
    "numeric": (pa.decimal128(38, 9), "number"),
    "double precision": (pa.float64(), "number"),
    "boolean": (pa.bool_(), "boolean"),
    "date": (pa.date32(), "date"),
    "timestamp with time zone": (pa.timestamp("us", tz="UTC"), "datetime"),
}
_TEXT = (pa.string(), "string")


class NoSuchView(LookupError):
    """bi has no view of that name, or one without a day where days were asked for."""


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a view: `type` as Postgres names it, `description` as its comment tells, `label` as people call it.

    `made` is the SQL of a column that the view itself has not.
    """

    name: str
    type: str
    description: str
    label: str
    made: str | None = None

    @property
    def arrow(self) -> pa.DataType:
        return _TYPES.get(self.type, _TEXT)[0]

    @property
    def frictionless(self) -> str:
        return _TYPES.get(self.type, _TEXT)[1]

    @property
    def selected(self) -> str:
        """The column in a query: lists become words parted by semicolons, documents of JSON their text."""
        if self.made is not None:
            return f'{self.made} AS "{self.name}"'
        if self.type.endswith("[]"):
            return f'array_to_string("{self.name}", \'; \') AS "{self.name}"'
        return (
            f'"{self.name}"' if self.type in _TYPES or self.type == "text" else f'"{self.name}"::text AS "{self.name}"'
        )


@dataclass(frozen=True, slots=True)
class Days:
    """Which days of a view are asked for, both included, and on which day it stood so."""

    since: date | None = None
    until: date | None = None
    stood_on: date | None = None


@dataclass(frozen=True)
class View:
    """A view of bi inside one snapshot of the warehouse: days from `since` to `until`, as it stood on the day `stood_on`."""

    connection: Connection
    name: str
    description: str
    fields: tuple[Field, ...]
    as_of: datetime
    days: Days = Days()

    @cached_property
    def day(self) -> str | None:
        """The column that `since` is compared with; None where the view tells no day."""
        names = {field.name for field in self.fields}
        return next((name for name in _DAYS if name in names), None)

    @property
    def condition(self) -> str:
        bounds = ((">=", self.days.since), ("<=", self.days.until))
        asked = [f"\"{self.day}\" {sign} DATE '{day.isoformat()}'" for sign, day in bounds if day]
        return f" WHERE {' AND '.join(asked)}" if asked else ""

    @property
    def relation(self) -> str:
        """The view, or its function that tells how it stood on a day."""
        stood_on = self.days.stood_on
        return f"bi.{self.name}_at(DATE '{stood_on.isoformat()}')" if stood_on else f"bi.{self.name}"

    @property
    def query(self) -> str:
        return f"SELECT {', '.join(field.selected for field in self.fields)} FROM {self.relation}{self.condition}"  # noqa: S608 - names of our own views

    def batches(self) -> Iterator[list[tuple[Any, ...]]]:
        """The rows, some thousand at a time: a view may be larger than the memory."""
        with closing(self.connection.execution_options(stream_results=True).execute(text(self.query))) as rows:
            for batch in rows.partitions(_FETCHED):
                yield [tuple(row) for row in batch]

    @property
    def notes(self) -> list[str]:
        """How to cite the rows and what they are, in Vietnamese and English, a line each."""
        at = f"{self.as_of.astimezone(VIETNAM):%Y-%m-%d %H:%M}"
        lines = [
            f"Trích dẫn: Theodoi {__version__}, bi.{self.name}, dữ liệu tính đến {at} (giờ Việt Nam).",
            f"Cite as: Theodoi {__version__}, bi.{self.name}, as of {at} (Vietnam time).",
            f"Nội dung / Content: {self.description}",
            "Giấy phép / Licence: số liệu do máy đọc từ báo chí; câu trích thuộc về tờ báo nêu trong dòng, hãy dẫn nguồn. "
            "Read by machine from news; quotes belong to the papers that the rows name, cite them.",
            "Ô trống là không có thông tin, không phải số 0. / An empty cell is unknown, not zero.",
        ]
        if self.days.since:
            lines.append(f"Từ ngày / Since: {self.days.since.isoformat()} ({self.day})")
        if self.days.until:
            lines.append(f"Đến ngày / Until: {self.days.until.isoformat()} ({self.day})")
        if self.days.stood_on:
            lines.append(f"Như đã biết đến ngày / As of: {self.days.stood_on.isoformat()}")
        return lines


def view_names(connection: Connection) -> list[str]:
    """All views of bi, by name."""
    return list(connection.scalars(text(sql_file("exports/views.sql"))))


def described(connection: Connection, name: str, days: Days = Days(), evidence: str | None = None) -> View:
    """A view with its columns; `evidence` is the address before the id of a row's evidence page. Raises NoSuchView."""
    name = name.removeprefix("bi.")
    if name not in (known := view_names(connection)):
        raise NoSuchView(f"bi has no view {name}; it has {', '.join(known)}")
    columns = connection.execute(text(sql_file("exports/columns.sql")), {"view": f"bi.{name}"}).all()
    told = connection.scalar(text("SELECT obj_description(CAST(:view AS regclass))"), {"view": f"bi.{name}"})
    as_of = connection.scalar(text("SELECT now()"))
    heads = labels()
    fields = [Field(column, type_, words or "", heads.get(column, column)) for column, type_, words in columns]
    if page := _evidence(connection, {field.name for field in fields}, evidence):
        fields.append(
            Field(EVIDENCE, "text", "Address of the page that proves the row", heads.get(EVIDENCE, EVIDENCE), page)
        )
    view = View(connection, name, told or "", tuple(_apart(fields)), as_of, days)
    if (days.since or days.until) and view.day is None:
        raise NoSuchView(f"bi.{name} tells no day: leave --since out")
    function = {"function": f"bi.{name}_at(date)"}
    if days.stood_on and not connection.scalar(text("SELECT to_regprocedure(:function) IS NOT NULL"), function):
        raise NoSuchView(f"bi.{name} does not tell how it stood on a day: leave --as-of out")
    return view


def _evidence(connection: Connection, names: set[str], address: str | None) -> str | None:
    """SQL of the address of a row's evidence page; None where rows have no id that has one."""
    key = next((name for name in _IDS if name in names), None)
    if key is None or address is None:
        return None
    literal: str = connection.scalar(text("SELECT quote_literal(:address)"), {"address": address})
    return f'{literal} || "{key}"'


def _apart(fields: Sequence[Field]) -> Iterator[Field]:
    """The fields with their labels; two of one label have their names behind it."""
    often = Counter(field.label for field in fields)
    for field in fields:
        yield replace(field, label=f"{field.label} ({field.name})") if often[field.label] > 1 else field
