"""What a figure measures, what kind of statement it makes, whose it is, where, when, and who says so: a table per rule."""

from __future__ import annotations

import shutil
from datetime import date

import pytest
import yaml

from theodoi.extract.findings import extract
from theodoi.extract.spans import Context, Metric
from theodoi.paths import data_dir
from theodoi.registry.indicators import load_indicators
from theodoi.registry.organisations import load_organisations
from theodoi.registry.reading import RegistryError

ON = date(2022, 5, 10)


def figures(text: str, on: date | None = ON, province: str | None = None) -> tuple[Metric, ...]:
    found = extract(text, Context(published_on=on, province=province)).metrics
    assert all(text[m.start : m.end] == m.quote for m in found)
    return found


KINDS = [
    ("Tỉnh đã nhận 500 hồ sơ.", "official"),
    ("Doanh thu ước đạt 53 tỷ USD.", "estimate"),
    ("Ước tính có 500 hộ hưởng lợi.", "estimate"),
    ("Phạt tiền từ 5 triệu đến 10 triệu đồng với hành vi này.", "norm"),
    ("Thời hạn giải quyết không quá 15 ngày.", "norm"),
    ("Sau khi miễn lệ phí, tỷ lệ hồ sơ trực tuyến tăng lên 88%.", "official"),
    ("Theo số liệu sơ bộ, tỉnh đã nhận 500 hồ sơ.", "preliminary"),
    ("Doanh thu ước đạt 53 tỷ USD, đóng góp khoảng 10% GDP.", "estimate"),
    ("Mỗi doanh nghiệp phải nộp 2 triệu đồng lệ phí.", "norm"),
    ("Từ trước tới nay với 500 hồ sơ.", "official"),
    ("Phấn đấu đạt 80% hồ sơ trực tuyến.", "plan"),
    ("Bộ Y tế đề xuất giảm 30% mức phí.", "proposal"),
    ("Dự báo quy mô đạt 53 tỷ USD.", "forecast"),
    ("Mục tiêu là tỷ lệ này phải đạt 90%.", "issued_target"),
    ("Nghị quyết đặt mục tiêu đến năm 2025 tỷ lệ hồ sơ trực tuyến đạt 80%.", "issued_target"),
    ("Bộ Y tế đề xuất, con số này phải tăng lên ít nhất 2%.", "proposal"),
    ("Quy mô đạt 53 tỷ USD vào năm 2030.", "plan"),
]


@pytest.mark.parametrize(("text", "expected"), KINDS)
def test_the_kind_of_statement(text: str, expected: str) -> None:
    assert figures(text)[0].status_detail == expected


UNITS = [
    ("Giải quyết trong 3 ngày làm việc.", ("day", "working_day")),
    ("Giải quyết trong 20 ngày.", ("day", None)),
    ("Chỉ số tăng 3 điểm phần trăm.", ("percent", "percentage_point")),
    ("Tỷ lệ đạt 85%.", ("percent", None)),
]


@pytest.mark.parametrize(("text", "expected"), UNITS)
def test_units_that_one_word_does_not_tell(text: str, expected: tuple) -> None:
    assert (figures(text)[0].unit, figures(text)[0].unit_detail) == expected


BASES = [
    ("Kinh tế số chiếm 10,2% GDP.", "GDP"),
    ("Hồ sơ trực tuyến chiếm 85% tổng số hồ sơ đã nhận.", "tổng số hồ sơ"),
    ("Tỷ lệ này đạt 12% dân số cả nước.", "dân số cả nước"),
    ("Tỷ lệ đạt 85% kế hoạch.", None),
]


@pytest.mark.parametrize(("text", "expected"), BASES)
def test_what_a_share_is_of(text: str, expected: str | None) -> None:
    assert figures(text)[0].base == expected


