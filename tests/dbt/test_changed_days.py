"""Incremental marts rebuild the days that changed, and end where a full refresh ends."""

import pytest

from tests.support.files.order_files import HEADER
from tests.support.platform.company import Company

pytestmark = pytest.mark.slow

MARTS = [
    "fct_order_items",
    "agg_daily_sales",
    "dim_feeds",
    "dim_products",
    "dim_partners",
    "dim_customers",
    "dim_dates",
]
EVENTS = "event_date,event_name,event_kind\n2024-03-02,Spring Sale,sale day\n"
PRODUCTS = "sku,effective_date,category,unit_cost,currency\n"


def orders(*lines: str) -> str:
    """A file of order lines, each given as order, day, hour of the last change and price."""
    rows = []
    for line in lines:
        order, day, changed, price = line.split()
        rows.append(
            f"{order},1,{day} 10:00:00,Webshop,SKU-1,2,{price},EUR,shipped,{day} {changed}:00:00"
        )
    return "\n".join([HEADER + ",updated_at", *rows, ""])


FIRST = orders("A 2024-03-01 11 10", "B 2024-03-02 11 10", "C 2024-03-03 11 10")


def test_late_corrected_and_moved_lines_end_as_a_full_refresh_ends(company: Company) -> None:
    company.deliver(orders_first=FIRST, events=EVENTS)
    company.build()

    moved_to_the_fourth = "C 2024-03-04 12 10"
    corrected, late = "A 2024-03-01 12 99", "D 2024-03-02 12 10"
    company.deliver(orders_second=orders(corrected, late, moved_to_the_fourth))
    company.build()
    step_by_step = company.contents(MARTS)

    company.build("--full-refresh")
    assert company.contents(MARTS) == step_by_step
    days = company.ask(
        """
        select order_date::text, sum(amount)::int from marts.fct_order_items
        group by all order by all
        """
    )
    assert days == [("2024-03-01", 198), ("2024-03-02", 40), ("2024-03-04", 20)]


def test_a_late_line_rebuilds_the_finance_rows_whose_windows_read_it(company: Company) -> None:
    summary = "mart_financial_performance_summary"
    finance = ["--select", f"+{summary}", "--exclude-resource-type", "test", "unit_test"]
    company.deliver(orders_first=FIRST + orders("E 2024-04-10 11 10").split("\n", 1)[1])
    company.dbt.build(company.settings.warehouse_path, *finance)
    company.ask(f"update marts.{summary} set grade_unavailable_reason = 'as built before'")

    company.deliver(orders_second=orders("D 2024-03-02 12 10"))
    company.dbt.build(company.settings.warehouse_path, *finance)
    left_alone = company.ask(
        f"select order_date::text from marts.{summary} "
        "where grade_unavailable_reason = 'as built before' order by all"
    )
    assert left_alone == [("2024-03-01",)]

    company.ask(f"update marts.{summary} set grade_unavailable_reason = null")
    step_by_step = company.contents([summary])
    company.dbt.build(company.settings.warehouse_path, *finance, "--full-refresh")
    company.ask(f"update marts.{summary} set grade_unavailable_reason = null")
    assert company.contents([summary]) == step_by_step


def test_a_day_that_did_not_change_is_left_alone(company: Company) -> None:
    company.deliver(orders_first=FIRST)
    company.build()
    company.ask("update marts.fct_order_items set ship_city = 'as built before'")

    company.deliver(orders_second=orders("B 2024-03-02 12 99"))
    company.build()

    cities = company.ask("select order_id, ship_city from marts.fct_order_items order by all")
    assert cities == [("A", "as built before"), ("B", None), ("C", "as built before")]


def test_spend_on_customers_leaves_every_day_alone(company: Company) -> None:
    company.deliver(orders_first=FIRST)
    company.build()
    company.ask("update marts.fct_order_items set ship_city = 'as built before'")

    company.deliver(spend="spend_date,currency,amount\n2024-03-02,EUR,5\n")
    company.build()

    assert company.ask("select sum(amount) from marts.fct_acquisition_costs") == [(5,)]
    cities = company.ask("select distinct ship_city from marts.fct_order_items")
    assert cities == [("as built before",)]


def test_a_cost_stated_later_reaches_days_already_built(company: Company) -> None:
    company.deliver(orders_first=FIRST)
    company.build()
    company.deliver(products_new=PRODUCTS + "SKU-1,2024-03-02,Shoes,4.5,EUR\n")
    company.build()

    costs = company.ask(
        "select order_id, unit_cost::text, category from marts.fct_order_items order by all"
    )
    assert costs == [("A", None, "Shoes"), ("B", "4.5000", "Shoes"), ("C", "4.5000", "Shoes")]
