"""Stored captures once more through the rules of today: what is chosen, and what the rules gain and lose by it."""

from theodoi.reprocess.batch import compare_batch
from theodoi.reprocess.compare import Comparison, as_dict, compare, render
from theodoi.reprocess.facts import Fact, facts_of_article
from theodoi.reprocess.select import Selection, SelectionError, read_selection, select_captures

__all__ = [
    "Comparison",
    "Fact",
    "Selection",
    "SelectionError",
    "as_dict",
    "compare",
    "compare_batch",
    "facts_of_article",
    "read_selection",
    "render",
    "select_captures",
]
