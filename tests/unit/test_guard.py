"""The guard of the tests: in a crawling process Python refuses a connection to anybody but its sources."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

_CONNECT = """
import json, socket, sys
json.load(sys.stdin)
for port in map(int, sys.argv[2:]):
    try:
        socket.create_connection(("127.0.0.1", port), timeout=5)
        print("open")
    except OSError as error:
        print(error)
"""


def _listening() -> socket.socket:
    server = socket.socket()
    server.bind(("127.0.0.1", 0))
    server.listen()
    return server


def test_a_crawling_process_reaches_its_sources_alone(tmp_path: Path) -> None:
    noted = tmp_path / "noted"
    with _listening() as own, _listening() as other:
        ports = [server.getsockname()[1] for server in (own, other)]
        home = f"http://127.0.0.1:{ports[0]}/"
        job = {"sources": {"a": {"home": home, "feeds": [], "sitemaps": [], "lists": []}}}
        done = subprocess.run(
            [sys.executable, "-c", _CONNECT, "theodoi.scrape.spider", *map(str, ports)],
            input=json.dumps(job),
            env=os.environ | {"THEODOI_TEST_CONNECTS": str(noted)},
            capture_output=True,
            text=True,
            check=True,
        )
    assert done.stdout.splitlines() == ["open", "a crawling process may connect to its own sources alone"]
    assert str(ports[1]) in noted.read_text()
