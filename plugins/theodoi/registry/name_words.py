"""Words that tell where an open name of an organisation ends, from registry/name_words.yaml."""

from __future__ import annotations

from theodoi.registry.names import key
from theodoi.registry.reading import Entry, Text, read_file, registry_dir


class NameWordsFile(Entry):
    """registry/name_words.yaml: each table is told in the file itself."""

    stop_words: tuple[Text, ...]
    stop_pairs: tuple[Text, ...]
    closing_pairs: tuple[Text, ...]
    keep_pairs: tuple[Text, ...]
    after_and: tuple[Text, ...]
    titles: tuple[Text, ...]
    surnames: tuple[Text, ...]
    not_people: tuple[Text, ...]
    trades: tuple[Text, ...]


def name_words() -> dict[str, list[str]]:
    """The words of each table, folded as texts are. Raises RegistryError that names file and line."""
    file, _ = read_file(registry_dir() / "name_words.yaml", NameWordsFile)
    return {table: [key(word) for word in words] for table, words in file}
