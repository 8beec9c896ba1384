"""The registry's organisations, systems, indicators, known documents and sources as rows of the warehouse."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields
from pathlib import Path

import pyarrow as pa
from sqlalchemy import Connection, text

from theodoi.database import run_sql
from theodoi.load.bulk import copy_table
from theodoi.load.corrections import follow_registry
from theodoi.load.resolve import resolve
from theodoi.registry.definitions import load_definitions
from theodoi.registry.document_types import document_types
from theodoi.registry.indicators import load_indicators
from theodoi.registry.known_documents import known_documents
from theodoi.registry.labels import label_rows
from theodoi.registry.measured import accuracy, calibration
from theodoi.registry.organisations import Organisation, load_organisations
from theodoi.registry.search_words import abbreviations
from theodoi.registry.sources import Source
from theodoi.registry.systems import System, load_systems
from theodoi.registry.tiles import tiles
from theodoi.vocabularies import SearchWordKind


def load_registry(connection: Connection, root: Path | None = None) -> None:
    """Bring organisations, systems, indicators and known documents of the warehouse in line with the registry and its decisions.

    Corrections are carried out, and what follows from them. `root` is another registry folder than this installation's.
    """
    _load_bodies(connection, root)
    _load_documents(connection)
    _load_search_words(connection, root)
    _load_tiles(connection, root)
    _load_labels(connection, root)
    _load_measured(connection, root)
    _follow_corrections(connection, root)


def carry_out_corrections(connection: Connection, root: Path | None = None) -> None:
    """Bring the warehouse in line with the registry's corrections alone: what changed of them, and what follows from it."""
    connection.execute(text("CREATE TEMPORARY TABLE touched_documents (document_key text) ON COMMIT DROP"))
    _follow_corrections(connection, root)


def _follow_corrections(connection: Connection, root: Path | None) -> None:
    connection.execute(text("CREATE TEMPORARY TABLE touched_articles (article_id text) ON COMMIT DROP"))
    resolve(connection, articles=follow_registry(connection, root), unread=0)


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
            "effective_on": pa.array([d.effective_on for d in documents], pa.date32()),
            "repealed_on": pa.array([d.repealed_on for d in documents], pa.date32()),
            "source": pa.array([d.source for d in documents], pa.string()),
        }
    )
    copy_table(connection, rows, "pg_temp", "registry_documents")
    types = document_types().types
    _temporary(
        connection,
        "registry_document_types",
        {
            "doc_type": [t.name for t in types],
            "known_until": pa.array([t.known_until for t in types], pa.date32()),
        },
    )
    run_sql(connection, "resolve/known_documents.sql")


def _load_labels(connection: Connection, root: Path | None) -> None:
    lists, words, vietnamese, english = zip(*label_rows(root), strict=True)
    connection.execute(text("DELETE FROM warehouse.labels"))
    rows = pa.table({"list": lists, "word": words, "vi": vietnamese, "en": pa.array(english, pa.string())})
    copy_table(connection, rows, "warehouse", "labels")


def _load_tiles(connection: Connection, root: Path | None) -> None:
    cells = tiles(root)
    connection.execute(text("DELETE FROM warehouse.map_tiles"))
    rows = pa.table(
        {
            "vintage": [t.vintage for t in cells],
            "area": [t.area for t in cells],
            "name": [t.name for t in cells],
            "kind": [t.kind for t in cells],
            "tile_column": [t.column for t in cells],
            "tile_row": [t.row for t in cells],
        }
    )
    copy_table(connection, rows, "warehouse", "map_tiles")


def _load_measured(connection: Connection, root: Path | None) -> None:
    for name, rows in (("calibration", calibration(root)), ("accuracy", accuracy(root))):
        connection.execute(text(f'DELETE FROM warehouse."{name}"'))  # noqa: S608 - names of our own
        columns = [field.name for field in fields(rows[0])] if rows else []
        copy_table(connection, pa.table({c: [getattr(row, c) for row in rows] for c in columns}), "warehouse", name)


def _load_search_words(connection: Connection, root: Path | None) -> None:
    """Bring what search understands in line: abbreviations, types of documents, names of organisations."""
    types = [(code, each.name) for each in document_types().types for code in (*each.codes, *each.abbreviations)]
    words = pa.table(
        {
            "word": [code for code, _ in types] + [a.word for a in abbreviations(root)],
            "means": [name for _, name in types] + [a.means for a in abbreviations(root)],
            "kind": [SearchWordKind.DOCUMENT.value] * len(types)
            + [SearchWordKind.ABBREVIATION.value] * len(abbreviations(root)),
        }
    )
    connection.execute(
        text("CREATE TEMPORARY TABLE registry_search_words (LIKE warehouse.search_words) ON COMMIT DROP")
    )
    copy_table(connection, words, "pg_temp", "registry_search_words")
    run_sql(connection, "resolve/search_words.sql")


