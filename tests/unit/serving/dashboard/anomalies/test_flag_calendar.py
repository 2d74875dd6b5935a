"""The calendar shows how many series are flagged and what is at stake on each day."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from ecom_platform.serving.dashboard.anomalies.flag_calendar import flag_calendar
from ecom_platform.serving.queries.anomalies.flagged_days import (
    CalendarDay,
)
from tests.support.pages.page_requests import page_request

DAY = date(2025, 6, 10)
MARKED = CalendarDay(DAY, 2, Decimal(30), "Demo sale", is_sale_day=True, is_holiday=False)


def test_a_day_of_the_calendar_shows_how_many_series_and_its_sale() -> None:
    cells, sales = flag_calendar(page_request(), [MARKED], None)["data"]

    assert (cells["z"][1], cells["text"][1]) == ([30.0], ["2"])
    assert cells["z"][0] == [None]
    assert "day=2025-06-10" in cells["customdata"][1][0]
    assert sales["name"] == "Sale day"


def test_a_calendar_without_a_flag_is_pale_and_has_no_scale() -> None:
    quiet = CalendarDay(DAY, 0, None, None, is_sale_day=False, is_holiday=False)
    (cells,) = flag_calendar(page_request(), [quiet], None)["data"]

    assert (cells["z"][1], cells["zmin"], cells["zmax"]) == ([0.0], 0, 1.0)
    assert not cells["showscale"]


def test_a_flagged_day_whose_stake_is_unknown_has_no_colour_but_its_number() -> None:
    day = replace(MARKED, stake=None, is_sale_day=False)
    (cells,) = flag_calendar(page_request(), [day], None)["data"]

    assert (cells["z"][1], cells["text"][1]) == ([None], ["2"])
    assert "no known amount" in cells["hovertext"][1][0]
