"""Citations of documents: each case is a sentence and what a careful reader writes down of it."""

from __future__ import annotations

import json
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theodoi.extract.decrees import find_decrees, find_events, find_relations
from theodoi.extract.spans import Context

SHARED = Path(__file__).resolve().parents[3] / "shared"


def numbers(text: str) -> list[str]:
    return [m.number for m in find_decrees(text) if m.number and m.form != "nickname"]


NUMBERS = [
    # plain citations
    ("Quyết định số 749/QĐ-TTg phê duyệt Chương trình Chuyển đổi số", ["749/QĐ-TTg"]),
    ("Nghị định 45/2020/NĐ-CP về thủ tục trên môi trường điện tử", ["45/2020/NĐ-CP"]),
    ("theo Nghị quyết 02/NQ-CP", ["02/NQ-CP"]),
    ("Thông tư số 01/2023/TT-VPCP", ["01/2023/TT-VPCP"]),
    ("Chỉ thị số 16/CT-TTg", ["16/CT-TTg"]),
    ("Công điện 89/CĐ-TTg", ["89/CĐ-TTg"]),
    ("Thông báo số 112/TB-VPCP", ["112/TB-VPCP"]),
    ("Kế hoạch số 145/KH-UBND của UBND tỉnh Hà Giang", ["145/KH-UBND"]),
    ("Tờ trình số 30/TTr-BTTTT", ["30/TTr-BTTTT"]),
    ("Báo cáo 55/BC-BNV", ["55/BC-BNV"]),
    ("Hướng dẫn số 12/HD-BNV", ["12/HD-BNV"]),
    ("Luật số 20/2023/QH15 về giao dịch điện tử", ["20/2023/QH15"]),
    ("Nghị quyết số 1211/2016/UBTVQH13", ["1211/2016/UBTVQH13"]),
    ("Pháp lệnh số 28/2005/PL-UBTVQH11", ["28/2005/PL-UBTVQH11"]),
    ("Văn bản hợp nhất số 134/VBHN-VPQH", ["134/VBHN-VPQH"]),
    ("Đề án số 354/ĐA-CP", ["354/ĐA-CP"]),
    # type told by the number alone
    ("Theo 45/2020/NĐ-CP, hồ sơ nộp trên mạng", ["45/2020/NĐ-CP"]),
    ("(749/QĐ-TTg)", ["749/QĐ-TTg"]),
    ("căn cứ 20/2023/QH15 và 24/2018/QH14", ["20/2023/QH15", "24/2018/QH14"]),
    # look-alike letters, case, dashes, spaces, lost hyphens
    ("Nghị định 45/2020/NÐ-CP", ["45/2020/NĐ-CP"]),
    ("Nghị định 45/2020/ND-CP", ["45/2020/NĐ-CP"]),
    ("Quyết định 749/QD-TTg", ["749/QĐ-TTg"]),
    ("Quyết định số 749/QĐ-TTG", ["749/QĐ-TTg"]),
    ("quyết định số 749/qđ-ttg", ["749/QĐ-TTg"]),
    ("QUYẾT ĐỊNH SỐ 749/QĐ-TTG", ["749/QĐ-TTg"]),
    ("Quyết định số 749/QĐ–TTg", ["749/QĐ-TTg"]),
    ("Quyết định số 749/QĐ—TTg", ["749/QĐ-TTg"]),
    ("Quyết định số 749/QĐ‑TTg", ["749/QĐ-TTg"]),
    ("Quyết định số 749/QĐ − TTg", ["749/QĐ-TTg"]),
    ("Quyết định số 749 / QĐ - TTg", ["749/QĐ-TTg"]),
    ("Quyết định số 749/ QĐ-TTg", ["749/QĐ-TTg"]),
    ("Quyết định số: 749/QĐ-TTg", ["749/QĐ-TTg"]),
    ("Nghị quyết 26/NQCP", ["26/NQ-CP"]),
    ("Nghị định 214/2025/NĐCP", ["214/2025/NĐ-CP"]),
    ("Quyết định 125/QĐTTg", ["125/QĐ-TTg"]),
    ("Báo cáo số 55/BC VPCP gửi Thủ tướng", ["55/BC-VPCP"]),
    ("Luật số 32/2013/QH 13", ["32/2013/QH13"]),
    ("Quyết định\u00a0số\u00a0749/QĐ-TTg", ["749/QĐ-TTg"]),
    ("Nghị định 70/2025/NĐ/CP", ["70/2025/NĐ-CP"]),
    ("Nghị định 146/2025-NĐ-CP", ["146/2025/NĐ-CP"]),
    # years and letters inside the number
    ("Nghị quyết số 19-2018/NQ-CP", ["19-2018/NQ-CP"]),
    ("Nghị quyết 19-2017/NQ-CP", ["19-2017/NQ-CP"]),
    ("Nghị quyết 36a/NQ-CP", ["36a/NQ-CP"]),
    ("Nghị quyết 36A/NQ-CP", ["36a/NQ-CP"]),
    ("Nghị quyết 30a/2008/NQ-CP", ["30a/2008/NQ-CP"]),
    # party documents
    ("Nghị quyết số 52-NQ/TW", ["52-NQ/TW"]),
    ("Nghị quyết 57/NQ-TW của Bộ Chính trị", ["57-NQ/TW"]),
    ("Nghị quyết 57–NQ/TW", ["57-NQ/TW"]),
    ("Chỉ thị 05-CT/TW", ["05-CT/TW"]),
    ("Kết luận số 121-KL/TW", ["121-KL/TW"]),
    ("Quy định số 96-QĐ/TW", ["96-QĐ/TW"]),
    ("Chương trình số 10-CTr/TU", ["10-CTr/TU"]),
    ("24-TT/TU", ["24-TT/TU"]),
    ("Kế hoạch số 02-KH/BCĐTW", ["02-KH/BCĐTW"]),
    # joint and local documents, letters of offices
    ("Thông tư liên tịch số 02/2016/TTLT-BTC-BTTTT", ["02/2016/TTLT-BTC-BTTTT"]),
    ("Nghị quyết liên tịch số 403/2017/NQLT-UBTVQH14-CP-ĐCTUBTWMTTQVN", ["403/2017/NQLT-UBTVQH14-CP-ĐCTUBTWMTTQVN"]),
    ("Nghị quyết số 12/2022/NQ-HĐND", ["12/2022/NQ-HĐND"]),
    ("Quyết định số 15/2021/QĐ-UBND", ["15/2021/QĐ-UBND"]),
    ("Công văn số 2345/UBND-KGVX", ["2345/UBND-KGVX"]),
    ("Công văn 1234/VPCP-KSTT", ["1234/VPCP-KSTT"]),
    ("Công văn số 105/BCH", ["105/BCH"]),
    ("Quyết định 336/QĐ-UBQGCPĐT", ["336/QĐ-UBQGCPĐT"]),
    ("Thông tư 82-TC/TCT", ["82-TC/TCT"]),
    ("Nghị định 119-CP", ["119-CP"]),
    # lists
    ("các Quyết định: 06/QĐ-TTg, 749/QĐ-TTg và 942/QĐ-TTg", ["06/QĐ-TTg", "749/QĐ-TTg", "942/QĐ-TTg"]),
    ("các Nghị định số 45/2020/NĐ-CP, số 61/2018/NĐ-CP", ["45/2020/NĐ-CP", "61/2018/NĐ-CP"]),
    ("Nghị quyết 17/NQ-CP; Nghị quyết 02/NQ-CP", ["17/NQ-CP", "02/NQ-CP"]),
    # one mention per occurrence
    ("Nghị quyết 17/NQ-CP thay thế. Nghị quyết 17/NQ-CP nêu", ["17/NQ-CP", "17/NQ-CP"]),
    # short forms
    ("Nghị quyết số 17/NQ-CP ra đời. Theo Nghị quyết 17, các bộ phải báo cáo.", ["17/NQ-CP", "17/NQ-CP"]),
    ("Kế hoạch số 47 được gửi đi. Kế hoạch số 47-KH/BCĐ gồm ba phần.", ["47-KH/BCĐ", "47-KH/BCĐ"]),
    ("theo Nghị định 168 về xử phạt", ["168"]),
    ("quyết định 80/2014 về thuê dịch vụ", ["80/2014"]),
    ("NĐ 45/2020 quy định", ["45/2020"]),
    # no citations
    ("Giấy phép số 68/GP-BTTTT cấp ngày 16/2/2017", []),
    ("Giấy phép thiết lập trang tin 115/GP-TTĐT", []),
    ("Điện thoại: 024-38221234 / Fax: 024/38221235", []),
    ("ngày 12/5/2020 và 13-5-2020", []),
    ("thắng 3-1, tỷ số 2/1", []),
    ("tiêu chuẩn ISO 27001/2013 và ISO/IEC 27001:2013", []),
    ("phục vụ 24/7, đạt 40/63 tỉnh", []),
    ("kế hoạch 5 năm 2021-2025", []),
    ("quyết định 3 nội dung quan trọng", []),
    ("Đề án 06 của Chính phủ", []),
    ("số nhà 12/4 đường Láng", []),
    ("tốc độ 100Mb/s, 5 km/h, 30.000 đồng/lượt", []),
    ("Kế hoạch 2020 và Chương trình 135", []),
    ("xe biển số 29A-123.45", []),
    ("Luật Giao dịch điện tử năm 2005", []),
]


