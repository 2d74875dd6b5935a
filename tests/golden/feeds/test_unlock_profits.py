"""The wholesale ledger of the Indian seller: I-04 to I-20 and the tables below them."""

from decimal import Decimal
from typing import Any

import pytest

from tests.support.platform.published import Ask, one

pytestmark = [pytest.mark.real, pytest.mark.slow, pytest.mark.xdist_group("unlock_profits")]

GOODS = "marts.fct_order_items where feed = 'international_sale_report' and line_kind = 'goods'"
SERVICES = (
    "marts.fct_order_items where feed = 'international_sale_report' and line_kind = 'service'"
)
SUMS = "count(*), sum(quantity), sum(amount)"


def _triangle(text: str) -> dict[tuple[str, int], int]:
    cells: dict[tuple[str, int], int] = {}
    for line in text.strip().splitlines():
        cohort, *counts = line.split()
        cells |= {(cohort, age): int(n) for age, n in enumerate(counts) if int(n)}
    return cells


COHORTS = _triangle(
    """
    2021-06 14 3 3 3 2 0 1 0 1 1
    2021-07 11 3 2 2 2 1 2 1 1 2
    2021-08 11 4 4 0 0 0 1
    2021-09 17 6 3 0 2 2 0 3
    2021-10 12 1 2 0 0 1
    2021-11 7 2 0 2 0 1
    2021-12 9 0 2 2
    2022-01 14 2 2 1 1
    2022-02 15 4 1
    2022-03 14 2
    2022-04 20 3
    2022-05 5
    """
)


def test_goods_are_12479_lines_worth_10947691_19(published_unlock_profits: Ask) -> None:
    assert one(published_unlock_profits, f"select {SUMS} from {GOODS}") == (
        12_479, 16_458, Decimal("10947691.19"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        ("order_date < date '2022-04-01'", (11_079, 14_852, Decimal("9537117.00"))),
        ("order_date >= date '2022-04-01'", (1_400, 1_606, Decimal("1410574.19"))),
    ],
)
def test_goods_before_and_from_april_2022(
    published_unlock_profits: Ask, span: str, expected: tuple[Any, ...]
) -> None:
    assert one(published_unlock_profits, f"select {SUMS} from {GOODS} and {span}") == expected


def test_services_stand_apart_from_goods(published_unlock_profits: Ask) -> None:
    found = one(published_unlock_profits, f"select {SUMS}, max(order_date) from {SERVICES}")
    assert found[:3] == (339, 2_634, Decimal("1831654.00"))
    assert str(found[3]) < "2022-04-01"


def test_each_service_has_its_money(published_unlock_profits: Ask) -> None:
    rows = published_unlock_profits(
        f"select upper(sku), count(*), sum(amount) from {SERVICES} group by all order by all"
    )
    assert rows == [
        ("LABEL CHARGE", 2, Decimal("3889.00")),
        ("LABEL MANUF.CHRAGE", 1, Decimal("2000.00")),
        ("SHIPPING", 328, Decimal("1784795.00")),
        ("SHIPPING CHARGES", 2, Decimal("13510.00")),
        ("TAG PRINTING", 1, Decimal("2000.00")),
        ("TAGS", 3, Decimal("15550.00")),
        ("TAGS(LABOUR)", 2, Decimal("9910.00")),
    ]


def test_the_149_customers_were_written_in_161_ways(published_unlock_profits: Ask) -> None:
    sql = """
        select sum(spelling_count), sum(trimmed_spelling_count), count(*)
        from marts.dim_customers where feed = 'international_sale_report'
    """
    assert one(published_unlock_profits, sql) == (161, 157, 149)


def test_an_order_is_a_customer_and_a_day(published_unlock_profits: Ask) -> None:
    days = "count(distinct (customer_id, order_date))"
    sql = f"select count(distinct order_id), {days} from {GOODS}"
    assert one(published_unlock_profits, sql) == (267, 267)


def test_orders_per_customer(published_unlock_profits: Ask) -> None:
    sql = f"""
        select orders, count(*), sum(amount)
        from (
            select customer_id, count(distinct order_id) as orders, sum(amount) as amount
            from {GOODS} group by all
        )
        group by orders order by orders
    """
    rows = published_unlock_profits(sql)
    assert {orders: customers for orders, customers, _ in rows} == {
        1: 103, 2: 19, 3: 11, 4: 7, 5: 4, 6: 1, 8: 1, 10: 2, 11: 1,
    }  # fmt: skip
    assert sum(amount for orders, _, amount in rows if orders > 1) == Decimal("6209513.60")


