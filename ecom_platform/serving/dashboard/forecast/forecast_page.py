"""The page of forecasts: what the next four weeks should bring, and how certain that is."""

from collections.abc import Sequence
from itertools import groupby

from dash import html

from ecom_platform.serving.column_titles import name_of_feed
from ecom_platform.serving.dashboard.components.cards import grid, reason_box
from ecom_platform.serving.dashboard.components.tiles import table_tile
from ecom_platform.serving.dashboard.forecast.forecast_accuracy import accuracy_card, accuracy_note
from ecom_platform.serving.dashboard.forecast.forecast_by_part import parts_card
from ecom_platform.serving.dashboard.forecast.forecast_fan import fan_card
from ecom_platform.serving.dashboard.page import Component, Content, Page, PageRequest
from ecom_platform.serving.queries.forecast import revenue_forecast as questions
from ecom_platform.serving.queries.forecast.revenue_forecast import (
    TABLE,
    ForecastDay,
    chosen_dimension,
)
from ecom_platform.serving.queries.quality.table_states import missing_reason


def _render(request: PageRequest) -> Content:
    """A fan chart and a card of parts per feed, with the tested accuracy."""
    reason = missing_reason(request.manifest, [TABLE])
    if reason:
        return [reason_box(reason)]
    ahead = questions.forecast_days(request.connection, request.view)
    parts = questions.part_forecasts(request.connection, request.view)
    by_feed = _days_by_feed(ahead.days)
    if not by_feed:
        no_forecast = ahead.reason or "There is no forecast in this currency."
        return [reason_box(no_forecast), grid([accuracy_card(request, parts)])]
    fans = [fan_card(request, days, is_wide=len(by_feed) == 1) for days in by_feed]
    part_cards = [
        parts_card(request, list(of_feed))
        for _, of_feed in groupby(parts, key=lambda part: part.feed)
    ]
    return [
        _expected_revenue_tiles(request, by_feed),
        accuracy_note(request, parts),
        grid([*fans, *(card for card in part_cards if card), accuracy_card(request, parts)]),
    ]


def _days_by_feed(days: Sequence[ForecastDay]) -> list[tuple[ForecastDay, ...]]:
    """The days of each feed, the feed with the largest expected total first."""
    remaining = tuple(days)
    days_of_feeds = []
    while remaining:
        feed, of_feed = questions.largest_feed(remaining)
        days_of_feeds.append(of_feed)
        remaining = tuple(day for day in remaining if day.feed != feed)
    return days_of_feeds


def _expected_revenue_tiles(
    request: PageRequest, by_feed: Sequence[tuple[ForecastDay, ...]]
) -> Component:
    """A tile per feed with the revenue expected in all forecast days."""
    formats = request.formats
    dimension, value = chosen_dimension(request.view) or ("total", "")
    part = {"dimension": dimension, **({"dimension_value": value} if value else {})}
    tiles = [
        table_tile(
            request,
            "expected_revenue",
            f"Expected booked revenue from {formats.day(days[0].day)} to "
            f"{formats.day(days[-1].day)}, {len(days)} days.",
            equal={"feed": days[0].feed, **part},
            title=name_of_feed(days[0].feed),
        )
        for days in by_feed
    ]
    return html.Div(tiles, className="tiles")


FORECAST = Page(
    path="/forecast",
    title="Forecast",
    question="What should the next four weeks bring, and how certain is that?",
    render=_render,
    filters=("currency", "channel", "partner", "category"),
)
