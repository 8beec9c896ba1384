"""A catalogue of hostile sites on loopback, a port for each: `python -m tests.site.hostile --state DIR`.

Each row says what a site serves, what the crawler must do, and which words the summary must say. The command serves
them all and writes a source file for each to DIR/sources, so that a real crawl can be tried on them.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import socket
import socketserver
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from datetime import time as clock
from email.utils import format_datetime
from pathlib import Path
from typing import Self

import brotli
import yaml
from backports import zstd

if not __package__:
    sys.path[0] = str(Path(__file__).resolve().parents[2])

from tests.site.edition import VIETNAM

Answer = bytes | Callable[[socket.socket], None]
MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Behaviour:
    """One row of the catalogue: a site that is sound but for what the row says.

    Where `answers` leaves them out, /robots.txt is 404, /rss announces /bai-1.html and what `announces` adds, and
    /bai-1.html is an article. `@` in answers stands for the site's root, `!` for a server that nobody may ask.
    """

    name: str  # also the id of its source
    serves: str
    must: Mapping[str, str]  # path -> outcome of its row in ops.fetches
    says: Mapping[str, str] = field(default_factory=dict)  # path -> words of its sentence
    announces: str = ""  # further items of the feed
    answers: Mapping[str, Answer | str] = field(default_factory=dict)
    ways_in: Mapping[str, list[str]] = field(default_factory=lambda: {"feeds": ["/rss"]})
    captures: int = 1
    local: bool = True
    host: str = "127.0.0.1"


def http(body: bytes, *headers: str, status: str = "200 OK", content_type: str = "text/html; charset=utf-8") -> bytes:
    """A whole answer of HTTP/1.1."""
    head = [f"HTTP/1.1 {status}", f"Content-Type: {content_type}", f"Content-Length: {len(body)}", "Connection: close"]
    return "\r\n".join([*head, *headers]).encode("latin-1") + b"\r\n\r\n" + body


def moved(location: str, status: str = "302 Found") -> str:
    """An answer that redirects; a text, so that the site's root can be put in."""
    return f"HTTP/1.1 {status}\r\nLocation: {location}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


def page(title: str = "Bài") -> bytes:
    """An article."""
    paragraph = "<p>Cổng dịch vụ công của tỉnh nhận hồ sơ qua mạng từ ngày mai.</p>" * 5
    return f"<html><head><title>{title}</title></head><body><h1>{title}</h1>{paragraph}</body></html>".encode()


def item(link: str, when: str = "%DAY%") -> str:
    """An item of a feed."""
    return f"<item><title>Tin</title><link>{link}</link><pubDate>{when}</pubDate></item>"


def feed(items: str) -> str:
    """A feed of RSS 2.0."""
    return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>T</title>{items}</channel></rss>'


def xml(text: str) -> str:
    """An answer of XML whose root is put in later."""
    return "XML " + text


def _says(entry: str) -> dict[str, str]:
    return {"/rss": entry}


def _bad_link(name: str, serves: str, link: str, words: str) -> Behaviour:
    """A feed of which one link cannot be used: the other is fetched, and the feed says what was left out."""
    return Behaviour(
        name,
        f"a feed with {serves} beside a sound link",
        {"/rss": "parsed_in_part", "/bai-1.html": "captured"},
        {"/rss": f"entry 2 is left out: {words}"},
        item(link),
    )


def _page(name: str, serves: str, answer: Answer | str, outcome: str, words: str, **more: Answer | str) -> Behaviour:
    """A second page that answers so; the first is sound."""
    return Behaviour(
        name,
        f"a page that {serves}",
        {"/rss": "parsed", "/bai-1.html": "captured", "/bai-2.html": outcome},
        {"/bai-2.html": words} if words else {},
        item("@/bai-2.html"),
        {"/bai-2.html": answer} | {path.replace("_", "/"): given for path, given in more.items()},
        captures=2 if outcome == "captured" else 1,
    )


def _robots(name: str, serves: str, answer: Answer | str, allowed: bool, words: str, **more: Answer | str) -> Behaviour:
    """A robots.txt that answers so; what it means for the site shows in whether the article is fetched."""
    must = {"/rss": "parsed", "/bai-1.html": "captured"} if allowed else {"/rss": "robots_unreachable"}
    answers = {"/robots.txt": answer} | {path.replace("_", "/"): given for path, given in more.items()}
    says = {"/robots.txt": words}
    return Behaviour(name, f"a robots.txt that {serves}", must, says, answers=answers, captures=int(allowed))


