"""JSON schemas of the registry's YAML files, for editors: `python -m theodoi.registry.schemas` writes them.

They are made from the models that loading validates with. Each file names its schema in its first line, so that an
editor with a YAML language server completes fields and marks faults while one types.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel

from theodoi.registry.document_types import IssuersFile, TypesFile
from theodoi.registry.indicators import IndicatorsFile
from theodoi.registry.known_documents import NicknamesFile
from theodoi.registry.name_words import NameWordsFile
from theodoi.registry.organisations import OrganisationsFile
from theodoi.registry.places import PlacesFile
from theodoi.registry.reading import SCHEMA_LINE, registry_dir
from theodoi.registry.sources import Source
from theodoi.registry.systems import SystemsFile
from theodoi.registry.units import UnitsFile

FOLDER = "schemas"
# The files of each model, as a pattern below the registry's folder.
MODELS: dict[str, type[BaseModel]] = {
    "document_types.yaml": TypesFile,
    "indicators.yaml": IndicatorsFile,
    "issuer_codes.yaml": IssuersFile,
    "name_words.yaml": NameWordsFile,
    "nicknames.yaml": NicknamesFile,
    "organisations/*.yaml": OrganisationsFile,
    "places.yaml": PlacesFile,
    "sources/*.yaml": Source,
    "systems.yaml": SystemsFile,
    "units.yaml": UnitsFile,
}


def schemas() -> dict[str, str]:
    """The text of each schema by the name of its file."""
    return {_name(pattern): _text(model) for pattern, model in MODELS.items()}


def files(root: Path) -> Iterator[tuple[Path, str]]:
    """The YAML files of a registry folder, each with the line that it should begin with."""
    for pattern in MODELS:
        for path in sorted(root.glob(pattern)):
            schema = os.path.relpath(root / FOLDER / _name(pattern), path.parent)
            yield path, f"{SCHEMA_LINE}{Path(schema).as_posix()}"


def _name(pattern: str) -> str:
    return pattern.replace("/*.yaml", ".json").replace(".yaml", ".json")


def _text(model: type[BaseModel]) -> str:
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema"} | model.model_json_schema(by_alias=True)
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def main() -> int:
    """Write the schemas, and put their names into files that have none."""
    root = registry_dir()
    (root / FOLDER).mkdir(exist_ok=True)
    for name, text in schemas().items():
        (root / FOLDER / name).write_text(text, encoding="utf-8")
    for path, line in files(root):
        text = path.read_text(encoding="utf-8")
        if not text.startswith(f"{line}\n"):
            kept = text.split("\n", 1)[1] if text.startswith(SCHEMA_LINE) else text
            path.write_text(f"{line}\n{kept}", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
