"""The registry's organisations, known documents and sources as rows of the warehouse."""

from __future__ import annotations

import pyarrow as pa
from sqlalchemy import Connection, text

from theodoi.load.bulk import copy_table
from theodoi.load.database import run_sql
from theodoi.load.resolve import resolve_documents
from theodoi.registry.known_documents import known_documents
from theodoi.registry.organisations import load_organisations
from theodoi.registry.sources import Source


def load_registry(connection: Connection) -> None:
    """Bring warehouse.organisations, its aliases and warehouse.known_documents in line with the registry."""
    _load_organisations(connection)
    _load_documents(connection)


def _load_documents(connection: Connection) -> None:
    documents = known_documents().all
    connection.execute(
        text("CREATE TEMPORARY TABLE registry_documents (LIKE warehouse.known_documents) ON COMMIT DROP")
    )
    rows = pa.table(
        {
            "number": [d.number for d in documents],
            "issuer": [d.issuer for d in documents],
            "year": [d.issued_on.year for d in documents],
            "doc_type": [d.doc_type for d in documents],
            "issued_on": pa.array([d.issued_on for d in documents], pa.date32()),
            "title": [d.title for d in documents],
        }
    )
    copy_table(connection, rows, "pg_temp", "registry_documents")
    run_sql(connection, "resolve/known_documents.sql")
    resolve_documents(connection)


def _load_organisations(connection: Connection) -> None:
    bodies = load_organisations().all
    connection.execute(
        text("CREATE TEMPORARY TABLE registry_organisations (LIKE warehouse.organisations) ON COMMIT DROP")
    )
    connection.execute(
        text("CREATE TEMPORARY TABLE registry_aliases (organisation_id text, alias text) ON COMMIT DROP")
    )
    rows = pa.table(
        {
            "organisation_id": [b.id for b in bodies],
            "name": [b.name for b in bodies],
            "name_en": [b.name_en for b in bodies],
            "kind": [b.kind for b in bodies],
            "parent_id": [b.parent for b in bodies],
            "valid_from": pa.array([b.valid_from for b in bodies], pa.date32()),
            "valid_to": pa.array([b.valid_to for b in bodies], pa.date32()),
            "registered": [True] * len(bodies),
        }
    )
    copy_table(connection, rows, "pg_temp", "registry_organisations")
    pairs = sorted({(b.id, alias) for b in bodies for alias in b.aliases})
    copy_table(
        connection,
        pa.table({"organisation_id": [p[0] for p in pairs], "alias": [p[1] for p in pairs]}),
        "pg_temp",
        "registry_aliases",
    )
    run_sql(connection, "resolve/registry.sql")


def load_sources(connection: Connection, sources: dict[str, Source]) -> None:
    """Bring warehouse.sources in line with a profile's source files."""
    for source in sources.values():
        connection.execute(
            text(
                "INSERT INTO warehouse.sources (source_id, name, publisher, home, kind, language, province) "
                "VALUES (:id, :name, :publisher, :home, :kind, :language, :province) "
                "ON CONFLICT (source_id) DO UPDATE SET name = excluded.name, publisher = excluded.publisher, home = excluded.home, "
                "kind = excluded.kind, language = excluded.language, province = excluded.province"
            ),
            {
                "id": source.id,
                "name": source.name,
                "publisher": source.publisher,
                "home": str(source.home),
                "kind": source.kind,
                "language": source.language,
                "province": source.province,
            },
        )
