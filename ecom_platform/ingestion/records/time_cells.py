"""Build the SQL that reads the time in a text cell into the shop's local time.

Nothing here opens a connection or a file. The other kinds of cells are in `cell_types.py`.
"""

from dataclasses import dataclass

from ecom_platform.ingestion.feeds.feed import FeedSpec
from ecom_platform.settings import Settings

# a time, perhaps with a fraction, and behind it Z, UTC, GMT or an offset from UTC of up to 15 hours
_TIME_AND_ZONE = (
    r"(.*:[0-9]{2}(?:\.[0-9]+)?)\s*"
    r"(Z|z|UTC|GMT|[+-](?:0[0-9]|1[0-5])(?::?[0-5][0-9](?::?[0-5][0-9])?)?)"
)
_DIGITS_BEYOND_MICROSECONDS = r"(\.[0-9]{6})[0-9]+"


@dataclass(frozen=True)
class TimeZones:
    """The time zones of one file.

    Attributes:
        file: IANA zone of the times that state no zone of their own.
        day: IANA zone of the shop; its local time decides on which day an order falls.
    """

    file: str
    day: str


def zones_of_feed(feed: FeedSpec, settings: Settings) -> TimeZones:
    """The time zones that the feed states; those of the settings where it states none."""
    day = feed.day_timezone or settings.timezone
    return TimeZones(feed.file_timezone or settings.file_timezone or day, day)


def timezones_text(feed: FeedSpec, zones: TimeZones) -> str | None:
    """The zones that decided how the times of a file were read; None for a feed without times.

    A file is read again when they have changed.
    """
    has_times = any(column.kind == "timestamp" for column in feed.columns)
    return f"{zones.file} to {zones.day}" if has_times else None


def timestamp_sql(text: str, formats: str, zones: TimeZones, *, is_sheet: bool) -> str:
    """SQL for the shop's local time of a cell; null if the cell is in none of the formats.

    A time that states its zone or offset is moved from there into the zone of the shop, any other
    time from the zone of the file. A day without a time is not moved. A time without a zone in the
    hour that comes twice, when clocks go back, is taken as the second one.

    Args:
        text: the SQL name of the trimmed cell.
        formats: the SQL list of the date formats that are tried in turn.
        zones: the zones of the file and of the shop.
        is_sheet: the cell is from a workbook, which writes a day without a time as midnight.
    """
    fraction = f"regexp_replace({text}, '{_DIGITS_BEYOND_MICROSECONDS}', '\\1')"
    stated = f"regexp_extract({fraction}, '^{_TIME_AND_ZONE}$', 1)"
    in_zone = _parsed_sql(stated, formats)
    moved = _local_sql(f"timezone('UTC', {in_zone} - {_offset_sql(text)})", zones.day)
    return f"coalesce({_unzoned_sql(text, fraction, formats, zones, is_sheet=is_sheet)}, {moved})"


def _unzoned_sql(
    text: str, fraction: str, formats: str, zones: TimeZones, *, is_sheet: bool
) -> str:
    """SQL for the local time of a cell that states no zone; null for any other cell."""
    naive = f"coalesce({_parsed_sql(text, formats)}, {_parsed_sql(fraction, formats)})"
    if zones.file == zones.day:
        return naive
    is_day = f"not contains({text}, ':')"
    if is_sheet:
        is_day = f"({is_day} or {text} like '% 00:00:00')"
    moved = _local_sql(f"timezone('{zones.file}', {naive})", zones.day)
    return f"case when {is_day} then {naive} else {moved} end"


def _parsed_sql(text: str, formats: str) -> str:
    """SQL for a text as a time without a zone; null if it is in none of the formats."""
    return f"try_strptime({text}, {formats})"


def _local_sql(instant: str, zone: str) -> str:
    """SQL for an instant as the local time of a zone."""
    return f"timezone('{zone}', {instant})"


def _offset_sql(text: str) -> str:
    """SQL for the interval by which the zone at the end of a text is ahead of UTC; Z is 0."""
    zone = f"regexp_extract({text}, '^{_TIME_AND_ZONE}$', 2)"
    digits = f"rpad(regexp_replace({zone}, '[^0-9]', '', 'g'), 6, '0')"
    seconds = " + ".join(
        f"{factor} * cast(substr({digits}, {start}, 2) as integer)"
        for factor, start in ((3600, 1), (60, 3), (1, 5))
    )
    return f"to_seconds(case when {zone} like '-%' then -1 else 1 end * ({seconds}))"
