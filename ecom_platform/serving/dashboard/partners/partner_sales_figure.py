"""The card 'Its sales' of one partner: booked money per day or week, split by order state."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from ecom_platform.serving.dashboard.components.cards import FigureContent, figure_card
from ecom_platform.serving.dashboard.figures import figure_style
from ecom_platform.serving.dashboard.figures.figure_style import MEANING, Figure
from ecom_platform.serving.dashboard.page import Component, PageRequest
from ecom_platform.serving.queries.metrics.order_line_metrics import DAILY
from ecom_platform.serving.queries.partners import one_partner as questions
from ecom_platform.serving.queries.partners.one_partner import Period
from ecom_platform.serving.queries.view import View

_STATES = ("kept", "pending", "cancelled", "returned", "lost")
_LONGEST_IN_DAYS = 62  # a view with more days shows weeks
_DAY_MILLISECONDS = 86_400_000
_BAR_WIDTH = 0.8  # as a share of its day or week


def sales_card(request: PageRequest) -> Component:
    """The card with the sales of the partner that the link names."""
    return figure_card(request, "sales", "Its sales", [DAILY], _sales_content)


def shows_weeks(view: View) -> bool:
    """Whether the chart has a bar per week, because the view has too many days for a bar each."""
    return view.days > _LONGEST_IN_DAYS


def partner_sales(
    request: PageRequest, partner: str, periods: Sequence[Period], *, is_by_week: bool
) -> Figure:
    """A stacked bar per day or week with sales; a click opens its order lines.

    Args:
        request: of the page.
        partner: its id.
        periods: days, or weeks from Monday.
        is_by_week: whether the periods are weeks.
    """
    days = [period.first_day for period in periods]
    links = [_lines_link(request, partner, day, is_by_week=is_by_week) for day in days]
    period_days = 7 if is_by_week else 1
    traces = []
    for state in _STATES:
        amounts = [getattr(period, state) for period in periods]
        if any(amounts):
            traces.append(
                figure_style.bars(
                    days,
                    amounts,
                    state.capitalize(),
                    MEANING[state],
                    customdata=links,
                    text=[request.money(amount) for amount in amounts],
                    textposition="none",
                    width=period_days * _BAR_WIDTH * _DAY_MILLISECONDS,
                    hovertemplate="%{x|%d %b %Y}: %{text}<extra>" + state + "</extra>",
                )
            )
    return figure_style.figure(
        traces,
        request.theme,
        "First day of the week (from Monday)" if is_by_week else "Day of the order",
        f"Booked money a {'week' if is_by_week else 'day'} ({request.view.currency})",
        barmode="relative",
        showlegend=True,
        xaxis={"type": "date", "range": _date_range(request)},
        yaxis={"tickformat": "~s"},
    )


def _sales_content(request: PageRequest) -> FigureContent:
    """The bars of the sales with the kept money in a sentence, or that it sold nothing."""
    view, formats = request.view, request.formats
    is_by_week = shows_weeks(view)
    periods = questions.periods(request.connection, view, request.subject, is_by_week=is_by_week)
    if not periods:
        return FigureContent(
            None,
            f"It sold nothing in {view.currency} from {formats.day(view.from_date)} to "
            f"{formats.day(view.to_date)}. Choose other days above.",
        )
    kept = sum(period.kept for period in periods)
    unit = ("week" if is_by_week else "day") + ("" if len(periods) == 1 else "s")
    sentence = f"{request.money(kept)} kept in {len(periods)} {unit} with sales."
    link = request.link("/rows/daily-sales", **{"is.partner_id": request.subject})
    figure = partner_sales(request, request.subject, periods, is_by_week=is_by_week)
    return FigureContent(figure, sentence, link)


def _lines_link(request: PageRequest, partner: str, first_day: date, *, is_by_week: bool) -> str:
    """A link to the order lines of a day or a week, without days outside the view."""
    last_day = first_day + timedelta(days=6 if is_by_week else 0)
    return request.link(
        "/rows/order-lines",
        **{
            "from": str(max(first_day, request.view.from_date)),
            "to": str(min(last_day, request.view.to_date)),
            "is.partner_id": partner,
        },
    )


def _date_range(request: PageRequest) -> list[str]:
    """The days of the view, with room for half a bar at both ends."""
    half = timedelta(hours=12)
    first, last = request.view.from_date, request.view.to_date
    return [str(datetime.combine(first, time()) - half), str(datetime.combine(last, time()) + half)]
