"""The figures of the overview: revenue per day, revenue by channel, the next four weeks."""

from collections.abc import Sequence
from itertools import groupby

from ecom_platform.serving.column_titles import name_of_feed
from ecom_platform.serving.dashboard.figures import figure_style
from ecom_platform.serving.dashboard.figures.figure_style import MEANING, Figure
from ecom_platform.serving.dashboard.page import PageRequest
from ecom_platform.serving.queries.forecast.revenue_forecast import ForecastDay
from ecom_platform.serving.queries.overview.daily_overview import (
    ChannelAmounts,
    DayAmounts,
)

STATES = ("kept", "pending", "cancelled", "returned", "lost")


def daily_revenue(request: PageRequest, days: Sequence[DayAmounts]) -> Figure:
    """Booked and kept money of each day; a click on a point opens the order lines of its day."""
    dates = [day.day for day in days]
    links = [
        request.link("/rows/order-lines", **{"from": str(day), "to": str(day)}) for day in dates
    ]
    traces = [
        figure_style.line(
            dates,
            [getattr(day, name) for day in days],
            title,
            MEANING[name],
            mode="lines+markers",
            customdata=links,
            text=[request.money(getattr(day, name)) for day in days],
            hovertemplate="%{x|%a %d %b %Y}: %{text}<extra>" + title + "</extra>",
        )
        for name, title in (("booked", "Booked"), ("kept", "Kept"))
    ]
    return figure_style.figure(
        traces,
        request.theme,
        "Day of the order",
        f"Money a day ({request.view.currency})",
        yaxis={"rangemode": "tozero", "tickformat": "~s"},
    )


def channel_revenue(request: PageRequest, channels: Sequence[ChannelAmounts]) -> Figure:
    """Booked money of each channel, split by order state; a click on a bar filters by channel.

    A state that a channel never reports has no bar there.
    """
    names = [channel.channel for channel in channels][::-1]
    links = [request.link("/", channel=name) for name in names]
    traces = []
    for state in STATES:
        amounts = [getattr(channel, state) for channel in channels][::-1]
        if all(amount is None for amount in amounts):
            continue
        traces.append(
            figure_style.bars(
                amounts,
                names,
                state.capitalize(),
                MEANING[state],
                orientation="h",
                customdata=links,
                text=["" if amount is None else request.money(amount) for amount in amounts],
                textposition="none",
                hovertemplate="%{y}: %{text}<extra>" + state + "</extra>",
            )
        )
    return figure_style.figure(
        traces,
        request.theme,
        f"Booked money ({request.view.currency})",
        "",
        barmode="relative",
        xaxis={"tickformat": "~s"},
    )


def forecast(request: PageRequest, days: Sequence[ForecastDay]) -> Figure:
    """Expected money of each feed with its 95 % band; a click on a point opens its row."""
    traces = []
    for index, (feed, group) in enumerate(groupby(days, key=lambda day: day.feed)):
        days_of_feed = list(group)
        dates = [day.day for day in days_of_feed]
        lower = [day.lower_95 for day in days_of_feed]
        upper = [day.upper_95 for day in days_of_feed]
        name = name_of_feed(feed)
        traces += figure_style.band(dates, lower, upper, f"{name}, 95 %")
        traces.append(
            figure_style.line(
                dates,
                [day.expected for day in days_of_feed],
                name,
                MEANING["expected"] if index == 0 else figure_style.colour_of(index + 1),
                mode="lines+markers",
                customdata=[_row_link(request, day) for day in days_of_feed],
                text=[_forecast_hover(request, day) for day in days_of_feed],
                hovertemplate="%{x|%a %d %b %Y}: %{text}<extra>" + name + "</extra>",
            )
        )
    return figure_style.figure(
        traces,
        request.theme,
        "Day ahead",
        f"Booked money a day ({request.view.currency})",
        yaxis={"rangemode": "tozero", "tickformat": "~s"},
    )


def _forecast_hover(request: PageRequest, day: ForecastDay) -> str:
    low, high = request.short_money(day.lower_95), request.short_money(day.upper_95)
    return f"{request.money(day.expected)}; 95 of 100 such days bring {low} to {high}"


def _row_link(request: PageRequest, day: ForecastDay) -> str:
    return request.link("/rows/forecast", **{"is.feed": day.feed, "is.forecast_date": str(day.day)})
