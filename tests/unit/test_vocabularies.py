"""Each closed list of words stands once, in theodoi.vocabularies: whatever has to write it again is compared with it."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Iterator
from enum import StrEnum

import pytest

from theodoi import vocabularies
from theodoi.contracts import DATASETS
from theodoi.extract import spans
from theodoi.paths import data_dir
from theodoi.signs import SIGNS
from theodoi.vocabularies import (
    AlertEvent,
    ArticleChange,
    BaselineMeasure,
    ChangedPart,
    ChangedPlace,
    ChangedSide,
    Comparator,
    CorrectionAction,
    FetchKind,
    FetchState,
    Gate,
    HappenedPrecision,
    Likeness,
    OrganisationEvent,
    QuarantineDecision,
    RankingScope,
    Rights,
    RunStatus,
    SearchWordKind,
    SourceKind,
    SystemKind,
    TileKind,
    TouchedKind,
    UnitKind,
    choice,
    listed,
    values,
)

ALL = [v for v in vars(vocabularies).values() if inspect.isclass(v) and issubclass(v, StrEnum) and v is not StrEnum]
COLUMNS = [(d.name, c.name, c.vocabulary) for d in DATASETS.values() for c in d.columns if c.vocabulary is not None]
# Columns of tables that no dataset has.
OF_TABLES: dict[str, type[StrEnum]] = {
    "ops.runs.status": RunStatus,
    "ops.alert_messages.happened": AlertEvent,
    "ops.undo.kind": TouchedKind,
    "warehouse.article_changes.kind": ArticleChange,
    "warehouse.article_change_parts.side": ChangedSide,
    "warehouse.article_change_parts.what": ChangedPart,
    "warehouse.article_change_parts.place": ChangedPlace,
    "ops.fetches.kind": FetchKind,
    "ops.fetches.state": FetchState,
    "ops.gate_results.gate": Gate,
    "ops.quarantine_decisions.decision": QuarantineDecision,
    "ops.baselines.measure": BaselineMeasure,
    "warehouse.sources.kind": SourceKind,
    "warehouse.sources.rights": Rights,
    "warehouse.organisation_events.event": OrganisationEvent,
    "warehouse.systems.kind": SystemKind,
    "warehouse.corrections.action": CorrectionAction,
    "warehouse.article_pairs.label": Likeness,
    "warehouse.indicators.scope": RankingScope,
    "warehouse.map_tiles.kind": TileKind,
    "warehouse.search_words.kind": SearchWordKind,
    "bi.systems.kind": SystemKind,
    "bi.indicators.scope": RankingScope,
}


def words(sentence: str) -> set[str]:
    return set(re.findall(r"[a-z][a-z0-9_-]*", sentence))


def sql() -> Iterator[tuple[str, str]]:
    for path in sorted(data_dir("sql").rglob("*.sql*")):
        yield path.name, path.read_text(encoding="utf-8")


def test_lists_are_told_as_people_write_them():
    assert listed(HappenedPrecision) == "day, month, year"
    assert choice(HappenedPrecision) == "day, month or year"
    assert choice(QuarantineDecision) == "release or drop"


@pytest.mark.parametrize(("dataset", "column", "vocabulary"), COLUMNS)
def test_a_columns_description_names_every_word_of_its_vocabulary(dataset, column, vocabulary):
    [described] = [c.description for c in DATASETS[dataset].columns if c.name == column]
    assert set(values(vocabulary)) <= words(described)


@pytest.mark.parametrize(("dataset", "column", "vocabulary"), COLUMNS)
def test_the_row_suite_of_a_dataset_lets_the_words_of_the_contract_pass_and_no_other(dataset, column, vocabulary):
    suite = json.loads((data_dir("expectations") / "suites" / f"{dataset}_rows.json").read_text(encoding="utf-8"))
    sets = [e["kwargs"]["value_set"] for e in suite["expectations"] if is_set_of(e, column)]
    assert sets == [list(values(vocabulary))]


def is_set_of(expectation: dict, column: str) -> bool:
    return expectation["kwargs"].get("column") == column and "value_set" in expectation["kwargs"]


@pytest.mark.parametrize("name", sorted(DATASETS.keys() - {"quarantine"}))
def test_no_suite_holds_a_list_of_words_that_the_contract_does_not_know(name):
    suite = json.loads((data_dir("expectations") / "suites" / f"{name}_rows.json").read_text(encoding="utf-8"))
    known = {column for dataset, column, _ in COLUMNS if dataset == name}
    listed_here = {
        e["kwargs"]["column"]
        for e in suite["expectations"]
        if isinstance(e["kwargs"].get("value_set"), list) and e["kwargs"]["value_set"] != [True]
    }
    assert listed_here <= known


def checks() -> dict[str, list[str]]:
    """The lists of words that the tables check, by column, as the last migration leaves them."""
    found: dict[str, list[str]] = {}
    for path in sorted((data_dir("sql") / "migrations").glob("*.sql")):
        table = ""
        for statement in path.read_text(encoding="utf-8").split(";"):
            if head := re.search(r"(?:CREATE|ALTER) TABLE (?:IF NOT EXISTS )?(\w+\.\w+)", statement):
                table = head[1]
            for column, inside in re.findall(r"CHECK \((\w+) IN \(([^)]*)\)\)", statement):
                found[f"{table}.{column}"] = re.findall(r"'([^']*)'", inside)
    return found


@pytest.mark.parametrize("column", sorted(checks()))
def test_a_check_of_a_table_holds_the_words_of_its_vocabulary(column):
    assert column in OF_TABLES, f"{column} checks a list of words: write it in theodoi.vocabularies"
    assert set(checks()[column]) == set(values(OF_TABLES[column]))


def comments() -> Iterator[tuple[str, str]]:
    for _, statements in sql():
        yield from re.findall(r"COMMENT ON COLUMN (\S+) IS '((?:[^']|'')*)'", statements)


def vocabulary_of(column: str, told: set[str]) -> type[StrEnum] | None:
    """The vocabulary that a comment on a column enumerates, if it does: two of its words at least."""
    if column in OF_TABLES:
        return OF_TABLES[column]
    name = column.rpartition(".")[2]
    candidates = {v for _, other, v in COLUMNS if other == name}
    best = max(candidates, key=lambda v: len(told & set(values(v))), default=None)
    return best if best and len(told & set(values(best))) > 1 else None


def test_comments_of_columns_enumerate_whole_vocabularies():
    compared, faults = set(), []
    for column, comment in comments():
        vocabulary = vocabulary_of(column, words(comment))
        if vocabulary is None or "…" in comment or len(words(comment) & set(values(vocabulary))) < 2:
            continue
        compared.add(column)
        if missing := set(values(vocabulary)) - words(comment):
            faults.append(f"{column} does not name {', '.join(sorted(missing))}")
    assert not faults
    assert {"ops.runs.status", "warehouse.systems.kind", "bi.organisation_activity.role"} <= compared


def test_the_page_for_bi_tools_enumerates_whole_vocabularies():
    """Rows "| `column` | meaning |" of docs/bi.md."""
    page = (data_dir("registry").parent / "docs" / "bi.md").read_text(encoding="utf-8")
    compared, faults = 0, []
    for cell, meaning in re.findall(r"^\| (`[^|]+) \| (.*) \|$", page, re.M):
        for column in re.findall(r"`(\w+)`", cell):
            if (vocabulary := vocabulary_of(f"bi.{column}", words(meaning))) is None:
                continue
            compared += 1
            if missing := set(values(vocabulary)) - words(meaning):
                faults.append(f"{column} does not name {', '.join(sorted(missing))}")
    assert not faults
    assert compared >= 2


def test_the_comments_of_the_findings_code_name_whole_vocabularies():
    """`form: str  # full | short | …` in theodoi.extract.spans."""
    source, by_name = inspect.getsource(spans), {column: v for _, column, v in COLUMNS}
    by_name |= {"precision": HappenedPrecision}
    told = re.findall(r"^    (\w+): str[^#\n]*# ((?:[a-z_-]+ \| )+[a-z_-]+)", source, re.M)
    assert len(told) >= 5
    for field, inside in told:
        if field in by_name:
            assert inside.split(" | ") == list(values(by_name[field])), field


@pytest.mark.parametrize(
    ("file", "field", "vocabulary"), [("systems.yaml", "kind", SystemKind), ("units.yaml", "kind", UnitKind)]
)
def test_the_head_of_a_registry_file_names_whole_vocabularies(file, field, vocabulary):
    text = (data_dir("registry") / file).read_text(encoding="utf-8")
    [told] = re.findall(rf"^# {field}: +(.*)$", text, re.M)
    assert set(values(vocabulary)) == words(told)


def test_a_report_knows_how_to_write_every_comparator():
    assert tuple(SIGNS) == values(Comparator)


@pytest.mark.parametrize("vocabulary", ALL, ids=lambda v: v.__name__)
def test_words_are_written_once_and_say_what_they_are(vocabulary):
    assert vocabulary.__doc__ and vocabulary.__doc__ != StrEnum.__doc__
    assert len(set(values(vocabulary))) == len(values(vocabulary)) == len(vocabulary.__members__)
