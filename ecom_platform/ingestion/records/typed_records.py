"""Read one recognised file into the temporary table `typed_rows`, with a row for every record.

Cells are given their types in `cell_types.py`; the rows are stored in `ingestion/load`.
"""

import re
from collections.abc import Mapping

import duckdb

from ecom_platform.errors import DamagedFileError
from ecom_platform.ingestion.feeds.feed import FeedSpec
from ecom_platform.ingestion.files.layout_recognition import RecognisedLayout
from ecom_platform.ingestion.files.text_records import TextRecords
from ecom_platform.ingestion.records.cell_types import (
    CellForm,
    TypedColumn,
    joined_texts_sql,
    literal_sql,
    trimmed_cells_sql,
    typed_columns,
)
from ecom_platform.ingestion.records.header_sections import Section, find_sections
from ecom_platform.ingestion.records.local_notation import LocalNotation, find_local_notation
from ecom_platform.ingestion.records.number_cells import DecimalMark, find_decimal_mark
from ecom_platform.ingestion.records.time_cells import TimeZones
from ecom_platform.ingestion.records.total_rows import (
    could_be_total_sql,
    mark_total_rows,
    names_a_total_sql,
)
from ecom_platform.ingestion.records.unreadable_rows import refuse_if_mostly_unreadable

CANNOT_BE_SPLIT = "the record cannot be split into cells"
READ_ERRORS = (duckdb.IOException, duckdb.InvalidInputException, duckdb.ConversionException)


def read_typed_rows(
    connection: duckdb.DuckDBPyConnection,
    records: TextRecords,
    recognised: RecognisedLayout,
    zones: TimeZones,
) -> int:
    """Fill the temporary table `typed_rows`; returns the number of headers inside the file.

    What was read in another form than the declared one is added to the remarks of `records`.

    `typed_rows` has record_number, layout, every raw column, cell_errors, is_blank (the record
    holds no row), is_total (because it adds up other rows), reason (null when the row can be
    read), is_money_unread and record (the text of an unreadable row).

    Raises:
        DamagedFileError: DuckDB cannot read the file to its end, or too many rows are unreadable.
        LayoutError: a header inside the file has a column twice.
    """
    feed = recognised.feed
    try:
        read_records(connection, records)
        sections = find_sections(connection, records.file, recognised)
        mark = _decimal_mark(connection, records, sections)
        notation = find_local_notation(connection, records, sections, mark)
        form = _cell_form(records, zones, mark, notation)
        selects = [
            _typed_section_sql(feed, section, next_section, records, form, notation=notation)
            for section, next_section in zip(sections, [*sections[1:], None], strict=True)
        ]
        connection.execute(
            f"create or replace temp table typed_rows as {' union all by name '.join(selects)}"
        )
        _add_rejected_records(connection)
        mark_total_rows(connection, feed)
    except READ_ERRORS as error:
        raise DamagedFileError(
            f"{records.name} cannot be read to its end: {str(error).splitlines()[0]} "
            "Deliver it again."
        ) from error
    records.remarks.extend(notation.remarks)
    connection.execute("drop table records")
    refuse_if_mostly_unreadable(connection, records.name)
    return len(sections) - 1


def read_records(connection: duckdb.DuckDBPyConnection, records: TextRecords) -> None:
    """Fill the temporary table `records`, in which each record has its number in the file.

    Raises:
        duckdb.Error: DuckDB cannot read the file to its end.
    """
    _drop_rejects(connection)  # a file that was refused before its end may have left some
    limits = records.file.landing_file.limits
    first = f" limit {limits.rows + 2}" if limits.rows is not None else ""  # the header is one
    connection.execute(f"create or replace temp table records as {records.sql}{first}")
    row = connection.execute("select max(record_number) from records").fetchone()
    limits.require_rows(records.name, (row and row[0]) or 0)
    if records.text is not None and _has_rejects(connection):
        _number_rejected_records(connection, records.blank_line_positions())
        _shift_records_after_rejected_ones(connection)


