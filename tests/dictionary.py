"""The data dictionary and the table of settings in docs/, made from the contracts, the comments of a migrated database and settings.py.

`make dictionary` writes both; tests/unit/test_docs.py fails while they are stale.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy import Engine, inspect
from sqlalchemy.dialects import postgresql

from theodoi.contracts import DATASETS, Dataset
from theodoi.settings import Settings

DOCS = Path(__file__).resolve().parents[1] / "docs"
DICTIONARY, OPERATING = DOCS / "data-dictionary.md", DOCS / "operating.md"

_SCHEMAS = {
    "bi": "What BI tools read. Names and columns are a promise to their readers; the role of BI tools sees this schema alone.",
    "warehouse": "What is served, in full: texts, offsets, versions. For the owner of the database.",
    "ops": "How it came about: runs, stages, fetches, checks, quarantine, alerts. For operators.",
}
_HEAD = """# Data dictionary

Made by `make dictionary` from `plugins/theodoi/contracts.py`, `plugins/theodoi/kinds/` and from the comments in `sql/`: edit those, not this page. How to read the
columns of the views is told in [Connecting BI tools](bi.md), with a query for each.

Times are `timestamp with time zone`; a day (`…_on`) is the day in Vietnam. Figures are exact decimals. Offsets count code points of
`warehouse.article_versions.text`, so that `quote` is the text from `start_char` to `end_char`.
"""
_MARKS = ("<!-- settings: made by make dictionary -->\n", "<!-- end of settings -->\n")


class NotDescribed(LookupError):
    """A table or column has no description: say what it is in contracts.py or sql/comments.sql."""


@dataclass(frozen=True, slots=True)
class Column:
    """One line of a table in the dictionary."""

    name: str
    type: str
    flags: str
    description: str


def dictionary(engine: Engine) -> str:
    """The data dictionary as Markdown. `engine` is of a migrated warehouse. Raises NotDescribed."""
    return "\n".join([_HEAD, *_database(engine), *_lake()])


def settings_table() -> str:
    """All settings with their defaults, as a table of Markdown."""
    lines = ["| setting | default | what it is |", "| --- | --- | --- |"]
    for name, field in Settings.model_fields.items():
        default = field.get_default(call_default_factory=False)
        shown = "`.theodoi` in the checkout" if field.default_factory else _shown(default)
        lines.append(f"| `THEODOI_{name.upper()}` | {shown} | {_cell(field.description or '')} |")
    return "\n".join(lines) + "\n"


def with_settings(page: str) -> str:
    """A page with the table of settings between its marks made anew."""
    begin, end = (re.escape(mark) for mark in _MARKS)
    return re.sub(f"({begin}).*?({end})", lambda m: f"{m[1]}\n{settings_table()}\n{m[2]}", page, count=1, flags=re.S)


def _database(engine: Engine) -> Iterator[str]:
    inspector = inspect(engine)
    for schema, about in _SCHEMAS.items():
        yield f"## Schema `{schema}`\n\n{about}\n"
        for name in sorted([*inspector.get_table_names(schema), *inspector.get_view_names(schema)]):
            comment = inspector.get_table_comment(name, schema)["text"]
            keys = inspector.get_pk_constraint(name, schema)["constrained_columns"]
            links = {
                key["constrained_columns"][0]: f"{key['referred_schema']}.{key['referred_table']}"
                for key in inspector.get_foreign_keys(name, schema)
            }
            yield from _table(f"{schema}.{name}", comment, _columns(inspector, schema, name, keys, links))


def _columns(inspector, schema: str, name: str, keys: Sequence[str], links: dict[str, str]) -> Iterator[Column]:
    for column in inspector.get_columns(name, schema):
        flags = ["key"] if column["name"] in keys else []
        flags += [f"→ `{links[column['name']]}`"] if column["name"] in links else []
        kind = column["type"].compile(dialect=postgresql.dialect()).lower()
        yield Column(column["name"], kind, ", ".join(flags), column["comment"] or "")


def _lake() -> Iterator[str]:
    yield (
        "## Datasets of the lake\n\nParquet files that the stages hand to each other, `lake/<dataset>/batch=<batch id>/…`; the tables of the schema"
        " `staging` have the same columns. *Required* columns are never null; those marked *not content* (where and when a batch ran) do not"
        " belong to the content checksum. *Words of others* belong to the paper; what *names a person* goes with a takedown.\n"
    )
    for dataset in DATASETS.values():
        yield from _table(dataset.name, dataset.description, _of_dataset(dataset))


def _of_dataset(dataset: Dataset) -> Iterator[Column]:
    for column in dataset.columns:
        flags = ["key"] if column.name == dataset.key else []
        flags += [f"→ `{dataset.parent[0]}`"] if dataset.parent and column.name == dataset.parent[1] else []
        flags += ["required"] if column.required else []
        flags += [] if column.content else ["not content"]
        flags += ["words of others"] if column.of_others else []
        flags += ["names a person"] if column.person else []
        yield Column(column.name, column.type, ", ".join(flags), column.description)


def _table(name: str, about: str | None, columns: Iterable[Column]) -> Iterator[str]:
    if not about:
        raise NotDescribed(name)
    yield f"### `{name}`\n\n{about}.\n\n| column | type | | meaning |\n| --- | --- | --- | --- |"
    for column in columns:
        if not column.description:
            raise NotDescribed(f"{name}.{column.name}")
        yield f"| `{column.name}` | {column.type} | {column.flags} | {_cell(column.description)} |"
    yield ""


def _shown(default: object) -> str:
    if default is None or default == "":
        return "—"
    assert not isinstance(default, SecretStr), "a secret has no default"
    return f"`{default:g}`" if isinstance(default, float) else f"`{default}`"


def _cell(words: str) -> str:
    return words.replace("|", "\\|").replace("<", "&lt;").removesuffix(".")


def main() -> int:
    """Write both pages, with a warehouse made for the purpose and removed again."""
    from tests.conftest import open_folder
    from theodoi.database import engine_for
    from theodoi.embedded.postgres import EmbeddedPostgres
    from theodoi.load.migrate import migrate

    with open_folder() as home, EmbeddedPostgres(home) as server:
        engine = engine_for(server.url())
        migrate(engine)
        DICTIONARY.write_text(dictionary(engine), encoding="utf-8")
    OPERATING.write_text(with_settings(OPERATING.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
