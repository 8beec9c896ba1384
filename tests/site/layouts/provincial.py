"""An old provincial paper of the demo: tables for layout, no metadata, lists in numbered pages, some text decomposed (NFD), some
with lost diacritics."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from email.utils import format_datetime

from tests.site.edition import WEEKDAYS, Block, Edition, Page, Piece, Site, attribute, escaped, picture
from theodoi.clean.diacritics import Law

SITE = Site(
    id="demo-trungdu",
    name="Báo Trung Du Xanh (minh hoạ)",
    publisher="Nhóm Minh hoạ Trung Du",
    kind="newspaper",
    province="VN-68",  # Phú Thọ
    port=18083,
    article_url=r"/\d{6}/[a-z0-9-]+-a\d{10}/$",
    feeds=("/rss.aspx",),
    lists=("/chinh-tri/", "/kinh-te/", "/xa-hoi/"),
)
SECTIONS = {"Chính trị": "/chinh-tri/", "Kinh tế": "/kinh-te/", "Xã hội": "/xa-hoi/"}
PAGE_SIZE = 5
BOILERPLATE = (
    "Giấy phép xuất bản số 789/GP-BTTTT",
    "ĐT: 0210 000 789 - Fax: 0210 000 790",
    "TIN ĐỌC NHIỀU",
    "LIÊN KẾT WEBSITE",
    "Lượt truy cập: 1.234.567",
)


def path_of(piece: Piece) -> str:
    return f"{SECTIONS[piece.article.section]}{piece.published_at:%Y%m}/{piece.article.slug}-a{piece.stamp}/"


def build(edition: Edition) -> dict[str, Page]:
    """Every page of the site by its path (with the query of numbered list pages)."""
    pages: dict[str, Page] = {}
    for piece in edition.pieces:
        path = path_of(piece)
        body = _article(edition, piece)
        if "nfd" in piece.article.flags:
            body = unicodedata.normalize("NFD", body.decode()).encode()
        pages[path] = Page(
            body=body,
            content_type="text/html",
            outcome="article",
            piece=piece,
            author=piece.article.author,
            canonical=path,
        )
        pages[f"/images/{piece.article.slug}.svg"] = picture(piece.article.slug)
    for section, path in {"Trang nhất": "/", **SECTIONS}.items():
        pieces = [p for p in edition.articles if section in ("Trang nhất", p.article.section)]
        count = max(1, -(-len(pieces) // PAGE_SIZE))
        for number in range(1, count + 1):
            chosen = pieces[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
            page = Page(body=_list(edition, section, chosen, path, number, count), content_type="text/html")
            pages[f"{path}?page={number}"] = page
            if number == 1:
                pages[path] = page
    pages["/rss.aspx"] = Page(body=_rss(edition), content_type="text/xml")
    pages["/robots.txt"] = Page(body=b"User-agent: *\r\nDisallow: /noi-bo/\r\n", content_type="text/plain")
    inside = f"/noi-bo/{edition.day:%Y%m}/lich-truc-toa-soan-a{edition.day:%y%m%d}0700/"
    notice = "<p>Lịch trực toà soạn tuần này, chỉ dành cho nội bộ.</p>" * 3
    pages[inside] = Page(
        body=_page(edition, "Lịch trực", notice),
        content_type="text/html",
        outcome="robots_disallowed",
        why="robots.txt: Disallow: /noi-bo/",
    )
    pages[_broken(edition)] = Page(
        body=b"<h1>Server Error in '/' Application.</h1>",
        status=500,
        content_type="text/html",
        outcome="http_error",
        why="answers 500 always",
    )
    return pages


def _broken(edition: Edition) -> str:
    return f"/kinh-te/{edition.day:%Y%m}/gia-nong-san-trong-tuan-a{edition.day:%y%m%d}0630/"


def _date_line(piece: Piece) -> str:
    return f"{WEEKDAYS[piece.published_at.weekday()]}, {piece.published_at:%d/%m/%Y | %H:%M}"


def _article(edition: Edition, piece: Piece) -> bytes:
    article = piece.article
    lost = range(1, 3) if "lost_marks" in article.flags else ()
    blocks = "\n".join(
        _block(article.slug, replace(b, text=Law.LAST_MARK.damage(b.text)) if i in lost else b)
        for i, b in enumerate(piece.blocks)
    )
    credit = f'<div align="right"><i>Theo {escaped(article.credit)}</i></div>' if article.credit else ""
    byline = "Bài và ảnh: " if "own_photos" in article.flags else ""
    author = f'<div align="right"><b>{byline}{escaped(article.author)}</b></div>' if article.author else ""
    others = "".join(
        f'<div>» <a href="{path_of(p)}">{escaped(p.title)}</a> <i>({p.published_at:%d/%m})</i></div>'
        for p in edition.others(piece, 5)
    )
    body = f"""<div class="duongdan"><a href="/">Trang nhất</a> &raquo; <a href="{SECTIONS[article.section]}">{article.section}</a></div>
