"""Serves the demo news sites on loopback, a port for each: `python tests/site/serve.py --state DIR --day YYYY-MM-DD [--log FILE]`.

`DemoSites` does the same inside a test, and lets the test stop the sites, break a URL, publish or change an article.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import json
import os
import signal
import socket
import sys
import threading
import time
from dataclasses import replace
from datetime import date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import IO, NamedTuple, Self

import yaml

if not __package__:
    # Run as a script: the folder of this file would otherwise stand first on the path, and `tests` not at all.
    sys.path[0] = str(Path(__file__).resolve().parents[2])

from tests.site.edition import VIETNAM, Article, Edition, Page, all_articles
from tests.site.expected import LAYOUTS, UNREACHABLE, Expected, expected

SITES = {layout.SITE.id: layout for layout in LAYOUTS}
_RELEASE_SECONDS = 5.0


class Request(NamedTuple):
    """One request that was answered: the path carries its query."""

    site: str
    path: str
    user_agent: str


class DemoSites:
    """The demo sites of one day, served while the context is open.

    `state_dir` keeps ports.json (the ports are used again at the next start) and sources/<site id>.yaml. `day` is the
    Vietnamese day that a run shall cover; every date in the sites follows from it. `moved` has a sentence for each site
    whose port another program has: its articles have other addresses this time, and those of old at the next start.
    """

    def __init__(self, state_dir: Path | str, day: date, log: Path | str | None = None) -> None:
        self.day = day
        self.state_dir = Path(state_dir)
        self.sources_dir = self.state_dir / "sources"
        self.requests: list[Request] = []
        self.base_urls: dict[str, str] = {}
        self.moved: list[str] = []
        self.articles = {a.slug: a for a in all_articles()}
        self.pages: dict[str, dict[str, Page]] = {}
        self._log_path = Path(log) if log else None
        self._log: IO[str] | None = None
        self._lock = threading.Lock()
        self._failures: dict[tuple[str, str], int] = {}
        self._slow: dict[str, float] = {}
        self._seen: set[tuple[str, str]] = set()
        self._sockets: dict[str, socket.socket] = {}
        self._servers: dict[str, _Server] = {}

    def __enter__(self) -> Self:
        self.state_dir.mkdir(parents=True, exist_ok=True)
        if self._log_path:
            self._log = self._log_path.open("a", encoding="utf-8", buffering=1)
        ports = self._claim_ports()
        self.base_urls = {site: f"http://127.0.0.1:{ports[site]}/" for site in SITES}
        for site in SITES:
            self._print(site)
        self._write_sources(ports)
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        for held in self._sockets.values():
            held.close()
        self._sockets.clear()
        if self._log:
            self._log.close()

    def start(self) -> None:
        """Answer again after `stop()`."""
        for site in SITES:
            if site not in self._servers:
                self._servers[site] = _Server(self, site, self._sockets.pop(site))

    def stop(self) -> None:
        """Refuse connections, at the same ports, until `start()`."""
        for site, server in list(self._servers.items()):
            port = server.server_port
            server.end()
            del self._servers[site]
            self._sockets[site] = _hold(port)

    def fail(self, site: str, path: str, status: int | None) -> None:
        """Answer `status` at this path (with its query; `*` for every path) from now on; None lifts it."""
        with self._lock:
            if status is None:
                self._failures.pop((site, path), None)
            else:
                self._failures[site, path] = status

    def slow(self, site: str, seconds: float) -> None:
        """Let every answer of a site wait so long from now on, to catch a crawl in the middle."""
        self._slow[site] = seconds

    def add(self, site: str, article: Article) -> str:
        """Publish an article (see `read_article`), or replace the one of the same slug. Returns its URL."""
        self.articles[article.slug] = replace(article, site=site)
        self._print(site)
        return self.url(site, article.slug)

    def edit(self, site: str, slug: str, text: str) -> str:
        """Give a published article another body, two hours after its publication. Returns its URL."""
        return self.add(site, replace(self.articles[slug], body=text, edits=(), modified_after_minutes=120))

    def restore(self) -> None:
        """Be as at the start: no edits, no failures, nobody has asked for anything."""
        self.articles = {a.slug: a for a in all_articles()}
        with self._lock:
            self._failures.clear()
            self._slow.clear()
            self._seen.clear()
            self.requests.clear()
        for site in SITES:
            self._print(site)

    def url(self, site: str, slug: str) -> str:
        """The canonical URL of an article. Raises KeyError when the site has no such article."""
        for path, page in self.pages[site].items():
            if page.piece is not None and page.piece.article.slug == slug and page.canonical in (path, None):
                return self.base_urls[site].rstrip("/") + path
        raise KeyError(f"{site} has no article {slug!r}")

    def expected(self) -> dict[str, dict[str, Expected]]:
        """The answer sheet for what is published now, per site and URL (see tests.site.expected)."""
        return expected(self.day, self.base_urls, list(self.articles.values()))

    def answer(self, site: str, path: str, user_agent: str) -> Page:
        """The page for a request, which is noted in `requests` and in the log."""
        known = self.pages[site]
        page = known.get(path)
        if page is None and "page=" not in path:
            page = known.get(path.partition("?")[0])
        if page is None:
            page = Page(status=404, body=_error("404", "Trang bạn tìm không có ở đây."))
        with self._lock:
            forced = self._failures.get((site, path)) or self._failures.get((site, "*"))
            first = (site, path) not in self._seen
            self._seen.add((site, path))
            self.requests.append(Request(site, path, user_agent))
            status = forced or (page.once if page.once and first else None)
            if page.later is not None and not first:
                page = replace(page, body=page.later)
            if status:
                page = Page(
                    status=status,
                    body=_error(str(status), "Máy chủ đang bận."),
                    headers={"Retry-After": "1"} if status == 503 else {},
                )
            if self._log and not self._log.closed:
                row = {
                    "at": datetime.now(VIETNAM).isoformat(timespec="milliseconds"),
                    "site": site,
                    "path": path,
                    "status": page.status,
                    "agent": user_agent,
                }
                self._log.write(json.dumps(row, ensure_ascii=False) + "\n")
        if wait := self._slow.get(site):
            time.sleep(wait)
        return page

    def _print(self, site: str) -> None:
        layout = SITES[site]
        base = self.base_urls[site].rstrip("/")
        articles = [a for a in self.articles.values() if a.site == site]
        pages: dict[str, Page] = layout.build(Edition.of(layout.SITE, base, self.day, articles))
        # Nights that are compared with each other, as those of tests/chaos, need papers that keep to their words.
        if any(a.edits for a in articles) and os.environ.get("THEODOI_DEMO_EDITS") != "off":
            later = layout.build(Edition.of(layout.SITE, base, self.day, [a.edited for a in articles]))
            for path, page in pages.items():
                if page.piece is not None and page.piece.article.edits:
                    pages[path] = replace(page, later=later[path].body)
        self.pages[site] = pages

    def _claim_ports(self) -> dict[str, int]:
        """Bind every site's port, the remembered one where it is free.

        The first ports are remembered for ever: the addresses of the articles, and so their identity, hang on them.
        """
        remembered: dict[str, int] = {}
        memory = self.state_dir / "ports.json"
        with contextlib.suppress(FileNotFoundError, ValueError):
            remembered = json.loads(memory.read_text())
        ports = {}
        deadline = time.monotonic() + _RELEASE_SECONDS
        for site in (*(layout.SITE for layout in LAYOUTS), UNREACHABLE):
            wanted = remembered.get(site.id, site.port)
            listening = site is not UNREACHABLE
            # The sites of a setup that has just ended may still hold it.
            while (held := _held_or_none(wanted, listening)) is None and site.id in remembered:
                if time.monotonic() > deadline:
                    break
                time.sleep(0.1)
            if held is None:
                held = _hold(0, listening)
                self.moved.append(
                    f"{site.id} moves to port {held.getsockname()[1]}: another program has {wanted}"
                    + ("; at the next start it is there again" if site.id in remembered else "")
                )
            self._sockets[site.id] = held
            ports[site.id] = held.getsockname()[1]
        _write(memory, json.dumps({id: remembered.get(id) or port for id, port in ports.items()}, indent=1) + "\n")
        return ports

    def _write_sources(self, ports: dict[str, int]) -> None:
        self.sources_dir.mkdir(exist_ok=True)
        sites = [*(layout.SITE for layout in LAYOUTS), UNREACHABLE]
        for old in self.sources_dir.glob("demo-*.yaml"):
            if old.stem not in {site.id for site in sites}:
                old.unlink()
        for site in sites:
            source = site.source(f"http://127.0.0.1:{ports[site.id]}")
            _write(
                self.sources_dir / f"{site.id}.yaml",
                yaml.safe_dump(source, allow_unicode=True, sort_keys=False, width=200),
            )


class _Server(ThreadingHTTPServer):
    """One site: a listening socket, a thread that accepts, a thread for each connection."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, sites: DemoSites, site: str, held: socket.socket) -> None:
        super().__init__(("127.0.0.1", 0), _Handler, bind_and_activate=False)
        self.socket.close()
        self.socket = held
        self.server_address = held.getsockname()
        self.server_name, self.server_port = self.server_address
        self.sites = sites
        self.site = site
        self.connections: set[socket.socket] = set()
        held.listen(128)
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()

    def end(self) -> None:
        self.shutdown()
        self.server_close()
        self._thread.join()
        for connection in list(self.connections):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    server_version = "DemoSites/1"
    disable_nagle_algorithm = True
    wbufsize = -1  # headers and body in one segment

    def setup(self) -> None:
        super().setup()
        self.server.connections.add(self.connection)

    def finish(self) -> None:
        self.server.connections.discard(self.connection)
        with contextlib.suppress(OSError):
            super().finish()

    def handle(self) -> None:
        # A client that goes away in mid-answer is no news.
        with contextlib.suppress(ConnectionError):
            super().handle()

    def do_GET(self) -> None:
        page = self.server.sites.answer(self.server.site, self.path, self.headers.get("User-Agent", ""))
        body = page.body
        self.send_response(page.status)
        for name, content in page.headers.items():
            self.send_header(name, content)
        self.send_header("Content-Type", page.content_type)
        if (
            self.server.site == "demo-songchu"
            and len(body) > 1000
            and "gzip" in self.headers.get("Accept-Encoding", "")
        ):
            body = gzip.compress(body, compresslevel=1)
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Vary", "Accept-Encoding")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_HEAD = do_GET

    def log_message(self, format: str, *args: object) -> None:
        """Nothing on stderr: requests are noted by `DemoSites.answer`."""


