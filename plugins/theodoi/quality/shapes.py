"""The checks of a kind's suites that are about shape, made from its declaration; `python -m theodoi.quality.shapes` writes them.

A suite's file keeps what people wrote: checks of meaning, sentences put better than the made ones, thresholds of
warnings, the order. What the declaration asks for is added, and what it no longer asks for goes; `made` marks it.
"""

from __future__ import annotations

import json
import re
import sys
import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from theodoi.contracts import DATASETS, FINDINGS, Kind
from theodoi.paths import data_dir
from theodoi.vocabularies import choice, values

Expectation = dict[str, Any]
_MADE = "declaration"
_UNSEEN = re.compile("[\u00ad\u200b-\u2015\u2028-\u202e\u2060\ufeff\ufffd]")
_ALL = {"ignore_row_if": "either_value_is_missing"}
_KEY = "^[0-9a-f]{32}$"
_MANY = {"row_condition": {"type": "comparison", "column": {"name": "rows"}, "operator": ">=", "parameter": 20}}
# What publish needs of every finding, beside the columns of its kind.
_NEEDED = ("article_id", "start_char", "end_char", "quote", "rules_version")


def suites_of(kind: Kind) -> Mapping[str, dict[str, Any]]:
    """The three suites of a kind as they stand in expectations/suites, brought in line with its declaration, by name."""
    return {
        f"{kind.name}_rows": _suite(f"{kind.name}_rows", kind, "row", f"Each row of {kind.name}.", _rows(kind)),
        f"{kind.name}_batch": _suite(
            f"{kind.name}_batch",
            kind,
            "batch",
            f"The {kind.called} of a batch as a whole; a fact is null where it is not defined.",
            _batch(kind),
        ),
        f"staging_{kind.name}": _suite(
            f"staging_{kind.name}",
            kind,
            "batch",
            f"The {kind.name} of one batch in schema staging (Postgres), before they are published.",
            _staging(kind),
        ),
    }


def text_of(suite: Mapping[str, Any]) -> str:
    """A suite as its file has it: what a person cannot see or tell apart is escaped."""
    plain = json.dumps(suite, ensure_ascii=False, indent=2) + "\n"
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", plain)


def _suite(name: str, kind: Kind, level: str, notes: str, made: Iterator[Expectation]) -> dict[str, Any]:
    path = data_dir("expectations") / "suites" / f"{name}.json"
    held = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    fresh = {_signature(e): e for e in made}
    kept = []
    for old in held.get("expectations", ()):
        new = fresh.pop(_signature(old), None)
        if new is not None:
            # Sentence and id stay, so that results of years can be compared; thresholds of warnings are a person's.
            arguments = old["kwargs"] if old["severity"] == "warning" else new["kwargs"]
            kept.append(old | {"kwargs": arguments, "meta": old["meta"] | {"made": _MADE}})
        elif old["meta"].get("made") != _MADE:
            kept.append(old)
    for new in fresh.values():
        sentence = new["meta"]["sentence"]
        meta = {"level": level, "sentence": sentence, "made": _MADE}
        kept.append({"id": _id(f"{name}/{sentence}"), **new, "meta": meta})
    return {
        "id": _id(name),
        "name": name,
        "meta": {"dataset": kind.name, "level": level},
        "notes": held.get("notes", notes),
        "expectations": kept,
    }


def _id(words: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"theodoi/{words}"))


def _signature(expectation: Expectation) -> str:
    """What tells two checks of a suite apart: type, columns, gravity, and which bound or rows they are about."""
    arguments = expectation["kwargs"]
    columns = [arguments.get(name) for name in ("column", "column_A", "column_B")]
    query = arguments.get("unexpected_rows_query")
    # Of two bounds on one column each is a check of its own; so is one pattern of several.
    bounds = sorted(set(arguments) & {"min_value", "max_value"}) if expectation["severity"] == "warning" else []
    return json.dumps([expectation["type"], columns, expectation["severity"], query, arguments.get("regex"), bounds])


def _check(type: str, sentence: str, *, severity: str = "critical", **arguments: Any) -> Expectation:
    return {"type": type, "kwargs": arguments, "severity": severity, "meta": {"sentence": sentence}}


def _column(test: str, column: str, sentence: str, **more: Any) -> Expectation:
    return _check(f"expect_column_{test}", sentence, column=column, **more)


