"""The cohort mart against page 5.1 of the figures and an independent reading with pandas."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import cast

import pandas as pd
import pytest

from tests.support.files.real_feed_readings import international_goods, online_retail_goods, total
from tests.support.platform.published import Ask

pytestmark = [pytest.mark.real, pytest.mark.slow]

INTERNATIONAL = "marts.mart_cohort_analysis where feed = 'international_sale_report'"
RETAIL = "marts.mart_cohort_analysis where feed = 'online_retail'"
TRIANGLE = """
2021-06 14 3 3 3 2 0 1 0 1 1 0 0
2021-07 11 3 2 2 2 1 2 1 1 2 0
2021-08 11 4 4 0 0 0 1 0 0 0
2021-09 17 6 3 0 2 2 0 3 0
2021-10 12 1 2 0 0 1 0 0
2021-11 7 2 0 2 0 1 0
2021-12 9 0 2 2 0 0
2022-01 14 2 2 1 1
2022-02 15 4 1 0
2022-03 14 2 0
2022-04 20 3
2022-05 5
"""


def _cells(orders: pd.DataFrame) -> dict[tuple[date, int], tuple[int, int, Decimal]]:
    """Active customers, orders and revenue by cohort month and age, from single lines."""
    bought = orders[orders["is_purchase"]]
    first = bought.groupby("customer")["month"].min().rename("cohort")
    lines = orders.merge(first, left_on="customer", right_index=True)
    lines = lines[lines["month"] >= lines["cohort"]]
    cells = {}
    for key, group in lines.groupby(["cohort", "month"]):
        cohort, month = cast("tuple[pd.Period, pd.Period]", key)
        sales = group[group["is_purchase"]]
        age = 12 * (month.year - cohort.year) + month.month - cohort.month
        cells[cohort.start_time.date(), age] = (
            sales["customer"].nunique(),
            sales["order"].nunique(),
            total(group["amount"]),
        )
    return cells


@pytest.mark.xdist_group("unlock_profits")
def test_the_triangle_of_the_wholesale_ledger_is_whole(published_unlock_profits: Ask) -> None:
    expected = [
        (cohort, age, int(count))
        for cohort, *counts in map(str.split, TRIANGLE.strip().splitlines())
        for age, count in enumerate(counts)
    ]
    assert len(expected) == 78
    sql = (
        "select strftime(cohort_month, '%Y-%m'), months_since, active_customers "
        f"from {INTERNATIONAL} order by all"
    )
    assert published_unlock_profits(sql) == expected


@pytest.mark.xdist_group("unlock_profits")
def test_new_customers_by_month_are_149(published_unlock_profits: Ask) -> None:
    sql = f"select cohort_size from {INTERNATIONAL} and months_since = 0 order by cohort_month"
    sizes = [size for (size,) in published_unlock_profits(sql)]
    assert sizes == [14, 11, 11, 17, 12, 7, 9, 14, 15, 14, 20, 5]
    assert sum(sizes) == 149


@pytest.mark.xdist_group("unlock_profits")
def test_only_the_cells_of_may_2022_are_censored(published_unlock_profits: Ask) -> None:
    sql = f"select distinct activity_month from {INTERNATIONAL} and is_censored"
    assert published_unlock_profits(sql) == [(date(2022, 5, 1),)]
    sql = f"select count(*) from {INTERNATIONAL} and activity_month = date '2022-05-01'"
    assert published_unlock_profits(f"{sql} and is_censored") == published_unlock_profits(sql)


@pytest.mark.xdist_group("unlock_profits")
def test_the_cells_add_to_the_orders_the_active_months_and_the_goods(
    published_unlock_profits: Ask,
) -> None:
    """I-12 (267 orders), I-14 (233 customer-months), I-04 (the money)."""
    sql = f"select sum(order_count), sum(active_customers), sum(revenue) from {INTERNATIONAL}"
    months = 105 + 2 * 24 + 3 * 12 + 4 * 5 + 7 + 8 + 9
    assert published_unlock_profits(sql) == [(267, months, Decimal("10947691.19"))]


@pytest.mark.xdist_group("unlock_profits")
def test_a_feed_without_customers_has_no_cohorts(published_unlock_profits: Ask) -> None:
    sql = "select distinct feed from marts.mart_cohort_analysis"
    assert published_unlock_profits(sql) == [("international_sale_report",)]


@pytest.mark.xdist_group("unlock_profits")
def test_every_cell_of_the_wholesale_ledger_equals_the_reading(
    published_unlock_profits: Ask, unlock_profits: Path
) -> None:
    _assert_cells_equal(
        published_unlock_profits, INTERNATIONAL, international_goods(unlock_profits)
    )


@pytest.mark.xdist_group("online_retail_ii")
def test_every_cell_of_online_retail_equals_the_reading(
    published_online_retail_ii: Ask, online_retail_ii: Path
) -> None:
    goods = online_retail_goods(online_retail_ii)
    _assert_cells_equal(published_online_retail_ii, RETAIL, goods[goods["customer"].notna()])


@pytest.mark.xdist_group("online_retail_ii")
def test_the_share_of_sales_that_name_a_customer_is_stated(
    published_online_retail_ii: Ask, online_retail_ii: Path
) -> None:
    goods = online_retail_goods(online_retail_ii)
    named = total(goods.loc[goods["customer"].notna(), "amount"])
    share = float(named) / float(total(goods["amount"]))
    ((stated,),) = published_online_retail_ii(
        f"select distinct identified_revenue_share from {RETAIL}"
    )
    assert stated == pytest.approx(share, abs=1e-12)
    assert round(stated, 4) == 0.8646


def _assert_cells_equal(ask: Ask, cohorts: str, orders: pd.DataFrame) -> None:
    rows = ask(
        "select cohort_month, months_since, active_customers, order_count, revenue "
        f"from {cohorts} and (active_customers > 0 or revenue <> 0)"
    )
    stated = {(cohort, age): tuple(values) for cohort, age, *values in rows}
    expected = {cell: values for cell, values in _cells(orders).items() if values[0] or values[2]}
    assert stated == expected
