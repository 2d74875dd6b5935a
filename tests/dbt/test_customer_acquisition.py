"""What a customer costs, from dropped files to the mart, worked out by hand beside it."""

from decimal import Decimal
from typing import Any

import pytest

from tests.support.platform.company import Company

pytestmark = pytest.mark.slow

LINES = (
    "order_id,line_id,ordered_at,channel,customer_id,sku,quantity,unit_price,currency,status\n"
    "1,1,2024-01-10,Shop,old,S,1,10.00,EUR,delivered\n"
    "2,1,2024-02-03,Shop,ann,S,1,10.00,EUR,delivered\n"
    "3,1,2024-02-28,Shop,bob,S,1,10.00,EUR,delivered\n"
    "4,1,2024-02-11,Shop,cat,S,1,10.00,GBP,delivered\n"
    "5,1,2024-02-12,Shop,nobody,S,1,10.00,EUR,cancelled\n"
    "6,1,2024-03-05,Shop,ann,S,1,10.00,EUR,delivered\n"
    "7,1,2024-03-06,Shop,dan,S,1,10.00,EUR,delivered\n"
    # without orders between, that of 30 April would be a lone late one, and March not complete
    "9,1,2024-03-19,Shop,nobody,S,1,10.00,EUR,cancelled\n"
    "10,1,2024-04-02,Shop,nobody,S,1,10.00,EUR,cancelled\n"
    "11,1,2024-04-16,Shop,nobody,S,1,10.00,EUR,cancelled\n"
    "8,1,2024-04-30,Shop,eve,S,1,10.00,EUR,delivered\n"
)
RATES = (
    "rate_date,from_currency,to_currency,rate\n2024-02-15,EUR,GBP,0.8\n2024-02-15,GBP,EUR,1.25\n"
)
SPEND = "spend_month,acquisition_channel,currency,amount\n"
COSTS = """
    select strftime(cohort_month, '%m'), currency, cost_per_customer, spend_amount,
        unavailable_reason
    from marts.mart_customer_acquisition order by all
"""
FIRST = "The first month of the feed holds customers won before it, whom its spend did not win."
NONE = "No acquisition cost of this cohort is on record."


def _build(company: Company) -> dict[tuple[str, str], list[Any]]:
    company.build("--select", "+mart_customer_acquisition")
    return {(month, currency): told for month, currency, *told in company.ask(COSTS)}


def test_a_month_s_spend_falls_once_to_all_customers_won_in_it(company: Company) -> None:
    company.deliver(
        lines=LINES,
        rates=RATES,
        january=SPEND + "2024-01,search,EUR,70\n2024-02,search,EUR,1\n",
        february=SPEND + "2024-02,search,EUR,20\n2024-02,fair,GBP,8\n2024-04,search,EUR,9\n",
    )
    found = _build(company)
    # 20 EUR and 8 GBP are 30 EUR or 24 GBP, for three customers
    assert found["02", "EUR"] == [Decimal(10), Decimal(20), None]
    assert found["02", "GBP"] == [Decimal(8), Decimal(8), None]
    assert found["01", "EUR"] == [None, None, FIRST]
    assert found["03", "EUR"] == [None, None, NONE]
    assert found["04", "EUR"] == [Decimal(9), Decimal(9), None]


def test_a_currency_without_a_rate_has_no_cost(company: Company) -> None:
    company.deliver(lines=LINES, spend=SPEND + "2024-02,search,EUR,20\n2024-03,fair,USD,20\n")
    found = _build(company)
    no_rate = "A part was spent in {}, and no exchange rate into {} is known on or before that day."
    assert found["02", "EUR"] == [Decimal("6.67"), Decimal("13.33"), None]
    assert found["02", "GBP"] == [None, None, no_rate.format("EUR", "GBP")]
    assert found["03", "EUR"] == [None, None, no_rate.format("USD", "EUR")]


def test_days_that_are_not_a_whole_month_have_no_cost(company: Company) -> None:
    company.deliver(
        lines=LINES,
        spend="spend_date,feed,currency,amount\n2024-02-02,order_lines,EUR,5\n"
        "2024-03-02,order_lines,EUR,5\n2024-03-31,order_lines,EUR,2\n",
    )
    found = _build(company)
    partial = "Spend by day is on record from 2024-02-02 to 2024-03-31 only"
    assert found["02", "EUR"][2] == f"{partial}, which is not the whole month."
    assert found["03", "EUR"] == [Decimal(7), Decimal(7), None]
    assert found["04", "EUR"] == [None, None, NONE]
