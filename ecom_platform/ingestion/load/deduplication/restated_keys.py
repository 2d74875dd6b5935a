"""SQL for what a newer delivery states anew: the key of a line or an order, or a day.

Which of two statements is the later one is decided in `latest_version.py`.
"""

from ecom_platform.ingestion.feeds.feed import FeedSpec


def unit_sql(feed: FeedSpec, table: str) -> list[str]:
    """SQL expressions over the rows of `table` whose values name what a row is part of."""
    if feed.restates == "day":
        return [f"cast({table}.{feed.date_column} as date)"]
    key = feed.order_key if feed.restates == "order" else feed.deduplication_key
    return [f"{table}.{name}" for name in key]


def unit_names(feed: FeedSpec) -> list[str]:
    """The names that the expressions of `unit_sql` have in a temporary table."""
    return [f"unit_{number}" for number, _ in enumerate(unit_sql(feed, "rows"))]


def same_unit_sql(feed: FeedSpec, rows: str, units: str) -> str:
    """The SQL condition that a row of `rows`, a raw table, is part of a unit in `units`."""
    pairs = zip(unit_sql(feed, rows), unit_names(feed), strict=True)
    return " and ".join(f"{row} is not distinct from {units}.{name}" for row, name in pairs)


def line_sql(feed: FeedSpec, table: str) -> str:
    """SQL list of the columns of `table` that identify a record."""
    return ", ".join(f"{table}.{name}" for name in feed.deduplication_key)


def id_list_sql(file_ids: list[int]) -> str:
    """File ids as an SQL list, without parentheses."""
    return ", ".join(str(file_id) for file_id in file_ids)