@pytest.mark.parametrize(("text", "expected"), NUMBERS)
def test_numbers_are_found_and_properly_written(text: str, expected: list[str]) -> None:
    assert numbers(text) == expected


READINGS = [
    # text, doc_type, issuer, issued_on
    (
        "Quyết định số 749/QĐ-TTg ngày 3-6-2020 của Thủ tướng Chính phủ",
        "quyết định",
        "Thủ tướng Chính phủ",
        "2020-06-03",
    ),
    ("Nghị quyết số 17/NQ-CP ngày 7/3/2019", "nghị quyết", "Chính phủ", "2019-03-07"),
    ("Nghị quyết 17/NQ-CP, ngày 07 tháng 3 năm 2019 của Chính phủ", "nghị quyết", "Chính phủ", "2019-03-07"),
    ("Nghị quyết 17/NQ-CP (7/3/2019)", "nghị quyết", "Chính phủ", "2019-03-07"),
    ("Nghị quyết 17/NQ-CP (ngày 7.3.2019)", "nghị quyết", "Chính phủ", "2019-03-07"),
    ("Nghị quyết 17/NQ-CP của Chính phủ ngày 7/3/2019 về", "nghị quyết", "Chính phủ", "2019-03-07"),
    ("Nghị quyết 17/NQ-CP ban hành ngày 7/3/2019", "nghị quyết", "Chính phủ", "2019-03-07"),
    ("Nghị định 61/2018/NĐ-CP ngày 23/4 về một cửa", "nghị định", "Chính phủ", "2018-04-23"),
    (
        "Ngày 28/8/2018, Thủ tướng Chính phủ đã ký Quyết định số 1072/QĐ-TTg",
        "quyết định",
        "Thủ tướng Chính phủ",
        "2018-08-28",
    ),
    ("Nghị định 61/2018/NĐ-CP có hiệu lực từ ngày 21/6/2018", "nghị định", "Chính phủ", None),
    ("Nghị định 61/2018/NĐ-CP. Ngày 2/7/2019, Bộ họp", "nghị định", "Chính phủ", None),
    ("Quyết định 06/QĐ-TTg ngày 45/13/2022", "quyết định", "Thủ tướng Chính phủ", None),
    ("Luật An toàn thông tin mạng số 86/2015/QH13", "luật", "Quốc hội", None),
    ("Bộ luật Lao động số 45/2019/QH14", "bộ luật", "Quốc hội", None),
    ("Nghị quyết số 24/2018/QH14", "nghị quyết", "Quốc hội", None),
    ("Nghị quyết số 575/UBTVQH12", "nghị quyết", "Ủy ban Thường vụ Quốc hội", None),
    ("Thông tư số 01/2023/TT-VPCP", "thông tư", "Văn phòng Chính phủ", None),
    ("Thông tư số 60/2025/TT-BNNMT", "thông tư", "Bộ Nông nghiệp và Môi trường", None),
    ("Quyết định 15/QĐ-BKHĐT", "quyết định", "Bộ Kế hoạch và Đầu tư", None),
    ("Nghị quyết 57-NQ/TW ngày 22/12/2024 của Bộ Chính trị", "nghị quyết", "Bộ Chính trị", "2024-12-22"),
    ("Nghị quyết 18-NQ/TW của Ban Chấp hành Trung ương Đảng", "nghị quyết", "Ban Chấp hành Trung ương Đảng", None),
    ("Quy định số 96-QĐ/TW", "quy định", None, None),
    ("Kế hoạch số 145/KH-UBND của UBND tỉnh Hà Giang", "kế hoạch", "Ủy ban nhân dân tỉnh Hà Giang", None),
    ("UBND thành phố Đà Nẵng vừa có Công văn số 2345/UBND-KGVX", "công văn", "Ủy ban nhân dân thành phố Đà Nẵng", None),
    (
        "Thông tư liên tịch số 02/2016/TTLT-BTC-BTTTT",
        "thông tư liên tịch",
        "Bộ Tài chính và Bộ Thông tin và Truyền thông",
        None,
    ),
    ("Kế hoạch số 145/KH-UBND nêu rõ", "kế hoạch", None, None),
    ("Văn bản số 1234/VPCP-KSTT", "văn bản", "Văn phòng Chính phủ", None),
    ("gửi 1234/VPCP-KSTT", "công văn", "Văn phòng Chính phủ", None),
    ("Thông báo 112/TB-VPCP ngày 1/4/2021", "thông báo", "Văn phòng Chính phủ", "2021-04-01"),
    ("Nghị định 168 về xử phạt", "nghị định", "Chính phủ", None),
    ("Quyết định 336/QĐ-UBQGCPĐT", "quyết định", "Ủy ban Quốc gia về Chính phủ điện tử", None),
]


