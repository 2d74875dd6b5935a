"""Evaluation of freshness rules: does a feed lag behind the others, or bring no new day?

No clock is used: every check counts as a night, and a feed is late when it lags more than ever
before. Days that are missing within a feed are found by query rules in `quality/rules`.
"""

from dataclasses import dataclass
from datetime import date

import duckdb

from ecom_platform.quality.evaluation.day_selection import DaySelection
from ecom_platform.quality.evaluation.finding import Finding, build_result, passed_finding
from ecom_platform.quality.rules.rule import Freshness, Rule

MAX_SILENT_NIGHTS = 3
MIN_BATCHES = 4  # nights with new days, before new days are expected in every night
DAILY_GAP = 4  # days: the longest pause of a feed that trades daily, such as a long weekend
GAP_DAYS = 180  # the newest days of a feed, in which its longest gap is looked for

_CREATE_NIGHTS = """
    create table if not exists quality.nights (
        table_name varchar, night bigint, last_day date, leading_day date, is_ended boolean
    )
"""


@dataclass(frozen=True)
class FeedFreshness:
    """How far a feed has come, tonight and in the nights before.

    Attributes:
        last_day: the feed's newest day.
        leading_day: the newest day of any feed.
        longest_gap: the most days between two of its days in the last half year.
        nights: the nights before, newest first, as (last day, leading day, had ended).
    """

    last_day: date
    leading_day: date
    longest_gap: int
    nights: tuple[tuple[date, date, bool], ...]

    @property
    def lag(self) -> int:
        """Days from the feed's newest day to the newest day of any feed."""
        return (self.leading_day - self.last_day).days

    @property
    def allowed_lag(self) -> int | None:
        """The largest lag so far, but at least its longest gap; None before the first night."""
        lags = [(leading - last).days for last, leading, ended in self.nights if not ended]
        return max(self.longest_gap - 1, *lags) if lags else None

    @property
    def has_ended(self) -> bool:
        """Whether the feed had already stopped when it was first checked.

        This is so when it lagged more than its longest gap then, and has brought no new day since.
        """
        if any(last == self.last_day and ended for last, _, ended in self.nights):
            return True
        return self.allowed_lag is None and self.lag > self.longest_gap

    @property
    def silent_nights(self) -> int:
        """Nights in a row, tonight included, without a new day."""
        count = 0
        for last, _, _ in self.nights:
            if last != self.last_day:
                break
            count += 1
        return count


def check_freshness(
    connection: duckdb.DuckDBPyConnection, rule: Rule, check: Freshness, selection: DaySelection
) -> Finding:
    """The finding of one freshness rule.

    Args:
        connection: the warehouse, open for writing.
        rule: the rule, which names, owns and explains the check.
        check: the rule's check.
        selection: the days of a raw table.
    """
    freshness = _feed_freshness(connection, selection)
    if freshness is None:
        return passed_finding(rule, "The feed has no rows.")
    if freshness.has_ended:
        return passed_finding(
            rule, f"The feed had ended on {freshness.last_day} when it was first checked."
        )
    if check.of == "others":
        return _lag_finding(rule, freshness)
    return _silence_finding(rule, freshness, selection)


def record_night(connection: duckdb.DuckDBPyConnection, selection: DaySelection) -> None:
    """Store how far the feed of a raw table has come tonight.

    A night with more than the allowed lag is not stored, so that it does not raise the limit.
    """
    freshness = _feed_freshness(connection, selection)
    if freshness is None:
        return
    allowed = freshness.allowed_lag
    if allowed is not None and freshness.lag > allowed and not freshness.has_ended:
        return
    connection.execute(
        """
        insert into quality.nights
        select ?, coalesce(max(night), 0) + 1, ?, ?, ? from quality.nights where table_name = ?
        """,
        [
            selection.table_name,
            freshness.last_day,
            freshness.leading_day,
            freshness.has_ended,
            selection.table_name,
        ],
    )


def _lag_finding(rule: Rule, freshness: FeedFreshness) -> Finding:
    """The finding whether the feed lags behind the newest day of all feeds more than before."""
    allowed = freshness.allowed_lag
    if allowed is None:
        return passed_finding(
            rule, "The feed is checked for the first time, so its usual lag is unknown."
        )
    numbers = {
        "value": float(freshness.lag),
        "expected_low": 0.0,
        "expected_high": float(allowed),
    }
    if freshness.lag <= allowed:
        return passed_finding(rule, **numbers)
    message = (
        f"Its newest day is {freshness.last_day}, {freshness.lag} days before the newest day of "
        f"all feeds, {freshness.leading_day}; it was never more than {allowed} days late. "
        f"{rule.threshold}"
    )
    return Finding(
        (build_result(rule, status="fail", message=message, day=freshness.last_day, **numbers),)
    )


def _silence_finding(rule: Rule, freshness: FeedFreshness, selection: DaySelection) -> Finding:
    """The finding whether a feed with new days in every night has brought none for some nights."""
    if selection.newest_batch < MIN_BATCHES or freshness.longest_gap > DAILY_GAP:
        return passed_finding(rule, "The feed does not bring new days every night.")
    silent = freshness.silent_nights
    numbers = {
        "value": float(silent),
        "expected_low": 0.0,
        "expected_high": float(MAX_SILENT_NIGHTS),
        "day": freshness.last_day,
    }
    if silent <= MAX_SILENT_NIGHTS:
        return passed_finding(rule, **numbers)
    message = f"{silent} nights brought no day after {freshness.last_day}. {rule.threshold}"
    return Finding((build_result(rule, status="fail", message=message, **numbers),))


def _feed_freshness(
    connection: duckdb.DuckDBPyConnection, selection: DaySelection
) -> FeedFreshness | None:
    """The freshness of the feed of a raw table; None for other tables and without rows."""
    layer, _, feed = selection.table_name.partition(".")
    if layer != "raw" or selection.day_table is None or not selection.fingerprints:
        return None
    connection.execute(_CREATE_NIGHTS)
    row = connection.execute(
        f"""
        with days as (
            select order_date, order_date - lag(order_date) over (order by order_date) as gap
            from raw.day_fingerprints where feed = ?
        )
        select max(order_date), (select max(order_date) from raw.day_fingerprints),
            coalesce(max(gap) filter (
                where order_date > (select max(order_date) from days) - {GAP_DAYS}
            ), 1)
        from days
        """,
        [feed],
    ).fetchone()
    nights = connection.execute(
        """
        select last_day, leading_day, is_ended from quality.nights where table_name = ?
        order by night desc
        """,
        [selection.table_name],
    ).fetchall()
    return FeedFreshness(row[0], row[1], int(row[2]), tuple(nights)) if row and row[0] else None
