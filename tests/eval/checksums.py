"""What three batches come to, in one line each: the demo's night, the seeds, the sample pages (`make checksums`).

A change that no reader of the tables is to see leaves these checksums as recorded in checksums.json; one that is to be
seen names its rows and records them anew (`ARGS=--record`). All stages run in this process, on an embedded Postgres and
a lake of their own, over the demo sites at ports of their own. The seeds and sample pages lie beside the checkout.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from tests import stages

if TYPE_CHECKING:
    from theodoi.run import Run

DAY = date(2026, 11, 20)
FIRST_PORT = 28181
RECORDED = Path(__file__).with_suffix(".json")
SHARED = Path(__file__).resolve().parents[3] / "shared"
IMPORTS = {"import/seeds": SHARED / "seeds", "import/dev-pages": SHARED / "corpus" / "dev-pages.warc.gz"}

Told = dict[str, object]  # checksum and rows by table of one batch


def main() -> int:
    """Print checksum and rows of each batch beside what is recorded; returns 1 when they differ."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--record", action="store_true", help="write what was found into checksums.json")
    chosen = parser.parse_args()
    recorded: dict[str, Told] = json.loads(RECORDED.read_text()) if RECORDED.exists() else {}
    found: dict[str, Told] = {}
    with house() as home:
        found[f"nightly/{DAY}"] = _night(home)
        for batch_id, path in IMPORTS.items():
            if path.exists():
                found[batch_id] = _import(batch_id, path)
            else:
                print(f"{batch_id}: left out, its files do not lie beside this checkout")
    for batch_id, told in found.items():
        same = told == recorded.get(batch_id)
        print(f"{batch_id}: {told['checksum']} {told['rows']} {'as recorded' if same else 'DIFFERS'}")
        if not same and batch_id in recorded:
            print(f"  recorded: {recorded[batch_id]['checksum']} {recorded[batch_id]['rows']}")
    if chosen.record:
        RECORDED.write_text(json.dumps(recorded | found, indent=1) + "\n")
        return 0
    return 0 if all(told == recorded.get(batch_id) for batch_id, told in found.items()) else 1


@contextmanager
def house() -> Iterator[Path]:
    """Make a folder with an embedded Postgres, migrated warehouses and the settings of this process; remove it at the end."""
    from tests.conftest import open_folder
    from theodoi.database import engine_for
    from theodoi.embedded.databases import prepare
    from theodoi.embedded.postgres import EmbeddedPostgres
    from theodoi.load.migrate import migrate
    from theodoi.settings import settings

    with ExitStack() as exits:
        home = exits.enter_context(open_folder())
        os.environ["THEODOI_HOME"] = str(home)
        settings.cache_clear()
        server = exits.enter_context(EmbeddedPostgres(home))
        for profile, url in prepare(server.url(), home).items():
            if profile in {"live", "demo"}:
                migrate(engine_for(url))
        yield home
        shutil.rmtree(home / "lake", ignore_errors=True)


def _night(home: Path) -> Told:
    from tests.site.serve import SITES, DemoSites
    from theodoi import pipeline

    run = pipeline.Run("checksums/night", f"nightly/{DAY}", "demo", "nightly", DAY.isoformat())
    # The articles' identities follow from their addresses, so the ports are always the same; a running demo has others.
    ports = {site: FIRST_PORT + number for number, site in enumerate(sorted(SITES))}
    (home / "demo").mkdir()
    (home / "demo" / "ports.json").write_text(json.dumps(ports))
    with DemoSites(home / "demo", DAY) as sites:
        if sites.base_urls != {site: f"http://127.0.0.1:{port}/" for site, port in ports.items()}:
            sys.exit(f"another process has one of the ports {sorted(ports.values())}, so that addresses would differ")
        stages.crawl(run)
        return _rest(run)


def _import(batch_id: str, path: Path) -> Told:
    return load(batch_id, path)[1]


def load(batch_id: str, path: Path) -> tuple[Run, Told]:
    """Import a folder or file in this process; the run, with checksum and rows of what is served then."""
    from theodoi import pipeline

    run = pipeline.Run(f"checksums/{batch_id}", batch_id, "live", "import_archive")
    stages.read(run, [str(path)])
    return run, _rest(run)


def _rest(run) -> Told:
    """Do everything behind the captures; the checksum and rows of what is served then."""
    done = stages.carry_through(run)
    return {"checksum": done["checksum"], "rows": done["counts"]}


if __name__ == "__main__":
    sys.exit(main())
