"""Whoever follows a run bears an Airflow that is away for a while, and ends with a sentence when it stays away."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from theodoi.airflow_api import AirflowClient, AirflowError, AirflowGone, Patience


@contextmanager
def server(port: int, status: int = 200) -> Iterator[None]:
    """A server that lets everybody in and answers every question with a status and a state."""

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            token = self.path == "/auth/token"
            body = json.dumps({"access_token": "x"} if token else {"state": "running"}).encode()
            self.send_response(201 if token else status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = _answer

        def log_message(self, *_: object) -> None:
            """Nothing on stderr."""

    with ThreadingHTTPServer(("127.0.0.1", port), Handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield
        running.shutdown()


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.mark.parametrize("status", [500, 502, 503])
def test_an_airflow_that_is_started_again_is_waited_for_and_each_turn_is_said_once(port, status):
    airflow, said = AirflowClient(f"http://127.0.0.1:{port}", "admin", "x"), []
    patience = Patience(said.append)

    def ask() -> str | None:
        return patience.ask(lambda: airflow.run_state("nightly", "a"))

    with server(port):
        assert ask() == "running"
    assert (ask(), ask()) == (None, None)
    with server(port, status):
        assert ask() is None
    with server(port):
        assert (ask(), ask()) == ("running", "running")
    assert said == ["  Airflow does not answer: waiting for it", "  Airflow answers again"]


def test_one_that_stays_away_is_a_sentence(port):
    patience = Patience([].append, seconds=0)
    airflow = AirflowClient(f"http://127.0.0.1:{port}", "admin", "x")
    with pytest.raises(
        AirflowGone,
        match=r"^Airflow has not answered for 0 s\. .*The run goes on as soon as Airflow is started again\.$",
    ):
        for _ in range(3):
            patience.ask(lambda: airflow.run_state("nightly", "a"))


def test_one_whose_setup_has_ended_is_not_waited_for(port):
    airflow = AirflowClient(f"http://127.0.0.1:{port}", "admin", "x")
    with pytest.raises(AirflowGone):
        Patience([].append, goes_on=lambda: False).ask(lambda: airflow.run_state("nightly", "a"))


@pytest.mark.parametrize("status", [403, 404, 422])
def test_a_refusal_is_no_absence(port, status):
    airflow, said = AirflowClient(f"http://127.0.0.1:{port}", "admin", "x"), []
    with server(port, status), pytest.raises(AirflowError) as refused:
        Patience(said.append).ask(lambda: airflow.run_state("nightly", "a"))
    assert not isinstance(refused.value, AirflowGone)
    assert said == []
