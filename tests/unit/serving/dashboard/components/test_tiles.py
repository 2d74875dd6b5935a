"""Every tile of every page is explained, or says why it has no number; explanations agree."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import duckdb
import pytest

from ecom_platform.serving.dashboard.components.tiles import unknown_tile
from ecom_platform.serving.dashboard.explain.explain_page import EXPLAIN
from ecom_platform.serving.dashboard.page import Component, Page, PageRequest
from ecom_platform.serving.dashboard.page_registry import MENU, PAGES
from ecom_platform.serving.queries.customers import (
    cohort_retention,
    customer_segments,
    expected_value,
)
from ecom_platform.serving.queries.metrics.order_line_metrics import DAILY, LINES
from ecom_platform.serving.queries.partners.partner_levers import LEVERS
from ecom_platform.serving.queries.partners.partner_ranking import HEALTH
from ecom_platform.serving.queries.products import product_portfolio
from ecom_platform.serving.queries.view import View
from ecom_platform.settings import Settings
from tests.support.pages.rendered import parts_of, text_of
from tests.support.tables import analytic_tables as analytic
from tests.support.tables.dashboard_tables import FEEDS, LIFETIME, PRODUCTS, RETENTION, SEGMENTS
from tests.support.tables.hand_made_version import POUNDS, page_request, write_table
from tests.support.tables.partner_tables import partner_tables
from tests.support.tables.sales import DAY, Line, sales

EUROS = View(date(2025, 6, 1), date(2025, 6, 30), "EUR")
OURS: dict[str, Any] = {"feed": "shop", "currency": "GBP"}


def _of_sales() -> PageRequest:
    lines = [
        Line(),
        Line(order_id="o2", order_state="cancelled", amount=Decimal(4)),
        Line(order_id="o3", order_state="returned", amount=Decimal(3)),
        Line(order_id="o4", order_state="pending", amount=Decimal(2)),
        Line(order_id="o5", order_state="lost", amount=Decimal(1)),
    ]
    connection = sales(lines)
    connection.execute(f"alter table {LINES} add column product_id varchar")
    return page_request(connection, View(DAY, DAY, "EUR"), tables=[DAILY, LINES])


def _of_partners() -> PageRequest:
    return page_request(partner_tables([{}], [{}]), EUROS, tables=[HEALTH, LEVERS])


def _of_one_partner() -> PageRequest:
    request = _of_partners()
    choices = replace(request.choices, partners={"A": "Anna"})
    view = replace(request.view, partner="A")
    return replace(request, subject="A", choices=choices, view=view)


def _of_customers() -> PageRequest:
    connection = duckdb.connect()
    people = [
        {**OURS, "customer_id": "a", "segment": "champion", "monetary": 75},
        {**OURS, "customer_id": "b", "segment": "lost", "monetary": 25, "churn_signal": "silent"},
    ]
    whole = {**OURS, "cohort_month": date(2026, 2, 1), "months_since": 1, "cohort_size": 4}
    whole |= {"active_customers": 1, "retention_share": 0.25}
    whole |= {"is_censored": False, "is_left_censored": False, "is_small_cohort": True}
    write_table(connection, customer_segments.SEGMENTS, SEGMENTS, people)
    write_table(connection, customer_segments.FEEDS, FEEDS)
    write_table(
        connection, expected_value.TABLE, LIFETIME, [{**OURS, "expected_value_365_days": 30}]
    )
    write_table(connection, cohort_retention.RETENTION, RETENTION, [whole])
    tables = [
        customer_segments.SEGMENTS,
        customer_segments.FEEDS,
        expected_value.TABLE,
        cohort_retention.RETENTION,
    ]
    return page_request(connection, POUNDS, tables=tables)


def _of_products() -> PageRequest:
    known = {
        "product_id": "p",
        "line_count": 3,
        "kept_amount": 50,
        "abc_class": "A",
        "growth_share_class": "star",
        "is_stock_row": True,
        "stock_quantity": 9,
        "is_dead_stock": True,
        "oversell_risk": "sold out",
        "list_price_spread": 1,
    }
    connection = duckdb.connect()
    write_table(connection, product_portfolio.TABLE, PRODUCTS, [{**OURS, **known}])
    return page_request(connection, POUNDS, tables=[product_portfolio.TABLE])


def _of_days() -> PageRequest:
    rows = [
        ("sales_anomalies", analytic.FLAGGED),
        ("sales_anomalies", {}),
        ("revenue_forecast", {}),
    ]
    return page_request(analytic.analytic_tables(rows), EUROS, tables=analytic.ALL)


def _of_quarantine() -> PageRequest:
    connection = duckdb.connect()
    columns = {"file_id": "bigint", "record_number": "bigint", "reason": "varchar"}
    write_table(connection, "raw.quarantine", columns, [{"file_id": 1, "record_number": 2}])
    return page_request(connection, tables=["raw.quarantine"])


REQUESTS: dict[str, Callable[[], PageRequest]] = {
    "Overview": _of_sales,
    "Partners": _of_partners,
    "Partner": _of_one_partner,
    "Finance": _of_sales,
    "Customers": _of_customers,
    "Products": _of_products,
    "Anomalies": _of_days,
    "Forecast": _of_days,
    "Data quality": _of_quarantine,
}


def _tiles(content: Sequence[Component]) -> Iterator[dict[str, Any]]:
    for part in parts_of(content):
        if part["type"] == "Section" and part["props"].get("className") == "tile":
            yield part


def _tile_text(tile: dict[str, Any]) -> str:
    return text_of([tile])


def _links(tile: dict[str, Any]) -> list[str]:
    hrefs = [part["props"].get("href", "") for part in parts_of([tile])]
    return [href for href in hrefs if href.startswith("/explain/")]


def _title(page: Page) -> str:
    return page.title


@pytest.mark.parametrize("page", [page for page in PAGES if page.title in REQUESTS], ids=_title)
def test_every_tile_is_explained_and_every_explanation_agrees(page: Page, tmp_path: Path) -> None:
    request = replace(REQUESTS[page.title](), settings=Settings(data=tmp_path))
    tiles = list(_tiles(page.render(request)))

    assert tiles
    for tile in tiles:
        assert "Explain this number" in _tile_text(tile)
        for link in _links(tile):
            address = urlsplit(link)
            asked = replace(
                request,
                subject=address.path.removeprefix("/explain/"),
                parameters=dict(parse_qsl(address.query)),
            )
            shown = text_of(EXPLAIN.render(asked))
            assert "What it is" in shown
            assert "Do not use this number" not in shown


def test_every_page_of_the_menu_has_its_tiles_checked() -> None:
    assert {page.title for page in MENU} <= REQUESTS.keys()


def test_a_number_that_is_not_known_says_why_and_is_not_explained() -> None:
    text = _tile_text(
        next(_tiles([unknown_tile("worth", "Worth", "Too few customers were known.")]))
    )

    assert "Too few customers were known." in text
    assert "Explain" not in text
