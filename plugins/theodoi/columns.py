"""What a dataset is: its columns with their types in Parquet and Postgres, its key, what it belongs to."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pyarrow as pa

from theodoi.rows import Row
from theodoi.vocabularies import choice, listed

# Column types, and what they are in Parquet and in Postgres. Figures are decimals, never floats.
_ARROW = {
    "text": pa.string(),
    "integer": pa.int64(),
    "numeric": pa.decimal128(38, 9),
    "boolean": pa.bool_(),
    "timestamp": pa.timestamp("us", tz="UTC"),
    "date": pa.date32(),
    "json": pa.string(),
}
_POSTGRES = {
    "text": "text",
    "integer": "bigint",
    "numeric": "numeric",
    "boolean": "boolean",
    "timestamp": "timestamptz",
    "date": "date",
    "json": "jsonb",
}
ListOfWords = type[StrEnum]

SAME = "="  # the name in JSON is that of the column


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a dataset.

    `content` says whether the value belongs to the content checksum: what a reader of the warehouse sees is
    content, where and when a batch ran or a page was fetched is not. `first_name` is the name under which the
    checksum takes the values of a column that was renamed since. `vocabulary` is the closed list that the value is of.

    `of_others` marks words of an article, which belong to its paper; `person` marks what names a person.

    Of a finding: `made_from` is the attribute that holds the value, where it is not called as the column, or what
    makes it of the finding; `json` is its name in what `theodoi extract` prints, None where it is not printed.
    """

    name: str
    type: str
    description: str
    required: bool = False
    content: bool = True
    first_name: str | None = None
    vocabulary: ListOfWords | None = None
    of_others: bool = False
    person: bool = False
    made_from: str | Callable[[Any], object] | None = None
    json: str | None = SAME

    @property
    def arrow(self) -> pa.DataType:
        return _ARROW[self.type]

    @property
    def postgres(self) -> str:
        return _POSTGRES[self.type]

    @property
    def json_name(self) -> str | None:
        """The name in JSON; None where the column is not printed."""
        return self.name if self.json == SAME else self.json


# Content that says where a row stands, not what it tells: it moves with the text before it and with the capture. Keys
# are hashes of these.
WHERE = frozenset(
    {"article_id", "article_version_id", "capture_id", "ordinal", "start_char", "end_char", "claim_start"}
)


@dataclass(frozen=True, slots=True)
class Dataset:
    """A dataset that stages exchange through the lake; `key` names its one-column primary key."""

    name: str
    key: str
    description: str
    columns: tuple[Column, ...]
    parent: tuple[str, str] | None = None  # (parent dataset, the column that both share)
    refers: tuple[tuple[str, str], ...] = ()  # (column, dataset whose key it holds), checked earlier at the same gate
    added_renamed: tuple[tuple[str, str], ...] = ()  # columns that publish adds: (name, first name)

    @property
    def schema(self) -> pa.Schema:
        return pa.schema([pa.field(c.name, c.arrow, nullable=not c.required) for c in self.columns])

    @property
    def names(self) -> list[str]:
        return [c.name for c in self.columns]

    @property
    def content(self) -> list[str]:
        return [c.name for c in self.columns if c.content]

    @property
    def fact(self) -> list[str]:
        """The columns that make two rows tell the same: all content but the key and `WHERE`."""
        return [name for name in self.content if name != self.key and name not in WHERE]

    @property
    def renamed(self) -> dict[str, str]:
        """The first names of columns that were renamed since, by their names of today."""
        return {c.name: c.first_name for c in self.columns if c.first_name is not None} | dict(self.added_renamed)

    def table(self, rows: Iterable[Row]) -> pa.Table:
        """Rows as an Arrow table of this dataset's schema. Raises pa.ArrowInvalid when a value does not fit."""
        return pa.Table.from_pylist(list(rows), schema=self.schema)


def key_of(*parts: object) -> str:
    """A short stable key (128 bits, hex) of the parts; None and "" differ."""
    joined = "\x1f".join("\x00" if p is None else str(p) for p in parts)
    return hashlib.blake2b(joined.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def column(name: str, type: str, description: str, **more: Any) -> Column:
    """A column; `more` are the fields of `Column`."""
    return Column(name, type, description, **more)


def words(name: str, vocabulary: type[StrEnum], description: str, **more: Any) -> Column:
    """A column of words of a vocabulary; "{listed}" and "{choice}" of the description become the words."""
    said = description.replace("{listed}", listed(vocabulary)).replace("{choice}", choice(vocabulary))
    return Column(name, "text", said, vocabulary=vocabulary, **more)
