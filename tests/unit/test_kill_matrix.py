"""Every expectation on rows and batches catches a corruption, and the committed table says which."""

from __future__ import annotations

import pytest

from tests.faults import fact_faults, faults_of
from tests.kill_matrix import CHECKED, PAGE, fact_kills, page, row_kills
from theodoi.quality.suites import suite


@pytest.mark.parametrize("dataset", CHECKED, ids=lambda d: d.name)
def test_every_expectation_catches_a_corruption_and_every_corruption_is_caught(dataset):
    rows, facts = row_kills(dataset), fact_kills(dataset)
    assert [check.sentence for check, caught in [*rows, *facts] if not caught] == []
    assert len({c for _, caught in rows for c in caught}) > len(faults_of(dataset)) * 0.8  # some are told alike
    assert len({c for _, caught in facts for c in caught}) == len(fact_faults(suite(f"{dataset.name}_batch")))


def test_the_committed_table_is_that_of_the_suites():
    assert PAGE.read_text(encoding="utf-8") == page(), "docs/kill-matrix.md is stale: run `make kill-matrix`"