def _number_rejected_records(connection: duckdb.DuckDBPyConnection, blank: list[int]) -> None:
    """Fill the temporary table `rejected_records`: number, text and error of each rejected record.

    The column `line` of `reject_errors` counts the header, the records and the blank lines from 1.
    The record number is therefore `line` less 1 for the header and less the blank lines before it.

    Args:
        connection: has the table `reject_errors`.
        blank: the positions of the blank lines of the file, from 0.
    """
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
    """Increase the number of each record by the rejected records before it.

    DuckDB numbers only the records that it can split. Before the k-th rejected record, with number
    n in the file, it has counted n - k records (`last_before`); every record with a higher number
    follows at least k rejected ones.
    """
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
    """Drop the tables in which DuckDB keeps the rejected records of the last CSV."""
    for table in ("reject_errors", "reject_scans"):
        connection.execute(f"drop table if exists {table}")


def _has_rejects(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether DuckDB has rejected records of a CSV since `_drop_rejects`."""
    row = connection.execute(
        "select 1 from duckdb_tables() where table_name = 'reject_errors'"
    ).fetchone()
    return row is not None


def _decimal_mark(
    connection: duckdb.DuckDBPyConnection, records: TextRecords, sections: list[Section]
) -> DecimalMark:
    """How the numbers of the file in the temporary table `records` separate decimals."""
    numbers = {
        section.cell_positions[column.name]
        for section in sections
        for column in section.layout.columns
        if column.kind in ("integer", "decimal") and column.name in section.cell_positions
    }
    return find_decimal_mark(connection, sorted(numbers), records.file.separator)


def _cell_form(
    records: TextRecords, zones: TimeZones, mark: DecimalMark, notation: LocalNotation
) -> CellForm:
    """How the file writes its cells, after its dotted dates are rewritten."""
    has_iso_dates = records.has_iso_dates or bool(notation.dates)
    return CellForm(zones, mark, has_iso_dates, is_sheet=records.file.kind == "xlsx")


def _typed_section_sql(
    feed: FeedSpec,
    section: Section,
    next_section: Section | None,
    records: TextRecords,
    form: CellForm,
    *,
    notation: LocalNotation,
) -> str:
    """The query for the typed rows of one section, with the columns of `typed_rows`.

    From the inside out: trim the cells, type them, find the errors, then check whole rows.
    """
    typed = typed_columns(feed, section.layout, section.cell_positions, form)
    values = ",\n".join(f"{column.value} as {name}" for name, column in typed.items())
    checks = [
        f"case when cell_reason is null and not ({predicate}) then {literal_sql(reason)} end"
        for predicate, reason in feed.row_checks.items()
    ]
    every_cell = ", ".join(f"c{cell}" for cell in range(len(records.header)))
    positions = section.cell_positions.values()
    trimmed = ", ".join(f"t{position}" for position in positions)
    end = f"and record_number < {next_section.first_record}" if next_section else ""
    trimmed_cells = f"""
        select record_number, {every_cell}, {trimmed_cells_sql(positions)}
        from records where record_number > {section.first_record} {end}
    """
    return f"""
        select * exclude ({every_cell}, cell_reason),
            {joined_texts_sql(["cell_reason", *checks])} as reason,
            case when reason is not null then concat_ws(',', {every_cell}) end as record
        from (
            select * exclude ({trimmed}),
                {joined_texts_sql([column.cell_error for column in typed.values()])} as cell_errors,
                coalesce({trimmed}) is null as is_blank,
                {joined_texts_sql([column.reason for column in typed.values()])} as cell_reason,
                {_is_money_unread_sql(feed, typed)} as is_money_unread,
                {could_be_total_sql(section)} as could_be_total,
                {names_a_total_sql(positions)} as names_a_total
            from (
                select record_number, {literal_sql(section.layout.name)} as layout,
                    {every_cell}, {trimmed},
                    {values}
                from ({notation.rewritten_sql(trimmed_cells, positions)})
            )
        )
    """


def _is_money_unread_sql(feed: FeedSpec, typed: Mapping[str, TypedColumn]) -> str:
    """SQL for whether a cell of which the money of a row is made cannot be read."""
    faults = [
        f"({fault}) is not null"
        for name, column in typed.items()
        for fault in (column.reason, column.cell_error)
        if fault != "null" and re.search(rf"\b{name}\b", feed.money)
    ]
    return " or ".join(faults) or "false"


def _add_rejected_records(connection: duckdb.DuckDBPyConnection) -> None:
    """Add the records that DuckDB could not split into cells, as unreadable rows."""
    if not _has_rejects(connection):
        return
    connection.execute(
        f"""
        insert into typed_rows by name
        select record_number, false as is_blank, true as is_money_unread, record,
            '{CANNOT_BE_SPLIT}: ' || error as reason
        from rejected_records
        """
    )
    _drop_rejects(connection)
