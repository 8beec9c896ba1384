"""The embedded Airflow: scheduler, api-server, dag-processor and triggerer as supervised processes on loopback."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import secrets
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NotRequired, TypedDict

from theodoi.airflow_api import USER, AirflowClient, AirflowError
from theodoi.airflow_watch import AirflowWatch
from theodoi.embedded import processes
from theodoi.embedded.postgres import free_port
from theodoi.files import write_private

# Each with its options. The log servers would listen on all interfaces; the api-server reads the files itself.
COMPONENTS = {
    "api-server": (),
    "scheduler": ("--skip-serve-logs",),
    "dag-processor": (),
    "triggerer": ("--skip-serve-logs",),
}
_PORT_TAKEN = "address already in use"  # what the api-server logs when it cannot bind its port
_PORTS_TRIED = 3


class Secrets(TypedDict):
    """What `secrets.json` of the embedded Airflow holds."""

    password: str
    jwt: str
    fernet: str
    port: NotRequired[int]  # where it listened last


class EmbeddedAirflow:
    """Airflow's four components with LocalExecutor; start() returns when the API answers and the DAGs are known."""

    def __init__(
        self,
        home: Path,
        checkout: Path,
        database_url: str,
        *,
        extra_env: Mapping[str, str] | None = None,
        port: int = 8080,  # preferred; 0 for any
        say: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.home = home.resolve() / "airflow"
        self.logs = home.resolve() / "logs"
        self.checkout = checkout
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._secrets = self._load_secrets()
        self._say = say
        self._database_url, self._extra_env = database_url, extra_env or {}
        self._settle_at(free_port(int(self._secrets.get("port", port))))

    def _settle_at(self, port: int) -> None:
        """Take a port for the api-server and whatever follows from it."""
        self.port = port
        self._save_port()
        self.url = f"http://127.0.0.1:{port}"
        self.env = self._environment(self._database_url, self._extra_env)
        self.api = AirflowClient(self.url, USER, self._secrets["password"])
        self.watch = AirflowWatch(self.api)

    @property
    def password(self) -> str:
        return self._secrets["password"]

    def start(self) -> None:
        """Migrate Airflow's database and start the components. Raises AirflowError with the log's last lines."""
        write_private(self.home / "passwords.json", json.dumps({USER: self.password}))
        try:
            self._start()
        except BaseException:
            self.stop()
            raise

    def _start(self) -> None:
        self._migrate()
        for attempt in range(_PORTS_TRIED):
            begin = processes.size(self.log_of("api-server"))
            for component in COMPONENTS:
                self.start_component(component)
            if processes.wait_until(self._ready, seconds=180, alive=self.alive):
                self._make_pools()
                return
            taken = _PORT_TAKEN in processes.read_from(self.log_of("api-server"), begin)
            if not taken or attempt == _PORTS_TRIED - 1:
                raise AirflowError(self._complaint())
            self.stop()
            old = self.port
            self._settle_at(free_port(0))
            self._say(f"  Airflow moves to port {self.port}: another program took {old}")

    def start_component(self, component: str) -> subprocess.Popen[bytes]:
        """Start one component, the first time or after its end."""
        process = processes.start(
            [sys.executable, "-m", "airflow", component, *COMPONENTS[component]],
            log=self.log_of(component),
            env=self.env,
            cwd=self.home,
        )
        self._processes[component] = process
        self.watch.started(component, process.pid)
        return process

    def process_of(self, component: str) -> subprocess.Popen[bytes]:
        """The process of a component that has been started."""
        return self._processes[component]

    def log_of(self, component: str) -> Path:
        """Where a component writes its log."""
        return self.logs / f"{component}.log"

    def stop(self) -> None:
        """End the components and all that they started."""
        processes.stop(*self._processes.values())
        self._processes.clear()

    def alive(self) -> bool:
        """Whether all components that were started still run."""
        return all(p.poll() is None for p in self._processes.values())

    def __enter__(self) -> EmbeddedAirflow:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    # the parts -----------------------------------------------------------------------------------------------------
    def _migrate(self) -> None:
        """`airflow db migrate` takes 7 s: once per version of Airflow and database is enough."""
        from importlib.metadata import version

        mark = self.home / "migrated"
        state = f"{version('apache-airflow')} {self.env['AIRFLOW__DATABASE__SQL_ALCHEMY_CONN'].rpartition('@')[2]}"
        if mark.exists() and mark.read_text() == state:
            return
        log = self.logs / "airflow-migrate.log"
        process = processes.start(
            [sys.executable, "-m", "airflow", "db", "migrate"], log=log, env=self.env, cwd=self.home
        )
        if process.wait() != 0:
            raise AirflowError(f"`airflow db migrate` failed; the end of {log}:\n{processes.tail(log)}")
        mark.write_text(state)

    def _make_pools(self) -> None:
        known = {pool["name"] for pool in self.api.request("GET", "pools")["pools"]}
        for name, pool in json.loads((self.checkout / "deploy" / "pools.json").read_text()).items():
            if name not in known:
                self.api.request("POST", "pools", json={"name": name, **pool})

    def _ready(self) -> bool:
        with contextlib.suppress(AirflowError):
            ours = {path.stem for path in (self.checkout / "dags").glob("*.py")}
            known = {d["dag_id"] for d in self.api.request("GET", "dags")["dags"]}
            return ours <= known and self.api.health()["scheduler"]["status"] == "healthy"
        return False

    def _complaint(self) -> str:
        dead = [name for name, p in self._processes.items() if p.poll() is not None]
        if dead:
            log = self.log_of(dead[0])
            return f"Airflow's {dead[0]} ended by itself; the end of {log}:\n{processes.tail(log)}"
        return f"Airflow did not come up in time; its logs are in {self.logs}"

    def _load_secrets(self) -> Secrets:
        path = self.home / "secrets.json"
        if path.exists():
            known: Secrets = json.loads(path.read_text())
            return known
        made: Secrets = {
            "password": secrets.token_urlsafe(12),
            "jwt": secrets.token_urlsafe(48),
            "fernet": base64.urlsafe_b64encode(os.urandom(32)).decode(),
        }
        write_private(path, json.dumps(made, indent=1))
        return made

    def _save_port(self) -> None:
        if self._secrets.get("port") != self.port:
            self._secrets["port"] = self.port
            write_private(self.home / "secrets.json", json.dumps(self._secrets, indent=1))

    def _environment(self, database_url: str, extra: Mapping[str, str]) -> dict[str, str]:
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("AIRFLOW__")}
        return {
            **inherited,
            "AIRFLOW_HOME": str(self.home),
            "AIRFLOW__CORE__DAGS_FOLDER": str(self.checkout / "dags"),
            "AIRFLOW__CORE__PLUGINS_FOLDER": str(self.checkout / "plugins"),
            "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
            "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
            "AIRFLOW__CORE__PARALLELISM": "4",
            "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
            "AIRFLOW__CORE__FERNET_KEY": self._secrets["fernet"],
            "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": f"{USER}:admin",
            "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(self.home / "passwords.json"),
            "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{self.url}/execution/",
            "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": database_url,
            "AIRFLOW__API__HOST": "127.0.0.1",
            "AIRFLOW__API__PORT": str(self.port),
            "AIRFLOW__API__BASE_URL": self.url,
            "AIRFLOW__API__WORKERS": "1",
            "AIRFLOW__API_AUTH__JWT_SECRET": self._secrets["jwt"],
            "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(self.logs / "tasks"),
            "AIRFLOW__SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME": "0.2",
            "AIRFLOW__SCHEDULER__ENABLE_HEALTH_CHECK": "False",
            # A scheduler that was killed is noticed by the one that follows it, and its tasks are tried again, in
            # seconds instead of five minutes; so is a task whose process is gone.
            "AIRFLOW__SCHEDULER__ORPHANED_TASKS_CHECK_INTERVAL": "15",
            "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "120",
            # A task bears an api-server that is being started again: a hundred seconds instead of fifteen.
            "AIRFLOW__WORKERS__MAX_FAILED_HEARTBEATS": "20",
            "PYTHONUNBUFFERED": "1",
            **extra,
        }
