"""What a page says of itself and of others: linked data, times of change, readers' words, lists, a document's own lines."""

import json
from datetime import datetime

import pytest

from tests.unit.test_clean_html import LEAD, LINKED_DATA, PARAGRAPHS, TITLE, URL, lines, page, read, script, with_extra
from theodoi.clean import Outcome, clean
from theodoi.clean.bylines import read_date_line
from theodoi.settings import VIETNAM

OTHER = {
    "@type": "NewsArticle",
    "headline": "Đội bóng chuyền của tỉnh bên thắng trận mở màn",
    "url": "https://baovidu.example/the-thao/bong-chuyen-99.html",
    "datePublished": "2028-01-02T03:04:00+07:00",
    "author": {"@type": "Person", "name": "Phạm Thử Khác"},
}
MORNING = datetime(2030, 5, 2, 8, 15, tzinfo=VIETNAM)


@pytest.mark.parametrize(
    "head",
    [
        script(OTHER) + script(LINKED_DATA),
        script({"@graph": [OTHER, LINKED_DATA]}),
        script([OTHER, LINKED_DATA | {"@type": "Article"}]),
        script(OTHER | {"url": None}) + script(LINKED_DATA | {"headline": None, "mainEntityOfPage": {"@id": URL}}),
        script({"@type": "WebPage", "url": URL, "name": "Đời sống"}) + script(OTHER) + script(LINKED_DATA),
    ],
)
def test_of_several_articles_in_linked_data_the_pages_own_counts(head: str) -> None:
    document = read(page(head=head))
    assert (document.published_at, document.author) == (MORNING, "Lê Văn Thử")


@pytest.mark.parametrize("other", [OTHER, OTHER | {"url": None}])
def test_linked_data_of_another_article_alone_is_not_believed(other: dict) -> None:
    document = read(page(head=script(other)))
    assert (document.published_at, document.author) == (None, None)


def test_a_headline_that_an_editor_changed_is_still_the_pages() -> None:
    data = LINKED_DATA | {"headline": "Đưa bộ phận một cửa về từng thôn ở huyện Thử Nghiệm", "url": None}
    assert read(page(head=script(data))).published_at == MORNING


POSTED, CHANGED = datetime(2030, 5, 2, 8, 15, tzinfo=VIETNAM), datetime(2030, 5, 9, 10, 0, tzinfo=VIETNAM)


@pytest.mark.parametrize(
    "line",
    [
        "<p>Cập nhật: 09/05/2030 10:00 | Đăng: 02/05/2030 08:15</p>",
        "<p>Đăng lúc 08:15 02/05/2030 - Cập nhật lúc 10:00 09/05/2030</p>",
        "<div>Sửa lần cuối: 10:00 09/05/2030; xuất bản: 08:15 02/05/2030</div>",
        "<p>09/05/2030 10:00 (cập nhật) - 02/05/2030 08:15</p>",
        "<div><span>Cập nhật: 09/05/2030 10:00</span> <span>02/05/2030 08:15</span></div>",
        "<div>Cập nhật <time datetime='2030-05-09T10:00'>09/05/2030</time> Đăng <time datetime='2030-05-02T08:15'>02/05/2030</time></div>",
    ],
)
def test_the_time_of_publication_is_told_from_that_of_a_change(line: str) -> None:
    document = read(page(before=line))
    assert (document.published_at, document.modified_at) == (POSTED, CHANGED)


def test_a_page_that_tells_only_its_last_change_has_that_time() -> None:
    assert read(page(before="<p>Cập nhật: 09/05/2030 10:00</p>")).published_at == CHANGED


COMMENT = (
    '<span class="author">Bùi Thử D.</span><p>Thôn tôi cũng muốn có một bàn tiếp nhận như vậy, mong huyện làm sớm.</p>'
)


@pytest.mark.parametrize(
    "readers",
    [
        f'<div class="comments"><div class="comment">{COMMENT}</div></div>',
        f'<details class="CommentBox" open><summary>Bình luận (1)</summary>{COMMENT}</details>',
        f'<section id="binhluan"><h3>Ý kiến bạn đọc (1)</h3><ul><li>{COMMENT}</li></ul></section>',
        f"<div><h4>1 bình luận</h4><div>{COMMENT}</div></div>",
        f'<div itemprop="comment" itemscope itemtype="https://schema.org/Comment">{COMMENT}</div>',
    ],
)
def test_a_reader_is_not_the_author(readers: str) -> None:
    document = read(with_extra(readers, at=4))
    assert (document.author, document.text.split("\n")) == (None, [LEAD, *PARAGRAPHS])


def test_an_author_below_the_text_is_one() -> None:
    assert (
        read(with_extra('<div class="author">Lê Văn Thử</div><div class="comments"></div>', at=4)).author
        == "Lê Văn Thử"
    )


# Lists ----------------------------------------------------------------------------------------------------------------
LINKS = "".join(
    f'<li><a href="/tin/{n}.html">Thông báo số {n} về lịch tiếp dân của lãnh đạo huyện</a></li>' for n in range(9)
)
LONG = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
DOCUMENTS = [
    f"Quyết định {n}/2029/QĐ-UBND ban hành quy chế một cửa của huyện Thử Nghiệm, phần thứ {n}" for n in range(11, 15)
]
FIELDS = "Ban hành: 05/06/2029 | Hiệu lực: 01/07/2029 | Tình trạng: Còn hiệu lực"


def site(body: str, title: str) -> bytes:
    return (
        f'<html lang="vi"><head><meta charset="utf-8"><title>{title}</title></head><body>{body}</body></html>'.encode()
    )


