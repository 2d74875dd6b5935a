"""Divide a landing folder into the files from before the drill and the deliveries of each night.

Sales and exchange rates are divided by their days. Reference feeds are delivered once more in the
first night, with the rows in another order, like a new export. Faults are planted in
`inject_faults.py`.
"""

import os
import shutil
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from pathlib import Path

from ecom_platform.errors import QualityError
from ecom_platform.fault_injection.fault import Delivery, Files
from ecom_platform.fault_injection.fault_registry import all_faults
from ecom_platform.fault_injection.planting import parse_date_cell
from ecom_platform.fault_injection.text_table import Row, TextTable, read_table, write_table
from ecom_platform.ingestion.feeds.feed import FeedSpec, Layout, normal_header
from ecom_platform.ingestion.feeds.feed_registry import all_feeds
from ecom_platform.ingestion.files.content_date import content_date
from ecom_platform.ingestion.files.landing_folder import SUFFIXES, LandingFile, list_files
from ecom_platform.ingestion.files.layout_recognition import header_matches, recognise

NIGHTS, DAYS_BEFORE = 3, 7
# The newest orders of an export still change their status, so a real night would have delivered
# them differently: the drill leaves these days out.
UNSETTLED_DAYS = 7
DATED_REFERENCES = ("fx_rates",)


@dataclass(frozen=True)
class _DatedRow:
    """A row of a file with its day.

    Attributes:
        day: None for a header, and for a row without a date.
        layout: the layout of the header above the row.
        header: the header above the row.
        section: how often the dates of the file went back before this row.
        row: the cells.
        is_header: whether the row is itself a header.
    """

    day: date | None
    layout: Layout
    header: Row
    section: int
    row: Row
    is_header: bool = False


@dataclass(frozen=True)
class _Source:
    """A file of the landing folder, with its feed and rows."""

    file: LandingFile
    feed: FeedSpec
    table: TextTable
    rows: tuple[_DatedRow, ...]


NightDeliveries = tuple[Mapping[str, Delivery], ...]


def divide_into_nights(landing: Path, before: Path) -> NightDeliveries:
    """The deliveries of each night, by feed; the rows of earlier days are written into `before`.

    Args:
        landing: the files to divide, which are only read.
        before: the folder to write; a file that is not divided is linked where possible.

    Raises:
        QualityError: no feed has enough days.
    """
    before.mkdir(parents=True)
    by_feed = defaultdict(list)
    for source in _read_landing_files(landing):
        by_feed[source.feed.name].append(source)
    nights: list[dict[str, Delivery]] = [{} for _ in range(NIGHTS)]
    for name, sources in sorted(by_feed.items()):
        is_dated = sources[0].feed.role == "transactions" or name in DATED_REFERENCES
        days = _drill_days(sources) if is_dated else []
        for source in sources:
            last_day_before = days[-NIGHTS - 1] if days else None
            _write_rows_until(source, before, last_day_before)
        for number, delivery in enumerate(_deliveries_of_feed(sources, days)):
            nights[number][name] = delivery
    if not any(nights):
        raise QualityError(
            f"The files in {landing} have too few days for a drill: a feed needs at least "
            f"{DAYS_BEFORE + NIGHTS + UNSETTLED_DAYS} days."
        )
    _add_reference_files(by_feed, nights)
    return tuple(nights)


def _read_landing_files(landing: Path) -> Iterator[_Source]:
    for file in list_files(landing):
        table = read_table(file.name, file.path.read_bytes())
        feed = recognise(table.header, all_feeds().values(), file.name).feed
        yield _Source(file, feed, table, tuple(_rows_with_days(feed, table)))


def _drill_days(sources: Sequence[_Source]) -> list[date]:
    """The last days before the drill, then the days of its nights; empty when there are too few."""
    days = sorted(
        {dated_row.day for source in sources for dated_row in source.rows if dated_row.day}
    )
    settled = [day for day in days if day <= days[-1] - timedelta(days=UNSETTLED_DAYS)]
    needed = DAYS_BEFORE + NIGHTS
    return settled[-needed:] if len(settled) >= needed else []


def _rows_with_days(feed: FeedSpec, table: TextTable) -> Iterator[_DatedRow]:
    """Every row of a file with its day, layout and section.

    A new section starts where the date goes back: an export may repeat its days, and then the rows
    of the last section count.
    """
    header = table.header
    layout = next(known for known in feed.layouts if header_matches(known, header))
    section, newest = 0, date.min
    for row in table.rows:
        inner_layout = _layout_if_header(feed, row)
        if inner_layout:
            layout, header, newest = inner_layout, row, date.min
            yield _DatedRow(None, layout, header, section, row, is_header=True)
            continue
        day = _day_of_row(feed, layout, header, row)
        if day and day < newest:
            section += 1
        newest = day or newest
        yield _DatedRow(day, layout, header, section, row)


def _day_of_row(feed: FeedSpec, layout: Layout, header: Row, row: Row) -> date | None:
    position = _column_position(feed.date_column or "", layout, header)
    return None if position is None else _date_in_cell(feed.name, row[position])


