"""No rule crashes on legal data, however extreme: a rule that does is a fault of the rule."""

from collections.abc import Iterator, Mapping

import duckdb
import pytest

from ecom_platform.ingestion.feeds.feed import Column
from ecom_platform.ingestion.feeds.feed_registry import all_feeds
from ecom_platform.ingestion.load import raw_schema
from ecom_platform.quality.evaluation.check_table import check_rules
from ecom_platform.quality.rules.rule_registry import all_rules
from tests.support.rule_scenarios.scenarios import LAST_DAY, Mix, deliver
from tests.support.rule_scenarios.usual_rows import USUAL

NUMBERS = ("0", "1", "-1", "0.0001", "-0.01", "9999999999")
EXTREMES: Mapping[str, tuple[str, ...]] = {
    "integer": ("0", "1", "-1", "2147483648"),
    "decimal": NUMBERS,
    "date": ("date '1900-01-01'", "date '2199-12-31'", "date '2024-02-29'"),
    "timestamp": (
        "timestamp '1900-01-01 00:00:00'",
        "timestamp '2199-12-31 23:59:59.999999'",
        "timestamp '2024-03-31 02:30:00'",
    ),
    "boolean": ("true", "false"),
}
TEXTS = ("''", "'x'", "'''; drop'", "'%_\\'", "'Ünï 漢字 🎁'", "repeat('long', 500)")
FEEDS = sorted(feed.name for feed in all_feeds().values() if feed.table in all_rules())
DAYS = 9


def _extremes(column: Column) -> tuple[str, ...]:
    choices = tuple(f"'{choice}'" for choice in column.choices)
    values = choices or EXTREMES.get(column.kind, TEXTS)
    return values if column.required else ("null", *values)


def _extreme_rows(feed_name: str) -> Mix:
    """For each column and each extreme of it, one row that is usual otherwise."""
    feed = all_feeds()[feed_name]
    return [
        (1, {column.name: value})
        for column in feed.columns
        if column.name != feed.date_column
        for value in _extremes(column)
    ]


def _extreme_tables(feed_name: str) -> Iterator[Mix]:
    """Tables in which every row has the same extremes in all columns at once."""
    feed = all_feeds()[feed_name]
    columns = [column for column in feed.columns if column.name != feed.date_column]
    for number in range(len(NUMBERS) + 1):
        cells = {c.name: _extremes(c)[number % len(_extremes(c))] for c in columns}
        yield ((3, cells),)


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(config={"threads": 1}) as connection:
        yield connection


def _crashed(
    connection: duckdb.DuckDBPyConnection, feed_name: str, before: Mix, today: Mix
) -> list[str]:
    """The messages of the rules of a feed that could not be evaluated."""
    connection.execute("drop schema if exists raw cascade; drop schema if exists quality cascade")
    raw_schema.ensure_tables(connection)
    table = all_feeds()[feed_name].table
    if before:
        deliver(connection, table, USUAL, before, f"{LAST_DAY} - {DAYS}", DAYS)
    if today:
        deliver(connection, table, USUAL, today, LAST_DAY, 1)
    results = check_rules(connection, all_rules()[table], "changed")
    assert results
    return [f"{result.check}: {result.message}" for result in results if result.status == "crashed"]


@pytest.mark.parametrize("feed", FEEDS)
def test_no_rule_crashes_on_an_empty_feed_or_a_single_row(
    connection: duckdb.DuckDBPyConnection, feed: str
) -> None:
    assert _crashed(connection, feed, (), ()) == []
    assert _crashed(connection, feed, (), ((1, {}),)) == []


@pytest.mark.parametrize("feed", FEEDS)
def test_no_rule_crashes_on_extreme_cells_among_usual_ones(
    connection: duckdb.DuckDBPyConnection, feed: str
) -> None:
    rows = [(20, {}), *_extreme_rows(feed)]
    assert _crashed(connection, feed, rows, rows) == []


@pytest.mark.parametrize("feed", FEEDS)
def test_no_rule_crashes_on_a_feed_of_nothing_but_extremes(
    connection: duckdb.DuckDBPyConnection, feed: str
) -> None:
    for rows in _extreme_tables(feed):
        assert _crashed(connection, feed, rows, rows) == []
