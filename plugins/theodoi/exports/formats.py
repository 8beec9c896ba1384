"""One view in one format. Each writer takes a view and an open file, and returns how many rows it wrote."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, BinaryIO, cast

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

from theodoi.exports.views import Field, View
from theodoi.settings import VIETNAM

# Excel and its kin read a cell that begins so as a formula (OWASP, CSV injection).
_FORMULA = "left(%s, 1) IN ('=', '+', '-', '@', E'\\t', E'\\r')"
_MOST_ROWS = 1_048_576 - 1  # of a sheet, but for its head


class TooLong(ValueError):
    """A view has more rows than the format can hold."""


@dataclass(frozen=True, slots=True)
class Options:
    """How text formats are written: a comma in decimals (columns are parted by semicolons then), notes above the rows."""

    decimal_comma: bool = False
    notes: bool = True


def write_csv(view: View, file: BinaryIO, options: Options) -> int:
    """Write CSV in UTF-8 with a byte-order mark, by COPY of Postgres: an empty cell is null, `""` an empty text."""
    file.write(b"\xef\xbb\xbf")
    if options.notes:
        for line in view.notes:
            told = f"# {line}".replace('"', '""')
            file.write(f'"{told}"\r\n'.encode())
    columns = ", ".join(_cell(field, options) for field in view.fields)
    delimiter = ";" if options.decimal_comma else ","
    rows = f"SELECT {columns} FROM ({view.query}) AS v"  # noqa: S608 - names of our own views
    copy = f"COPY ({rows}) TO STDOUT WITH (FORMAT csv, HEADER, DELIMITER '{delimiter}')"
    with cast("Any", view.connection.connection).cursor() as cursor:
        cursor.copy_expert(copy, _Windows(file))
        return int(cursor.rowcount)


class _Windows(io.RawIOBase):
    """A file whose lines end as RFC 4180 and Excel have it, whatever the server sends."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        # Line breaks inside of cells are rewritten too, which a reader of CSV does not see as rows.
        self._file.write(bytes(data).replace(b"\n", b"\r\n"))
        return len(data)


def _cell(field: Field, options: Options) -> str:
    """A column of the COPY: what a spreadsheet would read as a formula gets an apostrophe before it."""
    name = f'v."{field.name}"'
    cell = name
    if field.frictionless == "string":
        cell = f"CASE WHEN {_FORMULA % name} THEN '''' || {name} ELSE {name} END"
    elif field.frictionless == "number" and options.decimal_comma:
        cell = f"replace({name}::text, '.', ',')"
    return f'{cell} AS "{field.name}"'


def write_jsonl(view: View, file: BinaryIO, options: Options) -> int:
    """Write one JSON object a line; the first one, with the key `_about`, says what the rows are."""
    if options.notes:
        fields = {field.name: field.description for field in view.fields}
        about = {"view": f"bi.{view.name}", "as_of": view.as_of.isoformat(), "notes": view.notes, "fields": fields}
        file.write(json.dumps({"_about": about}, ensure_ascii=False).encode() + b"\n")
    written = 0
    names = [field.name for field in view.fields]
    for batch in view.batches():
        for row in batch:
            line = json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False, default=_plain)
            file.write(line.encode() + b"\n")
        written += len(batch)
    return written


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def write_parquet(view: View, file: BinaryIO, options: Options) -> int:
    """Write Parquet: exact decimals, dates, moments with their zone; notes and definitions stand in its metadata."""
    schema = pa.schema(
        [pa.field(field.name, field.arrow, metadata={"description": field.description}) for field in view.fields],
        metadata={"notes": "\n".join(view.notes), "as_of": view.as_of.isoformat(), "view": f"bi.{view.name}"},
    )
    written = 0
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        for table in _tables(view, schema):
            writer.write_table(table)
            written += table.num_rows
    return written


def _tables(view: View, schema: pa.Schema) -> Iterator[pa.Table]:
    for batch in view.batches():
        columns = [[_rounded(value) for value in column] for column in zip(*batch, strict=True)]
        yield pa.table([pa.array(c, f.type) for c, f in zip(columns, schema, strict=True)], schema=schema)


def _rounded(value: object) -> object:
    """A decimal in the nine places that the schema has: a mean of Postgres has more."""
    return round(value, 9) if isinstance(value, Decimal) else value


def write_xlsx(view: View, file: BinaryIO, options: Options) -> int:
    """Write an Excel file: rows with typed cells, and a sheet that says what they are. Raises TooLong.

    Text is written as text, never as a formula or a link. Moments are in Vietnam time: Excel knows no zones.
    """
    book = xlsxwriter.Workbook(
        file,
        {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    head = book.add_format({"bold": True})
    day, moment = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    sheet = book.add_worksheet("Dữ liệu")
    sheet.freeze_panes(1, 0)
    sheet.write_row(0, 0, [field.label for field in view.fields], head)
    formats = [{"date": day, "datetime": moment}.get(field.frictionless) for field in view.fields]
    written = 0
    for batch in view.batches():
        for row in batch:
            written += 1
            if written > _MOST_ROWS:
                raise TooLong(
                    f"bi.{view.name} has more rows than an Excel sheet holds ({_MOST_ROWS:,}): use csv or --since"
                )
            for place, value in enumerate(row):
                _write(sheet, written, place, value, formats[place])
    about = book.add_worksheet("Giới thiệu")
    about.set_column(0, 1, 28)
    about.set_column(2, 2, 110)
    lines = [*((line,) for line in view.notes), (), *((f.label, f.name, f.description) for f in view.fields)]
    for number, cells in enumerate(lines):
        for place, words in enumerate(cells):
            about.write_string(number, place, words)
    book.close()
    return written


def _write(sheet: Any, row: int, place: int, value: object, form: object) -> None:
    if value is None:
        return
    if isinstance(value, str):
        sheet.write_string(row, place, value)
    elif isinstance(value, bool):
        sheet.write_boolean(row, place, value)
    elif isinstance(value, datetime):
        sheet.write_datetime(row, place, value.astimezone(VIETNAM).replace(tzinfo=None), form)
    elif isinstance(value, int | float | Decimal):
        sheet.write_number(row, place, value)
    else:
        sheet.write_datetime(row, place, value, form)


Writer = Callable[[View, BinaryIO, Options], int]
WRITERS: dict[str, Writer] = {
    "csv": write_csv,
    "xlsx": write_xlsx,
    "parquet": write_parquet,
    "jsonl": write_jsonl,
}
MEDIA = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
    "jsonl": "application/jsonl",
}
