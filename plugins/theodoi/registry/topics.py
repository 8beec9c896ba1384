"""Phrases that tell news on digital government, with their weights, from registry/topics.yaml."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from theodoi.registry.reading import Entry, Text, read_file, registry_dir

Weight = Annotated[float, Field(gt=0, le=10)]


class TopicPhrase(Entry):
    """A phrase and what one of it is worth."""

    phrase: Text
    weight: Weight


class TopicsFile(Entry):
    """registry/topics.yaml: what a place multiplies by, how many points are enough, and the phrases."""

    title: Weight
    lead: Weight
    text: Weight
    enough: Annotated[float, Field(gt=0)]
    phrases: Annotated[tuple[TopicPhrase, ...], Field(min_length=1)]


@lru_cache(maxsize=2)
def topics(root: Path | None = None) -> TopicsFile:
    """The phrases of the topic. Raises RegistryError that names file and line."""
    file, _ = read_file(registry_dir(root) / "topics.yaml", TopicsFile)
    return file
