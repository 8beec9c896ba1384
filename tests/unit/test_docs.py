"""The pages of docs/ are true: links lead somewhere, generated parts are fresh, messages and examples are those of the code."""

from __future__ import annotations

import argparse
import ast
import os
import re
import shutil
import subprocess
import sys
from functools import lru_cache
from pathlib import Path

import pytest
import yaml

from tests.dictionary import DICTIONARY, OPERATING, dictionary, with_settings
from theodoi import __version__
from theodoi.cli import _parser
from theodoi.database import engine_for
from theodoi.paths import data_dir
from theodoi.registry.organisations import load_organisations
from theodoi.registry.sources import Source, load_sources
from theodoi.registry.systems import load_systems
from theodoi.settings import Settings

CHECKOUT = Path(__file__).resolve().parents[2]
PAGES = [CHECKOUT / "README.md", *sorted((CHECKOUT / "docs").rglob("*.md"))]
RUNBOOK = CHECKOUT / "docs" / "runbook.md"
ADDING = (CHECKOUT / "docs" / "adding-a-source.md").read_text(encoding="utf-8")
GAP = "…"

# releases ------------------------------------------------------------------------------------------------------------


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in version.split("."))


def test_the_newest_release_of_the_changelog_is_the_version() -> None:
    heads = re.findall(r"^## (\d+\.\d+\.\d+)", (CHECKOUT / "CHANGELOG.md").read_text(encoding="utf-8"), re.M)
    assert heads[0] == __version__
    assert sorted(heads, key=_numbers, reverse=True) == heads


def test_old_names_go_with_the_version_that_was_told() -> None:
    told = {
        version
        for view in sorted((CHECKOUT / "sql" / "bi").glob("*.sql"))
        for version in re.findall(r"it goes with version ([\d.]+)'", view.read_text(encoding="utf-8"))
    }
    assert [version for version in told if _numbers(version) <= _numbers(__version__)] == []


def test_the_page_of_views_counts_them() -> None:
    made = {
        view
        for page in (CHECKOUT / "sql" / "bi").glob("*.sql")
        for view in re.findall(r"^CREATE (?:OR REPLACE )?VIEW (bi\.\w+)", page.read_text(encoding="utf-8"), re.M)
    }
    assert f"`bi`: {len(made)} views" in (CHECKOUT / "docs" / "bi.md").read_text(encoding="utf-8")


# links ---------------------------------------------------------------------------------------------------------------


def anchors(page: Path) -> set[str]:
    """The anchors that a page's headings get on GitHub."""
    heads = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\((?!https?:)([^)]+)\)", page.read_text(encoding="utf-8")):
        path, _, anchor = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        assert there.exists(), target
        assert not anchor or anchor in anchors(there), target


def test_the_readme_leads_to_every_page():
    linked = set(re.findall(r"\]\((docs/[^)#]+\.md)", PAGES[0].read_text(encoding="utf-8")))
    assert linked >= {page.relative_to(CHECKOUT).as_posix() for page in (CHECKOUT / "docs").glob("*.md")}


def test_the_proofs_that_the_threat_model_names_exist():
    page = (CHECKOUT / "docs" / "security.md").read_text(encoding="utf-8")
    tests = "\n".join(path.read_text(encoding="utf-8") for path in (CHECKOUT / "tests").rglob("test_*.py"))
    named = set(re.findall(r"`(test_\w+)`", page))
    assert len(named) >= 30
    assert [name for name in sorted(named) if f"def {name}(" not in tests] == []


# generated parts -----------------------------------------------------------------------------------------------------


def test_the_data_dictionary_is_fresh_and_describes_every_column(warehouse_url):
    made = dictionary(engine_for(warehouse_url))
    assert DICTIONARY.read_text(encoding="utf-8") == made, "run `make dictionary`"


def test_the_table_of_settings_is_fresh_and_names_them_all():
    page = OPERATING.read_text(encoding="utf-8")
    assert with_settings(page) == page, "run `make dictionary`"
    assert all(f"| `THEODOI_{name.upper()}` |" in page for name in Settings.model_fields)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_settings_that_are_named_exist(page):
    others = [*(CHECKOUT / "plugins").glob("theodoi_*.py"), CHECKOUT / ".env.example"]
    code = "\n".join(path.read_text(encoding="utf-8") for path in others)
    known = {f"THEODOI_{name.upper()}" for name in Settings.model_fields} | set(
        re.findall(r"THEODOI_[A-Z_]+[A-Z]", code)
    )
    assert set(re.findall(r"THEODOI_[A-Z_]*[A-Z](?![A-Z_…*])", page.read_text(encoding="utf-8"))) <= known


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_in_the_text_exist(page):
    """`make …` and `theodoi …` between the lines: the target, the command, and its options."""
    words = page.read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", (CHECKOUT / "Makefile").read_text(encoding="utf-8"), re.M))
    assert set(re.findall(r"`make ([a-z-]+)", words)) <= targets
    [commands] = [a for a in _parser()._actions if isinstance(a, argparse._SubParsersAction)]
    for told in re.findall(r"`theodoi ([^`…]+)`", words):
        name, *rest = told.split()
        known = {name for action in commands.choices[name]._actions for name in action.option_strings}
        assert {word for word in rest if word.startswith("--")} <= known, told


# runbook -------------------------------------------------------------------------------------------------------------


