"""Arrow tables into Postgres by COPY, never row by row."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, cast

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
from sqlalchemy import Connection

from theodoi.contracts import Dataset

if TYPE_CHECKING:
    import psycopg2.extensions


def copy_table(connection: Connection, table: pa.Table, schema: str, name: str) -> int:
    """Append `table` to `schema.name` (columns by name); returns the rows copied."""
    if table.num_rows == 0:
        return 0
    buffer = io.BytesIO()
    pacsv.write_csv(_as_text(table), buffer, pacsv.WriteOptions(include_header=False))
    buffer.seek(0)
    columns = ", ".join(f'"{column}"' for column in table.column_names)
    driver = cast("psycopg2.extensions.connection", connection.connection.driver_connection)  # the URL names psycopg2
    with driver.cursor() as cursor:
        # Nulls come unquoted and empty, empty strings quoted: the CSV format of both sides agrees on that.
        cursor.copy_expert(f'COPY "{schema}"."{name}" ({columns}) FROM STDIN WITH (FORMAT csv)', buffer)
    return int(table.num_rows)


def copy_dataset(connection: Connection, dataset: Dataset, table: pa.Table) -> int:
    """Append rows of a dataset to its staging table."""
    return copy_table(connection, table.select(dataset.names), "staging", dataset.name)


def _as_text(table: pa.Table) -> pa.Table:
    """Types that Arrow's CSV writer lacks (decimals) as text; JSON without the one escape that jsonb refuses."""
    columns = []
    for field, column in zip(table.schema, table.columns, strict=True):
        if pa.types.is_decimal(field.type):
            column = column.cast(pa.string())
        elif field.name == "row" and pa.types.is_string(field.type):
            column = pc.replace_substring(column, "\\u0000", "␀")
        columns.append(column)
    return pa.table(columns, names=table.column_names)
