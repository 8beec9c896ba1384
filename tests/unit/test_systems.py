"""Named information systems in sentences, and the registry that names them."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theodoi.extract.document import Document
from theodoi.extract.findings import extract
from theodoi.extract.organisations import read as read_organisations
from theodoi.extract.spans import Context, Findings
from theodoi.extract.systems import find_systems
from theodoi.extract.systems import read as read_systems
from theodoi.registry.systems import load_systems

POPULATION, LAND, INSURANCE = (
    "Cơ sở dữ liệu quốc gia về dân cư",
    "Cơ sở dữ liệu đất đai quốc gia",
    "Cơ sở dữ liệu quốc gia về bảo hiểm",
)
CASES = [
    ("Cổng Dịch vụ công quốc gia đã mở.", ["Cổng Dịch vụ công quốc gia"]),
    ("trên cổng dịch vụ công Quốc gia", ["Cổng Dịch vụ công quốc gia"]),
    ("Cổng DVC quốc gia", ["Cổng Dịch vụ công quốc gia"]),
    ("Kết nối NGSP, sau là NDXP.", ["Nền tảng tích hợp, chia sẻ dữ liệu quốc gia"] * 2),
    ("nền tảng tích hợp, chia sẻ dữ liệu quốc gia (NDXP)", ["Nền tảng tích hợp, chia sẻ dữ liệu quốc gia"] * 2),
    ("Họp qua e-Cabinet", ["Hệ thống thông tin phục vụ họp và xử lý công việc của Chính phủ"]),
    ("đăng nhập bằng VNeID", ["VNeID"]),
    ("CSDL quốc gia về dân cư", [POPULATION]),
    ("Cơ sở dữ liệu dân cư quốc gia", [POPULATION]),
    ("cơ sở dữ liệu quốc gia về dân cư, đất đai và bảo hiểm", [POPULATION, LAND, INSURANCE]),
    ("Các cơ sở dữ liệu quốc gia như cơ sở dữ liệu về dân cư, đất đai còn chậm.", [POPULATION, LAND]),
    ("cơ sở dữ liệu về dân cư của xã", []),
    ("Trục liên thông văn bản quốc gia", ["Trục liên thông văn bản quốc gia"]),
    ("nền tảng SMEdx.vn và PayGov", ["SMEdx", "PayGov"]),
    ("hệ thống, cổng và nền tảng nói chung", []),
    ("người dùng vneidx", []),
    ("Mạng truyền số liệu chuyên dùng của cơ quan nhà nước", ["Mạng truyền số liệu chuyên dùng"]),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_systems_by_their_names(text: str, expected: list[str]) -> None:
    found = find_systems(text)
    assert [m.name for m in found] == expected
    assert all(text[m.start : m.end] == m.quote for m in found)


# Systems that no registry holds, as extract() reads them: with the bodies of the text.
OPEN = [
    ("Xã đã dùng Hệ thống quản lý hồ sơ hội viên và kết nối với huyện.", ["Hệ thống quản lý hồ sơ hội viên"]),
    ("Tháng trước, hệ thống Quản lý tổ chức và hoạt động hòa giải đã nhận 300 vụ.", ["Hệ thống Quản lý tổ chức và hoạt động hòa giải"]),
    ("Hồ sơ vào Cơ sở dữ liệu về giống cây trồng từ tháng 5.", ["Cơ sở dữ liệu về giống cây trồng"]),
    ("Lỗi được ghi trong Cơ sở dữ liệu về trật tự, an toàn đường thủy.", ["Cơ sở dữ liệu về trật tự, an toàn đường thủy"]),
    ("Luật quy định hệ thống thông tin quốc gia về nghề cá.", ["Hệ thống thông tin quốc gia về nghề cá"]),
    ("Sở xây dựng Hệ thống thông tin truy xuất nguồn gốc chè tỉnh Sơn La.", ["Hệ thống thông tin truy xuất nguồn gốc chè tỉnh Sơn La"]),
    ("Cục dùng Hệ thống quản lý kho tích hợp tập trung.", ["Hệ thống quản lý kho tích hợp tập trung"]),
    ("Hệ thống thông tin báo cáo của Bộ Tư pháp bị chậm.", ["Hệ thống thông tin báo cáo của Bộ Tư pháp"]),
    ("Cổng dữ liệu mở thành phố Đà Nẵng mở 500 bộ.", ["Cổng dữ liệu mở thành phố Đà Nẵng"]),
    ("Người dân vào cổng dịch vụ công tỉnh Hà Nam nộp hồ sơ.", ["Cổng dịch vụ công tỉnh Hà Nam"]),
    ("Đăng trên Cổng thông tin điện tử phường Sa Pa.", ["Cổng thông tin điện tử phường Sa Pa"]),
    ("Trục kết nối, chia sẻ dữ liệu tỉnh Lào Cai đã chạy.", ["Trục kết nối, chia sẻ dữ liệu tỉnh Lào Cai"]),
    ("Huyện mở Kho dữ liệu dùng chung tỉnh Quảng Ninh.", ["Kho dữ liệu dùng chung tỉnh Quảng Ninh"]),
    ("Nền tảng Quản lý trạm bơm đã có 400 tài khoản.", ["Nền tảng Quản lý trạm bơm"]),
    ("Tỉnh Lào Cai mở nền tảng “Học nhanh số” cho công dân.", ["Nền tảng Học nhanh số"]),
    ("Công an xã hướng dẫn cài phần mềm “Báo tin nhanh”.", ["Phần mềm Báo tin nhanh"]),
    ("Ý kiến gửi qua ứng dụng Công dân số Lào Cai mỗi ngày.", ["Ứng dụng Công dân số Lào Cai"]),
    ("Bộ Y tế ra mắt ứng dụng quản lý hành nghề Med999 cho bác sĩ.", ["Med999"]),
    ("Mô hình giống hệ thống X-Tax của Estonia về thuế điện tử.", ["X-Tax"]),
    ("UBND phường thí điểm trợ lý ảo “Cán bộ số”.", ["Trợ lý ảo Cán bộ số"]),
    ("Phường dùng phần mềm iHoSo để tiếp nhận thủ tục.", ["iHoSo"]),
    ("Estonia có nền tảng X-Way phục vụ chính phủ điện tử.", ["X-Way"]),
    ("Theo Cổng TTĐT tỉnh Hà Nam, giá đã đổi.", ["Cổng thông tin điện tử tỉnh Hà Nam"]),
    ("Lỗi nằm ở Cơ sở dữ liệu về xử lý vi phạm hành chính từ sáng.", ["Cơ sở dữ liệu về xử lý vi phạm hành chính"]),
    # what names none
    ("Hãng bán phần mềm iGame để giải trí, nền tảng X-Game cho trẻ em.", []),
    ("Các Hệ thống thông tin dùng chung, các cơ sở dữ liệu quốc gia và hệ thống thông tin của tỉnh.", []),
    ("Trang Cổng dịch vụ công trực tuyến và Cổng thông tin điện tử tỉnh đăng tin.", []),
    ("Hệ thống phòng không, hệ thống chính trị, hệ thống điện quốc gia, hệ thống giáo dục quốc dân.", []),
    ("Hãng được chứng nhận Hệ thống quản lý chất lượng và Hệ thống quản lý an toàn thực phẩm.", []),
    ("Mỹ bán hệ thống THAAD, hệ thống tên lửa S-999 của Nga.", []),
    ("Người dân dùng ứng dụng Zalo, app Shopee, nền tảng TikTok và phần mềm Excel.", []),
    ("Trang bán hàng mở nền tảng “Mua nhanh” cho mọi nhà.", []),
    ("Tội phạm dùng phần mềm BlackCat tấn công trang của Bộ Y tế.", []),
    ("Trung tâm Ứng dụng công nghệ sinh học và bộ môn Hệ thống thông tin quản lý.", []),
    ("Tỉnh đầu tư hệ thống PCCC, hệ thống cấp nước ABC, hệ thống Wi-Fi.", []),
    ("Đây là nền tảng Chính phủ điện tử và ứng dụng công nghệ thông tin.", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), OPEN)
def test_systems_that_the_grammar_knows(text: str, expected: list[str]) -> None:
    found = extract(text).systems
    assert [m.name for m in found] == expected
    assert all(text[m.start : m.end] == m.quote for m in found)


def test_a_portal_with_and_without_of_is_one() -> None:
    found = extract("Cổng thông tin của Bộ Y tế đăng tin. Xem Cổng thông tin Bộ Y tế.").systems
    assert len(found) == 2
    assert len({m.system_id for m in found}) == 1


@pytest.mark.parametrize(
    "piece",
    [
        "hệ thống ", "Hệ thống quản lý, ", "nền tảng “a ", "ứng dụng Aa ", "Cơ sở dữ liệu về đất đai và ", "Cổng thông tin điện tử tỉnh ",
        "Hệ thống thông tin của Bộ Y tế ", "phần mềm Aa-Bb ", "a phần mềm ",
    ],
)  # fmt: skip
@pytest.mark.perf
def test_time_is_linear(piece: str) -> None:
    def seconds(size: int) -> float:
        text = piece * size
        times = []
        for _ in range(3):
            start = time.process_time()
            extract_systems(text)
            times.append(time.process_time() - start)
        return min(times)

    assert seconds(4_000) <= 2.6 * seconds(2_000) + 0.05


def extract_systems(text: str) -> None:
    document = Document(text, Context())
    document.found = Findings(organisations=read_organisations(document))
    read_systems(document)


def test_registry_of_systems() -> None:
    registry = load_systems()
    assert len(registry.all) >= 50
    assert registry.named("NGSP") is registry.named("ndxp") is registry.by_id["ndxp"]
    assert all("(" not in system.name for system in registry.all)


@settings(max_examples=100, deadline=None)
@given(
    st.text(st.characters(exclude_categories=()), max_size=100),
    st.sampled_from([t for t, _ in CASES]),
    st.text(st.characters(exclude_categories=()), max_size=100),
)
def test_any_text_gives_ordered_findings_that_slice_it(before: str, middle: str, after: str) -> None:
    text = before + middle + after
    found = find_systems(text)
    assert all(text[m.start : m.end] == m.quote for m in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
