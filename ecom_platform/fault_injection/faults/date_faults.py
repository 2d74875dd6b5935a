"""Faults of time: another order of day and month, another zone, another century."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from ecom_platform.fault_injection.fault import Delivery, Fault, Files
from ecom_platform.fault_injection.header_roles import MARKETPLACE, SALES, SHOP
from ecom_platform.fault_injection.planting import named_sizes, on_dates, share_sizes

_PARTS = share_sizes(0.01, 0.1, 1)
_ORDERS = (SHOP, MARKETPLACE)


def _day_first(moment: datetime, form: str) -> str:
    """The date with day and month written in each other's place."""
    swapped = form.replace("%m", "%").replace("%d", "%m").replace("%-", "%d-")
    return moment.strftime(swapped)


def _a_year_on(moment: datetime, form: str) -> str:
    return (moment + timedelta(days=365)).strftime(form)


def _at_the_epoch(moment: datetime, form: str) -> str:
    return moment.replace(year=1970, month=1, day=1).strftime(form)


def _shifted(delivery: Delivery, hours: float) -> Files:
    def later(moment: datetime, form: str) -> str:
        return (moment + timedelta(hours=hours)).strftime(form)

    return on_dates(later)(delivery, 1)


FAULTS: Sequence[Fault] = (
    Fault(
        "day_and_month_swapped",
        "Dates are written with day and month in the other order.",
        "error",
        SALES,
        _PARTS,
        on_dates(_day_first),
    ),
    Fault(
        "time_zone_shift",
        "Times are in another time zone, so that a part of each day falls on the next day.",
        "error",
        (SHOP,),  # a feed of days without times only looks like one whose newest day still fills
        named_sizes(**{"two hours": 2, "five and a half hours": 5.5, "twelve hours": 12}),
        _shifted,
    ),
    Fault(
        "dates_in_the_future",
        "Dates are a year ahead.",
        "error",
        _ORDERS,
        _PARTS,
        on_dates(_a_year_on),
    ),
    Fault(
        "dates_in_the_far_past",
        "Dates are those that software writes when it has none.",
        "error",
        _ORDERS,
        _PARTS,
        on_dates(_at_the_epoch),
    ),
)
