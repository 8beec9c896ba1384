"""Organisations in sentences: each row is a sentence and the official names that a careful reader finds in it, in order."""

from __future__ import annotations

import unicodedata
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theodoi.extract.organisations import find_organisations
from theodoi.extract.spans import Context

EARLIER = Context(published_on=date(2020, 6, 15))
LATER = Context(published_on=date(2026, 3, 10))


def names(text: str, context: Context = EARLIER, offices: bool = False) -> list[str]:
    found = find_organisations(text, context)
    assert all(text[m.start : m.end] == m.quote for m in found)
    return [m.name for m in found if offices or not m.office_holder]


HCM = "Thành phố Hồ Chí Minh"
TTTT = "Bộ Thông tin và Truyền thông"

REGISTERED = [
    ("Theo bộ Công thương và sở GTVT Tiền Giang", ["Bộ Công Thương", "Sở Giao thông vận tải tỉnh Tiền Giang"]),
    ("Bộ TT&TT vừa trình Chính phủ đề án.", [TTTT, "Chính phủ"]),
    ("Theo Bộ Thông tin & Truyền thông, tỷ lệ đã tăng.", [TTTT]),
    ("Bộ Thông tin - Truyền thông hướng dẫn các địa phương.", [TTTT]),
    ("BỘ TÀI CHÍNH CÔNG BỐ SỐ LIỆU", ["Bộ Tài chính"]),
    ("VPCP đã có văn bản gửi NHNN.", ["Văn phòng Chính phủ", "Ngân hàng Nhà nước Việt Nam"]),
    ("Uỷ ban Dân tộc phối hợp với BHXH Việt Nam.", ["Ủy ban Dân tộc", "Bảo hiểm xã hội Việt Nam"]),
    ("Bộ LĐ-TB&XH và Bộ GD&ĐT thống nhất.", ["Bộ Lao động - Thương binh và Xã hội", "Bộ Giáo dục và Đào tạo"]),
    ("Bộ Lao động-Thương binh và Xã hội họp.", ["Bộ Lao động - Thương binh và Xã hội"]),
    ("Bộ Văn hoá, Thể thao và Du lịch, Bộ Y tế cùng dự.", ["Bộ Văn hóa, Thể thao và Du lịch", "Bộ Y tế"]),
    ("Uỷ ban quốc gia về Chính phủ điện tử họp phiên đầu.", ["Ủy ban Quốc gia về Chính phủ điện tử"]),
    ("Uỷ ban Quốc gia về CPĐT có thêm thành viên.", ["Ủy ban Quốc gia về Chính phủ điện tử"]),
    ("Cục Kiểm soát TTHC là đầu mối.", ["Cục Kiểm soát thủ tục hành chính"]),
    ("Cục ATTT cảnh báo lỗ hổng.", ["Cục An toàn thông tin"]),
    ("Ngân hàng thế giới và LHQ đánh giá cao.", ["Ngân hàng Thế giới", "Liên Hợp Quốc"]),
    ("Đại diện WB, ADB và IMF dự họp.", ["Ngân hàng Thế giới", "Ngân hàng Phát triển châu Á", "Quỹ Tiền tệ Quốc tế"]),
    ("Viettel, VNPT, FPT và CMC tham gia.", [
        "Tập đoàn Công nghiệp - Viễn thông Quân đội", "Tập đoàn Bưu chính Viễn thông Việt Nam", "Công ty Cổ phần FPT",
        "Công ty Cổ phần Tập đoàn Công nghệ CMC"]),
    ("Vietcombank mở tài khoản trực tuyến.", ["Ngân hàng TMCP Ngoại thương Việt Nam"]),
    ("Tập đoàn Điện lực VN báo lỗi.", ["Tập đoàn Điện lực Việt Nam"]),
    ("Toà án nhân dân tối cao và VKSNDTC ban hành thông tư.", ["Tòa án nhân dân tối cao", "Viện kiểm sát nhân dân tối cao"]),
    ("Trung ương Đảng giao Bộ Chính trị.", ["Ban Chấp hành Trung ương Đảng", "Bộ Chính trị"]),
    ("Tổ công tác của Thủ tướng kiểm tra.", ["Tổ công tác của Thủ tướng Chính phủ"]),
]  # fmt: skip

