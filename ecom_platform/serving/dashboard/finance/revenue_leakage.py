"""The card 'Where money leaks': cancelled, returned and lost money by category and channel."""

from collections.abc import Sequence

from ecom_platform.serving.dashboard.components.cards import FigureContent
from ecom_platform.serving.dashboard.figures import figure_style
from ecom_platform.serving.dashboard.figures.figure_style import MEANING, Figure
from ecom_platform.serving.dashboard.figures.heat_map import ROW_HEIGHT, row_axis
from ecom_platform.serving.dashboard.finance.finance_labels import (
    BAR_CHART_MARGIN,
    FEWEST_ROWS,
    category_on_channel,
    rows_link,
)
from ecom_platform.serving.dashboard.page import PageRequest
from ecom_platform.serving.queries.finance import financial_performance as questions
from ecom_platform.serving.queries.finance.financial_performance import Leak

_MOST_BARS = 12


def leakage_content(request: PageRequest) -> FigureContent:
    """The bars of the largest leaks, and the largest one in a sentence."""
    leaks = questions.leaks(request.connection, request.view, _MOST_BARS)
    if not leaks:
        return FigureContent(
            None, "No money of goods was cancelled, returned or lost in these days."
        )
    worst = leaks[0]
    share = (
        f", {request.formats.share(worst.leaked / worst.booked)} of what was booked there"
        if worst.booked
        else ""
    )
    sentence = (
        f"Most money leaks in {category_on_channel(worst)}: {request.money(worst.leaked)}{share}."
    )
    if len(leaks) == _MOST_BARS:
        sentence += f" The figure shows the {_MOST_BARS} largest leaks."
    return FigureContent(revenue_leakage(request, leaks), sentence, request.link("/rows/finance"))


def revenue_leakage(request: PageRequest, leaks: Sequence[Leak]) -> Figure:
    """A stacked bar per category and channel; a click opens its finance rows."""
    names = _category_names(leaks)
    links = [rows_link(request, leak) for leak in leaks]
    traces = []
    for state in ("cancelled", "returned", "lost"):
        amounts = [getattr(leak, state) for leak in leaks]
        traces.append(
            figure_style.bars(
                amounts,
                range(len(leaks)),
                state.capitalize(),
                MEANING[state],
                orientation="h",
                customdata=links,
                text=[
                    f"{name}: {request.money(amount)}"
                    for name, amount in zip(names, amounts, strict=True)
                ],
                textposition="none",
                hovertemplate="%{text}<extra>" + state + "</extra>",
            )
        )
    return figure_style.figure(
        traces,
        request.theme,
        f"Money taken back ({request.view.currency})",
        "",
        height=BAR_CHART_MARGIN + ROW_HEIGHT * max(len(leaks), FEWEST_ROWS),
        barmode="relative",
        xaxis={"tickformat": "~s"},
        yaxis=row_axis(names),
    )


def _category_names(leaks: Sequence[Leak]) -> list[str]:
    """The categories, with their channels where there are several channels."""
    if len({leak.channel for leak in leaks}) == 1:
        return [leak.category for leak in leaks]
    return [f"{leak.category}, {leak.channel}" for leak in leaks]
