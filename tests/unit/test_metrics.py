"""Quantified statements: each case is a sentence and what it says, or that it says nothing to chart."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theodoi.extract.decrees import find_decrees
from theodoi.extract.metrics import find_metrics
from theodoi.extract.spans import Context, Metric

SHARED = Path(__file__).resolve().parents[3] / "shared"
TODAY = Context(published_on=date(2023, 5, 10))


def metrics(text: str) -> tuple[Metric, ...]:
    return find_metrics(text, TODAY, decrees=find_decrees(text, TODAY))


VALUES = [
    # (text, [(value, unit), …])
    ("Tỉnh cung cấp 1.039 dịch vụ công trực tuyến.", [("1039", "count")]),
    ("Có 97,3% hồ sơ đúng hạn.", [("97.3", "percent")]),
    ("Chi 1.234,56 tỷ đồng.", [("1234560000000", "VND")]),
    ("Dự án trị giá 5 tỷ đồng.", [("5000000000", "VND")]),
    ("Đầu tư 5 tỉ đồng.", [("5000000000", "VND")]),
    ("Vốn 2.300 tỷ đồng.", [("2300000000000", "VND")]),
    ("Vốn 3 nghìn tỷ đồng.", [("3000000000000", "VND")]),
    ("Lệ phí 30.000 đồng.", [("30000", "VND")]),
    ("Lệ phí 30.000đ mỗi hồ sơ.", [("30000", "VND")]),
    ("Lệ phí 30.000 VNĐ.", [("30000", "VND")]),
    ("Xuất khẩu 53 tỷ USD.", [("53000000000", "USD")]),
    ("Xuất khẩu 53 tỷ đô la Mỹ.", [("53000000000", "USD")]),
    ("Khoản vay $200 triệu.", [("200000000", "USD")]),
    ("Tài trợ 1,5 triệu euro.", [("1500000", "EUR")]),
    ("Giá 60.000 yen.", [("60000", "JPY")]),
    ("Doanh thu 12.000 tỷ.", [("12000000000000", "VND")]),
    ("Thành phố có 8,5 triệu dân.", [("8500000", "count")]),
    ("Hệ thống có 15 triệu tài khoản.", [("15000000", "count")]),
    ("Xử lý trong 3 ngày làm việc.", [("3", "day")]),
    ("Thời gian xử lý còn 20 phút.", [("20", "minute")]),
    ("Việc này mất 2 tiếng.", [("2", "hour")]),
    ("Việc này mất 2 giờ đồng hồ.", [("2", "hour")]),
    ("Chờ gần hai tuần.", [("14", "day")]),
    ("Đề tài kéo dài 18 tháng.", [("18", "month")]),
    ("Phản hồi trong 30 giây.", [("30", "second")]),
    ("Tuyến cáp dài 120 km.", [("120", "km")]),
    ("Khu đất rộng 40,5 ha.", [("40.5", "ha")]),
    ("Tòa nhà rộng 1.200 m2.", [("1200", "m2")]),
    ("Kho chứa 500 TB dữ liệu.", [("500", "TB")]),
    ("Tốc độ 100 Mbps.", [("100", "Mbps")]),
    ("Công suất 330 MW.", [("330", "MW")]),
    ("Thu gom 25 tấn rác điện tử.", [("25", "tonne")]),
    ("Chỉ số đạt 85,4 điểm.", [("85.4", "score")]),
    ("Kết nối 63 điểm cầu.", [("63", "count")]),
    ("Có 40/63 tỉnh hoàn thành.", [("40", "count")]),
    ("Tỉnh có 120/6.500 hồ sơ trễ hạn.", [("120", "count")]),
    ("Việt Nam xếp thứ 86/193 quốc gia.", [("86", "rank")]),
    ("Tỉnh đứng thứ 5 cả nước.", [("5", "rank")]),
    ("Tỉnh xếp ở vị trí thứ hai.", [("2", "rank")]),
    ("Thị trường lớn thứ 4 châu Á.", [("4", "rank")]),
    ("Việt Nam xếp hạng 71.", [("71", "rank")]),
    ("Tỉnh tăng 7 bậc.", [("7", "rank")]),
    ("Truy cập tăng 26 lần.", [("26", "times")]),
    ("Số hồ sơ tăng gấp 3 lần.", [("3", "times")]),
    ("Số hồ sơ tăng gấp đôi.", [("2", "times")]),
    ("Một nửa số hồ sơ nộp qua mạng.", [("50", "percent")]),
    ("Hai triệu rưỡi tài khoản được cấp.", [("2500000", "count")]),
    ("Có mười một cơ quan tham gia.", [("11", "count")]),
    ("Cấp 20 giấy phép.", [("20", "count")]),
    ("Giải quyết 500 hồ sơ.", [("500", "count")]),
    ("Mỗi năm 300 cán bộ được đào tạo.", [("300", "count")]),
    ("Tổng số 37 bộ, ngành đã kết nối.", [("37", "count")]),
    ("Số người dùng lên đến 13 triệu.", [("13000000", "count")]),
    ("Tỷ lệ tăng từ 10% lên 15%.", [("10", "percent"), ("15", "percent")]),
    ("Có 1.200 thủ tục, 350 dịch vụ và 97% hài lòng.", [("1200", "count"), ("350", "count"), ("97", "percent")]),
    ("Đưa 1.039 dịch vụ/6.842 thủ tục lên mạng.", [("1039", "count"), ("6842", "count")]),
    ("Chiếm 12.5% GDP.", [("12.5", "percent")]),
    ("Đạt 2,463,339 lượt truy cập.", [("2463339", "count")]),
    ("Bồi dưỡng hơn 1 vạn cán bộ.", [("10000", "count")]),
    ("Tổng mức đầu tư một tỷ hai trăm triệu đồng.", [("1200000000", "VND")]),
]


@pytest.mark.parametrize(("text", "expected"), VALUES)
def test_value_and_unit(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(m.value, m.unit) for m in metrics(text)] == [(Decimal(v), u) for v, u in expected]


FIELDS = [
    # (text, the fields that differ from the default)
    ("Có khoảng 500 hồ sơ.", {"comparator": "about"}),
    ("Ước tính 500 hồ sơ.", {"comparator": "about"}),
    ("Xấp xỉ 97% hồ sơ.", {"comparator": "about"}),
    ("Gần 500 hồ sơ.", {"comparator": "nearly"}),
    ("Hơn 500 hồ sơ.", {"comparator": "more_than"}),
    ("Trên 97% hồ sơ.", {"comparator": "more_than"}),
    ("Vượt 500 hồ sơ.", {"comparator": "more_than"}),
    ("Ít nhất 80% hồ sơ.", {"comparator": "at_least"}),
    ("Tối thiểu 80% hồ sơ.", {"comparator": "at_least"}),
    ("Không dưới 80% hồ sơ.", {"comparator": "at_least"}),
    ("Quy mô từ 80 người trở lên.", {"comparator": "at_least"}),
    ("Dưới 5% hồ sơ trễ.", {"comparator": "less_than"}),
    ("Chưa đến 5% hồ sơ trễ.", {"comparator": "less_than"}),
    ("Chưa đầy 10 phút là xong.", {"comparator": "less_than"}),
    ("Tối đa 15 ngày.", {"comparator": "at_most"}),
    ("Không quá 15 ngày.", {"comparator": "at_most"}),
    ("Trả kết quả trong vòng 15 ngày.", {"comparator": "at_most"}),
    ("Báo cáo chậm nhất là 15 ngày.", {"comparator": "at_most"}),
    ("Hệ thống chạy ở trên 11 phường.", {}),
    ("Doanh thu tăng 15%.", {"measure": "change"}),
    ("Doanh thu tăng khoảng 15%.", {"measure": "change", "comparator": "about"}),
    ("Doanh thu tăng thêm 39 tỷ đồng.", {"measure": "change"}),
    ("Thêm 60 tỷ đồng cho chuyển đổi số.", {"measure": "change"}),
    ("Chi phí giảm 30%.", {"measure": "change", "direction": "down"}),
    ("Chi phí giảm được hơn 30%.", {"measure": "change", "direction": "down", "comparator": "more_than"}),
    ("Thời gian rút ngắn 20 ngày.", {"measure": "change", "direction": "down"}),
    ("Bộ cắt giảm 50% thủ tục.", {"measure": "change", "direction": "down"}),
    ("Số hồ sơ tăng lên 500 hồ sơ.", {}),
    ("Thời gian giảm xuống còn 15 phút.", {}),
    ("Doanh thu tăng lên đến 500 tỷ đồng.", {}),
    ("Phấn đấu 80% hồ sơ nộp qua mạng.", {"status": "target"}),
    ("Mục tiêu là 80% hồ sơ nộp qua mạng.", {"status": "target"}),
    ("Bộ sẽ đào tạo 10.000 cán bộ.", {"status": "target"}),
    ("Dự kiến chi 500 tỷ đồng.", {"status": "target"}),
    ("Bộ đề xuất 15 ngày.", {"status": "target"}),
    ("Mục tiêu đã rõ, hiện đã có 80% hồ sơ.", {}),
    ("Đến năm 2030, 80% hồ sơ nộp qua mạng.", {"status": "target", "period": "2030"}),
    ("Đến năm 2020, 80% hồ sơ nộp qua mạng.", {"period": "2020"}),
    ("Có 40/63 tỉnh tham gia.", {"of": Decimal(63)}),
    ("Việt Nam xếp thứ 86/193 quốc gia.", {"of": Decimal(193)}),
    ("Xử lý trong 3-5 ngày.", {"value_high": Decimal(5)}),
    ("Phí từ 10 đến 15%.", {"value_high": Decimal(15)}),
    ("Phạt từ 6 triệu đồng đến 10 triệu đồng.", {"value_high": Decimal(10_000_000)}),
    ("Tiêu thụ trong khoảng 201-300 kWh.", {"value_high": Decimal(300)}),
    ("Lệ phí 30.000 đồng/hồ sơ.", {"per": "hồ sơ"}),
    ("Thuê bao 200.000 đồng/tháng.", {"per": "tháng"}),
    ("Tiết kiệm 200 tỷ đồng mỗi năm.", {"per": "năm"}),
    ("Năm 2022, tỉnh nhận 500 hồ sơ.", {"period": "2022"}),
    ("Trong quý I/2022, tỉnh nhận 500 hồ sơ.", {"period": "2022-Q1"}),
    ("Tháng 4/2022, tỉnh nhận 500 hồ sơ.", {"period": "2022-04"}),
    ("Sáu tháng đầu năm 2022, tỉnh nhận 500 hồ sơ.", {"period": "2022-H1"}),
    ("Tính đến ngày 27/4/2022, tỉnh nhận 500 hồ sơ.", {"period": "2022-04-27"}),
    ("Hết tháng 9 năm 2018, tỉnh nhận 500 hồ sơ.", {"period": "2018-09"}),
    ("Tỉnh nhận 500 hồ sơ trong năm 2022.", {"period": "2022"}),
    ("Doanh thu tăng 15% so với năm 2021.", {"measure": "change"}),
    ("Ngày 12/5/2022, tòa phạt 500 triệu đồng.", {}),
    ("Trong năm 2022, vốn đạt 5 tỷ đồng, tăng 7% so với năm 2021.", {"period": "2022"}),
]


@pytest.mark.parametrize(("text", "expected"), FIELDS)
def test_what_the_words_around_say(text: str, expected: dict[str, object]) -> None:
    first = asdict(metrics(text)[0])
    if first["period_basis"] == "inferred":
        first["period"] = None
    defaults = {"comparator": "eq", "measure": "level", "direction": "up", "status": "observed"}
    fields = ("comparator", "measure", "direction", "status", "of", "value_high", "per", "period")
    assert {f: first[f] for f in fields if first[f] != defaults.get(f)} == expected


NOT_METRICS = [
    "Ngày 28/8/2018, Chính phủ họp.",
    "Ngày 28-8 vừa qua, Chính phủ họp.",
    "Sáng 20-2 tại Hà Nội.",
    "Luật 2025 quy định rõ hơn.",
    "Năm 2018 là năm bản lề.",
    "Giai đoạn 2016-2020 đã qua.",
    "Tháng 4/2022 và tháng 5.",
    "Quý I/2022 và quý II.",
    "Nghị định 61/2018/NĐ-CP có hiệu lực.",
    "Nghị quyết 17 của Chính phủ.",
    "Nghị quyết số 36a về Chính phủ điện tử.",
    "Theo khoản 2 Điều 5 của luật.",
    "Theo các điều 190, 191 và 317 của luật.",
    "Khoản 1, 2 và 3 Điều này.",
    "Luật gồm 4 chương, 50 điều.",
    "Điện thoại: 024 38221234.",
    "Gọi 0912.345.678 để được hỗ trợ.",
    "Đường dây nóng 19001234 luôn mở.",
    "Họp lúc 8 giờ sáng.",
    "Họp từ 14h30 đến 16h.",
    "Họp vào 15 giờ ngày mai.",
    "Địa chỉ: số 12 Tràng Thi.",
    "Trụ sở tại 18 Nguyễn Du, Hà Nội.",
    "Ở quận 1, phường 11.",
    "Quốc lộ 91 bị tắc.",
    "Dịch vụ công mức độ 3, mức độ 4.",
    "Dịch vụ công mức độ 4 được mở rộng.",
    "Nhà cấp 4 xuống cấp.",
    "Mạng 5G và 4G.",
    "Cách mạng công nghiệp 4.0 mở ra cơ hội.",
    "Cách mạng công nghiệp lần thứ 4.",
    "Đề án 06 đang được triển khai.",
    "Phiên họp lần thứ 10 của Ủy ban.",
    "Ông Bình, 45 tuổi, là chuyên viên.",
    "Bé 24 tháng tuổi.",
    "Phục vụ 24/7 qua mạng.",
    "Đội nhà thắng 3-1.",
    "Biển số 29A-123.45.",
    "Chuẩn ISO 27001 và ISO 9001.",
    "Dịch Covid-19 kéo dài.",
    "Hội nghị COP26 và nhóm G20.",
    "Windows 10 hết hỗ trợ.",
    "Thứ tư tuần này.",
    "Một số bộ chưa báo cáo.",
    "Một cán bộ cho biết.",
    "Hàng nghìn tỷ đồng bị lãng phí.",
    "Vài chục hồ sơ bị trễ.",
    "Địa chỉ IP 192.168.1.10 bị chặn.",
    "Phiên bản 2.0 của phần mềm.",
    "Máy bay F-16 và Su-22.",
    "1. Mục tiêu chung",
    "Khu vực III và II.",
    "Đồng chí bí thư phát biểu.",
    "Học sinh lớp 9 nghỉ học.",
    "Tiêu chuẩn TCVN 6909 về chữ Việt.",
    "Tuyến số 3 bị chậm.",
    "Chuyến bay VN 253 hạ cánh muộn.",
    "Xe buýt số 32 đổi lộ trình.",
    "Căn hộ A-1205 chưa có sổ.",
    "Phòng 302, nhà B.",
    "Số 5, ngõ 12, phố Lụa.",
    "Km 45+300 trên quốc lộ 1A.",
    "Đường tỉnh 295B đang sửa.",
    "Tổ dân phố 7 họp tối qua.",
    "Khu phố 3 đã có tổ công nghệ.",
    "Thôn 4, xã Hòa Sơn.",
    "Quân khu 7 tiếp đoàn.",
    "Sư đoàn 308 diễn tập.",
    "Bệnh viện 108 thử phần mềm.",
    "Trường tiểu học số 2 đã nối mạng.",
    "Kênh VTV1 phát lúc 19h.",
    "Kênh 14 đưa tin.",
    "Phim tập 12 chiếu tối nay.",
    "Bài 3: Chuyện một cửa.",
    "Kỳ 2: Dữ liệu ở đâu?",
    "Hình 1. Sơ đồ kết nối.",
    "Bảng 2 nêu rõ.",
    "Biểu 05 kèm theo báo cáo.",
    "Mẫu số 01 ban hành kèm theo.",
    "Phụ lục 2 của nghị định.",
    "Mục 3 Chương II của luật.",
    "Điểm a khoản 2 Điều 7.",
    "Đại hội XIII của Đảng.",
    "Đại hội lần thứ 13 của hội.",
    "Kỳ họp thứ 7, Quốc hội khóa XIV.",
    "Hội nghị lần thứ ba đã họp.",
    "Khóa 12 vừa khai giảng.",
    "Nhiệm kỳ 2021-2026 có nhiều đổi mới.",
    "Thế hệ 4 của máy chủ.",
    "Web 2.0 đã cũ.",
    "Chính phủ 4.0 là cách nói vui.",
    "Android 13 và iOS 16 đều chạy được.",
    "iPhone 12 cũng dùng được.",
    "Máy dùng chip A15.",
    "Virus H5N1 quay lại.",
    "Vitamin B12 cần cho người già.",
    "Xăng E5 và A95.",
    "Phút 90 của trận đấu.",
    "Trận đấu kết thúc với tỷ số 2-1.",
    "Trận đầu hòa 1-1.",
    "Lúc 7h15 sáng nay.",
    "Mở cửa lúc 8 giờ.",
    "Đêm 30 Tết ở phường.",
    "Mùng 1 Tết không nghỉ.",
    "Rằm tháng 7 âm lịch.",
    "Ngày 10 tháng giêng mở hội.",
    "Thứ 7 và chủ nhật vẫn trực.",
    "Thế kỷ 21 là của dữ liệu.",
    "Thập niên trước chưa có mạng.",
    "Mã số thuế 0101234567.",
    "Số tài khoản 1900206123456.",
    "Căn cước số 001204012345.",
    "Số hiệu 12/BC-UBND của tỉnh.",
    "Công văn 3311 của bộ.",
    "Thông tư 01 có hiệu lực.",
    "Luật số 24/2018/QH14.",
    "Fax: 024.3822.1235.",
    "Hotline 1800 6000.",
    "Tọa độ 21.03, 105.85.",
    "Cổng 8080 đang mở.",
    "Bộ luật 2015 sửa năm 2017.",
    "Một trong những việc cần làm.",
    "Mỗi nơi một kiểu.",
    "Một cửa, một dấu.",
    "Hàng triệu người hưởng lợi.",
    "Hàng chục nghìn tỷ đồng bị lãng phí.",
    "Vài trăm hồ sơ bị trả lại.",
    "Mấy chục năm nay vẫn vậy.",
    "Nhiều lần nhắc nhở.",
    "Trăm người như một.",
    "Nghìn năm văn hiến.",
]


@pytest.mark.parametrize("text", NOT_METRICS)
def test_is_no_metric(text: str) -> None:
    assert [(m.quote, m.value, m.unit) for m in metrics(text)] == []


@pytest.mark.parametrize(
    ("text", "optional"),
    [
        ("Có 3 nhóm nhiệm vụ.", True),
        ("Hai người bị phạt.", True),
        ("Có 30 nhóm nhiệm vụ.", False),
        ("Có hơn 5 nhóm nhiệm vụ.", False),
        ("Tăng 2 bậc.", False),
        ("Có 5% hồ sơ trễ.", False),
        ("Hạn là 3 ngày.", False),
    ],
)
def test_small_counts_are_optional(text: str, optional: bool) -> None:
    assert [m.optional for m in metrics(text)] == [optional]


def test_evidence_and_object() -> None:
    text = "Năm qua, tỉnh đón hơn 7,6 triệu lượt du khách quốc tế, nhiều hơn dự báo. Câu sau."
    [metric] = metrics(text)
    assert metric.quote == "hơn 7,6 triệu lượt"
    assert metric.object == "lượt du khách quốc tế"
    assert metric.sentence == "Năm qua, tỉnh đón hơn 7,6 triệu lượt du khách quốc tế, nhiều hơn dự báo."


def test_a_period_that_opens_the_sentence_before_is_carried_on() -> None:
    first, second = metrics("Trong quý I/2022, có 500 hồ sơ. Doanh thu đạt 53 tỷ USD.")
    assert (first.period, second.period) == ("2022-Q1", "2022-Q1")
    [alone] = metrics("Trong quý I/2022, bộ họp.\nDoanh thu đạt 53 tỷ USD.")
    assert alone.period is None


@given(st.text(st.characters(), max_size=300))
def test_any_text_is_accepted(text: str) -> None:
    for metric in find_metrics(text):
        assert text[metric.start : metric.end] == metric.quote


_PIECES = ("tăng", "giảm", "khoảng", "hơn", "12", "1.039", "97,3%", "tỷ đồng", "hồ sơ", "năm 2022", "3-5", "40/63", "từ", "đến",
           "hai", "triệu", "rưỡi", "\n", ".", ",", "(", ")", "gấp đôi", "\x00", "\ud800", "thứ", "$")  # fmt: skip


@given(st.lists(st.sampled_from(_PIECES), max_size=40))
def test_any_mixture_of_words_gives_well_formed_metrics(pieces: list[str]) -> None:
    text = " ".join(pieces)
    for metric in metrics(text):
        assert text[metric.start : metric.end] == metric.quote
        assert metric.value_high is None or metric.value_high > metric.value
        assert metric.of is None or metric.of >= metric.value
        assert abs(metric.value) < Decimal(10) ** 29


@given(
    st.integers(1000, 10**9), st.sampled_from([("đồng", "VND"), ("hồ sơ", "count"), ("USD", "USD"), ("%", "percent")])
)
def test_a_formatted_figure_reads_back(value: int, unit: tuple[str, str]) -> None:
    written = f"{value:,}".replace(",", ".")
    assert [(m.value, m.unit) for m in metrics(f"Kết quả là {written} {unit[0]}.")] == [(value, unit[1])]


@pytest.mark.perf
@pytest.mark.parametrize("hostile", ["1", "1.", "5 tỷ đồng ", "một ", "tăng ", "(", "năm 2022 5% ", "1/", "khoảng "])
def test_time_is_linear(hostile: str) -> None:
    def seconds(size: int) -> float:
        text = hostile * (size // len(hostile))
        started = time.perf_counter()
        find_metrics(text)
        return time.perf_counter() - started

    seconds(3_000)
    assert seconds(120_000) < 20 * seconds(30_000) + 0.5


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="the annotated corpus is not beside the checkout")
@pytest.mark.parametrize(("folder", "least"), [("dev", 0.85), ("sentences", 0.80)])
def test_annotated_figures_are_found(folder: str, least: float, tmp_path: Path) -> None:
    predictions = tmp_path / "predictions.jsonl"
    with predictions.open("w", encoding="utf-8") as out:
        for path in sorted((SHARED / "eval/gold" / folder).glob("*.json")):
            gold = json.loads(path.read_text(encoding="utf-8"))
            text = (SHARED / gold["text_file"]).read_text(encoding="utf-8")
            found = [
                {"value": float(m.value), "unit": m.unit, "start": m.start, "end": m.end}
                for m in find_metrics(text, decrees=find_decrees(text))
            ]
            out.write(json.dumps({"id": gold["id"], "text": text, "metrics": found}) + "\n")
    score = SHARED / "eval/score.py"
    printed = subprocess.run(
        [sys.executable, score, SHARED / "eval/gold" / folder, predictions], capture_output=True, text=True, check=True
    ).stdout
    line = next(line for line in printed.splitlines() if line.startswith("metrics "))
    assert float(line.split("F1 ")[1].split()[0]) >= least, printed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Với Bộ Công Thương, từ 8 tổ công tác giảm về còn 3.", [("8 tổ", "eq"), ("3", "eq")]),
        ("Mỗi phòng không được bố trí quá 12 cấp phó.", [("không được bố trí quá 12 cấp phó", "at_most")]),
        ("Mỗi phòng được bố trí quá 12 cấp phó.", [("quá 12 cấp phó", "more_than")]),
        ("Hồ đạt 60 điểm đến dưới 75 điểm.", [("đạt 60 điểm", "eq"), ("dưới 75 điểm", "less_than")]),
    ],
)
def test_bounds_and_what_became_of_a_count(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(m.quote, m.comparator) for m in find_metrics(text)] == expected