@cache
def _column_position(column: str, layout: Layout, header: Row) -> int | None:
    """The position of a raw column in the rows below a header.

    None when the layout does not declare the column, or when the file does not have it.
    """
    headers = {
        normal_header(declared.header) for declared in layout.columns if declared.name == column
    }
    for position, cell in enumerate(header):
        if normal_header(cell) in headers:
            return position
    return None


@lru_cache(maxsize=200_000)
def _date_in_cell(feed: str, cell: str) -> date | None:
    moment = parse_date_cell(feed, cell)
    return moment[0].date() if moment else None


def _layout_if_header(feed: FeedSpec, row: Row) -> Layout | None:
    """The layout whose header is in this row; None for a row of data.

    A file of a feed with several layouts can have several sections, each with its own header.
    """
    if len(feed.layouts) == 1:
        return None
    # A header may be followed by cells with row numbers, which are not the name of a column.
    names = {normal_header(cell) for cell in row if cell.strip() and not cell.strip().isdigit()}
    return next((layout for layout in feed.layouts if layout.known_headers == names), None)


def _write_rows_until(source: _Source, before: Path, last: date | None) -> None:
    """Write the rows of a file up to the day `last` into `before`; all rows when `last` is None."""
    target = before / source.file.name
    target.parent.mkdir(parents=True, exist_ok=True)
    kept = [
        dated_row.row
        for dated_row in source.rows
        if last is None or dated_row.day is None or dated_row.day <= last
    ]
    if len(kept) == len(source.rows):
        _link_or_copy(source.file.path, target)
    elif kept:
        target.write_bytes(write_table(source.file.name, source.table.with_rows(kept)))


def _link_or_copy(path: Path, target: Path) -> None:
    try:
        os.link(path, target)
    except OSError:
        shutil.copyfile(path, target)


def _deliveries_of_feed(sources: Sequence[_Source], days: Sequence[date]) -> Iterator[Delivery]:
    """The delivery of a feed in each night; nothing when the feed has no drill days."""
    if not days:
        return
    files = [_files_of_day(sources, day) for day in days]
    first_night = len(days) - NIGHTS
    for position in range(first_night, len(days)):
        yield Delivery(
            feed=sources[0].feed.name,
            night=position - first_night + 1,
            day=days[position],
            files=files[position],
            earlier=tuple(files[:position]),
        )


def _files_of_day(sources: Sequence[_Source], day: date) -> Files:
    """The rows of a day as new files, one for each layout.

    When several files have the day, the rows of the last file are taken, as in ingestion.
    """
    for source in reversed(sources):
        tables = _rows_by_layout(source, day)
        if tables:
            return {
                _file_name(source, day, layout): write_table(_file_name(source, day, layout), table)
                for layout, table in tables.items()
            }
    return {}


def _file_name(source: _Source, day: date, layout: str) -> str:
    """The name of the file with a day of a feed; the suffix is that of the original file."""
    layout_part = f" {layout}" if len(source.feed.layouts) > 1 else ""
    suffix = next(end for end in SUFFIXES[::-1] if source.file.name.lower().endswith(end))
    return f"{source.feed.name} {day}{layout_part}{suffix}"


def _rows_by_layout(source: _Source, day: date) -> dict[str, TextTable]:
    """The rows of a day by layout; of rows that a file repeats, only those of the last section."""
    rows = [dated_row for dated_row in source.rows if dated_row.day == day]
    last_section: dict[tuple[str, ...], int] = {}
    if source.feed.repeats_within_file:
        last_section = {
            _deduplication_key(source.feed, dated_row): dated_row.section for dated_row in rows
        }
    tables: dict[str, TextTable] = {}
    for dated_row in rows:
        key = _deduplication_key(source.feed, dated_row)
        is_in_last_section = last_section.get(key, dated_row.section) == dated_row.section
        if is_in_last_section:
            table = tables.get(dated_row.layout.name, TextTable(dated_row.header, ()))
            tables[dated_row.layout.name] = table.with_rows((*table.rows, dated_row.row))
    return tables


def _deduplication_key(feed: FeedSpec, dated_row: _DatedRow) -> tuple[str, ...]:
    """What two rows of a file have in common when the later one replaces the earlier one."""
    positions = (
        _column_position(name, dated_row.layout, dated_row.header)
        for name in feed.deduplication_key
    )
    cells = (dated_row.row[position] for position in positions if position is not None)
    return (dated_row.layout.name, *cells)


def _add_reference_files(
    by_feed: Mapping[str, Sequence[_Source]], nights: Sequence[dict[str, Delivery]]
) -> None:
    """Add the newest file of each reference feed to the first night, with its rows in reverse.

    The other order makes it a new file for ingestion. Feeds that no fault damages are left out.
    """
    feeds_with_faults = {name for fault in all_faults().values() for name in fault.feeds}
    day = max(delivery.day for delivery in nights[0].values())
    for name, sources in by_feed.items():
        if name not in feeds_with_faults or name in nights[0]:
            continue
        newest = max(sources, key=lambda source: content_date(source.file.name) or date.min)
        file = Path(newest.file.name).name
        content = write_table(file, newest.table.with_rows(newest.table.rows[::-1]))
        nights[0][name] = Delivery(feed=name, night=1, day=day, files={file: content})