def _rows(kind: Kind) -> Iterator[Expectation]:
    one, key = kind.one, kind.key
    yield _column("values_to_not_be_null", key, f"{_capital(one)} must have a key.")
    yield _column("values_to_be_unique", key, f"{_capital(one)} must have a key of its own.")
    yield _column("values_to_match_regex", key, f"The key of {one} must be 32 hexadecimal digits.", regex=_KEY)
    yield _column(
        "values_to_be_in_set",
        "article_matches",
        f"{_capital(one)} must name the article that its version belongs to.",
        value_set=[True],
    )
    yield _column("values_to_be_between", "ordinal", f"The position of {one} must not be negative.", min_value=0)
    yield _column("values_to_be_between", "start_char", "The evidence must not start before the text.", min_value=0)
    yield _check(
        "expect_column_pair_values_a_to_be_greater_than_b",
        "The evidence must end after its start.",
        column_A="end_char",
        column_B="start_char",
        **_ALL,
    )
    yield _column(
        "value_lengths_to_be_between",
        "quote",
        "The evidence must not be empty, nor longer than 2,000 characters.",
        min_value=1,
        max_value=2000,
    )
    yield _check(
        "expect_column_pair_values_to_be_equal",
        "The quote must be as long as its offsets say.",
        column_A="quote_length",
        column_B="span_length",
        **_ALL,
    )
    yield _column(
        "values_to_be_in_set",
        "evidence_matches",
        "The quote must stand in the article's text at its offsets.",
        value_set=[True],
    )
    yield _column(
        "values_to_not_match_regex", "quote", "The evidence must have no damaged characters.", regex="[\ufffd\\x00]"
    )
    yield _column(
        "values_to_be_between", "confidence", "The confidence must lie between 0 and 1.", min_value=0, max_value=1
    )
    yield _column("values_to_match_regex", "method", "The rule that made the finding must be named.", regex="[^\\s]")
    yield _column(
        "values_to_not_be_null", "rules_version", "A finding must name the version of the rules that made it."
    )
    refers = {column for column, _ in kind.refers}
    for column in kind.own:
        if column.vocabulary is not None:
            yield _column(
                "values_to_be_in_set",
                column.name,
                f"The {column.name} of {one} must be {choice(column.vocabulary)}.",
                value_set=list(values(column.vocabulary)),
            )
        if column.name in refers:
            yield _column(
                "values_to_match_regex",
                column.name,
                f"The {column.name} of {one} must be the key of another finding.",
                regex=_KEY,
            )
        if column.required:
            yield _column("values_to_not_be_null", column.name, f"{_capital(one)} must have {column.name}.")
    yield _column(
        "values_to_not_be_null",
        "repaired",
        f"{_capital(one)} must say whether its evidence touches words that were given back lost diacritics.",
    )


def _batch(kind: Kind) -> Iterator[Expectation]:
    called = kind.called
    for share, words, severity in (
        (0.25, f"At most a quarter of a batch's {called} may be in quarantine (20 or more).", "critical"),
        (0.02, f"Less than one in fifty {called} should be in quarantine.", "warning"),
    ):
        yield _column(
            "values_to_be_between", "quarantined_share", words, severity=severity, min_value=0, max_value=share, **_MANY
        )
    for fact, words in (
        ("duplicate_keys", f"No two {called} may have the same key."),
        ("orphans", f"All {called} must belong to an article that passed."),
        ("foreign_rows", f"All {called} must belong to the batch that brings them."),
    ):
        yield _column("values_to_be_between", fact, words, min_value=0, max_value=0)
    number = f"The number of {called} per article should be"
    usual = "per_article_to_baseline"
    yield _column(
        "values_to_be_between", usual, f"{number} at least half of the usual one.", severity="warning", min_value=0.5
    )
    yield _column(
        "values_to_be_between", usual, f"{number} at most twice the usual one.", severity="warning", max_value=2
    )
    yield _column(
        "values_to_be_between",
        "most_in_one_article",
        f"One article should not hold more than {kind.most} {called}.",
        severity="warning",
        min_value=0,
        max_value=kind.most,
    )
    if kind.once:
        yield _column(
            "values_to_be_between",
            "repeated_rows",
            f"No article should tell two {called} that are alike.",
            severity="warning",
            min_value=0,
            max_value=0,
        )


def _staging(kind: Kind) -> Iterator[Expectation]:
    yield _check(
        "expect_table_row_count_to_equal",
        f"Staging must hold as many {kind.name} as passed the gates.",
        value={"$PARAMETER": f"expected_{kind.name}"},
    )
    yield _column("values_to_not_be_null", kind.key, f"The key of {kind.name} must not be null in staging.")
    yield _column("values_to_be_unique", kind.key, f"The key of {kind.name} must be unique in staging.")
    refers = dict(kind.refers)
    for name in (*_NEEDED, *(c.name for c in kind.own if c.required and c.name not in refers)):
        yield _column("values_to_not_be_null", name, f"The column {name} of {kind.name} must not be null in staging.")
    yield _check(
        "unexpected_rows_expectation",
        f"All {kind.name} in staging must have their article there.",
        unexpected_rows_query=f"SELECT {kind.key} FROM {{batch}} LEFT JOIN staging.articles AS parent"
        " USING (batch_id, article_version_id) WHERE parent.article_version_id IS NULL",
    )
    required = {c.name for c in kind.own if c.required}
    for column, target in kind.refers:
        key = DATASETS[target].key
        told = "" if column in required else f" AND child.{column} IS NOT NULL"
        yield _check(
            "unexpected_rows_expectation",
            f"All {kind.name} in staging must have the finding of {column} there.",
            unexpected_rows_query=f"SELECT {kind.key} FROM {{batch}} AS child LEFT JOIN staging.{target} AS m"
            f" ON m.{key} = child.{column} AND m.batch_id = child.batch_id WHERE m.{key} IS NULL{told}",
        )


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]


def main() -> int:
    """Write the suites of all kinds."""
    for kind in FINDINGS:
        for name, suite in suites_of(kind).items():
            (data_dir("expectations") / "suites" / f"{name}.json").write_text(text_of(suite), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
