"""Views written into a folder with a Frictionless data package, which other tools read without us."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from theodoi import __version__
from theodoi.exports.formats import MEDIA, WRITERS, Options
from theodoi.exports.views import Days, View, described
from theodoi.files import replacing

PACKAGE = "datapackage.json"


@dataclass(frozen=True, slots=True)
class Exported:
    """A file that was written, and how many rows of a view it holds."""

    path: Path
    view: str
    rows: int


def export_views(
    engine: Engine,
    names: Sequence[str],
    folder: Path,
    *,
    format: str = "csv",
    days: Days | Mapping[str, Days] = Days(),  # noqa: B008 - frozen
    options: Options | None = None,
    evidence: str | None = None,
) -> list[Exported]:
    """Write views of bi, all of one moment, and the package that describes them. Raises NoSuchView, TooLong, OSError.

    `days` is one for all views, or that of each. `evidence` is the address before the id of a row's evidence page; without it there is no such column.
    """
    options = options or Options()
    snapshot = engine.connect().execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    with snapshot as connection, connection.begin():
        of = dict.fromkeys(names, days) if isinstance(days, Days) else days
        views = [described(connection, name, of[name], evidence) for name in names]
        folder.mkdir(parents=True, exist_ok=True)
        exported = [_write(view, folder, format, options) for view in views]
    resources = [_resource(view, one, format, options) for view, one in zip(views, exported, strict=True)]
    package = {
        "name": "theodoi",
        "title": "Theodoi: số liệu, văn bản, tổ chức từ tin tức về chính phủ điện tử",
        "version": __version__,
        "created": views[0].as_of.isoformat(),
        "resources": resources,
    }
    with replacing(folder / PACKAGE) as file:
        file.write(json.dumps(package, ensure_ascii=False, indent=2).encode())
    return exported


def _write(view: View, folder: Path, format: str, options: Options) -> Exported:
    path = folder / f"{view.name}.{format}"
    with replacing(path) as file:
        rows = WRITERS[format](view, file, options)
    return Exported(path, view.name, rows)


def _resource(view: View, exported: Exported, format: str, options: Options) -> dict[str, Any]:
    content = exported.path.read_bytes()
    resource: dict[str, Any] = {
        "name": view.name.replace("_", "-"),
        "path": exported.path.name,
        "title": f"bi.{view.name}",
        "description": "\n".join(view.notes),
        "format": format,
        "mediatype": MEDIA[format],
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "rows": exported.rows,
        "schema": {
            "fields": [
                {"name": f.name, "type": f.frictionless, "title": f.label, "description": f.description}
                for f in view.fields
            ],
            "missingValues": [""],
        },
    }
    if format == "csv":
        above = len(view.notes) if options.notes else 0
        resource["encoding"] = "utf-8"
        resource["dialect"] = {"delimiter": ";" if options.decimal_comma else ",", "headerRows": [above + 1]}
        if options.decimal_comma:
            for field in resource["schema"]["fields"]:
                if field["type"] == "number":
                    field["decimalChar"] = ","
    return resource
