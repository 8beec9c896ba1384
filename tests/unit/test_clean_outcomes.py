"""What is no article is called by its name, and no bytes break the cleaning."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from theodoi.clean import Outcome, clean

URL = "https://baovidu.example/doi-song/mot-cua-ve-thon-123456.html"
SENTENCE = "Từ tháng này, người dân huyện Thử Nghiệm có thể nộp hồ sơ đất đai ngay tại nhà văn hoá thôn thay vì đi xa. "
TEASERS = [f"Bài báo số {n} kể chuyện một thôn làm chuyển đổi số" for n in range(12)]
LIST = "".join(
    f'<div><h3><a href="/a{n}.html">{t}</a></h3><p>Tóm tắt của {t.lower()} trong vài lời.</p></div>'
    for n, t in enumerate(TEASERS)
)
HEADLINES = "".join(f'<li><a href="/a{n}.html">{t}</a></li>' for n, t in enumerate(TEASERS))


def outcome(
    payload: bytes | str, url: str | None = URL, content_type: str | None = "text/html", status: int = 200
) -> Outcome:
    data = payload.encode() if isinstance(payload, str) else payload
    (document,) = clean(data, url=url, content_type=content_type, status=status)
    assert document.outcome is Outcome.ARTICLE or (document.reason or "").endswith(".")
    return document.outcome


def html(body: str, title: str = "Một trang", head: str = "") -> str:
    return f"<html><head><meta charset=utf-8><title>{title}</title>{head}</head><body>{body}</body></html>"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (html(f"<h1>Đời sống</h1>{LIST}"), Outcome.LIST_PAGE),
        (html(f"<h1>Đời sống</h1><ul>{HEADLINES}</ul>"), Outcome.LIST_PAGE),
        (html(f'<h1>Chỉ đạo</h1><h3><a href="/b.html">{TEASERS[0]}</a></h3><p>{SENTENCE * 2}</p>'), Outcome.LIST_PAGE),
        (html("<h1>One stop shops</h1><p>" + "Villagers may now file their papers at the village hall instead of travelling to town. " * 4 + "</p>"), Outcome.NOT_VIETNAMESE),
        (html(""), Outcome.NO_TEXT),
        (html('<div id="root"></div><noscript>Trình duyệt cần bật JavaScript.</noscript>'), Outcome.NO_TEXT),
        (html('<h1>Ảnh trong ngày</h1><figure><img src="a.jpg"><figcaption>Bàn tiếp nhận hồ sơ ở thôn Thượng</figcaption></figure>'), Outcome.NO_TEXT),
        (html(f"<h1>Không tìm thấy trang</h1><p>Nội dung đã được chuyển đi.</p><ul>{HEADLINES}</ul>"), Outcome.SOFT_404),
        (html("<p>Bài viết bạn tìm không tồn tại hoặc đã bị xoá.</p>", title="Lỗi 404"), Outcome.SOFT_404),
        (html(f"<h1>Trang chủ</h1>{LIST}", head='<link rel="canonical" href="https://baovidu.example/">'), Outcome.SOFT_404),
        ('<html><script>document.cookie="k=1";location.reload();</script></html>', Outcome.CHALLENGE),
        (html(f"<h1>Bài riêng của báo</h1><p>{SENTENCE}</p><div>Nội dung dành riêng cho hội viên. Đăng nhập để đọc tiếp.</div>"), Outcome.PAYWALL),
        (html(f"<h1>Hai đoạn văn</h1><p>{SENTENCE}</p><p>Mỗi thôn có một bàn tiếp nhận, mở cửa cả ngày thứ bảy.</p>"), Outcome.ARTICLE),
        ("   ", Outcome.NO_TEXT),
    ],
)  # fmt: skip
def test_pages(body: str, expected: Outcome) -> None:
    assert outcome(body) is expected


def test_a_home_page_is_a_list() -> None:
    assert outcome(html(f"<h1>Báo</h1><p>{SENTENCE * 3}</p>"), url="https://baovidu.example/") is Outcome.LIST_PAGE


@pytest.mark.parametrize("status", [403, 404, 410, 500, 503])
def test_error_statuses(status: int) -> None:
    assert outcome(html(f"<p>{SENTENCE * 3}</p>"), status=status) is Outcome.HTTP_ERROR


@pytest.mark.parametrize(
    ("payload", "content_type"),
    [
        (b"%PDF-1.7 ...", "text/html"),
        (b"\x89PNG\r\n\x1a\n....", None),
        (b'{"a": 1}', "application/json"),
        (b'{"a": "m\xe1\xbb\x99t"}', None),
        (b"<?xml version='1.0'?><rss><channel/></rss>", "text/xml"),
        (b"<rss><channel/></rss>", None),
        (b"any", "image/jpeg"),
    ],
)
def test_other_formats(payload: bytes, content_type: str | None) -> None:
    assert outcome(payload, content_type=content_type) is Outcome.NOT_HTML


@pytest.mark.parametrize("content_type", [None, "text/html", "text/plain", "application/octet-stream"])
def test_html_is_recognised_whatever_it_is_called(content_type: str | None) -> None:
    (document,) = clean(
        html(f"<h1>Hai đoạn văn</h1><p>{SENTENCE}</p><p>{SENTENCE}</p>").encode(), content_type=content_type
    )
    assert document.title == "Hai đoạn văn"


def test_noise_is_unreadable() -> None:
    assert outcome(bytes(range(1, 256)) * 40, content_type="text/plain") is Outcome.UNREADABLE


@pytest.mark.parametrize(
    "payload",
    [
        "<div>" * 20_000 + SENTENCE + "</div>" * 20_000,
        "<html><body>" + f"<p>{SENTENCE}" * 20_000,
        "<html><body>" + "<p>a" * 100_000,
        "<script>" * 100_000,
        "<!--" * 100_000,
        "<" * 300_000,
        "<b>" * 20_000 + SENTENCE,
        '<p class="' * 50_000,
        "<html><p>x" + " " * 1_000_000 + "y",
        "12/12/" * 100_000,
        "Nguyễn " * 100_000,
        "Theo Lê " * 50_000,
        "Một dòng tiêu đề ngắn\n" * 30_000,
        f"{SENTENCE}\n" * 20_000,
        '<script type="application/ld+json">' + "[" * 100_000,
    ],
    ids=lambda p: p[:24].strip(),
)
def test_hostile_input_takes_no_time(payload: str) -> None:
    start = time.process_time()
    assert clean(payload.encode(), url=URL)
    assert time.process_time() - start < 5


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.one_of(
        st.binary(max_size=600),
        st.text(max_size=400).map(lambda s: s.encode("utf-8", "surrogatepass")),
        st.lists(st.sampled_from(["<p>", "</p>", "<div class='related'>", "</div>", "<h1>", "<table><tr><td>", "<script>", "<!--", "-->", "&amp;#x41;", SENTENCE, "\x00", "Ảnh: Lê Thử", "12/12/2030 08:15", "\n", "<a href='//['>", '<link rel=canonical href="http://[">']), max_size=40).map(lambda p: "".join(p).encode()),
    ),
    st.sampled_from([None, "text/html", "text/plain", "text/html; charset=utf-7", "\ud800", "application/pdf"]),
    st.sampled_from([None, URL, "http://[", ""]),
)  # fmt: skip
def test_any_bytes_give_a_document(payload: bytes, content_type: str | None, url: str | None) -> None:
    documents = clean(payload, url=url, content_type=content_type)
    assert documents
    for document in documents:
        assert not (document.reason or "").startswith("Cleaning failed")
        assert (document.outcome is Outcome.ARTICLE) == (document.reason is None)
        assert not any(c in document.text for c in "\x00\ufeff\u200b\u00ad\r")
