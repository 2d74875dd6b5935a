"""A landing folder of its own per test, and small files to drop into it."""

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from ecom_platform.ingestion.load.load_landing import load_landing
from ecom_platform.ingestion.load.load_report import LoadReport
from ecom_platform.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of an empty platform that loads files without waiting for them to settle."""
    (tmp_path / "landing").mkdir()
    return Settings(data=tmp_path, landing=tmp_path / "landing", settle_seconds=0)


@pytest.fixture
def drop(settings: Settings) -> Callable[[str, str | bytes], Path]:
    """Drop a file into the landing folder."""

    def _drop(name: str, content: str | bytes) -> Path:
        path = settings.landing_folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return _drop


@pytest.fixture
def load(settings: Settings) -> Callable[[], LoadReport]:
    """Load all files in the landing folder."""
    return lambda: load_landing(settings)


@pytest.fixture
def ask(settings: Settings) -> Callable[[str], list[tuple[object, ...]]]:
    """The rows that a query of the warehouse returns."""

    def _ask(sql: str) -> list[tuple[object, ...]]:
        with duckdb.connect(str(settings.warehouse_path), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    return _ask
