"""One run of one batch: what every stage, the summary and the report are asked about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import cast

from sqlalchemy import Engine

from theodoi.database import engine_for
from theodoi.lake import Lake
from theodoi.rows import RunFields
from theodoi.settings import Profile, settings


@dataclass(frozen=True, slots=True)
class Run:
    """One run of one batch; `profile` says which warehouse, lake and sources it works with."""

    run_id: str
    batch_id: str
    profile: Profile
    dag_id: str
    day: str | None = None  # ISO date, for a nightly batch
    refresh: bool = False
    sources: tuple[str, ...] = ()  # ids named by hand; empty for all that are switched on
    selection: Mapping[str, object] | None = None  # of a reprocess, as plain values
    dry_run: bool = False  # of a reprocess: compare and stop
    allow_withdrawals: bool = False  # however many articles the publish withdraws

    def as_dict(self) -> RunFields:
        """Plain values, to travel between tasks."""
        return cast("RunFields", asdict(self))  # a test compares both

    @property
    def keeps_articles(self) -> bool:
        """Whether a reprocess takes the articles as they are and begins with their extraction."""
        return self.selection is not None and self.selection.get("from_stage") == "extract"

    @property
    def lake(self) -> Lake:
        return Lake(settings().lake_root(self.profile))

    @property
    def engine(self) -> Engine:
        return engine_for(settings().database_url(self.profile))
