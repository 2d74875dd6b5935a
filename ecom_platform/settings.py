"""Every setting of the platform, typed; the only module that reads the environment.

A setting is a value that differs between machines or companies. Thresholds of models are dbt vars;
the columns of a feed are declared in `ingestion/feeds`.
"""

import os
from pathlib import Path
from typing import Self
from zoneinfo import ZoneInfo, available_timezones

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from ecom_platform.errors import SettingsError

PREFIX = "ECOM_"
PROJECT_ROOT = Path(__file__).resolve().parents[1]


class Settings(BaseSettings):
    """Where files are, how long they are kept, how to reach services; read from `ECOM_<NAME>`."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True)

    data: Path = Field(
        default=PROJECT_ROOT / "data", description="Folder that holds all state of the platform."
    )
    landing: Path | None = Field(
        default=None,
        description="Folder of delivered files, which are never changed; default: landing in data.",
    )
    timezone: str = Field(
        default="UTC",
        description="Time zone of the shop's day and of the schedules, an IANA name.",
    )
    file_timezone: str | None = Field(
        default=None,
        description="Time zone of the times in delivered files that state none, an IANA name; "
        "default: that of the shop's day.",
    )
    keep_versions: int = Field(
        default=14, ge=2, description="How many published versions are kept when pruning."
    )
    keep_run_days: int = Field(
        default=30, ge=1, description="How many days Dagster keeps the runs that ended."
    )
    settle_seconds: float = Field(
        default=2.0, ge=0, description="How long a file must stay unchanged before it is read."
    )
    max_file_mb: int = Field(
        default=2_000, gt=0, description="Largest file that is read, in megabytes."
    )
    max_content_mb: int = Field(
        default=8_000, gt=0, description="Largest content of a file, unpacked, in megabytes."
    )
    max_workbook_mb: int = Field(
        default=1_000, gt=0, description="Largest content of an XLSX, unpacked, in megabytes."
    )
    max_file_rows: int = Field(
        default=50_000_000, gt=0, description="How many rows of one file are read."
    )
    max_file_seconds: float = Field(
        default=1_800, gt=0, description="How long reading one file may take."
    )
    pictures: bool = Field(
        default=True,
        description="Whether runs draw pictures of their results, with Chrome or Chromium.",
    )

    hosts: str = Field(
        default="",
        description="Names under which browsers reach the dashboard, besides localhost; separated "
        "by commas.",
    )
    connections: int = Field(
        default=200, ge=1, description="How many connections the dashboard keeps open at once."
    )
    downloads: int = Field(
        default=4, ge=1, description="How many downloads of rows the dashboard serves at once."
    )
    request_seconds: float = Field(
        default=10, gt=0, description="How long a browser may take to send a request."
    )
    stall_seconds: float = Field(
        default=20, gt=0, description="How long a browser may take nothing of an answer."
    )
    answer_seconds: float = Field(
        default=600, gt=0, description="How long an answer may take in all, a download too."
    )

    store_url: SecretStr | None = Field(
        default=None,
        description="URL of the operational store, such as postgresql+psycopg://user:password@host/"
        "name; default: SQLite in platform.db in data.",
    )
    ui_url: str = Field(
        default="http://localhost:3000", description="URL of Dagster's UI, for links in alerts."
    )
    alerts: Path | None = Field(
        default=None,
        description="File with channels and routes of alerts; default: alerts.yaml in data.",
    )
    slack_token: SecretStr | None = Field(
        default=None, description="Bot token of the Slack app that posts alerts."
    )
    slack_url: str = Field(
        default="https://slack.com/api/", description="Base URL of Slack's web API."
    )
    smtp_url: SecretStr | None = Field(
        default=None,
        description="Mail server for alerts: smtp://user:password@host:587 (STARTTLS), or smtps.",
    )
    mail_from: str = Field(default="ecom-platform@localhost", description="Sender of e-mails.")
    webhook_secret: SecretStr | None = Field(
        default=None, description="Secret (whsec_...) that signs webhooks."
    )

    @field_validator("data", "landing", "alerts")
    @classmethod
    def _absolute_path(cls, path: Path | None) -> Path | None:
        if path is None:
            return None
        for mark in ("?", "#"):
            if mark in str(path):
                raise ValueError(
                    f"the folder or file must not have '{mark}' in its path, because dbt and "
                    "Dagster read it as a part of a URL; rename it, or use a link with another name"
                )
        try:
            return path.expanduser().resolve()
        except RuntimeError as error:
            raise ValueError(
                "'~' stands for the home of a user, and this user has none; write the whole path"
            ) from error

    @field_validator("timezone", "file_timezone")
    @classmethod
    def _known_timezone(cls, name: str | None) -> str | None:
        if name is None:
            return None
        if name not in available_timezones():
            raise ValueError(f"'{name}' is not an IANA time zone such as 'Europe/Berlin'")
        return ZoneInfo(name).key

    @property
    def landing_folder(self) -> Path:
        """The folder of delivered files."""
        return self.landing or self.data / "landing"

    @property
    def warehouse_path(self) -> Path:
        """The DuckDB file that runs write; no reader opens it."""
        return self.data / "warehouse" / "warehouse.duckdb"

    @property
    def published(self) -> Path:
        """The folder of immutable versions and the CURRENT pointer."""
        return self.data / "published"

    @property
    def operational_store(self) -> str:
        """The URL of the operational store."""
        if self.store_url:
            return self.store_url.get_secret_value()
        return f"sqlite:///{self.data / 'platform.db'}"

    @property
    def alerts_file(self) -> Path:
        """The file with the channels and routes of alerts."""
        return self.alerts or self.data / "alerts.yaml"

    @property
    def fire_drill_file(self) -> Path:
        """The file with the result of the last whole fire drill."""
        return self.data / "fire_drill.json"

    @property
    def reports(self) -> Path:
        """The folder of written reports, by version."""
        return self.data / "reports"

    @property
    def report_recipients(self) -> Path:
        """The file with the recipients of each report."""
        return self.data / "reports.yaml"

    @property
    def dagster_home(self) -> Path:
        """The folder of Dagster's own storage."""
        return self.data / "dagster"

    @property
    def dbt_project(self) -> Path:
        """The folder of the dbt project, which is part of the code."""
        return PROJECT_ROOT / "dbt_models"

    @property
    def dbt_target(self) -> Path:
        """The folder in which dbt runs write their artifacts."""
        return self.data / "dbt"

    @classmethod
    def from_environment(cls) -> Self:
        """The settings from the environment variables.

        Raises:
            SettingsError: a variable is unknown or its value cannot be used.
        """
        known = {PREFIX + name.upper() for name in cls.model_fields}
        unknown = sorted(
            name for name in os.environ if name.startswith(PREFIX) and name not in known
        )
        if unknown:
            raise SettingsError(
                f"Unknown setting {', '.join(unknown)}. Known settings: {', '.join(sorted(known))}."
            )
        try:
            return cls()
        except ValidationError as error:
            raise SettingsError(_error_sentences(error)) from error


def load_settings() -> Settings:
    """The settings of this process, read from the environment."""
    return Settings.from_environment()


def _error_sentences(error: ValidationError) -> str:
    """A sentence for each setting whose value cannot be used."""
    return " ".join(
        f"Setting {PREFIX}{str(problem['loc'][0]).upper()} cannot be used: {problem['msg']}."
        for problem in error.errors()
    )
