"""Stored captures once more through the rules of today: what is chosen, and what the rules gain and lose by it."""

from theodoi.reprocess.compare import Comparison, compare, render
from theodoi.reprocess.facts import Fact, facts_of_article
from theodoi.reprocess.select import Selection, SelectionError, select_captures

__all__ = [
    "Comparison",
    "Fact",
    "Selection",
    "SelectionError",
    "compare",
    "facts_of_article",
    "render",
    "select_captures",
]
