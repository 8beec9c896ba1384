"""Fixtures shared by all tests: a real Postgres, and a migrated warehouse of one's own for each test that asks."""

from __future__ import annotations

import os
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

CHECKOUT = Path(__file__).resolve().parents[1]
GUARD = str(CHECKOUT / "tests" / "guard")
SHARED = CHECKOUT.parent / "shared"


@pytest.hookimpl(tryfirst=True)  # before -m chooses
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs Postgres; tests that need the annotated corpus are skipped where it is absent."""
    for item in items:
        if "postgres_url" in getattr(item, "fixturenames", ()) or item.path.parent.name == "pipeline":
            item.add_marker("postgres")
    if SHARED.is_dir():
        return
    absent = pytest.mark.skip(reason="needs the annotated corpus in ../shared, which is not beside this checkout")
    for item in items:
        if "shared" in item.keywords:
            item.add_marker(absent)


@pytest.fixture(scope="session", autouse=True)
def connects(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where crawling processes note connections to others than their sources (see tests/guard); there must be none."""
    noted = tmp_path_factory.mktemp("connects") / "refused"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("THEODOI_TEST_CONNECTS", str(noted))
        patch.setenv("PYTHONPATH", os.pathsep.join(filter(None, (GUARD, os.environ.get("PYTHONPATH")))))
        yield noted
    assert not noted.exists(), noted.read_text()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with seeds, gold and corpus (tests that use it carry the mark `shared`)."""
    return SHARED


@contextmanager
def open_folder() -> Iterator[Path]:
    """A temporary folder that another user may enter: Postgres runs as one when the tests run as root.

    Not one of pytest's, which every pytest session of the same user closes to others again.
    """
    with tempfile.TemporaryDirectory(prefix="theodoi-test-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """Administrator's URL of a Postgres server: THEODOI_POSTGRES_URL, or an embedded one for this session."""
    given = os.environ.get("THEODOI_POSTGRES_URL")
    if given:
        yield given
        return
    from theodoi.embedded.postgres import EmbeddedPostgres

    with open_folder() as home, EmbeddedPostgres(home) as server:
        _spare_the_disk(server.url())
        yield server.url()


def _spare_the_disk(url: str) -> None:
    """Let a server of tests skip what protects its data from a power cut; a killed process loses nothing by it."""
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
    admin.dispose()


@pytest.fixture(scope="session")
def _template(postgres_url: str) -> Iterator[str]:
    """A migrated database that tests copy."""
    from theodoi.database import engine_for
    from theodoi.load.migrate import migrate

    name = f"theodoi_template_{uuid.uuid4().hex[:8]}"
    admin = create_engine(postgres_url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        if not connection.scalar(text("SELECT 1 FROM pg_roles WHERE rolname = 'bi_reader'")):
            connection.execute(text("CREATE ROLE bi_reader"))
        connection.execute(text(f"CREATE DATABASE {name}"))
    migrate(engine_for(make_url(postgres_url).set(database=name).render_as_string(hide_password=False)))
    yield name
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture
def warehouse_url(postgres_url: str, _template: str) -> Iterator[str]:
    """SQLAlchemy URL of a migrated warehouse that belongs to this test alone."""
    with copy_of(_template, postgres_url) as url:
        yield url


@pytest.fixture(scope="module")
def module_warehouse_url(postgres_url: str, _template: str) -> Iterator[str]:
    """The same for all tests of a module together."""
    with copy_of(_template, postgres_url) as url:
        yield url


@contextmanager
def copy_of(template: str, postgres_url: str) -> Iterator[str]:
    name = f"theodoi_test_{uuid.uuid4().hex[:8]}"
    admin = create_engine(postgres_url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    yield make_url(postgres_url).set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()
