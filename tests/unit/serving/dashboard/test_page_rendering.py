"""A page is rendered once per version, link, locale and theme; other links give an error page."""

import gzip
import json
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ecom_platform.publishing.version_folder import WAREHOUSE
from ecom_platform.serving.dashboard.page_cache import PageBytes, PageLink
from ecom_platform.serving.dashboard.page_registry import MENU
from ecom_platform.serving.dashboard.page_rendering import PageRenderer
from ecom_platform.serving.version_follower import VersionFollower
from ecom_platform.settings import Settings
from tests.support.tables.sales import DAY, Line
from tests.support.tables.versions import publish_sales

HOME = PageLink("/", "", "en-GB", "light")


@pytest.fixture
def pages(tmp_path: Path) -> PageRenderer:
    """Pages over a version of two sales."""
    settings = Settings(data=tmp_path)
    publish_sales(settings.published, "v1", [Line(), Line(order_date=DAY - timedelta(days=40))])
    return PageRenderer(settings, VersionFollower(settings.published))


def _content(found: PageBytes | None) -> Any:
    assert found is not None
    return json.loads(gzip.decompress(found.body))


def _page_text(found: PageBytes | None) -> str:
    return json.dumps(_content(found), ensure_ascii=False)


def test_a_page_is_cached_until_another_version_is_current(
    pages: PageRenderer, tmp_path: Path
) -> None:
    assert pages.cached(HOME) is None
    first = pages.render(HOME)
    assert pages.cached(HOME) is first
    publish_sales(tmp_path / "published", "v2", [Line(amount=Decimal(77))])
    assert pages.cached(HOME) is None
    assert "€77.00" in _page_text(pages.render(HOME))


def test_locale_theme_and_filters_have_pages_of_their_own(pages: PageRenderer) -> None:
    pages.render(HOME)
    others = [
        PageLink("/", "", "en-US", "light"),
        PageLink("/", "", "en-GB", "dark"),
        PageLink("/", "channel=Webshop", "en-GB", "light"),
        PageLink("/explain/kept_amount", "", "en-GB", "light"),
    ]
    assert [pages.cached(link) for link in others] == [None] * 4


def test_browsers_that_get_the_same_bytes_share_them(pages: PageRenderer) -> None:
    first = pages.render(HOME)
    assert pages.cached(PageLink("/", "", "en-GB;q=0.9, fr", "light")) is first


def test_equal_links_give_equal_bytes(pages: PageRenderer) -> None:
    assert pages.render(HOME).body == pages.render(HOME).body


@pytest.mark.parametrize("page", MENU, ids=lambda page: page.path)
def test_where_a_page_lacks_its_tables_it_says_so_and_does_not_fail(
    pages: PageRenderer, page: Any
) -> None:
    found = pages.render(PageLink(page.path, "", "en-GB", "light"))
    assert found.status == 200
    assert _content(found)["version"] == "v1"


def test_days_outside_the_data_say_why_there_is_nothing(pages: PageRenderer) -> None:
    link = PageLink("/", "from=2020-01-01&to=2020-01-31", "en-GB", "light")
    sentence = _page_text(pages.render(link))
    assert "No data, because there is no order line between 1 Jan 2020 and 31 Jan 2020" in sentence
    assert "€0.00" not in sentence


@pytest.mark.parametrize(
    ("path", "query", "status", "sentence"),
    [
        ("/moon", "", 404, "There is no page at /moon"),
        ("/", "channel=Moon", 400, "no channel 'Moon'"),
        ("/", "from=31.01.2026", 400, "Write days as"),
        ("/", "from=0001-01-01", 400, "between 1900"),
        ("/", "to=9999-12-31", 400, "between 1900"),
        ("/", "x=" + "y" * 4_000, 400, "more than 4,000 characters"),
        ("/partners/moon", "", 404, "no partner 'moon'"),
        ("/", "version=v9", 404, "no version 'v9'"),
    ],
)
def test_a_link_that_cannot_be_shown_gives_an_error_page_that_is_not_cached(
    pages: PageRenderer, path: str, query: str, status: int, sentence: str
) -> None:
    link = PageLink(path, query, "en-GB", "light")
    found = pages.render(link)
    assert (found.status, pages.cached(link)) == (status, None)
    assert sentence in _page_text(found)


def test_an_unexpected_error_is_logged_and_gives_an_error_page(
    pages: PageRenderer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("ecom_platform.serving.dashboard.page_rendering.parse_view", fail)
    found = pages.render(HOME)
    assert found.status == 500
    assert "The fault is ours" in _page_text(found)
    assert "ZeroDivisionError" in caplog.text


def test_a_version_without_a_needed_column_is_reported_as_older_than_the_platform(
    pages: PageRenderer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    publish_sales(tmp_path / "published", "v0", [Line()])
    with duckdb.connect(str(tmp_path / "published" / "v0" / WAREHOUSE)) as connection:
        connection.execute("alter table marts.agg_daily_sales drop column kept_amount")

    found = pages.render(HOME)

    assert found.status == 503
    assert "The published version is older than the platform" in _page_text(found)
    assert "kept_amount" in caplog.text


def test_an_older_version_is_shown_with_a_note_that_names_the_current_one(
    pages: PageRenderer, tmp_path: Path
) -> None:
    publish_sales(tmp_path / "published", "v2", [Line()])
    link = PageLink("/", "version=v1", "en-GB", "light")
    assert "Not the current version, which is v2" in _page_text(pages.render(link))
    publish_sales(tmp_path / "published", "v3", [Line()])
    assert "Not the current version, which is v3" in _page_text(pages.render(link))