NOT_NAMES = [
    ("Xây dựng Chính phủ điện tử và Chính phủ số.", []),
    ("Chính phủ không giấy tờ là mục tiêu.", []),
    ("Luật Tổ chức Chính phủ có hiệu lực.", []),
    ("Một đại biểu Quốc hội đặt câu hỏi.", []),
    ("Mọi bộ phận đều có trung tâm, viện và cục riêng.", []),
    ("UBND các cấp, HĐND các cấp thực hiện.", []),
    ("UBND các tỉnh, thành phố trực thuộc Trung ương báo cáo.", []),
    ("UBND cấp xã và UBND cấp huyện tiếp nhận.", []),
    ("Các bộ, ngành, địa phương khẩn trương.", []),
    ("Vụ việc được làm rõ, Hội nghị bế mạc.", []),
    ("Du khách đến Hội An và xã Hội Sơn.", []),
    ("Một bộ trưởng, một bộ tài chính và một sở xây dựng nào đó.", []),
    ("Trung tâm Phục vụ hành chính công cấp xã nhận hồ sơ.", []),
    ("FPTX và VNPTx không phải tên đúng.", []),
]

LISTS = [
    ("các Bộ Công an, Công Thương, Xây dựng", ["Bộ Công an", "Bộ Công Thương", "Bộ Xây dựng"]),
    ("Các bộ: Tài chính, Nội vụ và Tư pháp trình trong quý I.", ["Bộ Tài chính", "Bộ Nội vụ", "Bộ Tư pháp"]),
    ("Thứ trưởng các Bộ: Thông tin và Truyền thông, Công Thương dự.", [TTTT, "Bộ Công Thương"]),
    ("hai Bộ Quốc phòng và Công an phối hợp", ["Bộ Quốc phòng", "Bộ Công an"]),
    ("các bộ, ngành: Y tế, Văn hóa, Thể thao và Du lịch, Tài chính", ["Bộ Y tế", "Bộ Văn hóa, Thể thao và Du lịch", "Bộ Tài chính"]),
    ("các Bộ, cơ quan: Công an, Văn phòng Chính phủ, Ngân hàng Nhà nước Việt Nam, Tài chính họp", [
        "Bộ Công an", "Văn phòng Chính phủ", "Ngân hàng Nhà nước Việt Nam", "Bộ Tài chính"]),
    ("Bộ Công an, Quốc phòng, Ngoại giao.", ["Bộ Công an", "Bộ Quốc phòng", "Bộ Ngoại giao"]),
    ("Bộ trưởng Nội vụ phát biểu.", ["Bộ Nội vụ"]),
    ("Bộ trưởng Bộ Nội vụ phát biểu.", ["Bộ Nội vụ"]),
    ("Bộ Y tế, Công an tỉnh Hà Nam", ["Bộ Y tế", "Công an tỉnh Hà Nam"]),
    ("UBND các tỉnh Hà Nam, Nam Định và Thái Bình.", [f"Ủy ban nhân dân tỉnh {p}" for p in ("Hà Nam", "Nam Định", "Thái Bình")]),
    ("UBND hai tỉnh Long An và Tây Ninh", ["Ủy ban nhân dân tỉnh Long An", "Ủy ban nhân dân tỉnh Tây Ninh"]),
    ("UBND các quận 1, quận 3 và Bình Thạnh", ["Ủy ban nhân dân quận 1", "Ủy ban nhân dân quận 3", "Ủy ban nhân dân quận Bình Thạnh"]),
    ("Sở Nội vụ, Sở Tư pháp và Sở Tài chính Hà Nội", [f"Sở {t} thành phố Hà Nội" for t in ("Nội vụ", "Tư pháp", "Tài chính")]),
    ("các Sở Y tế, Xây dựng và Du lịch Đà Nẵng", [f"Sở {t} thành phố Đà Nẵng" for t in ("Y tế", "Xây dựng", "Du lịch")]),
    ("HĐND, UBND tỉnh Sơn La", ["Hội đồng nhân dân tỉnh Sơn La", "Ủy ban nhân dân tỉnh Sơn La"]),
]  # fmt: skip

