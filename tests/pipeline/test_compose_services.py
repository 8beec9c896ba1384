"""docker-compose.yml without containers: every service's own command, environment and health check as a local process.

Host names become 127.0.0.1, ports free ones, and the image's folders lie under a temporary one, filled as the Dockerfile
says. Postgres runs from the embedded binaries, set up as its image does it; Redis is Debian's.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import httpx
import psutil
import pytest
from sqlalchemy import create_engine, text

from tests import compose
from tests.conftest import open_folder
from tests.site.serve import SITES
from theodoi.airflow_api import AirflowClient
from theodoi.embedded import processes
from theodoi.embedded.postgres import EmbeddedPostgres, free_port
from theodoi.files import write_private

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1500)]

CHECKOUT = compose.CHECKOUT
PORTS = ("5432", "6379", "8080", "8793", "8794", "8974", "18082")
FOLDERS = {"/opt/airflow": "airflow", "/var/lib/theodoi": "theodoi"}


class Deployment:
    """The services of docker-compose.yml under one folder; up() starts them in order, each when what it waits for is healthy."""

    def __init__(self, home: Path) -> None:
        self.home = home
        subprocess.run([CHECKOUT / "deploy" / "make-env", home / ".env"], check=True, capture_output=True)
        self.variables = compose.env_file(home / ".env")
        self.ports = {port: str(free_port(0)) for port in PORTS}
        self.server = EmbeddedPostgres(home)
        self.services = {name: self._local(service) for name, service in compose.services(self.variables).items()}
        self.running: dict[str, subprocess.Popen] = {}
        self._lay_out()

    # what an image or an engine does -----------------------------------------------------------------------------
    def _local(self, value):
        """A part of the file with host names, ports and folders of this machine."""
        match value:
            case dict():
                return {key: self._local(item) for key, item in value.items()}
            case list():
                return [self._local(item) for item in value]
            case str():
                value = re.sub(r"(?<=[@/])(postgres|redis|api-server)(?=:\d{4,5}(?:/|$))", "127.0.0.1", value)
                value = re.sub(rf"\b({'|'.join(PORTS)})\b", lambda port: self.ports[port[0]], value)
                for inside, outside in FOLDERS.items():
                    value = value.replace(inside, str(self.home / outside))
        return value

    def _lay_out(self) -> None:
        """Folders and files as the Dockerfile makes them."""
        for folder in FOLDERS.values():
            (self.home / folder).mkdir()
        dockerfile = (CHECKOUT / "Dockerfile").read_text(encoding="utf-8")
        for sources, target in re.findall(r"^COPY --chown=\S+ (.+) /opt/airflow/(\S+)$", dockerfile, re.M):
            for source in (path for pattern in sources.split() for path in CHECKOUT.glob(pattern)):
                into = self.home / "airflow" / target
                if source.is_dir():
                    shutil.copytree(source, into, ignore=shutil.ignore_patterns("__pycache__"))
                else:
                    into = into / source.name if target.endswith("/") else into
                    into.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copy(source, into)
        sites = {site: int(self.ports.get(str(layout.SITE.port), 0)) for site, layout in SITES.items()}
        (self.home / "theodoi" / "demo").mkdir()
        (self.home / "theodoi" / "demo" / "ports.json").write_text(json.dumps(sites))

    def environment(self, name: str) -> dict[str, str]:
        """The environment of a service: the image's and its own, nothing of ours."""
        programs = [str(Path(sys.executable).parent), str(self.server.binaries()), "/usr/bin", "/bin"]
        return {
            "PATH": os.pathsep.join(programs),
            "HOME": str(self.home),
            "LANG": "C.UTF-8",
            "AIRFLOW_HOME": str(self.home / "airflow"),
            **self.services[name]["environment"],
        }

    def _initdb(self) -> None:
        environment = self.services["postgres"]["environment"]
        data, password = self.home / "postgres", self.home / "initdb.pw"
        data.mkdir(mode=0o700)
        write_private(password, environment["POSTGRES_PASSWORD"])
        if self.server.user is not None:
            os.chown(data, self.server.user, self.server.group)
            os.chown(password, self.server.user, self.server.group)
        command = [str(self.server.binaries() / "initdb"), "-D", str(data), "-U", "postgres", f"--pwfile={password}"]
        command += ["--auth=scram-sha-256", *environment["POSTGRES_INITDB_ARGS"].split()]
        assert self._start("postgres", command).wait() == 0, self.log("postgres")

    # the services ------------------------------------------------------------------------------------------------
    def start(self, name: str) -> subprocess.Popen:
        """Start a service's command, whatever it waits for."""
        service = self.services[name]
        command = [*service.get("entrypoint", []), *service["command"]]
        if name == "postgres":
            if not (self.home / "postgres").exists():
                self._initdb()
            command += ["-D", str(self.home / "postgres"), "-p", self.ports["5432"]]
            command += ["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="]
        self.running[name] = self._start(name, command)
        return self.running[name]

    def _start(self, name: str, command: list[str]) -> subprocess.Popen:
        drop = {"user": self.server.user, "group": self.server.group} if name == "postgres" else {}
        environment = self.environment(name)
        # Looked up in the service's own path.
        command = [shutil.which(command[0], path=environment["PATH"]) or command[0], *command[1:]]
        return processes.start(command, log=self._log(name), env=environment, cwd=self.home, **drop)

    def check(self, name: str) -> int:
        """The exit status of a service's health check."""
        kind, *words = self.services[name]["healthcheck"]["test"]
        command = {"CMD": words, "CMD-SHELL": ["sh", "-c", *words]}[kind]
        with self._log(f"{name}-check").open("ab") as log:
            return subprocess.run(
                command, env=self.environment(name), cwd=self.home, stdout=log, stderr=log, check=False
            ).returncode

    def up(self) -> None:
        """Start all but the commands, in the order of the file, as soon as their conditions are met."""
        for name, service in self.services.items():
            if {"commands", "bi"} & set(service.get("profiles", [])):
                continue  # Superset needs an environment of its own: `make test-bi`
            for other, condition in service.get("depends_on", {}).items():
                self._await(other, condition["condition"])
            self.start(name)
        for name, service in self.services.items():
            if "healthcheck" in service and name in self.running:
                self._await(name, "service_healthy")

    def _await(self, name: str, condition: str) -> None:
        process = self.running[name]
        if condition == "service_completed_successfully":
            assert process.wait(timeout=300) == 0, self.log(name)
        else:
            healthy = processes.wait_until(
                lambda: self.check(name) == 0, seconds=240, alive=lambda: process.poll() is None
            )
            assert healthy, f"{name} is not healthy:\n{self.log(name)}\n{self.log(f'{name}-check')}"

    def down(self, *names: str) -> None:
        """Stop services, by default all: Postgres last, the others at once."""
        chosen = names or tuple(self.running)
        processes.stop(*[self.running.pop(name) for name in chosen if name != "postgres"], patience=30)
        if "postgres" in chosen and "postgres" in self.running:
            processes.stop(self.running.pop("postgres"), first=signal.SIGINT, patience=30)

    def _log(self, name: str) -> Path:
        return self.home / "logs" / f"{name}.log"

    def log(self, name: str) -> str:
        return processes.tail(self._log(name), 40)

    def value(self, statement: str, profile: str = "demo") -> object:
        """One value of a profile's warehouse, as its owner."""
        setting = {"demo": "THEODOI_DEMO_URL", "live": "THEODOI_WAREHOUSE_URL"}[profile]
        engine = create_engine(self.services["worker"]["environment"][setting])
        with engine.connect() as connection:
            return connection.scalar(text(statement))


