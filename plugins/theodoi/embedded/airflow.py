"""The embedded Airflow: scheduler, api-server, dag-processor and triggerer as supervised processes on loopback."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import secrets
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import httpx

from theodoi.embedded import processes
from theodoi.embedded.airflow_api import USER, AirflowClient, AirflowError
from theodoi.embedded.postgres import free_port
from theodoi.files import write_private

COMPONENTS = ("api-server", "scheduler", "dag-processor", "triggerer")


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
    ) -> None:
        self.home = home.resolve() / "airflow"
        self.logs = home.resolve() / "logs"
        self.checkout = checkout
        self._processes: dict[str, subprocess.Popen] = {}
        self._secrets = self._load_secrets()
        self.port = free_port(int(self._secrets.get("port", port)))
        self._save_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.env = self._environment(database_url, extra_env or {})
        self.api = AirflowClient(self.url, USER, self._secrets["password"])

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
        for component in COMPONENTS:
            self._processes[component] = processes.start(
                [sys.executable, "-m", "airflow", component],
                log=self.logs / f"{component}.log",
                env=self.env,
                cwd=self.home,
            )
        if not processes.wait_until(self._ready, seconds=180, alive=self.alive):
            raise AirflowError(self._complaint())
        self._make_pools()

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
        with contextlib.suppress(httpx.HTTPError, AirflowError):
            ours = {path.stem for path in (self.checkout / "dags").glob("*.py")}
            known = {d["dag_id"] for d in self.api.request("GET", "dags")["dags"]}
            health = httpx.get(f"{self.url}/api/v2/monitor/health", timeout=5).json()
            return ours <= known and health["scheduler"]["status"] == "healthy"
        return False

    def _complaint(self) -> str:
        dead = [name for name, p in self._processes.items() if p.poll() is not None]
        if dead:
            log = self.logs / f"{dead[0]}.log"
            return f"Airflow's {dead[0]} ended by itself; the end of {log}:\n{processes.tail(log)}"
        return f"Airflow did not come up in time; its logs are in {self.logs}"

    def _load_secrets(self) -> dict:
        path = self.home / "secrets.json"
        if path.exists():
            return json.loads(path.read_text())
        made = {
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
            # Ports that Airflow opens for itself must not collide with another installation's.
            "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT": str(free_port(0)),
            "AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT": str(free_port(0)),
            "PYTHONUNBUFFERED": "1",
            **extra,
        }
