"""A client of Airflow's REST API, for the commands that start runs and wait for them."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, TypedDict, TypeVar

import httpx

from theodoi.settings import settings

USER = "admin"
Answer = TypeVar("Answer")


class DagRun(TypedDict):
    """What of Airflow's description of a run is read here."""

    dag_run_id: str
    state: str
    partition_key: str | None
    queued_at: str


class TaskInstance(TypedDict):
    """What of Airflow's description of a task instance is read here."""

    task_id: str
    map_index: int
    state: str | None
    start_date: str | None
    end_date: str | None
    duration: float | None
    try_number: int
    queued_when: str | None


class Backfill(TypedDict):
    """What of Airflow's description of a backfill is read here."""

    id: int
    dag_run_conf: Mapping[str, Any] | None  # as whoever made it wrote it
    from_date: str
    to_date: str
    created_at: str
    completed_at: str | None
    is_paused: bool


class AirflowError(RuntimeError):
    """Airflow did not start or refused a request; the message says why and where its log is."""


class AirflowGone(AirflowError):
    """Airflow does not answer, or answers that it cannot work (a database that is away): it may be back in a while."""


class Patience:
    """Bears an Airflow that does not answer for a while, as one that is being started again; says when it goes and comes.

    `goes_on` says whether waiting makes sense at all.
    """

    def __init__(
        self, say: Callable[[str], None], seconds: float = 300.0, goes_on: Callable[[], bool] = lambda: True
    ) -> None:
        self._say, self._seconds, self._goes_on = say, seconds, goes_on
        self._gone_since: float | None = None

    def ask(self, question: Callable[[], Answer]) -> Answer | None:
        """The answer, or None when there is none just now. Raises AirflowGone when that has lasted too long."""
        try:
            answer = question()
        except AirflowGone as gone:
            now = time.monotonic()
            if self._gone_since is None:
                self._gone_since = now
                self._say("  Airflow does not answer: waiting for it")
            waited = now - self._gone_since
            if waited > self._seconds or not self._goes_on():
                raise AirflowGone(
                    f"Airflow has not answered for {waited:.0f} s. {gone} "
                    "The run goes on as soon as Airflow is started again."
                ) from None
            return None
        if self._gone_since is not None:
            self._say("  Airflow answers again")
            self._gone_since = None
        return answer