PLACES = [
    ("UBND TP.HCM, UBND TP. HCM, UBND TPHCM", [f"Ủy ban nhân dân {HCM}"] * 3),
    ("Chủ tịch UBND TP Hà Nội", ["Ủy ban nhân dân thành phố Hà Nội"]),
    ("HĐND thành phố Đà Nẵng", ["Hội đồng nhân dân thành phố Đà Nẵng"]),
    ("Thành uỷ TP HCM giao Tỉnh uỷ Bình Dương.", [f"Thành ủy {HCM}", "Tỉnh ủy Bình Dương"]),
    ("Bí thư Thành ủy Cần Thơ", ["Thành ủy Cần Thơ"]),
    ("UBND huyện Đông Anh Nguyễn Văn Tư trình bày.", ["Ủy ban nhân dân huyện Đông Anh"]),
    ("phó chủ tịch UBND P. Tân Phú (Q. 7)", ["Ủy ban nhân dân phường Tân Phú"]),
    ("UBND Q.12 và UBND TP Thủ Đức", ["Ủy ban nhân dân quận 12", "Ủy ban nhân dân thành phố Thủ Đức"]),
    ("Sở TT&TT Lâm Đồng", ["Sở Thông tin và Truyền thông tỉnh Lâm Đồng"]),
    ("Sở Kế hoạch Đầu tư TP HCM", [f"Sở Kế hoạch và Đầu tư {HCM}"]),
    ("Công an TP Hải Phòng", ["Công an thành phố Hải Phòng"]),
    ("Cục Thuế TP Hà Nội thu đủ.", ["Cục Thuế thành phố Hà Nội"]),
    ("Tỉnh đoàn Nghệ An", ["Tỉnh đoàn Nghệ An"]),
    ("Văn phòng UBND tỉnh Bắc Kạn", ["Văn phòng Ủy ban nhân dân tỉnh Bắc Kạn"]),
    ("UBND tỉnh Đăk Lăk và UBND tỉnh Bà Rịa-Vũng Tàu", ["Ủy ban nhân dân tỉnh Đắk Lắk", "Ủy ban nhân dân tỉnh Bà Rịa - Vũng Tàu"]),
    ("TAND quận 3 tuyên án.", ["Tòa án nhân dân quận 3"]),
]  # fmt: skip

