"""Who may read what in the folder of a setup: nobody but its owner, save that Postgres' user may pass through it."""

from __future__ import annotations

from pathlib import Path

_CLOSED = ("airflow", "data_docs", "lake", "logs", "spool")
_SECRETS = (
    "connections.json",
    "secrets.json",
    "airflow/airflow.cfg",
    "airflow/passwords.json",
    "airflow/secrets.json",
)


def close(home: Path) -> None:
    """Make the folders of a setup that are missing, and take from others what an older version let them read.

    As root Postgres runs as another user, whose data lie in `home`: others may pass through it and not list it.
    """
    home.mkdir(parents=True, exist_ok=True)
    home.chmod(0o711)
    for name in _CLOSED:
        folder = home / name
        folder.mkdir(exist_ok=True)
        folder.chmod(0o700)
    for name in _SECRETS:
        if (home / name).exists():
            (home / name).chmod(0o600)
