"""Cleaning: the bytes of one capture into articles, or the reason why they hold none."""

from __future__ import annotations

from theodoi.clean.document import Document, Outcome
from theodoi.clean.entry import clean, clean_html, clean_text

__all__ = ["Document", "Outcome", "clean", "clean_html", "clean_text"]