OPEN = [
    ("Trung tâm Tin học Thống kê cho biết", ["Trung tâm Tin học Thống kê"]),
    ("Vụ Pháp chế Bộ Tư pháp thẩm định.", ["Vụ Pháp chế Bộ Tư pháp"]),
    ("Trung tâm thông tin Bộ Nội vụ cập nhật.", ["Trung tâm thông tin Bộ Nội vụ"]),
    ("Cục Trồng trọt và Bảo vệ thực vật đã kiểm tra.", ["Cục Trồng trọt và Bảo vệ thực vật"]),
    ("Công ty Minh Phát Long và Công ty An Bình Phú ký hợp đồng.", ["Công ty Minh Phát Long", "Công ty An Bình Phú"]),
    ("Công ty TNHH MTV Thoát nước Bình Minh có trách nhiệm", ["Công ty TNHH MTV Thoát nước Bình Minh"]),
    ("Hội Tin học Bình Minh TP. HCM đề xuất", ["Hội Tin học Bình Minh Thành phố Hồ Chí Minh"]),
    ("Hiệp hội Blockchain Việt Nam, Hiệp hội Thủy sản họp", ["Hiệp hội Blockchain Việt Nam", "Hiệp hội Thủy sản"]),
    ("Bệnh viện Đa khoa Trung ương Cần Thơ chuyển thành cơ sở 2.", ["Bệnh viện Đa khoa Trung ương Cần Thơ"]),
    ("Giám đốc Trung tâm Công nghệ thông tin Nguyễn Thị Lan", ["Trung tâm Công nghệ thông tin"]),
    ("Trường Đại học Sư phạm Kỹ thuật sẽ đào tạo.", ["Trường Đại học Sư phạm Kỹ thuật"]),
    ("Viện Chiến lược và Khoa học pháp lý thuộc bộ", ["Viện Chiến lược và Khoa học pháp lý"]),
    ("Cơ cấu gồm:\n1- Vụ Tổ chức cán bộ;\n2- Vụ Công tác đảng, đoàn thể;\n3- Văn phòng.", ["Vụ Tổ chức cán bộ", "Vụ Công tác đảng, đoàn thể"]),
    ("Trung tâm Sản xuất và Phát triển nội dung số.", ["Trung tâm Sản xuất và Phát triển nội dung số"]),
    ("Cục Người có công đã chi trả.", ["Cục Người có công"]),
    ("Tổng cục Đường thủy (thuộc bộ)", ["Tổng cục Đường thủy"]),
    ("Ngân hàng Phương Bắc Việt Nam số dư tăng", ["Ngân hàng Phương Bắc Việt Nam"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), REGISTERED + LISTS + PLACES)
def test_registered_names_lists_and_places(text: str, expected: list[str]) -> None:
    assert names(text) == expected


@pytest.mark.parametrize(("text", "expected"), NOT_NAMES)
def test_what_names_no_body(text: str, expected: list[str]) -> None:
    assert names(text) == expected


@pytest.mark.parametrize(("text", "expected"), OPEN)
def test_open_names_end_where_they_should(text: str, expected: list[str]) -> None:
    found = names(text)
    assert [n for n in found if n not in ("Bộ Nội vụ", "Bộ Tư pháp")] == expected


@pytest.mark.parametrize(
    ("text", "on", "expected"),
    [
        ("UBND tỉnh Ninh Bình", date(2025, 6, 30), "ubnd-ninh-binh"),
        ("UBND tỉnh Ninh Bình", date(2025, 7, 1), "ubnd-ninh-binh-2025"),
        ("UBND tỉnh Ninh Bình", None, "ubnd-ninh-binh-2025"),
        ("UBND tỉnh Hà Nam (cũ)", date(2026, 1, 1), "ubnd-ha-nam"),
        ("UBND TP HCM", date(2020, 1, 1), "ubnd-tp-hcm"),
        ("UBND TP HCM", date(2026, 1, 1), "ubnd-tp-hcm-2025"),
        ("UBND tỉnh Thừa Thiên Huế", date(2020, 1, 1), "ubnd-thua-thien-hue"),
        ("UBND thành phố Huế", date(2025, 2, 1), "ubnd-hue"),
        ("Bộ Xây dựng", date(2018, 1, 1), "bo-xay-dung"),
        ("Bộ GTVT (nay là Bộ Xây dựng)", date(2026, 1, 1), "bo-gtvt"),
        ("Cục Thuế", date(2026, 1, 1), "cuc-thue"),
        ("Tổng cục Thuế", date(2020, 1, 1), "tong-cuc-thue"),
        ("Thành ủy Hà Nội", date(2026, 1, 1), "thanh-uy-ha-noi"),
        ("các Bộ Nông nghiệp và Môi trường, Tài chính", date(2026, 1, 1), "bo-nnmt"),
    ],
)
def test_names_resolve_as_of_the_day(text: str, on: date | None, expected: str) -> None:
    assert find_organisations(text, Context(published_on=on))[0].organisation_id == expected


def test_every_member_of_a_list_has_its_own_span() -> None:
    text = "Giao các Bộ Công an, Công Thương và Xây dựng."
    assert [m.quote for m in find_organisations(text, EARLIER)] == ["Công an", "Công Thương", "Xây dựng"]


def test_bare_names_take_the_province_of_a_clear_article() -> None:
    text = "Tỉnh Lai Châu họp. UBND tỉnh Lai Châu báo cáo; UBND tỉnh giao Sở Nội vụ và Tỉnh ủy xem xét."
    assert names(text) == [
        "Ủy ban nhân dân tỉnh Lai Châu", "Ủy ban nhân dân tỉnh Lai Châu", "Sở Nội vụ tỉnh Lai Châu", "Tỉnh ủy Lai Châu",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "UBND tỉnh đã chỉ đạo Sở Nội vụ.",
        "Tỉnh Lào Cai và tỉnh Yên Bái họp với tỉnh Lào Cai, tỉnh Yên Bái. UBND tỉnh kết luận.",
        "Ông Trương Hòa Bình và ông Lê Hòa Bình đến thăm. UBND tỉnh báo cáo.",
    ],
)
def test_bare_names_are_left_out_where_the_province_is_not_clear(text: str) -> None:
    assert names(text) == []


