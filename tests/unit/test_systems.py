"""Named information systems in sentences, and the registry that names them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theodoi.extract.systems import find_systems
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
