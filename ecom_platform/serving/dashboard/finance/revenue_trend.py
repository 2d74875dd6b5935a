"""The card 'Booked money a day': the daily line with its averages of 7 and 28 days."""

from collections.abc import Sequence

from ecom_platform.serving.dashboard.components.cards import FigureContent
from ecom_platform.serving.dashboard.figures import figure_style
from ecom_platform.serving.dashboard.figures.figure_style import MEANING, Figure
from ecom_platform.serving.dashboard.finance.finance_labels import NO_GOODS
from ecom_platform.serving.dashboard.page import PageRequest
from ecom_platform.serving.queries.finance import financial_performance as questions
from ecom_platform.serving.queries.finance.financial_performance import TrendDay


def trend_content(request: PageRequest) -> FigureContent:
    """The lines, with the last average of 7 days against that of 28 days in a sentence."""
    days = questions.trend(request.connection, request.view)
    if not days:
        return FigureContent(None, NO_GOODS)
    last = days[-1]
    if last.average_7 is None or last.average_28 is None:
        sentence = "The history is still too short for averages of 7 and 28 days."
    else:
        change = last.average_7 / last.average_28 - 1 if last.average_28 else 0.0
        sentence = (
            f"On {request.formats.day(last.day)} the average of 7 days was "
            f"{request.money(last.average_7)} a day, {request.formats.change(change)} against "
            f"{request.money(last.average_28)} over 28 days. Days without sales count as zero."
        )
    return FigureContent(revenue_trend(request, days), sentence, request.link("/rows/finance"))


def revenue_trend(request: PageRequest, days: Sequence[TrendDay]) -> Figure:
    """Booked money of each day with its averages; a click opens the order lines of the day."""
    dates = [day.day for day in days]
    links = [
        request.link("/rows/order-lines", **{"from": str(day), "to": str(day)}) for day in dates
    ]
    traces = []
    for name, title, meaning, line_style in (
        ("booked", "Booked", "booked", {"opacity": 0.8}),
        ("average_7", "Average of 7 days", "average", {}),
        ("average_28", "Average of 28 days", "average", {"dash": "dot"}),
    ):
        amounts = [getattr(day, name) for day in days]
        traces.append(
            figure_style.line(
                dates,
                amounts,
                title,
                MEANING[meaning],
                customdata=links,
                text=[request.money(amount) for amount in amounts],
                hovertemplate="%{x|%a %d %b %Y}: %{text}<extra>" + title + "</extra>",
                **line_style,
            )
        )
    return figure_style.figure(
        traces,
        request.theme,
        "Day of the order",
        f"Booked money a day ({request.view.currency})",
        yaxis={"rangemode": "tozero", "tickformat": "~s"},
    )
