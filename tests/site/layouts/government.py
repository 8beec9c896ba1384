"""The Government's paper of the demo: pages in the manner of a large Vietnamese news CMS, an RSS feed, a sitemap index."""

from __future__ import annotations

import json
from collections import defaultdict
from email.utils import format_datetime

from tests.site.edition import Block, Edition, Page, Piece, Site, attribute, escaped, picture

SITE = Site(
    id="demo-chinhphu",
    name="Báo Điện tử Chính sách số (minh hoạ)",
    publisher="Văn phòng Minh hoạ",
    kind="government",
    port=18081,
    article_url=r"-102\d{12}\.htm$",
    feeds=("/rss/home.rss",),
    sitemaps=("/sitemap.xml",),
    lists=("/chuyen-doi-so.htm", "/chi-dao-dieu-hanh.htm"),
)
SECTIONS = {
    "Chuyển đổi số": "/chuyen-doi-so.htm",
    "Chỉ đạo, điều hành": "/chi-dao-dieu-hanh.htm",
    "Chính sách mới": "/chinh-sach-moi.htm",
    "Bộ, ngành, địa phương": "/bo-nganh-dia-phuong.htm",
}
MARK = "(Chinhphu demo) - "
BOILERPLATE = (
    "Giấy phép số 123/GP-BTTTT cấp ngày 15/3/2021",
    "Điện thoại: 024 0000 1234",
    "Bài đọc nhiều trong tuần",
    "Phim ngắn được xem nhiều",
    "Nhận bản tin chính sách mỗi sáng",
)


def path_of(piece: Piece) -> str:
    return f"/{piece.article.slug}-102{piece.stamp}00.htm"


def build(edition: Edition) -> dict[str, Page]:
    """Every page of the site by its path."""
    pages: dict[str, Page] = {}
    for piece in edition.pieces:
        path = path_of(piece)
        author = piece.article.author
        page = Page(body=_article(edition, piece), outcome="article", piece=piece, author=author, canonical=path)
        pages[path] = page
        pages[f"/anh/{piece.article.slug}.svg"] = picture(piece.article.slug)
        if "two_urls" in piece.article.flags:
            pages[f"/ban-tin-sang/{path[1:]}"] = Page(
                body=page.body,
                outcome="article",
                piece=piece,
                author=author,
                canonical=path,
                why="second URL of one article (rel=canonical)",
            )
    pages["/"] = Page(body=_list(edition, "Trang chủ", edition.articles[:20]))
    for section, path in SECTIONS.items():
        pages[path] = Page(body=_list(edition, section, [p for p in edition.articles if p.article.section == section]))
    for path in ("/tim-kiem.htm", "/lien-he.htm"):
        pages[path] = Page(body=_page(edition, "Liên hệ toà soạn", "<p>Toà soạn minh hoạ, không nhận thư.</p>"))
    pages["/rss/home.rss"] = Page(body=_rss(edition), content_type="application/rss+xml; charset=utf-8")
    pages |= _sitemaps(edition)
    robots = f"User-agent: *\r\nDisallow: /tim-kiem\r\n\r\nSitemap: {edition.base}/sitemap.xml\r\n"
    pages["/robots.txt"] = Page(body=robots.encode(), content_type="text/plain")
    for path, page in _traps(edition).items():
        pages[path] = page
    return pages


def _trap_path(edition: Edition, slug: str, clock: str) -> str:
    return f"/{slug}-102{edition.day:%y%m%d}{clock}00.htm"


