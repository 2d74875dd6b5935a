"""Rules that hold for every feed of transactions: no day is missing, no day changes or stops."""

from ecom_platform.ingestion.feeds.feed import FeedSpec
from ecom_platform.ingestion.feeds.feed_registry import all_feeds
from ecom_platform.ingestion.records.cell_types import literal_sql
from ecom_platform.quality.rules.rule import Freshness, Query, Rule

FILLED_CELLS = 20  # expected of a day, before an empty column is reported
RECENT_DAYS = 31
WEEKS = 8
DAILY_SHARE = 0.75  # of the days of the last weeks, from which a feed trades daily
CLOSED = "((12, 25), (1, 1))"  # month and day on which a shop may be closed before its first year
ISLAND_GAP = 60  # days
ISLAND_SHARE = 0.1  # of all days, below which days apart from the others are an island
RESTATED_LINES = 20
RESTATED_LOW = 0.9
RESTATED_HIGH = 1.5


def _columns_stay_filled(feed: FeedSpec) -> Rule:
    required = {
        column.name for layout in feed.layouts for column in layout.columns if column.required
    }
    optional = [column.name for column in feed.columns if column.name not in required]
    counts = ", ".join(f"count({name}) as {name}" for name in optional)
    emptied = " union all ".join(
        f"""
        select now.day, '{name}' as dimension, now.row_count from now cross join before
        where now.{name} = 0 and before.{name} > 0
            and before.{name} * now.row_count >= {FILLED_CELLS} * before.row_count
        """
        for name in optional
    )
    return Rule(
        name="columns_stay_filled",
        table=feed.table,
        about="No column that used to have values is empty for a whole day. Otherwise the sender "
        "has dropped or renamed it. Ask for a new export.",
        kind="schema",
        severity="error",
        owner=feed.owner,
        check=Query(
            failing=f"""
                with now as (
                    select {{day}} as day, count(*) as row_count, {counts}
                    from {feed.table} where {{evaluated}} group by {{day}}
                ), before as (
                    select count(*) as row_count, {counts} from {feed.table} where {{history}}
                )
                {emptied}
                order by day, dimension
            """,
            finding="The column {dimension} is empty in all {row_count} rows of {day}.",
        ),
    )


def _no_day_is_missing(feed: FeedSpec) -> Rule:
    return Rule(
        name="no_day_is_missing",
        table=feed.table,
        about="No day is missing on a weekday on which the feed had rows in each of the last "
        "eight weeks, unless it had none on that date a year ago either. Christmas and New Year "
        "count as closed until the feed is a year old. Otherwise sums and averages of its month "
        "are too low. Ask for the day, or declare the holiday in the events.",
        kind="completeness",
        severity="error",
        owner=feed.owner,
        check=Query(
            failing=f"""
                with days as (
                    select order_date from raw.day_fingerprints
                    where feed = {literal_sql(feed.name)}
                ), candidates as (
                    select cast(unnest(generate_series(
                        (select max(order_date) from days) - interval {RECENT_DAYS} day,
                        (select max(order_date) from days), interval 1 day
                    )) as date) as day
                )
                select day, dayname(day) as weekday from candidates
                where day not in (select order_date from days)
                    and day not in (
                        select event_date from raw.events
                        where event_kind = 'holiday' and not is_superseded
                    )
                    and case
                        when (select min(order_date) from days) < day - interval 372 day
                            then cast(day - interval 1 year as date) in (
                                select order_date from days
                            )
                        else (month(day), day(day)) not in {CLOSED}
                    end
                    and (
                        select count(*) from days
                        where order_date between day - {7 * WEEKS} and day - 7
                            and (day - order_date) % 7 = 0
                    ) = {WEEKS}
                    and (
                        select count(*) from days
                        where order_date between day - {7 * WEEKS} and day - 1
                    ) >= {DAILY_SHARE} * {7 * WEEKS}
                order by day
            """,
            finding="{weekday}, {day}, has no rows; in the weeks before, every {weekday} had some.",
        ),
    )


def _no_days_lie_apart(feed: FeedSpec) -> Rule:
    return Rule(
        name="days_hang_together",
        table=feed.table,
        about="No small group of days lies far before or after all other days. Otherwise its "
        "dates are wrong: another year or century, or day and month swapped. Check the "
        "dates in the file.",
        kind="validity",
        severity="error",
        owner=feed.owner,
        check=Query(
            failing=f"""
                with days as (
                    select order_date as day, row_count,
                        order_date - lag(order_date) over (order by order_date) as gap
                    from raw.day_fingerprints where feed = {literal_sql(feed.name)}
                ), parts as (
                    select *, sum(cast(gap > {ISLAND_GAP} as integer)) over (order by day) as part
                    from days
                ), sizes as (
                    select coalesce(part, 0) as part, min(day) as day, count(*) as day_count,
                        sum(row_count) as row_count from parts group by 1
                )
                select day, day_count, cast(row_count as bigint) as row_count from sizes
                where day_count < {ISLAND_SHARE} * (select sum(day_count) from sizes)
                    and (select sum(day_count) from sizes) >= {7 * WEEKS}
                order by day
            """,
            finding="{day} with {row_count} rows lies more than "
            f"{ISLAND_GAP} days from all other days of the feed.",
        ),
    )


