"""Pages of HTML: main text with what extractors lose, and what the page says of itself."""

import html
import json
from datetime import datetime

import pytest

from theodoi.clean import Document, Outcome, clean
from theodoi.settings import VIETNAM

URL = "https://baovidu.example/doi-song/mot-cua-ve-thon-123456.html"
TITLE = "Huyện Thử Nghiệm đưa bộ phận một cửa về từng thôn"
LEAD = "(Ví Dụ) - Từ tháng này, người dân huyện Thử Nghiệm có thể nộp hồ sơ đất đai, hộ tịch ngay tại nhà văn hoá thôn."
PARAGRAPHS = [
    "Tổ công nghệ số cộng đồng của huyện gồm 64 người, mỗi thôn bố trí một bàn tiếp nhận có máy tính nối với hệ thống của huyện.",
    "Sau hai tuần, các bàn tiếp nhận ở thôn đã nhận 412 hồ sơ, trong đó 389 hồ sơ được trả đúng hạn cho người dân.",
    "Phó chủ tịch huyện nói việc đưa bộ phận một cửa về thôn giúp người già, người đi làm xa đỡ một ngày công mỗi lần làm giấy tờ.",
    "Huyện đặt mục tiêu tiếp nhận 2.000 hồ sơ tại thôn trong năm nay và mở thêm bàn tiếp nhận ở chợ phiên vào cuối tuần.",
]
LINKED_DATA = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": TITLE,
    "dateCreated": "2030-05-01T06:00:00+07:00",
    "datePublished": "2030-05-02T08:15:00+07:00",
    "dateModified": "2030-05-02T09:00:00+07:00",
    "author": {"@type": "Person", "name": "Lê Văn Thử"},
    "publisher": {"@type": "Organization", "name": "Báo Ví Dụ"},
}


def script(data: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(data, ensure_ascii=False)}</script>'


def page(
    body: str = "", head: str = "", title: str = f"<h1>{TITLE}</h1>", before: str = f'<h2 class="sapo">{LEAD}</h2>'
) -> bytes:
    text = body or "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
    menu = "".join(f'<li><a href="/{n}">Chuyên mục số {n}</a></li>' for n in range(12))
    return f"""<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>{TITLE} - Báo Ví Dụ</title>{head}</head>
<body><nav><ul>{menu}</ul></nav><main><div class="detail">{title}{before}<div class="content">{text}</div></div></main>
<footer><p>Giấy phép số 1/GP-BTTTT. Điện thoại: 024 000 000</p></footer></body></html>""".encode()


def read(payload: bytes, url: str | None = URL, **facts: object) -> Document:
    (document,) = clean(payload, url=url, content_type="text/html; charset=utf-8", **facts)
    return document


def lines(payload: bytes) -> list[str]:
    document = read(payload)
    assert document.outcome is Outcome.ARTICLE, document.reason
    return document.text.split("\n")


def with_extra(extra: str, at: int = 2) -> bytes:
    blocks = [f"<p>{p}</p>" for p in PARAGRAPHS]
    return page("".join([*blocks[:at], extra, *blocks[at:]]))


def test_the_lead_comes_first_with_its_mark() -> None:
    assert lines(page()) == [LEAD, *PARAGRAPHS]


def test_the_lead_is_known_by_the_description_when_nothing_marks_it() -> None:
    head = f'<meta name="description" content="{LEAD.removeprefix("(Ví Dụ) - ")[:90]}...">'
    assert lines(page(head=head, before=f"<div><strong>{LEAD}</strong></div>")) == [LEAD, *PARAGRAPHS]


@pytest.mark.parametrize(
    ("extra", "text"),
    [
        ("<h2>Bàn tiếp nhận ở từng thôn</h2>", "Bàn tiếp nhận ở từng thôn"),
        ("<p><strong>Bàn tiếp nhận ở từng thôn</strong></p>", "Bàn tiếp nhận ở từng thôn"),
        ('<div class="box"><p>Mỗi bàn tiếp nhận mở cửa từ 7 giờ đến 17 giờ các ngày trong tuần.</p></div>', "Mỗi bàn tiếp nhận mở cửa từ 7 giờ đến 17 giờ các ngày trong tuần."),
        ("<ul><li>Hồ sơ đất đai: 210 hồ sơ đã nhận</li></ul>", "Hồ sơ đất đai: 210 hồ sơ đã nhận"),
    ],
)  # fmt: skip
def test_subheadings_boxes_and_lists_are_kept(extra: str, text: str) -> None:
    assert lines(with_extra(extra)) == [LEAD, *PARAGRAPHS[:2], text, *PARAGRAPHS[2:]]


