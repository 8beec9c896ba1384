"""A small agency's site of the demo: an empty feed, so that its list page is the only way in; an English section beside."""

from __future__ import annotations

from tests.site.edition import Block, Edition, Page, Piece, Site, attribute, escaped, picture

SITE = Site(
    id="demo-viendo",
    name="Cổng tin Viện Đo lường Dịch vụ số (minh hoạ)",
    publisher="Viện Đo lường Dịch vụ số (minh hoạ)",
    kind="agency",
    port=18084,
    article_url=r"/vi/[a-z-]+/\d{8}-\d{4}-[a-z0-9-]+$",
    exclude_url=r"/en/",
    feeds=("/vi/rss",),
    lists=("/vi/tin-tuc",),
)
SECTIONS = {"Tin hoạt động": "tin-hoat-dong", "Nghiên cứu": "nghien-cuu", "Hỏi đáp": "hoi-dap"}
BOILERPLATE = (
    "Giấy phép thiết lập trang thông tin điện tử số 321/GP-TTĐT",
    "Tổng đài hỗ trợ: 1900 0000 (nhánh 3)",
    "Thông báo mời họp",
    "Đang trực tuyến: 27 người",
    "In trang này",
)


def path_of(piece: Piece) -> str:
    name = f"{piece.published_at:%Y%m%d-%H%M}-{piece.article.slug}"
    return f"/en/news/{name}" if piece.article.kind == "english" else f"/vi/{SECTIONS[piece.article.section]}/{name}"


def build(edition: Edition) -> dict[str, Page]:
    """Every page of the site by its path."""
    pages: dict[str, Page] = {}
    for piece in edition.pieces:
        article, path = piece.article, path_of(piece)
        body = _article(edition, piece)
        if article.kind == "english":
            pages[path] = Page(
                body=body, outcome="not_vietnamese", why="the English section", piece=piece, author=article.author
            )
        else:
            precision = "day" if "day_only" in article.flags else "minute"
            pages[path] = Page(
                body=body, outcome="article", piece=piece, author=article.author, canonical=path, precision=precision
            )
        pages[f"/files/{article.slug}.svg"] = picture(article.slug)
    english = [p for p in edition.pieces if p.article.kind == "english"]
    pages["/"] = Page(status=302, headers={"Location": "/vi/tin-tuc"})
    pages["/vi/tin-tuc"] = Page(body=_list(edition, "Tin tức", edition.articles))
    for section, folder in SECTIONS.items():
        pages[f"/vi/{folder}"] = Page(
            body=_list(edition, section, [p for p in edition.articles if p.article.section == section])
        )
    pages["/en/news"] = Page(body=_list(edition, "News", english))
    empty = f'<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel><title>{SITE.name}</title><link>{edition.base}/</link><description/></channel></rss>\n'
    pages["/vi/rss"] = Page(body=empty.encode(), content_type="application/rss+xml")
    pages["/robots.txt"] = Page(body=b"User-agent: *\nCrawl-delay: 0.2\nDisallow: /admin/\n", content_type="text/plain")
    return pages


def _article(edition: Edition, piece: Piece) -> bytes:
    article = piece.article
    shown = (
        f"{piece.published_at:%d-%m-%Y}" if "day_only" in article.flags else f"{piece.published_at:%d/%m/%Y - %H:%M}"
    )
    label, language = ("Posted", "en") if article.kind == "english" else ("Ngày đăng", "vi")
    author = f'<p class="nguoi-viet">Người viết: <em>{escaped(article.author)}</em></p>' if article.author else ""
    credit = f'<p class="nguon">(Theo {escaped(article.credit)})</p>' if article.credit else ""
    blocks = "\n".join(_block(article.slug, b) for b in piece.blocks)
    newer = "".join(f'<li><a href="{path_of(p)}">{escaped(p.title)}</a></li>' for p in edition.others(piece, 4))
    body = f"""<div class="breadcrumb"><a href="/vi/tin-tuc">Trang chủ</a> › <a href="/vi/{SECTIONS[article.section]}">{article.section}</a></div>
<div id="post"><h2 class="post-title">{escaped(piece.title)}</h2>
<p class="post-meta"><span class="post-date">{label}: {shown}</span> <span class="post-view">Lượt xem: 318</span></p>
<div class="post-content">
<p class="trich"><em>{escaped(piece.lead)}</em></p>
{blocks}
{author}{credit}
</div>
<p class="tools"><a href="#in">{BOILERPLATE[4]}</a></p>
<div class="newer"><h4>Bài cùng mục</h4><ul>{newer}</ul></div></div>"""
    head = f'<meta name="description" content="{attribute(piece.lead)}"><link rel="canonical" href="{edition.base}{path_of(piece)}">'
    return _page(edition, piece.title, body, head, language)


