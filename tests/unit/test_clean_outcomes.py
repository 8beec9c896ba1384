"""What is no article is called by its name, and no bytes break the cleaning."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.eval import hostile
from tests.eval.clean_gold import TESTS, own_pages
from theodoi.clean import Document, Outcome, clean

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
        (html(f"<h1>Một trang</h1><div class='content'><h3><a href='/b.html'>{TEASERS[0]}</a></h3><p>{SENTENCE}...</p><h3><a href='/c.html'>{TEASERS[1]}</a></h3><p>{SENTENCE}...</p></div>"), Outcome.LIST_PAGE),
        (html(f"<h1>Tin vắn trong ngày ở một thôn</h1><div class='article-body'><p>Thôn Thượng có thêm bàn tiếp nhận hồ sơ từ hôm nay.</p><p>Bàn mở cửa cả ngày thứ bảy và sáng chủ nhật.</p><ul>{HEADLINES[:200]}</ul></div>"), Outcome.ARTICLE),
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


@pytest.mark.perf
@pytest.mark.parametrize("name", hostile.PAGES)
def test_hostile_pages_take_no_time(name: str) -> None:
    payload = hostile.PAGES[name]()
    for _ in range(3):  # on a busy machine one measurement may be unlucky
        start = time.process_time()
        documents = clean(payload, url=URL)
        spent = time.process_time() - start
        if spent <= hostile.MAX_SECONDS or spent <= (allowed := hostile.allowed_seconds()):
            break
    else:
        pytest.fail(f"{spent:.1f} s of CPU time, {allowed:.1f} s allowed")
    assert documents
    assert not any(failed(document) for document in documents)


@pytest.mark.slow
@pytest.mark.parametrize("name", hostile.PAGES)
def test_hostile_pages_take_no_memory(name: str) -> None:
    assert hostile.cost(name).above_mb <= hostile.MAX_MB


def failed(document: Document) -> bool:
    return (document.reason or "").startswith("Cleaning failed")


PIECES = [
    "<p>", "</p>", "<div class='related'>", "</div>", "<h1>", "<table><tr><td>", "</table>", "<script>", "</script>", "<!--", "-->", "<![CDATA[",
    "&amp;#x41;", "&#xD800;", "&#0;", SENTENCE, SENTENCE.upper(), "\x00", "\ufeff", "\u200b", "Ảnh: Lê Thử", "Theo Báo Thử", "12/12/2030 08:15", "31/02/2020", "00/00/0000",
    "Thứ Hai, 12/10/2020, 25:61", "\n", "\r\r\n", "(0) Bình luận", "<a href='//['>", '<a href="http://[::1">', '<link rel=canonical href="http://[">', "<base href='http://]'>",
    '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2020-13-45","author":[null,{"name":[]}],"headline":{}}</script>',
    '<script type="application/ld+json">[[{"@graph":7}]]</script>', '<script type="application/ld+json">{"@type":[1],"datePublished":1e999}</script>',
    '<meta property="article:published_time" content="0001-01-01T00:00:00+14:00">', '<meta property="article:published_time" content="9999-12-31T23:59:59-12:00">',
    '<meta name="author" content="">', "<meta charset=idna>", '<time datetime="P1D">', "<svg><math><mtext>", "<select><option>", "<frameset>", "<figure><figcaption>", "<br>", "|", "- ",
]  # fmt: skip
MARKUP = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)
ANY_TEXT = st.text(max_size=400)
OWN = [page.payload for page in own_pages()] + [path.read_bytes() for path in sorted((TESTS / "dumps").glob("*.txt"))]
CONTENT_TYPES = st.sampled_from(
    [
        None,
        "text/html",
        "text/plain",
        "text/html; charset=utf-7",
        "text/html; charset=idna",
        "\ud800",
        "application/pdf",
    ]
)
URLS = st.sampled_from(
    [None, URL, "http://[", "", "//x", "https://vnexpress.net/x.html", "https://dantri.com.vn:99999/"]
)
TIMES = st.none() | st.datetimes(timezones=st.just(UTC))


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """One of our own pages or dumps with bytes changed, cut out, said twice, or with a stretch of another spliced in."""
    data = bytearray(draw(st.sampled_from(OWN)))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(data)))
        until = min(len(data), at + draw(st.sampled_from([1, 3, 40, 900, 20_000])))
        match draw(st.sampled_from(["change", "cut", "repeat", "splice", "insert"])):
            case "change":
                data[at:until] = draw(st.binary(min_size=1, max_size=8))
            case "cut":
                del data[at:until]
            case "repeat":
                data[at:at] = data[at:until]
            case "splice":
                other = draw(st.sampled_from(OWN))
                begin = draw(st.integers(0, len(other)))
                data[at:until] = other[begin : begin + draw(st.integers(0, 5_000))]
            case "insert":
                data[at:at] = draw(MARKUP).encode()
    return bytes(data)


def accepts(payload: bytes, content_type: str | None, url: str | None, captured_at: datetime | None) -> None:
    """Whatever comes in, documents come out, and what they say of themselves holds together."""
    documents = clean(payload, url=url, content_type=content_type, captured_at=captured_at)
    assert documents
    for document in documents:
        assert not failed(document), document.reason
        assert (document.outcome is Outcome.ARTICLE) == (document.reason is None)
        assert not any(c in document.text for c in "\x00\ufeff\u200b\u00ad\r")
        assert document.text == "" or document.text.strip("\n") == document.text
        if document.published_at:
            assert document.published_at.tzinfo is not None
            assert captured_at is None or document.published_at <= captured_at + timedelta(days=1)
        document.text.encode()
        (document.title or "").encode()
        (document.author or "").encode()


SOUP = [HealthCheck.too_slow, HealthCheck.data_too_large]


@settings(max_examples=150, deadline=None, suppress_health_check=SOUP)
@given(
    st.one_of(
        st.binary(max_size=600),
        ANY_TEXT.map(lambda s: s.encode("utf-8", "surrogatepass")),
        ANY_TEXT.map(lambda s: s.encode("utf-16", "surrogatepass")),
        MARKUP.map(str.encode),
        MARKUP.map(lambda s: html(s).encode()),
    ),
    CONTENT_TYPES,
    URLS,
    TIMES,
)
def test_any_bytes_give_a_document(
    payload: bytes, content_type: str | None, url: str | None, captured_at: datetime | None
) -> None:
    accepts(payload, content_type, url, captured_at)


@settings(max_examples=150, deadline=None, suppress_health_check=SOUP)
@given(damaged(), CONTENT_TYPES, URLS, TIMES)
@example(b'<!><frameset>ml; charset=UTF-8" http-e', "text/html", None, None)
def test_damaged_pages_give_a_document(
    payload: bytes, content_type: str | None, url: str | None, captured_at: datetime | None
) -> None:
    accepts(payload, content_type, url, captured_at)
