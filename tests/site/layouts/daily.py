"""A daily of the demo: semantic HTML5, JSON-LD in a graph or escaped twice, an Atom feed, a Google-news sitemap, gzip."""

from __future__ import annotations

import html
import json

from tests.site.edition import Block, Edition, Page, Piece, Site, attribute, escaped, picture

SITE = Site(
    id="demo-songchu",
    name="Nhật báo Sông Chữ (minh hoạ)",
    publisher="Hội Người đọc Minh hoạ",
    kind="newspaper",
    port=18082,
    article_url=r"[-/]post\d{10}\.html$",
    exclude_url=r"/video/",
    # The second feed answers a page of HTML.
    feeds=("/tin-moi.atom", "/rss/cong-nghe.rss"),
    sitemaps=("/news-sitemap.xml",),
    lists=("/thoi-su/", "/cong-nghe/"),
)
SECTIONS = {"Thời sự": "/thoi-su/", "Công nghệ": "/cong-nghe/", "Kinh doanh": "/kinh-doanh/", "Đời sống": "/doi-song/"}
BOILERPLATE = (
    "Giấy phép số 456/GP-BTTTT do cơ quan minh hoạ cấp",
    "Đường dây nóng: 0900 000 456",
    "Video gây sốt",
    "Ý kiến bạn đọc",
    "Chia sẻ bài viết",
    "Xem nhiều trong ngày",
)


def path_of(piece: Piece) -> str:
    return f"{SECTIONS[piece.article.section]}{piece.article.slug}-post{piece.stamp}.html"


def build(edition: Edition) -> dict[str, Page]:
    """Every page of the site by its path."""
    pages: dict[str, Page] = {}
    for piece in edition.pieces:
        article, path = piece.article, path_of(piece)
        body, author = _article(edition, piece), article.author
        pages[f"/media/{article.slug}.svg"] = picture(article.slug)
        match article.kind:
            case "english":
                pages[path] = Page(
                    body=body,
                    outcome="not_vietnamese",
                    why="an English article under the Vietnamese pattern",
                    piece=piece,
                )
            case "photo":
                pages[path] = Page(body=body, outcome="no_text", why="a photograph with its caption only", piece=piece)
            case _:
                once = 503 if "unsteady" in article.flags else None
                why = "answers 503 once" if once else ""
                pages[path] = Page(
                    body=body, outcome="article", why=why, once=once, piece=piece, author=author, canonical=path
                )
        if "redirected" in article.flags:
            pages[f"/post{piece.stamp}.html"] = Page(
                status=301,
                headers={"Location": edition.base + path},
                outcome="article",
                why="redirect to the canonical URL",
                piece=piece,
                author=author,
                canonical=path,
            )
    pages["/"] = Page(body=_list(edition, "Nhật báo Sông Chữ", edition.pieces[:24]))
    for section, path in SECTIONS.items():
        pages[path] = Page(body=_list(edition, section, [p for p in edition.pieces if p.article.section == section]))
    pages["/tin-moi.atom"] = Page(body=_atom(edition), content_type="application/atom+xml; charset=utf-8")
    pages["/rss/cong-nghe.rss"] = Page(body=_list(edition, "Công nghệ", edition.pieces[:5]))
    pages["/news-sitemap.xml"] = Page(body=_news_sitemap(edition), content_type="application/xml")
    robots = f"User-agent: *\nAllow: /\n\nUser-agent: BadBot\nDisallow: /\n\nSitemap: {edition.base}/news-sitemap.xml\n"
    pages["/robots.txt"] = Page(body=robots.encode(), content_type="text/plain; charset=utf-8")
    gone = "<h1>Không tìm thấy trang</h1><p>Nội dung bạn tìm không còn hoặc đã được chuyển đi. Mời bạn trở lại trang chủ.</p>"
    pages[_lost_path(edition)] = Page(
        body=_page(edition, "Không tìm thấy trang", gone),
        outcome="soft_404",
        why="status 200, but the page says that it is gone",
    )
    return pages


def _lost_path(edition: Edition) -> str:
    return f"/thoi-su/hop-bao-thuong-ky-thang-nay-post{edition.day:%y%m%d}0640.html"


def _linked_data(edition: Edition, piece: Piece) -> str:
    url = edition.base + path_of(piece)
    news = {
        "@type": "NewsArticle",
        "@id": f"{url}#article",
        "headline": piece.title,
        "description": piece.lead,
        "dateCreated": piece.published_at.replace(hour=0, minute=1).isoformat(),  # when the draft was begun
        "datePublished": piece.published_at.isoformat(),
        "dateModified": (piece.modified_at or piece.published_at).isoformat(),
        "inLanguage": "vi-VN",
        "author": [{"@type": "Person", "name": piece.article.author}]
        if piece.article.author
        else {"@id": f"{edition.base}/#paper"},
        "publisher": {"@id": f"{edition.base}/#paper"},
    }
    paper = {"@type": "NewsMediaOrganization", "@id": f"{edition.base}/#paper", "name": edition.site.name}
    if piece.published_at.minute % 2:
        # Some pages escape the block once more than they should.
        return html.escape(
            json.dumps({"@context": "https://schema.org", **news, "publisher": paper}, ensure_ascii=False)
        )
    return json.dumps(
        {"@context": "https://schema.org", "@graph": [paper, {"@type": "WebPage", "@id": url}, news]},
        ensure_ascii=False,
    )


