"""One published night for a whole session of tests: its stages called in a process, kept as files, restored as often as tests ask.

The first process of the session that asks makes it, behind a lock; others wait and read the same files. What is kept is
the lake, the ports of the demo sites and a dump of the warehouse. A copy has the lake by hard links: the library never
writes into a file that is whole, and no test may.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from tests import stages
from tests.conftest import copy_of, open_folder
from tests.pipeline.warehouse import Warehouse, settings_of
from tests.site.expected import UNREACHABLE
from tests.site.serve import SITES, DemoSites
from theodoi.embedded.postgres import EmbeddedPostgres
from theodoi.run import Run

DAY = date(2026, 11, 20)
BATCH = f"nightly/{DAY}"


@dataclass
class NightHouse(Warehouse):
    """A warehouse and a lake of the profile `demo`, with the demo sites; nights are brought in by calling their stages."""

    url: str
    home: Path
    sites: DemoSites
    runs: int = field(default=0, init=False)

    def run(self, day: date = DAY, **options: object) -> Run:
        """A run of its own of the night of a day, named after the warehouse: a copy has the runs of its original."""
        self.runs += 1
        return Run(
            f"nightly/{make_url(self.url).database}-{self.runs}",
            f"nightly/{day}",
            "demo",
            "nightly",
            day.isoformat(),
            **options,
        )

    def night(self, day: date = DAY, **options: object) -> Run:
        """Bring a night in, all stages; raises what a stage raises."""
        run = self.run(day, **options)
        stages.crawl(run)
        stages.carry_through(run)
        return run


@dataclass(frozen=True)
class Night:
    """The files of the published night: `home` is a THEODOI_HOME with lake and ports, `dump` is of its warehouse."""

    home: Path
    dump: Path

    def restore(self, url: str) -> None:
        """Fill the empty database at `url`, whose user becomes the owner of all that is in it."""
        _postgres("pg_restore", url, "--no-owner", "--no-privileges", "--exit-on-error", str(self.dump))

    def link(self, home: Path) -> None:
        """Give a THEODOI_HOME the lake of the night, file by file as a hard link."""
        shutil.copytree(self.home / "lake", home / "lake", copy_function=os.link, dirs_exist_ok=True)


def ports_of_our_own(state: Path) -> None:
    """Any free ports for the demo sites: a `make run` or another test session may have the usual ones."""
    state.mkdir(parents=True)
    (state / "ports.json").write_text(json.dumps(dict.fromkeys((*SITES, UNREACHABLE.id), 0)))


def make_night(folder: Path, postgres_url: str, template: str) -> Night:
    """The night of DAY in `folder`, made once: processes that ask at the same time wait for the first."""
    night = Night(folder / "home", folder / "warehouse.dump")
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not night.dump.exists():
            shutil.rmtree(night.home, ignore_errors=True)  # of a process that was killed
            ports_of_our_own(night.home / "demo")
            with (
                copy_of(template, postgres_url) as url,
                settings_of(night.home, url),
                DemoSites(night.home / "demo", DAY) as sites,
            ):
                NightHouse(url, night.home, sites).night()
                half = folder / "half.dump"
                _postgres("pg_dump", url, "--format=custom", "--compress=0", f"--file={half}")
                half.rename(night.dump)
    return night


def _postgres(program: str, url: str, *arguments: str) -> None:
    """Run one of Postgres' own programs on a database."""
    binaries = EmbeddedPostgres(Path("unused")).binaries()
    database = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    subprocess.run([str(binaries / program), f"--dbname={database}", *arguments], check=True, timeout=120)


@pytest.fixture(scope="session")
def published_night(postgres_url: str, _template: str, tmp_path_factory: pytest.TempPathFactory) -> Night:
    """The night of DAY, loaded once in a session of tests, whatever the number of its processes."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    return make_night(shared / "published-night", postgres_url, _template)


@pytest.fixture(scope="session")
def _night_template(published_night: Night, postgres_url: str) -> Iterator[str]:
    """The night's warehouse as a database that tests of this process copy."""
    name = f"theodoi_night_{uuid.uuid4().hex[:8]}"
    admin = create_engine(postgres_url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    published_night.restore(make_url(postgres_url).set(database=name).render_as_string(hide_password=False))
    yield name
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture
def night_house(published_night: Night, _night_template: str, postgres_url: str) -> Iterator[NightHouse]:
    """The published night in a warehouse and a lake of the test's own, and the sites at the addresses of its articles."""
    with ExitStack() as exits:
        home = exits.enter_context(open_folder())
        url = exits.enter_context(copy_of(_night_template, postgres_url))
        published_night.link(home)
        (home / "demo").mkdir()
        shutil.copy(published_night.home / "demo" / "ports.json", home / "demo")
        sites = exits.enter_context(DemoSites(home / "demo", DAY))
        assert sites.moved == [], "articles would have other addresses than those of the night"
        exits.enter_context(settings_of(home, url))
        yield NightHouse(url, home, sites)
