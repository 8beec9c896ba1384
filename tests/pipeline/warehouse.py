"""What the houses of the tests have in common: a warehouse that is asked and told in SQL, its lake, and settings that name both."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar

import pytest
from sqlalchemy import Engine, text

from theodoi.database import engine_for
from theodoi.lake import Lake
from theodoi.settings import settings


class Warehouse:
    """The warehouse at `url`, with the lake of its profile in the settings of this process."""

    url: str
    profile: ClassVar[str] = "demo"

    @property
    def engine(self) -> Engine:
        return engine_for(self.url)

    @property
    def lake(self) -> Lake:
        return Lake(settings().lake_root(self.profile))

    def rows(self, statement: str, **parameters: object) -> list[tuple]:
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(statement), parameters)]

    def do(self, statement: str, **parameters: object) -> None:
        with self.engine.begin() as connection:
            connection.execute(text(statement), parameters)


@contextmanager
def settings_of(home: Path, url: str, profile: str = "demo") -> Iterator[None]:
    """Settings for this process and its children: a home, and the warehouse of a profile."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("THEODOI_HOME", str(home))
        patch.setenv("THEODOI_DEMO_URL" if profile == "demo" else "THEODOI_WAREHOUSE_URL", url)
        settings.cache_clear()
        yield
    settings.cache_clear()
