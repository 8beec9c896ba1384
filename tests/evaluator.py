"""A second evaluator of row and batch suites, over Arrow: what a gate asks of its rows, in milliseconds.

Tests of how a gate splits, follows parents, releases and judges hand it to `run_gate` in the place of Great
Expectations. `tests/unit/test_suites.py` compares the two on every suite, on rows that pass and on rows that break.
The meaning of an expectation is read from its documentation: a null is not looked at, unless the check is about nulls,
and a pair is not where one of the two is null; both are counted as elements.
"""

from __future__ import annotations

import json
import operator
import re
from collections import Counter
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from theodoi.quality.suites import Suite
from theodoi.quality.validation import Verdict

if TYPE_CHECKING:
    import pandas as pd

Arguments = Mapping[str, Any]  # of an expectation, as in its suite's JSON
Column = list[Any]  # values of the rows that a check looks at
# The positions in a column that fail, given the arguments.
Judge = Callable[[Column, Arguments], list[int]]

_COMPARE = {
    "==": operator.eq,
    "!=": operator.ne,
    ">=": operator.ge,
    ">": operator.gt,
    "<=": operator.le,
    "<": operator.lt,
}


def evaluate(checks: Suite, frame: pd.DataFrame, parameters: Mapping[str, object]) -> list[Verdict]:
    """Evaluate a suite on a frame of `checks.needs` columns; verdicts in the suite's order, as `validate_frame` gives them.

    Raises KeyError for a type of expectation that no row or batch suite had when this was written.
    """
    table = pa.Table.from_pandas(frame, preserve_index=False)
    asked = {e["id"]: e for e in json.loads(checks.text)["expectations"]}
    verdicts = []
    for check in checks.checks:
        arguments = _filled(asked[check.id]["kwargs"], parameters)
        chosen = _chosen(table, arguments.get("row_condition"))
        columns = [table[name].to_pylist() for name in check.columns]
        if len(columns) == 2:
            one, other = columns
            holds = _PAIRS[check.type]
            whole = [n for n in chosen if one[n] is not None and other[n] is not None]
            rows = [n for n in whole if not holds(one[n], other[n])]
            values: list[object] = []
        else:
            [column] = columns
            looked_at = chosen if check.type in _ABOUT_NULLS else [n for n in chosen if column[n] is not None]
            failing = _COLUMNS[check.type]([column[n] for n in looked_at], arguments)
            rows = [looked_at[n] for n in failing]
            values = [column[n] for n in rows]
        verdicts.append(Verdict(check, not rows, len(rows), len(chosen), None, tuple(rows), tuple(values)))
    return verdicts


def _filled(arguments: Arguments, parameters: Mapping[str, object]) -> Arguments:
    """The arguments with `{"$PARAMETER": name}` replaced by what the registry gives."""
    return {
        name: parameters[value["$PARAMETER"]] if isinstance(value, dict) and "$PARAMETER" in value else value
        for name, value in arguments.items()
    }


def _chosen(table: pa.Table, condition: Arguments | None) -> list[int]:
    """The rows that a condition lets a check look at; a null fulfils no comparison but that it differs."""
    if condition is None:
        return list(range(table.num_rows))
    if condition["type"] == "and":
        parts = [set(_chosen(table, part)) for part in condition["conditions"]]
        return sorted(set.intersection(*parts))
    compare, wanted = _COMPARE[condition["operator"]], condition["parameter"]
    column = table[condition["column"]["name"]].to_pylist()
    return [
        n
        for n, value in enumerate(column)
        if (compare(value, wanted) if value is not None else condition["operator"] == "!=")
    ]


def _where_not(holds: Callable[[Any, Arguments], bool]) -> Judge:
    return lambda column, arguments: [n for n, value in enumerate(column) if not holds(value, arguments)]


def _between(value: Any, arguments: Arguments) -> bool:
    low, high = arguments.get("min_value"), arguments.get("max_value")
    return (low is None or value >= low) and (high is None or value <= high)


def _is_json(value: str) -> bool:
    try:
        json.loads(value)
    except ValueError:
        return False
    return True


def _repeated(column: Column, arguments: Arguments) -> list[int]:
    seen = Counter(column)
    return [n for n, value in enumerate(column) if seen[value] > 1]


_ABOUT_NULLS = {"expect_column_values_to_not_be_null"}
_COLUMNS: Mapping[str, Judge] = {
    "expect_column_values_to_not_be_null": _where_not(lambda value, _: value is not None),
    "expect_column_values_to_be_between": _where_not(_between),
    "expect_column_value_lengths_to_be_between": _where_not(lambda value, a: _between(len(value), a)),
    "expect_column_values_to_match_regex": _where_not(lambda value, a: bool(re.search(a["regex"], str(value)))),
    "expect_column_values_to_not_match_regex": _where_not(lambda value, a: not re.search(a["regex"], str(value))),
    "expect_column_values_to_be_in_set": _where_not(lambda value, a: value in a["value_set"]),
    "expect_column_values_to_be_unique": _repeated,
    "expect_column_values_to_be_json_parseable": _where_not(lambda value, _: _is_json(value)),
}
_PAIRS: Mapping[str, Callable[[Any, Any], bool]] = {
    "expect_column_pair_values_a_to_be_greater_than_b": operator.gt,
    "expect_column_pair_values_to_be_equal": operator.eq,
}
