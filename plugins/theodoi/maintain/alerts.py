"""Alerts: what an operator has to know, in ops.alerts until its cause is gone.

Each is told once through every channel (a webhook, mail), again when its state changes, and once when it is cleared.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import httpx
from sqlalchemy import Connection, text

from theodoi.database import sql_file
from theodoi.maintain.work import Work
from theodoi.settings import settings

_TIMEOUT_SECONDS = 10.0
_ATTEMPTS = 3
_PAUSE_SECONDS = 1.0  # before the second attempt; doubled before the third
_FAILED = "channel_failed"
_WEBHOOK_NAME = "THEODOI_ALERT_URL"


@dataclass(frozen=True, slots=True)
class Alert:
    """One thing that is wrong: there is one open alert of a kind about a subject."""

    kind: str
    subject: str
    sentence: str
    state: str = ""  # told again when it changes, and not for other words alone


def keep(work: Work, kinds: Collection[str], wrong: Collection[Alert]) -> list[str]:
    """Make the open alerts of these kinds exactly those in `wrong`, and tell what changed; returns lines for a person.

    What a channel did not take the last time is told again. A channel that fails is an alert of its own, and never
    an error. A dry run says what is wrong and writes nothing.
    """
    if work.dry_run:
        return [f"would alert: {alert.sentence}" for alert in wrong]
    with work.engine.begin() as connection:
        new = [alert for alert in wrong if _raise(connection, alert, work.now)]
        cleared = _clear(connection, kinds, wrong, work.now)
    lines = [f"alert: {alert.sentence}" for alert in new]
    lines += [f"alert, still open: {alert.sentence}" for alert in wrong if alert not in new]
    lines += [f"cleared: {kind} of {subject}" for kind, subject in cleared]
    return lines + _send(work)


def open_alerts(connection: Connection) -> list[Alert]:
    """All open alerts, the oldest first."""
    return [Alert(*row) for row in connection.execute(text(sql_file("maintain/open_alerts.sql")))]


def _raise(connection: Connection, alert: Alert, now: datetime) -> bool:
    """Open an alert, or bring the open one's sentence up to date; True when it is new."""
    parameters = {
        "kind": alert.kind,
        "subject": alert.subject,
        "sentence": alert.sentence,
        "state": alert.state,
        "now": now,
    }
    return bool(connection.scalar(text(sql_file("maintain/raise_alert.sql")), parameters))


def _clear(
    connection: Connection, kinds: Collection[str], wrong: Collection[Alert], now: datetime
) -> list[tuple[str, str]]:
    still = [f"{alert.kind} {alert.subject}" for alert in wrong]
    rows = connection.execute(
        text(sql_file("maintain/clear_alerts.sql")), {"kinds": list(kinds), "still": still, "now": now}
    )
    return [(row.kind, row.subject) for row in rows]


# channels ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Message:
    """What a channel is given: `happened` is raised, changed or cleared; `text` says it whole."""

    profile: str
    kind: str
    subject: str
    happened: str
    sentence: str
    raised_at: datetime

    @property
    def text(self) -> str:
        words = {"raised": "", "changed": "changed: ", "cleared": "over: "}[self.happened]
        return f"Theodoi ({self.profile}): {words}{self.sentence}"

    @property
    def look(self) -> str:
        """The command by which a person looks closer."""
        return f"theodoi health --profile {self.profile}"


# Tells one message; returns why it was not taken, in words without secrets, or None.
Tell = Callable[[Message], str | None]


def _send(work: Work) -> list[str]:
    """Tell every channel what it has not taken yet; returns lines."""
    lines: list[str] = []
    sent = 0
    failures: dict[str, str] = {}
    with _webhook() as webhook:
        channels = ({} if webhook is None else {_WEBHOOK_NAME: webhook}) | dict(work.channels)
        for name, tell in channels.items():
            taken, failure = _tell(work, name, tell)
            sent += taken
            if failure is not None:
                failures[name] = failure
    if sent:
        lines.append(f"alerts sent: {sent}")
    with work.engine.begin() as connection:
        wrong = [Alert(_FAILED, name, _failed(name, failure)) for name, failure in failures.items()]
        _clear(connection, [_FAILED], wrong, work.now)
        for alert in wrong:
            _raise(connection, alert, work.now)
            lines.append(f"alert: {alert.sentence}")
    return lines


def _failed(name: str, failure: str) -> str:
    # Neither row nor line shows the address: it may hold a token.
    return f"{name} did not take an alert ({failure}); it is tried again at the next maintenance."


def _tell(work: Work, name: str, tell: Tell) -> tuple[int, str | None]:
    """Tell one channel what is new to it; returns how much it took, and why it stopped."""
    with work.engine.connect() as connection:
        untold = connection.execute(
            text(sql_file("maintain/unsent_alerts.sql")), {"channel": name, "but": _FAILED}
        ).all()
    for taken, row in enumerate(untold):
        message = Message(work.profile, row.kind, row.subject, row.happened, row.sentence, row.raised_at)
        failure = tell(message)
        if failure is not None:
            return taken, failure  # the others would wait for the same timeout
        with work.engine.begin() as connection:
            told = {
                "alert_id": row.alert_id,
                "channel": name,
                "happened": row.happened,
                "state": row.state,
                "now": work.now,
            }
            connection.execute(text(sql_file("maintain/sent_alerts.sql")), told)
    return len(untold), None


@contextmanager
def _webhook() -> Iterator[Tell | None]:
    """The channel of THEODOI_ALERT_URL, or None where it is not set."""
    url = settings().alert_url
    if url is None or not (address := url.get_secret_value()):
        yield None
        return
    with httpx.Client(timeout=_TIMEOUT_SECONDS) as client:
        yield lambda message: _post(client, address, _as_json(message))


def _as_json(message: Message) -> dict[str, str]:
    return {
        "text": f"{message.text} Look closer: {message.look}",  # what Slack and Mattermost show
        "profile": message.profile,
        "kind": message.kind,
        "subject": message.subject,
        "happened": message.happened,
        "sentence": message.sentence,
        "look": message.look,
        "raised_at": message.raised_at.isoformat(),
    }


def _post(client: httpx.Client, url: str, message: dict[str, str]) -> str | None:
    """Post until it is taken, three times at most; returns why it was not."""
    failure = None
    for attempt in range(_ATTEMPTS):
        if attempt:
            time.sleep(_PAUSE_SECONDS * 2 ** (attempt - 1))
        try:
            answer = client.post(url, json=message)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            failure = type(error).__name__
            continue
        if answer.is_success:
            return None
        failure = f"answer {answer.status_code}"
        if answer.is_client_error and answer.status_code not in {408, 429}:
            break  # it would be refused again
    return failure
