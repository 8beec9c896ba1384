"""Vietnamese heads of the columns of bi, from registry/labels.yaml."""

from __future__ import annotations

from pathlib import Path

from theodoi.registry.reading import Entry, Text, read_file, registry_dir


class LabelsFile(Entry):
    """registry/labels.yaml: the head of each column by its name."""

    columns: dict[Text, Text]


def labels(root: Path | None = None) -> dict[str, str]:
    """The Vietnamese head of each column that has one. Raises RegistryError that names file and line."""
    file, _ = read_file(registry_dir(root) / "labels.yaml", LabelsFile)
    return dict(file.columns)
