"""A brief in its other forms: JSON, Atom feed, e-mail, Word document. All are Vietnamese; JSON and the page have English too."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

from docx import Document
from docx.shared import Pt

from theodoi.atom import Entry, feed
from theodoi.brief.facts import Brief, Line, Proof
from theodoi.brief.page import SECTIONS, render_brief
from theodoi.brief.words import day_words
from theodoi.settings import VIETNAM

_MAILED = 12  # lines of a section in a mail's text


def title(brief: Brief) -> str:
    """`Bản tin sáng 21/11/2026: Bộ Khoa học và Công nghệ`."""
    name = f": {brief.watchlist.name}" if brief.watchlist else ""
    return f"Bản tin sáng {day_words(brief.today).vi}{name}"


def as_json(brief: Brief) -> bytes:
    """Everything that the brief knows, all lines with their proofs; the next brief compares itself with it."""
    told: dict[str, Any] = {
        "title": title(brief),
        "day": brief.day.isoformat(),
        "profile": brief.profile,
        "watchlist": brief.watchlist.id if brief.watchlist else None,
        "made_at": brief.made_at.isoformat(),
        "withdrawn": [
            {"vi": one.said.vi, "en": one.said.en, "article_ids": list(one.article_ids)} for one in brief.withdrawn
        ],
        "paper_corrections": [
            {
                "article_id": paper.article_id,
                "title": paper.title,
                "url": paper.url,
                "source": paper.source,
                "sentence": paper.sentence,
                "corrected_article_id": paper.corrected_article_id,
                "corrected_url": paper.corrected_url,
            }
            for paper in brief.papers
        ],
        "changes": [
            {
                "change_id": change.change_id,
                "article_id": change.article_id,
                "kind": change.kind,
                "title": change.title,
                "url": change.url,
                "source": change.source,
                "what": {"vi": change.what.vi, "en": change.what.en},
            }
            for change in brief.changes
        ],
        "lines": [_line(line) for line in brief.lines],
        "coverage": [
            {"source_id": r.source_id, "name": r.name, "kind": r.kind, "found": r.found, "kept": r.kept}
            for r in brief.coverage
        ],
        "held": [{"vi": words.vi, "en": words.en} for words in brief.held],
    }
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def _line(line: Line) -> dict[str, Any]:
    return {
        "id": line.id,
        "section": line.section,
        "group": {"vi": line.group.vi, "en": line.group.en} if line.group else None,
        "tag": {"vi": line.tag.vi, "en": line.tag.en},
        "said": {"vi": line.said.vi, "en": line.said.en},
        "detail": {"vi": line.detail.vi, "en": line.detail.en} if line.detail else None,
        "said_by": line.said_by,
        "points": [{"period": point.period, "value": str(point.value)} for point in line.points],
        "proofs": [_proof(proof) for proof in line.proofs],
    }


def _proof(proof: Proof) -> dict[str, Any]:
    words = proof.passage
    return {
        "finding_id": proof.finding_id,
        "article_id": proof.article_id,
        "sentence": words.before + words.quote + words.after,
        "quote": words.quote,
        "title": words.title,
        "url": words.url,
        "source": words.source,
        "published_on": words.published_on.isoformat() if words.published_on else None,
        "captured_at": proof.captured_at.isoformat(),
        "first_outlet": proof.first_outlet,
        "articles": proof.articles,
    }


def as_atom(brief: Brief) -> bytes:
    """A feed with an entry per line; an entry keeps its id when the brief is made again."""
    made = _moment(brief.made_at)
    of = brief.watchlist.id if brief.watchlist else "all"
    entries = (
        Entry(
            id=f"urn:theodoi:line:{line.id}",
            title=f"{line.tag.vi}: {line.said.vi}",
            updated=made,
            link=next((p.passage.url for p in line.proofs if p.passage.url.startswith(("http://", "https://"))), None),
            summary="\n".join(_cited(proof) for proof in line.proofs),
        )
        for line in brief.lines
    )
    return feed(f"urn:theodoi:brief:{brief.profile}:{of}", title(brief), made, entries, author="Theodoi")


def as_mail(brief: Brief) -> bytes:
    """A mail without addresses: its text, and the page without links to our own pages."""
    mail = EmailMessage()
    mail["Subject"] = title(brief)
    mail["Date"] = format_datetime(brief.made_at)
    mail["X-Unsent"] = "1"  # mail programs open it as a draft
    mail.set_content("\n".join(as_text(brief)))
    mail.add_alternative(render_brief(brief, served=False), subtype="html")
    return mail.as_bytes()


def as_text(brief: Brief) -> Iterator[str]:
    """Lines of plain text: each line of the brief with its sentences and addresses."""
    yield title(brief)
    if brief.is_empty:
        yield "Hôm nay không có gì mới."
    yield from (f"Rút khỏi bản tin trước: {one.said.vi}" for one in brief.withdrawn)
    for section in SECTIONS:
        lines = brief.of(section.id)
        if not lines:
            continue
        yield f"\n{section.title.vi.upper()}"
        for line in lines[:_MAILED]:
            yield f"- {_sentence(line)}"
            yield from (f"  {_cited(proof)}" for proof in line.proofs)
        if len(lines) > _MAILED:
            yield f"  (còn {len(lines) - _MAILED} dòng)"
    if told := [*_corrected(brief)]:
        yield "\nCẢI CHÍNH VÀ BÀI THAY ĐỔI SAU KHI ĐĂNG"
        yield from (f"- {words}" for words in told)
    yield f"\nPHẠM VI DỮ LIỆU\n{_coverage(brief)}"


def as_word(brief: Brief) -> bytes:
    """A Word document with headings; each line is followed by its sentence and article."""
    document = Document()
    document.core_properties.title = title(brief)
    document.core_properties.created = document.core_properties.modified = brief.made_at.replace(tzinfo=None)
    document.styles["Normal"].font.name = "Times New Roman"
    document.styles["Normal"].font.size = Pt(13)
    document.add_heading(title(brief), 0)
    if brief.is_empty:
        document.add_paragraph("Hôm nay không có gì mới.")
    for one in brief.withdrawn:
        document.add_paragraph(f"Rút khỏi bản tin trước: {one.said.vi}")
    for section in SECTIONS:
        if lines := brief.of(section.id):
            document.add_heading(section.title.vi, 1)
            for line in lines:
                paragraph = document.add_paragraph(style="List Bullet")
                paragraph.add_run(_sentence(line)).bold = True
                for proof in line.proofs:
                    paragraph.add_run(f"\n{_cited(proof)}").font.size = Pt(10)
    if told := [*_corrected(brief)]:
        document.add_heading("Cải chính và bài thay đổi sau khi đăng", 1)
        for words in told:
            document.add_paragraph(words, style="List Bullet")
    document.add_heading("Phạm vi dữ liệu", 1)
    document.add_paragraph(_coverage(brief))
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def _sentence(line: Line) -> str:
    detail = f" ({line.detail.vi})" if line.detail else ""
    return f"{line.tag.vi}: {line.said.vi}{detail}" + (f" – {line.said_by}" if line.said_by else "")


def _cited(proof: Proof) -> str:
    words = proof.passage
    day = day_words(words.published_on).vi if words.published_on else "không rõ ngày"
    quoted = f"“{(words.before + words.quote + words.after).strip()}” " if words.quote else ""
    return f"{quoted}{words.source}, {day}, {words.url}"


def _corrected(brief: Brief) -> Iterator[str]:
    """What papers correct, and what they changed, a sentence each."""
    for paper in brief.papers:
        yield f"Cải chính: {paper.sentence or paper.title} – {paper.source}, {paper.url}"
    for change in brief.changes:
        told = "Trang không còn" if change.kind == "vanished" else f"Đã sửa ({change.what.vi})"
        yield f"{told}: {change.title or change.url} – {change.source}, {change.url}"


def _coverage(brief: Brief) -> str:
    kept = sum(read.kept for read in brief.coverage)
    silent = ", ".join(read.name for read in brief.silent)
    told = f"{kept} bài từ {len(brief.coverage)} nguồn." + (f" Không có bài từ: {silent}." if silent else "")
    return " ".join([told, *(words.vi for words in brief.held)])


def _moment(moment: datetime) -> str:
    return moment.astimezone(VIETNAM).isoformat(timespec="seconds")
