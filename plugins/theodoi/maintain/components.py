"""How Airflow's components are, for `theodoi health`: each reports to Airflow's database every few seconds."""

from __future__ import annotations

from datetime import UTC, datetime

from theodoi.airflow_api import AirflowClient, AirflowError
from theodoi.airflow_watch import Health
from theodoi.maintain.health import Check
from theodoi.settings import settings

# Airflow's own measure (scheduler_health_check_threshold and its like).
_SILENCE_SECONDS = 30.0


def components() -> list[Check]:
    """A check for the api-server, for Airflow's database and for each component that reports."""
    if settings().airflow_url is None and not (settings().home / "airflow" / "secrets.json").exists():
        return [Check("airflow", True, "No Airflow is known here, so none was asked: THEODOI_AIRFLOW_URL names one.")]
    airflow = AirflowClient.known()
    try:
        health = Health.ask(airflow)
    except AirflowError as error:
        return [Check("airflow", False, f"{error}.")]
    found = [Check("airflow", True, f"The api-server answers at {airflow.url}.")]
    if not health.database:
        return [*found, Check("airflow", False, "Airflow does not reach its database.")]
    now = datetime.now(UTC)
    return found + [_check(component, beat, now) for component, beat in health.beats.items()]


def _check(component: str, beat: datetime | None, now: datetime) -> Check:
    if beat is None:
        return Check("airflow", False, f"The {component} has never reported.")
    silence = (now - beat).total_seconds()
    return Check("airflow", silence <= _SILENCE_SECONDS, f"The {component} reported {silence:.0f} s ago.")
