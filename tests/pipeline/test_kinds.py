"""Kinds of findings: the warehouse has the columns that they declare, and one kind more takes at most eight files."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from theodoi.columns import column
from theodoi.contracts import ARTICLES, CAPTURES, DATASETS, FINDINGS, METRICS, QUARANTINE
from theodoi.database import engine_for
from theodoi.kinds import in_order_of_reading
from theodoi.load.draft import draft

CHECKOUT = Path(__file__).resolve().parents[2]
TOY = CHECKOUT / "tests" / "toy"

# Columns that publish and resolve add, and what is kept of an article with its versions.
ADDED = {
    "decree_mentions": {"document_key", "decree_id", "resolved_basis"},
    "captures": {"outcome", "outcome_reason", "rules_version"},
    "quarantine": {"quarantined_at"},
}
OF_VERSIONS = {"text", "text_raw", "repaired_spans", "repairs", "captions", "removed_lines"}


@pytest.fixture(scope="module")
def columns(module_warehouse_url) -> dict[str, dict[str, tuple[str, bool]]]:
    """Type and "must have a value" of every column, by table and name."""
    found: dict[str, dict[str, tuple[str, bool]]] = {}
    query = """
        SELECT format('%s.%s', table_schema, table_name), column_name, data_type, is_nullable = 'NO'
        FROM information_schema.columns WHERE table_schema IN ('warehouse', 'staging', 'ops')
    """
    engine = engine_for(module_warehouse_url)
    with engine.connect() as connection:
        for table, name, type, required in connection.execute(text(query)):
            found.setdefault(table, {})[name] = (type, required)
    engine.dispose()
    return found


TYPES = {"timestamptz": "timestamp with time zone"}


@pytest.mark.parametrize("dataset", [CAPTURES, ARTICLES, *FINDINGS, QUARANTINE], ids=lambda d: d.name)
def test_a_table_has_the_columns_that_its_contract_declares_and_no_other(columns, dataset):
    schema = "ops" if dataset is QUARANTINE else "warehouse"
    there = columns[f"{schema}.{dataset.name}"]
    declared = {c.name: c for c in dataset.columns if dataset is not ARTICLES or c.name not in OF_VERSIONS}
    assert there.keys() == declared.keys() | ADDED.get(dataset.name, set())
    for name, of_contract in declared.items():
        assert there[name] == (TYPES.get(of_contract.postgres, of_contract.postgres), of_contract.required), name


def test_the_versions_of_an_article_have_the_columns_of_its_text(columns):
    assert set(ARTICLES.names) > OF_VERSIONS
    assert columns["warehouse.article_versions"].keys() == OF_VERSIONS | {
        "article_version_id", "article_id", "title", "capture_id", "first_captured_at", "rules_version",
    }  # fmt: skip


@pytest.mark.parametrize("dataset", DATASETS.values(), ids=lambda d: d.name)
def test_staging_has_the_columns_of_the_contract(columns, dataset):
    there = columns[f"staging.{dataset.name}"]
    assert {name: type for name, (type, _) in there.items()} == {
        c.name: TYPES.get(c.postgres, c.postgres) for c in dataset.columns
    }


def test_every_column_has_words(module_warehouse_url):
    query = """
        SELECT format('%s.%s.%s', n.nspname, c.relname, a.attname)
        FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
        WHERE n.nspname IN ('bi', 'warehouse', 'ops') AND c.relkind IN ('r', 'v') AND a.attnum > 0 AND NOT a.attisdropped
          AND col_description(a.attrelid, a.attnum) IS NULL
    """
    engine = engine_for(module_warehouse_url)
    with engine.connect() as connection:
        assert connection.scalars(text(query)).all() == []
        said = text("SELECT col_description('bi.metric_series'::regclass, attnum) FROM pg_attribute"
                    " WHERE attrelid = 'bi.metric_series'::regclass AND attname = 'per'")  # fmt: skip
        assert connection.scalar(said) == next(c.description for c in METRICS.columns if c.name == "per")
    engine.dispose()


def test_a_migration_is_drafted_for_what_the_tables_lack():
    assert [draft(kind) for kind in FINDINGS] == [None] * len(FINDINGS)
    more = replace(METRICS, columns=(*METRICS.columns, column("tone", "text", "Tone"), column("odd", "boolean", "Odd", required=True)))  # fmt: skip
    assert draft(more) == (
        "-- What figures tell besides.\n\nALTER TABLE warehouse.metrics\n"
        "    ADD COLUMN tone text,\n    ADD COLUMN odd boolean NOT NULL;\n"
    )


def test_kinds_that_need_each_other_are_refused():
    one, two = (replace(METRICS, name=name, needs=(other,)) for name, other in (("one", "two"), ("two", "one")))
    with pytest.raises(ValueError, match="one, two"):
        in_order_of_reading((one, two))


# one kind more -------------------------------------------------------------------------------------------------------


def files(root: Path) -> dict[str, bytes]:
    """The files of a copy that a change can touch."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for folder in ("plugins", "sql", "registry", "expectations", "docs")
        for path in (root / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


@pytest.fixture(scope="module")
def toy(tmp_path_factory) -> tuple[dict, list[str]]:
    """What a batch comes to in a copy that docs/contributing.md was followed in, and the files that this took."""
    copy = tmp_path_factory.mktemp("copy")
    for folder in ("plugins", "sql", "registry", "expectations", "docs"):
        shutil.copytree(CHECKOUT / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__", "uncommitted"))
    before = files(copy)

    def run(*arguments: str) -> str:
        path = os.pathsep.join((str(copy / "plugins"), str(CHECKOUT)))
        done = subprocess.run(
            [sys.executable, *arguments],
            env=os.environ | {"PYTHONPATH": path},
            cwd=copy,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    shutil.copytree(TOY, copy, dirs_exist_ok=True)
    run("-m", "theodoi.load.draft", "hotlines")
    run("-m", "theodoi.quality.shapes")
    printed = run("-m", "tests.pipeline.toy_kind", str(copy / "docs" / "data-dictionary.md"))
    after = files(copy)
    assert before.keys() <= after.keys()
    return json.loads(printed.splitlines()[-1]), sorted(name for name in after if before.get(name) != after[name])


def test_a_new_kind_takes_at_most_eight_files(toy):
    assert toy[1] == [
        "docs/data-dictionary.md",
        "expectations/suites/hotlines_batch.json",
        "expectations/suites/hotlines_rows.json",
        "expectations/suites/staging_hotlines.json",
        "plugins/theodoi/extract/hotlines.py",
        "plugins/theodoi/kinds/hotlines.py",
        "sql/bi/hotlines.sql",
        toy[1][-1],
    ]
    assert toy[1][-1].startswith("sql/migrations/") and toy[1][-1].endswith("_hotlines.sql")


def test_its_cases_are_read(toy):
    told, _ = toy
    assert told["cases"] == [[True], [True], []]
    assert told["readers"].index("hotlines") > told["readers"].index("decree_mentions")


def test_it_comes_through_all_stages(toy):
    told, _ = toy
    assert told["gates"] == {"hotlines_rows": True, "hotlines_batch": True, "staging_hotlines": True}
    assert told["counts"]["hotlines"] == 2
    assert told["served"] == [["18006789", True, "Sở Tư pháp", "1800 6789 của Sở Tư pháp", "61/2018/NĐ-CP"]] * 2
    assert told["view"] == [["18006789", True, 2]]
    assert told["comments"] == {
        "number": "Telephone number, digits alone",
        "costs_nothing": "True where the call costs nothing",
        "articles": "Articles that give it",
    }


def test_it_is_compared_and_belongs_to_the_checksum(toy):
    told, _ = toy
    assert told["same"] == "3 articles compared: nothing gained, nothing lost"
    assert told["changed"] == "3 articles compared: hotlines ~2"
    assert told["checksum sees it"] is True


def test_it_is_printed_summed_up_and_reported(toy):
    told, _ = toy
    [printed] = told["printed"]
    assert {name: printed[name] for name in ("number", "free", "owned_by")} == {
        "number": "18006789", "free": True, "owned_by": "Sở Tư pháp",
    }  # fmt: skip
    assert printed["subject"]["name"] == "61/2018/NĐ-CP"
    assert "  2 hotlines\n    number 18006789, free True, owner Sở Tư pháp" in told["summary"]
    assert '<h2 id="hotlines-title">Hotlines</h2>' in told["report"]
    assert "<mark>1800 6789 của Sở Tư pháp</mark>" in told["report"]
