"""Which texts are one story: the judgement of two texts, and the bands by which candidates are found."""

from __future__ import annotations

import json

import pytest

from theodoi.cli import main
from theodoi.stories import Likeness, compare, told
from theodoi.stories.reading import key
from theodoi.stories.signatures import bands

# An article of the tests' own, in sentences; cases are made of it.
TITLE = "Thị trấn Bến Mơ đưa 36 thủ tục đất đai lên cổng dịch vụ công"
LEAD = (
    "Sáng 12/5, ông Trần Quang Lẫm, trưởng phòng hành chính thị trấn Bến Mơ, cho biết đơn vị vừa đưa 36 thủ tục đất đai "
    "lên cổng dịch vụ công và bỏ hẳn bản giấy ở quầy tiếp nhận kể từ đầu tuần này."
)
BODY = (
    "Theo ông Lẫm, người dân nộp hồ sơ bằng điện thoại, theo dõi từng bước xử lý và nhận kết quả qua bưu điện trong 5 ngày.",
    "Trước đây mỗi bộ hồ sơ phải đi qua 4 phòng, có khi nằm lại hai tháng vì thiếu một chữ ký của cán bộ đo đạc.",
    "Trong quý đầu thử nghiệm, 1.284 hồ sơ đã được nộp qua mạng, trong đó 1.107 hồ sơ trả đúng hẹn, số còn lại chậm vì bản đồ cũ.",
    "Bà Đỗ Thị Mận, chủ một vườn ươm ven sông, kể rằng bà làm xong giấy tờ trong một buổi chiều mà không phải đóng cửa hàng.",
    "Thị trấn cũng đặt ba máy tính ở nhà văn hoá để giúp người già, mỗi máy có một đoàn viên trực từ 7 giờ đến 17 giờ.",
    "Kinh phí của cả dự án là 640 triệu đồng, lấy từ khoản tiết kiệm chi thường xuyên của hai năm gần đây.",
    "Huyện sẽ xem kết quả vào tháng 9 rồi quyết định có nhân rộng ra 11 xã còn lại hay không.",
)
NEW_LEAD = (
    "Chiều 20/9, hội đồng thẩm định của huyện quyết định dừng nhân rộng mô hình vì phần mềm để lộ số điện thoại của người nộp. "
    "Chủ tịch huyện Lê Hữu Sương giao công an kiểm tra nhà cung cấp và báo cáo trước ngày 30/9."
)
OTHER_LEAD = (
    "Tối qua, các bô lão và thanh niên bản Vầu đốt lửa mừng đội bóng mới giành cúp sau loạt đá luân lưu nghẹt thở trên sân cỏ huyện. "
    "Thủ môn Lò Văn Khẹt cản phá hai quả liên tiếp và được kiệu quanh làng trong tiếng trống chiêng vang dội suốt đêm dài."
)
BULLETIN = (
    "Hồ Mây Ngàn lúc 7 giờ ngày {day} có mực nước {level} m, thấp hơn mực nước dâng bình thường {below} m. "
    "Lưu lượng về hồ đạt {inflow} m3/giây, lưu lượng xả qua tràn {outflow} m3/giây. "
    "Đơn vị vận hành đóng {gates} cửa xả mặt và thông báo cho các xã hạ du qua loa truyền thanh. "
    "Dự báo trong 24 giờ tới mực nước dao động quanh mức {later} m, người dân không nên qua ngầm tràn."
)


def _article(title=TITLE, lead=LEAD, body=BODY):
    return told("\n".join((title, lead, *body)))


def _bulletin(day, level, below, inflow, outflow, gates, later):
    figures = {"day": day, "level": level, "below": below, "inflow": inflow, "outflow": outflow, "gates": gates}
    return told(f"Mực nước hồ Mây Ngàn ngày {day}\n" + BULLETIN.format(**figures, later=later))


def _retold(text):
    """The same told by another desk: its own capitals and marks, and other words everywhere."""
    for printed, other in (
        ("Sáng 12/5", "Ngày 12-5"), ("trưởng phòng", "Trưởng Phòng"), ("cho biết đơn vị vừa", "thông tin nơi này mới"),
        ("kể từ đầu tuần này", "từ thứ Hai"), ("Theo ông Lẫm, người dân", "Người Dân giờ"), ("từng bước xử lý", "mọi khâu"),
        ("Trước đây mỗi bộ hồ sơ phải", "Lúc trước một bộ Hồ sơ"), ("có khi", "nhiều lúc"), ("cán bộ đo đạc", "Cán bộ Đo đạc"),
        ("Trong quý đầu thử nghiệm", "Quý đầu"), ("đã được nộp qua mạng", "nộp trực tuyến"), ("trả đúng hẹn", "Trả Đúng hẹn"),
        ("kể rằng bà làm xong", "nói đã Làm xong"), ("Thị trấn cũng đặt", "Nơi này còn đặt"), ("đoàn viên trực", "Đoàn viên Trực"),
        ("Kinh phí của cả dự án là", "Dự án tốn"), ("khoản tiết kiệm chi thường xuyên", "khoản Tiết kiệm Chi thường xuyên"),
        ("Huyện sẽ xem kết quả", "Huyện chờ Kết quả"), ("rồi quyết định có", "để tính việc"),
    ):  # fmt: skip
        text = text.replace(printed, other)
    return text


