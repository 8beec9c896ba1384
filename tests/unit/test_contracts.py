"""The datasets' contracts hold together."""

import re

import pytest

from theodoi.contracts import DATASETS, key_of
from theodoi.database import sql_file
from theodoi.paths import data_dir

SERVED = {"captures", "articles", "decree_mentions", "organisation_mentions", "system_mentions", "metrics"}


@pytest.mark.parametrize("dataset", DATASETS.values(), ids=lambda d: d.name)
def test_names_are_plain_and_unique_and_described(dataset):
    assert len(set(dataset.names)) == len(dataset.names)
    assert all(re.fullmatch(r"[a-z][a-z_]*", name) for name in dataset.names)
    assert all(column.description for column in dataset.columns)
    assert dataset.key in dataset.names


@pytest.mark.parametrize("dataset", [d for d in DATASETS.values() if d.parent], ids=lambda d: d.name)
def test_children_share_their_parents_key_column(dataset):
    parent, column = dataset.parent
    assert column in dataset.names
    assert column in DATASETS[parent].names


@pytest.mark.parametrize("name", sorted(SERVED))
def test_every_content_column_of_a_finding_reaches_the_warehouse(name):
    migration = sql_file("migrations/0001_warehouse.sql")
    body = re.search(rf"CREATE TABLE warehouse\.{name} \((.*?)\n\);", migration, re.S).group(1)
    columns = set(re.findall(r"^\s+\"?([a-z_]+)\"?\s", body, re.M))
    for later in sorted((data_dir("sql") / "migrations").glob("*.sql")):
        for alter in re.findall(rf"ALTER TABLE warehouse\.{name}\b(.*?);", later.read_text(encoding="utf-8"), re.S):
            columns |= set(re.findall(r"(?:ADD COLUMN|RENAME COLUMN [a-z_]+ TO) ([a-z_]+)", alter))
    elsewhere = (
        {"text", "text_raw", "repaired_spans", "repairs", "captions", "removed_lines"} if name == "articles" else set()
    )  # in article_versions
    assert set(DATASETS[name].names) - elsewhere <= columns


def test_keys_tell_null_from_empty_and_joints_apart():
    assert len({key_of("a", "b"), key_of("ab"), key_of("a", None), key_of("a", ""), key_of("a", "b", "")}) == 5
    assert key_of("Nghị định", 1) == key_of("Nghị định", "1")
    assert len(key_of("\ud800")) == 32
