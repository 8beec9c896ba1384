"""Data docs: the results of the last gates as pages of HTML, made by Great Expectations.

The context in expectations/ is copied into a writable folder first, and the results are put into that copy.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from theodoi.paths import data_dir
from theodoi.quality.report import ExpectationResult, GateReport
from theodoi.quality.suites import suite
from theodoi.quality.validation import great_expectations

if TYPE_CHECKING:
    from great_expectations.data_context.data_context.file_data_context import FileDataContext


def build_data_docs(reports: Iterable[GateReport], root: Path) -> Path:
    """Write data docs of all suites with the results of `reports` into the folder `root`, which each build replaces when it is whole.

    Returns the index page.
    """
    beside = root.with_name(f"{root.name}.tmp")
    shutil.rmtree(beside, ignore_errors=True)
    try:
        _build(reports, beside)
        shutil.rmtree(root, ignore_errors=True)
        beside.rename(root)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return root / "uncommitted" / "data_docs" / "index.html"


def _build(reports: Iterable[GateReport], root: Path) -> None:
    shutil.copytree(data_dir("expectations"), root, ignore=shutil.ignore_patterns("uncommitted"))
    gx = great_expectations()
    context = gx.get_context(mode="file", context_root_dir=root)
    made_at = datetime.now(UTC)
    for report in reports:
        by_suite: dict[str, list[ExpectationResult]] = {}
        for result in report.results:
            by_suite.setdefault(result.suite, []).append(result)
        for name, results in by_suite.items():
            _store(context, report, name, results, made_at)
    context.build_data_docs()


def _store(
    context: FileDataContext, report: GateReport, name: str, results: list[ExpectationResult], made_at: datetime
) -> None:
    """Put one suite's results into the context, as if it had been evaluated there over the whole batch."""
    from great_expectations.core.expectation_validation_result import (
        ExpectationSuiteValidationResult,
        ExpectationValidationResult,
    )
    from great_expectations.core.run_identifier import RunIdentifier
    from great_expectations.data_context.types.resource_identifiers import (
        ExpectationSuiteIdentifier,
        ValidationResultIdentifier,
    )
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration

    configurations = {e["id"]: e for e in json.loads(suite(name).text)["expectations"]}
    batch = report.batch_id.replace("/", " ")  # it becomes a file name
    run = RunIdentifier(run_name=f"{report.gate}, {batch}", run_time=made_at)
    good = sum(r.success for r in results)
    outcome = ExpectationSuiteValidationResult(
        success=good == len(results),
        suite_name=name,
        results=[
            ExpectationValidationResult(
                success=r.success,
                expectation_config=ExpectationConfiguration(**configurations[r.expectation_id]),
                result=_numbers(r),
                exception_info={"raised_exception": False, "exception_message": None, "exception_traceback": None},
            )
            for r in results
        ],
        statistics={
            "evaluated_expectations": len(results),
            "successful_expectations": good,
            "unsuccessful_expectations": len(results) - good,
            "success_percent": 100 * good / len(results),
        },
        meta={"run_id": run, "active_batch_definition": {"batch_id": report.batch_id}},
    )
    key = ValidationResultIdentifier(
        expectation_suite_identifier=ExpectationSuiteIdentifier(name=name), run_id=run, batch_identifier=batch
    )
    context.validation_results_store.set(key=key, value=outcome)


def _numbers(result: ExpectationResult) -> dict[str, object]:
    numbers: dict[str, object] = {"observed_value": result.observed or ""}
    if result.element_count is not None and result.unexpected_count is not None:
        share = 100 * result.unexpected_count / max(result.element_count, 1)
        numbers |= {
            "element_count": result.element_count,
            "unexpected_count": result.unexpected_count,
            "unexpected_percent": share,
            "unexpected_percent_nonmissing": share,
            "missing_count": 0,
            "partial_unexpected_list": [],
        }
    return numbers