TIMES = [
    ("Năm 2021, tỉnh nhận 500 hồ sơ.", ("2021", "stated", "during")),
    ("Tính đến hết ngày 27/4/2022, tỉnh nhận 500 hồ sơ.", ("2022-04-27", "stated", "as_of")),
    ("Từ tháng 3/2020, hệ thống có 500 tài khoản.", ("2020-03", "stated", "since")),
    ("Đến năm 2025, tỉnh phấn đấu có 500 điểm.", ("2025", "stated", "by")),
    ("Trong quý I/2022, kinh tế số khởi sắc. Doanh thu đạt 500 tỷ đồng.", ("2022-Q1", "carried", "during")),
    ("Quý I, tỉnh nhận 500 hồ sơ.", ("2022-Q1", "inferred", "during")),
    ("Quý IV, tỉnh nhận 500 hồ sơ.", ("2021-Q4", "inferred", "during")),
    ("Tháng 3, tỉnh nhận 500 hồ sơ.", ("2022-03", "inferred", "during")),
    ("Tháng 11, tỉnh nhận 500 hồ sơ.", ("2021-11", "inferred", "during")),
    ("4 tháng đầu năm, tỉnh nhận 500 hồ sơ.", ("2022-01/2022-04", "inferred", "during")),
    ("Đến nay, tỉnh đã nhận 500 hồ sơ.", ("2022-05-10", "inferred", "as_of")),
    ("Tỉnh nhận 500 hồ sơ.", (None, None, None)),
]


@pytest.mark.parametrize(("text", "expected"), TIMES)
def test_when_a_figure_is_of(text: str, expected: tuple) -> None:
    last = figures(text)[-1]
    assert (last.period, last.period_basis, last.period_kind) == expected


def test_without_a_day_of_publication_nothing_is_inferred() -> None:
    assert figures("Quý I, đến nay tỉnh nhận 500 hồ sơ.", on=None)[0].period is None


BASELINES = [
    ("Quý I/2022, số hồ sơ tăng 12% so với quý I/2021.", "2021-Q1"),
    ("Quý I/2022, số hồ sơ tăng 12% so với cùng kỳ năm 2021.", "2021-Q1"),
    ("Quý I/2022, số hồ sơ tăng 12% so với cùng kỳ năm trước.", "2021-Q1"),
    ("Năm 2021, số hồ sơ giảm 12% so với năm trước.", "2020"),
    ("Số hồ sơ tăng 12%.", None),
]


@pytest.mark.parametrize(("text", "expected"), BASELINES)
def test_what_a_change_is_measured_against(text: str, expected: str | None) -> None:
    assert figures(text)[0].baseline == expected


INDICATORS = [
    ("Cổng có 1.039 dịch vụ công trực tuyến mức độ 4.", "online-services-l4"),
    ("Tỉnh cung cấp 200 dịch vụ công trực tuyến toàn trình.", "online-services-full"),
    ("Tỷ lệ dịch vụ công trực tuyến toàn trình đạt 70%.", "online-services-full-share"),
    ("Tỷ lệ hồ sơ nộp trực tuyến đạt 85%.", "online-filing-share"),
    ("Có 295.000 hồ sơ thực hiện trực tuyến.", "online-filings"),
    ("Tỷ lệ giải quyết đúng hạn đạt 97,3%.", "on-time-share"),
    ("Hơn 99% hồ sơ giải quyết đúng hẹn.", "on-time-share"),
    ("Trục đã chuyển 2,7 triệu văn bản điện tử.", "documents-exchanged"),
    ("Cả nước cấp 80 triệu thẻ căn cước gắn chip.", "id-cards"),
    ("Đã tập huấn cho gần 1.000 công chức.", "staff-trained"),
    ("Tỉnh có 1.000 công chức.", "payroll"),
    ("Việt Nam xếp thứ 86/193 quốc gia về phát triển chính phủ điện tử.", "egdi"),
    ("Kinh tế số đóng góp 10,2% GDP.", "digital-economy-gdp"),
    ("Tổng doanh thu kinh tế số đạt 53 tỷ USD.", "digital-economy-size"),
    ("Tỉnh có 45 trạm y tế.", None),
    ("Bão làm hư hỏng 48 cơ sở giáo dục.", None),
    ("Lãi suất cho vay hộ nghèo là 3,3%.", None),
    ("Mức trợ cấp ngày công lao động tăng 50%.", None),
    ("Có 300 dịch vụ công mức độ 4, tăng 12% so với năm 2020.", "online-services-l4"),
    ("Địa phương chi 0,3% ngân sách cho công nghệ thông tin. Con số này phải tăng lên 1%.", "it-budget"),
]