def _traps(edition: Edition) -> dict[str, Page]:
    """URLs that look like articles and are none."""
    shell = _page(
        edition,
        "Bản đồ số dịch vụ công",
        '<div id="root" data-widget="map"></div><script>window.__BOOT__={"view":"map","layers":["xa","tinh"]};</script>'
        "<noscript>Trình duyệt cần bật JavaScript.</noscript>",
    )
    topic = _list(edition, "Chuyên đề: Nền hành chính số", edition.articles[:12])
    return {
        _trap_path(edition, "ban-do-so-dich-vu-cong", "0605"): Page(
            body=shell, outcome="no_text", why="empty shell filled by a script"
        ),
        _trap_path(edition, "chuyen-de-nen-hanh-chinh-so", "0610"): Page(
            body=topic, outcome="list_page", why="a list under an article's URL"
        ),
        _trap_path(edition, "thong-cao-da-go", "0620"): Page(
            body=_page(edition, "404", "<h1>Trang không tồn tại</h1>"),
            status=404,
            outcome="http_error",
            why="dead link",
        ),
    }


def _article(edition: Edition, piece: Piece) -> bytes:
    article, url = piece.article, edition.base + path_of(piece)
    published = piece.published_at.isoformat()
    modified = (piece.modified_at or piece.published_at).isoformat()
    image = f"{edition.base}/anh/{article.slug}.svg"
    linked = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": {"@type": "WebPage", "@id": url},
        "headline": piece.title,
        "description": piece.lead,
        "image": {"@type": "ImageObject", "url": image, "width": 640, "height": 360},
        "datePublished": published,
        "dateModified": modified,
        # The paper's own name stands where the writer's should, as in real life.
        "author": {"@type": "Person", "name": edition.site.name},
        "publisher": {"@type": "Organization", "name": edition.site.name},
    }
    crumbs = {
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": 1, "item": {"@id": edition.base, "name": "Trang chủ"}},
            {
                "@type": "ListItem",
                "position": 2,
                "item": {"@id": edition.base + SECTIONS[article.section], "name": article.section},
            },
        ],
    }
    head = f"""<link rel="canonical" href="{url}">
<meta name="description" content="{attribute(piece.lead)}">
<meta property="og:type" content="article"><meta property="og:url" content="{url}">
<meta property="og:title" content="{attribute(piece.title)} | {attribute(edition.site.name)}">
<meta property="og:description" content="{attribute(piece.lead)}"><meta property="og:image" content="{image}">
<meta property="article:published_time" content="{published}"><meta property="article:modified_time" content="{modified}">
<meta property="article:section" content="{attribute(article.section)}">
<script type="application/ld+json">{json.dumps(linked, ensure_ascii=False)}</script>
<script type="application/ld+json">{json.dumps(crumbs, ensure_ascii=False)}</script>"""
    blocks = [_block(article.slug, b) for b in piece.blocks]
    related = edition.others(piece, 5)
    if len(blocks) > 3:
        first = related[0]
        blocks.insert(
            2,
            f'<div class="inlinebox" data-role="related-one"><a href="{path_of(first)}"><img src="/anh/{first.article.slug}.svg" alt=""></a>'
            f'<div class="inlinebox-text"><span>Tin liên quan</span> <a href="{path_of(first)}">{escaped(first.title)}</a></div></div>',
        )
    signature = f'<p style="text-align: right;"><b>{escaped(article.author)}</b></p>' if article.author else ""
    body = f"""<div class="breadcrumb"><a href="/">Trang chủ</a> <a href="{SECTIONS[article.section]}">{escaped(article.section)}</a></div>
<h1 class="detail-title" data-role="title">{escaped(piece.title)}</h1>
<div class="detail-time"><div data-role="publishdate">{piece.published_at:%d/%m/%Y  %H:%M}</div>
<div class="detail-tools"><a href="#zoom">Cỡ chữ</a> <a href="#print">In bài</a> <a href="#share">Chia sẻ</a></div></div>
<h2 class="detail-sapo" data-role="sapo">{MARK}{escaped(piece.lead)}</h2>
<div class="detail-content clearfix" data-role="content" itemprop="articleBody">
{chr(10).join(blocks)}
{signature}
</div>
<div class="detail-tags">{"".join(f'<a href="/tim-kiem.htm?tag={attribute(t)}">{escaped(t)}</a>' for t in article.tags)}</div>
<div class="detail-more"><h3>Tham khảo thêm</h3><ul>{"".join(f'<li><a href="{path_of(p)}">{escaped(p.title)}</a></li>' for p in related[1:])}</ul></div>"""
    return _page(edition, piece.title, body, head)