def test_rows_of_a_table_are_lines() -> None:
    table = "<table><tr><th>Thôn</th><th>Hồ sơ</th></tr><tr><td>Thôn Thượng</td><td>120</td></tr></table>"
    assert lines(with_extra(table)) == [LEAD, *PARAGRAPHS[:2], "Thôn | Hồ sơ", "Thôn Thượng | 120", *PARAGRAPHS[2:]]


def test_a_table_that_lays_out_the_page_is_read_as_paragraphs() -> None:
    cell = "".join(f"<div>{p}</div><div>&nbsp;</div>" for p in PARAGRAPHS)
    assert lines(page(f'<table><tr><td class="noidung">{cell}</td></tr></table>')) == [LEAD, *PARAGRAPHS]


@pytest.mark.parametrize(
    "extra",
    [
        '<div class="related"><a href="/a">Chợ phiên vùng cao đông khách cuối năm</a><a href="/b">Đường về thôn được mở rộng</a></div>',
        '<aside><h4>Tin liên quan</h4><ul><li><a href="/a">Chợ phiên vùng cao đông khách cuối năm</a></li></ul></aside>',
        '<p>&gt;&gt; <a href="/a">Chợ phiên vùng cao đông khách cuối năm</a></p>',
        '<p>Xem thêm: <a href="/a">Chợ phiên vùng cao đông khách cuối năm</a></p>',
        '<p><a href="/a">Chợ phiên vùng cao đông khách cuối năm</a></p>',
        '<figure><img src="a.jpg"><figcaption>Bàn tiếp nhận hồ sơ ở thôn Thượng sáng đầu tuần</figcaption></figure>',
        '<table><tr><td><img src="a.jpg"></td></tr><tr><td>Bàn tiếp nhận hồ sơ ở thôn Thượng sáng đầu tuần</td></tr></table>',
        '<p><img src="a.jpg"></p><p style="text-align: center">Bàn tiếp nhận hồ sơ ở thôn Thượng sáng đầu tuần</p>',
        "<p>Bàn tiếp nhận hồ sơ ở thôn Thượng. Ảnh: Lê Thử</p>",
        '<div class="share-bar">Chia sẻ <a href="#">Facebook</a></div>',
        '<div style="display:none"><p>Đoạn văn này không ai nhìn thấy trên trang bài viết cả.</p></div>',
    ],
)
def test_links_captions_and_buttons_are_dropped(extra: str) -> None:
    assert lines(with_extra(extra)) == [LEAD, *PARAGRAPHS]


def test_what_follows_the_article_is_dropped() -> None:
    more = '<div class="tags"><a href="/t">một cửa</a></div><h3>Cùng chuyên mục</h3><div><a href="/x">Chợ phiên vùng cao đông khách</a><p>Chợ phiên cuối năm đông khách hơn mọi năm.</p></div>'
    assert lines(with_extra(more, at=4)) == [LEAD, *PARAGRAPHS]


def test_byline_and_credit_close_the_text() -> None:
    document = read(with_extra('<p style="text-align:right"><strong>Lê Thử</strong></p><p>Theo TTXVN</p>', at=4))
    assert (document.author, document.credit) == ("Lê Thử", "TTXVN")
    assert document.text.split("\n") == [LEAD, *PARAGRAPHS]


def test_the_title_is_the_heading_that_the_declarations_speak_of() -> None:
    heading = f'<h1 class="logo">Báo Ví Dụ</h1><h1>{TITLE}</h1>'
    assert read(page(title=heading, head=f'<meta property="og:title" content="{TITLE} | Báo Ví Dụ">')).title == TITLE


def test_without_a_heading_the_title_loses_the_name_of_the_site() -> None:
    assert read(page(title=f'<div class="tieude">{TITLE}</div>')).title == TITLE
    assert read(page(title="", head='<meta property="og:site_name" content="Báo Ví Dụ">')).title == TITLE


@pytest.mark.parametrize(
    "block",
    [
        script(LINKED_DATA),
        script({"@graph": [{"@type": "WebPage"}, LINKED_DATA]}),
        script([LINKED_DATA]),
        f'<script type="application/ld+json">{html.escape(json.dumps(LINKED_DATA, ensure_ascii=False))}</script>',
        f'<script type="application/ld+json">{html.escape(html.escape(json.dumps(LINKED_DATA)))}</script>',
        f'<script type="application/ld+json">{json.dumps(LINKED_DATA)[:-1]},}}</script>',
    ],
)
def test_linked_data_gives_author_and_times(block: str) -> None:
    document = read(page(head=block))
    assert document.author == "Lê Văn Thử"
    assert document.published_at == datetime(2030, 5, 2, 8, 15, tzinfo=VIETNAM)
    assert (document.published_precision, document.published_source) == ("minute", "json-ld")
    assert document.modified_at == datetime(2030, 5, 2, 9, 0, tzinfo=VIETNAM)