@pytest.mark.parametrize(("text", "expected"), INDICATORS)
def test_what_is_measured(text: str, expected: str | None) -> None:
    assert figures(text)[-1].indicator_id == expected


RANKINGS = [
    ("Việt Nam xếp thứ 86/193 quốc gia về phát triển chính phủ điện tử năm 2020.", ("world", 2020)),
    ("Việt Nam đứng thứ 6 trong khu vực Đông Nam Á về chính phủ điện tử.", ("asean", None)),
    ("Hà Nam đứng thứ 9 cả nước về chỉ số cải cách hành chính.", ("provinces", None)),
    ("Bộ Tài chính đứng thứ 2 trong các bộ về chỉ số cải cách hành chính năm 2021.", ("ministries", 2021)),
    ("Tỉnh xếp thứ 9 về chỉ số chuyển đổi số.", ("provinces", None)),
]


@pytest.mark.parametrize(("text", "expected"), RANKINGS)
def test_the_list_of_a_ranking(text: str, expected: tuple) -> None:
    found = figures(text)[0]
    assert (found.ranking_scope, found.edition) == expected


OWNERS = [
    ("Bộ Y tế đã cung cấp 203 dịch vụ công.", "bo-y-te"),
    ("Có 203 dịch vụ công của Bộ Y tế.", "bo-y-te"),
    ("Theo Bộ Nội vụ, có 203 dịch vụ công.", None),
    ("Sở Y tế Hà Nội tiếp nhận 203 hồ sơ.", "so-y-te-ha-noi"),
]


@pytest.mark.parametrize(("text", "expected"), OWNERS)
def test_whose_figure_it_is(text: str, expected: str | None) -> None:
    assert figures(text)[0].organisation_id == expected


# The last figure of each text.
LAST_OWNERS = [
    # possession: in the figure's phrase, of its subject, by what a body consists of
    ("Cơ cấu tổ chức của Bộ Y tế gồm 25 đơn vị.", "bo-y-te"),
    ("Nợ xấu của Agribank hiện còn 900 tỷ đồng.", "agribank"),
    ("Hoạt động theo ba cấp: Cục Thuế (12 đơn vị).", "cuc-thue"),
    ("Có 3% ủy viên Ủy ban Thường vụ Quốc hội vắng mặt.", "ubtvqh"),
    ("Đề thi tới 63 tỉnh qua hệ thống truyền tin của Ban Cơ yếu Chính phủ.", None),  # the system is theirs
    ("Khảo sát 500 sinh viên tại Liên minh châu Âu.", None),
    # subject: what it does, not what it says or rules of others
    ("Sở Y tế Hà Nội vừa công bố danh sách 203 phòng khám.", None),
    ("Bộ Công Thương dự báo xuất khẩu cả nước tăng 8%.", None),
    ("Bộ Tài chính quy định mức lệ phí 50.000 đồng.", None),
    ("Bộ Xây dựng khởi công khu nhà ở với diện tích 621 ha.", None),
    ("Sở Y tế Hà Nội cho biết đã cấp 203 giấy phép.", "so-y-te-ha-noi"),
    ("Với 412/430 đại biểu tán thành, chiếm 95,8%, Quốc hội thông qua luật.", "quoc-hoi"),
    # subjects that are pointed to or left out
    ("Theo Công an tỉnh Lào Cai, đơn vị đã cấp 45.000 thẻ căn cước.", "cong-an-lao-cai"),
    ("Sở Y tế Hà Nội tiếp nhận 203 hồ sơ. Đã trả kết quả 150 hồ sơ.", "so-y-te-ha-noi"),
    ("Sở Y tế Hà Nội tiếp nhận 203 hồ sơ. Người dân nộp 150 hồ sơ qua mạng.", None),
    ("Bộ Tài chính cho biết công ty này nợ 60 triệu đồng.", None),  # a ministry is no firm
    # parts of one enumeration
    ("Bộ Y tế có 14 vụ; 35 cục; 350 trung tâm.", "bo-y-te"),
    ("Bộ Y tế khảo sát 12.000 hộ, trong đó có 8.000 hộ nghèo; 4.000 hộ khá.", "bo-y-te"),
    ("Bộ Y tế có 620 cán bộ; các địa phương có 45.000 cán bộ.", None),
    # what a report is about
    ("Theo báo cáo tài chính của Agribank, doanh thu quý I đạt 900 tỷ đồng.", "agribank"),
    ("Báo cáo kết quả chuyển đổi số của Bộ, ngành Nội vụ, Bộ trưởng Bộ Nội vụ cho biết, tỷ lệ hồ sơ số đạt 91%.", "bo-noi-vu"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), LAST_OWNERS)
