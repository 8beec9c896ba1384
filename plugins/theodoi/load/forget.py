"""An import taken out of the warehouse: each article goes back to the newest capture among the other batches.

The rows of those captures come from what passed of their batches in the lake, through staging and the statements of
publish, as a batch of their own that ends with the transaction.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Connection, text

from theodoi.contracts import ARTICLES, DATASETS, FINDINGS
from theodoi.database import run_sql, sql_file
from theodoi.lake import Lake
from theodoi.load.articles import replace_articles
from theodoi.load.bulk import copy_dataset
from theodoi.load.resolve import resolve
from theodoi.versions import rules_version

# What is given back stands in staging under this name until it is published; no batch can be called so.
_GIVING_BACK = "forget/"
_FOLDERS = ("imports", "warc", "rejected", "reports", *DATASETS)


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was taken out with an import; `older_rules` counts articles given back whose rows are of other rules than today's."""

    captures: int
    removed: int
    given_back: int
    quarantine: int
    older_rules: int


def take_out(connection: Connection, lake: Lake, batch_id: str) -> Forgotten:
    """Take all rows of an import out of the warehouse, and give its articles back. Raises InputGone.

    What is left is what the warehouse would be without the import.
    """
    run_sql(connection, "forget/begin.sql", {"batch_id": batch_id})
    wanted = pa.array(connection.scalars(text("SELECT article_id FROM own_articles")).all(), pa.string())
    others = (
        connection.scalars(text(sql_file("forget/others.sql")), {"batch_id": batch_id}).all() if len(wanted) else []
    )
    found = [(home, file, table) for home in others for file, table in _passed(lake, home, wanted)]
    for _, _, table in found:
        copy_dataset(connection, ARTICLES, _renamed(table))
    run_sql(connection, "forget/take_out.sql", {"batch_id": batch_id, "giving_back": _GIVING_BACK})
    winners = connection.scalars(text(sql_file("forget/winners.sql")), {"giving_back": _GIVING_BACK}).all()
    for home, file, table in found:
        _stage_findings(
            connection,
            lake,
            home,
            file,
            table.filter(pc.is_in(_names(table), value_set=pa.array(winners, pa.string()))),
        )
    replace_articles(connection, _GIVING_BACK)
    connection.execute(text("INSERT INTO touched_documents SELECT document_key FROM forgotten_documents"))
    for dataset in DATASETS.values():
        connection.execute(
            text(f'DELETE FROM staging."{dataset.name}" WHERE batch_id IN (:batch_id, :giving_back)'),
            {"batch_id": batch_id, "giving_back": _GIVING_BACK},
        )
    run_sql(connection, "forget/end.sql", {"batch_id": batch_id, "giving_back": _GIVING_BACK})
    resolve(connection)
    counts = connection.execute(text(sql_file("forget/counts.sql")), {"rules_version": rules_version()}).one()
    return Forgotten(counts.captures, counts.removed, counts.given_back, counts.quarantine, counts.older_rules)


def files_of(lake: Lake, batch_id: str) -> list[str]:
    """Paths of all files of a batch in the lake, manifests first: a dataset without one is not there."""
    files = [file.path for folder in _FOLDERS for file in lake.files(f"{folder}/batch={batch_id}")]
    return sorted(files, key=lambda path: not path.endswith("/_manifest.json"))


def _passed(lake: Lake, batch_id: str, wanted: pa.Array) -> Iterator[tuple[str, pa.Table]]:
    """The wanted articles that a batch has passed, by shard file."""
    for file, rows in sorted(lake.committed(ARTICLES.name, batch_id, "passed").files.items()):
        table = lake.read_shard(ARTICLES, batch_id, file, "passed", rows=rows)
        found = table.filter(pc.is_in(table["article_id"], value_set=wanted))
        if found.num_rows:
            yield file, found


def _stage_findings(connection: Connection, lake: Lake, batch_id: str, file: str, articles: pa.Table) -> None:
    """Put the findings of these articles of one shard file into staging."""
    versions = articles["article_version_id"].combine_chunks()
    for dataset in FINDINGS if len(versions) else ():
        rows = lake.committed(dataset.name, batch_id, "passed").files.get(file)
        table = lake.read_shard(dataset, batch_id, file, "passed", rows=rows)
        mine = table.filter(pc.is_in(table["article_version_id"], value_set=versions))
        copy_dataset(connection, dataset, _renamed(mine))


def _names(articles: pa.Table) -> pa.ChunkedArray:
    """Article and capture of each row."""
    return pc.binary_join_element_wise(articles["article_id"], articles["capture_id"], " ")


def _renamed(table: pa.Table) -> pa.Table:
    names: Sequence[str] = table.column_names
    return table.set_column(names.index("batch_id"), "batch_id", pa.array([_GIVING_BACK] * table.num_rows, pa.string()))
