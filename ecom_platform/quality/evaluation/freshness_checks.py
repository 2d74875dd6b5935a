"""The pace of feeds: is one falling behind the others, or silent night after night?

There is no clock in it: a night is a check, and late is what is later than ever before. Days that
are missing inside a feed are query rules in `rules/`.
"""

from dataclasses import dataclass
from datetime import date

import duckdb

from ecom_platform.quality.evaluation.day_selection import DaySelection
from ecom_platform.quality.evaluation.result_builder import Finding, build_result, passed_finding
from ecom_platform.quality.rules.rule import Freshness, Rule

SILENT_NIGHTS = 3
ESTABLISHED_BATCHES = (
    4  # deliveries on nights of their own, before nights are expected to bring one
)
DAILY_GAP = 4  # days: the longest pause of a feed that trades daily, such as a long weekend
RHYTHM_DAYS = 180

_NIGHTS = """
    create table if not exists quality.nights (
        table_name varchar, night bigint, last_day date, leading_day date, is_ended boolean
    )
"""


@dataclass(frozen=True)
class FeedFreshness:
    """Where a feed stands tonight.

    Attributes:
        last_day: its newest day.
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
        """Days behind the leading feed."""
        return (self.leading_day - self.last_day).days

    @property
    def allowed_lag(self) -> int | None:
        """The most it was ever behind, or its own rhythm; None before the first night."""
        lags = [(leading - last).days for last, leading, ended in self.nights if not ended]
        return max(self.longest_gap - 1, *lags) if lags else None

    @property
    def has_ended(self) -> bool:
        """Whether it lay silent beyond its rhythm already when it was first seen: a closed feed."""
        if any(last == self.last_day and ended for last, _, ended in self.nights):
            return True
        return self.allowed_lag is None and self.lag > self.longest_gap

    @property
    def silent_nights(self) -> int:
        """Nights in a row, tonight included, without a new day."""
        same = 0
        for last, _, _ in self.nights:
            if last != self.last_day:
                break
            same += 1
        return same


def check_freshness(
    connection: duckdb.DuckDBPyConnection, rule: Rule, check: Freshness, selection: DaySelection
) -> Finding:
    """The finding of one pace rule."""
    freshness = _feed_freshness(connection, selection)
    if freshness is None:
        return passed_finding(rule, "The feed has no rows.")
    if freshness.has_ended:
        return passed_finding(
            rule, f"It had ended on {freshness.last_day} when it was first checked."
        )
    if check.of == "others":
        return _beside_others(rule, freshness)
    return _night_by_night(rule, freshness, selection)


def record_night(connection: duckdb.DuckDBPyConnection, selection: DaySelection) -> None:
    """Remember where the feed of a raw table stands; a night on which it lagged is no measure."""
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
            selection.name,
            freshness.last_day,
            freshness.leading_day,
            freshness.has_ended,
            selection.name,
        ],
    )


def _beside_others(rule: Rule, freshness: FeedFreshness) -> Finding:
    allowed = freshness.allowed_lag
    if allowed is None:
        return passed_finding(
            rule, "It is checked for the first time, so that nobody knows its pace."
        )
    known = {"value": float(freshness.lag), "expected_low": 0.0, "expected_high": float(allowed)}
    if freshness.lag <= allowed:
        return passed_finding(rule, **known)
    message = (
        f"Its newest day is {freshness.last_day}, {freshness.lag} days behind the newest of all, "
        f"{freshness.leading_day}; it was never more than {allowed} behind. {rule.threshold}"
    )
    return Finding(
        (build_result(rule, status="fail", message=message, day=freshness.last_day, **known),)
    )


def _night_by_night(rule: Rule, freshness: FeedFreshness, selection: DaySelection) -> Finding:
    if selection.batch < ESTABLISHED_BATCHES or freshness.longest_gap > DAILY_GAP:
        return passed_finding(rule, "It does not bring new days every night.")
    silent = freshness.silent_nights
    known = {
        "value": float(silent),
        "expected_low": 0.0,
        "expected_high": float(SILENT_NIGHTS),
        "day": freshness.last_day,
    }
    if silent <= SILENT_NIGHTS:
        return passed_finding(rule, **known)
    message = f"{silent} nights brought no day after {freshness.last_day}. {rule.threshold}"
    return Finding((build_result(rule, status="fail", message=message, **known),))


def _feed_freshness(
    connection: duckdb.DuckDBPyConnection, selection: DaySelection
) -> FeedFreshness | None:
    layer, _, feed = selection.name.partition(".")
    if layer != "raw" or selection.table is None or not selection.current:
        return None
    connection.execute(_NIGHTS)
    row = connection.execute(
        f"""
        with days as (
            select order_date, order_date - lag(order_date) over (order by order_date) as gap
            from raw.day_fingerprints where feed = ?
        )
        select max(order_date), (select max(order_date) from raw.day_fingerprints),
            coalesce(max(gap) filter (
                where order_date > (select max(order_date) from days) - {RHYTHM_DAYS}
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
        [selection.name],
    ).fetchall()
    return FeedFreshness(row[0], row[1], int(row[2]), tuple(nights)) if row and row[0] else None
