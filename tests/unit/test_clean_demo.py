"""Cleaning on the demo sites' layouts: every page's outcome, and each article as its data file has it."""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from collections import Counter
from datetime import date

import pytest

from tests.site.expected import Expected
from tests.site.serve import DemoSites
from theodoi.clean import clean


@pytest.fixture(scope="module")
def pages(tmp_path_factory) -> list[tuple[Expected, int, str, bytes]]:
    """Every expected page that may be asked for, with its status, content type and bytes."""
    found = []
    with DemoSites(tmp_path_factory.mktemp("sites"), date(2026, 11, 20)) as sites:
        for site in sites.expected().values():
            for page in site.values():
                if page.outcome == "robots_disallowed":
                    continue
                try:
                    with urllib.request.urlopen(page.url) as answer:
                        found.append((page, answer.status, answer.headers["Content-Type"], answer.read()))
                except urllib.error.HTTPError as error:
                    found.append((page, error.code, error.headers["Content-Type"], error.read()))
    return found


def f1(got: str, want: str) -> float:
    tokens = [Counter(re.findall(r"[^\W_]+", text.lower())) for text in (got, want)]
    hits = (tokens[0] & tokens[1]).total()
    return 2 * hits / (tokens[0].total() + tokens[1].total())


def test_every_page_has_its_outcome_and_every_article_its_facts(pages):
    assert len(pages) > 70
    for page, status, content_type, body in pages:
        [document] = clean(body, url=page.url, content_type=content_type, status=status)
        # An unsteady page answers 503 the first time; the crawler asks again.
        assert document.outcome == ("http_error" if status >= 400 else page.outcome), page.url
        if document.outcome == "article":
            assert (document.title, document.author, document.credit) == (page.title, page.author, page.credit), (
                page.url
            )
            assert (document.published_at, document.url) == (page.published_at, page.canonical), page.url
            assert not [line for line in page.boilerplate if line in document.text], page.url
            assert f1(document.text, page.text) > 0.9, page.url
