"""The financial summary on the real feeds, recomputed with pandas from the order lines."""

from decimal import Decimal

import pandas as pd
import pytest

from tests.support.platform.published import Ask, one

pytestmark = [pytest.mark.real, pytest.mark.slow, pytest.mark.xdist_group("unlock_profits")]

SET_LINES = """
    select order_date, order_state, amount from marts.fct_order_items
    where feed = 'amazon_sale_report' and channel = 'Amazon.in' and category = 'Set'
"""
SET_DAY = """
    select
        booked_amount_average_7_days, kept_amount_average_28_days,
        standing_amount_average_28_days, target_amount, leakage_share, trend_share
    from marts.mart_financial_performance_summary
    where channel = 'Amazon.in' and category = 'Set' and order_date = date '2022-06-28'
"""


def _daily(ask: Ask) -> pd.DataFrame:
    lines = pd.DataFrame(ask(SET_LINES), columns=["day", "state", "amount"])
    lines["amount"] = lines["amount"].astype(float).fillna(0.0)
    days = pd.date_range("2022-03-31", "2022-06-29")
    wide = lines.pivot_table(index="day", columns="state", values="amount", aggfunc="sum")
    wide.index = pd.DatetimeIndex(wide.index)
    return wide.reindex(days).fillna(0.0)


def test_the_ladder_of_the_amazon_feed_ends_at_the_known_kept_revenue(
    published_unlock_profits: Ask,
) -> None:
    ladder = one(
        published_unlock_profits,
        """
        select
            sum(booked_amount), sum(cancelled_amount), sum(pending_amount), sum(returned_amount),
            sum(lost_amount), sum(kept_amount), sum(unpriced_line_count)
        from marts.mart_financial_performance_summary where feed = 'amazon_sale_report'
        """,
    )
    assert ladder == (
        Decimal("78592678.30"),
        Decimal("6919284.30"),
        Decimal("622409.00"),
        Decimal("1384559.00"),
        Decimal("3133.00"),
        Decimal("69663293.00"),
        7795,
    )


def test_services_of_the_international_feed_stand_apart_from_goods(
    published_unlock_profits: Ask,
) -> None:
    rows = published_unlock_profits(
        """
        select line_kind, sum(line_count), sum(kept_amount)
        from marts.mart_financial_performance_summary
        where feed = 'international_sale_report' group by line_kind order by line_kind
        """
    )
    assert rows == [
        ("goods", 12479, Decimal("10947691.19")),
        ("service", 339, Decimal("1831654.00")),
    ]


def test_no_margin_is_invented_for_sales_without_a_cost(published_unlock_profits: Ask) -> None:
    assert one(
        published_unlock_profits,
        """
        select count(margin_amount), count(*) - count(margin_unavailable_reason)
        from marts.mart_financial_performance_summary
        """,
    ) == (0, 0)


def test_averages_target_leakage_and_trend_agree_with_pandas(
    published_unlock_profits: Ask,
) -> None:
    daily = _daily(published_unlock_profits)
    booked = daily.sum(axis=1)
    kept = daily["shipped"] + daily["delivered"]
    kept_and_pending = kept + daily["pending"]
    leaked = booked - kept_and_pending
    week, month = slice("2022-06-22", "2022-06-28"), slice("2022-06-01", "2022-06-28")
    month_before = slice("2022-05-04", "2022-05-31")
    expected = (
        booked[week].sum() / 7,
        kept[month].sum() / 28,
        kept_and_pending[month].sum() / 28,
        kept_and_pending[month_before].sum() / 28 * 1.05,
        leaked[month].sum() / booked[month].sum(),
        kept_and_pending[week].sum() / 7 / (kept_and_pending[month].sum() / 28) - 1,
    )
    row = tuple(float(value) for value in one(published_unlock_profits, SET_DAY))
    assert row[:4] == pytest.approx(expected[:4], abs=0.006)
    assert row[4:] == pytest.approx(expected[4:], abs=1e-6)
