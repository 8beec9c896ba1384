"""An archive to import: the demo's articles as WARC files of three makers' sizes and a folder of texts."""

from __future__ import annotations

import gzip
import random
import uuid
from datetime import date
from pathlib import Path

from tests.site.edition import Edition, all_articles
from tests.site.expected import LAYOUTS

_NOISE = 20_000  # bytes of comment in a page, so that the files are cut into several units


def write_archive(folder: Path, day: date) -> Path:
    """Write a WARC per demo site, its articles as pages, and a folder `texts` with some as plain text; returns the folder."""
    noise = random.Random(7)
    texts = folder / "texts"
    texts.mkdir(parents=True)
    for layout in LAYOUTS:
        site = layout.SITE
        base = f"https://{site.id}.invalid"
        edition = Edition.of(site, base, day, [a for a in all_articles() if a.site == site.id])
        pages = {path: page for path, page in layout.build(edition).items() if page.outcome and page.status == 200}
        records = [
            _record(base + path, page.body + f"<!-- {noise.randbytes(_NOISE).hex()} -->".encode())
            for path, page in sorted(pages.items())
        ]
        (folder / f"{site.id}.warc.gz").write_bytes(b"".join(records))
        for piece in edition.articles[:3]:
            head = f"{piece.title}\n{piece.published_at:%H:%M %d/%m/%Y}\n"
            (texts / f"{piece.article.slug}.txt").write_text(head + "\n".join(piece.paragraphs), encoding="utf-8")
    return folder


def _record(url: str, body: bytes) -> bytes:
    """One gzip member with a response record."""
    http = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\n"
        f"WARC-Record-ID: <urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, url)}>\r\nWARC-Date: 2026-11-19T01:02:03Z\r\n"
        f"WARC-Target-URI: {url}\r\nContent-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(http) + len(body)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + http + body + b"\r\n\r\n", compresslevel=1, mtime=0)
