"""What makes figures comparable: how they add up, what a share is of, points, who measured, office and venue, claims, charting."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from theodoi.extract.explain import Log
from theodoi.extract.findings import extract
from theodoi.extract.metrics.comparable import territory
from theodoi.extract.spans import Context, Metric
from theodoi.registry.definitions import load_definitions
from theodoi.registry.indicators import load_indicators

ON = date(2022, 7, 5)


def figures(text: str, on: date = ON) -> tuple[Metric, ...]:
    return extract(text, Context(published_on=on)).metrics


AGGREGATIONS = [
    ("Năm 2021, tỉnh Lào Cai tiếp nhận 5.200 hồ sơ trực tuyến.", ("flow", None)),
    ("Doanh thu thương mại điện tử quý I/2022 đạt 4 tỷ USD.", ("flow", None)),
    ("Lũy kế từ năm 2020 đến nay, tỉnh Lào Cai đã tiếp nhận 120.000 hồ sơ trực tuyến.", ("cumulative", "2020")),
    ("Từ đầu năm đến ngày 30/6/2022, tỉnh Lào Cai tiếp nhận 5.200 hồ sơ trực tuyến.", ("cumulative", "2022-01")),
    ("Từ tháng 3/2021, Cổng được mở, đến nay đã có 9.000 giao dịch thanh toán trực tuyến.", ("cumulative", "2021-03")),
    ("Đến ngày 30/6/2022, tỉnh Lào Cai có 950 dịch vụ công trực tuyến toàn trình.", ("level", None)),
    ("Năm 2021, tỷ lệ hồ sơ trực tuyến của tỉnh Lào Cai đạt 52%.", ("level", None)),
    ("Trung bình một tháng có 39.800 văn bản đến.", ("average", None)),
    ("Thu nhập bình quân đầu người đạt 64 triệu đồng.", ("level", None)),
    ("Năm 2021, 63/63 tỉnh đều đạt tỷ lệ hồ sơ trực tuyến trên 80%.", ("threshold", None)),
    ("Có 12 địa phương đạt chỉ số hài lòng từ 90% trở lên.", ("threshold", None)),
    ("Số doanh nghiệp thành lập mới cao nhất từ trước đến nay với 23.000.", ("flow", None)),
    ("Cổng đã có 9.000 giao dịch, riêng trong tháng 5/2022 có 3.000 giao dịch.", ("flow", None)),
    ("Có 4.000 hộ nghèo cần được hỗ trợ.", ("level", None)),
]


@pytest.mark.parametrize(("text", "expected"), AGGREGATIONS)
def test_how_a_figure_adds_up_and_since_when(text: str, expected: tuple) -> None:
    last = figures(text)[-1]
    assert (last.aggregation, last.since) == expected


def test_a_bound_that_others_pass_is_of_no_indicator() -> None:
    bound = figures("Năm 2021, 63/63 tỉnh đều đạt tỷ lệ hồ sơ trực tuyến trên 80%.")[-1]
    assert (bound.indicator_id, bound.not_charted_because) == (None, "threshold")


BASES = [
    ("Kinh tế số chiếm 18,3% GDP.", "gdp"),
    ("Kinh tế số của tỉnh chiếm 8% GRDP.", "grdp"),
    ("Cả nước có 82% hộ gia đình dùng Internet cáp quang.", "households"),
    ("Tỷ lệ dịch vụ công đủ điều kiện được cung cấp trực tuyến mức độ 4 là 96%.", "eligible-services"),
    ("Tỷ lệ dịch vụ công đủ điêu kiện được cung cấp trực tuyến mức độ 4 là 96%.", "eligible-services"),
    ("Dịch vụ công trực tuyến mức độ 4 chiếm 52% tổng số thủ tục hành chính.", "procedures"),
    ("Tỷ lệ hồ sơ nộp trực tuyến đạt 52%.", "filings"),
    ("Tỷ lệ dịch vụ công trực tuyến đạt 64%.", None),
    ("Có 500 hồ sơ trực tuyến, trong đó 95% đúng hạn.", "online-filings"),
    ("Có 74% người được hỏi hài lòng.", "respondents"),
]


@pytest.mark.parametrize(("text", "expected"), BASES)
def test_what_a_share_is_of(text: str, expected: str | None) -> None:
    assert figures(text)[-1].base_id == expected


def test_two_bases_of_one_indicator_are_two_series() -> None:
    text = (
        "Năm 2021, tỷ lệ dịch vụ công đủ điều kiện được cung cấp trực tuyến mức độ 4 của cả nước là 96% "
        "(chiếm 51,5% tổng số thủ tục hành chính)."
    )
    first, second = figures(text)
    assert first.indicator_id == second.indicator_id == "online-services-l4-share"
    assert (first.base_id, second.base_id) == ("eligible-services", "procedures")
    assert first.claim_start != second.claim_start


POINTS = [
    ("Chỉ số CCHC năm 2021 đạt 86,5%, tăng 1,3% so với năm 2020.", "percentage_point"),
    ("Tỷ lệ hồ sơ trực tuyến đạt 52%, cao hơn 4% so với năm 2020.", "percentage_point"),
    ("Tỷ lệ hộ nghèo giảm 1,2%.", "percentage_point"),
    ("Doanh thu thương mại điện tử đạt 14 tỷ USD, tăng 16%.", None),
    ("Chỉ số giá tiêu dùng tăng 2,4%.", None),
    ("Số hồ sơ trực tuyến tăng 30%.", None),
]


@pytest.mark.parametrize(("text", "expected"), POINTS)
def test_the_difference_of_two_shares_is_points(text: str, expected: str | None) -> None:
    assert figures(text)[-1].unit_detail == expected


COMPILERS = [
    ("Theo thống kê của Bộ Công an, cả nước có 70 triệu tài khoản định danh điện tử.", "bo-cong-an"),
    ("Theo Bộ Y tế, kinh tế số chiếm 12% GDP.", None),
    ("Theo số liệu của Tổng cục Thống kê, năm 2021 kinh tế số của cả nước chiếm 11,9% GDP.", "tong-cuc-thong-ke"),
    ("Năm 2021, Chỉ số CCHC của tỉnh Lào Cai đạt 86%.", "bo-noi-vu"),
    ("Bộ Nội vụ tiến hành khảo sát. Có 74% người được hỏi hài lòng.", "bo-noi-vu"),
    ("Doanh thu đạt 53 tỷ USD.", None),
]


@pytest.mark.parametrize(("text", "expected"), COMPILERS)
def test_who_measured_it(text: str, expected: str | None) -> None:
    assert figures(text)[-1].compiler_id == expected


def test_the_division_of_the_country_is_that_of_the_period() -> None:
    assert territory("lao-cai", "2024", date(2026, 1, 5)) == "provinces_63"
    assert territory("lao-cai", "2025-H1", date(2026, 1, 5)) == "provinces_63"
    assert territory("lao-cai-2025", "2025-Q3", date(2026, 1, 5)) == "provinces_34"
    assert territory("vn", "2030", date(2022, 1, 5)) == "provinces_63"
    assert territory("vn", None, date(2026, 1, 5)) == "provinces_34"
    assert territory(None, "2024", date(2026, 1, 5)) is None
    assert territory("vn", None, None) is None


DIGITS = [
    ("Có 16,5 triệu tài khoản.", "100000"),
    ("Có 9.996 phản ánh, kiến nghị.", "1"),
    ("Tỷ lệ đạt 52,33%.", "0.01"),
    ("Doanh thu đạt 53 tỷ USD.", "1000000000"),
    ("Có hai triệu tài khoản.", None),
]


@pytest.mark.parametrize(("text", "expected"), DIGITS)
def test_what_the_last_printed_digit_is_worth(text: str, expected: str | None) -> None:
    assert figures(text)[0].last_digit == (Decimal(expected) if expected else None)


OFFICES = [
    (
        "Ông Trần Văn Long, Giám đốc Sở Y tế Hà Nội, cho biết có 500 hồ sơ.",
        ("Trần Văn Long", "Giám đốc"),
    ),
    ("Người phát ngôn Lê Thu Minh cho biết có 500 hồ sơ.", ("Lê Thu Minh", "Người phát ngôn")),
    ("Chị Lê Thu Minh (xã Tân Lập) cho biết có 500 hồ sơ.", ("người dân", None)),
    ("Ông Trần Văn Long cho hay đã nộp 500 hồ sơ.", ("người dân", None)),
]


@pytest.mark.parametrize(("text", "expected"), OFFICES)
def test_only_the_holder_of_an_office_is_named(text: str, expected: tuple) -> None:
    person, office = expected
    last = figures(text)[-1]
    assert last.said_by_person == person
    assert (last.said_by_office or "").startswith(office or "") and (last.said_by_office is None) == (office is None)


VENUES = [
    ("Trả lời chất vấn, ông nói phấn đấu đạt 80% hồ sơ trực tuyến.", "question_time"),
    ("Tại buổi họp báo, Bộ đặt mục tiêu đạt 80% hồ sơ trực tuyến.", "press_conference"),
    ("Phát biểu tại hội nghị, ông yêu cầu phấn đấu đạt 80% hồ sơ trực tuyến.", "meeting"),
    ("Nghị quyết nêu rõ mục tiêu đạt 80% hồ sơ trực tuyến.", "document"),
    ("Phấn đấu đạt 80% hồ sơ trực tuyến.", None),
    ("Tại hội nghị, ông cho biết đã đạt 80% hồ sơ trực tuyến.", None),
]


@pytest.mark.parametrize(("text", "expected"), VENUES)
def test_a_goal_keeps_its_venue(text: str, expected: str | None) -> None:
    assert figures(text)[-1].venue == expected


CLAIMS = [
    # rounded in the heading, exact below
    (
        "Gần 4.000 hồ sơ trực tuyến ở Lào Cai\n\nNăm 2021, tỉnh Lào Cai tiếp nhận 3.946 hồ sơ trực tuyến.",
        ["3.946 hồ sơ"] * 2,
    ),
    ("Tỷ lệ hồ sơ trực tuyến đạt 52%\n\nNăm 2021, tỷ lệ hồ sơ trực tuyến đạt 52,3%.", ["đạt 52,3%"] * 2),
    # other value, other time, other place, other thing
    ("Có 4.200 hồ sơ trực tuyến\n\nNăm 2021 có 3.946 hồ sơ trực tuyến.", ["4.200 hồ sơ", "3.946 hồ sơ"]),
    ("Năm 2020 có 3.900 hồ sơ trực tuyến. Năm 2021 có 3.900 hồ sơ trực tuyến.", ["3.900 hồ sơ", "3.900 hồ sơ"]),
    ("Tỷ lệ hồ sơ trực tuyến đạt 90%. Tỷ lệ văn bản ký số đạt 90%.", ["đạt 90%", "đạt 90%"]),
]


@pytest.mark.parametrize(("text", "told"), CLAIMS)
def test_figures_that_tell_the_same_are_one_claim(text: str, told: list[str]) -> None:
    found = figures(text)
    by_start = {m.start: m.quote for m in found}
    assert [by_start[m.claim_start] for m in found] == told
    assert len({m.claim_start for m in found}) == (1 if len(set(told)) == 1 and "\n" in text else 2)


CHARTED = [
    ("Năm 2021, tỉnh Lào Cai tiếp nhận 5.200 hồ sơ trực tuyến.", None),
    ("Năm 2021, tỉnh Lào Cai trồng 5.200 cây bạch đàn.", "no_indicator"),
    ("Năm 2021 đã tiếp nhận 5.200 hồ sơ trực tuyến.", "no_area"),
    ("Tỉnh Lào Cai tiếp nhận 5.200 hồ sơ trực tuyến.", "no_period"),
    ("Hiện nay, tỉnh Lào Cai có 950 dịch vụ công trực tuyến toàn trình.", "period_inferred"),
    ("Tính đến ngày 30/6/2022, tỉnh Lào Cai đã tiếp nhận lũy kế 5.200 hồ sơ trực tuyến.", "no_start"),
    ("Năm 2021, số hồ sơ trực tuyến của tỉnh Lào Cai tăng 30%.", "no_baseline"),
    ("Năm 2021, số hồ sơ trực tuyến của tỉnh Lào Cai tăng 30% so với năm 2020.", None),
    ("Năm 2021, tỷ lệ dịch vụ công trực tuyến của tỉnh Lào Cai đạt 64%.", "no_base"),
    ("Năm 2021, kinh tế số của cả nước chiếm 12% GDP.", "no_compiler"),
    ("Theo số liệu của Tổng cục Thống kê, năm 2021 kinh tế số của cả nước chiếm 12% GDP.", None),
]


@pytest.mark.parametrize(("text", "reason"), CHARTED)
def test_why_a_figure_is_in_no_series(text: str, reason: str | None) -> None:
    assert figures(text)[-1].not_charted_because == reason


def test_explain_tells_the_path() -> None:
    log = Log()
    extract("Năm 2021, tỷ lệ dịch vụ công trực tuyến của tỉnh Lào Cai đạt 64%.", Context(published_on=ON), log)
    told = {step.rule: step.because for step in log.steps if step.kind == "metric" and step.verdict == "changed"}
    assert "territory" in told["comparable"]
    assert "not_charted_because None -> “no_base”" in told["charting"]


def test_every_indicator_is_defined() -> None:
    definitions = load_definitions().of
    assert set(definitions) == set(load_indicators().by_id)
    shares = [i for i in load_indicators().all if i.units == {"percent"} and not i.ranking]
    assert [i.id for i in shares if not definitions[i.id].bases and i.id not in ("gdp-growth", "cpi")] == []
