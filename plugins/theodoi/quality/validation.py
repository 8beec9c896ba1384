"""The one place that talks to Great Expectations: imported late, once per process, in memory only.

The import takes 5-8 s. `preload` pays it ahead of time; processes forked afterwards inherit it. The context is an
ephemeral one, since a file context writes into its folder, and a wheel's folder may not be writable.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from theodoi.quality.suites import Check, Suite, suite, suite_names

if TYPE_CHECKING:
    from types import ModuleType

    import great_expectations as gx
    import pandas as pd
    from great_expectations.core.batch_definition import BatchDefinition
    from great_expectations.core.expectation_validation_result import ExpectationValidationResult
    from great_expectations.data_context.data_context.ephemeral_data_context import EphemeralDataContext
    from great_expectations.datasource.fluent.interfaces import Batch

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
    """Import Great Expectations, read all suites and evaluate one check, so that forked processes start warm."""
    import pandas as pd

    for name in suite_names():
        gx_suite(name)
    empty = pd.DataFrame({column: pd.Series(dtype="float") for column in suite("outcomes_batch").needs})
    validate_frame(suite("outcomes_batch"), empty, {})


@lru_cache
def gx_suite(name: str) -> gx.ExpectationSuite:
    """A suite as Great Expectations' own object."""
    made: gx.ExpectationSuite = great_expectations().ExpectationSuite(**json.loads(suite(name).text))
    return made


@lru_cache(maxsize=1)
def _frames() -> BatchDefinition[Any]:
    source = context().data_sources.add_pandas("frames")
    return source.add_dataframe_asset("frame").add_batch_definition_whole_dataframe("whole")


def validate_frame(checks: Suite, frame: pd.DataFrame, parameters: Mapping[str, object]) -> list[Verdict]:
    """Evaluate a suite on a frame of `checks.needs` columns; a column `row_number` is added. Raises BrokenSuite."""
    numbered = frame.assign(**{ROW_NUMBER: range(len(frame))})
    batch = _frames().get_batch(batch_parameters={"dataframe": numbered})
    return validate_batch(
        checks,
        batch,
        parameters,
        {"result_format": "COMPLETE", "unexpected_index_column_names": [ROW_NUMBER], "include_unexpected_rows": False},
    )


def validate_batch(
    checks: Suite, batch: Batch, parameters: Mapping[str, object], result_format: Mapping[str, object]
) -> list[Verdict]:
    """Evaluate a suite on a batch of Great Expectations, verdicts in the order of the suite. Raises BrokenSuite."""
    outcome = batch.validate(
        gx_suite(checks.name), result_format=dict(result_format), expectation_parameters=dict(parameters)
    )
    by_id = {r.expectation_config.id: r for r in outcome.results if r.expectation_config is not None}
    return [_verdict(check, by_id[check.id]) for check in checks.checks]


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