def _feed(name: str, serves: str, answer: Answer | str, outcome: str, words: str, captures: int) -> Behaviour:
    return Behaviour(
        name, f"a feed that {serves}", {"/rss": outcome}, _says(words) if words else {}, answers={"/rss": answer}, captures=captures
    )  # fmt: skip


def _sitemap(name: str, serves: str, answer: Answer | str, outcome: str, words: str, captures: int = 0) -> Behaviour:
    return Behaviour(
        name,
        f"a sitemap that {serves}",
        {"/sitemap.xml": outcome},
        {"/sitemap.xml": words},
        answers={"/sitemap.xml": answer},
        ways_in={"sitemaps": ["/sitemap.xml"]},
        captures=captures,
    )


# what a server does with its socket ----------------------------------------------------------------------------------


def drip(stream: socket.socket) -> None:
    """Send a byte now and then, for ever."""
    stream.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 100000\r\n\r\n")
    while True:
        stream.sendall(b"x")
        time.sleep(0.2)


def endless_headers(stream: socket.socket) -> None:
    """Send headers for ever, slowly enough for the test machine."""
    stream.sendall(b"HTTP/1.1 200 OK\r\n")
    while True:
        stream.sendall(b"X-Again: " + b"x" * 1000 + b"\r\n")
        time.sleep(0.01)


def endless_body(stream: socket.socket) -> None:
    """Send a body without an end."""
    stream.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n")
    while True:
        stream.sendall(b"Disallow: /x\n" * 5_000)


def hang_up(stream: socket.socket) -> None:
    """Close without a word."""
    stream.shutdown(socket.SHUT_RDWR)


def raw(answer: bytes) -> Callable[[socket.socket], None]:
    """Send these bytes and close."""
    return lambda stream: stream.sendall(answer)


_LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
_URLSET = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
_PLAIN = page("Bài hai")
_AGENTS = "".join(f"User-agent: may-{n}\n" for n in range(12_000)) + "".join(
    f"Disallow: /x{n}\n" for n in range(12_000)
)