def test_whose_figure_it_is_by_possession_or_subject(text: str, expected: str | None) -> None:
    assert figures(text)[-1].organisation_id == expected


AREAS = [
    ("Tỉnh Lào Cai nhận 500 hồ sơ.", ("lao-cai", "stated")),
    ("Cả nước có 500 điểm tiếp nhận.", ("vn", "stated")),
    ("Toàn quốc có 500 điểm tiếp nhận.", ("vn", "stated")),
    ("UBND tỉnh Hà Nam nhận 500 hồ sơ.", ("ha-nam", "subject")),
    ("Bộ Y tế nhận 500 hồ sơ.", (None, None)),  # its own housekeeping
    ("Bộ Y tế khảo sát 500 hộ dân.", ("vn", "inferred")),
    ("Ngân hàng Nhà nước Việt Nam giảm 5 đơn vị.", (None, None)),  # the nation is a part of its name
    ("Agribank có 5.000 máy.", (None, None)),  # a firm's
    ("Đã có 40/63 tỉnh hoàn thành.", ("vn", "subject")),
    ("Xã đã nhận 500 hồ sơ.", (None, None)),
    ("Thành phố Đà Nẵng có diện tích 11.859 km2.", ("da-nang", "stated")),
    ("Phố Đà Nẵng có 90 hộ.", (None, None)),
    ("Ông Trương Hòa Bình cho biết có 500 hồ sơ.", (None, None)),
]


@pytest.mark.parametrize(("text", "expected"), AREAS)
def test_of_which_area_it_is(text: str, expected: tuple) -> None:
    found = figures(text)[0]
    assert (found.area, found.area_basis) == expected


NATION = "Bộ Tài chính họp sáng nay.\n"
LAST_AREAS = [
    # what is told of no body and no place, where the text tells of the state
    (NATION + "Bội chi là 300 tỷ đồng.", ("vn", "inferred")),
    (NATION + "Ở Lào, bội chi là 300 tỷ đồng.", (None, None)),
    ("Bội chi là 300 tỷ đồng.", (None, None)),
    # one of several places has nothing for itself
    (NATION + "Giá đất ở Hà Nam, Nam Định và Lào Cai tăng 12%.", (None, None)),
    (NATION + "Giá đất ở Lào Cai tăng 12%.", ("lao-cai", "stated")),
    # crossroads and tunnels are no places
    (NATION + "Cầu vượt ngã tư Thái Nguyên tốn 300 tỷ đồng.", ("vn", "inferred")),
    (NATION + "Hầm Lào Cai tốn 300 tỷ đồng.", ("vn", "inferred")),
    # the Government's money and the economy are the country's
    ("Lào Cai, Lào Cai. Chính phủ đang có nguồn dự phòng 300 tỷ đồng.", ("vn", "subject")),
    ("Lào Cai họp. Lào Cai bàn việc này. Lạm phát là 3,1%.", ("vn", "inferred")),
    ("Lào Cai họp. Lào Cai bàn việc này. Lệ phí là 3,1%.", ("lao-cai", "inferred")),
    # the province whose body the sentence tells of, before the one of the text
    ("Lào Cai họp. Lào Cai bàn. UBND tỉnh Hà Nam đã có quyết định nâng khu nhà lên 36 tầng.", ("ha-nam", "inferred")),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), LAST_AREAS)
