"""Faults of time: another order of day and month, another zone, another century."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from ecom_platform.fault_injection.fault import Delivery, Fault, Files
from ecom_platform.fault_injection.header_roles import MARKETPLACE, SALES, SHOP
from ecom_platform.fault_injection.planting import named_sizes, on_dates, share_sizes

_PARTS = share_sizes(0.01, 0.1, 1)
_ORDERS = (SHOP, MARKETPLACE)


def _with_day_and_month_swapped(moment: datetime, date_format: str) -> str:
    """The date with day and month written in each other's place."""
    swapped_format = date_format.replace("%m", "<day>").replace("%d", "%m").replace("<day>", "%d")
    return moment.strftime(swapped_format)


def _one_year_later(moment: datetime, date_format: str) -> str:
    return (moment + timedelta(days=365)).strftime(date_format)


def _on_the_first_day_of_1970(moment: datetime, date_format: str) -> str:
    return moment.replace(year=1970, month=1, day=1).strftime(date_format)


def _with_shifted_times(delivery: Delivery, hours: float) -> Files:
    """The files with every time moved forward by some hours."""

    def later_time(moment: datetime, date_format: str) -> str:
        return (moment + timedelta(hours=hours)).strftime(date_format)

    return on_dates(later_time)(delivery, 1)


FAULTS: Sequence[Fault] = (
    Fault(
        "day_and_month_swapped",
        "Dates are written with day and month in the other order.",
        "error",
        SALES,
        _PARTS,
        on_dates(_with_day_and_month_swapped),
    ),
    Fault(
        "time_zone_shift",
        "Times are in another time zone, so that a part of each day falls on the next day.",
        "error",
        # A shift of dates without times is not noticed: the newest day only has fewer lines, as a
        # day does that is not complete yet.
        (SHOP,),
        named_sizes(**{"two hours": 2, "five and a half hours": 5.5, "twelve hours": 12}),
        _with_shifted_times,
    ),
    Fault(
        "dates_in_the_future",
        "Dates are a year ahead.",
        "error",
        _ORDERS,
        _PARTS,
        on_dates(_one_year_later),
    ),
    Fault(
        "dates_in_the_far_past",
        "Dates are those that software writes when it has none.",
        "error",
        _ORDERS,
        _PARTS,
        on_dates(_on_the_first_day_of_1970),
    ),
)
