"""Gained and lost of a batch: what its findings in the lake would change in the warehouse."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import cast

from sqlalchemy import Connection, Engine, Select, column, literal_column, select, table, text

from theodoi.contracts import ARTICLES, CAPTURES, FINDINGS
from theodoi.database import sql_file
from theodoi.lake import Lake
from theodoi.reprocess.compare import Comparison, compare
from theodoi.reprocess.facts import Fact, facts_of_article
from theodoi.rows import ArticleRow, Row


def compare_batch(engine: Engine, lake: Lake, batch_id: str) -> Comparison:
    """Compare the passed findings of a batch with what the warehouse serves of the same captures and articles.

    Shard by shard, in the order of the lake. An article that a newer capture of another batch serves is left out, as a
    publish would. Raises InputGone.
    """
    done = Comparison()
    seen: set[str] = set()  # articles compared
    with engine.connect() as connection:
        findings = {d.name: lake.committed(d.name, batch_id, "passed").files for d in FINDINGS}
        for file, rows in sorted(lake.committed(ARTICLES.name, batch_id, "passed").files.items()):
            articles: list[ArticleRow] = lake.read_shard(ARTICLES, batch_id, file, "passed", rows=rows).to_pylist()
            served = _served(connection, [article["article_id"] for article in articles], [])
            articles.sort(key=lambda article: (article["captured_at"], article["capture_id"]))
            winning = {a["article_id"]: a for a in articles if _wins(a, served.get(a["article_id"]))}
            after = _facts(winning, _of_shard(lake, batch_id, file, findings))
            before = _facts(
                {id: served[id] for id in winning if id in served}, _of_warehouse(connection, list(winning))
            )
            for id, article in winning.items():
                compare(done, _name(article), before.get(id, []), after[id])
            seen |= {article["article_id"] for article in articles}
        for captures in lake.shards(CAPTURES, batch_id, "passed", ["capture_id"]):
            lost = _served(connection, [], captures["capture_id"].to_pylist())
            lost = {id: article for id, article in lost.items() if id not in seen}
            for id, facts in _facts(lost, _of_warehouse(connection, list(lost))).items():
                compare(done, _name(lost[id]), facts, [])
    return done


def _served(connection: Connection, article_ids: list[str], capture_ids: list[str]) -> dict[str, ArticleRow]:
    """The served articles with these ids or of these captures, by id."""
    rows = connection.execute(
        text(sql_file("reprocess/before.sql")), {"article_ids": article_ids, "capture_ids": capture_ids}
    )
    return {row["article_id"]: cast("ArticleRow", row) for row in rows.mappings()}  # it selects them


def _wins(article: ArticleRow, served: ArticleRow | None) -> bool:
    """Whether a publish would let this article replace the served one: the newest capture wins."""
    return served is None or (article["captured_at"], article["capture_id"]) >= (
        served["captured_at"],
        served["capture_id"],
    )


def _facts(articles: Mapping[str, Row], findings: Mapping[str, Sequence[Row]]) -> dict[str, list[Fact]]:
    """Facts by article id; `findings` holds rows by dataset name."""
    by_article: dict[str, dict[str, list[Row]]] = {id: {} for id in articles}
    for name, rows in findings.items():
        for row in rows:
            # A finding of another version of the same article (a losing capture's) is not this article's.
            article_id = str(row["article_id"])
            article = articles.get(article_id)
            if article is not None and row["article_version_id"] == article["article_version_id"]:
                by_article[article_id].setdefault(name, []).append(row)
    return {id: facts_of_article(article, by_article[id]) for id, article in articles.items()}


def _of_shard(lake: Lake, batch_id: str, file: str, files: Mapping[str, Mapping[str, int]]) -> dict[str, list[Row]]:
    """Findings of one shard by dataset; `files` are those of the manifests."""
    return {
        d.name: lake.read_shard(d, batch_id, file, "passed", rows=files[d.name].get(file)).to_pylist() for d in FINDINGS
    }


def _of_warehouse(connection: Connection, article_ids: Sequence[str]) -> dict[str, list[Row]]:
    return {d.name: list(_rows(connection, d.name, article_ids)) for d in FINDINGS}


def _rows(connection: Connection, name: str, article_ids: Sequence[str]) -> Iterable[Row]:
    rows: Select[tuple[object]] = select(literal_column("*")).select_from(table(name, schema="warehouse"))
    chosen = rows.where(column("article_id").in_(article_ids)).order_by(column("article_id"), column("ordinal"))
    return cast("Iterable[Row]", connection.execute(chosen).mappings())  # the keys of its columns are names


def _name(article: Row) -> str:
    return f"{article['title'] or 'without a title'} ({article['url']})"
