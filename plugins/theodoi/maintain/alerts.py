"""Alerts: what an operator has to know, in ops.alerts until its cause is gone, and sent once to THEODOI_ALERT_URL."""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx
from sqlalchemy import Connection, text
from sqlalchemy import Row as SqlRow

from theodoi.database import sql_file
from theodoi.maintain.work import Work
from theodoi.settings import settings

_TIMEOUT_SECONDS = 10.0
_ATTEMPTS = 3
_PAUSE_SECONDS = 1.0  # before the second attempt; doubled before the third
_WEBHOOK = "webhook_failed"


@dataclass(frozen=True, slots=True)
class Alert:
    """One thing that is wrong: there is one open alert of a kind about a subject."""

    kind: str
    subject: str
    sentence: str


def keep(work: Work, kinds: Collection[str], wrong: Collection[Alert]) -> list[str]:
    """Make the open alerts of these kinds exactly those in `wrong`, and send the new ones; returns lines for a person.

    Alerts that could not be sent the last time are sent again. A webhook that fails is an alert of its own, and never
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
    parameters = {"kind": alert.kind, "subject": alert.subject, "sentence": alert.sentence, "now": now}
    return bool(connection.scalar(text(sql_file("maintain/raise_alert.sql")), parameters))


def _clear(
    connection: Connection, kinds: Collection[str], wrong: Collection[Alert], now: datetime
) -> list[tuple[str, str]]:
    still = [f"{alert.kind} {alert.subject}" for alert in wrong]
    rows = connection.execute(
        text(sql_file("maintain/clear_alerts.sql")), {"kinds": list(kinds), "still": still, "now": now}
    )
    return [(row.kind, row.subject) for row in rows]


# the webhook ---------------------------------------------------------------------------------------------------------


def _send(work: Work) -> list[str]:
    """Send the open alerts that nobody has taken yet; returns lines."""
    url = settings().alert_url
    if url is None or not url.get_secret_value():
        return []
    with work.engine.connect() as connection:
        unsent = connection.execute(text(sql_file("maintain/unsent_alerts.sql")), {"but": _WEBHOOK}).all()
    if not unsent:
        return []
    sent, failure = [], None
    with httpx.Client(timeout=_TIMEOUT_SECONDS) as client:
        for row in unsent:
            failure = _post(client, url.get_secret_value(), _message(work, row))
            if failure is not None:
                break  # the others would wait for the same timeout
            sent.append(row.alert_id)
    with work.engine.begin() as connection:
        connection.execute(text(sql_file("maintain/sent_alerts.sql")), {"alert_ids": sent, "now": work.now})
        if failure is None:
            _clear(connection, [_WEBHOOK], [], work.now)
            return [f"alerts sent: {len(sent)}"]
        # Neither row nor line shows the address: it may hold a token.
        sentence = f"THEODOI_ALERT_URL did not take an alert ({failure}); it is tried again at the next maintenance."
        _raise(connection, Alert(_WEBHOOK, "THEODOI_ALERT_URL", sentence), work.now)
    return [f"alert: {sentence}"]


def _message(work: Work, row: SqlRow[Any]) -> dict[str, str]:
    return {
        "text": f"Theodoi ({work.profile}): {row.sentence}",  # what Slack and Mattermost show
        "profile": work.profile,
        "kind": row.kind,
        "subject": row.subject,
        "sentence": row.sentence,
        "raised_at": row.raised_at.isoformat(),
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
