"""Plain-text dumps: what is the article's own, and where a second one begins."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from theodoi.clean import Outcome, clean
from theodoi.clean.characters import fold
from theodoi.settings import VIETNAM

TITLE = "Huyện Thử Nghiệm đưa bộ phận một cửa về từng thôn"
LEAD = "Từ tháng này, người dân huyện Thử Nghiệm có thể nộp hồ sơ đất đai, hộ tịch ngay tại nhà văn hoá thôn thay vì đi hơn hai mươi cây số."
SECOND = "Tổ công nghệ số cộng đồng của huyện gồm 64 người, mỗi thôn bố trí một bàn tiếp nhận có máy tính nối với hệ thống của huyện và một máy quét giấy tờ."
THIRD = "Sau hai tuần, các bàn tiếp nhận ở thôn đã nhận 412 hồ sơ, trong đó 389 hồ sơ được trả đúng hạn; huyện đặt mục tiêu 2.000 hồ sơ trong năm nay."
BODY = [LEAD, SECOND, THIRD]


def one(*lines: str):
    documents = clean("\n".join(lines).encode())
    assert [d.outcome for d in documents] == [Outcome.ARTICLE]
    return documents[0]


def test_title_date_and_author_stand_apart_from_the_text() -> None:
    document = one(TITLE, "", "Lê Văn Thử/BVD| 01/07/2018 07:47", "", LEAD, TITLE, SECOND, THIRD)
    assert document.title == TITLE
    assert document.author == "Lê Văn Thử"
    assert document.published_at == datetime(2018, 7, 1, 7, 47, tzinfo=VIETNAM)
    assert (document.published_precision, document.published_source) == ("minute", "text")
    assert document.text.split("\n") == BODY
    assert document.text_raw is None


@pytest.mark.parametrize(
    "tail",
    [
        ["(0) Bình luận", "Tin khác của báo", "• Một bài khác"],
        [
            "TIN MỚI CẬP NHẬT",
            "Chợ phiên vùng cao đông khách",
            "Chợ phiên vùng cao ngày cuối năm đông khách hơn mọi năm.",
        ],
        ["Đừng bỏ lỡ", "Chợ phiên vùng cao đông khách"],
        [
            "BÁO VÍ DỤ ĐIỆN TỬ",
            "Giấy phép xuất bản số 1/GP-BTTTT",
            "Điện thoại: (024) 000.000",
            "Email: a@vidu.invalid",
            "DANH MỤC",
        ],
        ["© 2030 Bản quyền thuộc về Báo Ví Dụ."],
        ["Một góc nhà văn hoá thôn. Ảnh: Lê Thử"],
        ["Người dân nộp hồ sơ tại nhà văn hoá thôn.", "(Ảnh: Lê Thử/BVD)"],
        [
            "Chợ phiên vùng cao Ngày cuối năm, khách từ khắp nơi đổ về mua sắm thổ cẩm, ngựa, rượu ngô, mật ong rừng và nghe tiếng khèn gọi bạn bên suối cho tới khi..."
        ],
        ["Tổ công nghệ số cộng đồng hướng dẫn người dân nộp hồ sơ."],
        ["POWERED BY VIDU CMS"],
    ],
)
def test_what_follows_the_article_is_dropped(tail: list[str]) -> None:
    # The comparison of teasers needs an article of ordinary length.
    more = [f"Ở thôn số {i}, cán bộ {name} cho biết việc {work} nay {how} nhờ bàn tiếp nhận, bà con {feel}." for i, (name, work, how, feel) in enumerate(
        [("tư pháp", "khai sinh cho trẻ", "chỉ mất một buổi sáng", "đỡ phải nghỉ làm đồng"),
         ("địa chính", "đính chính thửa đất", "được tra ngay trên máy tính", "xem được bản đồ của nhà mình"),
         ("văn hoá", "xin phép mở quán đọc sách", "gửi qua mạng trong mười phút", "nhận kết quả bằng tin nhắn"),
         ("xã hội", "làm thẻ cho người cao tuổi", "có người đến tận nhà hướng dẫn", "không còn phải nhờ con cháu chở đi xa")])]  # fmt: skip
    assert one(TITLE, *BODY, *more, *tail).text.split("\n") == [*BODY, *more]


MORE = [
    f"Ở thôn số {i}, cán bộ {name} cho biết việc {work} nay {how} nhờ bàn tiếp nhận, bà con {feel}."
    for i, (name, work, how, feel) in enumerate(
        [
            ("tư pháp", "khai sinh cho trẻ", "chỉ mất một buổi sáng", "đỡ phải nghỉ làm đồng"),
            ("địa chính", "đính chính thửa đất", "được tra ngay trên máy tính", "xem được bản đồ của nhà mình"),
            ("văn hoá", "xin phép mở quán đọc sách", "gửi qua mạng trong mười phút", "nhận kết quả bằng tin nhắn"),
        ]
    )
]
MATCH, COFFEE = "Đội bóng tỉnh giành vé vào vòng chung kết", "Giá cà phê lập đỉnh mới sau một thập kỷ"
OF_MATCH = "Chiến thắng sít sao trên sân khách giúp thầy trò huấn luyện viên trưởng đứng đầu bảng B."
OF_COFFEE = "Thương lái thu mua tận vườn với mức cao nhất từ trước đến nay, nông dân phấn khởi."


@pytest.mark.parametrize(
    "tail",
    [
        [MATCH, OF_MATCH, COFFEE, OF_COFFEE],
        [COFFEE, OF_COFFEE],
        [MATCH],
        [MATCH, "3 giờ trước", COFFEE, "1 ngày trước"],
        [MATCH, "12/11/2030 07:30", COFFEE, "11/11/2030 19:05"],
        [f"- {MATCH} (12/11/2030)", f"- {COFFEE} (11/11/2030)"],
        [f"[12/11] {MATCH}", f"[11/11] {COFFEE}"],
        [MATCH, OF_MATCH[:60] + "...", COFFEE, OF_COFFEE[:60] + "..."],
    ],
)
def test_teasers_of_other_things_are_dropped(tail: list[str]) -> None:
    assert one(TITLE, *BODY, *MORE, *tail).text.split("\n") == [*BODY, *MORE]


@pytest.mark.parametrize(
    "tail",
    [
        ["Mở rộng sang hồ sơ đất đai", "Từ quý tới, bàn tiếp nhận ở mỗi thôn nhận thêm hồ sơ đất đai, người dân nộp giấy tờ tại nhà văn hoá thôn."],
        ["Huyện giao việc cho các xã gồm:", "Niêm yết danh mục thủ tục ở nhà văn hoá", "Bố trí cán bộ trực sáng thứ bảy"],
        ["Bàn tiếp nhận ở chợ phiên", "Huyện cũng đặt bàn tiếp nhận hồ sơ ở chợ phiên vào cuối tuần.", "Tổ công nghệ số của thôn", "Mỗi tổ công nghệ số cộng đồng của thôn có ba người hướng dẫn bà con."],
    ],
)  # fmt: skip
def test_last_sections_of_the_article_stay(tail: list[str]) -> None:
    assert one(TITLE, *BODY, *MORE, *tail).text.split("\n") == [*BODY, *MORE, *tail]


@pytest.mark.parametrize("credit", ["Ảnh: TTXVN", "(Ảnh minh họa)", "Ảnh minh họa: Lê Thử", "Nguồn ảnh: Báo Ví Dụ"])
@pytest.mark.parametrize(
    "lead",
    [
        "Sau hai tuần, các thôn tiếp nhận 412 hồ sơ, đạt 97,5% trả đúng hạn, tăng 12% so với tháng trước.",
        "(Ví Dụ) - Huyện Thử Nghiệm vừa khai trương bàn tiếp nhận hồ sơ tại từng thôn.",
        "Theo báo cáo của huyện, việc đưa bộ phận một cửa về thôn giúp người già và phụ nữ có con nhỏ đỡ được một ngày công mỗi lần.",
        "Huyện Thử Nghiệm đưa bộ phận một cửa về thôn. Người dân không còn phải đi hơn hai mươi cây số để nộp một tờ đơn ở trung tâm.",
    ],
)
def test_a_lead_above_a_credit_is_text(lead: str, credit: str) -> None:
    assert one(TITLE, lead, credit, *BODY).text.split("\n") == [lead, *BODY]


@pytest.mark.parametrize(
    "caption",
    [
        "Bàn tiếp nhận hồ sơ ở nhà văn hoá thôn Thượng, huyện Thử Nghiệm",
        "Cán bộ xã hướng dẫn 2 người dân nộp hồ sơ trên máy tính.",
        "Người dân được hướng dẫn nộp hồ sơ ngay tại thôn sáng 2/5/2030.",
    ],
)
def test_a_caption_above_a_credit_goes_with_it(caption: str) -> None:
    assert one(TITLE, LEAD, caption, "Ảnh: TTXVN", SECOND, THIRD).text.split("\n") == BODY


def test_a_lead_with_another_place_in_front_counts_once() -> None:
    assert one(TITLE, LEAD, f"Thử Nghiệm - {LEAD}", SECOND, THIRD).text.split("\n") == BODY


def test_the_byline_ends_the_article_and_names_author_and_credit() -> None:
    teaser = "Chợ phiên vùng cao ngày cuối năm đông khách, khách từ khắp nơi đổ về mua thổ cẩm và rượu ngô."
    document = one(TITLE, *BODY, "PV (Theo Báo Ví Dụ)", teaser)
    assert (document.author, document.credit) == ("PV", "Báo Ví Dụ")
    assert document.text.split("\n") == BODY


@pytest.mark.parametrize("alone", ["Loại III", "Hạng II", "Trưởng thôn Lê Văn Thử.", "Lê Văn Thử"])
def test_a_name_or_a_cell_between_paragraphs_does_not_end_the_article(alone: str) -> None:
    more = [
        f"Trong tháng {month}, các bàn tiếp nhận ở thôn đã nhận thêm nhiều hồ sơ của người dân huyện Thử Nghiệm."
        for month in (5, 6)
    ]
    assert one(TITLE, *BODY, alone, *more).text.endswith(more[-1])


OTHER = "Huyện Thử Nghiệm mở lớp tập huấn cho tổ công nghệ số của thôn"
SAYS = "Lớp tập huấn cho tổ công nghệ số của huyện Thử Nghiệm mở trong ba ngày, mỗi thôn cử hai người tham gia."


def test_blocks_that_a_crawler_set_off_go_though_they_are_of_the_same_things() -> None:
    blocks = ["", "", "", OTHER, SAYS, "", "", "", "", "Bộ phận một cửa về thôn, người dân nói gì?", SAYS]
    assert one(TITLE, *BODY, *blocks).text.split("\n") == BODY


def test_a_block_of_the_article_that_is_set_off_stays() -> None:
    assert one(TITLE, *BODY, "", "", "", "Mỗi thôn một bàn tiếp nhận hồ sơ", THIRD + " Thêm nữa.").text.endswith(
        "Thêm nữa."
    )


@pytest.mark.parametrize("seam", ["", '"', "?", "%"])
def test_a_headline_and_a_summary_glued_to_one_line_go(seam: str) -> None:
    assert one(TITLE, *BODY, "", f"{OTHER}{seam}{SAYS}").text.split("\n") == BODY


def test_a_name_with_a_capital_inside_glues_nothing() -> None:
    last = "Người dân đã dùng ứng dụng VNeID, ví MoMo hoặc trang YouTube của huyện để theo dõi 389 hồ sơ của mình."
    assert one(TITLE, *BODY, "", last).text.endswith(last)


def test_a_caption_that_is_printed_twice_is_dropped_twice() -> None:
    caption = "Bàn tiếp nhận hồ sơ ở nhà văn hoá thôn Thử Nghiệm ngày đầu tháng."
    document = one(TITLE, LEAD, caption, SECOND, THIRD, "Lê Văn Thử", caption)
    assert document.text.split("\n") == BODY
    assert document.author == "Lê Văn Thử"


def test_last_sentences_of_the_article_stay() -> None:
    last = "Huyện cũng sẽ đưa bàn tiếp nhận hồ sơ của thôn lên bản đồ số, kèm giờ làm việc, số máy của tổ công nghệ số cộng đồng..."
    assert one(TITLE, *BODY, last).text.endswith(last)


def test_related_links_inside_are_dropped_and_the_text_goes_on() -> None:
    assert (
        one(
            TITLE, LEAD, "Tin liên quan", "Chợ phiên vùng cao đông khách", SECOND, ">> Xem thêm chuyện chợ phiên", THIRD
        ).text.split("\n")
        == BODY
    )


def test_subheadings_are_kept() -> None:
    lines = [LEAD, "Bàn tiếp nhận ở từng thôn", SECOND, "Hơn bốn trăm hồ sơ", THIRD]
    assert one(TITLE, *lines).text.split("\n") == lines


def test_two_glued_articles_become_two_documents() -> None:
    closing = "Báo sẽ tiếp tục cập nhật thông tin về bàn tiếp nhận ở các thôn."
    other = "Lập tổ giúp việc Ban chỉ đạo chuyển đổi số huyện"
    other_lead = "Theo quyết định, tổ giúp việc gồm mười một người do chánh văn phòng huyện làm tổ trưởng, làm việc theo chế độ kiêm nhiệm."
    caption = "Trụ sở huyện Thử Nghiệm. (Ảnh: Lê Thử/BVD)"
    other_body = [
        "Chủ tịch huyện vừa ký quyết định lập tổ giúp việc Ban chỉ đạo chuyển đổi số.",
        "Theo quyết định, tổ giúp việc gồm mười một người do chánh văn phòng huyện làm tổ trưởng, làm việc theo chế độ kiêm nhiệm, họp mỗi tháng một lần.",
        "Tổ có nhiệm vụ theo dõi, đôn đốc các phòng và báo cáo kết quả hằng quý.",
    ]
    first, second = clean("\n".join([TITLE, *BODY, closing, other, other_lead, caption, *other_body]).encode())
    assert (first.part, first.title, first.text.split("\n")) == (1, TITLE, [*BODY, closing])
    assert (second.part, second.title, second.text.split("\n")) == (2, other, [other_lead, *other_body])


def test_repairs_are_counted_and_the_raw_text_is_kept() -> None:
    damaged = THIRD.replace("412 hồ sơ", "412\u00a0hồ\u200b sơ")
    document = one(TITLE, LEAD, SECOND, damaged)
    assert document.text.split("\n") == BODY
    assert document.text_raw.split("\n") == [LEAD, SECOND, damaged]
    assert document.repairs == {"space": 1, "zero_width": 1}


def test_line_ends_of_any_system() -> None:
    assert clean("\r\r\n".join([TITLE, *BODY]).encode())[0].text.split("\n") == BODY


def test_a_short_article_is_an_article() -> None:
    assert one(TITLE, LEAD, SECOND).text.split("\n") == [LEAD, SECOND]


def test_a_date_after_the_capture_is_not_believed() -> None:
    payload = "\n".join([TITLE, "09:11 16/09/2031", *BODY]).encode()
    document = clean(payload, captured_at=datetime(2030, 1, 1, tzinfo=VIETNAM))[0]
    assert document.published_at is None


DUMPS = sorted((Path(__file__).parents[1] / "dumps").glob("*.json"))


@pytest.mark.parametrize("gold_path", DUMPS, ids=lambda path: path.stem)
def test_dumps_of_other_crawlers(gold_path: Path) -> None:
    gold = json.loads(gold_path.read_text())
    documents = clean(gold_path.with_suffix(".txt").read_bytes())
    if gold["outcome"] != "article":
        assert [d.outcome for d in documents] == [gold["outcome"]]
        return
    assert [fold(d.title or "") for d in documents] == [fold(part["title"] or "") for part in gold["parts"]]
    for document, part in zip(documents, gold["parts"], strict=True):
        assert document.outcome is Outcome.ARTICLE
        assert document.text.split("\n") == part["text"].split("\n")
        assert [text for text in part["keep"] if text not in document.text] == []
        assert [text for text in part["boilerplate"] if text in document.text] == []
        at = document.published_at.isoformat() if document.published_at else None
        assert (at, document.published_precision) == (part["published_at"], part["published_precision"])
        assert (document.author, document.credit, document.section) == (part["author"], part["credit"], part["section"])
