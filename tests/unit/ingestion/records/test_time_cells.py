"""A time is read into the shop's local day, whichever zone it is written in."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ecom_platform.ingestion.feeds.contract.order_lines import FEED
from ecom_platform.ingestion.feeds.exports import online_retail
from ecom_platform.ingestion.feeds.feed import Column
from ecom_platform.ingestion.records.time_cells import TimeZones, zones_of_feed
from ecom_platform.settings import Settings
from tests.support.files.typed_cells import UTC_ONLY, typed_cell

ORDERED_AT = Column("x", "X", "timestamp")
ZONES = [
    *("UTC", "Asia/Kolkata", "Asia/Kathmandu", "Europe/Berlin", "America/New_York"),
    *("America/St_Johns", "Australia/Lord_Howe", "Pacific/Apia", "Pacific/Chatham"),
]
# the hours in which clocks go back and forward, in Berlin, New York and on Lord Howe Island
DOUBLED = datetime(2025, 10, 26, 0, 50, tzinfo=UTC)
SKIPPED = datetime(2025, 3, 30, 1, 10, tzinfo=UTC)
NEW_YORK_DOUBLED = datetime(2025, 11, 2, 5, 30, tzinfo=UTC)
LORD_HOWE_DOUBLED = datetime(2025, 4, 5, 15, 10, tzinfo=UTC)

instants = st.datetimes(datetime(1990, 1, 1), datetime(2037, 12, 31), timezones=st.just(UTC))
offsets = st.integers(-14 * 4, 14 * 4).map(
    lambda quarters: timezone(timedelta(minutes=15 * quarters))
)
zones = st.sampled_from(ZONES)


def _read(cell: str, read_in: TimeZones = UTC_ONLY) -> datetime | None:
    value, _, _ = typed_cell(cell, ORDERED_AT, zones=read_in, formats=FEED.date_formats)
    assert value is None or isinstance(value, datetime)
    return value


@pytest.mark.parametrize(
    "cell",
    [
        "2025-03-01T10:05:00Z",
        "2025-03-01 10:05:00 UTC",
        "2025-03-01T10:05Z",
        "2025-03-01 14:05:00+0400",
        "2025-03-01 14:05:00 +04:00",
        "2025-03-01T14:05:00+04",
        "2025-03-01T10:05:00.000Z",
        "2025-03-01T15:35:00.0000000+05:30",
        "01.03.2025 10:05",
    ],
)
def test_every_way_to_write_an_instant_is_the_same_instant(cell: str) -> None:
    assert _read(cell) == datetime(2025, 3, 1, 10, 5)


@given(instants, offsets, zones)
@example(DOUBLED, UTC, "Europe/Berlin")
@example(SKIPPED, UTC, "Europe/Berlin")
@example(NEW_YORK_DOUBLED, UTC, "America/New_York")
@example(LORD_HOWE_DOUBLED, UTC, "Australia/Lord_Howe")
def test_an_instant_falls_on_the_local_day_and_hour_of_the_shop(
    instant: datetime, offset: timezone, zone: str
) -> None:
    written = instant.astimezone(offset).isoformat()
    expected = instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)
    assert _read(written, TimeZones("UTC", zone)) == expected


@given(instants, zones)
@example(DOUBLED, "Europe/Berlin")
@example(SKIPPED, "Europe/Berlin")
def test_a_time_without_a_zone_is_one_of_the_zone_that_is_stated_for_the_file(
    instant: datetime, zone: str
) -> None:
    written = instant.strftime("%Y-%m-%d %H:%M:%S.%f")
    expected = instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)
    assert _read(written, TimeZones("UTC", zone)) == expected


@given(st.datetimes(datetime(1990, 1, 1), datetime(2037, 12, 31)), zones)
def test_a_time_without_a_zone_stays_where_no_other_zone_is_stated(
    written: datetime, zone: str
) -> None:
    assert _read(written.isoformat(sep=" "), TimeZones(zone, zone)) == written


@given(st.dates(date(1990, 1, 1), date(2037, 12, 31)), zones, zones)
def test_a_day_without_a_time_is_never_moved(day: date, file_zone: str, shop_zone: str) -> None:
    read = _read(day.isoformat(), TimeZones(file_zone, shop_zone))
    assert read is not None
    assert read.date() == day


@pytest.mark.parametrize("cell", ["2025-03-01T10:05:00+25:00", "2025-03-01 10:05:00 PDT", "10:05Z"])
def test_a_zone_that_is_none_makes_no_time(cell: str) -> None:
    value, _, reason = typed_cell(cell, ORDERED_AT, formats=FEED.date_formats)
    assert value is None
    assert reason is not None
    assert cell in reason


def test_the_settings_state_the_zones_and_a_feed_overrides_them() -> None:
    india = Settings(timezone="Asia/Kolkata")
    assert zones_of_feed(FEED, india) == TimeZones("Asia/Kolkata", "Asia/Kolkata")
    utc_files = Settings(timezone="Asia/Kolkata", file_timezone="UTC")
    assert zones_of_feed(FEED, utc_files) == TimeZones("UTC", "Asia/Kolkata")
    london = TimeZones("Europe/London", "Europe/London")
    assert zones_of_feed(online_retail.FEED, utc_files) == london
