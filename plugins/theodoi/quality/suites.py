"""The suites of expectations/suites as typed values, read without Great Expectations."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from theodoi.paths import data_dir
from theodoi.quality.report import ExpectationResult, Level, Severity
from theodoi.registry.document_types import document_types
from theodoi.registry.units import unit_codes


@dataclass(frozen=True, slots=True)
class Check:
    """One expectation of a suite: what it looks at, how grave a failure is, and its sentence for a person."""

    id: str
    suite: str
    type: str
    columns: tuple[str, ...]
    condition: str | None  # which rows it looks at, for a person
    needs: frozenset[str]  # all columns that a frame must have for it
    severity: Severity
    level: Level
    sentence: str

    def result(
        self, success: bool, unexpected: int | None, elements: int | None, observed: str | None
    ) -> ExpectationResult:
        """This check with its outcome."""
        return ExpectationResult(
            suite=self.suite,
            expectation_id=self.id,
            expectation=self.type,
            column=", ".join(self.columns) or None,
            level=self.level,
            severity=self.severity,
            success=success,
            unexpected_count=unexpected,
            element_count=elements,
            observed=observed,
            sentence=self.sentence,
        )


@dataclass(frozen=True, slots=True)
class Suite:
    """A suite: the checks of one dataset at one level, in the order of the file. `text` is the file itself."""

    name: str
    dataset: str
    level: Level
    checks: tuple[Check, ...]
    text: str

    @property
    def needs(self) -> frozenset[str]:
        """All columns that a frame must have for this suite."""
        return frozenset().union(*(check.needs for check in self.checks))


@lru_cache
def suite(name: str) -> Suite:
    """The suite in `expectations/suites/<name>.json`. Raises FileNotFoundError, KeyError or ValueError for a bad file."""
    text = (data_dir("expectations") / "suites" / f"{name}.json").read_text(encoding="utf-8")
    loaded = json.loads(text)
    checks = tuple(_check(name, e) for e in loaded["expectations"])
    return Suite(name, loaded["meta"]["dataset"], loaded["meta"]["level"], checks, text)


def _check(suite: str, loaded: Mapping[str, Any]) -> Check:  # JSON of Great Expectations
    arguments = loaded["kwargs"]
    columns = tuple(arguments[k] for k in ("column", "column_A", "column_B") if k in arguments)
    comparisons = _comparisons(arguments.get("row_condition"))
    return Check(
        id=loaded["id"],
        suite=suite,
        type=loaded["type"],
        columns=columns,
        condition=" and ".join(f"{c['column']['name']} {c['operator']} {c['parameter']}" for c in comparisons) or None,
        needs=frozenset([*columns, *(c["column"]["name"] for c in comparisons)]),
        severity=loaded["severity"],
        level=loaded["meta"]["level"],
        sentence=loaded["meta"]["sentence"],
    )


def _comparisons(condition: Mapping[str, Any] | None) -> list[Mapping[str, Any]]:
    """The comparisons that a row condition of Great Expectations joins by "and"."""
    if condition is None:
        return []
    if condition["type"] == "comparison":
        return [condition]
    if condition["type"] == "and":
        conditions: list[Mapping[str, Any]] = condition["conditions"]
        return conditions
    raise ValueError(f"row conditions of the type {condition['type']!r} are not used here")


def suite_names() -> list[str]:
    """The names of all suites, sorted."""
    return sorted(path.stem for path in (data_dir("expectations") / "suites").glob("*.json"))


def registry_parameters() -> dict[str, list[str]]:
    """Value sets that suites take from the registry (`$PARAMETER`), so that an edited registry needs no edited suite."""
    return {"document_types": [t.name for t in document_types().types], "units": sorted(unit_codes())}
