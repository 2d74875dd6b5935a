"""Divide a landing folder into the files from before the drill and the deliveries of each night.

Sales and exchange rates are divided by their days. Reference feeds are delivered once more in the
first night, in another order, as a new export would be. Faults are planted elsewhere.
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
from ecom_platform.ingestion.files.landing_folder import (
    SUFFIXES,
    LandingFile,
    content_date,
    list_files,
)
from ecom_platform.ingestion.files.layout_recognition import header_matches, recognise

NIGHTS, DAYS_BEFORE = 3, 7
UNSETTLED_DAYS = (
    7  # the newest orders of an export still change status, so no night delivers them like this
)
DATED_REFERENCES = ("fx_rates",)


@dataclass(frozen=True)
class _PlacedRow:
    """A row with its day, and the layout, header and section that the rows above it give it."""

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
    rows: tuple[_PlacedRow, ...]


Nights = tuple[Mapping[str, Delivery], ...]


def cut_deliveries(landing: Path, before: Path) -> Nights:
    """The deliveries of each night, by feed; files from before the drill are written to `before`.

    Args:
        landing: the files to divide, which are only read.
        before: the folder to write; a file that stays whole is linked where possible.

    Raises:
        QualityError: no feed has enough days.
    """
    before.mkdir(parents=True)
    by_feed = defaultdict(list)
    for source in _sources(landing):
        by_feed[source.feed.name].append(source)
    nights: list[dict[str, Delivery]] = [{} for _ in range(NIGHTS)]
    for name, sources in sorted(by_feed.items()):
        is_dated = sources[0].feed.role == "transactions" or name in DATED_REFERENCES
        days = _drill_days(sources) if is_dated else []
        for source in sources:
            _keep(source, before, days[-NIGHTS - 1] if days else None)
        for number, delivery in enumerate(_deliveries(sources, days)):
            nights[number][name] = delivery
    if not any(nights):
        raise QualityError(
            f"The files in {landing} have too few days for a drill: a feed needs at least "
            f"{DAYS_BEFORE + NIGHTS + UNSETTLED_DAYS} days."
        )
    _redeliver_references(by_feed, nights)
    return tuple(nights)


def _sources(landing: Path) -> Iterator[_Source]:
    for file in list_files(landing):
        table = read_table(file.name, file.path.read_bytes())
        feed = recognise(table.header, all_feeds().values(), file.name).feed
        yield _Source(file, feed, table, tuple(_placed(feed, table)))


def _drill_days(sources: Sequence[_Source]) -> list[date]:
    """The last days before the drill and the days of its nights; empty when there are too few."""
    days = sorted({placed.day for source in sources for placed in source.rows if placed.day})
    settled = [day for day in days if day <= days[-1] - timedelta(days=UNSETTLED_DAYS)]
    return settled[-DAYS_BEFORE - NIGHTS :] if len(settled) >= DAYS_BEFORE + NIGHTS else []


def _placed(feed: FeedSpec, table: TextTable) -> Iterator[_PlacedRow]:
    """Every row of a file; within a layout a new section starts where the date goes back."""
    header = table.header
    layout = next(one for one in feed.layouts if header_matches(one, header))
    section, newest = 0, date.min
    for row in table.rows:
        inner = _layout_of_header(feed, row)
        if inner:
            layout, header, newest = inner, row, date.min
            yield _PlacedRow(None, layout, header, section, row, is_header=True)
            continue
        day = _day_of(feed, layout, header, row)
        section += bool(day and day < newest)
        newest = day or newest
        yield _PlacedRow(day, layout, header, section, row)


def _day_of(feed: FeedSpec, layout: Layout, header: Row, row: Row) -> date | None:
    cell = _cell(feed.date_column or "", layout, header)
    return None if cell is None else _date_in(feed.name, row[cell])


@cache
def _cell(column: str, layout: Layout, header: Row) -> int | None:
    """The position of a raw column below a header; None where layout or file lacks the column."""
    headers = {
        normal_header(declared.header) for declared in layout.columns if declared.name == column
    }
    for position, cell in enumerate(header):
        if normal_header(cell) in headers:
            return position
    return None


@lru_cache(maxsize=200_000)
def _date_in(feed: str, cell: str) -> date | None:
    moment = parse_date_cell(feed, cell)
    return moment[0].date() if moment else None


def _layout_of_header(feed: FeedSpec, row: Row) -> Layout | None:
    """The layout whose header this row is; only feeds with several layouts have such rows."""
    if len(feed.layouts) == 1:
        return None
    names = {normal_header(cell) for cell in row if cell.strip() and not cell.strip().isdigit()}
    return next((layout for layout in feed.layouts if layout.known_headers == names), None)


def _keep(source: _Source, before: Path, last: date | None) -> None:
    """Write the rows of a file up to the day `last` into `before`; all rows when it is None."""
    target = before / source.file.name
    target.parent.mkdir(parents=True, exist_ok=True)
    kept = [
        placed.row
        for placed in source.rows
        if last is None or placed.day is None or placed.day <= last
    ]
    if len(kept) == len(source.rows):
        _link(source.file.path, target)
    elif kept:
        target.write_bytes(write_table(source.file.name, source.table.with_rows(kept)))


def _link(path: Path, target: Path) -> None:
    try:
        os.link(path, target)
    except OSError:
        shutil.copyfile(path, target)


def _deliveries(sources: Sequence[_Source], days: Sequence[date]) -> Iterator[Delivery]:
    """The delivery of a feed in each night, with those of the days before it."""
    files = [_files_of_day(sources, day) for day in days]
    first = len(days) - NIGHTS
    for position in range(first, len(days)) if days else ():
        yield Delivery(
            feed=sources[0].feed.name,
            night=position - first + 1,
            day=days[position],
            files=files[position],
            earlier=tuple(files[:position]),
        )


def _files_of_day(sources: Sequence[_Source], day: date) -> Files:
    """The rows of a day as files of their own, from the last file that has it: that file counts."""
    for source in reversed(sources):
        pieces = _pieces(source, day)
        if pieces:
            return {
                _name(source, day, layout): write_table(_name(source, day, layout), piece)
                for layout, piece in pieces.items()
            }
    return {}


def _name(source: _Source, day: date, layout: str) -> str:
    of_layout = f" {layout}" if len(source.feed.layouts) > 1 else ""
    suffix = next(end for end in SUFFIXES[::-1] if source.file.name.lower().endswith(end))
    return f"{source.feed.name} {day}{of_layout}{suffix}"


def _pieces(source: _Source, wanted: date) -> dict[str, TextTable]:
    """The rows of a day by layout; of rows that a file repeats, only those of the last section."""
    rows = [placed for placed in source.rows if placed.day == wanted]
    last_section: dict[tuple[str, ...], int] = {}
    if source.feed.repeats_within_file:
        last_section = {_key(source.feed, placed): placed.section for placed in rows}
    found: dict[str, TextTable] = {}
    for placed in rows:
        if last_section.get(_key(source.feed, placed), placed.section) == placed.section:
            table = found.get(placed.layout.name, TextTable(placed.header, ()))
            found[placed.layout.name] = table.with_rows((*table.rows, placed.row))
    return found


def _key(feed: FeedSpec, placed: _PlacedRow) -> tuple[str, ...]:
    cells = (_cell(name, placed.layout, placed.header) for name in feed.deduplication_key)
    return (placed.layout.name, *(placed.row[cell] for cell in cells if cell is not None))


def _redeliver_references(
    by_feed: Mapping[str, Sequence[_Source]], nights: Sequence[dict[str, Delivery]]
) -> None:
    """Add the newest file of each reference feed to the first night, in reverse order of rows."""
    damaged = {name for fault in all_faults().values() for name in fault.feeds}
    day = max(delivery.day for delivery in nights[0].values())
    for name, sources in by_feed.items():
        if name not in damaged or name in nights[0]:
            continue
        newest = max(sources, key=lambda source: content_date(source.file.name) or date.min)
        file = Path(newest.file.name).name
        content = write_table(file, newest.table.with_rows(newest.table.rows[::-1]))
        nights[0][name] = Delivery(feed=name, night=1, day=day, files={file: content})