@pytest.mark.parametrize("name", ["Báo Ví Dụ", "baovidu.example", "Ví Dụ Online", "baovidu"])
def test_the_site_is_not_the_author(name: str) -> None:
    assert read(page(head=script(LINKED_DATA | {"author": {"@type": "Person", "name": name}}))).author is None


@pytest.mark.parametrize(
    ("head", "shown", "expected", "origin"),
    [
        (
            '<meta property="article:published_time" content="2030-05-02T08:15:00+07:00">',
            "",
            "2030-05-02T08:15",
            "meta",
        ),
        ("", '<div class="date">Thứ Năm, 02/05/2030 | 08:15</div>', "2030-05-02T08:15", "page"),
        ("", "<span>08:15 02/05/2030</span>", "2030-05-02T08:15", "page"),
        ("", '<time datetime="2030-05-02T08:15:00+07:00">hôm nay</time>', "2030-05-02T08:15", "page"),
        (
            '<meta property="article:published_time" content="2030-05-02">',
            "<span>08:15 02/05/2030</span>",
            "2030-05-02T08:15",
            "page",
        ),
        (
            script(LINKED_DATA | {"datePublished": "2030-05-02T08:15:00Z"}),
            "<span>08:15 02/05/2030</span>",
            "2030-05-02T08:15",
            "page",
        ),
        ("", "", None, None),
    ],
)
def test_the_time_of_publication(head: str, shown: str, expected: str | None, origin: str | None) -> None:
    document = read(page(head=head, before=f'{shown}<h2 class="sapo">{LEAD}</h2>'))
    assert (document.published_at.isoformat()[:16] if document.published_at else None) == expected
    assert document.published_source == origin


def test_the_date_of_a_teaser_or_of_the_text_is_not_the_articles() -> None:
    aside = '<div class="related"><a href="/a">Chợ phiên</a> <span>07:00 01/01/2029</span></div><p>Quyết định có hiệu lực từ ngày 1/3/2029 trên địa bàn huyện.</p>'
    assert read(with_extra(aside)).published_at is None


def test_a_time_after_the_capture_is_not_believed() -> None:
    document = read(page(head=script(LINKED_DATA)), captured_at=datetime(2030, 4, 1, tzinfo=VIETNAM))
    assert document.published_at is None


def test_the_address_and_the_feed_come_last() -> None:
    announced = datetime(2030, 5, 2, 8, 15, tzinfo=VIETNAM)
    dated = read(page(), url="https://baovidu.example/doi-song/mot-cua-20300502081500.htm", announced_at=announced)
    assert dated.published_source == "url"
    assert read(page(), announced_at=announced).published_source == "feed"


@pytest.mark.parametrize(
    ("head", "before"),
    [
        (
            script(
                {"@type": "BreadcrumbList", "itemListElement": [{"name": "Trang chủ"}, {"item": {"name": "Đời sống"}}]}
            ),
            "",
        ),
        (script({"@type": "BreadcrumbList", "itemListElement": [[{"name": "Trang chủ"}], [{"name": "Đời sống"}]]}), ""),
        ('<meta property="article:section" content="Đời sống">', ""),
        ("", '<div class="breadcrumb"><a href="/">Trang chủ</a> » <a href="/doi-song">Đời sống</a></div>'),
        ("", '<p><a href="/doi-song">Đời sống</a></p>'),
    ],
)
def test_the_section_is_the_leaf_of_the_breadcrumb(head: str, before: str) -> None:
    assert read(page(head=head, title=f"{before}<h1>{TITLE}</h1>")).section == "Đời sống"


@pytest.mark.parametrize(
    ("canonical", "expected"),
    [
        ("https://baovidu.example/doi-song/mot-cua.html", "https://baovidu.example/doi-song/mot-cua.html"),
        ("/doi-song/mot-cua.html", "https://baovidu.example/doi-song/mot-cua.html"),
        ("https://baokhac.example/mot-cua.html", URL),
        ("https://baovidu.example:8443/mot-cua.html", URL),
    ],
)
def test_the_canonical_address_counts_on_the_same_host(canonical: str, expected: str) -> None:
    assert read(page(head=f'<link rel="canonical" href="{canonical}">')).url == expected


def test_decomposed_text_is_composed_and_kept_raw() -> None:
    import unicodedata

    document = read(unicodedata.normalize("NFD", page().decode()).encode())
    assert document.text.split("\n") == [LEAD, *PARAGRAPHS]
    assert unicodedata.is_normalized("NFD", document.text_raw)
    assert document.repairs["nfc"] > 0
