"""Judged series in words: names, values in their own unit, and links that choose them."""

from datetime import date

from ecom_platform.serving.column_titles import name_of_feed, title_of
from ecom_platform.serving.dashboard.page import PageRequest
from ecom_platform.serving.queries.anomalies.flagged_days import UNITS, Series


def part_name(request: PageRequest, dimension: str, value: str) -> str:
    """A part of a feed: 'category kurta', or 'all' for the total; a partner by name."""
    if dimension == "total":
        return "all"
    name = request.choices.partners.get(value, value) if dimension == "partner" else value
    return f"{dimension} {name or 'not stated'}"


def series_name(request: PageRequest, series: Series) -> str:
    """A series: 'Cancel rate of category kurta (Amazon sale report)'."""
    measure, feed = title_of(series.measure), name_of_feed(series.feed)
    if series.dimension == "total":
        return f"{measure} of {feed}"
    return f"{measure} of {part_name(request, series.dimension, series.value)} ({feed})"


def written_measure(request: PageRequest, measure: str, value: float | None) -> str:
    """A value of a measure in its unit."""
    unit = UNITS.get(measure, "count")
    if unit == "money":
        return request.money(value)
    if unit == "share":
        return request.formats.share(value)
    digits = 0 if value is None or float(value).is_integer() else 1
    return request.formats.number(value, digits)


def unit_title(request: PageRequest, measure: str) -> str:
    """The title of an axis of a measure."""
    units = {"money": f" ({request.view.currency})", "share": " (%)", "count": " a day"}
    return title_of(measure) + units[UNITS.get(measure, "count")]


def tick_format(measure: str) -> str:
    """How the ticks of an axis of a measure are written."""
    return ".1~%" if UNITS.get(measure) == "share" else "~s"


def series_link(request: PageRequest, series: Series, day: date | None = None) -> str:
    """The page of anomalies with a series chosen, and with a day when it is given."""
    return request.link(
        "/anomalies",
        feed=series.feed,
        measure=series.measure,
        dimension=series.dimension,
        value=series.value,
        day=str(day) if day else None,
    )


def rows_of_series(source: str, request: PageRequest, series: Series, day: date | None) -> str:
    """The rows of a series, or of one day of it."""
    of_day = {"is.order_date": str(day)} if day else {}
    of_part = {"is.dimension_value": series.value} if series.value else {}
    return request.link(
        f"/rows/{source}",
        **{
            "is.feed": series.feed,
            "is.measure": series.measure,
            "is.dimension": series.dimension,
            **of_part,
            **of_day,
        },
    )
