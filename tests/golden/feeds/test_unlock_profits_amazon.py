"""The Amazon report of the Indian seller: A-01 to A-16."""

from decimal import Decimal

import pytest

from tests.support.platform.published import Ask, one

pytestmark = [pytest.mark.real, pytest.mark.slow, pytest.mark.xdist_group("unlock_profits")]

AMAZON = "marts.fct_order_items where feed = 'amazon_sale_report'"


def test_lines_orders_and_days(published_unlock_profits: Ask) -> None:
    sql = f"""
        select count(*), count(distinct order_id), min(order_date)::text, max(order_date)::text,
            count(distinct order_date) from {AMAZON}
    """
    assert one(published_unlock_profits, sql) == (
        128_975, 120_378, "2022-03-31", "2022-06-29", 91,
    )  # fmt: skip


def test_money_and_blank_money(published_unlock_profits: Ask) -> None:
    sql = f"""
        select sum(amount), count(*) filter (where amount is null),
            count(*) filter (where amount = 0), sum(quantity),
            count(*) filter (where quantity = 0) from {AMAZON}
    """
    assert one(published_unlock_profits, sql) == (
        Decimal("78592678.30"), 7_795, 2_343, 116_649, 12_807,
    )  # fmt: skip


def test_every_status_has_its_lines_and_money(published_unlock_profits: Ask) -> None:
    rows = published_unlock_profits(
        f"select source_status, count(*), sum(amount) from {AMAZON} group by all"
    )
    assert {status: (lines, amount) for status, lines, amount in rows} == {
        "Cancelled": (18_332, Decimal("6919284.30")),
        "Pending": (658, Decimal("430271.00")),
        "Pending - Waiting for Pick Up": (281, Decimal("192138.00")),
        "Shipped": (77_804, Decimal("50324255.00")),
        "Shipped - Damaged": (1, Decimal("1136.00")),
        "Shipped - Delivered to Buyer": (28_769, Decimal("18650815.00")),
        "Shipped - Lost in Transit": (5, Decimal("1997.00")),
        "Shipped - Out for Delivery": (35, Decimal("26971.00")),
        "Shipped - Picked Up": (973, Decimal("661252.00")),
        "Shipped - Rejected by Buyer": (11, Decimal("7295.00")),
        "Shipped - Returned to Seller": (1_953, Decimal("1269644.00")),
        "Shipped - Returning to Seller": (145, Decimal("107620.00")),
        "Shipping": (8, None),
    }


def test_the_ladder(published_unlock_profits: Ask) -> None:
    sql = """
        select sum(booked_amount), sum(booked_amount - cancelled_amount), sum(pending_amount),
            sum(returned_amount), sum(lost_amount), sum(kept_amount)
        from marts.agg_daily_sales where feed = 'amazon_sale_report'
    """
    assert one(published_unlock_profits, sql) == (
        Decimal("78592678.30"),
        Decimal("71673394.00"),
        Decimal("622409.00"),
        Decimal("1384559.00"),
        Decimal("3133.00"),
        Decimal("69663293.00"),
    )


def test_what_is_kept(published_unlock_profits: Ask) -> None:
    sql = f"""
        select count(*), count(distinct order_id), sum(quantity), sum(amount)
        from {AMAZON} and is_kept
    """
    assert one(published_unlock_profits, sql) == (
        107_581, 100_342, 107_907, Decimal("69663293.00"),
    )  # fmt: skip


def test_only_the_merchant_knows_delivery_and_return(published_unlock_profits: Ask) -> None:
    rows = published_unlock_profits(
        f"""
        select partner_id, count(*),
            count(*) filter (where order_state in ('delivered', 'returned')) > 0
        from {AMAZON} group by all order by all
        """
    )
    assert rows == [
        ("Amazon.in/Easy Ship", 39_277, True),
        ("Amazon.in/FBA", 89_698 - 124, False),
        ("Non-Amazon", 124, False),
    ]


def test_cancel_rates(published_unlock_profits: Ask) -> None:
    rows = published_unlock_profits(
        f"""
        select partner_id = 'Amazon.in/Easy Ship',
            round(100.0 * count(*) filter (where order_state = 'cancelled') / count(*), 2)
        from {AMAZON} group by all order by all
        """
    )
    overall = one(
        published_unlock_profits,
        f"select round(100.0 * avg((order_state = 'cancelled')::int), 2) from {AMAZON}",
    )
    assert [*rows, overall] == [(False, 12.79), (True, 17.47), (14.21,)]


def test_months(published_unlock_profits: Ask) -> None:
    rows = published_unlock_profits(
        f"""
        select month(order_date), count(*), count(distinct order_id), sum(amount), sum(quantity)
        from {AMAZON} group by all order by all
        """
    )
    assert rows == [
        (3, 171, 158, Decimal("101683.85"), 156),
        (4, 49_067, 45_858, Decimal("28838708.32"), 44_206),
        (5, 42_040, 39_221, Decimal("26226476.75"), 38_011),
        (6, 37_697, 35_141, Decimal("23425809.38"), 34_276),
    ]


def test_business_orders(published_unlock_profits: Ask) -> None:
    sql = f"""
        select count(*), count(distinct order_id), sum(amount)
        from {AMAZON} and is_business_order
    """
    assert one(published_unlock_profits, sql) == (871, 794, Decimal("591220.79"))


def test_a_line_stated_twice_is_two_lines(published_unlock_profits: Ask) -> None:
    sql = f"select count(*) - count(distinct (order_id, sku)) from {AMAZON}"
    assert one(published_unlock_profits, sql) == (7,)


def test_the_other_channel_has_no_money(published_unlock_profits: Ask) -> None:
    sql = f"select count(*), sum(quantity), sum(amount) from {AMAZON} and channel = 'Non-Amazon'"
    assert one(published_unlock_profits, sql) == (124, 167, None)


def test_categories(published_unlock_profits: Ask) -> None:
    rows = published_unlock_profits(f"select category, sum(amount) from {AMAZON} group by all")
    assert dict(rows) == {
        "Set": Decimal("39204124.03"),
        "kurta": Decimal("21299546.70"),
        "Western Dress": Decimal("11216072.69"),
        "Top": Decimal("5347792.30"),
        "Ethnic Dress": Decimal("791217.66"),
        "Blouse": Decimal("458408.18"),
        "Bottom": Decimal("150667.98"),
        "Saree": Decimal("123933.76"),
        "Dupatta": Decimal("915.00"),
    }


def test_both_edge_days_are_partial(published_unlock_profits: Ask) -> None:
    sql = """
        select is_first_day_partial, is_last_day_partial, as_of_date::text
        from marts.dim_feeds where feed = 'amazon_sale_report'
    """
    assert one(published_unlock_profits, sql) == (True, True, "2022-06-28")
