"""The fan chart of a feed: the days before, then the expected days with their two bands."""

from collections.abc import Sequence

from ecom_platform.serving.column_titles import name_of_feed
from ecom_platform.serving.dashboard.components.cards import FigureContent, figure_card
from ecom_platform.serving.dashboard.figures import figure_style
from ecom_platform.serving.dashboard.figures.figure_style import MEANING, Figure, Trace
from ecom_platform.serving.dashboard.page import Component, PageRequest
from ecom_platform.serving.queries.forecast import revenue_forecast as questions
from ecom_platform.serving.queries.forecast.revenue_forecast import TABLE, ForecastDay, PastDay
from ecom_platform.serving.queries.metrics.order_line_metrics import DAILY

PAST_DAYS = 56  # before the first forecast day


def fan_card(request: PageRequest, days: Sequence[ForecastDay], *, is_wide: bool) -> Component:
    """The card with the fan chart of one feed.

    Args:
        request: of the page.
        days: ahead, all of one feed.
        is_wide: whether the card takes the full width of the page.
    """
    feed = days[0].feed
    return figure_card(
        request,
        f"fan-{feed}",
        f"{name_of_feed(feed)}: the next four weeks",
        [TABLE, DAILY],
        lambda asked: _fan_content(asked, days),
        is_wide=is_wide,
    )


def forecast_fan(
    request: PageRequest, before: Sequence[PastDay], ahead: Sequence[ForecastDay]
) -> Figure:
    """Booked money of the days before, then what is expected with its 80 % and 95 % bands.

    A click on a day before opens its order lines, one on a day ahead its forecast row.
    """
    traces = [
        *_forecast_band(ahead, 95),
        *_forecast_band(ahead, 80),
        _actual_line(request, before),
        _expected_line(request, ahead),
    ]
    events = [day for day in ahead if day.event]
    if events:
        traces.append(_event_points(request, events))
    return figure_style.figure(
        traces,
        request.theme,
        "Day",
        f"Booked a day ({request.view.currency})",
        height=380,
        xaxis={"tickformat": "%d %b", "nticks": 6},
        yaxis={"rangemode": "tozero", "tickformat": "~s"},
    )


def _fan_content(request: PageRequest, days: Sequence[ForecastDay]) -> FigureContent:
    """The fan chart with its total, its least certain day and its events in sentences."""
    feed, formats = days[0].feed, request.formats
    before = questions.past_days(request.connection, request.view, feed, days[0].day, PAST_DAYS)
    total = request.money(sum(day.expected for day in days))
    widest = max(days, key=lambda day: day.upper_95 - day.lower_95)
    low, high = request.short_money(widest.lower_95), request.short_money(widest.upper_95)
    single_day = f"on {formats.day(widest.day)}, 95 of 100 such days bring {low} to {high}"
    sentences = [
        f"{total} are expected in {len(days)} days.",
        f"A single day is less certain: {single_day}.",
    ]
    if any(day.booked is None for day in before):
        sentences.append("Days without an order are a gap in the curve.")
    sentences += [f"{formats.day(day.day)}: {day.event}" for day in days if day.event]
    rows = request.link("/rows/forecast", **{"is.feed": feed})
    return FigureContent(forecast_fan(request, before, days), " ".join(sentences), rows)


def _forecast_band(ahead: Sequence[ForecastDay], level: int) -> list[Trace]:
    """The band that should contain `level` of 100 days."""
    return figure_style.band(
        [str(day.day) for day in ahead],
        [getattr(day, f"lower_{level}") for day in ahead],
        [getattr(day, f"upper_{level}") for day in ahead],
        f"{level} of 100 days",
    )


def _actual_line(request: PageRequest, before: Sequence[PastDay]) -> Trace:
    """The booked money of the days before the forecast."""
    return figure_style.line(
        [str(day.day) for day in before],
        [day.booked for day in before],
        "Actual",
        MEANING["actual"],
        mode="lines+markers",
        marker={"size": 4},
        customdata=[
            request.link("/rows/order-lines", **{"from": str(day.day), "to": str(day.day)})
            for day in before
        ],
        text=[request.money(day.booked) for day in before],
        hovertemplate="%{x|%a %d %b %Y}: %{text}<extra>actual</extra>",
    )


def _expected_line(request: PageRequest, ahead: Sequence[ForecastDay]) -> Trace:
    """The expected money of the days ahead."""
    return figure_style.line(
        [str(day.day) for day in ahead],
        [day.expected for day in ahead],
        "Expected",
        MEANING["expected"],
        customdata=[_row_link(request, day) for day in ahead],
        text=[_hover_text(request, day) for day in ahead],
        hovertemplate="%{x|%a %d %b %Y}: %{text}<extra>expected</extra>",
    )


def _event_points(request: PageRequest, days: Sequence[ForecastDay]) -> Trace:
    """Stars on the sale days and holidays ahead."""
    return figure_style.points(
        [str(day.day) for day in days],
        [day.expected for day in days],
        "Sale day or holiday",
        MEANING["event"],
        marker={"symbol": "star", "size": 12, "line": {"width": 1, "color": "#1F2933"}},
        customdata=[_row_link(request, day) for day in days],
        text=[day.event for day in days],
        hovertemplate="%{x|%a %d %b %Y}: %{text}<extra></extra>",
    )


def _hover_text(request: PageRequest, day: ForecastDay) -> str:
    """The expected amount of a day and both of its bands."""
    return (
        f"{request.money(day.expected)}<br>80 of 100 days: {request.money(day.lower_80)} – "
        f"{request.money(day.upper_80)}<br>95 of 100 days: {request.money(day.lower_95)} – "
        f"{request.money(day.upper_95)}"
    )


def _row_link(request: PageRequest, day: ForecastDay) -> str:
    return request.link("/rows/forecast", **{"is.feed": day.feed, "is.forecast_date": str(day.day)})
