"""The roles and databases that a Postgres server needs for Theodoi, made from the URLs that will be used with them.

What they may do is told in docs/security.md, with what needs a superuser.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, cast

import psycopg2.extensions
from psycopg2 import sql
from psycopg2.extensions import encrypt_password
from sqlalchemy import Connection, Engine, create_engine, make_url, text
from sqlalchemy.pool import NullPool

from theodoi.database import engine_for
from theodoi.load.migrate import migrate
from theodoi.settings import settings

BI_READER = "bi_reader"  # the group that sql/roles.sql lets read the schema bi

_CONNECTIONS = 20  # at once, of each BI login
# A login can change them for itself: theodoi.load.watchdog looks after those that do.
_LIMITS = {
    "statement_timeout": "5min",
    "idle_in_transaction_session_timeout": "1min",
    "idle_session_timeout": "10min",
    "lock_timeout": "10s",
    "default_transaction_read_only": "on",
}
_SYSTEM = ("postgres", "template1")  # every login may enter them in stock Postgres


def initialise() -> list[str]:
    """`theodoi init`: make what the settings `*_url` name, with the server's administrator, and migrate the warehouses.

    Returns what only a superuser could forbid to BI logins, a sentence each.
    Raises LookupError when the settings name no administrator, and what prepare_server raises.
    """
    known = settings()
    if known.postgres_url is None:
        raise LookupError("set THEODOI_POSTGRES_URL to the URL of a role that may create roles and databases")
    warehouses = [url.get_secret_value() for url in (known.warehouse_url, known.demo_url) if url]
    others = [url.get_secret_value() for url in (known.airflow_database_url,) if url]
    readers = [url.get_secret_value() for url in (known.reader_url,) if url]
    left = prepare_server(known.postgres_url.get_secret_value(), [*others, *warehouses], readers)
    for url in warehouses:
        migrate(engine_for(url))
    return left


def prepare_server(admin_url: str, owned: Iterable[str], readers: Iterable[str] = ()) -> list[str]:
    """Make what is missing, and set the passwords that the URLs carry; safe to repeat.

    Each URL of `owned` names a database and the role that shall own it. Each URL of `readers` names a login for BI tools and a
    database that it may enter, where it sees the schema `bi` once the warehouse is migrated. `admin_url` is of a role that may
    create roles and databases. Returns what BI logins can still do and only a superuser could forbid, a sentence each. Raises ValueError for a URL without user, password or database, and
    sqlalchemy.exc.SQLAlchemyError or psycopg2.Error when the server refuses.
    """
    admin = create_engine(admin_url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    owners = [_Login.of(url) for url in owned]
    logins = [_Login.of(url) for url in readers]
    _role(admin, BI_READER)
    _limit(admin, BI_READER)
    for url in owners:
        _login(admin, url)
        _database(admin, url)
    for url in logins:
        _login(admin, url)
        _limit(admin, url.username)
        _execute(admin, "GRANT {} TO {}", BI_READER, url.username)
        _execute(admin, "GRANT CONNECT ON DATABASE {} TO {}", url.database, BI_READER)
        for owner in owners:
            if owner.database == url.database:
                _watched_by(admin, url.username, owner.username)
                _no_large_objects(admin, owner)
    _close_system_databases(admin, {url.username for url in (*owners, *logins)})
    return _left_open(admin, logins)


@dataclass(frozen=True, slots=True)
class _Login:
    """What the URL of a login names."""

    username: str
    password: str = field(repr=False)
    database: str

    @classmethod
    def of(cls, url: str) -> _Login:
        at = make_url(url)
        if not (at.username and at.password and at.database):
            raise ValueError(f"{at.render_as_string()} must name a user, a password and a database")
        return cls(at.username, at.password, at.database)


def _role(admin: Engine, name: str) -> None:
    with admin.connect() as connection:
        exists = connection.scalar(text("SELECT 1 FROM pg_roles WHERE rolname = :name"), {"name": name})
    if not exists:
        _execute(admin, "CREATE ROLE {}", name)


def _login(admin: Engine, url: _Login) -> None:
    _role(admin, url.username)
    with admin.connect() as connection:
        # Hashed here: the server's log may show the statement.
        secret = encrypt_password(url.password, url.username, _driver(connection), "scram-sha-256")
    statement = sql.SQL("ALTER ROLE {} LOGIN PASSWORD {}").format(sql.Identifier(url.username), sql.Literal(secret))
    _run(admin, statement)


def _database(admin: Engine, url: _Login) -> None:
    with admin.connect() as connection:
        exists = connection.scalar(text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": url.database})
    if not exists:
        # An administrator that is no superuser must be a member of the owner to hand a database over.
        _execute(admin, "GRANT {} TO CURRENT_USER", url.username)
        _execute(admin, "CREATE DATABASE {} OWNER {}", url.database, url.username)
    if _open_to_all(admin, url.database) and _scalar(admin, _MINE, name=url.database):
        _execute(admin, "REVOKE ALL ON DATABASE {} FROM PUBLIC", url.database)


# what BI logins may not ----------------------------------------------------------------------------------------------


def _limit(admin: Engine, role: str) -> None:
    """Bound the connections of a role, unless somebody has, and give its sessions time limits, in place of what it gave itself."""
    name = sql.Identifier(role)
    if _scalar(admin, "SELECT rolconnlimit FROM pg_roles WHERE rolname = :name", name=role) < 0:
        _run(admin, sql.SQL("ALTER ROLE {} CONNECTION LIMIT {}").format(name, sql.Literal(_CONNECTIONS)))
    limits = _LIMITS | ({"transaction_timeout": "10min"} if _scalar(admin, _VERSION) >= 170000 else {})
    for parameter, value in limits.items():
        statement = sql.SQL("ALTER ROLE {} SET {} = {}").format(name, sql.Identifier(parameter), sql.Literal(value))
        _run(admin, statement)


def _watched_by(admin: Engine, login: str, owner: str) -> None:
    """Let the owner of the warehouse end the login's sessions, and remove what it leaves: both need the login's rights, which are few."""
    how = " WITH INHERIT TRUE, SET FALSE" if _scalar(admin, _VERSION) >= 160000 else ""
    _execute(admin, "GRANT {} TO {}" + how, login, owner)


def _no_large_objects(admin: Engine, owner: _Login) -> None:
    """Take the functions of large objects from everybody but the owner, where we are superuser; else the watchdog removes the objects."""
    if not _scalar(admin, _SUPERUSER):
        return
    there = create_engine(admin.url.set(database=owner.database), isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with there.connect() as connection:
        functions = connection.scalars(
            text("SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace "
                 "AND proname ~ '^(lo_|loread$|lowrite$)' AND has_function_privilege('public', oid, 'EXECUTE')")
        ).all()  # fmt: skip
    for function in functions:
        for words in ("REVOKE EXECUTE ON FUNCTION {} FROM PUBLIC", "GRANT EXECUTE ON FUNCTION {} TO {}"):
            _run(there, sql.SQL(words).format(sql.SQL(function), sql.Identifier(owner.username)))


def _close_system_databases(admin: Engine, ours: set[str]) -> None:
    """Let only those enter Postgres' own databases who can today, BI logins and owners of ours left out, where they are ours to close."""
    for database in _SYSTEM:
        if not (_scalar(admin, _MINE, name=database) and _open_to_all(admin, database)):
            continue
        with admin.connect() as connection:
            # Who made bi_reader is a member of it, too.
            others = connection.scalars(
                text("SELECT rolname FROM pg_roles WHERE rolcanlogin AND NOT rolsuper AND (rolcreaterole OR NOT pg_has_role(oid, :group, 'MEMBER'))"),
                {"group": BI_READER},
            ).all()  # fmt: skip
        for role in others:
            if role not in ours:
                _execute(admin, "GRANT CONNECT ON DATABASE {} TO {}", database, role)
        _execute(admin, "REVOKE ALL ON DATABASE {} FROM PUBLIC", database)


