"""Comments of columns: those of the datasets and kinds, those of sql/comments.sql, and what views pass through.

Words that stand in SQL go before those that follow from a declaration.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import cast

from psycopg2.extensions import cursor as Cursor
from sqlalchemy import Connection, text

from theodoi.contracts import ARTICLES, CAPTURES, FINDINGS, QUARANTINE, Dataset
from theodoi.database import run_sql, sql_file


def comment(connection: Connection) -> None:
    """Describe every column of warehouse, ops and bi. The views must be there."""
    for relation, dataset in _tables():
        _describe(connection, relation, {c.name: c.description for c in dataset.columns})
    run_sql(connection, "comments.sql")
    # Those of the warehouse first: a view of bi passes on what they have.
    for schema in ("warehouse", "bi"):
        asked = text("SELECT viewname FROM pg_views WHERE schemaname = :schema ORDER BY viewname")
        for view in connection.scalars(asked, {"schema": schema}).all():
            relation = f"{schema}.{view}"
            _describe(connection, relation, _passed_through(connection, relation), keep=True)


def _tables() -> Iterator[tuple[str, Dataset]]:
    """The tables that take the words of a dataset for the columns that they share with it."""
    yield "warehouse.captures", CAPTURES
    yield "warehouse.articles", ARTICLES
    yield "warehouse.article_versions", ARTICLES
    yield "warehouse.article_sightings", ARTICLES
    yield "ops.quarantine", QUARANTINE
    for kind in FINDINGS:
        yield f"warehouse.{kind.name}", kind
        if kind.entity is not None:
            yield f"warehouse.{kind.entity.table}", kind


def _describe(connection: Connection, relation: str, words: dict[str, str], *, keep: bool = False) -> None:
    """Set the comments of the columns that a relation has of these; `keep` leaves those that it has."""
    statement = text(sql_file("ops/comment.sql"))
    parameters = {"relation": relation, "keep": keep, "names": list(words), "words": list(words.values())}
    for made in connection.scalars(statement, parameters).all():
        connection.exec_driver_sql(made, execution_options={"no_parameters": True})


def _passed_through(connection: Connection, view: str) -> dict[str, str]:
    """The words of the columns that a view passes through, by its own names for them.

    Postgres tells for each column of a query which column of a table it is, through subqueries as well.
    """
    query = connection.scalar(text("SELECT pg_get_viewdef(CAST(:view AS regclass))"), {"view": view})
    with closing(cast("Cursor", connection.connection.cursor())) as cursor:
        cursor.execute(f"SELECT * FROM ({query.rstrip().removesuffix(';')}) AS v LIMIT 0")
        origins = {c.name: (c.table_oid, c.table_column) for c in cursor.description or () if c.table_oid}
    told = text("SELECT col_description(CAST(:table AS oid), CAST(:column AS integer))")
    words = {name: connection.scalar(told, {"table": t, "column": c}) for name, (t, c) in origins.items()}
    return {name: word for name, word in words.items() if word is not None}
