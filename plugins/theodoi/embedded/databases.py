"""The databases of an embedded setup: one for Airflow, one for the warehouse, one for the demo, each with its owner."""

from __future__ import annotations

import json
import secrets
from pathlib import Path

from psycopg2 import sql
from sqlalchemy import Engine, create_engine, make_url, text

from theodoi.embedded.postgres import write_private


def prepare(admin_url: str, home: Path, prefix: str = "theodoi") -> dict[str, str]:
    """Create roles and databases that are missing and write home/connections.json; returns URLs by profile.

    Keys: `airflow`, `live`, `demo`, and `live_reader`, `demo_reader` for BI tools. Databases and roles are named after
    `prefix`. Raises sqlalchemy.exc.SQLAlchemyError when the server refuses (the URL must be of a role that may create
    roles and databases).
    """
    databases = {"live": prefix, "demo": f"{prefix}_demo", "airflow": f"{prefix}_airflow"}
    reader = f"{prefix}_reader"  # the login of BI tools; a member of bi_reader
    passwords = _passwords(home, [*databases.values(), reader])
    engine = create_engine(admin_url, isolation_level="AUTOCOMMIT")
    try:
        for role, password in passwords.items():
            _role(engine, role, password)
        _role(engine, "bi_reader", None)
        _execute(engine, sql.SQL("GRANT bi_reader TO {}").format(sql.Identifier(reader)))
        for database in databases.values():
            _database(engine, database, owner=database)
    finally:
        engine.dispose()

    def url(user: str, database: str) -> str:
        made = make_url(admin_url).set(username=user, password=passwords[user], database=database)
        return made.render_as_string(hide_password=False)

    urls = {profile: url(database, database) for profile, database in databases.items()}
    urls |= {f"{profile}_reader": url(reader, databases[profile]) for profile in ("live", "demo")}
    write_private(home / "connections.json", json.dumps(urls, indent=1))
    return urls


def _passwords(home: Path, roles: list[str]) -> dict[str, str]:
    path = home / "secrets.json"
    known = json.loads(path.read_text()) if path.exists() else {}
    if any(role not in known for role in roles):
        known |= {role: secrets.token_urlsafe(24) for role in roles if role not in known}
        write_private(path, json.dumps(known, indent=1))
    return {role: known[role] for role in roles}


def _role(engine: Engine, role: str, password: str | None) -> None:
    with engine.connect() as connection:
        exists = connection.scalar(text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": role})
    if not exists:
        _execute(engine, sql.SQL("CREATE ROLE {}").format(sql.Identifier(role)))
    if password is not None:
        _execute(engine, sql.SQL("ALTER ROLE {} LOGIN PASSWORD {}").format(sql.Identifier(role), sql.Literal(password)))


def _database(engine: Engine, database: str, owner: str) -> None:
    with engine.connect() as connection:
        exists = connection.scalar(text("SELECT 1 FROM pg_database WHERE datname = :database"), {"database": database})
    if not exists:
        # An administrator that is no superuser must be a member of the owner to hand a database over.
        _execute(engine, sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(owner)))
        _execute(engine, sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(database), sql.Identifier(owner)))
        _execute(engine, sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(database)))
        _execute(engine, sql.SQL("GRANT CONNECT ON DATABASE {} TO bi_reader").format(sql.Identifier(database)))


def _execute(engine: Engine, statement: sql.Composable) -> None:
    with engine.connect() as connection, connection.connection.cursor() as cursor:
        cursor.execute(statement)
