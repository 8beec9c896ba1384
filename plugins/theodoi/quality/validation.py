"""The one place that talks to Great Expectations: imported late, once per process, in memory only.

The import takes 5-8 s. `preload` pays it ahead of time; processes forked afterwards inherit it. The context is an
ephemeral one, since a file context writes into its folder, and a wheel's folder may not be writable.

A suite over a frame is a validation definition with a checkpoint of its own: a checkpoint gives one frame to all its
definitions. The staging gate is one checkpoint over all its tables. A checkpoint counts what fails; which rows fail is
asked afterwards, of the failed checks alone, since the names of rows cost as much as all counts.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from theodoi.quality.report import Evaluation
from theodoi.quality.suites import Check, Suite, suite, suite_names

if TYPE_CHECKING:
    from types import ModuleType

    import great_expectations as gx
    import pandas as pd
    from great_expectations.core.batch_definition import BatchDefinition
    from great_expectations.core.expectation_validation_result import (
        ExpectationSuiteValidationResult,
        ExpectationValidationResult,
    )
    from great_expectations.data_context.data_context.ephemeral_data_context import EphemeralDataContext

# The context and what it holds are not made for threads: one checkpoint runs at a time in a process.
_TURN = threading.RLock()

ROW_NUMBER = "row_number"  # helper column that names a failing row, whatever its key is


class BrokenSuite(Exception):
    """A suite could not be evaluated: it asks for a column that is not there, or its arguments make no sense."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one check fared on one frame or table: positions of the failing rows, and their values where it has one column."""

    check: Check
    success: bool
    unexpected_count: int | None
    element_count: int | None
    observed: object
    rows: tuple[int, ...]
    values: tuple[object, ...]


def great_expectations() -> ModuleType:
    """The module, with analytics off."""
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    import great_expectations

    return great_expectations


@lru_cache(maxsize=1)
def context() -> EphemeralDataContext:
    """This process's context: in memory, no progress bars, no files."""
    gx = great_expectations()
    from great_expectations.data_context.types.base import (
        DataContextConfig,
        InMemoryStoreBackendDefaults,
        ProgressBarsConfig,
    )

    config = DataContextConfig(
        store_backend_defaults=InMemoryStoreBackendDefaults(init_temp_docs_sites=False),
        progress_bars=ProgressBarsConfig(globally=False),
        analytics_enabled=False,
    )
    made: EphemeralDataContext = gx.get_context(mode="ephemeral", project_config=config)
    return made


def preload() -> None:
    """Import Great Expectations, make all checkpoints over frames and run one, so that forked processes start warm."""
    import pandas as pd

    for name in suite_names():
        if not name.startswith("staging_"):
            _checkpoint(name)
    empty = pd.DataFrame({column: pd.Series(dtype="float") for column in suite("outcomes_batch").needs})
    validate_frame(suite("outcomes_batch"), empty, {})
    take_evaluations()


@lru_cache
def gx_suite(name: str) -> gx.ExpectationSuite:
    """A suite as Great Expectations' own object, kept in the context with the ids of its file."""
    library = great_expectations()
    read = library.ExpectationSuite(**json.loads(suite(name).text))
    made: gx.ExpectationSuite = context().suites.add(
        library.ExpectationSuite(name=name, meta=read.meta, notes=read.notes)
    )
    made.expectations = read.expectations  # a suite that is added whole gets new ids, one that is saved keeps them
    made.save()
    return made


def checkpoint(
    name: str, data: Mapping[str, BatchDefinition[Any]], result_format: Mapping[str, object]
) -> gx.Checkpoint:
    """A checkpoint over `data` (by the suite that it is checked by), kept in the context until `forget`.

    It has no actions: the caller of a gate decides what follows.
    """
    library = great_expectations()
    definitions = [
        context().validation_definitions.add(
            library.ValidationDefinition(name=f"{name} {checks}", data=rows, suite=gx_suite(checks))
        )
        for checks, rows in data.items()
    ]
    made = library.Checkpoint(name=name, validation_definitions=definitions, result_format=dict(result_format))
    return context().checkpoints.add(made)


def forget(name: str) -> None:
    """Take a checkpoint and its definitions out of the context; no error when it was never made."""
    for kept in (context().checkpoints, context().validation_definitions):
        for made in [m.name for m in kept.all() if m.name.split()[0] == name]:
            kept.delete(made)


@lru_cache
def _checkpoint(name: str) -> gx.Checkpoint:
    """The checkpoint of one suite over whatever frame it is run with."""
    return checkpoint(name, {name: _frames()}, {"result_format": "BASIC"})