def left_behind(home: Path) -> list[str]:
    """Command lines of the processes that were started under this home."""
    found = []
    for process in psutil.process_iter(["pid", "cmdline"]):
        try:
            words = process.info["cmdline"] or []
            mine = process.environ().get("HOME") == str(home) or any(str(home) in word for word in words)
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
        if mine:
            found.append(" ".join(words)[:200])
    return found


@pytest.fixture(scope="module")
def redis() -> None:
    """Debian's Redis: installed where we may, else the tests are skipped."""
    if shutil.which("redis-server") is None and os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = {"env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, "capture_output": True, "check": False}
        subprocess.run(["apt-get", "update", "-qq"], **quiet)
        subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "redis-server", "curl"], **quiet)
    for program in ("redis-server", "redis-cli", "curl"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed: apt-get install redis-server curl")


@pytest.fixture(scope="module")
def deployment(redis) -> Iterator[Deployment]:
    with ExitStack() as exits:
        home = exits.enter_context(open_folder())
        running = Deployment(home)
        exits.callback(running.down)
        running.up()
        yield running


@pytest.fixture(scope="module")
def api(deployment) -> AirflowClient:
    """Airflow's REST API as the first user."""
    return AirflowClient(address(deployment), "admin", deployment.variables["AIRFLOW_ADMIN_PASSWORD"])


def address(deployment: Deployment) -> str:
    return f"http://127.0.0.1:{deployment.ports['8080']}"


def call(deployment: Deployment, name: str, *arguments: str, more: Mapping[str, str] | None = None) -> str:
    """What a one-off service prints: `docker compose run --rm NAME …`."""
    command = [*deployment.services[name]["entrypoint"], *arguments]
    environment = {**deployment.environment(name), **(more or {})}
    done = subprocess.run(
        command, env=environment, cwd=deployment.home, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return done.stdout


def test_postgres_sorts_text_as_the_embedded_one(deployment):
    locale = "SELECT datlocprovider::text || datlocale FROM pg_database WHERE datname = current_database()"
    assert deployment.value(locale) == "bC.UTF-8"
    assert deployment.value("SHOW server_version_num") >= "180000"


def test_everything_listens_on_loopback_or_asks_for_a_secret(deployment):
    assert httpx.get(f"{address(deployment)}/api/v2/dags").status_code == 401
    wrong = {"username": "admin", "password": "wrong"}
    assert httpx.post(f"{address(deployment)}/auth/token", json=wrong).status_code == 401
    with socket.create_connection(("127.0.0.1", int(deployment.ports["6379"])), timeout=5) as connection:
        connection.sendall(b"PING\r\n")
        assert connection.recv(100).startswith(b"-NOAUTH")


def test_init_made_the_pool_and_the_connection(api):
    pool = api.request("GET", "pools/crawl")
    assert pool["slots"] == 1
    connection = api.request("GET", "connections/theodoi_warehouse")
    assert (connection["conn_type"], connection["login"], connection["schema"]) == (
        "postgres", "theodoi_reader", "theodoi",
    )  # fmt: skip


def test_a_night_of_the_demo_is_green(deployment, api):
    assert api.request("GET", "importErrors")["import_errors"] == []
    api.request("PATCH", "dags/nightly", json={"is_paused": False})
    run = api.trigger("nightly", {"profile": "demo"})
    state = api.wait("nightly", run, 900)
    tasks = api.tasks("nightly", run)
    assert state == "success", f"{[(t['task_id'], t['state']) for t in tasks]}\n{deployment.log('worker')}"
    assert {t["task_id"] for t in tasks if t["pool"] == "crawl"} == {"discover", "crawl"}
    assert deployment.value("SELECT count(*) FROM warehouse.articles") >= 40
    assert deployment.value("SELECT count(*) FROM warehouse.decree_mentions") > 40
    assert deployment.value("SELECT count(*) FROM warehouse.articles", "live") == 0
    assert list((deployment.home / "theodoi" / "lake" / "demo" / "captures").rglob("*.parquet"))


def test_the_api_server_shows_the_report_of_the_night(deployment, api):
    login = httpx.post(
        f"{api.url}/auth/token", json={"username": api.user, "password": deployment.variables["AIRFLOW_ADMIN_PASSWORD"]}
    ).json()
    headers = {"Authorization": f"Bearer {login['access_token']}"}
    index = httpx.get(f"{api.url}/theodoi/reports/", headers=headers, timeout=60)
    assert index.status_code == 200, index.text
    pages = re.findall(r'href="([^"]*/nightly/[^"]*\.html)"', index.text)
    assert pages, index.text
    page = httpx.get(httpx.URL(f"{api.url}/theodoi/reports/").join(pages[0]), headers=headers, timeout=60)
    assert page.status_code == 200
    assert "NĐ-CP" in page.text


def test_a_dump_restores_what_was_served(deployment, tmp_path):
    before = deployment.value("SELECT count(*) FROM warehouse.articles")
    environment = deployment.environment("postgres") | {"PGPASSWORD": deployment.variables["POSTGRES_PASSWORD"]}
    where = ["-h", "127.0.0.1", "-p", deployment.ports["5432"], "-U", "postgres"]

    def run(*command: str) -> None:
        subprocess.run([deployment.server.binaries() / command[0], *where, *command[1:]], env=environment, check=True)

    run("pg_dump", "-Fc", "-f", str(tmp_path / "demo.dump"), "theodoi_demo")
    run("psql", "-q", "-d", "theodoi_demo", "-c", "DROP SCHEMA warehouse CASCADE")
    run("pg_restore", "--clean", "--if-exists", "-d", "theodoi_demo", str(tmp_path / "demo.dump"))
    assert deployment.value("SELECT count(*) FROM warehouse.articles") == before
    assert deployment.value("SELECT count(*) FROM bi.decree_timeline") > 0


def test_the_commands_run_beside_it(deployment):
    assert "theodoi 0." in call(deployment, "theodoi", "--version")


def test_init_runs_at_each_start_and_changes_nothing_that_is_in_place(deployment, api):
    before = deployment.value("SELECT count(*) FROM warehouse.articles")
    call(deployment, "init", more={"ADMIN_PASSWORD": "of-another-day"})
    assert deployment.value("SELECT count(*) FROM warehouse.articles") == before
    again = AirflowClient(api.url, "admin", deployment.variables["AIRFLOW_ADMIN_PASSWORD"])
    assert again.request("GET", "pools/crawl")["slots"] == 1


def test_no_process_is_left_and_no_check_is_green_without_its_service(deployment):
    """The last test: it stops everything."""
    last = ("postgres", "redis")
    deployment.down(*[name for name in deployment.running if name not in last])
    checked = [name for name, service in deployment.services.items() if "healthcheck" in service and name not in last]
    assert {name: deployment.check(name) != 0 for name in checked} == dict.fromkeys(checked, True)
    deployment.down()
    assert all(deployment.check(name) != 0 for name in last)
    assert left_behind(deployment.home) == []
