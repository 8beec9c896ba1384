"""Facts about a batch as a whole and about each of its sources: the frame that batch-level suites check.

One row has `scope` "batch", one row per source has `scope` "source". A fact is null in the rows where it is not
defined, and a null is not checked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from theodoi.contracts import FINDINGS, Dataset
from theodoi.kinds.kind import PARENT, Share
from theodoi.quality.report import Baseline

if TYPE_CHECKING:
    import pandas as pd


@dataclass
class Tally:
    """What is kept of a dataset while its shards pass by: counts, and a few small columns of the rows that passed."""

    dataset: Dataset
    batch_id: str
    parents: pa.Array  # keys of the parent dataset's passed rows; None where it has no parent
    rows: int = 0
    quarantined: int = 0
    dropped: int = 0  # of them: a person has decided
    small: list[pa.Table] = field(default_factory=list)
    seen_parents: list[pa.ChunkedArray] = field(default_factory=list)  # of all rows, quarantined or not

    @property
    def passed(self) -> int:
        return self.rows - self.quarantined

    def add(self, raw: pa.Table, passed: pa.Table) -> None:
        """Count one shard."""
        self.rows += raw.num_rows
        self.quarantined += raw.num_rows - passed.num_rows
        self.small.append(_small(self.dataset, passed))
        if self.dataset.parent:
            self.seen_parents.append(raw[self.dataset.parent[1]])

    def frame(self, baseline: Baseline | None) -> pd.DataFrame:
        """The facts. A source that the baseline knows has a row even if it brought nothing."""
        import pandas as pd

        rows = (
            pa.concat_tables(self.small).to_pandas()
            if self.small
            else _small(self.dataset, self.dataset.schema.empty_table()).to_pandas()
        )
        facts: dict[str, float | None] = {
            "rows": self.rows,
            "quarantined_share": self._undecided_share(),
            "duplicate_keys": int(rows[self.dataset.key].duplicated().sum()),
            "foreign_rows": int((rows["batch_id"] != self.batch_id).sum()),
            "orphans": self._orphans(rows),
        }
        facts |= {name: fact(rows, self, baseline) for name, fact in _BATCH_FACTS[self.dataset.name].items()}
        whole = pd.DataFrame([{"scope": "batch", "name": self.batch_id} | facts])
        by_source = _SOURCE_FACTS.get(self.dataset.name)
        if by_source is None:
            return whole
        sources = by_source(rows, baseline).rename_axis("name").reset_index().assign(scope="source")
        if sources.empty:
            return whole.reindex(columns=[*whole.columns, *(c for c in sources.columns if c not in whole)])
        return pd.concat([whole, sources], ignore_index=True)

    def _undecided_share(self) -> float | None:
        """The share in quarantine; rows that a person dropped speak neither for nor against the rest."""
        judged = self.rows - self.dropped
        return (self.quarantined - self.dropped) / judged if judged else None

    def _orphans(self, rows: pd.DataFrame) -> int | None:
        if self.dataset.parent is None or self.parents is None:
            return None
        return int((~rows[self.dataset.parent[1]].isin(self.parents.to_pandas())).sum())

    def parents_without_row(self) -> int:
        """Rows of the parent dataset that no row of this one belongs to, quarantined rows counted."""
        seen = pa.chunked_array([c for column in self.seen_parents for c in column.chunks], pa.string())
        return (
            len(self.parents) - pc.sum(pc.is_in(self.parents, value_set=seen.combine_chunks())).as_py()
            if len(self.parents)
            else 0
        )


_SMALL: Mapping[str, tuple[str, ...]] = {
    "captures": ("source_id", "status", "digest"),
    "outcomes": ("source_id", "capture_id", "outcome"),
    "articles": ("source_id", "capture_id", "article_id", "title", "published_on"),
    **{kind.name: (PARENT[1], *(share.column for share in kind.shares), *kind.once) for kind in FINDINGS},
}


def _small(dataset: Dataset, table: pa.Table) -> pa.Table:
    kept = table.select(list(dict.fromkeys([dataset.key, "batch_id", *_SMALL[dataset.name]])))
    if dataset.name == "articles":
        kept = kept.append_column("length", pc.utf8_length(table["text"]))
    return kept


# the batch as a whole ------------------------------------------------------------------------------------------------

Fact = Callable[["pd.DataFrame", Tally, Baseline | None], "float | None"]


def _share(column: str, condition: Callable[[pd.Series], pd.Series]) -> Fact:
    """The share of the rows that passed whose `column` meets the condition; null without rows."""
    return lambda rows, tally, baseline: float(condition(rows[column]).mean()) if len(rows) else None


def _share_of(share: Share) -> Fact:
    """A share that the declaration of a kind names."""
    return _share(share.column, lambda values: values.astype(type(share.value)) == share.value)


def _repeated(columns: tuple[str, ...]) -> Fact:
    """The number of rows that say again what another row of their article says."""
    return lambda rows, tally, baseline: int(rows.duplicated([PARENT[1], *columns]).sum())


def _most_in_one_article(rows: pd.DataFrame, tally: Tally, baseline: Baseline | None) -> float | None:
    return int(rows["article_version_id"].value_counts().max()) if len(rows) else None


_FEWEST = 5  # findings of a kind that a batch must be expected to have, to be compared with what is usual


def _per_article_to_baseline(rows: pd.DataFrame, tally: Tally, baseline: Baseline | None) -> float | None:
    usual = baseline.findings_per_article.get(tally.dataset.name) if baseline else None
    articles = len(tally.parents)
    # Of what is rare, a batch with none or with two says nothing.
    return len(rows) / articles / usual if usual and usual * articles >= _FEWEST else None


_OF_FINDINGS: Mapping[str, Fact] = {
    "articles": lambda rows, tally, baseline: len(tally.parents),
    "articles_with_share": lambda rows, tally, baseline: (
        rows["article_version_id"].nunique() / len(tally.parents) if len(tally.parents) else None
    ),
    "most_in_one_article": _most_in_one_article,
    "per_article_to_baseline": _per_article_to_baseline,
}

_BATCH_FACTS: Mapping[str, Mapping[str, Fact]] = {
    "captures": {"failed_share": _share("status", lambda status: status >= 400)},
    "outcomes": {
        "captures_without_outcome": lambda rows, tally, baseline: tally.parents_without_row(),
        "article_share": _share("outcome", lambda outcome: outcome == "article"),
        "unreadable_share": _share("outcome", lambda outcome: outcome == "unreadable"),
    },
    "articles": {
        "repeated_articles": lambda rows, tally, baseline: int(rows.duplicated(["article_id", "capture_id"]).sum()),
        "undated_share": _share("published_on", lambda day: day.isna()),
        "untitled_share": _share("title", lambda title: title.isna()),
    },
    **{
        kind.name: {
            **_OF_FINDINGS,
            **{share.name: _share_of(share) for share in kind.shares},
            **({"repeated_rows": _repeated(kind.once)} if kind.once else {}),
        }
        for kind in FINDINGS
    },
}  # fmt: skip


# by source -----------------------------------------------------------------------------------------------------------


def _captures_by_source(rows: pd.DataFrame, baseline: Baseline | None) -> pd.DataFrame:
    groups = rows.assign(failed=rows["status"] >= 400).groupby("source_id")
    size = groups.size()
    facts = {
        "source_failed_share": groups["failed"].mean(),
        "source_repeated_share": 1 - groups["digest"].nunique() / size,
    }
    return _beside_baseline(size, facts, "source_rows_to_baseline", size, baseline.captures if baseline else {})


def _outcomes_by_source(rows: pd.DataFrame, baseline: Baseline | None) -> pd.DataFrame:
    groups = rows.assign(article=rows["outcome"] == "article").groupby("source_id")
    size, share = groups.size(), groups["article"].mean()
    facts = {"source_article_share": share}
    return _beside_baseline(
        size, facts, "source_article_share_to_baseline", share, baseline.article_share if baseline else {}
    )


def _articles_by_source(rows: pd.DataFrame, baseline: Baseline | None) -> pd.DataFrame:
    groups = rows.assign(undated=rows["published_on"].isna()).groupby("source_id")
    size = groups.size()
    facts = {"source_undated_share": groups["undated"].mean(), "source_median_length": groups["length"].median()}
    return _beside_baseline(size, facts, "source_rows_to_baseline", size, baseline.articles if baseline else {})


def _beside_baseline(
    size: pd.Series, facts: Mapping[str, pd.Series], name: str, now: pd.Series, usual: Mapping[str, float]
) -> pd.DataFrame:
    """Facts by source, and `name`: what is now (0 where there is nothing) as a multiple of what is usual."""
    import pandas as pd

    sources = size.index.union(pd.Index(list(usual), dtype=size.index.dtype))
    frame = pd.DataFrame({"source_rows": size} | dict(facts)).reindex(sources)
    frame["source_rows"] = frame["source_rows"].fillna(0)
    expected = pd.Series(usual, dtype=float).reindex(sources)
    frame[name] = now.reindex(sources).fillna(0).astype(float) / expected.where(expected > 0)
    return frame


_SOURCE_FACTS = {"captures": _captures_by_source, "outcomes": _outcomes_by_source, "articles": _articles_by_source}
