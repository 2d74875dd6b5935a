"""Rules that hold for every feed, built from the declarations of the feeds."""

from ecom_platform.ingestion.feeds.feed import FeedSpec
from ecom_platform.ingestion.feeds.feed_registry import all_feeds
from ecom_platform.ingestion.records.cell_types import literal_sql
from ecom_platform.ingestion.records.typed_records import CANNOT_BE_SPLIT
from ecom_platform.quality.rules.rule import Query, Row, Rule, exact

QUARANTINE_SHARE_ERROR = 0.05  # beyond this the whole file is wrong
QUARANTINE_SHARE_WARN = 0.005
QUARANTINE_ROWS_WARN = 5

_TECHNICAL = (
    ("file_id", "bigint"),
    ("record_number", "bigint"),
    ("layout", "varchar"),
    ("section_number", "integer"),
    ("is_repeat", "boolean"),
    ("is_superseded", "boolean"),
    ("superseded_by", "bigint"),
    ("is_taken_out", "boolean"),
    ("cell_errors", "varchar"),
)
_UNREADABLE = "[\u00c3\u00c2\u00e2][\u0080-\u00bf\u20ac\u2122\u0153]|\ufffd"


def _required_columns_have_values(feed: FeedSpec) -> Rule:
    conditions = [
        f"(layout <> {literal_sql(layout.name)} or {column.name} is not null)"
        for layout in feed.layouts
        for column in layout.columns
        if column.required
    ]
    return Rule(
        name="required_columns_have_values",
        table=feed.table,
        about="Every row has a value in each column that its layout requires. A row without a key "
        "can neither be counted nor found again. Ask the sender for the missing values.",
        kind="completeness",
        severity="error",
        owner=feed.owner,
        money=feed.money if feed.money != "null" else "",
        check=exact(" and ".join(conditions)),
    )


def _text_is_readable(feed: FeedSpec) -> Rule:
    texts = [column.name for column in feed.columns if column.sql_type == "varchar"]
    return Rule(
        name="text_is_readable",
        table=feed.table,
        about="No text shows signs of a wrong encoding. Otherwise names and statuses would match "
        "nothing. Deliver the file as UTF-8.",
        kind="validity",
        severity="error",
        owner=feed.owner,
        check=Row(f"not regexp_matches(concat_ws(' ', {', '.join(texts)}), '{_UNREADABLE}')"),
    )


def _columns_are_as_declared(feed: FeedSpec) -> Rule:
    declared = (*_TECHNICAL, *((column.name, column.sql_type) for column in feed.columns))
    rows = ", ".join(f"({literal_sql(name)}, {literal_sql(kind)})" for name, kind in declared)
    return Rule(
        name="columns_are_as_declared",
        table=feed.table,
        about="The raw table has exactly the columns its feed declares. A missing column makes "
        "models fail, and a column of another type makes them compare texts. Load the feed "
        "again.",
        kind="schema",
        severity="error",
        owner=feed.owner,
        check=Query(
            failing=f"""
                select coalesce(declared.name, found.name) as column_name,
                    coalesce(declared.kind, 'nothing') as declared_kind,
                    coalesce(found.kind, 'missing') as found_kind
                from (values {rows}) as declared (name, kind)
                full outer join (
                    select column_name as name, lower(replace(data_type, ',', ', ')) as kind
                    from duckdb_columns()
                    where schema_name = 'raw' and table_name = {literal_sql(feed.name)}
                ) as found on found.name = declared.name
                where replace(declared.kind, ' ', '') is distinct from replace(found.kind, ' ', '')
                order by 1
            """,
            finding="The column {column_name} is declared as {declared_kind} and is {found_kind}.",
        ),
    )


def _newest_files_sql(feed: FeedSpec) -> str:
    """SELECT of the loaded files whose period no later file covers.

    The errors of all other files are repaired by the later file.
    """
    return f"""
        select * from raw.files as files
        where feed = {literal_sql(feed.name)} and status = 'loaded' and not exists (
            select 1 from raw.files as later
            where later.feed = files.feed and later.status = 'loaded'
                and later.file_id > files.file_id and later.first_date <= files.first_date
                and later.last_date >= files.last_date
        )
    """


def _files_are_readable(feed: FeedSpec) -> Rule:
    return Rule(
        name="files_are_readable",
        table=feed.table,
        about="Every file of the feed in the landing folder is loaded. The rows of a refused file "
        "are missing. Deliver it again in the declared layout, or remove it from the "
        "landing folder.",
        kind="completeness",
        severity="error",
        owner=feed.owner,
        check=Query(
            failing=f"""
                select file_name, message from raw.files
                where status = 'refused' and feed = {literal_sql(feed.name)} order by file_id
            """,
            finding="{message}",
        ),
    )


def _files_end_with_a_whole_record(feed: FeedSpec) -> Rule:
    return Rule(
        name="files_end_with_a_whole_record",
        table=feed.table,
        about="The last record of a file has all its cells. Otherwise the transfer broke off, and "
        "an unknown number of records is missing. Deliver the file again.",
        kind="completeness",
        severity="error",
        owner=feed.owner,
        check=Query(
            failing=f"""
                select file_name, record_number, reason
                from ({_newest_files_sql(feed)}) as files
                inner join raw.quarantine as broken on broken.file_id = files.file_id
                where broken.record_number >= files.record_count
                    and broken.reason like '{CANNOT_BE_SPLIT}%'
                order by files.file_id
            """,
            finding="{file_name} breaks off in record {record_number}: {reason}.",
        ),
    )


