"""Cleaning on the project's own pages: each with its outcome, and articles with their text, title, minute and author."""

import pytest

from tests.eval.clean_eval import score_page
from tests.eval.clean_gold import Capture, Reading, own_pages
from theodoi.clean import clean

LEAST_F1 = 0.96


@pytest.mark.parametrize("page", own_pages(), ids=lambda page: page.gold["id"])
def test_page(page: Capture) -> None:
    [document] = clean(
        page.payload,
        url=page.gold["url"],
        content_type=page.content_type,
        captured_at=page.captured_at,
        source_rules=False,
    )
    score = score_page(Reading.of(document), page.gold)
    # The section is a help to readers, not a bar: many breadcrumbs do not say that they are one.
    assert [fault for fault in score.faults if not fault.startswith("section")] == []
    assert score.f1 is None or score.f1 >= LEAST_F1