def _block(slug: str, block: Block) -> str:
    match block.kind:
        case "heading":
            return f"<p><strong>{escaped(block.text)}</strong></p>"
        case "item":
            return f"<p>- {escaped(block.text)}</p>"
        case "box":
            return f'<div class="boxnote" data-role="content-note"><p>{escaped(block.text)}</p></div>'
        case "figure":
            return (
                f'<figure class="photo"><img src="/anh/{slug}.svg" alt="{attribute(block.text)}">'
                f'<figcaption class="photo-caption"><p data-placeholder="Nhập chú thích ảnh">{escaped(block.text)}</p></figcaption></figure>'
            )
        case "table":
            rows = "".join(
                "<tr>" + "".join(f"<td><p>{escaped(c)}</p></td>" for c in row) + "</tr>" for row in block.rows
            )
            return f'<table border="1"><tbody>{rows}</tbody></table>'
        case _:
            return f"<p>{escaped(block.text)}</p>"


def _list(edition: Edition, name: str, pieces: list[Piece]) -> bytes:
    items = "\n".join(
        f'<div class="box-item"><a class="thumb" href="{path_of(p)}"><img src="/anh/{p.article.slug}.svg" alt=""></a>'
        f'<div class="box-text"><a class="box-title" data-linktype="newsdetail" href="{path_of(p)}">{escaped(p.title)}</a>'
        f'<span class="box-time">{p.published_at:%H:%M %d/%m/%Y}</span>'
        f'<p class="box-sapo">{escaped(p.lead)}</p></div></div>'
        for p in pieces
    )
    extra = "".join(
        f'<li><a href="{path}">{title}</a></li>'
        for path, title in (
            (_trap_path(edition, "ban-do-so-dich-vu-cong", "0605"), "Bản đồ số dịch vụ công"),
            (_trap_path(edition, "chuyen-de-nen-hanh-chinh-so", "0610"), "Chuyên đề: Nền hành chính số"),
            (_trap_path(edition, "thong-cao-da-go", "0620"), "Thông cáo về lịch bảo trì hệ thống"),
            *(
                (f"/ban-tin-sang{path_of(p)}", "Bản tin sáng: " + escaped(p.title))
                for p in edition.articles
                if "two_urls" in p.article.flags
            ),
        )
    )
    return _page(
        edition,
        name,
        f'<h1 class="list-title">{name}</h1>\n{items}\n<ul class="extra">{extra}</ul>\n<a class="view-more" href="#">Xem thêm</a>',
    )


