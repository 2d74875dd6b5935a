"""Decide which of several versions of one line, order or day counts.

This module builds the query; the rows are marked in `superseded_rows.py`.

A version is what one file says about a unit: an order with all its lines, for example. The latest
version counts. It is the one with the newest time; a version without a time is as new as the newest
that came before it, and of equally new ones the last to arrive counts. Versions of an order are
those of one day: a return is dated later and says nothing about the sale. Versions that were made
together and have no line in common are parts of one and count together: exports are cut into files
in the middle of an order.
"""

from ecom_platform.ingestion.feeds.feed import FeedSpec
from ecom_platform.ingestion.load.deduplication.restated_keys import (
    line_sql,
    same_unit_sql,
    unit_names,
    unit_sql,
)


def superseded_rows_sql(feed: FeedSpec) -> str:
    """SELECT of the rows of `contested_keys` with the file that supersedes each, or null.

    `is_taken_out` tells rows of which the latest version says nothing: it leaves them out.
    """
    units = ", ".join(unit_names(feed))
    position = "row_number() over newest_first" if feed.is_key_of_one_row else "1"
    return f"""
        with {_versions_sql(feed)},
        latest as (
            select * from versions
            qualify row_number() over (
                partition by {units}, day order by counts_from desc, arrival desc
            ) = 1
        ),
        valid_versions as (
            select versions.*, latest.file_id as latest_file_id,
                versions.file_id = latest.file_id
                or (
                    not list_has_any(versions.lines, latest.lines)
                    and case when coalesce(versions.stated_at, latest.stated_at) is null
                        then versions.arrival_run = latest.arrival_run
                        else versions.stated_at is not distinct from latest.stated_at end
                ) as is_valid
            from versions inner join latest
                on {_equal_sql(feed, "versions", "latest")}
        ),
        positioned as (
            select rows.file_id, rows.record_number, valid.latest_file_id, valid.is_valid,
                {position} as position,
                first_value(rows.file_id) over newest_first as newest_file_id,
                bool_or(valid.is_valid) over (partition by rows.line) as is_stated
            from contested_rows as rows
            inner join valid_versions as valid on rows.file_id = valid.file_id
                and {_equal_sql(feed, "rows", "valid")}
            window newest_first as (
                partition by rows.line, valid.is_valid
                order by valid.counts_from desc, valid.arrival desc,
                    rows.stated_at desc nulls last, rows.record_number desc
            )
        )
        select file_id, record_number, not is_stated as is_taken_out,
            case when not is_valid then latest_file_id
                when position > 1 then newest_file_id end as superseded_by
        from positioned
    """


def _equal_sql(feed: FeedSpec, left: str, right: str) -> str:
    """The SQL condition that two rows are about one unit and one day."""
    return " and ".join(
        f"{left}.{name} is not distinct from {right}.{name}" for name in (*unit_names(feed), "day")
    )


def _versions_sql(feed: FeedSpec) -> str:
    """The first CTEs: the contested rows, and the versions of each unit and day."""
    aliased = ", ".join(
        f"{expression} as {name}"
        for expression, name in zip(unit_sql(feed, "rows"), unit_names(feed), strict=True)
    )
    units = ", ".join(unit_names(feed))
    stated_at = f"rows.{feed.stated_at}" if feed.stated_at else "null"
    return f"""
        contested_rows as (
            select rows.file_id, rows.record_number, {aliased}, {_day_sql(feed)} as day,
                hash({line_sql(feed, "rows")}) as line, cast({stated_at} as timestamp) as stated_at,
                files.delivered_number as arrival, files.arrival_run
            from {feed.table} as rows
            inner join contested_keys as contested on {same_unit_sql(feed, "rows", "contested")}
            inner join raw.files as files on files.file_id = rows.file_id
            where not rows.is_repeat and files.status = 'loaded'
        ),
        days as (
            select {units}, day, file_id, arrival, arrival_run, list(distinct line) as lines,
                max(max(stated_at)) over (partition by {units}, file_id) as stated_at
            from contested_rows group by {units}, day, file_id, arrival, arrival_run
        ),
        versions as (
            select *, coalesce(
                stated_at,
                max(stated_at) over (
                    partition by {units} order by arrival
                    range between unbounded preceding and current row
                ),
                '-infinity'::timestamp
            ) as counts_from
            from days
        )"""


def _day_sql(feed: FeedSpec) -> str:
    """SQL for the day of a row where orders are stated anew; null where days do not matter."""
    is_by_day = feed.restates == "order"
    return f"cast(rows.{feed.date_column} as date)" if is_by_day else "cast(null as date)"
