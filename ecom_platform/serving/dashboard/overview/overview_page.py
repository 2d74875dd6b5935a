"""The overview, the first page: headline numbers, what needs attention, what comes next."""

from dash import html

from ecom_platform.serving.column_titles import name_of_feed
from ecom_platform.serving.dashboard.components.cards import FigureContent, figure_card, grid
from ecom_platform.serving.dashboard.components.tiles import metric_tiles
from ecom_platform.serving.dashboard.overview import overview_figures as figures
from ecom_platform.serving.dashboard.overview.attention_card import attention_card
from ecom_platform.serving.dashboard.page import Content, Page, PageRequest
from ecom_platform.serving.queries.forecast.revenue_forecast import forecast_days, largest_feed
from ecom_platform.serving.queries.metrics.order_line_metrics import DAILY
from ecom_platform.serving.queries.overview import daily_overview as questions

_TILES = (
    "kept_amount",
    "booked_amount",
    "order_count",
    "order_value",
    "cancelled_share",
    "returned_share",
)
_NO_LINES = "There is no order line between these days under these filters."


def _render(request: PageRequest) -> Content:
    """The headline numbers, what needs attention, and three figures."""
    return [
        html.Div([metric_tiles(request, _TILES), attention_card(request)], className="first"),
        grid(
            [
                figure_card(
                    request, "days", "Revenue per day", [DAILY], _days_content, is_wide=True
                ),
                figure_card(request, "channels", "Where it was sold", [DAILY], _channels_content),
                figure_card(
                    request,
                    "ahead",
                    "The next four weeks",
                    ["analytics.revenue_forecast"],
                    _forecast_content,
                ),
            ]
        ),
    ]


def _days_content(request: PageRequest) -> FigureContent:
    """Revenue per day, with the strongest day in a sentence."""
    days = questions.daily_amounts(request.connection, request.view)
    if not days:
        return FigureContent(None, _NO_LINES)
    best = max(days, key=lambda day: day.booked)
    sentence = (
        f"The strongest of {len(days)} days was {request.formats.day(best.day)} with "
        f"{request.money(best.booked)} booked."
    )
    return FigureContent(
        figures.daily_revenue(request, days), sentence, request.link("/rows/daily-sales")
    )


def _channels_content(request: PageRequest) -> FigureContent:
    """Revenue by channel, with the share of the largest channel in a sentence."""
    channels = questions.channel_amounts(request.connection, request.view)
    if not channels:
        return FigureContent(None, _NO_LINES)
    largest_channel = channels[0]
    total = sum(channel.booked for channel in channels)
    share = request.formats.share(largest_channel.booked / total) if total else "none"
    sentence = f"{largest_channel.channel} brought {share} of the booked revenue."
    if any(None in (one.cancelled, one.pending, one.returned, one.lost) for one in channels):
        sentence += " A state that a channel never reports is unknown there and has no bar."
    return FigureContent(
        figures.channel_revenue(request, channels), sentence, request.link("/finance")
    )


def _forecast_content(request: PageRequest) -> FigureContent:
    """The forecast, with the total of the largest feed in a sentence."""
    ahead = forecast_days(request.connection, request.view)
    if not ahead.days:
        return FigureContent(None, ahead.reason or "There is no forecast in this currency.")
    feed, days = largest_feed(ahead.days)
    total = sum(day.expected for day in days)
    sentence = (
        f"{name_of_feed(feed)} is expected to book {request.money(total)} in {len(days)} days. "
        "The band should contain 95 of 100 days."
    )
    return FigureContent(figures.forecast(request, days), sentence, request.link("/forecast"))


OVERVIEW = Page(
    path="/",
    title="Overview",
    question="How is business, what needs attention, and what comes next?",
    render=_render,
)