def test_of_which_area_a_figure_is_that_names_none(text: str, expected: tuple) -> None:
    found = figures(text)[-1]
    assert (found.area, found.area_basis) == expected


@pytest.mark.parametrize("subject", ["Toàn tỉnh", "Tỉnh này", "Trên địa bàn tỉnh"])
def test_a_province_that_is_pointed_to_is_the_one_of_the_paragraph(subject: str) -> None:
    local = figures(f"Bão vào Gia Lai. {subject} có 300 căn nhà đổ.")[-1]
    assert (local.area, local.area_basis) == ("gia-lai", "subject")
    assert figures(f"Bão vào Gia Lai và Lào Cai. {subject} có 300 căn nhà đổ.")[-1].area is None


def test_a_national_figure_in_a_provincial_paper_is_national() -> None:
    text = "Cả nước có 500 điểm tiếp nhận. Xã đã nhận 700 hồ sơ."
    national, local = figures(text, province="tỉnh Lào Cai")
    assert (national.area, national.area_basis) == ("vn", "stated")
    assert (local.area, local.area_basis) == ("lao-cai", "inferred")


def test_system_and_basis() -> None:
    found = figures("Theo Nghị định 15/2020/NĐ-CP, mức phạt là 10 triệu đồng.")[0]
    assert found.basis == "15/2020/NĐ-CP"
    found = figures("Cổng Dịch vụ công quốc gia có 235.000 tài khoản.")[0]
    assert (found.system_id, found.area, found.indicator_id) == ("cong-dvc-quoc-gia", "vn", "npsp-accounts")


SPEAKERS = [
    ("Theo báo cáo của Bộ Nội vụ, có 500 hồ sơ.", (None, "bo-noi-vu")),
    ("Theo Bộ Nội vụ, có 500 hồ sơ.", (None, "bo-noi-vu")),
    ("Ông Trần Văn Long, Giám đốc Sở Y tế Hà Nội, cho biết có 500 hồ sơ.", ("Trần Văn Long", "so-y-te-ha-noi")),
    ("Theo thống kê thiệt hại ban đầu về số lượng cá chết từ Bộ Nội vụ, có 500 hộ.", (None, "bo-noi-vu")),
    ("Theo số liệu sơ bộ về tình hình thu phí các loại của Bộ Nội vụ, có 500 hồ sơ.", (None, "bo-noi-vu")),
    ("Theo kết quả rà soát đợt đầu trên toàn bộ các xã từ Bộ Nội vụ, có 500 hồ sơ.", (None, "bo-noi-vu")),
    ("Bà Lê Thị Hoa nói đã có 500 hồ sơ.", ("người dân", None)),
    (
        "Giám đốc Sở Y tế Hà Nội Trần Văn Long dự họp. Theo ông Long, có 500 hồ sơ.",
        ("Trần Văn Long", "so-y-te-ha-noi"),
    ),
    ("Ông Trần Văn Long, Chủ tịch xã, cho biết việc này đã xong. Cụ thể, có 500 hồ sơ.", ("Trần Văn Long", None)),
    ("Xã có 500 hồ sơ.", (None, None)),
    # a report ends where the paper tells of before, where a picture is shown, where nobody is named
    ("Bộ Nội vụ cho biết việc này đã xong.\nXã có 500 hồ sơ.", (None, "bo-noi-vu")),
    ("Bộ Nội vụ cho biết việc này đã xong.\nTrước đó, xã có 500 hồ sơ.", (None, None)),
    ("Bộ Nội vụ cho biết việc này đã xong.\nNhư báo Sớm đưa tin, xã có 500 hồ sơ.", (None, None)),
    ("Bộ Nội vụ cho biết việc này đã xong.\nXã có 500 hồ sơ. Ảnh: Minh Tú", (None, None)),
    ("Bộ Nội vụ cho biết việc này đã xong.\nTheo thẩm định của các cơ quan, xã có 500 hồ sơ.", (None, None)),
    # other ways to speak
    ("Bộ Nội vụ đã nghiên cứu, đề xuất cấp 500 hồ sơ.", (None, "bo-noi-vu")),
    ("Bộ Nội vụ ban hành thông báo, theo đó có 500 hồ sơ.", (None, "bo-noi-vu")),
    ("Xã sẽ nhận 500 hồ sơ.\nĐó là cam kết của Bộ Nội vụ tại hội nghị.", (None, "bo-noi-vu")),
]