def _held_or_none(port: int, listening: bool) -> socket.socket | None:
    try:
        return _hold(port, listening)
    except OSError:
        return None


def _hold(port: int, listening: bool = False) -> socket.socket:
    """A bound socket. While it does not listen the port is ours all the same, and connections to it are refused."""
    held = socket.socket()
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        held.bind(("127.0.0.1", port))
        if listening:  # two sockets may be bound to one port; only listening finds out
            held.listen(128)
    except OSError:
        held.close()
        raise
    return held


def _write(path: Path, content: str) -> None:
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    partial.write_text(content, encoding="utf-8")
    partial.replace(path)


def _error(title: str, sentence: str) -> bytes:
    return f'<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>{title}</title></head><body><h1>{title}</h1><p>{sentence}</p></body></html>'.encode()


def main() -> int:
    """Serve until SIGTERM, SIGINT or the parent's end."""
    parser = argparse.ArgumentParser(description="Demo news sites on loopback")
    parser.add_argument("--state", required=True, type=Path, help="folder for ports.json and sources/")
    parser.add_argument("--day", required=True, type=date.fromisoformat, help="the Vietnamese day that the run covers")
    parser.add_argument("--log", type=Path, help="append one line of JSON for each request")
    arguments = parser.parse_args()
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    parent = os.getppid()
    with DemoSites(arguments.state, arguments.day, arguments.log) as sites:
        print(json.dumps({"ready": True, "sites": sites.base_urls, "moved": sites.moved}), flush=True)
        while not ended.wait(0.5) and os.getppid() == parent:
            pass
    return 0


if __name__ == "__main__":
    sys.exit(main())