CATALOGUE: tuple[Behaviour, ...] = (
    # links of feeds
    _bad_link("link-nul-reference", "a reference to NUL in a link", "@/bai-2&#0;.html", "The address"),
    _bad_link("link-nul", "a raw NUL in a link", "@/bai-2\0.html", "The address"),
    _bad_link("link-surrogate", "half a surrogate pair in a link", "@/bai-2&#xD83D;.html", "The address"),
    _bad_link("link-escape", "an ESC in a link", "@/bai-2\x1b[31m.html", "The address"),
    _bad_link("link-bidi", "a bidi override in a link", "@/bai-2\u202e.html", "The address"),
    _bad_link("link-long", "a link of 3,000 characters", "@/" + "a" * 3_000 + "/bai-2.html", "The address has 3,0"),
    _bad_link("link-backslash", "a link whose host depends on the parser", "!\\@127.0.0.1/bai-2.html", "The address"),
    _bad_link("link-userinfo", "a link with a password", "http://ai:khoa@127.0.0.1/bai-2.html", "The address holds a user"),
    _bad_link("link-bracket", "a link that is no IPv6 address", "http://[::1/bai-2.html", "The address"),
    _bad_link("link-file", "a link to a file", "file:///etc/passwd", "The address file:///etc/passwd is not one of http"),
    _bad_link("link-none", "an entry without a link", "", "It has no link"),
    Behaviour(
        "link-elsewhere",
        "a feed that links to a server of somebody else",
        {"/rss": "parsed", "/bai-1.html": "captured"},
        _says("2 addresses, 1 of them articles"),
        item("!/bai-2.html"),
    ),
    # dates of feeds
    Behaviour(
        "date-end-of-time",
        "a feed with a date that no other zone can hold",
        {"/rss": "parsed", "/bai-2.html": "captured"},
        announces=item("@/bai-2.html", "9999-12-31T23:59:59-12:00"),
        answers={"/bai-2.html": http(_PLAIN)},
        captures=2,
    ),
    Behaviour(
        "date-no-zone-on-earth",
        "a feed with a date in the zone GMT+99",
        {"/rss": "parsed", "/bai-2.html": "captured"},
        announces=item("@/bai-2.html", "Sat, 21 Nov 2026 08:00:00 GMT+99"),
        answers={"/bai-2.html": http(_PLAIN)},
        captures=2,
    ),
    # feeds
    _feed("feed-cut", "ends in the middle", xml(feed(item("@/bai-1.html"))[:-30]), "parsed_in_part", "damaged", 1),
    _feed("feed-bare-ampersand", "has & in a link", xml(feed(item("@/bai-1.html?a=1&b=2"))), "parsed", "", 0),
    _feed("feed-laughs", "grows by entities", xml(f'<!DOCTYPE x [<!ENTITY a0 "ha">{_LAUGHS}]>' + feed(item("@/bai-1.html") + item("@/&a11;"))[38:]), "parsed_in_part", "entry 2 is left out", 1),
    _feed("feed-external-entity", "names a file as entity", xml('<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + feed(item("@/&e;"))[38:]), "empty", "entry 1 is left out", 0),
    _feed("feed-page", "is a page", http(page()), "unreadable", "HTML page", 0),
    _feed("feed-nothing", "is empty", http(b""), "empty", "empty", 0),
    _feed("feed-bomb", "is a bomb of gzip", http(gzip.compress(b" " * (40 * MEGABYTE)), "Content-Encoding: gzip"), "too_large", "10 MB", 0),
    _feed("feed-unclosed", "opens elements and never closes them", xml("<rss><channel>" + "<item><b><i>" * 150_000), "empty", "damaged", 0),
    _feed("feed-tag-soup", "is three megabytes of broken markup", xml("<rss>" + "<< &nbsp <a b=c>" * 200_000), "empty", "damaged", 0),
    # sitemaps and lists
    _sitemap("sitemap-nul", "has NUL in an address", xml(f"{_URLSET}<url><loc>@/bai-2&#0;.html</loc></url><url><loc>@/bai-1.html</loc></url></urlset>"), "parsed_in_part", "entry 1 is left out", 1),
    _sitemap("sitemap-cut", "is cut within its gzip", http(gzip.compress(_URLSET.encode() * 50)[:-9]), "unreadable", "cut off"),
    _sitemap("sitemap-bomb", "is a bomb", http(gzip.compress(b" " * (60 * MEGABYTE))), "unreadable", "50 MB"),
    _sitemap("sitemap-of-itself", "is an index of itself", xml("<sitemapindex><sitemap><loc>@/sitemap.xml</loc></sitemap></sitemapindex>"), "parsed", "of which 0 are read"),
    _sitemap("sitemap-large", "names 20,000 old pages", xml(_URLSET + "".join(f"<url><loc>@/bai-{n}.html</loc><lastmod>2019-01-01</lastmod></url>" for n in range(20_000)) + "</urlset>"), "parsed", "20000 of these announced for days more than a month off"),
    Behaviour(
        "list-of-scripts",
        "a list page with links of all kinds beside an article's",
        {"/muc": "parsed", "/bai-1.html": "captured"},
        {"/muc": "1 addresses"},
        answers={"/muc": "HTML " + '<a href="javascript:alert(1)">x</a><a href="/bai-2&#0;.html">x</a><a href="http://[::1/bai-3.html">x</a><a href="\\\\127.0.0.1\\bai-4.html">x</a>' * 500 + '<a href="/bai-1.html">x</a>'},
        ways_in={"lists": ["/muc"]},
    ),
    # robots.txt
    Behaviour(
        "robots-mark",
        "a robots.txt with a byte-order mark",
        {"/rss": "parsed", "/bai-1.html": "robots_disallowed"},
        {"/bai-1.html": "stay away"},
        answers={"/robots.txt": http(b"\xef\xbb\xbfUser-agent: *\nDisallow: /bai-1\n", content_type="text/plain")},
        captures=0,
    ),
    _robots("robots-not-now", "asks to come back later", http(b"", "Retry-After: 3600", status="429 Too Many Requests"), False, "come back in 3,600 seconds"),
    _robots("robots-to-file", "redirects to a file", moved("file:///etc/passwd"), True, "is not one of http"),
    _robots("robots-to-device", "redirects to a device", moved("file:///dev/zero"), True, "is not one of http"),
    _robots("robots-to-ftp", "redirects to another protocol", moved("ftp://127.0.0.1/robots.txt"), True, "is not one of http"),
    _robots("robots-to-neighbour", "redirects to another server", moved("!/robots.txt"), False, "not of this source"),
    _robots("robots-unparsable", "redirects to what cannot be parsed", moved("http://[::1/"), True, "cannot be parsed"),
    _robots("robots-nowhere", "redirects to nowhere", http(b"", status="302 Found"), True, "names none"),
    _robots("robots-loop", "redirects in a circle", moved("@/robots.txt"), True, "more than 5 times"),
    _robots("robots-endless", "has no end", endless_body, False, "larger than"),
    _robots("robots-crowd", "has 12,000 rules for 12,000 crawlers", http(_AGENTS.encode(), content_type="text/plain"), True, ""),
    # redirects of pages
    _page("to-nul", "redirects with a NUL", moved("/bai\0-3.html"), "http_error", "no address that can be used"),
    _page("to-backslash", "redirects to a host that depends on the parser", moved("!\\@127.0.0.1/bai-3.html"), "http_error", "backslash"),
    _page("to-userinfo", "redirects with a password", moved("http://a:b@127.0.0.1/bai-3.html"), "http_error", "user's name"),
    _page("to-nowhere", "redirects without saying where to", http(_PLAIN, status="302 Found"), "http_error", "names none"),
    _page("to-neighbour", "redirects to another server of this machine", moved("!/bai-3.html"), "redirected_away", "not a page of this source"),
    _page("to-metadata", "redirects to the address of a cloud's secrets", moved("http://169.254.169.254/latest/bai-3.html"), "redirected_away", "169.254.169.254"),
    _page("to-file", "redirects to a file", moved("file:///etc/passwd"), "http_error", "is not one of http"),
    _page("to-length", "redirects to an address of 5,000 characters", moved("/" + "a" * 5_000), "http_error", "characters, and 2,048 are the most"),
    _page("to-itself", "redirects to itself", moved("@/bai-2.html"), "redirect_loop", "in a loop"),
    _page("to-and-fro", "redirects again and again", moved("@/1"), "redirect_loop", "more than 5 times", _1=moved("@/2"), _2=moved("@/3"), _3=moved("@/4"), _4=moved("@/5"), _5=moved("@/6"), _6=moved("@/7")),
    # bodies
    _page("gzip-cut", "is cut within its gzip", http(gzip.compress(_PLAIN)[:-20], "Content-Encoding: gzip"), "broken_answer", "cut off: its gzip"),
    _page("brotli-cut", "is cut within its brotli", http(brotli.compress(_PLAIN)[:-20], "Content-Encoding: br"), "broken_answer", "cut off: its br"),
    _page("gzip-plain", "says gzip and is plain", http(_PLAIN, "Content-Encoding: gzip"), "captured", ""),
    _page("brotli", "comes as brotli", http(brotli.compress(_PLAIN), "Content-Encoding: br"), "captured", ""),
    _page("zstd", "comes as zstd", http(zstd.compress(_PLAIN), "Content-Encoding: zstd"), "captured", ""),
    _page("bomb", "is a bomb of zstd", http(zstd.compress(b" " * (60 * MEGABYTE)), "Content-Encoding: zstd"), "too_large", "10 MB"),
    _page("body-short", "is shorter than it says", raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9000\r\n\r\n" + _PLAIN), "broken_answer", "in the middle"),
    _page("chunks-broken", "is chunked and is not", raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n" + _PLAIN), "broken_answer", ""),
    # HTTP
    _page("status-huge", "answers a status of eleven digits", raw(b"HTTP/1.1 99999999999 OK\r\nContent-Length: 0\r\n\r\n"), "broken_answer", "no status"),
    _page("not-http", "speaks another protocol", raw(b"SSH-2.0-OpenSSH_9.2\r\n\r\n"), "broken_answer", "not HTTP"),
    _page("length-negative", "has a negative length", raw(b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nx"), "broken_answer", "not HTTP"),
    _page("hang-up", "hangs up", hang_up, "unreachable", "closed the connection"),
    _page("drip", "drips", drip, "timeout", "did not answer within"),
    _page("headers-endless", "sends headers for ever", endless_headers, "timeout", "did not answer within"),
    _page("type-steering", "steers the terminal in its type", http(_PLAIN, content_type="image/\x1b[2J\x07png"), "not_a_page", "not a page of text"),
    _page("retry-for-ever", "asks to come back after all time", http(b"", "Retry-After: " + "9" * 400, status="429 Too Many Requests"), "http_error", "10,000,000 seconds"),
    # names
    Behaviour(
        "name-of-this-machine",
        "a site of the internet whose name leads to this machine",
        {"/rss": "robots_unreachable"},
        {"/rss": "no address of the public internet"},
        captures=0,
        local=False,
        host="localhost",
    ),
)  # fmt: skip


class HostileSites:
    """All sites of the catalogue, served while the context is open, and one server that must never be asked."""

    def __init__(self, day: date) -> None:
        self._noon = format_datetime(datetime.combine(day, clock(12), VIETNAM))
        self._servers: list[_Server] = []
        self.roots: dict[str, str] = {}
        self.hits: dict[str, Counter[str]] = {}

    def __enter__(self) -> Self:
        self.forbidden = self._serve({})
        for row in CATALOGUE:
            server = self._serve({})
            self.roots[row.name] = root = f"http://{row.host}:{server.server_address[1]}"
            self.hits[row.name] = server.hits
            default = {"/rss": xml(feed(item("@/bai-1.html") + row.announces)), "/bai-1.html": http(page())}
            server.answers.update((path, self._made(given, root)) for path, given in (default | row.answers).items())
        return self

    def __exit__(self, *_: object) -> None:
        for server in self._servers:
            server.shutdown()
            server.server_close()

    def source(self, row: Behaviour) -> dict[str, object]:
        """The content of a row's source file."""
        root = self.roots[row.name]
        ways = {kind: [root + path for path in paths] for kind, paths in row.ways_in.items()}
        return {
            "id": row.name,
            "name": row.serves,
            "home": f"{root}/",
            "kind": "newspaper",
            "enabled": True,
            "local": row.local,
            "article_url": r"/bai-\d+\.html",
            "delay_seconds": 0.0,
        } | ways

    def write_sources(self, folder: Path) -> None:
        """A source file for each row."""
        folder.mkdir(parents=True, exist_ok=True)
        for row in CATALOGUE:
            content = yaml.safe_dump(self.source(row), allow_unicode=True, sort_keys=False, width=200)
            (folder / f"{row.name}.yaml").write_text(content, encoding="utf-8")

    def _made(self, given: Answer | str, root: str) -> Answer:
        """The answer with the site's root, the forbidden server and the day put in."""
        if not isinstance(given, str):
            return given
        forbidden = f"http://127.0.0.1:{self.forbidden.server_address[1]}"
        kind, _, rest = given.partition(" ")
        text = (rest if kind in {"XML", "HTML"} else given).replace("@/", f"{root}/").replace("!/", f"{forbidden}/")
        text = text.replace("!\\", f"{forbidden}\\").replace("%DAY%", self._noon)
        if kind == "XML":
            return http(text.encode(), content_type="application/xml")
        return http(text.encode()) if kind == "HTML" else text.encode("latin-1")

    def _serve(self, answers: dict[str, Answer]) -> _Server:
        server = _Server(answers)
        self._servers.append(server)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return server


class _Server(socketserver.ThreadingTCPServer):
    """One site: raw bytes by path, so that it may speak no HTTP at all."""

    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, answers: dict[str, Answer]) -> None:
        self.answers = answers
        self.hits: Counter[str] = Counter()
        super().__init__(("127.0.0.1", 0), _Handler)


class _Handler(socketserver.BaseRequestHandler):
    server: _Server

    def handle(self) -> None:
        with contextlib.suppress(OSError):
            asked = b""
            while b"\r\n\r\n" not in asked:
                if not (more := self.request.recv(65_536)):
                    return
                asked += more
            path = asked.split(b" ", 2)[1].decode("latin-1")
            self.server.hits[path] += 1
            answer = self.server.answers.get(path, http(b"<p>404</p>", status="404 Not Found"))
            if callable(answer):
                answer(self.request)
            else:
                self.request.sendall(answer)


def main() -> int:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(description="Hostile sites on loopback")
    parser.add_argument("--state", required=True, type=Path, help="folder for the source files (DIR/sources)")
    parser.add_argument("--day", type=date.fromisoformat, default=date.today(), help="the day that the run covers")
    arguments = parser.parse_args()
    with HostileSites(arguments.day) as sites:
        sites.write_sources(arguments.state / "sources")
        for row in CATALOGUE:
            print(f"{sites.roots[row.name]:<24} {row.name}: {row.serves}")
        print(f"{len(CATALOGUE)} sites; their source files are in {arguments.state / 'sources'}", flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            threading.Event().wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
