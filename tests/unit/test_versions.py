"""The version of the rules: new when a rule or a registry entry is, and only then."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("copy")
    for folder in ("plugins/theodoi", "registry"):
        shutil.copytree(CHECKOUT / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__"))
    return root


def version(root: Path) -> str:
    command = [sys.executable, "-c", "from theodoi.versions import rules_version; print(rules_version())"]
    environment = os.environ | {"PYTHONPATH": str(root / "plugins")}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.strip()


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.parametrize(
    ("changed", "is_new"),
    [
        ("registry/systems.yaml", True),
        ("registry/organisations/government.yaml", True),
        ("plugins/theodoi/extract/dates.py", True),
        ("plugins/theodoi/clean/body.py", True),
        ("registry/sources/vnexpress.yaml", False),  # switched on, say
        ("plugins/theodoi/load/publish.py", False),
        ("plugins/theodoi/scrape/crawl.py", False),
    ],
)
def test_what_makes_a_new_version(copy, changed, is_new):
    before = version(copy)
    with (copy / changed).open("a", encoding="utf-8") as stream:
        stream.write("\n# a line more\n")
    assert (version(copy) != before) == is_new


@pytest.mark.parametrize("changed", ["registry/units.yaml", "registry/organisations/government.yaml"])
def test_the_line_that_names_a_files_schema_makes_no_new_version(copy, changed):
    before = version(copy)
    line, _, rest = (copy / changed).read_text(encoding="utf-8").partition("\n")
    assert line.startswith("# yaml-language-server: ")
    (copy / changed).write_text(rest, encoding="utf-8")
    assert version(copy) == before


@pytest.mark.parametrize(
    ("old", "new", "is_new"),
    [
        ("enabled: false", "enabled: true", False),
        ("delay_seconds: 1.0", "delay_seconds: 2.0", False),
        ("proof: capture of", "proof: another capture, of", False),
        ("title: h1.", "title: h2.", True),
        ("page_rules:\n  - proof", "page_rules:\n  - valid_until: 2026-12-31\n    proof", True),
        ("home: https://vnexpress.net/", "home: https://vnexpress.example/", True),
        ("province: null", "province: VN-HN", True),
    ],
)
def test_of_a_source_only_how_its_pages_are_read_makes_a_new_version(copy, old, new, is_new):
    before = version(copy)
    edit(copy / "registry/sources/vnexpress.yaml", old, new)
    assert (version(copy) != before) == is_new
