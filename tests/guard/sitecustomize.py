"""Loaded by every Python process that the tests start: a crawling process may connect to its own sources, and to nothing else.

The job on its standard input says which sources. A connection elsewhere is refused and noted in the file that
THEODOI_TEST_CONNECTS names; the test session fails when there is one. Postgres is reached through libpq, which is no
socket of Python's.
"""

from __future__ import annotations

import io
import json
import os
import socket
import sys
from urllib.parse import urlsplit
from urllib.request import getproxies


def _addresses(url: str) -> set[tuple[str, int]]:
    parts = urlsplit(url)
    ports = {parts.port} if parts.port else {80, 443}
    try:
        hosts = {str(found[4][0]) for found in socket.getaddrinfo(parts.hostname, None)}
    except OSError:
        hosts = set()
    return {(host, port) for host in hosts for port in ports}


def _watch(noted: str) -> None:
    job = sys.stdin.read()
    sys.stdin = io.StringIO(job)
    sources = json.loads(job)["sources"].values()
    urls = {url for s in sources for url in (s["home"], *s["feeds"], *s["sitemaps"], *s["lists"])}
    own = {address for url in (*urls, *getproxies().values()) for address in _addresses(url)}

    def hook(event: str, arguments: tuple) -> None:
        if event == "socket.connect" and tuple(arguments[1][:2]) not in own:
            with open(noted, "a", encoding="utf-8") as stream:
                stream.write(f"{arguments[1]!r} is of none of {sorted(urls)}\n")
            raise ConnectionRefusedError("a crawling process may connect to its own sources alone")

    sys.addaudithook(hook)


if (_noted := os.environ.get("THEODOI_TEST_CONNECTS")) and "theodoi.scrape.spider" in sys.orig_argv:
    _watch(_noted)
