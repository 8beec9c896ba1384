"""The clean stage: captures of one shard into articles and outcomes, and the commit of all shards of a batch."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc

from theodoi.clean import clean
from theodoi.clean.document import Document, Outcome
from theodoi.contracts import ARTICLES, CAPTURES, DUMP, OUTCOMES, key_of
from theodoi.lake import Lake, Manifest
from theodoi.rows import ArticleRow, CapturedPage, CaptureRow, OutcomeRow
from theodoi.settings import VIETNAM
from theodoi.versions import rules_version
from theodoi.warc import Record, read_record


def shard_name(shard: int) -> str:
    """File name (without suffix) of a shard of articles and of all that follows from them."""
    return f"shard-{shard:05d}"


def shard_count(lake: Lake, batch_id: str, size: int) -> int:
    """How many shards the batch's passed captures make; at least one, since a zero-length map would end the run unseen.

    Raises InputGone when they were never committed: no captures is another thing than none known.
    """
    return max(1, -(-lake.committed(CAPTURES.name, batch_id, "passed").rows // size))


def clean_shard(
    lake: Lake, batch_id: str, shard: int, size: int, boilerplate: Mapping[str, Collection[str]]
) -> tuple[int, int]:
    """Clean the captures number `shard * size` and following; returns (captures read, articles written).

    `boilerplate` holds by source the lines that maintenance learnt, folded, in the version that the run keeps to.
    """
    captures = lake.rows(CAPTURES, batch_id, "passed", shard * size, size)
    articles: list[ArticleRow] = []
    outcomes: list[OutcomeRow] = []
    for capture in captures.to_pylist():
        record = read_record(lake, capture["warc"], capture["warc_offset"], capture["warc_length"])
        documents = documents_of(record, capture, boilerplate.get(capture["source_id"], frozenset()))
        first = documents[0]
        found = [d for d in documents if d.outcome is Outcome.ARTICLE]
        outcomes.append(_outcome(capture, found[0] if found else first, len(found)))
        articles.extend(_article(capture, document) for document in found)
    lake.write_shard(OUTCOMES, batch_id, shard_name(shard), OUTCOMES.table(outcomes), _PARTS)
    lake.write_shard(ARTICLES, batch_id, shard_name(shard), ARTICLES.table(articles), _PARTS)
    return len(outcomes), len(articles)


def commit_clean(lake: Lake, batch_id: str, size: int) -> int:
    """Make one dataset of all shards of `size` captures: of several captures of one version of an article one stays.

    Returns the articles. It reads what the shards wrote and writes beside it, so that another run of the batch may
    clean meanwhile. Raises InputGone when a shard is lost, or has not one outcome for each of its captures.
    """
    captures = lake.committed(CAPTURES.name, batch_id, "passed").rows
    files = {
        f"{shard_name(n)}.parquet": min(size, captures - n * size) for n in range(shard_count(lake, batch_id, size))
    }
    asked: dict[str, str] = {}  # the address that was asked for, by capture
    for file, expected in files.items():
        columns = lake.read_shard(OUTCOMES, batch_id, file, _PARTS, ["capture_id", "url"], expected)
        asked |= dict(zip(*(column.to_pylist() for column in columns.columns), strict=True))
    superseded = _superseded([lake.read_shard(ARTICLES, batch_id, file, _PARTS, _IDENTITY) for file in files], asked)
    article_files: dict[str, int] = {}
    outcome_files: dict[str, int] = {}
    for file, expected in files.items():
        articles = lake.read_shard(ARTICLES, batch_id, file, _PARTS)
        outcomes = lake.read_shard(OUTCOMES, batch_id, file, _PARTS, rows=expected)
        losing = pc.is_in(_row_keys(articles), pa.array(sorted(superseded), pa.string()))
        if pc.any(losing).as_py():
            lost = set(articles.filter(losing)["capture_id"].to_pylist())
            articles = articles.filter(pc.invert(losing))
            lost -= set(articles["capture_id"].to_pylist())  # a dump keeps its other parts
            outcomes = OUTCOMES.table(
                _duplicate(row) if row["capture_id"] in lost else row for row in outcomes.to_pylist()
            )
        name = file.removesuffix(".parquet")
        article_files[file] = lake.write_shard(ARTICLES, batch_id, name, articles)
        outcome_files[file] = lake.write_shard(OUTCOMES, batch_id, name, outcomes)
    lake.write_manifest(Manifest(OUTCOMES.name, batch_id, outcome_files, rules_version()))
    lake.write_manifest(Manifest(ARTICLES.name, batch_id, article_files, rules_version()))
    return sum(article_files.values())


_PARTS = "parts"  # the lake stage where shards are written one by one, before they are committed together
_IDENTITY = ["article_id", "article_version_id", "url", "captured_at", "capture_id", "part"]


def _superseded(tables: list[pa.Table], asked: Mapping[str, str]) -> set[str]:
    """Row keys of the articles that another capture of the batch brings at its canonical address, or else newer.

    The address comes first: of two addresses of one article, which was fetched later is chance. Of the address that is
    left, each version stays in its newest capture: an archive may hold a page before and after an edit. `asked` holds
    the address that was asked for, by capture.
    """
    ranks: dict[str, list[tuple[bool, datetime, str, int, str]]] = {}
    for row in _rows(tables):
        is_canonical = asked[row["capture_id"]] == row["url"]
        rank = (is_canonical, row["captured_at"], row["capture_id"], row["part"], row["article_version_id"])
        ranks.setdefault(row["article_id"], []).append(rank)
    superseded: set[str] = set()
    for of_article in ranks.values():
        of_article.sort(reverse=True)
        _, _, best, _, _ = of_article[0]
        captures, versions = set(), set()
        for _, _, capture_id, part, version in of_article:
            if asked[capture_id] != asked[best] or capture_id in captures or version in versions:
                superseded.add(f"{capture_id}#{part}")
            else:
                captures.add(capture_id)
                versions.add(version)
    return superseded


def _rows(tables: list[pa.Table]) -> Iterator[ArticleRow]:
    for table in tables:
        yield from table.to_pylist()


def _row_keys(articles: pa.Table) -> pa.Array:
    return pc.binary_join_element_wise(articles["capture_id"], articles["part"].cast(pa.string()), "#")


def _duplicate(row: OutcomeRow) -> OutcomeRow:
    return {
        **row,
        "outcome": Outcome.DUPLICATE.value,
        "reason": "another capture of this batch brings the same version of the article, or the article at its canonical address",
        "parts": 0,
    }


def documents_of(record: Record, capture: CapturedPage, boilerplate: Collection[str] = frozenset()) -> list[Document]:
    """The documents of a capture whose record was read from its segment."""
    return clean(
        record.payload,
        url=None if capture["url"].startswith(DUMP) else capture["final_url"] or capture["url"],
        content_type=capture["content_type"],
        status=capture["status"],
        announced_at=capture["announced_at"],
        captured_at=capture["captured_at"],
        boilerplate=boilerplate,
        truncated=record.truncated is not None,
    )


def _outcome(capture: CaptureRow, document: Document, parts: int) -> OutcomeRow:
    return {
        "capture_id": capture["capture_id"],
        "batch_id": capture["batch_id"],
        "source_id": capture["source_id"],
        "url": capture["url"],
        "outcome": document.outcome.value,
        "reason": document.reason,
        "parts": parts,
        "rules_version": rules_version(),
    }


def _article(capture: CaptureRow, document: Document) -> ArticleRow:
    dump = capture["url"].startswith(DUMP)
    # A dump has no address: its identity is its source and its text.
    article_id = key_of(capture["source_id"], document.text) if dump else key_of(document.url or capture["url"])
    published_at = document.published_at
    return {
        "article_version_id": key_of(article_id, document.text),
        "article_id": article_id,
        "batch_id": capture["batch_id"],
        "capture_id": capture["capture_id"],
        "source_id": capture["source_id"],
        "url": capture["url"] if dump else document.url or capture["url"],
        "part": document.part,
        "title": document.title,
        "text": document.text,
        "text_raw": document.text_raw,
        "repaired_spans": _list(document.repaired_spans),
        "repaired": document.repaired,
        "author": document.author,
        "credit": document.credit,
        "section": document.section,
        "published_at": published_at,
        "published_precision": document.published_precision,
        "published_source": document.published_source,
        "modified_at": document.modified_at,
        "published_on": published_at.astimezone(VIETNAM).date() if published_at else None,
        "captured_at": capture["captured_at"],
        "repairs": json.dumps(dict(document.repairs), sort_keys=True) if document.repairs else None,
        "captions": _list(document.captions),
        "removed_lines": _list(document.removed_lines),
        "rules_version": rules_version(),
    }


def _list(lines: Sequence[object]) -> str | None:
    return json.dumps(lines, ensure_ascii=False) if lines else None
