"""`theodoi init` on a real server: roles and databases from the URLs that will be used, again and again."""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import OperationalError, ProgrammingError


def url_of(admin: str, user: str, database: str, password: str) -> str:
    return (
        make_url(admin).set(username=user, password=password, database=database).render_as_string(hide_password=False)
    )


@pytest.fixture
def urls(postgres_url) -> Iterator[dict[str, str]]:
    """The settings of `theodoi init`, for roles and databases that are gone after the test."""
    name = f"theodoi_init_{uuid.uuid4().hex[:6]}"
    reader = f"{name}_reader"
    yield {
        "THEODOI_POSTGRES_URL": postgres_url,
        "THEODOI_WAREHOUSE_URL": url_of(postgres_url, name, name, "first-warehouse"),
        "THEODOI_AIRFLOW_DATABASE_URL": url_of(postgres_url, f"{name}_airflow", f"{name}_airflow", "first-airflow"),
        "THEODOI_READER_URL": url_of(postgres_url, reader, name, "first-reader"),
    }
    admin = create_engine(postgres_url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        for database in (name, f"{name}_airflow"):
            connection.execute(text(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)"))
        for role in (reader, f"{name}_airflow", name):
            connection.execute(text(f"DROP ROLE IF EXISTS {role}"))
    admin.dispose()


def init(urls: dict[str, str]) -> subprocess.CompletedProcess:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("THEODOI_")} | urls
    return subprocess.run(
        [sys.executable, "-m", "theodoi.cli", "init"], env=environment, capture_output=True, text=True, check=False
    )


def value(url: str, statement: str) -> object:
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            return connection.scalar(text(statement))
    finally:
        engine.dispose()


def test_owner_and_reader_get_what_they_need_and_no_more(urls):
    done = init(urls)
    assert (done.returncode, done.stderr) == (0, "")
    # What other tests have made on this server, perhaps; nothing of Theodoi's.
    assert all("BI logins can enter the database" in line for line in done.stdout.splitlines())
    assert make_url(urls["THEODOI_WAREHOUSE_URL"]).database not in done.stdout
    assert value(urls["THEODOI_WAREHOUSE_URL"], "SELECT count(*) FROM warehouse.articles") == 0
    assert value(urls["THEODOI_READER_URL"], "SELECT count(*) FROM bi.decree_timeline") == 0
    assert (
        value(urls["THEODOI_AIRFLOW_DATABASE_URL"], "SELECT current_user")
        == make_url(urls["THEODOI_AIRFLOW_DATABASE_URL"]).username
    )
    with pytest.raises(ProgrammingError, match="permission denied for schema warehouse"):
        value(urls["THEODOI_READER_URL"], "SELECT count(*) FROM warehouse.articles")
    for login in ("THEODOI_READER_URL", "THEODOI_WAREHOUSE_URL"):
        elsewhere = make_url(urls[login]).set(database=make_url(urls["THEODOI_AIRFLOW_DATABASE_URL"]).database)
        with pytest.raises(OperationalError, match="permission denied for database"):
            value(elsewhere.render_as_string(hide_password=False), "SELECT 1")


def test_a_second_call_keeps_the_rows_and_sets_the_new_password(urls):
    assert init(urls).returncode == 0
    before = value(urls["THEODOI_WAREHOUSE_URL"], "SELECT 'warehouse.sources'::regclass::oid")
    renewed = urls | {"THEODOI_WAREHOUSE_URL": urls["THEODOI_WAREHOUSE_URL"].replace("first-", "second-")}
    assert init(renewed).returncode == 0
    after = value(
        renewed["THEODOI_WAREHOUSE_URL"],
        "SELECT 'warehouse.sources'::regclass::oid",
    )
    assert before == after
    with pytest.raises(OperationalError, match="password authentication failed"):
        value(urls["THEODOI_WAREHOUSE_URL"], "SELECT 1")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"THEODOI_POSTGRES_URL": ""}, "theodoi init: "),
        (
            {"THEODOI_READER_URL": "postgresql+psycopg2://someone@127.0.0.1/x"},
            "must name a user, a password and a database",
        ),
        ({"THEODOI_POSTGRES_URL": "postgresql+psycopg2://postgres:wrong-secret@127.0.0.1:1/postgres"}, "refused"),
    ],
)
def test_what_is_missing_is_told_without_secrets(urls, change, sentence):
    done = init(urls | change)
    assert done.returncode == 1
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert not any(
        word in done.stderr
        for word in ("wrong-secret", "first-warehouse", make_url(urls["THEODOI_POSTGRES_URL"]).password)
    )
