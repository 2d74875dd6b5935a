"""Every page on every company, on a desk and on a phone: whole, quiet, and open to everyone."""

from typing import Any

import pytest
from playwright.sync_api import Browser

from ecom_platform.serving.dashboard.page_registry import MENU
from tests.support.pages.browsing import DESKTOP, PHONE, visiting

LINKS = [page.path for page in MENU] + ["/explain/kept_amount", "/rows/order-lines"]
COMPANIES = [
    pytest.param("demo_site", marks=pytest.mark.xdist_group("demo company")),
    pytest.param(
        "unlock_profits_site", marks=[pytest.mark.real, pytest.mark.xdist_group("unlock_profits")]
    ),
    pytest.param(
        "online_retail_ii_site",
        marks=[pytest.mark.real, pytest.mark.xdist_group("online_retail_ii")],
    ),
]
pytestmark = pytest.mark.slow


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
@pytest.mark.parametrize("company", COMPANIES)
def test_every_page_is_whole_and_quiet(
    browser: Browser, request: pytest.FixtureRequest, company: str, width: int
) -> None:
    found = {}
    with visiting(browser, request.getfixturevalue(company), width) as visit:
        for link in LINKS:
            visit.open(link)
            faults = [*visit.errors, *(f"empty: {card}" for card in visit.empty_figures())]
            faults += ["scrolls sideways"] if visit.scrolls_sideways() else []
            found[link] = faults
    assert found == {link: [] for link in LINKS}


@pytest.mark.xdist_group("demo company")
@pytest.mark.parametrize(
    ("width", "scheme"), [(DESKTOP, "light"), (PHONE, "light"), (DESKTOP, "dark")]
)
def test_no_page_has_an_accessibility_fault(
    browser: Browser, demo_site: str, width: int, scheme: Any
) -> None:
    found = {}
    with visiting(browser, demo_site, width, scheme) as visit:
        for link in LINKS:
            visit.open(link)
            found[link] = visit.faults_of_access()
    assert found == {link: [] for link in LINKS}
