"""The roles and databases that a Postgres server needs for Theodoi, made from the URLs that will be used with them."""

from __future__ import annotations

from collections.abc import Iterable

from psycopg2 import sql
from psycopg2.extensions import encrypt_password
from sqlalchemy import URL, Engine, create_engine, make_url, text

from theodoi.load.database import engine_for
from theodoi.load.migrate import migrate
from theodoi.settings import settings

BI_READER = "bi_reader"  # the group that sql/roles.sql lets read the schema bi


def initialise() -> None:
    """`theodoi init`: make what the settings `*_url` name, with the server's administrator, and migrate the warehouses.

    Raises LookupError when the settings name no administrator, and what prepare_server raises.
    """
    known = settings()
    if known.postgres_url is None:
        raise LookupError("set THEODOI_POSTGRES_URL to the URL of a role that may create roles and databases")
    warehouses = [url.get_secret_value() for url in (known.warehouse_url, known.demo_url) if url]
    others = [url.get_secret_value() for url in (known.airflow_database_url,) if url]
    readers = [url.get_secret_value() for url in (known.reader_url,) if url]
    prepare_server(known.postgres_url.get_secret_value(), [*others, *warehouses], readers)
    for url in warehouses:
        migrate(engine_for(url))


def prepare_server(admin_url: str, owned: Iterable[str], readers: Iterable[str] = ()) -> None:
    """Make what is missing, and set the passwords that the URLs carry; safe to repeat.

    Each URL of `owned` names a database and the role that shall own it. Each URL of `readers` names a login for BI tools and a
    database that it may enter, where it sees the schema `bi` once the warehouse is migrated. `admin_url` is of a role that may
    create roles and databases. Raises ValueError for a URL without user, password or database, and
    sqlalchemy.exc.SQLAlchemyError or psycopg2.Error when the server refuses.
    """
    admin = create_engine(admin_url, isolation_level="AUTOCOMMIT")
    try:
        _role(admin, BI_READER)
        for url in map(_whole, owned):
            _login(admin, url)
            _database(admin, url)
        for url in map(_whole, readers):
            _login(admin, url)
            _execute(admin, "GRANT {} TO {}", BI_READER, url.username)
            _execute(admin, "GRANT CONNECT ON DATABASE {} TO {}", url.database, BI_READER)
    finally:
        admin.dispose()


def _whole(text_: str) -> URL:
    url = make_url(text_)
    if not (url.username and url.password and url.database):
        raise ValueError(f"{url.render_as_string()} must name a user, a password and a database")
    return url


def _role(admin: Engine, name: str) -> None:
    with admin.connect() as connection:
        exists = connection.scalar(text("SELECT 1 FROM pg_roles WHERE rolname = :name"), {"name": name})
    if not exists:
        _execute(admin, "CREATE ROLE {}", name)


def _login(admin: Engine, url: URL) -> None:
    _role(admin, url.username)
    with admin.connect() as connection:
        # Hashed here: the server's log may show the statement.
        secret = encrypt_password(url.password, url.username, connection.connection.driver_connection, "scram-sha-256")
    statement = sql.SQL("ALTER ROLE {} LOGIN PASSWORD {}").format(sql.Identifier(url.username), sql.Literal(secret))
    _run(admin, statement)


def _database(admin: Engine, url: URL) -> None:
    with admin.connect() as connection:
        exists = connection.scalar(text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": url.database})
    if not exists:
        # An administrator that is no superuser must be a member of the owner to hand a database over.
        _execute(admin, "GRANT {} TO CURRENT_USER", url.username)
        _execute(admin, "CREATE DATABASE {} OWNER {}", url.database, url.username)
        _execute(admin, "REVOKE ALL ON DATABASE {} FROM PUBLIC", url.database)


def _execute(admin: Engine, statement: str, *names: str | None) -> None:
    _run(admin, sql.SQL(statement).format(*map(sql.Identifier, names)))


def _run(admin: Engine, statement: sql.Composable) -> None:
    with admin.connect() as connection, connection.connection.cursor() as cursor:
        cursor.execute(statement)
