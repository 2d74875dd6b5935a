"""Two shops that share order numbers and customers: every count keeps their orders apart."""

import pytest

from tests.support.files.order_files import HEADER
from tests.support.platform.company import Company

pytestmark = pytest.mark.slow
ORDERS = 10
MODELS = (
    *("--select", "+marts.core", "provenance", "+int_customer_facts", "+int_partner_daily"),
    *("int_finance_daily", "--exclude-resource-type", "test"),
)


def _shop(channel: str, price: int) -> str:
    lines = [
        f"{1000 + n},1,2025-03-{1 + n:02d} 10:00:00,{channel},A,1,{price}.00,EUR,delivered,"
        f"C{n % 2},P"
        for n in range(ORDERS)
    ]
    return "\n".join([f"{HEADER},customer_id,partner_id", *lines, ""])


def test_the_orders_of_two_shops_are_counted_apart_everywhere(company: Company) -> None:
    company.deliver(store=_shop("Store Berlin", 50), webshop=_shop("Webshop", 100))
    company.dbt.build(company.settings.warehouse_path, *MODELS)
    assert company.ask(
        "select count(*), count(distinct order_line_id), sum(amount)::int "
        "from marts.fct_order_items"
    ) == [(20, 20, 1500)]
    for table in ("marts.agg_daily_sales", "intermediate.int_finance_daily"):
        assert company.ask(f"select sum(order_count)::int from {table}") == [(20,)], table
    assert company.ask("select sum(frequency)::int from intermediate.int_customer_facts") == [(20,)]
    assert company.ask(
        "select sum(order_count)::int, sum(kept_order_count)::int "
        "from intermediate.int_partner_daily"
    ) == [(20, 20)]
    assert company.ask("select count(*) from provenance.order_line_records") == [(20,)]
