"""Where one partner stands, on partners made by hand."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import duckdb

from ecom_platform.serving.queries.partners import one_partner
from tests.support.pages.page_requests import JUNE
from tests.support.tables.partner_tables import partner_tables


def _with_sales(rows: list[tuple[str, str, str, str, int, int]]) -> duckdb.DuckDBPyConnection:
    connection = partner_tables([{}])
    connection.executemany(
        "insert into marts.agg_daily_sales values (?, ?, ?, ?, ?, 0, ?, 0, 0)", rows
    )
    return connection


def test_a_profile_tells_of_the_feed_with_most_money() -> None:
    connection = partner_tables([{}, {"feed": "fair", "kept_amount_90_days": 900}])

    found = one_partner.profile(connection, JUNE, "A")

    assert found is not None
    assert (found.feed, found.feeds) == ("fair", 2)
    assert found.health.kept == Decimal("900.00")
    assert found.target_reason == "No target is stated."


def test_a_partner_of_another_currency_has_no_profile() -> None:
    connection = partner_tables([{"currency": "USD"}])
    connection.execute(
        "insert into marts.agg_daily_sales values ('2025-06-01','A','USD','goods',1,0,0,0,0)"
    )

    assert one_partner.profile(connection, JUNE, "A") is None
    assert one_partner.currencies_of(connection, "A") == ("USD",)


def test_periods_are_days_of_goods_of_the_partner_in_one_currency() -> None:
    connection = _with_sales(
        [
            ("2025-06-02", "A", "EUR", "goods", 10, 1),
            ("2025-06-02", "A", "EUR", "goods", 5, 0),
            ("2025-06-02", "A", "EUR", "service", 70, 0),
            ("2025-06-02", "A", "USD", "goods", 70, 0),
            ("2025-06-02", "B", "EUR", "goods", 70, 0),
            ("2025-07-02", "A", "EUR", "goods", 70, 0),
        ]
    )

    found = one_partner.periods(connection, JUNE, "A", is_by_week=False)

    assert [(one.first_day, one.kept, one.cancelled) for one in found] == [
        (date(2025, 6, 2), Decimal(15), Decimal(1))
    ]


def test_weeks_begin_on_monday() -> None:
    summer = replace(JUNE, to_date=date(2025, 8, 31))
    connection = _with_sales(
        [
            ("2025-06-03", "A", "EUR", "goods", 10, 0),
            ("2025-06-08", "A", "EUR", "goods", 5, 0),
            ("2025-06-09", "A", "EUR", "goods", 2, 0),
        ]
    )

    found = one_partner.periods(connection, summer, "A", is_by_week=True)
    assert [(one.first_day, one.kept) for one in found] == [
        (date(2025, 6, 2), Decimal(15)),
        (date(2025, 6, 9), Decimal(2)),
    ]