ARTICLE = _article()
DAMAGED = _article(
    lead=LEAD.replace("vừa đưa", "đã đưa"), body=(*BODY[:3], BODY[3].replace("ven sông", "bên sông"), *BODY[4:])
)
OTHER_NEWS = told(
    "Xã Đồi Sim khánh thành cầu treo\nCây cầu dài 84 m nối hai bờ suối Lạnh được 120 hộ dân góp công xây trong bảy tháng. "
    "Trưởng bản Vàng Seo Páo nói trẻ em không còn phải lội nước tới trường vào mùa mưa. "
    "Ngân sách xã chi 1,9 tỷ đồng, phần còn lại do một hội đồng hương đóng góp. Xe máy được qua cầu từng chiếc một."
)

CASES = {
    "the same": (ARTICLE, _article(), Likeness.REPRINT),
    "small edits": (ARTICLE, DAMAGED, Likeness.REPRINT),
    "another headline": (ARTICLE, _article(title="Hết cảnh xếp hàng làm sổ đỏ ở Bến Mơ"), Likeness.REPRINT),
    "cut": (ARTICLE, _article(body=BODY[:4]), Likeness.REPRINT),
    "credit and by-line": (ARTICLE, _article(body=(*BODY, "Theo báo huyện", "Hải Đường")), Likeness.REPRINT),
    "tones and i or y set otherwise": (
        ARTICLE,
        _article(body=tuple(line.replace("văn hoá", "văn hóa").replace("xử lý", "xử lí") for line in BODY)),
        Likeness.REPRINT,
    ),
    "a new lead, the rest carried over": (ARTICLE, _article(lead=NEW_LEAD), Likeness.UPDATE),
    "a new headline and lead": (
        ARTICLE,
        _article(
            title="Huyện dừng nhân rộng cách làm sổ đỏ qua mạng", lead=NEW_LEAD, body=("Trước đó, " + LEAD, *BODY[:6])
        ),
        Likeness.UPDATE,
    ),
    "told by another desk": (
        ARTICLE,
        told(_retold("\n".join(("Bến Mơ bỏ hồ sơ giấy về đất đai", LEAD, *BODY)))),
        Likeness.SAME_SOURCE,
    ),
    "bulletins of two days": (
        _bulletin("3/8", "51,2", "6,8", "120", "0", 3, "51,5"),
        _bulletin("9/8", "56,7", "1,3", "890", "640", 1, "57,4"),
        Likeness.TEMPLATE,
    ),
    "one form whose headline names another number": (
        _article(title="Lịch trả hồ sơ đất đai đợt số 14"),
        _article(title="Lịch trả hồ sơ đất đai đợt số 15"),
        Likeness.TEMPLATE,
    ),
    "a count in the headline is put right": (
        _article(title="Bến Mơ đưa 36 thủ tục đất đai lên mạng"),
        _article(title="Bến Mơ đưa 38 thủ tục đất đai lên mạng"),
        Likeness.REPRINT,
    ),
    "the same background, and neither tells the other's news": (
        _article(title="Bí thư huyện thăm vùng lũ", lead=NEW_LEAD, body=BODY[:4]),
        _article(title="Đội bóng xã Thượng vô địch", lead=OTHER_LEAD, body=BODY[:4]),
        Likeness.DIFFERENT,
    ),
    "other news": (ARTICLE, OTHER_NEWS, Likeness.DIFFERENT),
    "a passage of background": (
        ARTICLE,
        told("\n".join((OTHER_NEWS.headline, *OTHER_NEWS.lines, BODY[1]))),
        Likeness.DIFFERENT,
    ),
}


@pytest.mark.parametrize(("one", "other", "label"), CASES.values(), ids=CASES)
def test_two_texts_are_judged_by_what_differs(one, other, label):
    judgement = compare(one, other)
    assert (judgement.label, judgement.joined) == (label, label in (Likeness.REPRINT, Likeness.UPDATE)), judgement


@pytest.mark.parametrize(("one", "other"), [case[:2] for case in CASES.values()], ids=CASES)
def test_the_order_of_two_texts_does_not_matter(one, other):
    assert compare(one, other) == compare(other, one)


def test_a_judgement_lists_what_only_one_has():
    differs = compare(ARTICLE, _article(lead=NEW_LEAD), facts=True).differs
    assert "Trần Quang Lẫm" in differs["names"][0]
    assert "Lê Hữu Sương" in differs["names"][1]
    assert differs["dates"] == (["12/5"], ["20/9", "30/9"])
    assert differs["figures"] == (["36"], [])


