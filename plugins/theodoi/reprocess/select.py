"""Which stored captures a reprocess takes, and their datasets in the lake, as the stages after expect them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, Engine, RowMapping, text

from theodoi.contracts import ARTICLES, CAPTURES, OUTCOMES, QUARANTINE, Dataset
from theodoi.database import sql_file, sql_of_kinds
from theodoi.lake import Lake, Manifest
from theodoi.rows import OutcomeRow, Row
from theodoi.vocabularies import Outcome

Stage = Literal["clean", "extract"]


class SelectionError(ValueError):
    """The selection makes no sense; the message says why and what to write."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What to reprocess; conditions that are given hold together, none is every stored capture.

    `older_than` is a version of the rules that ran here, or `current` for the one of this code: rows made by rules
    that were first used before it.
    """

    batches: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    first: str | None = None  # ISO dates of publication
    last: str | None = None
    older_than: str | None = None
    from_stage: Stage = "clean"


def select_captures(
    engine: Engine, lake: Lake, batch_id: str, selection: Selection, current_rules: str, shard_size: int
) -> int:
    """Write the chosen captures of the warehouse as the passed captures of `batch_id`; returns their number.

    From the stage `extract` on, their served articles and outcomes are written too, as if cleaned just now. Raises
    SelectionError for a version of the rules that never ran here.
    """
    files: dict[str, dict[str, int]] = {CAPTURES.name: {}, OUTCOMES.name: {}, ARTICLES.name: {}}
    with engine.connect().execution_options(stream_results=True) as connection, engine.connect() as other:
        parameters = _parameters(other, selection, current_rules)
        for number, rows in enumerate(_chunks(connection, parameters, shard_size)):
            name = f"shard-{number:05d}"
            captures = [{k: v for k, v in row.items() if k in CAPTURES.names} | {"batch_id": batch_id} for row in rows]
            files[CAPTURES.name][f"{name}.parquet"] = _write(lake, CAPTURES, batch_id, name, captures)
            if selection.from_stage == "extract":
                articles = _articles(other, batch_id, [row["capture_id"] for row in rows])
                outcomes = [_outcome(row, batch_id, articles) for row in rows]
                files[ARTICLES.name][f"{name}.parquet"] = _write(lake, ARTICLES, batch_id, name, articles)
                files[OUTCOMES.name][f"{name}.parquet"] = _write(lake, OUTCOMES, batch_id, name, outcomes)
    passed = (CAPTURES, OUTCOMES, ARTICLES) if selection.from_stage == "extract" else (CAPTURES,)
    for gate in ("captures", "articles") if selection.from_stage == "extract" else ("captures",):
        # The gates that are not asked again hold nothing back; what an earlier reprocess of this name left is not of this one.
        lake.write_manifest(Manifest(QUARANTINE.name, batch_id, {}), gate)
    for dataset in passed:
        lake.write_manifest(Manifest(dataset.name, batch_id, files[dataset.name]), "passed")
    return sum(files[CAPTURES.name].values())


def _parameters(connection: Connection, selection: Selection, current_rules: str) -> Row:
    return {
        "batches": list(selection.batches) or None,
        "sources": list(selection.sources) or None,
        "first": selection.first,
        "last": selection.last,
        "from_stage": selection.from_stage,
        "older_than": _first_use(connection, selection.older_than, current_rules) if selection.older_than else None,
    }


def _first_use(connection: Connection, version: str, current_rules: str) -> datetime:
    known: dict[str, datetime] = dict(
        connection.execute(
            text("SELECT rules_version, first_used_at FROM ops.rules_versions ORDER BY first_used_at")
        ).all()
    )
    wanted = current_rules if version == "current" else version
    if wanted not in known:
        raise SelectionError(
            f"the rules {wanted} never ran here; write `current`, or one of {', '.join(known) or 'none yet'} (oldest first)"
        )
    return known[wanted]


def _chunks(connection: Connection, parameters: Row, size: int) -> Iterator[Sequence[RowMapping]]:
    """The chosen captures in shards; one empty shard when nothing is chosen."""
    result = connection.execute(text(sql_of_kinds("reprocess/select.sql")), parameters)
    any_chunk = False
    for rows in result.mappings().partitions(size):
        any_chunk = True
        yield rows
    if not any_chunk:
        yield []


def _articles(connection: Connection, batch_id: str, capture_ids: list[str]) -> list[Row]:
    rows = connection.execute(text(sql_file("reprocess/articles.sql")), {"capture_ids": capture_ids}).mappings()
    return [dict(row) | {"batch_id": batch_id} for row in rows]


def _outcome(capture: RowMapping, batch_id: str, articles: list[Row]) -> OutcomeRow:
    """The capture's outcome; a duplicate where a newer capture shows the same version of its article."""
    parts = sum(article["capture_id"] == capture["capture_id"] for article in articles)
    same = capture["outcome"] == Outcome.ARTICLE and not parts
    return {
        "capture_id": capture["capture_id"],
        "batch_id": batch_id,
        "source_id": capture["source_id"],
        "url": capture["url"],
        "outcome": Outcome.DUPLICATE.value if same else capture["outcome"],
        "reason": "a newer capture shows the same version of the article" if same else capture["outcome_reason"],
        "parts": parts,
        "rules_version": capture["rules_version"] or "unknown",
    }


def _write(lake: Lake, dataset: Dataset, batch_id: str, name: str, rows: Sequence[Row]) -> int:
    return lake.write_shard(dataset, batch_id, name, dataset.table(rows), "passed")


def read_selection(values: Mapping[str, object]) -> Selection:
    """A selection from the plain values of a DAG's parameters. Raises SelectionError for an unknown name."""
    names = set(Selection.__dataclass_fields__)
    if unknown := values.keys() - names:
        raise SelectionError(f"a reprocess knows no {', '.join(sorted(unknown))}; it knows {', '.join(sorted(names))}")
    return Selection(**{name: tuple(v) if isinstance(v, list) else v for name, v in values.items() if v})  # type: ignore[arg-type]  # the schema of the DAG's parameters says what they are