def messages() -> list[str]:
    """The messages of our own that the runbook explains: the code at the beginning of a table's line."""
    found = []
    for line in RUNBOOK.read_text(encoding="utf-8").splitlines():
        if match := re.match(r"\| (?:``(.+?)``|`(.+?)`)", line):
            found.append((match[1] or match[2]).strip())
    return [message for message in found if not re.fullmatch(r"[A-Z]\w+", message)]


@lru_cache
def sentences() -> list[str]:
    """Every string of the code, with a gap where a value is put in; and the files that hold words besides code."""
    found = []
    sources = [*(CHECKOUT / "plugins").rglob("*.py"), CHECKOUT / "tests" / "eval" / "eval_diff.py"]
    for path in sources:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.append(node.value)
            elif isinstance(node, ast.JoinedStr):
                parts = [part.value if isinstance(part, ast.Constant) else GAP for part in node.values]
                found.append("".join(parts))
    for folder in ("sql", "expectations"):
        found += [
            path.read_text(encoding="utf-8")
            for path in (CHECKOUT / folder).rglob("*")
            if path.suffix in {".sql", ".j2", ".json"}
        ]
    return found


def in_the_code(message: str) -> bool:
    """Whether one string of the code has all fixed words of a message, in their order."""
    words = [re.escape(part.strip()) for part in message.split(GAP) if part.strip()]
    return any(re.search(".*?".join(words), sentence, re.S) for sentence in sentences())


@pytest.mark.parametrize("message", messages())
def test_messages_of_the_runbook_are_in_the_code(message):
    assert in_the_code(message), message


def test_a_message_that_the_code_does_not_have_is_found_out():
    assert not in_the_code("the moon … is made of cheese")
    assert len(messages()) >= 90


def test_every_error_of_our_own_has_its_place_in_the_runbook():
    found = {}
    for path in (CHECKOUT / "plugins" / "theodoi").rglob("*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef):
                found[node.name] = {base.id for base in node.bases if isinstance(base, ast.Name)}
    errors = {"Exception", "ValueError", "LookupError", "RuntimeError", "OSError", "TypeError"}
    while more := {name for name, bases in found.items() if bases & errors} - errors:
        errors |= more
    ours = errors & found.keys()
    assert len(ours) > 10
    page = RUNBOOK.read_text(encoding="utf-8")
    assert [name for name in sorted(ours) if f"`{name}`" not in page] == []


# examples ------------------------------------------------------------------------------------------------------------


def examples() -> dict[str, str]:
    """The YAML examples of adding-a-source.md by the file that their first line names."""
    blocks = re.findall(r"^```yaml\n# (\S+)\n(.*?)^```", ADDING, re.M | re.S)
    return dict(blocks)


def test_the_example_of_a_source_is_read_and_shows_every_field(tmp_path):
    name, example = next((n, e) for n, e in examples().items() if "/sources/" in n)
    (tmp_path / Path(name).name).write_text(example, encoding="utf-8")
    [source] = load_sources(tmp_path).values()
    assert source.is_article("https://baovidu.example.org/so-hoa-thu-tuc-123456.html")
    assert not source.is_article("https://baovidu.example.org/chuyen-doi-so/")
    assert set(yaml.safe_load(example)) == set(Source.model_fields)
    assert [field for field in Source.model_fields if f"| `{field}` |" not in ADDING] == []


def put_in(registry: Path, name: str, field: str) -> None:
    """Put the entries of the page's example into a copy of the registry, before those of the file."""
    path = registry.parent / name
    entries = yaml.safe_load(examples()[name])[field]
    dumped = "".join(
        f"  - {yaml.safe_dump(e, allow_unicode=True, default_flow_style=True, width=10**6)}" for e in entries
    )
    text = path.read_text(encoding="utf-8")
    assert f"\n{field}:\n" in text
    path.write_text(text.replace(f"\n{field}:\n", f"\n{field}:\n{dumped}", 1), encoding="utf-8")


def test_the_examples_of_the_registry_are_read(tmp_path):
    registry = Path(shutil.copytree(data_dir("registry"), tmp_path / "registry"))
    for name in ("registry/organisations/committees.yaml", "registry/systems.yaml"):
        put_in(registry, name, "entries")
    known = load_organisations(registry).by_id
    assert known["bcd-vi-du-truoc"].successors == ("bcd-vi-du",)
    assert load_systems(registry).by_id["so-tay-vi-du"].owner == "van-phong-chinh-phu"


READ = """
import sys
from theodoi.extract.findings import extract
for text in sys.argv[1:]:
    for metric in extract(text).metrics:
        print(float(metric.value), metric.unit, metric.indicator_id)
"""


def test_the_examples_of_a_unit_and_an_indicator_are_read_as_they_say(tmp_path):
    """Their entries in a copy of the library: the texts that they bring are read with the values that they bring."""
    shutil.copytree(CHECKOUT / "plugins/theodoi", tmp_path / "plugins/theodoi")
    registry = Path(shutil.copytree(data_dir("registry"), tmp_path / "registry"))
    put_in(registry, "registry/units.yaml", "units")
    put_in(registry, "registry/indicators.yaml", "entries")
    [unit] = yaml.safe_load(examples()["registry/units.yaml"])["units"]
    [indicator] = yaml.safe_load(examples()["registry/indicators.yaml"])["entries"]
    told = [entry["examples"][0] for entry in (unit, indicator)]
    command = [sys.executable, "-c", READ, *(example["text"] for example in told)]
    environment = os.environ | {"PYTHONPATH": str(tmp_path / "plugins")}
    printed = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.splitlines()
    assert f"{float(told[0]['value'])} {unit['unit']} None" in printed
    assert f"{float(told[1]['value'])} count {indicator['id']}" in printed
