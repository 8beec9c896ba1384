"""The topic score tells news on digital government, and says why it thinks so."""

from __future__ import annotations

import unicodedata

import pytest

from theodoi.clean.topic import topic_score

CASES = [
    ("Xã vùng cao trả kết quả dịch vụ công tại nhà", "", True),
    ("Tỉnh bắt đầu chuyển đổi số ở ngành thủy lợi", "", True),
    ("Bỏ bốn giấy tờ trong thủ tục hành chính về nhà ở", "", True),
    ("Huyện đảo mở chợ thương mại điện tử cho ngư dân", "", True),
    ("Đội bóng của phường thắng ba trận liền", "", False),
    ("Giá cà phê hôm nay", "Cà phê trong nước tăng nhẹ.\nHợp tác xã dùng phần mềm để ghi sổ.", False),
    ("Hai ngày ở xã", "Bộ phận một cửa nối cơ sở dữ liệu của tỉnh từ tháng này.", True),
    ("Một buổi sáng", "Trời mưa.\nXã nhận hồ sơ trực tuyến, dùng chữ ký số và cơ sở dữ liệu của tỉnh.", True),
]


@pytest.mark.parametrize(("title", "text", "on_topic"), CASES)
def test_an_article_is_on_topic_by_its_phrases(title: str, text: str, on_topic: bool) -> None:
    assert topic_score(title, text).on_topic is on_topic


def test_the_title_counts_more_than_the_lead_and_that_more_than_the_text() -> None:
    phrase = "Chuyển đổi số"
    title, lead, text = topic_score(phrase, "x"), topic_score("x", phrase), topic_score("x", f"x\n{phrase}")
    assert title.points > lead.points > text.points > 0
    assert topic_score(phrase, f"{phrase}\n{phrase}").points == title.points


@pytest.mark.parametrize("shape", ["SỐ HOÁ HỒ SƠ", "Số hóa hồ sơ", unicodedata.normalize("NFD", "số hóa hồ sơ")])
def test_shapes_of_a_phrase_are_one(shape: str) -> None:
    assert topic_score(shape, "").phrases[0][0] == "số hóa"


def test_a_phrase_is_whole_words_and_the_longest_counts_alone() -> None:
    assert not topic_score("Tổ chức một cửahàng", "").phrases
    assert [p for p, _ in topic_score("Dùng phần mềm nguồn mở", "").phrases] == ["phần mềm nguồn mở"]


def test_the_sentence_tells_score_and_reason() -> None:
    assert topic_score("Giá vàng", "").sentence == "topic score 0, 6 are enough: no phrase of the topic"
    assert "chuyển đổi số 9" in topic_score("Chuyển đổi số ở xã", "").sentence
