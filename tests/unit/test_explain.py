"""Why the rules accept, refuse and change candidates: each reason by name, and `theodoi explain`."""

from __future__ import annotations

import json
from datetime import date

import pytest

from tests.command_line import theodoi
from theodoi.extract.explain import Log, as_data, as_lines, touching
from theodoi.extract.findings import extract
from theodoi.extract.spans import Context

SAID = (
    "Theo Nghị định số 13/2023/NĐ-CP, Bộ Công an cho biết đến hết quý I/2026 có 87,5% hồ sơ nộp trực tuyến, "
    "tăng 12% so với cùng kỳ."
)
PUBLISHED = Context(published_on=date(2026, 4, 20))


def steps(text: str, context: Context = PUBLISHED) -> list[dict]:
    log = Log()
    extract(text, context, log)
    return as_data(text, log)


REFUSED = [
    # figures
    ("Hồ sơ theo Nghị định số 13/2023/NĐ-CP.", "metric", "2023", "held"),
    ("Chuyến tàu SE12 có 5.000 khách.", "metric", "12", "glued_before"),
    ("Trận đấu lúc 18:30 có 5.000 khách.", "metric", "18", "glued_after"),
    ("Mã bưu chính 00700 hồ sơ.", "metric", "00700", "leading_zero"),
    ("Đường dây nóng: 19001234 hồ sơ.", "metric", "19001234", "phone"),
    ("Tại quận 3, 5 và 7 hồ sơ.", "metric", "5", "listed_label"),
    ("Ở khu phố 12 hộ dân góp tiền.", "metric", "12", "label"),
    ("Đạt tiêu chuẩn ISO 9001 hồ sơ.", "metric", "9001", "standard"),
    ("Đội nhà thua 2-3 dịch vụ.", "metric", "2-3", "score"),
    ("Học sinh lớp 9 hồ sơ.", "metric", "9", "ordinal"),
    ("Anh 25 tuổi.", "metric", "25", "no_unit"),
    ("Một hồ sơ bị trả lại.", "metric", "Một", "article"),
    ("Kỷ nguyên 4.0 dịch vụ.", "metric", "4.0", "version"),
    # what a figure asks for
    ("So với năm 2020, tỉnh có thêm 5.000 hồ sơ.", "period", "5.000 hồ sơ", "other_time"),
    ("Ngày 2/9 có 5.000 hồ sơ.", "period", "5.000 hồ sơ", "no_year"),
    ("Kế hoạch của năm 2020, nay có 5.000 hồ sơ.", "period", "5.000 hồ sơ", "other_clause"),
    ("Tỉnh có 12 người nộp hồ sơ trực tuyến.", "indicator", "12 người", "other_unit_or_time"),
    ("Đã có 51/63 tỉnh dùng hóa đơn điện tử.", "indicator", "51/63 tỉnh", "holders"),
    ("Ông Trương Hòa Bình nộp 5.000 hồ sơ.", "place", "Hòa Bình", "person"),
    ("Người ở xã Hòa Bình nộp 5.000 hồ sơ.", "place", "Hòa Bình", "local"),
    ("Cao tốc Hà Nội - Hải Phòng có 5.000 xe.", "place", "Hà Nội", "road"),
    ("Hoa cho biết có 5.000 hồ sơ.", "speaker", "Hoa", "no_person"),
    ("Hà Nội cho biết có 5.000 hồ sơ.", "speaker", "Hà Nội", "body_or_place"),
    # documents
    ("Giấy phép số 68/GP-XYZ hết hạn.", "decree", "68/GP-XYZ", "unknown_code"),
    ("Đoạn 5/QĐ đã xong.", "decree", "5/QĐ", "unsure_alone"),
    ("Họ ra kế hoạch 5 năm.", "decree", "kế hoạch 5", "counts"),
    ("Gửi về TT 05 mới.", "decree", "TT 05", "doubtful"),
    ("Anh bị kỷ luật Đảng.", "decree", "luật", "other_word"),
    ("Ban hành nghị quyết về việc bổ nhiệm cán bộ.", "decree", "nghị quyết", "personal"),
    ("Quốc hội bàn Nghị quyết phát triển vùng.", "decree", "Nghị quyết", "no_subject"),
    ("Cuối cùng, quyết định này gây tranh cãi.", "decree", "quyết định", "vague"),
    ("Theo quy định (sau đây gọi là Luật) thì phải nộp.", "decree", "(sau đây gọi là Luật)", "nothing_defined"),
    # what documents do
    ("Nghị định số 13/2023/NĐ-CP sửa đổi nhiều điều.", "relation", "sửa đổi", "no_object"),
    ("Bộ Y tế bãi bỏ Nghị định số 13/2023/NĐ-CP.", "relation", "bãi bỏ", "no_subject"),
    ("Nghị định số 13/2023/NĐ-CP có hiệu lực.", "event", "có hiệu lực", "no_day"),
    # bodies
    ("Bộ Công an họp.", "organisation", "Công an", "overlaps"),
    ("Văn bản 381/QĐ-BTC đã gửi.", "organisation", "BTC", "in_a_number"),
    ("Chi cục Thuế khu vực họp.", "organisation", "Chi cục", "kind_of_body"),
    ("Có 63 Chi cục Thống kê trên cả nước.", "organisation", "Chi cục", "counted"),
    ("Họ lập công ty Nhật ở đây.", "organisation", "công ty", "small_head"),
    ("UBND các cấp phải làm.", "organisation", "UBND", "waits_for_place"),
    ("Trung tâm đã mở.", "organisation", "Trung tâm", "no_name"),
]


