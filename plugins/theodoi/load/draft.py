"""The first draft of a migration that gives a kind of finding its table, or its table the columns that it lacks.

`make migration KIND=<name>` writes it into sql/migrations with the next number. Read it before you keep it: rows that are
there already need values for a column that must have one.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from theodoi.contracts import DATASETS, FINDINGS, Kind
from theodoi.database import sql_file, sql_files
from theodoi.paths import data_dir


def draft(kind: Kind) -> str | None:
    """The migration as SQL; None where the migrations give the kind all its columns already."""
    known = _columns(kind.name)
    if not known:
        return _new_table(kind)
    missing = [c for c in kind.columns if c.name not in known]
    if not missing:
        return None
    added = ",\n".join(f"    ADD COLUMN {c.name} {c.postgres}{' NOT NULL' if c.required else ''}" for c in missing)
    return f"-- What {kind.called} tell besides.\n\nALTER TABLE warehouse.{kind.name}\n{added};\n"


def write(kind: Kind) -> Path | None:
    """Write the draft beside the migrations; returns its path, None where there is nothing to add."""
    drafted = draft(kind)
    if drafted is None:
        return None
    number = 1 + max(int(Path(name).stem.partition("_")[0]) for name in sql_files("migrations"))
    path = data_dir("sql") / "migrations" / f"{number:04d}_{kind.name}.sql"
    path.write_text(drafted, encoding="utf-8")
    return path


def _new_table(kind: Kind) -> str:
    width = max(len(c.name) for c in kind.columns)
    links = dict(kind.refers)
    targets = {"article_id": "articles", "article_version_id": "article_versions", **links}
    lines = []
    for c in kind.columns:
        rules = " PRIMARY KEY" if c.name == kind.key else " NOT NULL" if c.required else ""
        if c.name in targets:
            rules += f" REFERENCES warehouse.{targets[c.name]} ON DELETE CASCADE"
        lines.append(f"    {c.name:<{width}}  {c.postgres}{rules}")
    indexes = {"article": "article_id", "version": "article_version_id"}
    indexes |= {column.removesuffix(f"_{DATASETS[target].key}"): column for column, target in kind.refers}
    made = "\n".join(
        f"CREATE INDEX {kind.name}_{name} ON warehouse.{kind.name} ({column});" for name, column in indexes.items()
    )
    told = kind.description.replace("'", "''")
    return (
        f"-- {kind.called[0].upper()}{kind.called[1:]}, with their proof.\n\n"
        f"CREATE TABLE warehouse.{kind.name} (\n" + ",\n".join(lines) + f"\n);\n{made}\n"
        f"COMMENT ON TABLE warehouse.{kind.name} IS '{told}';\n"
    )


def _columns(name: str) -> set[str]:
    """The columns that the migrations give a table of the warehouse; none where they do not make it."""
    return {column for statement in _statements(name) for column in statement}


def _statements(name: str) -> Iterator[list[str]]:
    for migration in sql_files("migrations"):
        said = sql_file(migration)
        for body in re.findall(rf"CREATE TABLE warehouse\.{name} \(\n(.*?)\n\);", said, re.S):
            yield re.findall(r"^    \"?([a-z_]+)\"? ", body, re.M)
        for alter in re.findall(rf"ALTER TABLE warehouse\.{name}\b(.*?);", said, re.S):
            yield re.findall(r"(?:ADD COLUMN|RENAME COLUMN [a-z_]+ TO) ([a-z_]+)", alter)


def main() -> int:
    """Write the draft for the kind that is named."""
    [wanted] = sys.argv[1:]
    [kind] = [kind for kind in FINDINGS if kind.name == wanted]
    path = write(kind)
    print(path if path else f"the migrations give {kind.name} all its columns")
    return 0


if __name__ == "__main__":
    sys.exit(main())