@pytest.mark.parametrize(("text", "doc_type", "issuer", "issued_on"), READINGS)
def test_type_issuer_and_date(text: str, doc_type: str, issuer: str | None, issued_on: str | None) -> None:
    [mention] = find_decrees(text, complete=False)
    assert (mention.doc_type, mention.issuer) == (doc_type, issuer)
    assert mention.issued_on == (date.fromisoformat(issued_on) if issued_on else None)
    assert mention.date_basis == ("text" if issued_on else None)


@pytest.mark.parametrize(
    ("text", "year", "year_basis"),
    [
        ("Nghị định 45/2020/NĐ-CP", 2020, "number"),
        ("Nghị quyết 19-2018/NQ-CP", 2018, "number"),
        ("Quyết định 749/QĐ-TTg ngày 3/6/2020", 2020, "text"),
        ("Quyết định 749/QĐ-TTg năm 2020", 2020, "text"),
        ("Thủ tướng vừa ký Quyết định 701/QĐ-TTg", 2021, "context"),
        ("theo Quyết định 701/QĐ-TTg", None, None),
    ],
)
def test_year_says_where_it_comes_from(text: str, year: int | None, year_basis: str | None) -> None:
    [mention] = find_decrees(text, Context(published_on=date(2021, 5, 4)))
    assert (mention.year, mention.year_basis) == (year, year_basis)