@pytest.mark.parametrize(("text", "expected"), SPEAKERS)
def test_who_says_it(text: str, expected: tuple) -> None:
    last = figures(text)[-1]
    assert (last.said_by_person, last.said_by_organisation_id) == expected


def test_ids_are_the_registrys() -> None:
    text = "Theo báo cáo của Bộ Nội vụ, Cổng Dịch vụ công quốc gia có 235.000 tài khoản của cả nước."
    found = figures(text)[0]
    assert found.indicator_id in load_indicators().by_id
    assert found.said_by_organisation_id in load_organisations().by_id


def test_the_registry_holds_the_indicators_of_the_field() -> None:
    registry = load_indicators()
    assert len(registry.all) >= 80
    assert all(i.name and i.name_en and i.units and i.patterns and i.source for i in registry.all)
    assert {"egdi", "dti", "par-index", "sipas", "papi"} <= {i.id for i in registry.all if i.ranking}
    for indicator in registry.all:
        seen, at = set(), indicator
        while at.parent:
            assert at.id not in seen, f"{indicator.id} is its own parent"
            seen.add(at.id)
            at = registry.by_id[at.parent]


GOOD = {"id": "mot", "name": "Một", "name_en": "One", "unit": "count", "patterns": ["hồ sơ"], "higher_is": "better"}
FAULTS = [
    ({"higher_is": "up"}, "field higher_is: 'up' is none of better, worse, neutral"),
    ({"scope": "europe"}, "field scope: 'europe' is none of world, asean, ministries, provinces"),
    ({"patterns": ["… hồ sơ"]}, "… stands between words only"),
    ({"parent": "hai"}, "parent names unknown indicator 'hai'"),
    ({"colour": "red"}, "field colour: unknown; the fields are id, name,"),
    ({"name_en": ""}, "field name_en: is empty"),
    ({"unit": "percnet"}, "field unit: 'percnet' is no unit of units.yaml"),
    ({"unit": ["count", "working_day"]}, "field unit: 'working_day' is no unit of units.yaml"),
    ({"unit": []}, "field unit: is empty"),
    ({"ranking": "yes"}, "field ranking: should be a valid boolean, found 'yes'"),
    ({"patterns": []}, "field patterns: is empty"),
    ({"patterns": [7]}, "field patterns.0: should be a text, found '7'"),
    ({"valid_from": "soon"}, "field valid_from: 'soon' is no date"),
    ({"examples": [{"text": "7 hồ sơ", "value": "7"}]}, "field examples.0.value"),
]


@pytest.mark.parametrize(("change", "message"), FAULTS)
def test_a_wrong_entry_is_named_with_file_and_line(change: dict, message: str, tmp_path) -> None:
    shutil.copy(data_dir("registry") / "units.yaml", tmp_path)
    (tmp_path / "indicators.yaml").write_text(yaml.safe_dump({"entries": [GOOD | change]}, allow_unicode=True))
    with pytest.raises(RegistryError) as error:
        load_indicators(tmp_path)
    assert str(error.value).startswith("indicators.yaml:") and message in str(error.value)


def test_two_indicators_may_not_share_a_phrase_in_one_unit_at_one_time(tmp_path) -> None:
    def load(other: dict) -> int:
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        folder.mkdir()
        shutil.copy(data_dir("registry") / "units.yaml", folder)
        entries = [GOOD | {"valid_to": 2020}, GOOD | other]
        (folder / "indicators.yaml").write_text(yaml.safe_dump({"entries": entries}, allow_unicode=True))
        return len(load_indicators(folder).all)

    assert load({"id": "hai", "valid_from": 2021}) == 2
    assert load({"id": "hai", "unit": "percent"}) == 2
    with pytest.raises(RegistryError, match="in the same unit also tells mot"):
        load({"id": "hai"})
    with pytest.raises(RegistryError, match="the id stands already"):
        load({"valid_from": 2021})


