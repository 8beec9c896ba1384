"""Which of several captures of one article a batch keeps, whatever the order in which they were fetched."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.unit.good_rows import BATCH, CAPTURED, good_rows
from theodoi.clean.stage import commit_clean
from theodoi.contracts import ARTICLES, CAPTURES, OUTCOMES, key_of
from theodoi.lake import InputGone, Lake, Manifest

CANONICAL = "https://bao-mot.example/tin-0.htm"


def committed(lake: Lake, asked: dict[str, int]) -> dict[str, str]:
    """Commit captures of one article, asked for at these addresses so many seconds apart; each address's outcome."""
    good = good_rows()
    rows = {"captures": [], "articles": [], "outcomes": []}
    for address, seconds in asked.items():
        capture = {"capture_id": key_of(BATCH, address)}
        at = {"captured_at": CAPTURED + timedelta(seconds=seconds)}
        rows["captures"].append(good["captures"][0] | capture | {"url": address})
        rows["articles"].append(good["articles"][0] | capture | at)
        rows["outcomes"].append(good["outcomes"][0] | capture | {"url": address})
    for dataset in (ARTICLES, OUTCOMES):
        lake.write_shard(dataset, BATCH, "shard-00000", dataset.table(rows[dataset.name]), "parts")
    lake.write_shard(CAPTURES, BATCH, "shard-00000", CAPTURES.table(rows["captures"]), "passed")
    lake.write_manifest(Manifest(CAPTURES.name, BATCH, {"shard-00000.parquet": len(asked)}), "passed")
    assert commit_clean(lake, BATCH, 2000) == 1
    return {row["url"]: row["outcome"] for row in lake.read(OUTCOMES, BATCH).to_pylist()}


@pytest.mark.parametrize("other_is_later_by", [-5, 0, 5])
@pytest.mark.parametrize(
    "other", ["https://bao-mot.example/t0", "https://m.bao-mot.example/tin-0.htm", f"{CANONICAL}?ref=rss"]
)
def test_the_capture_at_the_articles_own_address_stays_whatever_came_first(tmp_path, other, other_is_later_by):
    outcomes = committed(Lake(str(tmp_path)), {CANONICAL: 0, other: other_is_later_by})
    assert outcomes == {CANONICAL: "article", other: "duplicate"}


def test_of_captures_at_other_addresses_the_newest_stays(tmp_path):
    first, second = "https://bao-mot.example/t0", "https://m.bao-mot.example/tin-0.htm"
    assert committed(Lake(str(tmp_path)), {second: 5, first: 0}) == {second: "article", first: "duplicate"}


def test_a_shard_that_lost_its_outcomes_is_not_committed(tmp_path):
    lake = Lake(str(tmp_path))
    committed(lake, {CANONICAL: 0, f"{CANONICAL}?ref=rss": 5})
    lake.write_shard(OUTCOMES, BATCH, "shard-00000", OUTCOMES.table([]), "parts")
    with pytest.raises(InputGone, match="has 0 rows and should have 2: clear the task `clean`"):
        commit_clean(lake, BATCH, 2000)
    lake.delete(f"{lake.folder(ARTICLES.name, BATCH, 'parts')}/shard-00000.parquet")
    lake.delete(f"{lake.folder(OUTCOMES.name, BATCH, 'parts')}/shard-00000.parquet")
    with pytest.raises(InputGone, match="is gone from"):
        commit_clean(lake, BATCH, 2000)
