"""Fixtures every test may use: companies published once, PostgreSQL, a store on each database."""

from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from ecom_platform.demo.company.demo_company import generate
from ecom_platform.operations.store import Store, open_store
from ecom_platform.settings import Settings
from tests.support.platform import postgresql
from tests.support.platform.published import DemoCompany, publish_from

# As hypothesis itself does in CI: every run tries the same examples, and has the time it needs.
hypothesis.settings.load_profile("ci")
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
def unlock_profits_data(unlock_profits: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder with the Indian seller's exports published; in group unlock_profits only."""
    data = tmp_path_factory.mktemp("unlock_profits")
    publish_from(unlock_profits, data)
    return data


@pytest.fixture(scope="session")
def online_retail_ii_data(online_retail_ii: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder with Online Retail II published; in group online_retail_ii only."""
    data = tmp_path_factory.mktemp("online_retail_ii")
    publish_from(online_retail_ii, data)
    return data


@pytest.fixture(scope="session")
def demo_company(tmp_path_factory: pytest.TempPathFactory) -> DemoCompany:
    """A demo company, published, and its truth; use it in group 'demo company'."""
    folder = tmp_path_factory.mktemp("demo")
    truth = generate(folder / "landing", days=180, lines=15_000)
    publish_from(folder / "landing", folder / "data")
    return DemoCompany(truth, folder / "landing", folder / "data")


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