def _quarantine_query(feed: FeedSpec, above: float, at_most: float, min_rows: int) -> Query:
    """Files of which a share of the rows between two limits could not be read."""
    return Query(
        failing=f"""
            select file_name, quarantined_count, quarantined_amount as amount,
                quarantined_count / (quarantined_count + loaded_count) as share
            from ({_newest_files_sql(feed)})
            where quarantined_count >= {min_rows} and share > {above} and share <= {at_most}
            order by share desc, file_id
        """,
        finding="{quarantined_count} rows of {file_name}, a share of {share}, could not be read; "
        "raw.quarantine says why.",
    )


def _quarantine_is_small(feed: FeedSpec) -> Rule:
    return Rule(
        name="quarantine_is_small",
        table=feed.table,
        about=f"At most {QUARANTINE_SHARE_ERROR:.0%} of the rows of a file cannot be read. With "
        "more of them the whole file is wrong. Look into raw.quarantine, and deliver the file "
        "again.",
        kind="completeness",
        severity="error",
        owner=feed.owner,
        check=_quarantine_query(feed, QUARANTINE_SHARE_ERROR, 1.0, 1),
    )


def _quarantine_is_nearly_empty(feed: FeedSpec) -> Rule:
    return Rule(
        name="quarantine_is_nearly_empty",
        table=feed.table,
        about=f"At most {QUARANTINE_SHARE_WARN:.1%} of the rows of a file cannot be read. A few "
        "rows always fail; a growing share means a change at the sender. Look into raw.quarantine.",
        kind="completeness",
        severity="warn",
        owner=feed.owner,
        check=_quarantine_query(
            feed, QUARANTINE_SHARE_WARN, QUARANTINE_SHARE_ERROR, QUARANTINE_ROWS_WARN
        ),
    )


def _records_are_accounted_for(feed: FeedSpec) -> Rule:
    return Rule(
        name="records_are_accounted_for",
        table=feed.table,
        about="Every record of a file is a header, blank, loaded or in quarantine. Otherwise rows "
        "were lost or doubled during loading. Load the file into a new warehouse and "
        "compare.",
        kind="reconciliation",
        severity="error",
        owner=feed.owner,
        check=Query(
            failing=f"""
                with loaded as (
                    select file_id, count(*) as row_count from {feed.table} group by file_id
                ), kept_back as (
                    select file_id, count(*) as row_count from raw.quarantine
                    where feed = {literal_sql(feed.name)} group by file_id
                )
                select files.file_name, files.record_count,
                    files.header_count + files.blank_count as empty_count,
                    coalesce(loaded.row_count, 0) as table_count,
                    coalesce(kept_back.row_count, 0) as quarantined_count
                from raw.files as files
                left join loaded on loaded.file_id = files.file_id
                left join kept_back on kept_back.file_id = files.file_id
                where files.feed = {literal_sql(feed.name)} and files.status = 'loaded'
                    and files.record_count <> files.header_count + files.blank_count
                        + coalesce(loaded.row_count, 0) + coalesce(kept_back.row_count, 0)
                order by files.file_id
            """,
            finding="{file_name} has {record_count} records, but {empty_count} headers and blanks, "
            "{table_count} rows in the table and {quarantined_count} in quarantine.",
        ),
    )


def _rows_and_money_add_up(feed: FeedSpec) -> Rule:
    sums = ", ".join(
        f"sum({column}) filter (outcome {sign} 'read') as {name}_{column}"
        for name, sign in (("read", "="), ("kept", "<>"))
        for column in ("row_count", "amount", "unknown_amount_count")
    )
    return Rule(
        name="rows_and_money_add_up",
        table=feed.table,
        about="What was read of a file is what is live, repeated, superseded or in quarantine, in "
        "rows and in money of each currency. Otherwise a delivery was lost or counted twice. "
        "Reload the feed, and compare.",
        kind="reconciliation",
        severity="error",
        owner=feed.owner,
        check=Query(
            failing=f"""
                with accounts as (
                    select file_id, coalesce(currency, 'no currency') as currency, {sums}
                    from raw.row_accounts where feed = {literal_sql(feed.name)}
                        and file_id in (
                            select file_id from raw.row_accounts where outcome = 'read'
                        )
                    group by all
                )
                select files.file_name, accounts.currency,
                    coalesce(read_row_count, 0) as read_rows,
                    coalesce(kept_row_count, 0) as kept_rows,
                    coalesce(read_amount, 0) as read_amount, coalesce(kept_amount, 0) as kept_amount
                from accounts inner join raw.files as files on files.file_id = accounts.file_id
                where (read_row_count, coalesce(read_amount, 0), read_unknown_amount_count)
                    is distinct from
                    (kept_row_count, coalesce(kept_amount, 0), kept_unknown_amount_count)
                order by files.file_id, accounts.currency
            """,
            finding="{file_name} had {read_rows} rows worth {read_amount} {currency}, of which "
            "{kept_rows} worth {kept_amount} are accounted for.",
        ),
    )


_OF_EVERY_FEED = (
    _files_are_readable,
    _text_is_readable,
    _columns_are_as_declared,
    _files_end_with_a_whole_record,
    _quarantine_is_small,
    _quarantine_is_nearly_empty,
    _records_are_accounted_for,
    _rows_and_money_add_up,
)

_WITH_KEYS = tuple(
    feed
    for feed in all_feeds().values()
    if any(column.required for layout in feed.layouts for column in layout.columns)
)

RULES = (
    *(_required_columns_have_values(feed) for feed in _WITH_KEYS),
    *(make(feed) for feed in all_feeds().values() for make in _OF_EVERY_FEED),
)