def test_a_date_belongs_to_the_document_it_follows() -> None:
    first, second = find_decrees("Nghị quyết 17/NQ-CP và Nghị quyết 02/NQ-CP ngày 1/1/2019")
    assert first.issued_on is None
    assert second.issued_on == date(2019, 1, 1)


def test_a_short_form_stays_open_when_two_documents_fit() -> None:
    mentions = find_decrees("Nghị quyết 17/NQ-CP, Nghị quyết 17/2022/NQ-HĐND. Nghị quyết 17 nêu rõ.")
    assert [(m.number, m.optional) for m in mentions] == [("17/NQ-CP", False), ("17/2022/NQ-HĐND", False), ("17", True)]


def test_quotes_hold_the_type_word() -> None:
    [mention] = find_decrees("theo Quyết định số 749/QĐ – TTg này")
    assert mention.quote == "Quyết định số 749/QĐ – TTg"


@given(st.text(st.characters(), max_size=300))
def test_any_text_is_accepted(text: str) -> None:
    for mention in find_decrees(text):
        assert text[mention.start : mention.end] == mention.quote


@given(
    st.integers(1, 9999),
    st.integers(1990, 2030),
    st.sampled_from(["NĐ-CP", "QĐ-TTg", "TT-BTC", "NQ-HĐND"]),
    st.sampled_from(["-", "–", "‑", " - ", "- "]),
    st.text(st.sampled_from(list("abcđêô \n.,;()\x00\ud800")), max_size=40),
)
def test_a_written_number_is_found_anywhere(n: int, year: int, code: str, dash: str, around: str) -> None:
    text = f"{around} Văn bản số {n:02d}/{year}/{code.replace('-', dash)} {around}"
    assert f"{n:02d}/{year}/{code}" in numbers(text)