LAW = "Tổ chức, cá nhân được yêu cầu cơ quan nhà nước cung cấp dữ liệu của mình, trừ dữ liệu thuộc bí mật nhà nước"
WORDS_OF_A_MINISTER = (
    "Chúng ta không thể bắt người dân mang một tờ giấy đi qua bốn phòng rồi hỏi họ vì sao tờ giấy ấy bị mất, "
    "lỗi là ở người thiết kế con đường chứ không ở người đi đường"
)


@pytest.mark.parametrize(
    ("days", "quotation", "shared"),
    [
        (2, f"“{WORDS_OF_A_MINISTER}”", True),
        (None, f"“{WORDS_OF_A_MINISTER}”", True),
        (30, f"“{WORDS_OF_A_MINISTER}”", False),
        (2, WORDS_OF_A_MINISTER, False),
        (2, f"“{WORDS_OF_A_MINISTER[:60]}”", False),
        (2, f"“Điều 12. {LAW}, theo quy định của Luật này và văn bản hướng dẫn thi hành”", False),
    ],
    ids=["quoted", "days unknown", "a month apart", "not quoted", "a few words", "a law"],
)
def test_a_shared_quotation_is_one_origin_but_a_law_is_none(days, quotation, shared):
    one = told("\n".join((TITLE, LEAD, *BODY, f"Bộ trưởng nói: {quotation}.")))
    other = told("\n".join((OTHER_NEWS.headline, *OTHER_NEWS.lines, f"Tại hội nghị, ông phát biểu {quotation}.")))
    judgement = compare(one, other, days)
    assert (judgement.joined, judgement.one_origin) == (False, shared)


def test_clauses_of_a_law_join_no_articles():
    clauses = tuple(f"{place}. {LAW} trong trường hợp thứ {place} của danh mục." for place in range(1, 12))
    one, other = _article(body=(*BODY, *clauses)), told("\n".join((OTHER_NEWS.headline, *OTHER_NEWS.lines, *clauses)))
    assert compare(one, other).label is Likeness.DIFFERENT


@pytest.mark.parametrize(
    ("printed", "compared"),
    [
        ("Hòa", "hoà"), ("khỏe", "khoẻ"), ("thúy", "thuý"), ("mùa", "mùa"), ("của", "của"), ("tỷ", "tỉ"), ("Kỹ", "kĩ"),
        ("quý", "quí"), ("ý", "ý"), ("27-06", "27/6"), ("05/2019", "5/2019"), ("0", "0"), ("1.05", "1.05"),
    ],
)  # fmt: skip
def test_one_spelling_is_compared(printed, compared):
    assert key(printed) == compared


@pytest.mark.parametrize("one", ["", "Một dòng", "Một tựa\nMột câu."], ids=["nothing", "a headline", "a sentence"])
def test_short_texts_are_judged(one):
    assert compare(told(one), told(one)).label is Likeness.REPRINT
    assert compare(told(one), ARTICLE).label is Likeness.DIFFERENT
    assert len(bands(told(one))) in (0, 80)


def test_copies_share_bands_and_other_news_does_not():
    near = set(bands(ARTICLE))
    assert len(near) == 80
    assert all(near & set(bands(copy)) for copy in (DAMAGED, _article(body=BODY[:4]), _article(lead=NEW_LEAD)))
    assert not near & set(bands(OTHER_NEWS))


def test_bands_are_the_same_in_every_process():
    # They are kept: when another release of the library draws others, SIGNATURE_VERSION must change.
    assert bands(ARTICLE)[:3] == [1188950608, 1449910351, 28552936]


def test_the_command_judges_two_files_and_lists_of_pairs(tmp_path, capfd):
    texts = tmp_path / "texts"
    texts.mkdir()
    for name, lead in (("x1a", LEAD), ("x1b", NEW_LEAD), ("x2a", LEAD), ("x2b", LEAD)):
        (texts / f"{name}.txt").write_text("\n".join((TITLE, lead, *BODY)), encoding="utf-8")
    assert main(["compare", str(texts / "x1a.txt"), str(texts / "x1b.txt")]) == 0
    printed = capfd.readouterr().out
    assert "x1a x1b: update (one story): a lead is new" in printed
    assert "dates only in B: 20/9; 30/9" in printed
    listed = tmp_path / "pairs.json"
    listed.write_text(json.dumps([{"id": "x1"}, {"id": "x2", "label": "reprint"}, {"id": "x3"}]), encoding="utf-8")
    assert main(["compare", "--pairs", str(listed)]) == 1
    out, err = capfd.readouterr()
    assert [(line["id"], line.get("label")) for line in map(json.loads, out.splitlines())] == [
        ("x1", "update"), ("x2", "reprint"), ("x3", None)
    ]  # fmt: skip
    assert "x3a.txt: No such file" in err
    assert main(["compare", str(listed)]) == 2