def _passed_days_stay(feed: FeedSpec) -> Rule:
    return Rule(
        name="passed_days_stay",
        table=feed.table,
        about="A day that has passed its checks is still there. Otherwise a later file has "
        "replaced the file with that day, and lacks it. Deliver the whole period again.",
        kind="reconciliation",
        severity="error",
        owner=feed.owner,
        check=Query(
            failing=f"""
                select day, passed_lines, passed_amount as amount from quality.checked_days
                where table_name = {literal_sql(feed.table)} and passed_lines > 0 and day not in (
                    select order_date from raw.day_fingerprints
                    where feed = {literal_sql(feed.name)}
                )
                order by day
            """,
            finding="{day} had {passed_lines} lines and is no longer there.",
        ),
    )


def _passed_days_keep_their_size(feed: FeedSpec) -> Rule:
    return Rule(
        name="passed_days_keep_their_size",
        table=feed.table,
        about="A day that has passed its checks and is delivered again has at least "
        f"{RESTATED_LOW:.0%} of its lines, at most {RESTATED_HIGH:.0%}, and its money within a "
        "factor of "
        f"{RESTATED_HIGH}. Otherwise history changes unnoticed. Compare both files; if the "
        "new one is right, release the table.",
        kind="reconciliation",
        severity="error",
        owner=feed.owner,
        check=Query(
            failing=f"""
                with now as (
                    select {{day}} as day, count(*) as row_count, sum({feed.money}) as amount
                    from {feed.table} where {{days}} group by {{day}}
                ), newest_then as (
                    select batch, max(day) as day from quality.checked_days
                    where table_name = {literal_sql(feed.table)} group by batch
                )
                select now.day, row_count, passed_lines, now.amount as new_amount, passed_amount,
                    abs(now.amount - passed_amount) as amount
                from now
                inner join quality.checked_days as before on before.day = now.day
                left join newest_then on newest_then.day = before.day
                    and newest_then.batch = before.batch
                where before.table_name = {literal_sql(feed.table)}
                    and passed_lines >= {RESTATED_LINES}
                    and (
                        row_count < {RESTATED_LOW} * passed_lines
                        or (row_count > {RESTATED_HIGH} * passed_lines and newest_then.day is null)
                        or (now.amount > {RESTATED_HIGH} * passed_amount
                            and newest_then.day is null)
                        or now.amount * {RESTATED_HIGH} < passed_amount
                    )
                order by now.day
            """,
            finding="{day} had {passed_lines} lines worth {passed_amount} when it passed, and now "
            "has {row_count} worth {new_amount}.",
        ),
    )


def _lag_is_usual(feed: FeedSpec) -> Rule:
    return Rule(
        name="keeps_pace_with_other_feeds",
        table=feed.table,
        about="The feed does not lag more than it ever did. Otherwise its newest file is an old "
        "one, or no file came. Ask the sender.",
        kind="freshness",
        severity="warn",
        owner=feed.owner,
        check=Freshness("others"),
    )


def _new_days_keep_coming(feed: FeedSpec) -> Rule:
    return Rule(
        name="new_days_keep_coming",
        table=feed.table,
        about="A feed that brought new days every night still does. Otherwise the sender has "
        "stopped, or sends the same file again. Ask the sender.",
        kind="freshness",
        severity="warn",
        owner=feed.owner,
        check=Freshness("nights"),
    )


def _newest_file_has_rows(feed: FeedSpec) -> Rule:
    return Rule(
        name="newest_file_has_rows",
        table=feed.table,
        about="The newest file has rows. A file with only a header comes from a filter left on in "
        "the export, or from a day without trade. Ask the sender.",
        kind="completeness",
        severity="warn",
        owner=feed.owner,
        check=Query(
            failing=f"""
                select file_name from raw.files
                where feed = {literal_sql(feed.name)} and status = 'loaded' and loaded_count = 0
                    and file_id = (
                        select max(file_id) from raw.files
                        where feed = {literal_sql(feed.name)} and status = 'loaded'
                    )
            """,
            finding="{file_name} has no rows.",
        ),
    )


_OF_TRANSACTIONS = (
    _no_day_is_missing,
    _no_days_lie_apart,
    _passed_days_stay,
    _passed_days_keep_their_size,
    _lag_is_usual,
    _new_days_keep_coming,
    _newest_file_has_rows,
)
_TRANSACTIONS = tuple(feed for feed in all_feeds().values() if feed.role == "transactions")

RULES = (
    *(_columns_stay_filled(feed) for feed in _TRANSACTIONS if len(feed.layouts) == 1),
    *(make(feed) for feed in _TRANSACTIONS for make in _OF_TRANSACTIONS),
)