def _block(slug: str, block: Block) -> str:
    match block.kind:
        case "heading":
            return f"<h3>{escaped(block.text)}</h3>"
        case "item":
            return f"<ul><li>{escaped(block.text)}</li></ul>"
        case "box":
            return f'<div class="khung-ghi-chu"><p>{escaped(block.text)}</p></div>'
        case "figure":
            return f'<div class="wp-caption"><img src="/files/{slug}.svg" alt=""><p class="wp-caption-text">{escaped(block.text)}</p></div>'
        case "table":
            rows = "".join("<tr>" + "".join(f"<td>{escaped(c)}</td>" for c in row) + "</tr>" for row in block.rows)
            return f"<table>{rows}</table>"
        case _:
            return f"<p>{escaped(block.text)}</p>"


def _list(edition: Edition, name: str, pieces: list[Piece]) -> bytes:
    # Only every second teaser carries its date.
    items = "\n".join(
        f'<li><a href="{path_of(p)}">{escaped(p.title)}</a>'
        + (f" <span>{p.published_at:%d/%m/%Y}</span>" if i % 2 else "")
        + f"<p>{escaped(p.lead)}</p></li>"
        for i, p in enumerate(pieces)
    )
    return _page(edition, name, f'<h2>{name}</h2><ul class="ds">{items}</ul>')


def _page(edition: Edition, title: str, body: str, head: str = "", language: str = "vi") -> bytes:
    menu = " ".join(f'<a href="/vi/{folder}">{name}</a>' for name, folder in SECTIONS.items())
    return f"""<!DOCTYPE html><html lang="{language}"><head><meta charset="UTF-8"><title>{escaped(title)} – {edition.site.name}</title>{head}
<style>
body{{font:16px/1.6 Verdana,sans-serif;margin:0;color:#223}} #head{{background:linear-gradient(#0a4b8c,#0f6cc4);color:#fff;padding:20px 8%;font-size:24px}} #menu{{background:#e8f0f9;padding:8px 8%}}
#menu a{{margin-right:20px;color:#0a4b8c}} #body{{display:flex;gap:30px;padding:10px 8%}} #col{{flex:1;min-width:0}} #side{{width:230px;font-size:13px}} .post-meta{{color:#888;font-size:12px}} a{{color:#0a4b8c}}
.khung-ghi-chu{{border:1px dashed #0a4b8c;padding:0 14px}} .wp-caption-text{{font-size:13px;color:#666}} img{{max-width:100%}} td{{border:1px solid #bcd;padding:3px 9px}} #foot{{background:#223;color:#ccd;padding:14px 8%;font-size:12px}}
</style></head><body><div id="head">{edition.site.name}</div><div id="menu"><a href="/vi/tin-tuc">Tin tức</a> {menu} <a href="/en/news">English</a></div>
<div id="body"><div id="col">
{body}
</div><div id="side"><h4>{BOILERPLATE[2]}</h4><p>Họp giao ban tuần tại phòng 204</p><p>{BOILERPLATE[3]}</p></div></div>
<div id="foot">{edition.site.publisher}. Trang minh hoạ, nội dung hư cấu.<br>{BOILERPLATE[0]}. {BOILERPLATE[1]}</div>
</body></html>
""".encode()
