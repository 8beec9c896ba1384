"""Good rows that look odd: what news do say, and what no check may hold back or warn of."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.evaluator import evaluate
from tests.faults import as_table
from tests.unit.good_rows import around, good_rows
from theodoi.contracts import DATASETS
from theodoi.quality.gate import check_rows
from theodoi.quality.suites import registry_parameters, suite

# (dataset, what is odd, the columns that make it so)
ODD: list[tuple[str, str, dict]] = [
    ("metrics", "more than the plan", {"value": Decimal(120), "sentence": "Đạt 82,5% hồ sơ, bằng 120% kế hoạch."}),
    ("metrics", "more than the target", {"value": Decimal(105), "sentence": "82,5% hồ sơ, vượt chỉ tiêu được giao."}),
    ("metrics", "more than the budget", {"value": Decimal(131), "sentence": "82,5% hồ sơ; thu đạt 131% dự toán."}),
    ("metrics", "more than a year before", {"value": Decimal(250), "sentence": "82,5% hồ sơ, bằng 250% so với năm 2024."}),
    ("metrics", "more than the same time", {"value": Decimal(180), "sentence": "82,5% hồ sơ, bằng 180% cùng kỳ."}),
    ("metrics", "capitals in the plan", {"value": Decimal(110), "sentence": "82,5% hồ sơ: 110% KẾ HOẠCH năm."}),
    ("metrics", "a change above 100 %", {"value": Decimal(340), "measure": "change"}),
    ("metrics", "all of it", {"value": Decimal(100)}),
    ("metrics", "none of it", {"value": Decimal(0)}),
    ("metrics", "a tiny share", {"value": Decimal("0.0004")}),
    ("metrics", "trillions of dong", {"value": Decimal("2500000000000000"), "unit": "VND"}),
    ("metrics", "one", {"value": Decimal(1), "unit": "count", "unit_detail": None}),
    ("metrics", "a denominator that is reached", {"value": Decimal(63), "denominator": Decimal(63), "unit": "count"}),
    ("metrics", "a target in 2045", {"status": "target", "status_detail": "issued_target", "period": "2045"}),
    ("metrics", "a target by the end of 2030", {"status": "target", "status_detail": "issued_target", "period": "2030-12"}),
    ("metrics", "a forecast for 2028", {"status_detail": "forecast", "period": "2028"}),
    ("metrics", "a result of this year", {"period": "2026"}),
    ("metrics", "a result of 1995", {"period": "1995"}),
    ("metrics", "a plan of five years", {"status": "target", "status_detail": "plan", "period": "2026/2030"}),
    ("metrics", "no time at all", {"period": None, "period_basis": None, "period_kind": None}),
    ("metrics", "no area at all", {"area": None, "area_basis": None}),
    ("metrics", "nothing said of it", {"object": None, "indicator_id": None, "organisation_id": None}),
    ("metrics", "nobody says so", {"said_by_person": None, "said_by_organisation_id": None, "source_document": None}),
    ("metrics", "a range", {"value_high": Decimal(90)}),
    ("metrics", "at most", {"comparator": "at_most"}),
    ("metrics", "minor", {"minor": True}),
    ("metrics", "sure", {"confidence": Decimal(1)}),
    ("metrics", "unsure", {"confidence": Decimal(0)}),
    ("metrics", "repaired words", {"repaired": True}),
    ("metrics", "a name of one syllable", {"said_by_person": "Ba"}),
    ("decree_mentions", "an old decree", {"year": 1995, "issued_on": date(1995, 8, 9)}),
    ("decree_mentions", "the first year", {"year": 1945, "issued_on": date(1945, 9, 2)}),
    ("decree_mentions", "issued today", {"year": 2026, "issued_on": date(2026, 11, 21)}),
    ("decree_mentions", "no day", {"issued_on": None, "issued_precision": None, "date_basis": None}),
    ("decree_mentions", "no number", {"number": None, "form": "short", "unresolved": True}),
    ("decree_mentions", "an old number without a code", {"number": "64/2007/NĐ-CP", "year": 2007, "issued_on": date(2007, 4, 10)}),
    ("decree_mentions", "no title", {"title": None}),
    ("decree_mentions", "no pinpoint", {"pinpoint": None}),
    ("decree_mentions", "a draft", {"stage": "draft"}),
    ("decree_mentions", "an issuer of letters", {"issuer": "UBND tỉnh Đắk Lắk"}),
    ("decree_mentions", "no issuer", {"issuer": None}),
    ("decree_relations", "the whole document", {"scope": "whole", "relation": "replaces"}),
    ("decree_relations", "in force next year", {"effective_on": date(2027, 7, 1)}),
    ("decree_relations", "no day of effect", {"effective_on": None}),
    ("decree_events", "takes effect in 2027", {"event": "takes_effect", "happened_on": date(2027, 1, 1)}),
    ("decree_events", "expires in 2030", {"event": "expires", "happened_on": date(2030, 12, 31)}),
    ("decree_events", "issued today", {"happened_on": date(2026, 11, 22)}),
    ("decree_events", "no day", {"happened_on": None, "happened_precision": None}),
    ("organisation_mentions", "nobody speaks", {"person": None, "office": None, "role": "spoken_of"}),
    ("organisation_mentions", "unregistered", {"registered": False}),
    ("organisation_mentions", "an office-holder", {"office_holder": True}),
    ("organisation_mentions", "no parent", {"parent_id": None}),
    ("organisation_mentions", "no area", {"area": None}),
    ("organisation_mentions", "a ministry that is no more", {"organisation_id": "bo-tttt", "name": "Bộ Thông tin và Truyền thông"}),
    ("assignments", "no deadline", {"deadline": None}),
    ("assignments", "due in a quarter that is not over", {"deadline": "2026-Q4", "deadline_kind": "within"}),
    ("assignments", "from a day that is over", {"deadline": "2026-09-01", "deadline_kind": "from"}),
    ("assignments", "given before, and its day is over", {"deadline": "2026-10-31", "sentence": "Trước đó, Chính phủ đã giao Bộ Tư pháp việc này trước ngày 31/10."}),
    ("assignments", "late by its own words", {"deadline": "2025", "sentence": "Việc phải xong năm 2025 đến nay còn chậm."}),
    ("assignments", "an office of some province", {"assignees": '["Sở Tài chính"]', "assignee_ids": "[null]"}),
    ("articles", "no author", {"author": None, "credit": None}),
    ("articles", "no section", {"section": None}),
    ("articles", "a title of two words", {"title": "Tin vắn hôm nay"}),
    ("captures", "a page that is gone", {"status": 404}),
    ("captures", "a server that is ill", {"status": 503}),
    ("captures", "a redirect to another site", {"final_url": "https://khac.example/tin-0.htm"}),
    ("captures", "an empty error page", {"status": 500, "payload_bytes": 0}),
]  # fmt: skip


@pytest.mark.parametrize(("dataset", "odd", "columns"), ODD, ids=[f"{d}: {o}" for d, o, _ in ODD])
def test_a_good_row_that_looks_odd_passes(dataset, odd, columns):
    rows = good_rows(1)
    table = as_table(DATASETS[dataset], [rows[dataset][0] | columns])
    verdicts = check_rows(suite(f"{dataset}_rows"), table, around(rows), registry_parameters(), evaluate)
    assert [v.check.sentence for v in verdicts if v.rows] == []


def test_there_are_sixty():
    assert len(ODD) >= 60
