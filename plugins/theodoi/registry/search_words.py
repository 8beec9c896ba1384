"""Abbreviations that people type into a search, from registry/search_words.yaml."""

from __future__ import annotations

from pathlib import Path

from theodoi.registry.reading import Entry, Text, read_file, registry_dir


class Abbreviation(Entry):
    """A word that stands for others: `word` as it is typed, `means` as texts write it."""

    word: Text
    means: Text


class SearchWordsFile(Entry):
    """registry/search_words.yaml."""

    abbreviations: tuple[Abbreviation, ...]


def abbreviations(root: Path | None = None) -> tuple[Abbreviation, ...]:
    """All abbreviations of search. Raises RegistryError that names file and line."""
    file, _ = read_file(registry_dir(root) / "search_words.yaml", SearchWordsFile)
    return file.abbreviations
