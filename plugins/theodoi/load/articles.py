"""Staged articles and their findings into the tables of the warehouse, in place of those of the same articles."""

from __future__ import annotations

from sqlalchemy import Connection

from theodoi.database import run_sql, run_sql_of_kinds


def replace_articles(connection: Connection, batch_id: str) -> None:
    """Run the statements of publish from the articles to the findings. Needs the tables of publish/00_withdrawn.sql."""
    parameters = {"batch_id": batch_id}
    run_sql(connection, "publish/20_articles.sql", parameters)
    run_sql(connection, "publish/25_bodies.sql", parameters)
    run_sql_of_kinds(connection, "publish/30_findings.sql", parameters)
    run_sql(connection, "publish/35_touched.sql", parameters)
