"""JSON schemas of the registry's YAML files, for editors: `python -m theodoi.registry.schemas` writes them, `--check` does not.

They are made from the models that loading validates with. Each file names its schema in its first line, so that an
editor with a YAML language server completes fields and marks faults while one types.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from pydantic import BaseModel

from theodoi.registry.corrections import CorrectionsFile, load_corrections
from theodoi.registry.definitions import DefinitionsFile, load_definitions
from theodoi.registry.document_types import IssuersFile, TypesFile
from theodoi.registry.indicators import IndicatorsFile, load_indicators
from theodoi.registry.known_documents import NicknamesFile, known_documents, nicknames
from theodoi.registry.labels import LabelsFile, labels
from theodoi.registry.measured import accuracy, calibration
from theodoi.registry.name_words import NameWordsFile
from theodoi.registry.organisations import OrganisationsFile, load_organisations
from theodoi.registry.places import PlacesFile
from theodoi.registry.reading import SCHEMA_LINE, RegistryError, read_file, registry_dir
from theodoi.registry.search_words import SearchWordsFile, abbreviations
from theodoi.registry.sources import Source, load_sources
from theodoi.registry.systems import SystemsFile, load_systems
from theodoi.registry.tiles import TilesFile, tiles
from theodoi.registry.topics import TopicsFile, topics
from theodoi.registry.units import UnitsFile, units
from theodoi.registry.watchlists import WatchlistFile, load_watchlists

FOLDER = "schemas"
# The files of each model, as a pattern below the registry's folder.
MODELS: dict[str, type[BaseModel]] = {
    "corrections/*.yaml": CorrectionsFile,
    "definitions.yaml": DefinitionsFile,
    "document_types.yaml": TypesFile,
    "indicators.yaml": IndicatorsFile,
    "issuer_codes.yaml": IssuersFile,
    "labels.yaml": LabelsFile,
    "name_words.yaml": NameWordsFile,
    "nicknames.yaml": NicknamesFile,
    "organisations/*.yaml": OrganisationsFile,
    "places.yaml": PlacesFile,
    "search_words.yaml": SearchWordsFile,
    "sources/*.yaml": Source,
    "systems.yaml": SystemsFile,
    "tiles.yaml": TilesFile,
    "topics.yaml": TopicsFile,
    "units.yaml": UnitsFile,
    "watchlists/*.yaml": WatchlistFile,
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


def faults(root: Path) -> list[str]:
    """What is wrong with a registry folder: faults of its files, and schemas that are missing or stale."""
    found = faults_of_files(root, (*_LOADERS, lambda root: load_sources(root / "sources")))
    for name, text in schemas().items():
        path = root / FOLDER / name
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            found.append(f"{FOLDER}/{name} is stale: `make schemas` writes it anew")
    for path, line in files(root):
        if not path.read_text(encoding="utf-8").startswith(f"{line}\n"):
            found.append(f"{path.relative_to(root)}:1: does not name its schema: `make schemas` puts it in")
    return found


_Loader = Callable[[Path], object]
_LOADERS: tuple[_Loader, ...] = (
    units,
    topics,
    load_indicators,
    load_organisations,
    load_definitions,
    load_systems,
    known_documents,
    nicknames,
    abbreviations,
    tiles,
    labels,
    load_watchlists,
    load_corrections,
    calibration,
    accuracy,
    lambda root: read_file(root / "document_types.yaml", TypesFile),
    lambda root: read_file(root / "issuer_codes.yaml", IssuersFile),
    lambda root: read_file(root / "name_words.yaml", NameWordsFile),
)


def faults_of_files(root: Path, loaders: Iterable[_Loader] = _LOADERS) -> list[str]:
    """What is wrong with the files of a registry folder that the extractors read; what one fault hides is not told."""
    found = []
    for load in loaders:
        try:
            load(root)
        except (RegistryError, FileNotFoundError) as error:
            found.append(str(error))
    return list(dict.fromkeys(found))


def write(root: Path) -> None:
    """Write the schemas of a registry folder, and put their names into files that have none."""
    (root / FOLDER).mkdir(exist_ok=True)
    for name, text in schemas().items():
        (root / FOLDER / name).write_text(text, encoding="utf-8")
    for path, line in files(root):
        text = path.read_text(encoding="utf-8")
        if not text.startswith(f"{line}\n"):
            kept = text.split("\n", 1)[1] if text.startswith(SCHEMA_LINE) else text
            path.write_text(f"{line}\n{kept}", encoding="utf-8")


def main() -> int:
    """Write the schemas, or, with `--check`, say what is wrong with the registry; 1 when something is."""
    if "--check" not in sys.argv[1:]:
        write(registry_dir())
        return 0
    found = faults(registry_dir())
    print("\n".join(found), file=sys.stderr, end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