def _article(edition: Edition, piece: Piece) -> bytes:
    article, url = piece.article, edition.base + path_of(piece)
    head = f"""<link rel="canonical" href="{url}">
<meta name="description" content="{attribute(piece.lead)}">
<meta name="keywords" content="{attribute(", ".join(article.tags))}">
<meta property="og:title" content="{attribute(piece.title)}"><meta property="og:url" content="{url}"><meta property="og:type" content="article">
<meta property="og:image" content="{edition.base}/media/{article.slug}.svg">
<script type="application/ld+json">{_linked_data(edition, piece)}</script>"""
    related = edition.others(piece, 6)
    blocks = [_block(article.slug, b) for b in piece.blocks]
    if article.kind == "article":
        more = "".join(f'<li><a href="{path_of(p)}">{escaped(p.title)}</a></li>' for p in related[:2])
        blocks.insert(
            min(3, len(blocks)), f'<aside class="related-inline"><h4>Tin liên quan</h4><ul>{more}</ul></aside>'
        )
    shown = piece.published_at.strftime("%H:%M %d/%m/%Y")
    if article.author:
        byline = f'<span class="author"><a rel="author" href="#tac-gia">{escaped(article.author)}</a></span>'
    else:
        byline = ""
    credit = f'<p class="source-line">Theo {escaped(article.credit)}</p>' if article.credit else ""
    lead = f'<p class="summary">{escaped(piece.lead)}</p>' if piece.lead else ""
    body = f"""<article class="story">
<header><p class="kicker"><a href="{SECTIONS[article.section]}">{article.section}</a></p>
<h1>{escaped(piece.title)}</h1>
<div class="byline">{byline} <time datetime="{piece.published_at.isoformat()}">{shown}</time></div></header>
<div class="share-bar"><span>{BOILERPLATE[4]}</span> <a href="#f">Facebook</a> <a href="#z">Zalo</a> <a href="#c">Sao chép liên kết</a></div>
{lead}
<div class="story-body">
{chr(10).join(blocks)}
{credit}</div>
<ul class="tags">{"".join(f'<li><a href="/cong-nghe/">#{escaped(t)}</a></li>' for t in article.tags)}</ul>
</article>
<section class="comments"><h3>{BOILERPLATE[3]}</h3>
<div class="comment"><b>Bạn đọc Cầu Giấy</b><p>Bài viết bổ ích, mong cơ quan chức năng làm nhanh hơn nữa.</p><small>{edition.day:%d/%m/%Y} - Trả lời - Thích 12</small></div>
<div class="comment"><b>anhlam88</b><p>Quê tôi nộp hồ sơ qua mạng ba năm nay rồi.</p><small>Thích 4</small></div></section>
<section class="more"><h3>Cùng chuyên mục</h3>{"".join(f'<div><a href="{path_of(p)}">{escaped(p.title)}</a><p>{escaped(p.lead)}</p></div>' for p in related[2:])}</section>"""
    return _page(edition, piece.title, body, head, "en" if article.kind == "english" else "vi")


def _block(slug: str, block: Block) -> str:
    match block.kind:
        case "heading":
            return f"<h2>{escaped(block.text)}</h2>"
        case "item":
            return f"<ul><li>{escaped(block.text)}</li></ul>"
        case "box":
            return f'<blockquote class="note"><p>{escaped(block.text)}</p></blockquote>'
        case "figure":
            return (
                f'<figure><img src="/media/{slug}.svg" alt=""><figcaption>{escaped(block.text)}</figcaption></figure>'
            )
        case "table":
            first, *rest = block.rows
            header = "".join(f"<th>{escaped(c)}</th>" for c in first)
            rows = "".join("<tr>" + "".join(f"<td>{escaped(c)}</td>" for c in row) + "</tr>" for row in rest)
            return f"<table><thead><tr>{header}</tr></thead><tbody>{rows}</tbody></table>"
        case _:
            return f"<p>{escaped(block.text)}</p>"


