"""The flagged series with most money at stake, on tables made by hand."""

from datetime import date, timedelta
from decimal import Decimal

import duckdb

from ecom_platform.serving.queries.anomalies.largest_flags import (
    FlaggedSeries,
    first_of_each_day,
    largest_flags,
    money_at_stake,
)
from ecom_platform.serving.queries.view import View
from tests.support.tables.sales import DAY

WEEK = View(DAY - timedelta(days=6), DAY, "EUR")


def _flags(*rows: tuple[str, date, str, str, int | None]) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute(
        """
        create schema analytics;
        create table analytics.sales_anomalies (feed varchar, order_date date, measure varchar,
            currency varchar, amount_at_stake decimal(18, 2), dimension varchar default 'total',
            dimension_value varchar default '', is_anomaly boolean default true,
            direction varchar default 'down', explanation varchar, unavailable_reason varchar)
        """
    )
    for row in rows:
        connection.execute(
            "insert into analytics.sales_anomalies (feed, order_date, measure, currency, "
            "amount_at_stake) values (?, ?, ?, ?, ?)",
            row,
        )
    return connection


def test_one_bad_day_counts_its_money_once() -> None:
    connection = _flags(
        ("shop", DAY, "revenue", "EUR", -50),
        ("shop", DAY, "orders", "EUR", -50),
        ("shop", DAY - timedelta(days=1), "orders", "EUR", 20),
        ("fair", DAY, "orders", "EUR", None),
        ("shop", DAY, "revenue", "USD", -999),
        ("shop", DAY - timedelta(days=9), "revenue", "EUR", -777),
    )
    assert money_at_stake(connection, WEEK) == Decimal("70.00")


def test_flagged_days_come_by_money_and_each_day_is_listed_once() -> None:
    connection = _flags(
        ("shop", DAY, "orders", "EUR", -50),
        ("shop", DAY, "revenue", "EUR", -60),
        ("shop", DAY - timedelta(days=1), "orders", "EUR", 70),
        ("fair", DAY, "orders", "EUR", None),
    )
    found = first_of_each_day(largest_flags(connection, WEEK, 10))
    assert [(day.feed, day.measure, others) for day, others in found] == [
        ("shop", "orders", 0),
        ("shop", "revenue", 1),
        ("fair", "orders", 0),
    ]


def test_no_more_days_are_listed_than_asked_for() -> None:
    days = [
        FlaggedSeries("shop", "orders", "total", "", DAY - timedelta(days=back), None, "up", "")
        for back in range(4)
    ]
    assert len(first_of_each_day(days, 3)) == 3