@lru_cache(maxsize=1)
def _frames() -> BatchDefinition[Any]:
    source = context().data_sources.add_pandas("frames")
    return source.add_dataframe_asset("frame").add_batch_definition_whole_dataframe("whole")


def validate_frame(checks: Suite, frame: pd.DataFrame, parameters: Mapping[str, object]) -> list[Verdict]:
    """Evaluate a suite on a frame of `checks.needs` columns; verdicts in the order of the suite. Raises BrokenSuite."""
    numbered = frame.assign(**{ROW_NUMBER: range(len(frame))})
    chosen: dict[str, object] = {"dataframe": numbered}
    with _TURN:
        outcome = _checkpoint(checks.name).run(batch_parameters=chosen, expectation_parameters=dict(parameters))
        [result] = outcome.run_results.values()
        verdicts = verdicts_of(checks, result)
        failed = [v.check.id for v in verdicts if v.unexpected_count]
        if not failed:
            return verdicts
        named = {verdict.check.id: verdict for verdict in _name_rows(checks, failed, chosen, parameters)}
    return [named.get(verdict.check.id, verdict) for verdict in verdicts]


def _name_rows(
    checks: Suite, failed: Collection[str], chosen: Mapping[str, object], parameters: Mapping[str, object]
) -> list[Verdict]:
    """The verdicts of the checks with the ids `failed`, with the rows that fail."""
    again = great_expectations().ExpectationSuite(name=f"{checks.name}, failed checks")
    again.expectations = [e for e in gx_suite(checks.name).expectations if e.id in failed]
    batch = _frames().get_batch(batch_parameters=dict(chosen))
    result = batch.validate(
        again,
        result_format={
            "result_format": "COMPLETE",
            "unexpected_index_column_names": [ROW_NUMBER],
            "include_unexpected_rows": False,
        },
        expectation_parameters=dict(parameters),
    )
    return verdicts_of(replace(checks, checks=tuple(c for c in checks.checks if c.id in failed)), result)


def verdicts_of(checks: Suite, outcome: ExpectationSuiteValidationResult) -> list[Verdict]:
    """What Great Expectations found, as verdicts in the order of the suite. Raises BrokenSuite."""
    by_id = {r.expectation_config.id: r for r in outcome.results if r.expectation_config is not None}
    return [_verdict(check, by_id[check.id]) for check in checks.checks]


def take_evaluations() -> tuple[Evaluation, ...]:
    """All results that checkpoints have stored in the context since this was last called, oldest first; it forgets them."""
    if not context.cache_info().currsize:
        return ()
    store: Any = context().validation_results_store  # the library's stores have no types
    keys = sorted(store.list_keys(), key=lambda key: key.run_id.run_time)
    taken = tuple(_evaluation(store.get(key)) for key in keys)
    for key in keys:
        store.remove_key(key)
    return taken


def _evaluation(result: ExpectationSuiteValidationResult) -> Evaluation:
    told: dict[str, Any] = result.to_json_dict()  # type: ignore[no-untyped-call]  # the library has no type here
    for found in told["results"]:
        shown = found["result"].get("partial_unexpected_list", [])
        found["result"]["partial_unexpected_list"] = [_short(value) for value in shown]
    return Evaluation(result.suite_name, json.dumps(told, ensure_ascii=False, sort_keys=True))


def _short(value: object, most: int = 60) -> object:
    """A failing value as a page shows it: an article's whole text has no place there."""
    return f"{value[:most]}…" if isinstance(value, str) and len(value) > most else value


def _verdict(check: Check, result: ExpectationValidationResult) -> Verdict:
    if fault := _exception(result.exception_info):
        raise BrokenSuite(f"{check.suite}: {check.sentence} ({check.type} on {check.columns}): {fault}")
    found = result.result or {}
    failing = found.get("unexpected_index_list") or []
    only = check.columns[0] if len(check.columns) == 1 else None
    return Verdict(
        check=check,
        success=bool(result.success),
        unexpected_count=found.get("unexpected_count"),
        element_count=found.get("element_count"),
        observed=found.get("observed_value"),
        rows=tuple(entry[ROW_NUMBER] for entry in failing),
        values=tuple(entry[only] for entry in failing) if only else (),
    )


def _exception(info: Mapping[str, object] | None) -> str | None:
    """The message of an exception that Great Expectations caught; it nests them by metric."""
    if not info:
        return None
    if info.get("raised_exception"):
        return str(info.get("exception_message"))
    nested = (value for value in info.values() if isinstance(value, dict) and value.get("raised_exception"))
    return next((str(value.get("exception_message")) for value in nested), None)
