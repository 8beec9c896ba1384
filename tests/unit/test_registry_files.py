"""The registry's YAML files: read strictly, told with file and line, known to editors by their schemas, proved by examples."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import get_args

import pytest
import yaml
from jsonschema import Draft202012Validator

from theodoi.extract.findings import extract
from theodoi.extract.spans import Context
from theodoi.paths import data_dir
from theodoi.registry import schemas
from theodoi.registry.indicators import IndicatorsFile
from theodoi.registry.reading import Example, RegistryError, read_file
from theodoi.registry.sources import Source
from theodoi.registry.units import UnitsFile, unit_codes, units
from theodoi.vocabularies import SourceKind, values

ROOT = data_dir("registry")


# what is refused -----------------------------------------------------------------------------------------------------

GOOD = """# Units
units:
  - {unit: percent, kind: ratio, forms: ["%", phần trăm]}
  - unit: MB
    kind: size
    forms: [MB]
    exact: true
nouns:
  people: người, dân
"""


def load(tmp_path: Path, text: str) -> frozenset[str]:
    (tmp_path / "units.yaml").write_text(text, encoding="utf-8")
    return unit_codes(tmp_path)


def test_units_have_their_codes_and_count_is_one(tmp_path):
    assert load(tmp_path, GOOD) == {"percent", "MB", "count"}
    assert units(tmp_path).unit_of("Phần trăm").code == "percent"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("kind: size", "kind: sise", "units.yaml:5: unit 2: field kind: 'sise' is none of ratio, money, time, size,"),
        ("exact: true", "exakt: true", "units.yaml:7: unit 2: field exakt: unknown; the fields are unit, kind, forms,"),
        ("exact: true", "exact: sure", "units.yaml:7: unit 2: field exact: should be a valid boolean, found 'sure'"),
        ("exact: true", "scale: 0", "units.yaml:7: unit 2: field scale: should be greater than or equal to 1, found '0'"),
        ("    forms: [MB]\n", "", "units.yaml:4: unit 2: field forms: is missing"),
        ("nouns:\n", "  - MB\nnouns:\n", "units.yaml:8: unit 3: should be fields, found 'MB'"),
        ("forms: [MB]", "forms: []", "units.yaml:6: unit 2: field forms: is empty"),
        ("forms: [MB]", "forms: MB", "units.yaml:6: unit 2: field forms: should be a list, found 'MB'"),
        ("unit: MB", "unit: ''", "units.yaml:4: unit 2: field unit: is empty"),
        ("unit: MB", "unit: 7", "units.yaml:4: unit 2: field unit: should be a text, found '7'"),
        ("unit: MB", "unit: percent", "units.yaml:4: unit percent: kind 'size', and 'ratio' above"),
        ("phần trăm", "'%'", "units.yaml:3: unit percent: '%' is a form of percent already"),
        ("    exact: true\n", "    exact: true\n    kind: size\n", "units.yaml:8: not readable as YAML: 'kind' stands twice"),
        ("nouns:\n  people: người, dân\n", "", "units.yaml:2: field nouns: is missing"),
        ("  people: người, dân\n", "  people: [người]\n", "units.yaml:9: field nouns.people: should be a text, found"),
        ("units:\n", "units: [\n", "units.yaml:3: not readable as YAML: "),
        (GOOD, "- percent\n", "units.yaml: one `field: value` a line is expected at the top"),
    ],
)  # fmt: skip
def test_a_fault_of_the_units_is_told_with_line_and_field(tmp_path, old, new, message):
    assert old in GOOD
    with pytest.raises(RegistryError) as error:
        load(tmp_path, GOOD.replace(old, new, 1))
    assert message in str(error.value)


def test_all_faults_of_a_file_are_told_at_once(tmp_path):
    with pytest.raises(RegistryError) as error:
        load(tmp_path, GOOD.replace("kind: ratio", "kind: rate").replace("kind: size", "kind: sise"))
    assert [line.partition(": unit")[0] for line in str(error.value).splitlines()] == ["units.yaml:3", "units.yaml:5"]


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("nicknames.yaml", "year: 2022", "year: '2022'", "nicknames.yaml:7: nickname 1: field year: should be a valid integer"),
        ("name_words.yaml", "surnames:", "names:", "field names: unknown; the fields are stop_words"),
        ("document_types.yaml", "short: marked, issuer: Quốc hội", "short: seldom", "field short: 'seldom' is none of free, marked"),
        ("issuer_codes.yaml", "  CP: Chính phủ", "  CP: [Chính phủ]", "field codes.CP: should be a text"),
    ],
)  # fmt: skip
def test_the_other_files_are_read_as_strictly(tmp_path, file, old, new, message):
    text = (ROOT / file).read_text(encoding="utf-8")
    assert old in text
    (tmp_path / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RegistryError) as error:
        read_file(tmp_path / file, schemas.MODELS[file])
    assert str(error.value).startswith(f"{file}:") and message in str(error.value)


def test_the_command_tells_faults_of_the_registry_in_sentences(tmp_path):
    """A copy of the library whose registry has two faults, one of them in a file that is read on import."""
    shutil.copytree(ROOT.parent / "plugins" / "theodoi", tmp_path / "plugins" / "theodoi")
    shutil.copytree(ROOT, tmp_path / "registry")
    for file, old, new in (
        ("indicators.yaml", "unit: count", "unit: cuont"),
        ("name_words.yaml", "surnames:", "names:"),
    ):
        path = tmp_path / "registry" / file
        path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    (tmp_path / "bai.txt").write_text("Bộ Nội vụ tiếp nhận 120 hồ sơ.", encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": str(tmp_path / "plugins")}
    command = [sys.executable, "-m", "theodoi.cli", "extract", "--raw", str(tmp_path / "bai.txt")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    told = done.stderr.splitlines()
    assert all(line.startswith(("theodoi extract: ", "name_words.yaml:")) for line in told)
    assert re.search(
        r"theodoi extract: indicators\.yaml:\d+: entry online-services: field unit: 'cuont' is no unit", told[0]
    )
    assert any("field names: unknown" in line for line in told)


# schemas -------------------------------------------------------------------------------------------------------------


def test_the_schemas_on_disk_are_those_of_the_models():
    """Stale: `make schemas` writes them anew."""
    on_disk = {p.name: p.read_text(encoding="utf-8") for p in (ROOT / schemas.FOLDER).iterdir()}
    assert on_disk == schemas.schemas()


def test_every_yaml_file_names_its_schema_in_its_first_line():
    told = dict(schemas.files(ROOT))
    assert set(told) == set(ROOT.rglob("*.yaml"))
    for path, line in told.items():
        assert path.read_text(encoding="utf-8").startswith(f"{line}\n"), path
        assert (path.parent / line.partition("=")[2]).resolve().is_file()


def validator(path: Path, line: str) -> Draft202012Validator:
    schema = json.loads((path.parent / line.partition("=")[2]).read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def as_json(path: Path) -> dict:
    """A file as an editor sees it: its days are texts."""
    return json.loads(json.dumps(yaml.safe_load(path.read_text(encoding="utf-8")), default=date.isoformat))


@pytest.mark.parametrize(("path", "line"), list(schemas.files(ROOT)), ids=str)
def test_a_schema_accepts_its_files(path, line):
    assert [error.message for error in validator(path, line).iter_errors(as_json(path))] == []


@pytest.mark.parametrize(
    ("file", "change", "message"),
    [
        ("units.yaml", {"kind": "sise"}, "'sise' is not one of"),
        ("indicators.yaml", {"valid_to": "soon"}, "'soon' is not valid under any of the given schemas"),
        ("indicators.yaml", {"unit": []}, "[] is not valid under any of the given schemas"),
        ("systems.yaml", {"colour": "red"}, "Additional properties are not allowed ('colour' was unexpected)"),
        ("organisations/government.yaml", {"aliases": "BYT"}, "'BYT' is not of type 'array'"),
    ],
)
def test_a_schema_marks_a_fault(file, change, message):
    path, line = next((p, li) for p, li in schemas.files(ROOT) if p == ROOT / file)
    document = as_json(path)
    entries = document["units" if file == "units.yaml" else "entries"]
    entries[0] |= change
    told = [error.message for error in validator(path, line).iter_errors(document)]
    assert len(told) == 1 and message in told[0]


def test_a_sources_kind_is_of_the_vocabulary():
    assert {*get_args(Source.model_fields["kind"].annotation), "import"} == set(values(SourceKind))


def test_a_check_tells_all_that_is_wrong_with_the_registry_and_writing_mends_the_schemas(tmp_path):
    root = Path(shutil.copytree(ROOT, tmp_path / "registry"))
    assert schemas.faults(ROOT) == []
    units_file, systems_file = root / "units.yaml", root / "systems.yaml"
    units_file.write_text(
        units_file.read_text(encoding="utf-8").replace("kind: money", "kind: cash", 1), encoding="utf-8"
    )
    systems_file.write_text(systems_file.read_text(encoding="utf-8").partition("\n")[2], encoding="utf-8")
    (root / "schemas" / "places.json").unlink()
    told = "\n".join(schemas.faults(root))
    assert "field kind: 'cash' is none of" in told
    assert "schemas/places.json is stale" in told and "systems.yaml:1: does not name its schema" in told
    schemas.write(root)
    assert [fault for fault in schemas.faults(root) if "chema" in fault] == []


# examples ------------------------------------------------------------------------------------------------------------

UNITS = [(e.unit, example) for e in read_file(ROOT / "units.yaml", UnitsFile)[0].units for example in e.examples]
INDICATORS = [
    (e.id, example) for e in read_file(ROOT / "indicators.yaml", IndicatorsFile)[0].entries for example in e.examples
]


def read_values(example: Example) -> list[tuple[Decimal, str, str | None]]:
    found = extract(example.text, Context(published_on=date(2025, 6, 1))).metrics
    return [(m.value, m.unit, m.indicator_id) for m in found]


@pytest.mark.parametrize(("unit", "example"), UNITS, ids=str)
def test_the_example_of_a_unit_is_read_so(unit, example):
    told = [(value, of) for value, of, _ in read_values(example)]
    assert (Decimal(str(example.value)), unit) in told


@pytest.mark.parametrize(("indicator", "example"), INDICATORS, ids=str)
def test_the_example_of_an_indicator_is_read_so(indicator, example):
    told = [(value, of) for value, _, of in read_values(example)]
    assert (Decimal(str(example.value)), indicator) in told


def test_every_unit_and_every_indicator_has_an_example():
    assert {e.unit for e in read_file(ROOT / "units.yaml", UnitsFile)[0].units} <= {unit for unit, _ in UNITS}
    every = {e.id for e in read_file(ROOT / "indicators.yaml", IndicatorsFile)[0].entries}
    assert every <= {indicator for indicator, _ in INDICATORS}
