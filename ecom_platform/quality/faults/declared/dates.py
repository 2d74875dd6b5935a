"""Faults of time: another order of day and month, another zone, another century."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from ecom_platform.quality.faults.fault import Change, Delivery, Fault, Files
from ecom_platform.quality.faults.planting import moment_of, named, on_dates, shares, spread
from ecom_platform.quality.faults.text_table import read_table, write_table
from ecom_platform.quality.faults.words import MARKETPLACE, SALES, SHOP, WORDS

_PARTS = shares(0.01, 0.1, 1)
_ORDERS = (SHOP, MARKETPLACE)


def _day_first(moment: datetime, form: str) -> str:
    """The day where the month stands, and the month where the day stands."""
    swapped = form.replace("%m", "%").replace("%d", "%m").replace("%-", "%d-")
    return moment.strftime(swapped)


def _a_year_on(moment: datetime, form: str) -> str:
    return (moment + timedelta(days=365)).strftime(form)


def _at_the_epoch(moment: datetime, form: str) -> str:
    return moment.replace(year=1970, month=1, day=1).strftime(form)


def _shifted(delivery: Delivery, hours: float) -> Files:
    """Times move on; where there are only days, the share of the day that falls into the next."""
    header = WORDS[delivery.feed].day
    found = {}
    for name, content in delivery.files.items():
        table = read_table(name, content)
        cells = table.column(header)
        has_times = any(_has_time(delivery.feed, cell) for cell in cells)
        chosen = range(len(cells)) if has_times else spread(len(cells), hours / 24)
        step = timedelta(hours=hours) if has_times else timedelta(days=1)

        def later(cell: str, step: timedelta = step) -> str:
            moment = moment_of(delivery.feed, cell)
            return (moment[0] + step).strftime(moment[1]) if moment else cell

        found[name] = write_table(name, table.with_cells(header, chosen, later))
    return found


def _has_time(feed: str, cell: str) -> bool:
    moment = moment_of(feed, cell)
    return moment is not None and "%H" in moment[1]


_SHIFT: Change = _shifted

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
        "Times are in another zone, so that a part of each day falls into the next.",
        "error",
        _ORDERS,
        named(**{"two hours": 2, "five and a half hours": 5.5, "twelve hours": 12}),
        _SHIFT,
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
        "Dates are those a machine writes when it knows none.",
        "error",
        _ORDERS,
        _PARTS,
        on_dates(_at_the_epoch),
    ),
)