def test_active_months_per_customer(published_unlock_profits: Ask) -> None:
    sql = f"""
        select months, count(*)
        from (
            select customer_id, count(distinct date_trunc('month', order_date)) as months
            from {GOODS} group by all
        )
        group by months
    """
    assert dict(published_unlock_profits(sql)) == {
        1: 105, 2: 24, 3: 12, 4: 5, 7: 1, 8: 1, 9: 1,
    }  # fmt: skip


def test_discount_is_apart_from_rounding(published_unlock_profits: Ask) -> None:
    sql = f"""
        select sum(list_amount), sum(discount_amount),
            count(*) filter (where discount_amount > 0) from {GOODS}
    """
    assert one(published_unlock_profits, sql) == (
        Decimal("11212928.50"),
        Decimal("265293.11"),
        4_807,
    )


def test_goods_by_month(published_unlock_profits: Ask) -> None:
    rows = published_unlock_profits(
        f"""
        select strftime(order_date, '%Y-%m') as month, {SUMS}, count(distinct customer_id),
            count(distinct order_id)
        from {GOODS} group by all order by all
        """
    )
    assert rows == [
        ("2021-06", 667, 1433, Decimal("988233.00"), 14, 15),
        ("2021-07", 1297, 1328, Decimal("843551.00"), 14, 16),
        ("2021-08", 1039, 1889, Decimal("1150916.00"), 17, 21),
        ("2021-09", 1497, 1805, Decimal("1294808.00"), 26, 30),
        ("2021-10", 1549, 2311, Decimal("1432567.00"), 26, 30),
        ("2021-11", 908, 1011, Decimal("689052.00"), 13, 14),
        ("2021-12", 518, 531, Decimal("401722.00"), 15, 16),
        ("2022-01", 571, 636, Decimal("456844.00"), 18, 20),
        ("2022-02", 1690, 2070, Decimal("1206424.00"), 26, 31),
        ("2022-03", 1343, 1838, Decimal("1073000.00"), 25, 31),
        ("2022-04", 1112, 1308, Decimal("1186090.75"), 30, 34),
        ("2022-05", 288, 298, Decimal("224483.44"), 9, 9),
    ]


def test_goods_by_category(published_unlock_profits: Ask) -> None:
    rows = published_unlock_profits(
        f"select category, count(*), sum(amount) from {GOODS} group by all"
    )
    assert {category: (lines, amount) for category, lines, amount in rows} == {
        "KURTA SET": (3_325, Decimal("4067813.43")),
        "KURTA": (5_176, Decimal("3514322.17")),
        "SET": (882, Decimal("991931.06")),
        "DRESS": (824, Decimal("822851.00")),
        "TOP": (1_177, Decimal("799159.53")),
        "TUNIC": (430, Decimal("253052.50")),
        "PANT": (201, Decimal("123401.00")),
        "PALAZZO": (125, Decimal("116824.00")),
        "LEHENGA CHOLI": (73, Decimal("96411.00")),
        "NIGHT WEAR": (71, Decimal("52623.00")),
        "BLOUSE": (106, Decimal("40053.50")),
        "SAREE": (23, Decimal("23770.00")),
        None: (8, Decimal("14393.00")),
        "JUMPSUIT": (10, Decimal("13414.00")),
        "CROP TOP": (22, Decimal("8103.00")),
        "LEGGINGS": (25, Decimal("7793.00")),
        "CROP TOP WITH PLAZZO": (1, Decimal("1776.00")),
    }


def test_cohorts_from_the_lines(published_unlock_profits: Ask) -> None:
    rows = published_unlock_profits(
        f"""
        with months as (
            select distinct customer_id, date_trunc('month', order_date) as month from {GOODS}
        ),
        since as (
            select customer_id, month, min(month) over (partition by customer_id) as cohort
            from months
        )
        select strftime(cohort, '%Y-%m'), datediff('month', cohort, month), count(*)
        from since group by all
        """
    )
    assert {(cohort, age): customers for cohort, age, customers in rows} == COHORTS
