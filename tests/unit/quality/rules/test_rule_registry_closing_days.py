"""A day on which a shop is closed every year is not missing; any other one is."""

from collections.abc import Iterator
from datetime import date, timedelta

import duckdb
import pytest

from ecom_platform.ingestion.load import raw_schema
from ecom_platform.quality.rules.rule import Query
from ecom_platform.quality.rules.rule_registry import all_rules

CHRISTMAS = date(2025, 12, 25)
NATIONAL_DAY = date(2025, 12, 18)
NEWEST = date(2026, 1, 5)


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        raw_schema.ensure_tables(connection)
        yield connection


def _missing(
    connection: duckdb.DuckDBPyConnection, days_of_history: int, closed: set[date]
) -> list[date]:
    """The missing days of a feed that has rows every day but these."""
    every = [NEWEST - timedelta(days=back) for back in range(days_of_history)]
    connection.executemany(
        "insert into raw.day_fingerprints (feed, order_date) values ('order_lines', ?)",
        [[day] for day in every if day not in closed],
    )
    rule = next(rule for rule in all_rules()["raw.order_lines"] if rule.name == "no_day_is_missing")
    assert isinstance(rule.check, Query)
    return [row[0] for row in connection.execute(rule.check.failing).fetchall()]


def test_christmas_is_no_missing_day_of_a_young_feed(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    assert _missing(connection, 120, {CHRISTMAS}) == []


def test_christmas_is_missing_where_it_was_traded_the_year_before(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    assert _missing(connection, 420, {CHRISTMAS}) == [CHRISTMAS]


def test_a_day_that_is_closed_every_year_is_not_missing(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    year_before = NATIONAL_DAY.replace(year=2024)
    assert _missing(connection, 420, {NATIONAL_DAY, year_before}) == []


def test_a_day_is_missing_that_was_traded_the_year_before(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    assert _missing(connection, 420, {NATIONAL_DAY}) == [NATIONAL_DAY]
