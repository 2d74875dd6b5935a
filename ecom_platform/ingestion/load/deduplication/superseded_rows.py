"""Mark the rows that another statement supersedes: of each line, order or day the latest counts.

What a newer delivery states anew is declared by the feed; which statement is the latest is decided
in `latest_version.py`.
"""

import duckdb

from ecom_platform.ingestion.feeds.feed import FeedSpec
from ecom_platform.ingestion.load.deduplication.latest_version import superseded_rows_sql
from ecom_platform.ingestion.load.deduplication.restated_keys import (
    id_list_sql,
    line_sql,
    same_unit_sql,
    unit_names,
    unit_sql,
)


def find_contested_keys(
    connection: duckdb.DuckDBPyConnection, feed: FeedSpec, file_ids: list[int]
) -> None:
    """Fill the temporary table `contested_keys`: what these files state and others state too.

    Its columns are those of `restated_keys.unit_names`.
    """
    units = ", ".join(unit_sql(feed, "rows"))
    names = ", ".join(unit_names(feed))
    lines = f"count(distinct hash({line_sql(feed, 'rows')}))"
    is_repeated = f"or count(*) > {lines}" if feed.is_key_of_one_row else ""
    connection.execute(
        f"""
        create or replace temp table contested_keys as
        with stated({names}) as (
            select distinct {units} from {feed.table} as rows
            where not rows.is_repeat and rows.file_id in ({id_list_sql(file_ids)})
        )
        select stated.* from {feed.table} as rows
        inner join stated on {same_unit_sql(feed, "rows", "stated")}
        where not rows.is_repeat
        group by all
        having count(distinct rows.file_id) > 1 {is_repeated}
        """
    )


def let_all_count(connection: duckdb.DuckDBPyConnection, feed: FeedSpec) -> None:
    """Let every row count that its own file does not repeat, as if no other file existed."""
    connection.execute(
        f"update {feed.table} set is_superseded = is_repeat, superseded_by = null, "
        "is_taken_out = false"
    )


def mark_superseded(connection: duckdb.DuckDBPyConnection, feed: FeedSpec) -> None:
    """Mark all rows of every contested key as superseded, except those of its latest version.

    The rows keep the id of the file that superseded them, and whether it left them out.
    """
    connection.execute(
        f"""
        update {feed.table} as target set is_superseded = decided.superseded_by is not null,
            superseded_by = decided.superseded_by, is_taken_out = decided.is_taken_out
        from ({superseded_rows_sql(feed)}) as decided
        where target.file_id = decided.file_id and target.record_number = decided.record_number
            and (target.superseded_by, target.is_taken_out)
                is distinct from (decided.superseded_by, decided.is_taken_out)
        """
    )


def mark_superseded_files(connection: duckdb.DuckDBPyConnection, feed: FeedSpec) -> None:
    """Mark the rows of all files as superseded, except the last delivered of each date and layout.

    For feeds in which a later file replaces the whole earlier file. The date is that in the name;
    it does not matter for transactions, whose newest file holds all days.
    """
    date_in_name = "content_date" if feed.role == "reference" else "null"
    connection.execute(
        f"""
        update {feed.table} as target set is_superseded = decided.superseded_by is not null,
            superseded_by = decided.superseded_by
        from (
            select file_id, nullif(first_value(file_id) over (
                partition by {date_in_name}, layouts order by delivered_number desc
            ), file_id) as superseded_by
            from raw.files where feed = ? and status = 'loaded'
        ) as decided
        where target.file_id = decided.file_id
            and target.superseded_by is distinct from decided.superseded_by
        """,
        [feed.name],
    )
