"""The one settings object: environment variables with the prefix THEODOI_, with defaults for the embedded setup."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from theodoi.paths import checkout, data_dir

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
Profile = Literal["live", "demo"]


class Settings(BaseSettings):
    """Everything an operator may set. A profile is a warehouse, a lake and a set of sources that belong together."""

    model_config = SettingsConfigDict(env_prefix="THEODOI_", extra="ignore")

    home: Path = Field(
        default_factory=lambda: (checkout() or Path.cwd()) / ".theodoi",
        description="Folder of the embedded setup: data, secrets, logs",
    )
    postgres_url: SecretStr | None = Field(
        None, description="An existing Postgres server (admin URL) used instead of the embedded one"
    )
    warehouse_url: SecretStr | None = Field(None, description="Warehouse of the profile `live`")
    demo_url: SecretStr | None = Field(None, description="Warehouse of the profile `demo`")
    reader_url: SecretStr | None = Field(
        None, description="Login of BI tools on the warehouse, for `theodoi init` to make"
    )
    lake: str | None = Field(None, description="Lake of the profile `live`: a folder, s3://… or gs://…")
    sources: str = Field(
        "", description="Comma-separated ids of live sources to switch on, or `all`; empty leaves each file's `enabled`"
    )
    sources_dir: Path | None = Field(
        None, description="Folder of source files instead of registry/sources (profile `live`)"
    )
    shard_size: int = Field(2000, ge=1, description="Captures in one shard")
    airflow_url: str | None = Field(
        None, description="Address of an Airflow used instead of the embedded one, for commands"
    )
    airflow_user: str = Field("admin", description="User there")
    airflow_password: SecretStr | None = Field(None, description="Password there")
    max_record_mb: int = Field(
        64, ge=1, description="The most of one record of an archive that is read (MB); larger ones go to quarantine"
    )
    retry_seconds: float = Field(
        60, ge=0, description="Pause before a failed task is tried again; the DAGs read it when they are parsed"
    )
    user_agent: str = Field("Theodoi/0.1 (+https://theodoi.invalid/bot)", description="What the crawler calls itself")

    # Maintenance. Days count from the end of a batch's newest run, or from a file's last change; 0 keeps for ever.
    alert_url: SecretStr | None = Field(None, description="Address that every new alert is sent to (POST, JSON)")
    alert_mail: str = Field(
        "", description="Comma-separated addresses that alerts are mailed to, by Airflow's connection `smtp_default`"
    )
    review_hours: int = Field(
        72, ge=0, description="Hours that a required action of the gates waits for an answer; 0 asks nobody"
    )
    review_rows: int = Field(
        20, ge=1, description="Rows of one batch that are held back and undecided from which on a person is asked"
    )
    airflow_database_url: SecretStr | None = Field(
        None,
        description="Airflow's own database, for `theodoi init` to make and maintenance to clean; the embedded setup knows its own",
    )
    disk_min_percent: float = Field(5, ge=0, lt=100, description="Alarm below this share of free disk; 0 is off")
    disk_min_gb: float = Field(5, ge=0, description="Alarm below this much free disk, in GB; 0 is off")
    baseline_days: int = Field(28, ge=1, description="Days that baselines are learnt from")
    baseline_min_nights: int = Field(5, ge=1, description="Nights that a source must have before it is compared")
    boilerplate_days: int = Field(60, ge=1, description="Days that recurring lines of sources are learnt from")
    compact_days: int = Field(7, ge=0, description="Small files of ended batches become few")
    keep_staging_days: int = Field(3, ge=0, description="Staging rows of ended batches")
    keep_stages_days: int = Field(30, ge=0, description="Files in the lake between two stages")
    keep_rejected_days: int = Field(180, ge=0, description="Bytes that an import could not read")
    keep_fetches_days: int = Field(180, ge=0, description="Fetches that found nothing to keep")
    keep_undo_days: int = Field(30, ge=0, description="What `theodoi undo` needs of each batch's last publish")
    keep_runs_days: int = Field(
        180, ge=0, description="Runs, stages, gate results; cleared alerts; old learnt versions"
    )
    keep_reports_days: int = Field(180, ge=0, description="Run reports and data docs")
    keep_airflow_days: int = Field(90, ge=0, description="Rows of Airflow's own tables")
    keep_logs_days: int = Field(30, ge=0, description="Logs of Airflow's tasks")

    def database_url(self, profile: Profile) -> str:
        """The SQLAlchemy URL of a profile's warehouse. Raises LookupError with a cure when none is known."""
        given = self.warehouse_url if profile == "live" else self.demo_url
        if given is not None:
            return given.get_secret_value()
        try:
            known: dict[str, str] = json.loads((self.home / "connections.json").read_text())
            return known[profile]
        except (FileNotFoundError, KeyError):
            raise LookupError(
                f"no database is known for the profile {profile!r}: run `make run` once, or set THEODOI_{'WAREHOUSE' if profile == 'live' else profile.upper()}_URL"
            ) from None

    def airflow_database(self) -> str | None:
        """The SQLAlchemy URL of Airflow's own database, or None when neither setting nor embedded setup knows it."""
        if self.airflow_database_url is not None:
            return self.airflow_database_url.get_secret_value()
        try:
            known: dict[str, str] = json.loads((self.home / "connections.json").read_text())
            return known.get("airflow")
        except FileNotFoundError:
            return None

    def lake_root(self, profile: Profile) -> str:
        """The root of a profile's lake, a folder or an object-store URI."""
        return self.lake if profile == "live" and self.lake else str(self.home / "lake" / profile)

    def sources_folder(self, profile: Profile) -> Path:
        """Where a profile's source files lie."""
        if profile != "live":
            return self.home / profile / "sources"
        return self.sources_dir or data_dir("registry") / "sources"


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process, read once."""
    return Settings()
