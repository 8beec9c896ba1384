"""The gate before publishing: the staging tables of one batch in Postgres, checked where they lie."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from sqlalchemy import Engine, column, func, select, table

from theodoi.contracts import DATASETS
from theodoi.lake import check_batch_id
from theodoi.quality.report import DatasetCounts, ExpectationResult, GateReport, refuses
from theodoi.quality.suites import suite
from theodoi.quality.validation import Verdict, checkpoint, context, forget, take_evaluations, verdicts_of

_LONG = {"text", "text_raw", "sentence"}
_MOST_EXAMPLES = 200  # the library shows 20 by default


def run_staging_gate(engine: Engine, batch_id: str, expected: Mapping[str, int]) -> GateReport:
    """Check the batch's rows in schema `staging`; `expected` gives the rows of each dataset's manifest at `passed`.

    All checks are critical and batch-level: what is in staging has passed its gates, so a fault here is one of loading.
    Raises KeyError for a dataset that is not staged, ValueError for a bad batch id, and database errors.
    """
    check_batch_id(batch_id)
    results = _results(engine, batch_id, expected)
    passed = not any(map(refuses, results))
    counts = tuple(DatasetCounts(name, rows, rows if passed else 0, 0) for name, rows in expected.items())
    return GateReport("staging", batch_id, passed, counts, tuple(results), take_evaluations())


def _results(engine: Engine, batch_id: str, expected: Mapping[str, int]) -> list[ExpectationResult]:
    name = f"staging-{uuid.uuid4().hex}"
    source = context().data_sources.add_postgres(
        name,
        connection_string=engine.url.set(drivername="postgresql+psycopg2").render_as_string(hide_password=False),
        create_temp_table=False,
    )
    try:
        tables = {
            f"staging_{dataset}": source.add_query_asset(
                dataset, query=_rows_of_batch(engine, dataset, batch_id)
            ).add_batch_definition_whole_table("batch")
            for dataset in expected
        }
        wanted = {f"expected_{dataset}": rows for dataset, rows in expected.items()}
        gate = checkpoint(name, tables, {"result_format": "SUMMARY", "partial_unexpected_count": _MOST_EXAMPLES})
        found = {r.suite_name: r for r in gate.run(expectation_parameters=wanted).run_results.values()}
        return [
            _result(verdict, rows)
            for dataset, rows in expected.items()
            for verdict in verdicts_of(suite(f"staging_{dataset}"), found[f"staging_{dataset}"])
        ]
    finally:
        forget(name)
        source.get_engine().dispose()
        source.get_execution_engine().close()
        context().data_sources.delete(name)


def _rows_of_batch(engine: Engine, dataset: str, batch_id: str) -> str:
    """The query of one batch's rows. The id is a literal, quoted by SQLAlchemy: a query asset takes no parameters."""
    # The library fetches all rows of a query to learn its columns: of long texts a letter is enough to know that they are there.
    columns = [func.left(column(c), 1).label(c) if c in _LONG else column(c) for c in DATASETS[dataset].names]
    rows = select(*columns).select_from(table(DATASETS[dataset].name, schema="staging"))
    chosen = rows.where(column("batch_id") == batch_id)
    return str(chosen.compile(dialect=engine.dialect, compile_kwargs={"literal_binds": True}))


def _result(verdict: Verdict, expected: int) -> ExpectationResult:
    seen = verdict.observed
    if verdict.check.type == "expect_table_row_count_to_equal":
        seen = f"{verdict.observed} rows, {expected} expected"
    elif verdict.check.type == "unexpected_rows_expectation":
        seen = f"{verdict.observed} rows"
    elif verdict.unexpected_count:
        seen = f"{verdict.unexpected_count} of {verdict.element_count} rows"
    return verdict.check.result(
        verdict.success, verdict.unexpected_count, verdict.element_count, None if seen is None else str(seen)
    )