@pytest.mark.parametrize("url", [None, "https://mau.example/vn/trang.aspx?tab=1"])
@pytest.mark.parametrize(
    "payload",
    [
        site(f'<div><h2>{TITLE}</h2>{LONG}<p><a href="/tin/a.html">Xem chi tiết »</a></p></div><ul>{LINKS}</ul>', "Cổng thông tin điện tử huyện Thử Nghiệm"),
        site(f'<div><h2><a href="/tin/a.html">{TITLE}</a></h2>{LONG}<a href="/tin/a.html">Đọc tiếp</a></div><ul>{LINKS}</ul>', "Trang chủ"),
        site("<h1>Kết quả tìm kiếm</h1><p>Tìm thấy 1.284 văn bản</p>" + "".join(f'<div><h3><a href="/vb/{i}">{d}</a></h3><p>{FIELDS}</p><p>{PARAGRAPHS[i]}</p></div>' for i, d in enumerate(DOCUMENTS)), "Tìm kiếm"),
        site("<h1>Tra cứu văn bản</h1>" + "".join(f'<div><p><strong>{d}</strong></p><p>{PARAGRAPHS[i]}</p><p>{FIELDS} <a href="/vb/{i}.doc">Tải về</a></p></div>' for i, d in enumerate(DOCUMENTS)), "Văn bản"),
        site("<h2>Văn bản tìm được (4)</h2>" + "".join(f'<div><p><a href="/vb/{i}">{d}</a></p><p>{PARAGRAPHS[i]}</p></div>' for i, d in enumerate(DOCUMENTS)), "Văn bản"),
    ],
)  # fmt: skip
def test_homes_and_searches_are_lists(payload: bytes, url: str | None) -> None:
    [document] = clean(payload, url=url)
    assert document.outcome is Outcome.LIST_PAGE, (document.outcome, document.reason)


@pytest.mark.parametrize(
    "number",
    [
        "Số: 88/2029/QĐ-UBND",
        "Số: 88/QĐ-UBND, Thử Nghiệm, ngày 5 tháng 6 năm 2029",
        "Số hiệu: 88/2029/QĐ-UBND | Ngày ban hành: 05/06/2029",
        "Số 12-NQ/HU ngày 5/6/2029",
    ],
)
def test_a_page_about_a_document_keeps_its_number(number: str) -> None:
    assert read_date_line(number) is None
    assert lines(page(before=f"<p>{number}</p>", body=LONG)) == [number, *PARAGRAPHS]


def test_rows_about_a_document_are_kept() -> None:
    table = "<table><tr><td>Số ký hiệu</td><td>88/2029/QĐ-UBND</td></tr><tr><td>Ngày ban hành</td><td>05/06/2029</td></tr></table>"
    assert lines(page(before="", body=table + LONG))[:2] == [
        "Số ký hiệu | 88/2029/QĐ-UBND",
        "Ngày ban hành | 05/06/2029",
    ]


# A text that is said twice --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "body",
    [
        f"<p>{LEAD}</p>{LONG}",
        f"<p>Thử Nghiệm - {LEAD.removeprefix('(Ví Dụ) - ')}</p>{LONG}",
        f"<p>{LEAD.removeprefix('(Ví Dụ) - ')}</p>{LONG}",
        f"{LONG}<div class='in'><p>{TITLE}</p><p>{LEAD}</p>{LONG}</div>",
    ],
)
def test_a_lead_or_a_copy_for_printing_counts_once(body: str) -> None:
    assert lines(page(body=body)) == [LEAD, *PARAGRAPHS]


def test_a_lead_that_breaks_off_gives_way_to_the_whole_one() -> None:
    short = LEAD[:80] + "..."
    assert lines(page(before=f'<div class="sapo">{short}</div>', body=f"<p>{LEAD}</p>{LONG}")) == [LEAD, *PARAGRAPHS]


# Captions -------------------------------------------------------------------------------------------------------------
RESULTS = "Sau hai tuần, huyện tiếp nhận 412 hồ sơ tại thôn, đạt 97,5% trả đúng hạn, tăng 12 điểm phần trăm so với tháng trước"


@pytest.mark.parametrize("credit", ["(Ảnh minh họa)", "Ảnh: Lê Thử"])
def test_a_lead_with_results_is_no_caption(credit: str) -> None:
    assert f"{RESULTS}. {credit}" in lines(with_extra(f"<p>{RESULTS}. {credit}</p>"))


def test_results_below_a_picture_are_text() -> None:
    assert RESULTS in lines(with_extra(f'<p><img src="a.jpg"></p><p align="center">{RESULTS}</p>'))


# Words ----------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "text",
    [
        "Q2jDoG8gYuG6oW4gxJHhu41jIHRo4bqneSBn4buNaQ7dK2mvv9sQ0kP1zL8aYwXe3bRtUuJ5hGfD " * 6,
        "đ#@ê$^&~`ă{}<>ô |=_\\ơ*+ư %$#ạ@!ệ^~ố{}" * 12,
        json.dumps({f"k{n}": {"u": f"/a/{n}?x=y&z={n}", "t": [n, None]} for n in range(40)}),
        "7f45 4c46 0201 0100 ab3e 0000 e8ff 0c00 b40e c3a9\n" * 30,
    ],
)  # fmt: skip
def test_what_is_mostly_no_words_is_no_article(text: str) -> None:
    [document] = clean(text.encode())
    assert document.outcome is not Outcome.ARTICLE and document.reason


def test_a_truncated_page_is_marked() -> None:
    [document] = clean(page(), url=URL, content_type="text/html", truncated=True)
    assert (document.outcome, dict(document.repairs)) == (Outcome.ARTICLE, {"truncated": 1})
