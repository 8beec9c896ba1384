"""uv does as pip is told: the same index, certificates and proxy, from pip's files and variables."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from deploy.uv_as_pip import pip_settings, uv_environment

SCRIPT = Path(__file__).parents[2] / "deploy" / "uv_as_pip.py"


def test_what_pip_is_told_becomes_what_uv_understands():
    pip = {
        "index-url": "https://index.example/simple",
        "extra-index-url": "\nhttps://one.example/simple\nhttps://two.example/simple",
        "find-links": "/a /b",
        "cert": "/etc/ca.pem",
        "client-cert": "/etc/me.pem",
        "trusted-host": "index.example",
        "proxy": "http://proxy.example:3128",
        "default-timeout": "60",
    }
    assert uv_environment(pip, {}) == {
        "UV_DEFAULT_INDEX": "https://index.example/simple",
        "UV_INDEX": "https://one.example/simple https://two.example/simple",
        "UV_INDEX_STRATEGY": "unsafe-best-match",
        "UV_FIND_LINKS": "/a, /b",
        "UV_INSECURE_HOST": "index.example",
        "SSL_CERT_FILE": "/etc/ca.pem",
        "SSL_CLIENT_CERT": "/etc/me.pem",
        "HTTP_PROXY": "http://proxy.example:3128",
        "HTTPS_PROXY": "http://proxy.example:3128",
    }
    assert uv_environment({}, {}) == {}


@pytest.mark.parametrize("name", ["UV_DEFAULT_INDEX", "UV_INDEX_URL"])
def test_what_is_set_for_uv_itself_wins(name):
    assert uv_environment({"index-url": "https://index.example/simple"}, {name: "https://other.example/simple"}) == {}


def test_the_environment_wins_over_pips_files_and_install_over_global(tmp_path, monkeypatch):
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    (tmp_path / "pip.conf").write_text(
        "[global]\nindex-url = https://global.example/simple\ncert = /global.pem\nproxy = http://p:1\n"
        "[install]\nindex-url = https://install.example/simple\n[download]\ncert = /download.pem\n"
    )
    monkeypatch.setenv("PIP_CONFIG_FILE", str(tmp_path / "pip.conf"))
    monkeypatch.setenv("PIP_PROXY", "http://q:2")
    found = pip_settings()
    assert (found["index-url"], found["cert"], found["proxy"]) == (
        "https://install.example/simple",
        "/global.pem",
        "http://q:2",
    )


@pytest.fixture
def index() -> Iterator[tuple[str, list[str]]]:
    """An index on loopback with one small package; its address, and the paths that were asked for."""
    asked: list[str] = []
    wheel = _wheel()
    digest = hashlib.sha256(wheel).hexdigest()
    page = f'<!DOCTYPE html><a href="/theodoi_probe-1.0-py3-none-any.whl#sha256={digest}">theodoi_probe-1.0-py3-none-any.whl</a>'

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            known = {"/simple/theodoi-probe/": (page.encode(), "text/html")}
            if self.path.endswith(".whl"):
                known[self.path] = (wheel, "application/octet-stream")
            body, kind = known.get(self.path, (b"", "text/plain"))
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        do_HEAD = do_GET

        def log_message(self, *_: object) -> None:
            """Nothing on stderr."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/simple", asked
        server.shutdown()


def _wheel() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("theodoi_probe.py", "found = True\n")
        archive.writestr(
            "theodoi_probe-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: theodoi-probe\nVersion: 1.0\n"
        )
        archive.writestr(
            "theodoi_probe-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr("theodoi_probe-1.0.dist-info/RECORD", "")
    return held.getvalue()


def test_uv_installs_from_the_index_of_pip_conf(tmp_path, index):
    url, asked = index
    (tmp_path / "pip.conf").write_text(f"[global]\nindex-url = {url}\n")
    environment = {
        k: v for k, v in os.environ.items() if not k.upper().startswith(("PIP_", "UV_")) and "PROXY" not in k.upper()
    }
    uv = str(Path(sys.executable).parent / "uv")
    command = [
        uv,
        "pip",
        "install",
        "--no-cache",
        "--target",
        str(tmp_path / "to"),
        "--python",
        sys.executable,
        "theodoi-probe",
    ]
    done = subprocess.run(
        [sys.executable, str(SCRIPT), *command],
        env=environment | {"PIP_CONFIG_FILE": str(tmp_path / "pip.conf")},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "to" / "theodoi_probe.py").exists()
    assert "/simple/theodoi-probe/" in asked
