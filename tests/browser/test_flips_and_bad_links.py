"""A version that appears under an open page, and links that cannot be shown."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Browser

from ecom_platform.publishing.version_folder import current_version, make_current
from tests.support.pages.browsing import TIMEOUT, Visit, served, visiting
from tests.support.platform.published import DemoCompany

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("demo company")]


@pytest.fixture
def data(demo_company: DemoCompany, tmp_path: Path) -> Path:
    """A data folder with the company's version, to do with as a test likes."""
    shutil.copytree(demo_company.data / "published", tmp_path / "published")
    return tmp_path


@pytest.fixture
def own(browser: Browser, data: Path) -> Iterator[Visit]:
    """A window on that folder."""
    with served(data) as address, visiting(browser, address) as visit:
        yield visit


def _publish_doubled(published: Path) -> str:
    """A version in which every day sold twice as much."""
    before = current_version(published)
    assert before is not None
    name = f"{before}-doubled"
    shutil.copytree(published / before, published / name)
    manifest = json.loads((published / name / "manifest.json").read_text())
    (published / name / "manifest.json").write_text(json.dumps({**manifest, "version": name}))
    with duckdb.connect(str(published / name / "warehouse.duckdb")) as connection:
        connection.execute(
            "update marts.agg_daily_sales set booked_amount = 2 * booked_amount, "
            "kept_amount = 2 * kept_amount"
        )
    make_current(published, name)
    return name


def test_a_new_version_appears_by_itself_and_whole(own: Visit, data: Path) -> None:
    own.open("/")
    before = own.text("#tile-kept_amount .tile-value")
    own.page.evaluate("window.wasHere = true")
    name = _publish_doubled(data / "published")
    own.page.wait_for_function(
        f"() => document.querySelector('.provenance').innerText.includes('{name}')",
        timeout=TIMEOUT,
    )
    own.settle()
    assert own.page.evaluate("window.wasHere")
    assert own.text("#tile-kept_amount .tile-value") != before
    assert own.errors == []


def test_an_explanation_says_when_tile_and_lines_disagree(own: Visit, data: Path) -> None:
    _publish_doubled(data / "published")
    own.open("/explain/kept_amount")
    assert "Do not use this number" in own.text("#agreement")


def test_a_link_to_an_older_version_shows_it_and_says_so(own: Visit, data: Path) -> None:
    older = current_version(data / "published")
    _publish_doubled(data / "published")
    own.open(f"/?version={older}")
    assert f"You see version {older}" in own.text("#main")


@pytest.mark.parametrize(
    ("link", "sentence"),
    [
        ("/?channel=Moon", "There is no channel 'Moon'"),
        ("/?partner=gone", "It may have been removed"),
        ("/?from=2025-02-01&to=2025-01-01", "Swap the two days"),
        ("/?from=yesterday", "Write days as"),
        ("/?version=20200101-000000-000000-abcdef12", "'ecom versions' lists them"),
        ("/?version=..%2F..", "'ecom versions' lists them"),
        ("/moon", "There is no page at /moon"),
        ("/explain/moon", "There is no metric called 'moon'"),
        ("/rows/moon", "There are no rows called 'moon'"),
        ("/rows/order-lines?is.moon=1", "There is no column 'moon'"),
    ],
)
def test_a_link_that_cannot_be_shown_says_what_to_do(
    visit: Visit, link: str, sentence: str
) -> None:
    visit.open(link)
    assert sentence in visit.text("#page")


def test_before_the_first_version_the_page_says_what_to_run(
    browser: Browser, tmp_path: Path
) -> None:
    with served(tmp_path) as address, visiting(browser, address) as visit:
        visit.open("/")
        assert "make run" in visit.text("#main")


def test_a_damaged_version_says_how_to_go_back(own: Visit, data: Path) -> None:
    name = _publish_doubled(data / "published")
    (data / "published" / name / "warehouse.duckdb").write_bytes(b"rubbish")
    own.open("/")
    assert "ecom rollback" in own.text("#main")


def test_a_server_that_is_gone_is_reported_and_the_page_stays(browser: Browser, data: Path) -> None:
    with served(data) as address, visiting(browser, address) as visit:
        visit.open("/")
        visit.page.route("**/dashboard/page/**", lambda route: route.abort())
        visit.page.get_by_role("link", name="Explain this number").first.click()
        visit.page.get_by_text("The server cannot be reached").wait_for()
        assert visit.text("#tile-kept_amount .tile-value")