def test_aliases_that_the_article_defines() -> None:
    text = "Ban Chỉ đạo Đô thị thông minh (sau đây gọi là Ban Chỉ đạo) họp. Ban Chỉ đạo giao Hiệp hội Vi mạch Bình Minh (HVB). HVB nhận."
    found = find_organisations(text, EARLIER)
    assert [(m.quote, m.name) for m in found] == [
        ("Ban Chỉ đạo Đô thị thông minh", "Ban Chỉ đạo Đô thị thông minh"),
        ("Ban Chỉ đạo", "Ban Chỉ đạo Đô thị thông minh"),
        ("Hiệp hội Vi mạch Bình Minh", "Hiệp hội Vi mạch Bình Minh"),
        ("HVB", "Hiệp hội Vi mạch Bình Minh"),
    ]
    assert not any(m.registered for m in found)


def test_an_acronym_of_the_topic_is_no_alias_of_the_body() -> None:
    assert names("Ủy ban Quốc gia về Chính phủ điện tử (CPĐT) họp. Phát triển CPĐT là ưu tiên.") == [
        "Ủy ban Quốc gia về Chính phủ điện tử"
    ]


def test_offices_of_one_person_are_marked() -> None:
    found = find_organisations("Thủ tướng Chính phủ và Phó Thủ tướng nghe Bộ Y tế báo cáo.", EARLIER)
    assert [(m.name, m.office_holder, m.optional) for m in found] == [
        ("Thủ tướng Chính phủ", True, True),
        ("Phó Thủ tướng Chính phủ", True, True),
        ("Bộ Y tế", False, False),
    ]


def test_agencies_in_credits_are_optional() -> None:
    credit, acting = "Theo TTXVN", "Sáng nay, TTXVN ra mắt chuyên trang."
    assert [m.optional for m in find_organisations(credit)] == [True]
    assert [m.optional for m in find_organisations(acting)] == [False]


def test_unregistered_bodies_have_an_id_of_their_name() -> None:
    (found,) = find_organisations("UBND huyện Mộc Châu", EARLIER)
    assert (found.registered, found.organisation_id) == (False, "uy-ban-nhan-dan-huyen-moc-chau-son-la")


def test_decomposed_text_and_invisible_characters_keep_their_offsets() -> None:
    text = unicodedata.normalize("NFD", "Hôm qua, Bộ Nội vụ và UBND\u200b tỉnh  Hà Giang họp.")
    found = find_organisations(text, EARLIER)
    assert [m.name for m in found] == ["Bộ Nội vụ", "Ủy ban nhân dân tỉnh Hà Giang"]
    assert all(text[m.start : m.end] == m.quote for m in found)
    assert unicodedata.normalize("NFC", found[0].quote) == "Bộ Nội vụ"


PIECES = st.sampled_from(
    [
        "các Bộ", "Công an", ", ", ": ", " và ", "UBND", "tỉnh", "TP", "Hà Nội", "Sở", "Nội vụ", "Trung tâm",
        "Bộ", "Công Thương", "Nguyễn Văn", "(", ")", "sau đây gọi là", "Hội", ";", "\n", ".", "1- ", "HĐND",
        "phường", "quận 12", "VN", "FPT", "Chính phủ", "số", "Cục", "o\u0323\u0302", "\u200b", "\x00",
        "\ud800", "İ", "-", "  ",
    ]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        st.text(st.characters(exclude_categories=()), max_size=200),
        st.lists(PIECES, max_size=40).map(" ".join),
        st.lists(PIECES, max_size=40).map("".join),
    )
)
def test_any_text_gives_ordered_findings_that_slice_it(text: str) -> None:
    found = find_organisations(text, LATER)
    assert all(text[m.start : m.end] == m.quote and m.quote for m in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(m.name and m.organisation_id and 0 < m.confidence <= 1 for m in found)
    assert found == find_organisations(text, LATER)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\x00",
        "\ud800" * 10,
        "Bộ " * 50_000,
        "các Bộ Công an, " * 20_000,
        "UBND " * 60_000,
        "(" * 200_000,
        "Hội đồng " * 30_000,
    ],
)
def test_hostile_texts_end_in_good_time(text: str) -> None:
    find_organisations(text, LATER)
