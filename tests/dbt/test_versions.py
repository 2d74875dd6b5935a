"""Dated records give the same versions, whichever files and order they are delivered in."""

import pytest

from tests.support.files.order_files import order_line, order_lines_file
from tests.support.platform.company import Company

pytestmark = pytest.mark.slow

HEADER = "sku,effective_date,category,unit_cost,currency\n"
JANUARY = "SKU-1,2024-01-01,Shoes,4,EUR\n"
FEBRUARY = "SKU-1,2024-02-01,Shoes,5,EUR\n"
MARCH = "SKU-1,2024-03-01,Boots,5,EUR\n"
VERSIONS = """
    select valid_from::text, valid_to::text, category, unit_cost::int, is_current
    from marts.dim_products order by all
"""
EXPECTED = [
    ("2024-01-01", "2024-02-01", "Shoes", 4, False),
    ("2024-02-01", "2024-03-01", "Shoes", 5, False),
    ("2024-03-01", None, "Boots", 5, True),
]


def test_versions_delivered_at_once(company: Company) -> None:
    company.deliver(products=HEADER + MARCH + JANUARY + FEBRUARY)
    company.build()
    assert company.ask(VERSIONS) == EXPECTED


def test_versions_delivered_backwards(company: Company) -> None:
    company.deliver(products_1=HEADER + MARCH)
    company.build()
    company.deliver(products_2=HEADER + FEBRUARY, products_3=HEADER + JANUARY)
    company.build()
    assert company.ask(VERSIONS) == EXPECTED


def test_the_calendar_covers_the_years_of_the_orders_and_names_events(company: Company) -> None:
    company.deliver(
        orders=order_lines_file(order_line("A", day="2024-03-01")),
        events="event_date,event_name,event_kind\n"
        "2024-05-01,May Day,holiday\n2024-05-01,Labour Sale,sale day\n",
    )
    company.build()
    found = company.ask(
        "select count(*), min(date_day)::text, max(date_day)::text from marts.dim_dates"
    )
    assert found == [(366, "2024-01-01", "2024-12-31")]
    day = company.ask(
        """
        select event_name, is_sale_day, is_holiday, day_of_week, is_weekend
        from marts.dim_dates where date_day = date '2024-05-01'
        """
    )
    assert day == [("Labour Sale, May Day", True, True, 3, False)]
