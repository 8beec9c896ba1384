"""What people call the columns of bi and the words in them, from registry/labels.yaml."""

from __future__ import annotations

from pathlib import Path

from theodoi.registry.reading import Entry, Text, read_file, registry_dir


class Word(Entry):
    """What a word is called in Vietnamese and in English."""

    vi: Text
    en: Text


class LabelsFile(Entry):
    """registry/labels.yaml: the head of each column by its name, and words of columns by their list."""

    columns: dict[Text, Text]
    words: dict[Text, dict[Text, Word]]


def labels(root: Path | None = None) -> dict[str, str]:
    """The Vietnamese head of each column that has one. Raises RegistryError that names file and line."""
    return dict(_file(root).columns)


def label_rows(root: Path | None = None) -> list[tuple[str, str, str, str | None]]:
    """List, word, Vietnamese and English of all labels; heads are the list `column`. Raises RegistryError."""
    file = _file(root)
    heads: list[tuple[str, str, str, str | None]] = [
        ("column", name, head, None) for name, head in file.columns.items()
    ]
    return heads + [(name, word, of.vi, of.en) for name, words in file.words.items() for word, of in words.items()]


def _file(root: Path | None) -> LabelsFile:
    file, _ = read_file(registry_dir(root) / "labels.yaml", LabelsFile)
    return file
