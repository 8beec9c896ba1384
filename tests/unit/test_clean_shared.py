"""Cleaning against the annotated pages and texts beside the checkout."""

import re
from pathlib import Path

import pytest

from tests.eval import clean_eval
from theodoi.clean import clean

pytestmark = pytest.mark.shared


def test_texts_keep_what_is_theirs_and_nothing_else(shared: Path) -> None:
    assert clean_eval.text_faults(shared) == []


def test_pages_have_their_outcome_text_title_and_minute(shared: Path) -> None:
    faults, scores = [], []
    for capture in clean_eval.captures(shared):
        gold = capture.gold
        document = clean(
            capture.payload, url=gold["url"], content_type=capture.content_type, captured_at=capture.captured_at
        )[0]
        if document.outcome is not clean_eval.wanted_outcome(gold):
            faults.append(f"{gold['id']}: {document.outcome}")
        if gold["kind"] == "article":
            scores.append(clean_eval.f1(document.text, gold))
            faults += clean_eval.page_faults(document, gold)
    assert faults == []
    assert sum(scores) / len(scores) >= clean_eval.MIN_F1


def test_pages_without_declarations_are_read_from_what_they_show(shared: Path) -> None:
    for capture in clean_eval.captures(shared):
        gold = capture.gold
        if gold["kind"] == "article":
            bare = re.sub(rb"<script[^>]*ld\+json.*?</script>", b"", capture.payload, flags=re.S)
            bare = re.sub(rb"<meta[^>]*>", b"", bare)
            document = clean(
                bare, url=gold["url"], content_type="text/html; charset=utf-8", captured_at=capture.captured_at
            )[0]
            assert document.published_from == "page"
            assert clean_eval.page_faults(document, gold) == []
            assert clean_eval.f1(document.text, gold) >= clean_eval.MIN_F1
