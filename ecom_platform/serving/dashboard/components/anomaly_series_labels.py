"""The series that anomaly detection checks: their names, their values as text, and their links."""

from datetime import date

from ecom_platform.serving.column_titles import name_of_feed, title_of
from ecom_platform.serving.dashboard.page import PageRequest
from ecom_platform.serving.queries.anomalies.flagged_days import UNITS, Series


def part_name(request: PageRequest, dimension: str, value: str) -> str:
    """A part of a feed, such as 'category kurta'; 'all' for the total; a partner by its name."""
    if dimension == "total":
        return "all"
    name = request.choices.partners.get(value, value) if dimension == "partner" else value
    return f"{dimension} {name or 'not stated'}"


def series_name(request: PageRequest, series: Series) -> str:
    """The name of a series, such as 'Cancel rate of category kurta (Amazon sale report)'."""
    measure, feed = title_of(series.measure), name_of_feed(series.feed)
    if series.dimension == "total":
        return f"{measure} of {feed}"
    return f"{measure} of {part_name(request, series.dimension, series.value)} ({feed})"


def format_measure(request: PageRequest, measure: str, value: float | None) -> str:
    """A value of a measure as text in its unit: money, per cent, or a number."""
    unit = UNITS.get(measure, "count")
    if unit == "money":
        return request.money(value)
    if unit == "share":
        return request.formats.share(value)
    digits = 0 if value is None or float(value).is_integer() else 1
    return request.formats.number(value, digits)


def unit_title(request: PageRequest, measure: str) -> str:
    """The axis title of a measure, with its unit."""
    units = {"money": f" ({request.view.currency})", "share": " (%)", "count": " a day"}
    return title_of(measure) + units[UNITS.get(measure, "count")]


def tick_format(measure: str) -> str:
    """The d3 format of the axis ticks of a measure."""
    return ".1~%" if UNITS.get(measure) == "share" else "~s"


def series_link(request: PageRequest, series: Series, day: date | None = None) -> str:
    """A link to the page of anomalies with this series chosen, and this day if one is given."""
    return request.link(
        "/anomalies",
        feed=series.feed,
        measure=series.measure,
        dimension=series.dimension,
        value=series.value,
        day=str(day) if day else None,
    )


def rows_of_series(source: str, request: PageRequest, series: Series, day: date | None) -> str:
    """A link to the rows of a series.

    Args:
        source: which rows, by their name in links: `anomalies` or `anomaly-causes`.
        request: of the page.
        series: whose rows.
        day: of the rows; None for all days of the view.
    """
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
