"""Figures of the first page."""

from collections.abc import Sequence
from itertools import groupby

from ecom_platform.serving.column_titles import name_of_feed
from ecom_platform.serving.dashboard.figures import style
from ecom_platform.serving.dashboard.figures.style import MEANING, Figure
from ecom_platform.serving.dashboard.page import PageRequest
from ecom_platform.serving.queries.forecast.revenue_forecast import ForecastDay
from ecom_platform.serving.queries.overview.daily_overview import (
    ChannelAmounts,
    DayAmounts,
)

STATES = ("kept", "pending", "cancelled", "returned", "lost")


def daily(request: PageRequest, days: Sequence[DayAmounts]) -> Figure:
    """Booked and kept money of each day; a mark leads to the day's lines."""
    dates = [day.day for day in days]
    links = [
        request.link("/rows/order-lines", **{"from": str(day), "to": str(day)}) for day in dates
    ]
    traces = [
        style.line(
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
    return style.figure(
        traces,
        request.theme,
        "Day of the order",
        f"Money a day ({request.view.currency})",
        yaxis={"rangemode": "tozero", "tickformat": "~s"},
    )


def channels(request: PageRequest, found: Sequence[ChannelAmounts]) -> Figure:
    """Each channel's booked money by what became of it; a mark leads to the channel."""
    names = [one.channel for one in found][::-1]
    links = [request.link("/", channel=name) for name in names]
    traces = []
    for state in STATES:
        amounts = [getattr(one, state) for one in found][::-1]
        traces.append(
            style.bars(
                amounts,
                names,
                state.capitalize(),
                MEANING[state],
                orientation="h",
                customdata=links,
                text=[request.money(amount) for amount in amounts],
                textposition="none",
                hovertemplate="%{y}: %{text}<extra>" + state + "</extra>",
            )
        )
    return style.figure(
        traces,
        request.theme,
        f"Booked money ({request.view.currency})",
        "",
        barmode="relative",
        xaxis={"tickformat": "~s"},
    )


def ahead(request: PageRequest, days: Sequence[ForecastDay]) -> Figure:
    """What is expected of each feed, with the band of 95 %."""
    traces = []
    for index, (feed, group) in enumerate(groupby(days, key=lambda day: day.feed)):
        of_feed = list(group)
        dates = [day.day for day in of_feed]
        lower = [day.lower_95 for day in of_feed]
        upper = [day.upper_95 for day in of_feed]
        name = name_of_feed(feed)
        traces += style.band(dates, lower, upper, f"{name}, 95 %")
        traces.append(
            style.line(
                dates,
                [day.expected for day in of_feed],
                name,
                MEANING["expected"] if index == 0 else style.colour_of(index + 1),
                mode="lines+markers",
                customdata=[_row_link(request, day) for day in of_feed],
                text=[_told(request, day) for day in of_feed],
                hovertemplate="%{x|%a %d %b %Y}: %{text}<extra>" + name + "</extra>",
            )
        )
    return style.figure(
        traces,
        request.theme,
        "Day ahead",
        f"Booked money a day ({request.view.currency})",
        yaxis={"rangemode": "tozero", "tickformat": "~s"},
    )


def _told(request: PageRequest, day: ForecastDay) -> str:
    low, high = request.short_money(day.lower_95), request.short_money(day.upper_95)
    return f"{request.money(day.expected)}, 95 of 100 such days {low} to {high}"


def _row_link(request: PageRequest, day: ForecastDay) -> str:
    return request.link("/rows/forecast", **{"is.feed": day.feed, "is.forecast_date": str(day.day)})