def _list(edition: Edition, name: str, pieces: list[Piece] | tuple[Piece, ...]) -> bytes:
    # Every third teaser goes without a date.
    items = "\n".join(
        f'<article class="teaser"><h3><a href="{path_of(p)}">{escaped(p.title)}</a></h3>'
        + (f'<time datetime="{p.published_at.isoformat()}">{p.published_at:%d/%m/%Y %H:%M}</time>' if i % 3 else "")
        + f"<p>{escaped(p.lead)}</p></article>"
        for i, p in enumerate(pieces)
    )
    short = "".join(
        f'<li><a href="/post{p.stamp}.html">{escaped(p.title)}</a></li>'
        for p in edition.articles
        if "redirected" in p.article.flags
    )
    lost = f'<li><a href="{_lost_path(edition)}">Họp báo thường kỳ tháng này</a></li>'
    return _page(
        edition,
        name,
        f'<h1 class="section">{name}</h1>\n{items}\n<h3>Chia sẻ nhiều</h3><ul>{short}{lost}</ul><p><a href="#more">Xem thêm</a></p>',
    )


def _page(edition: Edition, title: str, body: str, head: str = "", language: str = "vi") -> bytes:
    menu = "".join(f'<a href="{path}">{name}</a>' for name, path in SECTIONS.items())
    popular = "".join(f'<li><a href="{path_of(p)}">{escaped(p.title)}</a></li>' for p in edition.articles[3:8])
    return f"""<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>{escaped(title)} - {edition.site.name}</title>
{head}
<style>
body{{margin:0;font:17px/1.65 Georgia,serif;color:#1c1c1c;background:#fffdf9}} a{{color:#7a2e00;text-decoration:none}} .top{{background:#7a2e00;color:#fff;padding:14px 5%}}
.top a{{color:#fff;font:bold 30px Georgia}} nav{{padding:10px 5%;border-bottom:1px solid #d8cfc4;font:bold 15px sans-serif}} nav a{{margin-right:26px}}
.page{{display:grid;grid-template-columns:minmax(0,1fr) 270px;gap:40px;padding:18px 5%;max-width:1150px;margin:auto}} h1{{font-size:34px;line-height:1.25}} .summary{{font-weight:bold}}
.byline,.share-bar,small,time{{font:13px sans-serif;color:#777}} .share-bar a{{margin-left:10px}} figure{{margin:18px 0}} img{{max-width:100%}} figcaption{{font:italic 14px sans-serif;color:#555}}
.related-inline{{border:1px solid #d8cfc4;padding:4px 16px;font:15px sans-serif}} .note{{background:#f4ece0;margin:0;padding:6px 18px}} .teaser{{border-bottom:1px solid #e3dccf}}
.tags li{{display:inline-block;background:#f1e8db;margin:3px;padding:1px 9px;font:13px sans-serif}} table{{border-collapse:collapse;width:100%;font:15px sans-serif}} th,td{{border:1px solid #ccc;padding:5px 9px;text-align:left}}
.side{{font:14px/1.5 sans-serif}} footer{{background:#2d2017;color:#d9cdbf;font:13px/1.6 sans-serif;padding:18px 5%}} .comment{{border-top:1px dotted #bbb;font:15px sans-serif}}
</style></head><body>
<div class="top"><a href="/">{edition.site.name}</a></div><nav>{menu}<a href="/#video">Video</a></nav>
<div class="page"><main>
{body}
</main><div class="side"><h3>{BOILERPLATE[5]}</h3><ol>{popular}</ol><h3>{BOILERPLATE[2]}</h3><p>Mèo trèo cây cau giữa phố</p><p>Một ngày làm việc ở bưu cục vùng cao</p></div></div>
<footer><p>{edition.site.name}, cơ quan của {edition.site.publisher}. {BOILERPLATE[0]}.</p>
<p>Trang minh hoạ, nội dung hư cấu. {BOILERPLATE[1]}. Không phải bản quyền của ai.</p></footer>
</body></html>
""".encode()


def _atom(edition: Edition) -> bytes:
    entries = "".join(
        f'<entry><title>{html.escape(p.title)}</title><id>{edition.base}{path_of(p)}</id><link rel="alternate" href="{edition.base}{path_of(p)}"/>'
        f"<published>{p.published_at.isoformat()}</published><updated>{(p.modified_at or p.published_at).isoformat()}</updated>"
        f'<summary type="text">{html.escape(p.lead)}</summary></entry>\n'
        for p in edition.pieces[:25]
    )
    updated = max(p.modified_at or p.published_at for p in edition.pieces).isoformat()
    return f"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>{edition.site.name}</title><id>{edition.base}/</id><updated>{updated}</updated>
{entries}</feed>
""".encode()


def _news_sitemap(edition: Edition) -> bytes:
    urls = "".join(
        f"<url><loc>{edition.base}{path_of(p)}</loc><news:news><news:publication><news:name>{edition.site.name}</news:name><news:language>vi</news:language>"
        f"</news:publication><news:publication_date>{p.published_at.isoformat()}</news:publication_date><news:title>{html.escape(p.title)}</news:title></news:news></url>\n"
        for p in edition.pieces
        if p.article.day >= -2  # a news sitemap holds two days, no more
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
{urls}</urlset>
""".encode()