@pytest.mark.parametrize(("text", "kind", "words", "rule"), REFUSED, ids=lambda value: str(value)[:40])
def test_a_refusal_is_told_by_name(text, kind, words, rule):
    refused = {
        (s["quote"], s["rule"]) for s in steps(text, Context()) if s["kind"] == kind and s["verdict"] == "refused"
    }
    assert (words, rule) in refused, refused


def test_what_is_accepted_tells_its_rule():
    accepted = {(s["kind"], s["quote"], s["rule"]) for s in steps(SAID) if s["verdict"] == "accepted"}
    assert {
        ("decree", "Nghị định số 13/2023/NĐ-CP", "number+type"),
        ("organisation", "Bộ Công an", "organisations/registry"),
        ("metric", "87,5%", "figure"),
        ("metric", "tăng 12%", "figure"),
    } <= accepted


def test_what_a_later_rule_changes_is_told_field_by_field():
    changed = {(s["quote"], s["rule"]): s["because"] for s in steps(SAID) if s["verdict"] == "changed"}
    assert changed["tăng 12%", "times"] == "baseline None -> “2025-Q1”"
    assert "said_by_organisation_id None -> “bo-cong-an”" in changed["87,5%", "attribution"]
    assert "date_basis None -> “registry”" in changed["Nghị định số 13/2023/NĐ-CP", "known_document"]
    owned = steps("Vụ Pháp chế, Bộ Tư pháp họp.")
    assert any(s["rule"] == "parents" and "bo-tu-phap" in s["because"] for s in owned)


def test_findings_are_the_same_with_and_without_a_log():
    for text in (SAID, *(text for text, *_ in REFUSED)):
        assert extract(text, PUBLISHED, Log()) == extract(text, PUBLISHED)


def test_offsets_are_those_of_the_text_where_the_view_has_others():
    text = "Chi cục  Thuế\u200b khu vực họp."  # two spaces, an invisible letter
    for step in steps(text):
        assert step["quote"] == text[step["start"] : step["end"]]
    assert any(s["rule"] == "kind_of_body" and s["quote"] == "Chi cục" for s in steps(text))


def test_steps_are_told_by_where_they_stand_and_by_offset():
    told = steps(SAID)
    assert [(s["start"], s["end"]) for s in told] == sorted((s["start"], s["end"]) for s in told)
    at = SAID.index("87,5%")
    assert {s["quote"] for s in touching(told, at)} == {"87,5%"}
    lines = list(as_lines(SAID, touching(told, at)))
    assert lines[0] == f"{at}-{at + 5}  ho biết đến hết quý I/2026 có «87,5%» hồ sơ nộp trực tuyến, tăng 12"
    assert lines[-1] == "    accepted metric       figure: confidence 0.9"


# the command ----------------------------------------------------------------------------------------------------------
@pytest.fixture
def said(tmp_path):
    path = tmp_path / "said.txt"
    path.write_text(SAID, encoding="utf-8")
    return path


def test_the_command_prints_lines_to_read_or_json(said):
    read = theodoi("explain", said, "--raw", "--published", "2026-04-20")
    assert read.returncode == 0
    assert "    accepted metric       figure: confidence 0.9" in read.stdout.splitlines()
    at = SAID.index("12%") + 1
    data = theodoi("explain", said, "--raw", "--published", "2026-04-20", "--at", at, "--format", "jsonl")
    told = [json.loads(line) for line in data.stdout.splitlines()]
    assert {step["quote"] for step in told} == {"tăng 12%"}
    assert told[-1] | {"because": ""} == {
        "kind": "metric", "start": SAID.index("tăng"), "end": SAID.index("tăng") + 8, "verdict": "accepted",
        "rule": "figure", "because": "", "quote": "tăng 12%",
    }  # fmt: skip


def test_the_command_says_what_it_cannot_do(said, tmp_path):
    outside = theodoi("explain", said, "--raw", "--at", 100_000)
    assert outside.returncode == 1
    assert outside.stderr == f"theodoi explain: the text has the characters 0 to {len(SAID) - 1}, and none at 100000\n"
    missing = theodoi("explain", tmp_path / "none.txt")
    assert (missing.returncode, "no file" in missing.stderr) == (1, True)
    nothing = theodoi("explain", said, "--raw", "--at", 1)
    assert (nothing.returncode, nothing.stdout) == (0, "no rule looked at anything there\n")
