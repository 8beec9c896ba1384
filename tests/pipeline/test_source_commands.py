"""`theodoi sources` against sites on loopback: what a check tells and writes, and the files of a new source."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import yaml

from tests.pipeline.test_crawl import HASTY, NOON, Site, page, rss
from theodoi import sourcing
from theodoi.registry.sources import Source, load_sources
from theodoi.settings import settings

LONG = (
    "Bộ phận một cửa của xã nhận hồ sơ qua mạng từ đầu tháng, và trả kết quả trong ba ngày làm việc. "
    "Người dân ở bản xa nộp giấy khai sinh ngay tại nhà văn hóa, nơi có hai máy tính nối với kho dữ liệu của tỉnh. "
    "Cán bộ tư pháp cho biết mỗi ngày có chừng hai mươi hồ sơ, phần lớn được giải quyết trước hạn. "
    "Sang năm, xã sẽ mở thêm một điểm ở chợ phiên để bà con khỏi phải đi đường núi trong mùa mưa."
)


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    for number, title in ((100001, "Xã đầu tiên nhận hồ sơ qua mạng"), (100002, "Xã thứ hai nối kho dữ liệu của tỉnh")):
        site.answers[f"/mot-mau-tin-{number}.html"] = page(title, LONG)
    links = [f"{site.root}/mot-mau-tin-{number}.html" for number in (100001, 100002)]
    site.answers["/rss"] = rss((links[0], NOON - timedelta(hours=3)), (links[1], NOON), (f"{site.root}/", NOON))
    site.answers["/robots.txt"] = 200, {"Content-Type": "text/plain"}, b"User-agent: *\nDisallow: /rieng/\n"
    yield site
    site.close()


def source_of(site: Site, **changes: object) -> Source:
    return site.source(**({"article_url": r"-\d{6}\.html$"} | changes))


def test_a_source_that_works_is_told_with_its_newest_article(site: Site) -> None:
    checked = sourcing.check(source_of(site), HASTY)
    told = "\n".join(checked.lines)
    assert checked.works
    assert f"robots.txt {site.root}/robots.txt: read, and obeyed" in told
    assert "3 announced, 2 of them articles" in told
    assert "“Xã thứ hai nối kho dữ liệu của tỉnh”" in told and "2026-11-21T12:00+07:00" in told


@pytest.mark.parametrize(
    ("path", "answer", "says"),
    [
        ("/robots.txt", (200, {}, b"User-agent: *\nDisallow: /\n"), "asks Theodoi to stay away"),
        ("/rss", (200, {"Content-Type": "text/html"}, b"<html><body><p>Trang</p></body></html>"), "HTML page"),
        ("/rss", (200, {}, b'<rss version="2.0"><channel><title>T</title></channel></rss>'), "announces no page"),
        ("/rss", (503, {}, b""), "answered 503"),
        ("/rss", (200, {}, b"<script>document.cookie='D1N=1';location.reload()</script>"), "prove itself"),
        ("/mot-mau-tin-100002.html", (404, {}, b""), "answered 404"),
        ("/mot-mau-tin-100002.html", (200, {"Content-Type": "text/html"}, b"<p>x</p>"), "cleaning calls it"),
    ],
)
def test_a_source_that_does_not_work_says_why(
    site: Site, path: str, answer: tuple[int, dict[str, str], bytes], says: str
) -> None:
    site.answers[path] = answer
    checked = sourcing.check(source_of(site), HASTY)
    assert not checked.works
    assert says.lower() in "\n".join(checked.lines).lower()


def test_an_index_of_sitemaps_is_followed_to_an_article(site: Site) -> None:
    one = f"<urlset><url><loc>{site.root}/mot-mau-tin-100001.html</loc></url></urlset>"
    site.answers["/tin.xml"] = 200, {"Content-Type": "text/xml"}, one.encode()
    index = f"<sitemapindex><sitemap><loc>{site.root}/tin.xml</loc></sitemap></sitemapindex>"
    site.answers["/chi-muc.xml"] = 200, {"Content-Type": "text/xml"}, index.encode()
    checked = sourcing.check(source_of(site, feeds=[], sitemaps=[f"{site.root}/chi-muc.xml"]), HASTY)
    assert checked.works and "an index of 1 sitemaps" in "\n".join(checked.lines)


def test_a_new_site_becomes_a_source_that_works(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    head = (
        '<link rel="alternate" type="application/rss+xml" href="/rss"><meta property="og:site_name" content="Báo Thử">'
    )
    home = f'<html><head>{head}</head><body><a href="/xa-hoi">Xã hội</a></body></html>'
    site.answers["/"] = 200, {"Content-Type": "text/html; charset=utf-8"}, home.encode()
    monkeypatch.setenv("THEODOI_SOURCES_DIR", str(tmp_path))
    monkeypatch.setenv("THEODOI_HOME", str(tmp_path / "home"))
    settings.cache_clear()
    try:
        scaffold = sourcing.new(site.root, local=True, politeness=HASTY)
        (tmp_path / "shapes").mkdir()
        sourcing.write_new(scaffold, tmp_path, tmp_path / "shapes")
        [source] = load_sources(tmp_path).values()
        assert (source.name, source.feeds, source.verified) == ("Báo Thử", [f"{site.root}/rss"], None)
        assert source.is_article(f"{site.root}/mau-khac-123456.html") and not source.is_article(f"{site.root}/xa-hoi")
        [shape] = (tmp_path / "shapes").iterdir()
        assert shape.name == f"{source.id}.feed.xml"
        reading = sourcing.read_feed(shape.read_bytes(), site.root)
        assert sum(source.is_article(entry.url) for entry in reading.entries) == 2
        with pytest.raises(FileExistsError):
            sourcing.write_new(scaffold, tmp_path, None)

        path = tmp_path / f"{source.id}.yaml"
        before = path.read_text(encoding="utf-8")
        lines, well = sourcing.check_all("live", [source.id])
        assert well, lines
        written = yaml.safe_load(path.read_text(encoding="utf-8"))
        assert written["verified"] is not None
        assert path.read_text(encoding="utf-8").replace(str(written["verified"]), "null") == before
        assert str(written["verified"]) in "\n".join(sourcing.listed("live"))
    finally:
        settings.cache_clear()


def test_a_site_without_articles_becomes_no_source(site: Site) -> None:
    site.answers["/"] = page("Trang chủ", "Không có gì.")
    site.answers["/rss"] = rss((f"{site.root}/gioi-thieu", NOON))
    with pytest.raises(sourcing.SourceError, match="shape of articles"):
        sourcing.new(site.root, local=True, politeness=HASTY)