class AirflowClient:
    """The administrator's view of one Airflow; gets a token when it needs one."""

    def __init__(self, url: str, user: str, password: str) -> None:
        self.url, self.user, self.password, self._token = url, user, password, ""

    @classmethod
    def of_home(cls, home: Path) -> AirflowClient:
        """The client of the embedded Airflow that runs under `home`."""
        known = json.loads((home / "airflow" / "secrets.json").read_text())
        return cls(f"http://127.0.0.1:{known['port']}", USER, known["password"])

    @classmethod
    def known(cls) -> AirflowClient:
        """The client of the Airflow that THEODOI_AIRFLOW_URL names, else of the embedded one. Raises AirflowError when neither runs."""
        chosen = settings()
        if chosen.airflow_url is not None:
            password = chosen.airflow_password.get_secret_value() if chosen.airflow_password else ""
            return cls(chosen.airflow_url.rstrip("/"), chosen.airflow_user, password)
        if not (chosen.home / "airflow" / "secrets.json").exists():
            raise AirflowError(
                "no Airflow is known here: start the embedded one with `make run`, or set THEODOI_AIRFLOW_URL"
            )
        return cls.of_home(chosen.home)

    def request(
        self, method: str, path: str, *, json: object = None, params: Mapping[str, str | int] | None = None
    ) -> Any:  # JSON of Airflow's: the caller names its shape
        """Call the REST API (`/api/v2/…`) as the administrator; returns what it answers.

        Raises AirflowGone when there is no answer or one of 5xx, AirflowError for any other that is no success.
        """
        try:
            answer = self._answer(method, path, json, params)
        except httpx.TransportError as error:
            raise self._gone(error) from None
        if answer.is_server_error:
            raise AirflowGone(f"Airflow answered {answer.status_code} to {method} {path}: {answer.text[:500]}")
        if answer.is_error:
            raise AirflowError(f"Airflow answered {answer.status_code} to {method} {path}: {answer.text[:500]}")
        return answer.json() if answer.content else {}

    def health(self, timeout: float = 5.0) -> Mapping[str, Mapping[str, str | None]]:
        """What `monitor/health` says of the database and of each component. Raises AirflowGone when nothing."""
        try:
            answer = httpx.get(f"{self.url}/api/v2/monitor/health", timeout=timeout)
        except httpx.TransportError as error:
            raise self._gone(error) from None
        if answer.is_error:
            raise AirflowGone(f"Airflow at {self.url} answered {answer.status_code} when asked for its health")
        told: Mapping[str, Mapping[str, str | None]] = answer.json()
        return told

    def _gone(self, error: httpx.TransportError) -> AirflowGone:
        return AirflowGone(f"Airflow does not answer at {self.url} ({error}): is it running (`make run`)?")

    def _answer(self, method: str, path: str, json: object, params: Mapping[str, str | int] | None) -> httpx.Response:
        for attempt in range(2):
            if not self._token or attempt:
                answer = httpx.post(
                    f"{self.url}/auth/token", json={"username": self.user, "password": self.password}, timeout=30
                )
                if answer.is_error:
                    return answer
                self._token = answer.json()["access_token"]
            answer = httpx.request(
                method,
                f"{self.url}/api/v2/{path}",
                headers={"Authorization": f"Bearer {self._token}"},
                timeout=60,
                json=json,
                params=params,
            )
            if answer.status_code != 401:
                break
        return answer

    def trigger(self, dag: str, conf: Mapping[str, object], *, partition_key: str | None = None) -> str:
        """Start a run of a DAG by hand; returns its run id."""
        body = {"logical_date": None, "conf": dict(conf), "partition_key": partition_key}
        made: DagRun = self.request("POST", f"dags/{dag}/dagRuns", json=body)
        return made["dag_run_id"]

    def run_state(self, dag: str, run_id: str) -> str:
        """State of a run: queued, running, success or failed."""
        run: DagRun = self.request("GET", f"dags/{dag}/dagRuns/{run_id}")
        return run["state"]

    def tasks(self, dag: str, run_id: str) -> list[TaskInstance]:
        """The task instances of a run (task_id, map_index, state, start_date, duration, try_number, …)."""
        found: Mapping[str, list[TaskInstance]] = self.request(
            "GET", f"dags/{dag}/dagRuns/{run_id}/taskInstances", params={"limit": 500}
        )
        return found["task_instances"]

    def queued_since(self) -> list[datetime]:
        """Since when each task has been waiting that was handed to the executor and has not begun."""
        found: Mapping[str, list[TaskInstance]] = self.request(
            "GET", "dags/~/dagRuns/~/taskInstances", params={"state": "queued", "limit": 100}
        )
        return [datetime.fromisoformat(task["queued_when"]) for task in found["task_instances"] if task["queued_when"]]

    def wait(self, dag: str, run_id: str, seconds: float = 300) -> str:
        """Wait until a run has ended; returns its state. Raises AirflowError when it takes longer than `seconds`."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            state = self.run_state(dag, run_id)
            if state in {"success", "failed"}:
                return state
            time.sleep(0.5)
        raise AirflowError(f"run {run_id} of {dag} did not end within {seconds:.0f} s")


def state_in_airflow(dag: str, run_id: str) -> str | None:
    """How a run stands in the known Airflow, `absent` when it was deleted there; None when no Airflow can be asked."""
    try:
        return AirflowClient.known().run_state(dag, run_id)
    except AirflowError as error:
        return "absent" if "Airflow answered 404" in str(error) else None
