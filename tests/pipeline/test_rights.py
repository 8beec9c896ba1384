"""What a source allows to be shown decides what views, search and evidence show of its words."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from tests.pipeline.batches import Cited, TestArticle
from theodoi.evidence import check, find
from theodoi.evidence.page import as_text, render_evidence
from theodoi.search import Asked, search

WORDS = "Tỷ lệ trực tuyến đạt 84,5% trong quý."


@pytest.fixture(params=["quote", "facts_only", "none"])
def shown(house, request):
    house.write(
        TestArticle(
            "http://x/1", WORDS, title="Tỷ lệ trực tuyến tăng", decrees=(Cited("17/NQ-CP", 2019),), metrics=("84.5",)
        )
    )
    house.load(house.run())
    with house.engine.begin() as connection:
        connection.execute(text("UPDATE warehouse.sources SET rights = :rights"), {"rights": request.param})
    return house, request.param


def test_views_show_words_only_where_they_may(shown):
    house, rights = shown
    [(quote, sentence, value)] = house.rows("SELECT quote, sentence, value FROM bi.metric_claims")
    assert (quote is not None, sentence is not None) == (rights == "quote", rights == "quote")
    assert float(value) == 84.5  # the fact is free
    [(example,)] = house.rows("SELECT example_quote FROM bi.decree_timeline")
    assert (example is not None) == (rights == "quote")


def test_search_finds_the_article_and_shows_what_it_may(shown):
    house, rights = shown
    [hit] = search(house.engine, Asked("trực tuyến"))
    assert (hit.snippet is not None) == (rights == "quote")
    assert (hit.title is not None) == (rights != "none")


def test_evidence_names_the_article_without_its_words(shown):
    house, rights = shown
    with house.engine.connect() as connection:
        [evidence] = find(connection, house.rows("SELECT metric_id FROM warehouse.metrics")[0][0])
    told = as_text(evidence, check(house.lake, evidence)) + render_evidence("x", [(evidence, [])])
    assert ("trong quý" in told) == (rights == "quote")
    assert ("Tỷ lệ trực tuyến tăng" in told) == (rights != "none")
    assert "http://x/1" in told