INDICATORS = [
    # A change of a thing that has complements is still a change of that thing.
    ("Sở cắt giảm 45% thời gian giải quyết thủ tục đất đai.", [(45, "processing-time")]),
    ("Có 45% thuê bao di động dùng gói cước trả sau.", [(45, None)]),
    # What was done before tells the time, not what is counted.
    ("Sau khi sáp nhập, huyện còn 14 đơn vị hành chính cấp xã.", [(14, "admin-units")]),
    ("Huyện đã sáp nhập 14 đơn vị hành chính cấp xã.", [(14, "units-merged")]),
    # A verb that one figure of a list has is not lost for the next: no level is made of a cut.
    ("Bộ đã bãi bỏ 210 dòng hàng và 36 điều kiện kinh doanh.", [(210, "inspected-lines-cut"), (36, None)]),
    ("Ngành còn 36 điều kiện kinh doanh.", [(36, "business-conditions")]),
    # A place of which nothing else is said is of the only index that its sentence names.
    ("Năm 2024, Việt Nam xếp thứ 46 theo bảng xếp hạng đổi mới sáng tạo toàn cầu.", [(46, "gii")]),
    ("Đội tuyển xếp thứ 46.", [(46, None)]),
    # Words in the name of another thing, or of another field.
    ("Đoàn phát hiện sai phạm về kinh tế số tiền 12 tỷ đồng.", [(12_000_000_000, None)]),
    ("Sàn thương mại điện tử này có 3 triệu lượt truy cập.", [(3_000_000, None)]),
    ("Tỉnh phấn đấu tốc độ tăng trưởng đạt 9%.", [(9, None)]),
    # The border of a class is no figure of anything; one that is aimed at is.
    ("Cơ quan có từ 60 biên chế trở lên được thành lập phòng.", [(60, None)]),
    ("Tỉnh phấn đấu tỷ lệ hồ sơ trực tuyến đạt 60% trở lên.", [(60, "online-filing-share")]),
    # A change by the noun that was counted before.
    ("Trong quý có 3.150 doanh nghiệp thành lập mới, tăng 6% về số doanh nghiệp.", [(3150, "businesses-registered"), (6, "businesses-registered")]),
    ("Tỉnh sẽ tinh giản 7% trong số 5.200 biên chế.", [(7, "payroll-cut"), (5200, "payroll")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "told"), INDICATORS)
def test_an_indicator_is_what_the_figures_own_words_say(text, told):
    assert [(m.value, m.indicator_id) for m in figures(text, on=date(2025, 5, 2)) if not m.optional] == told


def test_a_place_in_brackets_is_of_the_name_before_it():
    text = "Năm 2018, hai chỉ số lùi bậc là Nộp thuế (giảm 3 bậc) và Tiếp cận điện năng (giảm 5 bậc)."
    places = [m.indicator_id for m in figures(text, on=date(2019, 1, 5)) if m.unit == "rank"]
    assert places == [None, "db-electricity"]


CLAIMS = [
    # A heading rounds what the body tells exactly, a lead what the text tells; two provinces are two claims.
    ("Hơn 1,2 triệu hồ sơ trực tuyến\nTrong năm 2024, tỉnh Hà Nam tiếp nhận 1.215.430 hồ sơ trực tuyến.", 1),
    ("Hà Nam có gần 90% hồ sơ giải quyết đúng hạn.\nTỷ lệ hồ sơ giải quyết đúng hạn của Hà Nam năm 2024 đạt 89,7%.", 1),
    ("Tỉnh Hà Nam nhận 500 hồ sơ trực tuyến tháng 3/2025. Tỉnh Nam Định nhận 500 hồ sơ trực tuyến tháng 3/2025.", 2),
]


@pytest.mark.parametrize(("text", "claims"), CLAIMS)
def test_what_is_told_twice_is_one_claim(text, claims):
    found = figures(text, on=date(2025, 5, 2))
    assert len(found) == 2
    assert len({m.claim_start for m in found}) == claims