<div class="ngaythang">{_date_line(piece)}</div>
<div class="tieude">{escaped(piece.title)}</div>
<table width="100%" cellpadding="0" cellspacing="0"><tr><td class="noidung">
<div class="tomtat"><b>{escaped(piece.lead)}</b></div>
{blocks}
{author}{credit}
</td></tr></table>
<div class="congcu"><a href="#in">Bản in</a> | <a href="#gui">Gửi bài viết</a> | <a href="#top">Về đầu trang</a></div>
<div class="tinkhac"><b>CÁC TIN KHÁC</b>{others}</div>"""
    return _page(edition, piece.title, body)


def _block(slug: str, block: Block) -> str:
    match block.kind:
        case "heading":
            return f'<div><font color="#8a0000"><b>{escaped(block.text)}</b></font></div><br>'
        case "item":
            return f"<div>+ {escaped(block.text)}</div>"
        case "box":
            return f'<table bgcolor="#ffffe0" width="95%"><tr><td>{escaped(block.text)}</td></tr></table>'
        case "figure":
            return (
                f'<table align="center" width="450"><tr><td><img src="/images/{slug}.svg" width="450"></td></tr>'
                f'<tr><td class="chuthich" align="center"><i>{escaped(block.text)}</i></td></tr></table>'
            )
        case "table":
            rows = "".join("<tr>" + "".join(f"<td>{escaped(c)}</td>" for c in row) + "</tr>" for row in block.rows)
            return f'<table border="1" cellspacing="0">{rows}</table>'
        case _:
            return f"<div>{escaped(block.text)}</div><div>&nbsp;</div>"


def _list(edition: Edition, name: str, pieces: list[Piece], path: str, number: int, count: int) -> bytes:
    items = "\n".join(
        f'<tr><td width="120"><img src="/images/{p.article.slug}.svg" width="110"></td>'
        f'<td><a class="tin" href="{path_of(p)}">{escaped(p.title)}</a> <span class="ngay">({p.published_at:%d/%m/%Y})</span><br>{escaped(p.lead)}</td></tr>'
        for p in pieces
    )
    numbers = " ".join(
        f"<b>{n}</b>" if n == number else f'<a href="{path}?page={n}">{n}</a>' for n in range(1, count + 1)
    )
    following = f' <a href="{path}?page={number + 1}">Trang sau</a>' if number < count else ""
    inside = f"/noi-bo/{edition.day:%Y%m}/lich-truc-toa-soan-a{edition.day:%y%m%d}0700/"
    body = f"""<div class="tieude">{name}</div><table width="100%">{items}</table><div class="phantrang">Trang: {numbers}{following}</div>
<div><a href="{inside}">Lịch trực toà soạn</a> | <a href="{_broken(edition)}">Giá nông sản trong tuần</a></div>"""
    return _page(edition, name, body)


def _page(edition: Edition, title: str, body: str) -> bytes:
    menu = "".join(
        f'<td><a href="{path}">{name.upper()}</a></td>' for name, path in {"Trang nhất": "/", **SECTIONS}.items()
    )
    popular = "".join(f'<div>• <a href="{path_of(p)}">{escaped(p.title)}</a></div>' for p in edition.articles[2:7])
    return f"""<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN" "http://www.w3.org/TR/html4/loose.dtd">
<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8">
<title>{attribute(title)} :: {edition.site.name}</title>
<style type="text/css">
body{{background:#dfe9df;font:14px Tahoma,Arial;margin:0}} a{{color:#0b5a1e;text-decoration:none}} .khung{{background:#fff;width:980px;margin:0 auto}}
.banner{{background:#0b5a1e;color:#fff;font:bold 30px "Times New Roman";padding:22px}} .menu td{{background:#d7f0d0;padding:6px 16px;font-weight:bold}}
.tieude{{font:bold 22px "Times New Roman";color:#8a0000;margin:6px 0 10px}} .ngaythang,.ngay{{color:#666;font-size:12px}} .noidung{{font:16px/1.5 "Times New Roman"}}
.cot{{background:#f2f7f0;font-size:12px;padding:8px}} .chan{{background:#0b5a1e;color:#fff;font-size:12px;padding:10px;text-align:center}} .chuthich{{font-size:13px}}
</style></head><body>
<table class="khung" cellspacing="0" cellpadding="0" align="center"><tr><td colspan="2" class="banner">{edition.site.name}</td></tr>
<tr><td colspan="2"><table class="menu"><tr>{menu}</tr></table></td></tr>
<tr valign="top"><td style="padding:12px" width="720">
{body}
</td><td class="cot"><b>{BOILERPLATE[2]}</b>{popular}<br><b>{BOILERPLATE[3]}</b><br><select><option>Cổng thông tin mẫu</option><option>Trang tin huyện cũ</option></select><br>{BOILERPLATE[4]}</td></tr>
<tr><td colspan="2" class="chan">{edition.site.name} - Trang minh hoạ, nội dung hư cấu<br>{BOILERPLATE[0]} - {BOILERPLATE[1]}</td></tr></table>
</body></html>
""".encode()


def _rss(edition: Edition) -> bytes:
    items = "".join(
        f"<item><title>{attribute(p.title)}</title><link>{edition.base}{path_of(p)}</link><description>{attribute(p.lead)}</description>"
        f"<pubDate>{format_datetime(p.published_at)}</pubDate></item>\n"
        for p in edition.articles[:5]
    )
    return f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>{edition.site.name}</title><link>{edition.base}/</link><description>RSS</description>
{items}</channel></rss>
""".encode()
