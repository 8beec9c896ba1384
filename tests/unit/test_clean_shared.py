"""Cleaning against the annotated pages and texts beside the checkout."""

import re
from pathlib import Path

import pytest

from tests.eval import clean_eval, clean_tools
from tests.eval.clean_gold import captures, f1, page_faults
from tests.eval.clean_tools import Tool
from theodoi.clean import clean

pytestmark = pytest.mark.shared


def test_texts_keep_what_is_theirs_and_nothing_else(shared: Path) -> None:
    assert clean_eval.text_faults(shared) == []


@pytest.mark.parametrize(
    ("tool", "least_mean"),
    [
        (clean_tools.with_rules, clean_eval.MIN_MEAN_F1_WITH_RULES),
        (clean_tools.without_rules, clean_eval.MIN_MEAN_F1),
        (clean_tools.own_site_left_out, clean_eval.MIN_MEAN_F1),
    ],
)
def test_pages_have_their_outcome_text_title_minute_and_author(shared: Path, tool: Tool, least_mean: float) -> None:
    scores = [clean_eval.score_page(tool(capture), capture.gold) for capture in captures(shared)]
    assert [bar for bar in clean_eval.bars("corpus", scores, least_mean) if not bar.holds] == []


def test_pages_without_declarations_are_read_from_what_they_show(shared: Path) -> None:
    for capture in captures(shared):
        gold = capture.gold
        if gold["kind"] == "article":
            bare = re.sub(rb"<script[^>]*ld\+json.*?</script>", b"", capture.payload, flags=re.S)
            bare = re.sub(rb"<meta[^>]*>", b"", bare)
            [document] = clean(
                bare, url=gold["url"], content_type="text/html; charset=utf-8", captured_at=capture.captured_at
            )
            assert document.published_source == "page"
            assert page_faults(document, gold) == []
            assert f1(document.text, gold) >= clean_eval.MIN_PAGE_F1