def _left_open(admin: Engine, logins: list[_Login]) -> list[str]:
    with admin.connect() as connection:
        databases = connection.scalars(text("SELECT datname FROM pg_database WHERE datallowconn ORDER BY 1")).all()
    told = [
        f"BI logins can enter the database {database}, as everybody can: its owner can forbid it with "
        f'REVOKE CONNECT, TEMPORARY ON DATABASE "{database}" FROM PUBLIC'
        for database in databases
        if _open_to_all(admin, database)
    ]
    if not _scalar(admin, _SUPERUSER):
        told.append(
            "BI logins can make large objects, which the watchdog removes: only a superuser can take the functions lo_… from PUBLIC"
        )
    return told if logins else []


# statements ----------------------------------------------------------------------------------------------------------

_VERSION = "SELECT current_setting('server_version_num')::integer"
_SUPERUSER = "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"
_MINE = "SELECT pg_has_role(datdba, 'USAGE') FROM pg_database WHERE datname = :name"


def _open_to_all(admin: Engine, database: str) -> bool:
    statement = (
        "SELECT EXISTS (SELECT FROM pg_database, aclexplode(coalesce(datacl, acldefault('d', datdba))) "
        "WHERE datname = :name AND grantee = 0)"
    )
    return bool(_scalar(admin, statement, name=database))


def _scalar(admin: Engine, statement: str, **parameters: object) -> Any:  # whatever the statement asks for
    with admin.connect() as connection:
        return connection.scalar(text(statement), parameters)


def _execute(admin: Engine, statement: str, *names: str) -> None:
    _run(admin, sql.SQL(statement).format(*map(sql.Identifier, names)))


def _run(admin: Engine, statement: sql.Composable) -> None:
    with admin.connect() as connection, _driver(connection).cursor() as cursor:
        cursor.execute(statement)


def _driver(connection: Connection) -> psycopg2.extensions.connection:
    """The connection of psycopg2 itself, which is the driver that the URLs name."""
    return cast("psycopg2.extensions.connection", connection.connection.driver_connection)
