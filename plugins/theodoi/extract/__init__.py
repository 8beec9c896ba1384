"""Extractors: pure functions from a text (and its context) to findings with their evidence."""

from theodoi.extract.decrees import find_decrees

__all__ = ["find_decrees"]