def _page(edition: Edition, title: str, body: str, head: str = "") -> bytes:
    menu = "".join(f'<li><a href="{path}">{name}</a></li>' for name, path in SECTIONS.items())
    read = "".join(f'<li><a href="{path_of(p)}">{escaped(p.title)}</a></li>' for p in edition.articles[5:10])
    text = f"""<!DOCTYPE html>
<html lang="vi">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{escaped(title)}</title>
{head}
<style>
body{{margin:0;font:16px/1.6 Arial,sans-serif;color:#222}} .wrap{{max-width:1080px;margin:0 auto;padding:0 12px}} a{{color:#004370;text-decoration:none}}
header{{border-top:4px solid #b71c1c}} .logo{{font:bold 28px Georgia,serif;color:#b71c1c;padding:14px 0;display:block}}
nav{{background:#004370}} nav ul{{display:flex;gap:22px;list-style:none;margin:0 auto;max-width:1080px;padding:8px 12px}} nav a{{color:#fff;font-weight:bold}}
.cols{{display:flex;gap:32px}} main{{flex:1}} aside{{width:280px;font-size:14px}} .detail-title{{font:bold 30px/1.3 Georgia,serif}} .detail-sapo{{font-size:17px}}
.detail-time{{color:#777;font-size:13px;display:flex;justify-content:space-between}} figure{{margin:16px 0}} img{{max-width:100%}} figcaption{{background:#f3f3f3;font-size:14px;padding:2px 10px}}
.inlinebox{{display:flex;gap:12px;background:#f7f9fb;border-left:3px solid #b71c1c;padding:8px}} .inlinebox img{{width:130px}} .boxnote{{background:#fff7e0;padding:4px 14px}}
.box-item{{display:flex;gap:14px;border-bottom:1px solid #ddd;padding:12px 0}} .box-item .thumb{{flex:none}} .box-item img{{width:180px}} .box-title{{font-weight:bold;display:block}} .box-time{{color:#888;font-size:12px}}
table{{border-collapse:collapse}} td{{padding:2px 10px}} footer{{background:#eee;margin-top:30px;font-size:13px;padding:14px 0}}
</style></head>
<body>
<header><div class="wrap"><a class="logo" href="/">{edition.site.name}</a></div><nav><ul>{menu}<li><a href="/lien-he.htm">Liên hệ</a></li></ul></nav></header>
<div class="wrap cols"><main>
{body}
</main>
<aside><h3>{BOILERPLATE[2]}</h3><ul>{read}</ul><h3>{BOILERPLATE[3]}</h3><p>Ba phút hiểu về chữ ký số cá nhân</p><p>{BOILERPLATE[4]}</p></aside></div>
<footer><div class="wrap"><p><b>{edition.site.name}</b>. Trang minh hoạ, nội dung hư cấu.</p>
<p>Cơ quan chủ quản: {edition.site.publisher}. {BOILERPLATE[0]}. {BOILERPLATE[1]}; thư điện tử: toasoan@demo.invalid</p></div></footer>
</body></html>
"""
    return text.replace("\n", "\r\n").encode()


def _rss(edition: Edition) -> bytes:
    items = "".join(
        f'<item><title><![CDATA[{p.title}]]></title><link>{edition.base}{path_of(p)}</link><guid isPermaLink="false">102{p.stamp}00</guid>'
        # "GMT+7" is no RFC 822 zone; papers write it all the same.
        f"<pubDate>{format_datetime(p.published_at).removesuffix('+0700')}GMT+7</pubDate>"
        f'<description><![CDATA[<a href="{edition.base}{path_of(p)}"><img src="{edition.base}/anh/{p.article.slug}.svg"></a></br>{p.lead}]]></description></item>\n'
        for p in edition.articles[:30]
    )
    return f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>{edition.site.name}</title><link>{edition.base}/</link><description>Tin mới nhất</description>
{items}</channel></rss>
""".encode()


def _sitemaps(edition: Edition) -> dict[str, Page]:
    months: dict[str, list[Piece]] = defaultdict(list)
    for piece in edition.articles:
        months[piece.published_at.strftime("%Y-%m")].append(piece)
    xml = "text/xml; charset=utf-8"
    pages = {}
    for month, pieces in months.items():
        urls = "".join(
            f"<url><loc>{edition.base}{path_of(p)}</loc><lastmod>{(p.modified_at or p.published_at).isoformat()}</lastmod><changefreq>never</changefreq></url>\n"
            for p in pieces
        )
        pages[f"/sitemaps/bai-{month}.xml"] = Page(
            body=f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}</urlset>\n'.encode(),
            content_type=xml,
        )
    index = "".join(
        f"<sitemap><loc>{edition.base}/sitemaps/bai-{month}.xml</loc>"
        f"<lastmod>{max(p.modified_at or p.published_at for p in pieces).isoformat()}</lastmod></sitemap>\n"
        for month, pieces in months.items()
    )
    pages["/sitemap.xml"] = Page(
        body=f'<?xml version="1.0" encoding="UTF-8"?>\n<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{index}</sitemapindex>\n'.encode(),
        content_type=xml,
    )
    return pages
