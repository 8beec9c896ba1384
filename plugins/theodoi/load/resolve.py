"""What follows from all articles of the warehouse together, told anew for what changed.

One ordered set of steps: publish, undo and forget run it for what they touched, always after the rows are in place. The temporary
tables touched_documents (document_key) and touched_articles (article_id; gone, changed or new) say what that is.
"""

from __future__ import annotations

from sqlalchemy import Connection

from theodoi.database import run_sql
from theodoi.load.stories import resolve_stories
from theodoi.load.tasks import resolve_tasks
from theodoi.registry.document_types import document_types


def resolve(connection: Connection) -> None:
    """Run all steps for what the temporary tables name."""
    resolve_documents(connection)
    run_sql(connection, "resolve/organisations.sql")
    resolve_stories(connection)
    resolve_tasks(connection)
    run_sql(connection, "resolve/search.sql")


def resolve_search(connection: Connection) -> None:
    """Make articles that have none a search document: those of before there was search."""
    run_sql(connection, "resolve/not_searched.sql")
    run_sql(connection, "resolve/search.sql")


def resolve_documents(connection: Connection) -> None:
    """Resolve the documents whose keys stand in the temporary table touched_documents (see sql/resolve/decrees.sql)."""
    # The central party bodies number their documents in one series.
    codes = sorted(code for code, body in document_types().issuers.items() if not body and code != "TW")
    run_sql(connection, "resolve/decrees.sql", {"code_of_many": f"[/-]({'|'.join(codes)})$"})