def _load_bodies(connection: Connection, root: Path | None) -> None:
    registry, systems = load_organisations(root), load_systems(root)
    bodies = registry.all
    events = [(b.id, n, e) for b in bodies for n, e in enumerate(b.events)]
    _temporary(
        connection,
        "registry_organisations",
        {
            "organisation_id": [b.id for b in bodies],
            "name": [b.name for b in bodies],
            "name_en": [b.name_en for b in bodies],
            "kind": [b.kind for b in bodies],
            "parent_id": [b.parent for b in bodies],
            "valid_from": pa.array([b.valid_from for b in bodies], pa.date32()),
            "valid_to": pa.array([b.valid_to for b in bodies], pa.date32()),
            "registered": [True] * len(bodies),
            "area": [b.place for b in bodies],
            "iso": [b.iso for b in bodies],
            "heir_id": [b.heir for b in bodies],
            "lineage_id": [registry.line(b.id)[-1] for b in bodies],
            "source": [b.source for b in bodies],
        },
    )
    _temporary(connection, "registry_aliases", _aliases("organisation_id", bodies))
    _temporary(
        connection,
        "registry_events",
        {
            "organisation_id": [i for i, _, _ in events],
            "ordinal": pa.array([n for _, n, _ in events], pa.int64()),
            "event": [e.type for *_, e in events],
            "happened_on": pa.array([e.on for *_, e in events], pa.date32()),
            "other_id": [e.into or e.of for *_, e in events],
            "decided_by": [e.by for *_, e in events],
            "note": [e.note for *_, e in events],
        },
    )
    decisions = registry.decisions.values()
    _temporary(
        connection,
        "registry_redirects",
        {
            "organisation_id": pa.array([d.id for d in decisions], pa.string()),
            "decision": pa.array([d.decision for d in decisions], pa.string()),
            "into_id": pa.array([d.into for d in decisions], pa.string()),
            "decided_on": pa.array([d.decided_on for d in decisions], pa.date32()),
            "note": pa.array([d.note for d in decisions], pa.string()),
        },
    )
    _temporary(
        connection,
        "registry_systems",
        {
            "system_id": [s.id for s in systems.all],
            "name": [s.name for s in systems.all],
            "name_en": [s.name_en for s in systems.all],
            "kind": [s.kind for s in systems.all],
            "owner_id": [s.owner for s in systems.all],
            "valid_from": pa.array([s.valid_from for s in systems.all], pa.date32()),
            "valid_to": pa.array([s.valid_to for s in systems.all], pa.date32()),
            "registered": [True] * len(systems.all),
            "is_class": [s.is_class for s in systems.all],
            "heir_id": [s.heir for s in systems.all],
            "lineage_id": [systems.line(s.id)[-1] for s in systems.all],
        },
    )
    _temporary(connection, "registry_system_aliases", _aliases("system_id", systems.all))
    _load_indicators(connection, root)
    run_sql(connection, "resolve/registry.sql")


def _load_indicators(connection: Connection, root: Path | None) -> None:
    indicators, definitions = load_indicators(root).all, load_definitions(root)
    bases = definitions.names
    defined = [definitions.of.get(i.id) for i in indicators]
    _temporary(
        connection,
        "registry_indicators",
        {
            "indicator_id": [i.id for i in indicators],
            "name": [i.name for i in indicators],
            "name_en": [i.name_en for i in indicators],
            "units": [" ".join(sorted(i.units)) for i in indicators],
            "parent_id": pa.array([i.parent for i in indicators], pa.string()),
            "higher_is": [i.higher_is for i in indicators],
            "ranking": [i.ranking for i in indicators],
            "scope": pa.array([i.scope for i in indicators], pa.string()),
            "valid_from": pa.array([i.valid_from for i in indicators], pa.date32()),
            "valid_to": pa.array([i.valid_to for i in indicators], pa.date32()),
            "source": [i.source for i in indicators],
            "definition_vi": pa.array([d.definition_vi if d else None for d in defined], pa.string()),
            "aggregation": pa.array([d.aggregation if d else None for d in defined], pa.string()),
            "bases": [" ".join(d.bases) if d else "" for d in defined],
            "compilers": [" ".join(d.compilers) if d else "" for d in defined],
            "legal_basis": [" ".join(d.legal_basis) if d else "" for d in defined],
            "breaks": [_json([b.model_dump(mode="json") for b in d.breaks] if d else []) for d in defined],
        },
    )
    _temporary(connection, "registry_bases", {"base_id": list(bases), "name": list(bases.values())})


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _aliases(column: str, entries: Iterable[Organisation | System]) -> dict[str, list[str]]:
    pairs = sorted({(e.id, alias) for e in entries for alias in e.aliases})
    return {column: [p[0] for p in pairs], "alias": [p[1] for p in pairs]}


def _temporary(connection: Connection, name: str, columns: Mapping[str, object]) -> None:
    """A temporary table of these columns until the transaction ends."""
    rows = pa.table(dict(columns))
    types = ", ".join(f'"{f.name}" {_TYPES.get(str(f.type), "text")}' for f in rows.schema)
    connection.execute(text(f'CREATE TEMPORARY TABLE "{name}" ({types}) ON COMMIT DROP'))
    copy_table(connection, rows, "pg_temp", name)


_TYPES = {"date32[day]": "date", "int64": "bigint", "bool": "boolean"}


def load_sources(connection: Connection, sources: dict[str, Source]) -> None:
    """Bring warehouse.sources in line with a profile's source files."""
    for source in sources.values():
        connection.execute(
            text(
                "INSERT INTO warehouse.sources (source_id, name, publisher, home, kind, language, iso, rights) "
                "VALUES (:id, :name, :publisher, :home, :kind, :language, :iso, :rights) "
                "ON CONFLICT (source_id) DO UPDATE SET name = excluded.name, publisher = excluded.publisher, home = excluded.home, "
                "kind = excluded.kind, language = excluded.language, iso = excluded.iso, "
                "rights = excluded.rights"
            ),
            {
                "id": source.id,
                "name": source.name,
                "publisher": source.publisher,
                "home": str(source.home),
                "kind": source.kind,
                "language": source.language,
                "iso": source.province,
                "rights": source.rights,
            },
        )