@pytest.mark.perf
@pytest.mark.parametrize(
    "hostile",
    ["1", "1/", "1/QĐ-", "Quyết định số ", "12/2020/", "ngày 1 ", "(", "Nghị định này có hiệu lực từ ngày 1/7/2025, ",
     "Nghị định 61/2018/NĐ-CP (sau đây gọi là Nghị định) ", "Nghị định 61/2018/NĐ-CP thay thế Nghị định 61, "],
)  # fmt: skip
def test_time_is_linear(hostile: str) -> None:
    def seconds(size: int) -> float:
        text = hostile * (size // len(hostile))
        started = time.process_time()
        mentions = find_decrees(text)
        find_relations(text, mentions)
        find_events(text, mentions)
        return time.process_time() - started

    seconds(10_000)
    once, fourfold = (min(seconds(size), seconds(size)) for size in (60_000, 240_000))
    assert fourfold < 9 * once + 0.2  # quadratic would be 16 times


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="the annotated corpus is not beside the checkout")
def test_annotated_articles_have_their_documents() -> None:
    found = wanted = hits = 0
    for path in sorted((SHARED / "eval/gold/dev").glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        text = (SHARED / gold["text_file"]).read_text(encoding="utf-8")
        expected = {d["number"] for d in gold["decrees"] if not d.get("optional")}
        got = {m.number for m in find_decrees(text) if m.number and m.form != "nickname" and not m.optional}
        found, wanted, hits = found + len(got), wanted + len(expected), hits + len(got & expected)
    assert 2 * hits / (found + wanted) >= 0.97


@pytest.mark.parametrize(
    ("text", "classes"),
    [
        ("Quyết định số 05/2021/QĐ-UBND", ["normative"]),
        ("Quyết định số 749/QĐ-TTg và Công văn số 21/BTTTT-CĐSQG", ["administrative", "administrative"]),
        ("Nghị quyết số 52-NQ/TW và Nghị quyết số 01/NQ-CP", ["party", "administrative"]),
        ("Luật Giao dịch điện tử", ["normative"]),
        ("Nghị quyết 17", [None]),
    ],
)
def test_type_issuer_and_number_tell_the_class(text: str, classes: list[str | None]) -> None:
    assert [mention.document_class for mention in find_decrees(text)] == classes


_ABOUT = "về một số nhiệm vụ và giải pháp trọng tâm phát triển kinh tế số nông thôn"


@pytest.mark.parametrize(
    ("text", "slips"),
    [
        ("Theo Nghị định số 17/NQ-CP, các bộ báo cáo mỗi quý.", [True]),
        ("Kế hoạch số 749/QĐ-TTg được gửi các xã.", [False]),  # decisions carry plans
        ("Nghị quyết số 24/2018/QH14 có hiệu lực.", [True]),  # known as a law
        (
            f"Chính phủ sẽ ban hành Nghị quyết của Chính phủ {_ABOUT}. Dự thảo Nghị định của Chính phủ {_ABOUT} đã gửi các bộ.",
            [True, True],
        ),
        (f"Chính phủ ban hành Nghị định số 10/2024/NĐ-CP {_ABOUT}.", [False]),
    ],
)
def test_a_papers_slip_is_marked_and_decides_nothing(text: str, slips: list[bool]) -> None:
    assert [mention.type_disagrees for mention in find_decrees(text)] == slips
