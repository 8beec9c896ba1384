"""Every expectation on rows and batches catches a corruption, and the committed table says which."""

from __future__ import annotations

import pytest

from tests.faults import faults_of
from tests.kill_matrix import CHECKED, PAGE, fact_kills, page, row_kills, row_verdicts


@pytest.mark.parametrize("dataset", CHECKED, ids=lambda d: d.name)
def test_every_expectation_catches_a_corruption_and_every_corruption_is_caught(dataset):
    assert [check.sentence for check, caught in [*row_kills(dataset), *fact_kills(dataset)] if not caught] == []
    caught = {n for verdict in row_verdicts(dataset) for n in verdict.rows}
    assert caught == set(range(1, len(faults_of(dataset)) + 3))  # row 0 is good, the last two share a key


def test_the_committed_table_is_that_of_the_suites():
    assert PAGE.read_text(encoding="utf-8") == page(), "docs/kill-matrix.md is stale: run `make kill-matrix`"
