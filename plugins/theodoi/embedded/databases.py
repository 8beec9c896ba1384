"""The databases of an embedded setup: one for Airflow, one for the warehouse, one for the demo, each with its owner."""

from __future__ import annotations

import json
import secrets
from pathlib import Path

from sqlalchemy import make_url

from theodoi.files import write_private
from theodoi.load.server import prepare_server


def prepare(admin_url: str, home: Path, prefix: str = "theodoi") -> dict[str, str]:
    """Create roles and databases that are missing and write home/connections.json; returns URLs by profile.

    Keys: `airflow`, `live`, `demo`, and `live_reader`, `demo_reader` for BI tools. Databases and roles are named after
    `prefix`. Raises sqlalchemy.exc.SQLAlchemyError when the server refuses (the URL must be of a role that may create
    roles and databases).
    """
    databases = {"live": prefix, "demo": f"{prefix}_demo", "airflow": f"{prefix}_airflow"}
    reader = f"{prefix}_reader"
    passwords = _passwords(home, [*databases.values(), reader])

    def url(user: str, database: str) -> str:
        made = make_url(admin_url).set(username=user, password=passwords[user], database=database)
        return made.render_as_string(hide_password=False)

    owners = {profile: url(database, database) for profile, database in databases.items()}
    readers = {f"{profile}_reader": url(reader, databases[profile]) for profile in ("live", "demo")}
    prepare_server(admin_url, owners.values(), readers.values())
    urls = owners | readers
    write_private(home / "connections.json", json.dumps(urls, indent=1))
    return urls


def _passwords(home: Path, roles: list[str]) -> dict[str, str]:
    path = home / "secrets.json"
    known = json.loads(path.read_text()) if path.exists() else {}
    if any(role not in known for role in roles):
        known |= {role: secrets.token_urlsafe(24) for role in roles if role not in known}
        write_private(path, json.dumps(known, indent=1))
    return {role: known[role] for role in roles}
