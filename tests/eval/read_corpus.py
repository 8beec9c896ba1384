"""Read a corpus with whatever version of the library is on the path: one JSON object a document, for eval_diff.

    PYTHONPATH=<checkout>/plugins python read_corpus.py FOLDER

FOLDER holds `pages` (HTML and WARC files), `texts` (dumps) and `lines` (plain texts, taken as they are). The article and
its findings are rows of the datasets, as the stages write them: every column that readers of the warehouse see.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from theodoi.clean import Document, Outcome, clean
from theodoi.contracts import ARTICLES, DUMP, FINDINGS, key_of
from theodoi.extract.stage import extract_shard
from theodoi.lake import Lake, Manifest
from theodoi.settings import VIETNAM
from theodoi.warc import Problem, iterate

_BATCH, _SHARD = "import/corpus", 200
_CAPTURED = datetime(2026, 11, 20, tzinfo=UTC)


def read(folder: Path) -> Iterator[dict]:
    """Documents with id, outcome, and the rows of the article and of its findings (by dataset) where they are one."""
    stream = _documents(folder)
    while documents := list(islice(stream, _SHARD)):
        articles = {name: _article(name, d) for name, d in documents if d.outcome is Outcome.ARTICLE}
        findings = _findings(list(articles.values()))
        for name, document in documents:
            row = articles.get(name)
            told = findings.get(row["article_version_id"], {}) if row else {}
            yield {"id": name, "outcome": document.outcome.value, "article": row, "findings": told}


def _documents(folder: Path) -> Iterator[tuple[str, Document]]:
    for room in ("pages", "texts"):
        for path in sorted((folder / room).iterdir()):
            records = (
                _records(path) if path.name.endswith((".warc", ".warc.gz")) else [(path.name, path.read_bytes(), {})]
            )
            for name, payload, about in records:
                for document in clean(payload, **about):
                    yield f"{room}/{name}#{document.part}", document
    for path in sorted((folder / "lines").iterdir()):
        text = path.read_text(encoding="utf-8", errors="replace").removeprefix("\ufeff")
        yield f"lines/{path.name}", Document(outcome=Outcome.ARTICLE, text=text)


def _records(path: Path) -> Iterator[tuple[str, bytes, dict]]:
    for record in iterate(path):
        if not isinstance(record, Problem):
            about = ("url", "content_type", "status", "captured_at")
            yield record.url, record.payload, {name: getattr(record, name) for name in about}


def _article(name: str, document: Document) -> dict:
    """A row of `articles`: the document's attributes have the names of the columns."""
    row = {column.name: _stored(column.type, getattr(document, column.name, None)) for column in ARTICLES.columns}
    article_id, at = key_of(name), document.published_at
    return row | {
        "article_id": article_id,
        "article_version_id": key_of(article_id, document.text),
        "batch_id": _BATCH,
        "capture_id": article_id,
        "source_id": "corpus",
        "url": document.url or f"{DUMP}{name}",
        "published_on": at.astimezone(VIETNAM).date() if at else None,
        "captured_at": _CAPTURED,
        "rules_version": "any",
    }


def _stored(type: str, value: object) -> object:
    if type != "json":
        return value
    return json.dumps(dict(value) if isinstance(value, Mapping) else value, ensure_ascii=False) if value else None


def _findings(articles: list[dict]) -> dict[str, dict[str, list[dict]]]:
    """Rows of findings by the version of their article and by dataset, as the extract stage writes them."""
    found: dict[str, dict[str, list[dict]]] = {row["article_version_id"]: {} for row in articles}
    with tempfile.TemporaryDirectory() as room:
        lake = Lake(str(Path(room) / "lake"))
        rows = lake.write_shard(ARTICLES, _BATCH, "shard-00000", ARTICLES.table(articles), "passed")
        lake.write_manifest(Manifest(ARTICLES.name, _BATCH, {"shard-00000.parquet": rows}, "any"), "passed")
        extract_shard(lake, _BATCH, "shard-00000.parquet")
        for dataset in FINDINGS:
            for row in lake.read_shard(dataset, _BATCH, "shard-00000.parquet").to_pylist():
                found[row["article_version_id"]].setdefault(dataset.name, []).append(row)
    return found


if __name__ == "__main__":
    for document in read(Path(sys.argv[1])):
        line = json.dumps(document, ensure_ascii=False, default=str)
        sys.stdout.buffer.write(line.encode("utf-8", "backslashreplace") + b"\n")
