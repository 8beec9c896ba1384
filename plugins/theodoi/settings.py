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
    user_agent: str = Field("Theodoi/0.1 (+https://theodoi.invalid/bot)", description="What the crawler calls itself")

    def database_url(self, profile: Profile) -> str:
        """The SQLAlchemy URL of a profile's warehouse. Raises LookupError with a cure when none is known."""
        given = self.warehouse_url if profile == "live" else self.demo_url
        if given is not None:
            return given.get_secret_value()
        try:
            return json.loads((self.home / "connections.json").read_text())[profile]
        except (FileNotFoundError, KeyError):
            raise LookupError(
                f"no database is known for the profile {profile!r}: run `make run` once, or set THEODOI_{'WAREHOUSE' if profile == 'live' else profile.upper()}_URL"
            ) from None

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
