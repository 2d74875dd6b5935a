"""The browser, and the dashboard on each published company."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.support.pages.browsing import Visit, chromium, served, visiting
from tests.support.platform.needs import CHROMIUM
from tests.support.platform.published import DemoCompany


@pytest.fixture(scope="session", autouse=True)
def _chromium() -> str:
    """Asked for before anything is published: without a browser that would be in vain."""
    return CHROMIUM.required()


@pytest.fixture(scope="module")  # while it is open, nothing else may run an event loop
def browser() -> Iterator[Browser]:
    """The Chromium of this machine; where there is none these tests are skipped, except in CI."""
    with chromium() as found:
        yield found


@pytest.fixture(scope="session")
def demo_site(demo_company: DemoCompany) -> Iterator[str]:
    """The address of the demo company's dashboard."""
    with served(demo_company.data, demo_company.landing) as address:
        yield address


@pytest.fixture(scope="session")
def unlock_profits_site(unlock_profits_data: Path) -> Iterator[str]:
    """The address of the Indian seller's dashboard."""
    with served(unlock_profits_data) as address:
        yield address


@pytest.fixture(scope="session")
def online_retail_ii_site(online_retail_ii_data: Path) -> Iterator[str]:
    """The address of Online Retail II's dashboard."""
    with served(online_retail_ii_data) as address:
        yield address


@pytest.fixture
def visit(browser: Browser, demo_site: str) -> Iterator[Visit]:
    """A window on a desk, on the demo company."""
    with visiting(browser, demo_site) as found:
        yield found
