"""Read one recognised file into the temporary table `typed_rows`, with a row for every record.

How a cell is typed belongs in `cell_types.py`; where the rows are stored, in `ingestion/load`.
"""

import duckdb

from ecom_platform.errors import DamagedFileError
from ecom_platform.ingestion.feeds.feed import FeedSpec
from ecom_platform.ingestion.files.layout_recognition import RecognisedLayout
from ecom_platform.ingestion.files.text_records import TextRecords, blank_line_positions
from ecom_platform.ingestion.records.cell_types import (
    any_of,
    literal,
    trimmed_cells,
    typed_columns,
)
from ecom_platform.ingestion.records.header_sections import Section, find_sections

MAX_UNREADABLE_SHARE = 0.10
MIN_UNREADABLE_ROWS = 10
CANNOT_BE_SPLIT = "the record cannot be split into cells"
UNREADABLE = (duckdb.IOException, duckdb.InvalidInputException, duckdb.ConversionException)


def read_typed_rows(
    connection: duckdb.DuckDBPyConnection, records: TextRecords, recognised: RecognisedLayout
) -> int:
    """The number of records that are headers inside the file, after `typed_rows` was filled.

    `typed_rows` has record_number, layout, every raw column, cell_errors, is_blank, reason (null
    when the row can be read) and record (the text of an unreadable row).

    Raises:
        DamagedFileError: DuckDB cannot read the file to its end, or too many rows are unreadable.
        LayoutError: a header inside the file has a column twice.
    """
    feed = recognised.feed
    try:
        read_records(connection, records)
        sections = find_sections(connection, records.inspection, recognised)
        selects = [
            _typed_section_query(feed, section, following, records)
            for section, following in zip(sections, [*sections[1:], None], strict=True)
        ]
        connection.execute(
            f"create or replace temp table typed_rows as {' union all by name '.join(selects)}"
        )
        _add_rejected_records(connection)
    except UNREADABLE as error:
        raise DamagedFileError(
            f"{records.name} cannot be read to its end: {str(error).splitlines()[0]} "
            "Deliver it again."
        ) from error
    connection.execute("drop table records")
    _refuse_if_mostly_unreadable(connection, records.name)
    return len(sections) - 1


def read_records(connection: duckdb.DuckDBPyConnection, records: TextRecords) -> None:
    """Fill the temporary table `records`, in which each record has its number in the file.

    Raises:
        duckdb.Error: DuckDB cannot read the file to its end.
    """
    _drop_rejects(connection)  # a file that was refused half-way may have left some
    connection.execute(f"create or replace temp table records as {records.select}")
    if records.csv_file is not None and _has_rejects(connection):
        _number_rejected_records(connection, blank_line_positions(records.csv_file))
        _shift_records_after_rejected_ones(connection)


def _number_rejected_records(connection: duckdb.DuckDBPyConnection, blank: list[int]) -> None:
    """Fill `rejected_records`; DuckDB counts the lines at the `blank` positions as records."""
    connection.execute(
        """
        create or replace temp table rejected_records as
        select line - 1 - len(list_filter($blank, lambda position: position < line - 1))
                as record_number,
            max(csv_line) as record, max(error_message) as error
        from reject_errors group by line
        """,
        {"blank": blank},
    )


def _shift_records_after_rejected_ones(connection: duckdb.DuckDBPyConnection) -> None:
    """Raise the number of each record by the rejected ones before it: DuckDB did not count them."""
    connection.execute(
        """
        create or replace temp table records as
        with gaps as (
            select record_number - position as last_before, max(position) as rejected_count
            from (
                select record_number, row_number() over (order by record_number) as position
                from rejected_records
            )
            group by last_before
        )
        select records.* replace (
            record_number + coalesce(gaps.rejected_count, 0) as record_number
        )
        from records asof left join gaps on records.record_number > gaps.last_before
        """
    )


def _drop_rejects(connection: duckdb.DuckDBPyConnection) -> None:
    for table in ("reject_errors", "reject_scans"):
        connection.execute(f"drop table if exists {table}")


def _has_rejects(connection: duckdb.DuckDBPyConnection) -> bool:
    found = connection.execute(
        "select 1 from duckdb_tables() where table_name = 'reject_errors'"
    ).fetchone()
    return found is not None


def _typed_section_query(
    feed: FeedSpec, section: Section, following: Section | None, records: TextRecords
) -> str:
    typed = typed_columns(feed, section.layout, section.cells, has_iso_dates=records.has_iso_dates)
    values = ",\n".join(f"{column.value} as {name}" for name, column in typed.items())
    checks = [
        f"case when not ({predicate}) then {literal(reason)} end"
        for predicate, reason in feed.row_checks.items()
    ]
    every_cell = ", ".join(f"c{cell}" for cell in range(len(records.header)))
    trimmed = ", ".join(f"t{cell}" for cell in section.cells.values())
    end = f"and record_number < {following.first_record}" if following else ""
    return f"""
        select * exclude ({every_cell}, cell_reason),
            {any_of(["cell_reason", *checks])} as reason,
            case when reason is not null then concat_ws(',', {every_cell}) end as record
        from (
            select * exclude ({trimmed}),
                {any_of([column.cell_error for column in typed.values()])} as cell_errors,
                coalesce({trimmed}) is null as is_blank,
                {any_of([column.reason for column in typed.values()])} as cell_reason
            from (
                select record_number, {literal(section.layout.name)} as layout,
                    {every_cell}, {trimmed},
                    {values}
                from (
                    select record_number, {every_cell}, {trimmed_cells(section.cells.values())}
                    from records
                    where record_number > {section.first_record} {end}
                )
            )
        )
    """


def _add_rejected_records(connection: duckdb.DuckDBPyConnection) -> None:
    """Add the records that DuckDB could not split into cells, as unreadable rows."""
    if not _has_rejects(connection):
        return
    connection.execute(
        f"""
        insert into typed_rows by name
        select record_number, false as is_blank, record, '{CANNOT_BE_SPLIT}: ' || error as reason
        from rejected_records
        """
    )
    _drop_rejects(connection)


def _refuse_if_mostly_unreadable(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    row = connection.execute(
        """
        select count(*), count(reason), mode(reason), min(record_number) filter (reason is not null)
        from typed_rows where not is_blank
        """
    ).fetchone()
    total, unreadable, reason, first = row or (0, 0, None, None)
    many = unreadable >= MIN_UNREADABLE_ROWS and unreadable > MAX_UNREADABLE_SHARE * total
    if unreadable and (many or unreadable == total):
        raise DamagedFileError(
            f"{name}: {unreadable:,} of {total:,} rows cannot be read, the first in record "
            f"{first:,}; for example: {reason}. Its columns or its date format have changed, or it "
            "is damaged. Deliver it in the declared form."
        )
