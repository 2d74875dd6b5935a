"""Fingerprint each day of each transaction feed, whichever files its rows are in.

Incremental models rebuild exactly the days whose fingerprint differs from the one they stored. A
fingerprint covers the day's own rows and the reference feeds that order lines depend on.
"""

import duckdb

from ecom_platform.ingestion.feeds.feed import FeedSpec
from ecom_platform.ingestion.load.deduplication.restated_keys import id_list_sql, same_unit_sql
from ecom_platform.ingestion.load.raw_rows import data_columns_sql


def find_touched_days(
    connection: duckdb.DuckDBPyConnection, feed: FeedSpec, file_ids: list[int]
) -> None:
    """Fill the temporary table `touched_days`: the days whose rows may have changed.

    These are the days of the rows of these files, and those of all rows with contested keys.
    """
    connection.execute(
        f"""
        create or replace temp table touched_days as
        select distinct {feed.day_sql} as order_date from {feed.table}
        where file_id in ({id_list_sql(file_ids)}) and {feed.date_column} is not null
        union
        select distinct cast(rows.{feed.date_column} as date) from {feed.table} as rows
        inner join contested_keys as contested on {same_unit_sql(feed, "rows", "contested")}
        where rows.{feed.date_column} is not null
        """
    )


def find_all_days(connection: duckdb.DuckDBPyConnection, feed: FeedSpec) -> None:
    """Fill `touched_days` with every day of the feed: a file that restates all may change any."""
    connection.execute(
        f"""
        create or replace temp table touched_days as
        select distinct {feed.day_sql} as order_date from {feed.table}
        where {feed.date_column} is not null
        """
    )


def delete_fingerprints(connection: duckdb.DuckDBPyConnection, feed: FeedSpec) -> None:
    """Delete the fingerprints of all days of a feed, also of those that no longer have rows."""
    connection.execute("delete from raw.day_fingerprints where feed = ?", [feed.name])


def rewrite_touched_days(connection: duckdb.DuckDBPyConnection, feed: FeedSpec) -> None:
    """Replace the content fingerprints of `touched_days`; a day without rows gets none.

    The hashes of the rows are added up, so that the order of the rows does not matter.
    """
    day = feed.day_sql
    connection.execute(
        """
        delete from raw.day_fingerprints
        where feed = ? and order_date in (select order_date from touched_days)
        """,
        [feed.name],
    )
    connection.execute(
        f"""
        insert into raw.day_fingerprints
        select '{feed.name}', {day}, null, count(*),
            md5(cast(sum(hash({data_columns_sql(feed)})::hugeint) as varchar) || '/' || count(*))
        from {feed.table} as rows
        where not is_superseded and {day} in (select order_date from touched_days)
        group by {day}
        order by {day}
        """
    )


def combine_with_references(
    connection: duckdb.DuckDBPyConnection, references: list[FeedSpec]
) -> None:
    """Store the fingerprint of each day: that of its content, combined with these reference feeds.

    A change in any reference feed changes the fingerprint of every day.
    """
    contents = " union all ".join(
        f"""
        select '{feed.name}' as feed, count(*) as row_count,
            sum(hash({data_columns_sql(feed)}, files.content_date)::hugeint) as content
        from {feed.table} as rows inner join raw.files as files on files.file_id = rows.file_id
        where not rows.is_superseded
        """
        for feed in references
    )
    connection.execute(
        f"""
        update raw.day_fingerprints as days set fingerprint = combined.fingerprint
        from (
            select day.feed, day.order_date,
                md5(day.content_fingerprint || reference.content) as fingerprint
            from raw.day_fingerprints as day
            cross join (
                select string_agg(concat_ws(':', feed, row_count, content), ',' order by feed)
                    as content
                from ({contents})
            ) as reference
        ) as combined
        where days.feed = combined.feed and days.order_date = combined.order_date
            and days.fingerprint is distinct from combined.fingerprint
        """
    )
