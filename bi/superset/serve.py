"""`make bi`: start Superset on loopback with the dashboards of this folder, over the warehouse of a running set-up.

Runs in Superset's own environment. Its data (users, assets) lie under the folder of the set-up; nothing is asked.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

FOLDER = Path(__file__).parent
STARTS = 120  # seconds until Superset must answer


class NotStarted(RuntimeError):
    """Superset could not be started; the message says why and where its log is."""


def main() -> int:
    """Start or stop Superset; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("action", choices=["start", "stop", "foreground"])
    parser.add_argument("--home", type=Path, default=Path(os.environ.get("THEODOI_HOME", ".theodoi")))
    parser.add_argument("--profile", choices=["live", "demo"], default="demo")
    parser.add_argument(
        "--host", default="127.0.0.1", help="where it listens; another than loopback is published outward"
    )
    parser.add_argument("--port", type=int, default=0, help="0: a free one")
    chosen = parser.parse_args()
    home = chosen.home.absolute() / "superset"
    try:
        if chosen.action == "stop":
            print("Superset is stopped" if stop(home) else "Superset does not run")
        else:
            url = warehouse(chosen.home, chosen.profile)
            start(home, url, chosen.port or free_port(), chosen.host, wait=chosen.action == "foreground")
    except (NotStarted, OSError) as error:
        print(f"make bi: {error}", file=sys.stderr)
        return 1
    return 0


def warehouse(home: Path, profile: str) -> str:
    """The read-only URL of a warehouse: THEODOI_SUPERSET_WAREHOUSE, else that of the running set-up. Raises NotStarted."""
    if given := os.environ.get("THEODOI_SUPERSET_WAREHOUSE"):
        return given
    connections = home / "connections.json"
    if not connections.exists():
        raise NotStarted(f"{connections} is not there: start the set-up first (make run), and leave it up")
    url: str = json.loads(connections.read_text(encoding="utf-8"))[f"{profile}_reader"]
    return url


def start(home: Path, url: str, port: int, host: str, *, wait: bool = False) -> None:
    """Prepare Superset's data, import the assets, serve until told to stop (`wait`) or in the background. Raises NotStarted."""
    stop(home)
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in ("secret_key", "guest_key", "async_key", "password"):
        _secret(home / name)
    environment = os.environ | {
        "SUPERSET_CONFIG_PATH": str(FOLDER / "superset_config.py"),
        "THEODOI_SUPERSET_HOME": str(home),
        "THEODOI_SUPERSET_WAREHOUSE": url,
        "PYTHONPATH": str(FOLDER),
        "FLASK_APP": "superset.app:create_app()",
    }
    password = (home / "password").read_text(encoding="utf-8")
    log = home / "superset.log"
    with log.open("ab") as stream:
        prepared = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, FOLDER / "prepare.py", password], env=environment, stdout=stream, stderr=stream
        )
        if prepared.returncode:
            _fail(log)
        command = [
            sys.executable, "-m", "gunicorn", "--bind", f"{host}:{port}", "--workers", "1", "--threads", "8", "--worker-class", "gthread",
            "--timeout", "120", "superset.app:create_app()",
        ]  # fmt: skip
        server = subprocess.Popen(command, env=environment, stdout=stream, stderr=stream, start_new_session=True)  # noqa: S603 - our own program
    (home / "pid").write_text(str(server.pid), encoding="utf-8")
    address = f"http://127.0.0.1:{port}"
    _await(address, server, log)
    (home / "address").write_text(address, encoding="utf-8")
    print(f"Superset  {address}  user admin, password {password}  (stop: make bi-stop)")
    for slug in slugs():
        print(f"          {address}/superset/dashboard/{slug}/")
    if wait:
        server.wait()


def slugs() -> list[str]:
    """The dashboards by the last part of their addresses."""
    return re.findall(r"^  - slug: (\S+)$", (FOLDER / "dashboards.yaml").read_text(encoding="utf-8"), re.MULTILINE)


def stop(home: Path) -> bool:
    """End the Superset that was started for this folder; returns whether there was one."""
    noted = home / "pid"
    if not noted.exists():
        return False
    pid = int(noted.read_text(encoding="utf-8"))
    noted.unlink()
    command = Path(f"/proc/{pid}/cmdline")
    if command.parent.parent.exists() and (not command.exists() or b"gunicorn" not in command.read_bytes()):
        return False  # the id is another process's by now
    try:
        os.killpg(pid, signal.SIGTERM)
        for _ in range(100):
            os.kill(pid, 0)
            time.sleep(0.1)
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    return True


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _secret(path: Path) -> None:
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(24), encoding="utf-8")


def _await(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + STARTS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            _fail(log)
        try:
            with urllib.request.urlopen(f"{address}/health", timeout=5):  # noqa: S310 - loopback
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    os.killpg(server.pid, signal.SIGTERM)
    raise NotStarted(f"Superset did not answer within {STARTS} s; its log is {log}")


def _fail(log: Path) -> None:
    tail = log.read_text(encoding="utf-8", errors="replace").splitlines()[-8:]
    raise NotStarted(f"Superset could not be prepared; the end of {log}:\n" + "\n".join(tail))


if __name__ == "__main__":
    sys.exit(main())
