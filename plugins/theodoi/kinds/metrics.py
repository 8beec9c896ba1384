"""Quantified statements."""

from __future__ import annotations

from decimal import Decimal

from theodoi.columns import column, words
from theodoi.kinds.kind import Case, Share, finding, joined, number, shortened
from theodoi.rows import Row
from theodoi.signs import SIGNS
from theodoi.vocabularies import (
    Aggregation,
    AreaBasis,
    Comparator,
    Direction,
    Measure,
    NotCharted,
    PeriodBasis,
    PeriodKind,
    RankingScope,
    Status,
    StatusDetail,
    Territory,
    UnitDetail,
    Venue,
)


def _line(row: Row) -> str:
    """A metric in words: `thủ tục: up ≥ 95 of 100 percent a tháng, 2025 (target)`."""
    about = f"{shortened(str(row['object']), 60)}: " if row.get("object") else ""
    change = {"up": "up ", "down": "down "}[str(row["direction"])] if row["measure"] == "change" else ""
    high = f"–{number(row['value_high'])}" if row.get("value_high") is not None else ""
    value = f"{SIGNS[str(row['comparator'])]}{number(row['value'])}{high}"
    of = f" of {number(row['denominator'])}" if row.get("denominator") is not None else ""
    per = f" a {row['per']}" if row.get("per") else ""
    when = f", {row['period']}" if row.get("period") else ""
    target = " (target)" if row["status"] == "target" else ""
    return f"{about}{change}{value}{of} {row['unit']}{per}{when}{target}"


KIND = finding(
    "metrics",
    "metric_id",
    "One quantified statement",
    (
        column("value", "numeric", "Value, scaled: 5 tỷ đồng is 5000000000", required=True),
        column("value_high", "numeric", "Upper end of a range"),
        column(
            "unit",
            "text",
            "percent, count, times, rank, score, ISO currency, or a physical unit",
            required=True,
        ),
        words("comparator", Comparator, "{listed}", required=True),
        words("measure", Measure, "{choice}", required=True),
        words("direction", Direction, "{choice}, for a change", required=True),
        words("status", Status, "{choice}", required=True),
        words("status_detail", StatusDetail, "{choice}", required=True),
        words("unit_detail", UnitDetail, "{choice}, where the unit alone does not tell"),
        column("denominator", "numeric", "What the value is out of: 63 in 40/63 tỉnh", made_from="of", json="of"),
        column("per", "text", "Denominator of a rate: tháng, m2"),
        column("base", "text", "What a share is of, as printed: GDP, tổng số hồ sơ", of_others=True),
        column("base_id", "text", "What a share is of: a base of registry/definitions.yaml"),
        words("aggregation", Aggregation, "{choice}: how it adds up", required=True),
        column("since", "text", "Where a cumulative figure begins, like period"),
        column("last_digit", "numeric", "What one in the last printed digit is worth: 100000 in 16,5 triệu"),
        column("period", "text", "ISO-like period: 2022, 2022-Q1, 2022-04, 2019-01/2019-07"),
        words(
            "period_basis",
            PeriodBasis,
            "stated in the sentence, carried from the one before, or inferred from the day of publication",
            first_name="period_from",
            json="period_from",
        ),
        words("period_kind", PeriodKind, "{choice}"),
        column("baseline", "text", "Period that a change is measured against, like period"),
        column("object", "text", "Noun phrase that is measured", of_others=True),
        column("indicator_id", "text", "What is measured: an indicator of registry/indicators.yaml"),
        words("ranking_scope", RankingScope, "List of a ranking: {choice}"),
        column("edition", "integer", "Year of the ranking's or index's edition"),
        column("organisation_id", "text", "Whose figure it is"),
        column("area", "text", "Province that it speaks of, by id, or vn for the whole country"),
        words(
            "area_basis",
            AreaBasis,
            "stated, subject (the organisation's own) or inferred (the article's)",
            first_name="area_from",
            json="area_from",
        ),
        words("territory", Territory, "Division of the country that the area is of: {choice}"),
        column("system_id", "text", "Information system that it speaks of"),
        column(
            "based_on",
            "text",
            "Number of the document that sets it",
            first_name="basis",
            made_from="basis",
            json="basis",
        ),
        column("compiler_id", "text", "Who measured it: an organisation's id"),
        column(
            "said_by_person",
            "text",
            "Who says it, as printed: the holder of an office, else người dân",
            of_others=True,
            person=True,
        ),
        column("said_by_office", "text", "In what office it is said, as printed", of_others=True),
        column("said_by_organisation_id", "text", "Body that says it"),
        words("venue", Venue, "Where a goal was told: {choice}"),
        column("source_document", "text", "Number of the report that tells it"),
        column(
            "sentence",
            "text",
            "The whole sentence",
            required=True,
            of_others=True,
            made_from=lambda found: found.sentence or found.quote,
            json=None,
        ),
        column(
            "claim_start",
            "integer",
            "start_char of the figure that tells the same claim best: rounded and exact ones, heading and body are one claim",
            required=True,
        ),
        words("not_charted_because", NotCharted, "Why it is in no series: {choice}"),
        column(
            "minor",
            "boolean",
            "True for a small count with no charting value",
            required=True,
            made_from="optional",
            json=None,
        ),
    ),
    place=60,
    found="metrics",
    one="a metric",
    called="figures",
    reader="theodoi.extract.metrics:read",
    needs=("decree_mentions", "organisation_mentions", "system_mentions"),
    most=500,
    target=joined("value", "unit"),
    name_of=lambda row: (number(row["value"]), row.get("unit")),
    line=_line,
    text=lambda item: f"{item['comparator']} {item['value']} {item['unit']}",
    shares=(Share("target_share", "status", "target"),),
    section="metrics",
    cases=(
        Case(
            "Năm 2025, tỷ lệ hồ sơ trực tuyến đạt 82,5%.",
            ({"value": Decimal("82.5"), "unit": "percent", "period": "2025"},),
        ),
    ),
)
