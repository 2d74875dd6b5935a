"""Fixtures every test may use: the real feeds, PostgreSQL, and a store on each database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ecom_platform.operations.store import Store, open_store
from ecom_platform.settings import Settings
from tests.support import postgresql

REAL_FEEDS = Path(__file__).resolve().parents[2] / "shared" / "data"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests first: quick ones fill up the worker that would wait for the other."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


def _real_feed(name: str) -> Path:
    folder = REAL_FEEDS / name
    if not folder.is_dir():
        pytest.skip(f"the real feed '{name}' is not beside this checkout")
    return folder


@pytest.fixture(scope="session")
def unlock_profits() -> Path:
    """The folder of the Indian seller's exports (Amazon, International, stock, price lists)."""
    return _real_feed("unlock-profits")


@pytest.fixture(scope="session")
def online_retail_ii() -> Path:
    """The folder of UCI Online Retail II."""
    return _real_feed("online-retail-ii")


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Path]:
    """The folder of the socket of a server of our own."""
    with postgresql.server() as folder:
        yield folder


@pytest.fixture(params=["sqlite", "postgresql"])
def store_settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Settings with a new store, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        return Settings(data=tmp_path)
    url = postgresql.new_database(request.getfixturevalue("postgresql_server"))
    return Settings.model_validate({"data": tmp_path, "store_url": url})


@pytest.fixture
def store(store_settings: Settings) -> Iterator[Store]:
    """A new store, once on SQLite and once on PostgreSQL."""
    opened = open_store(store_settings)
    yield opened
    opened.close()
