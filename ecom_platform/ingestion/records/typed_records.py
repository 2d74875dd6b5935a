"""Read one recognised file into the temporary table `typed_rows`, each record accounted for.

What a cell becomes is `typing_sql`'s work; where rows go is `load`'s.
"""

import duckdb

from ecom_platform.errors import DamagedFileError
from ecom_platform.ingestion.feeds.feed import FeedSpec
from ecom_platform.ingestion.files.file_readers import Source, blank_lines
from ecom_platform.ingestion.files.layout_recognition import Recognised
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
    connection: duckdb.DuckDBPyConnection, source: Source, recognised: Recognised, name: str
) -> int:
    """Fill `typed_rows` and return how many records are headers inside the file.

    `typed_rows` has record_number, layout, every raw column, cell_errors, is_blank, reason (null
    when the row can be read) and record (the text of an unreadable row).

    Raises:
        DamagedFileError: the reader gave up, or too many rows cannot be read.
        LayoutError: a header inside the file has a column twice.
    """
    feed = recognised.feed
    try:
        read_records(connection, source)
        sections = find_sections(connection, source.header, recognised, name)
        selects = [
            _typed_section(feed, section, following, source)
            for section, following in zip(sections, [*sections[1:], None], strict=True)
        ]
        connection.execute(
            f"create or replace temp table typed_rows as {' union all by name '.join(selects)}"
        )
        _add_rejected_records(connection)
    except UNREADABLE as error:
        raise DamagedFileError(
            f"{name} cannot be read to its end: {str(error).splitlines()[0]} Deliver it again."
        ) from error
    connection.execute("drop table records")
    _refuse_if_mostly_unreadable(connection, name)
    return len(sections) - 1


def read_records(connection: duckdb.DuckDBPyConnection, source: Source) -> None:
    """Fill the temporary table `records`: each record under its place in the file.

    Raises:
        duckdb.Error: the reader gave up.
    """
    _forget_rejects(connection)  # a file that was refused half-way may have left some
    connection.execute(f"create or replace temp table records as {source.select}")
    if source.text is not None and _has_rejects(connection):
        _find_rejected_records(connection, blank_lines(source.text))
        _make_room_for_rejected_records(connection)


def _find_rejected_records(connection: duckdb.DuckDBPyConnection, blank: list[int]) -> None:
    """Number the records the reader could not split: it counts blank lines, which are none."""
    connection.execute(
        """
        create or replace temp table rejected_records as
        select line - 1 - len(list_filter($blank, lambda place: place < line - 1))
                as record_number,
            max(csv_line) as record, max(error_message) as error
        from reject_errors group by line
        """,
        {"blank": blank},
    )


def _make_room_for_rejected_records(connection: duckdb.DuckDBPyConnection) -> None:
    """The reader passed over them, and numbered the records that follow as if they were none."""
    connection.execute(
        """
        create or replace temp table records as
        with gaps as (
            select record_number - place as last_before, max(place) as width
            from (
                select record_number, row_number() over (order by record_number) as place
                from rejected_records
            )
            group by last_before
        )
        select records.* replace (record_number + coalesce(gaps.width, 0) as record_number)
        from records asof left join gaps on records.record_number > gaps.last_before
        """
    )


def _forget_rejects(connection: duckdb.DuckDBPyConnection) -> None:
    for table in ("reject_errors", "reject_scans"):
        connection.execute(f"drop table if exists {table}")


def _has_rejects(connection: duckdb.DuckDBPyConnection) -> bool:
    found = connection.execute(
        "select 1 from duckdb_tables() where table_name = 'reject_errors'"
    ).fetchone()
    return found is not None


def _typed_section(
    feed: FeedSpec, section: Section, following: Section | None, source: Source
) -> str:
    typed = typed_columns(feed, section.layout, section.cells, typed_dates=source.typed_dates)
    values = ",\n".join(f"{column.value} as {name}" for name, column in typed.items())
    checks = [
        f"case when not ({predicate}) then {literal(reason)} end"
        for predicate, reason in feed.row_checks.items()
    ]
    every_cell = ", ".join(f"c{cell}" for cell in range(len(source.header)))
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
    """Records the reader could not split into cells become unreadable rows."""
    if not _has_rejects(connection):
        return
    connection.execute(
        f"""
        insert into typed_rows by name
        select record_number, false as is_blank, record, '{CANNOT_BE_SPLIT}: ' || error as reason
        from rejected_records
        """
    )
    _forget_rejects(connection)


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
            f"{first:,}; for example: {reason}. Its columns or its date form have changed, or it "
            "is damaged: deliver it in the declared form."
        )
