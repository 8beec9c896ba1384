"""Identities of documents over all articles of the warehouse."""

from __future__ import annotations

from sqlalchemy import Connection

from theodoi.database import run_sql
from theodoi.registry.document_types import document_types


def resolve_documents(connection: Connection) -> None:
    """Resolve the documents whose keys stand in the temporary table touched_documents (see sql/resolve/decrees.sql)."""
    # The central party bodies number their documents in one series.
    codes = sorted(code for code, body in document_types().issuers.items() if not body and code != "TW")
    run_sql(connection, "resolve/decrees.sql", {"code_of_many": f"[/-]({'|'.join(codes)})$"})
