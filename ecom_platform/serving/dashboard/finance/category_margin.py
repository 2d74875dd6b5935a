"""The card 'Margin by category': the margin of each category whose costs are known."""

from collections.abc import Sequence

from ecom_platform.serving.dashboard.components.cards import FigureContent
from ecom_platform.serving.dashboard.figures import figure_style
from ecom_platform.serving.dashboard.figures.figure_style import MEANING, Figure
from ecom_platform.serving.dashboard.figures.heat_map import ROW_HEIGHT, row_axis
from ecom_platform.serving.dashboard.finance.finance_labels import (
    BAR_CHART_MARGIN,
    FEWEST_ROWS,
    NO_GOODS,
)
from ecom_platform.serving.dashboard.page import PageRequest
from ecom_platform.serving.queries.finance import financial_performance as questions
from ecom_platform.serving.queries.finance.financial_performance import CategoryMargin

_MOST_BARS = 12


def margin_content(request: PageRequest) -> FigureContent:
    """The bars of the known margins, or why no margin is known."""
    margins = questions.margins(request.connection, request.view)
    total = margins.total
    known_margins = [category for category in margins.categories if category.margin is not None]
    if total is None or not known_margins:
        return FigureContent(None, margins.reason or NO_GOODS)
    share, coverage = request.formats.share(total.share), request.formats.share(total.coverage)
    sentence = (
        f"The margin is {request.money(total.margin)}, {share} of the money without tax. Costs are "
        f"known for {coverage} of the kept lines; only those count."
    )
    figure = category_margin(request, known_margins[:_MOST_BARS])
    return FigureContent(figure, sentence, request.link("/rows/finance"))


def category_margin(request: PageRequest, categories: Sequence[CategoryMargin]) -> Figure:
    """A bar per category; a click opens the finance rows of the category."""
    hovers = [
        f"{category.category}: {request.money(category.margin)}<br>"
        f"{request.formats.share(category.share)} of the money without tax<br>"
        f"costs known for {request.formats.share(category.coverage)} of the kept lines"
        for category in categories
    ]
    links = [
        request.link("/rows/finance", **{"is.category": category.category, "is.line_kind": "goods"})
        for category in categories
    ]
    trace = figure_style.bars(
        [category.margin for category in categories],
        range(len(categories)),
        "Margin",
        MEANING["margin"],
        orientation="h",
        customdata=links,
        text=hovers,
        textposition="none",
        hovertemplate="%{text}<extra></extra>",
    )
    return figure_style.figure(
        [trace],
        request.theme,
        f"Margin ({request.view.currency})",
        "",
        height=BAR_CHART_MARGIN + ROW_HEIGHT * max(len(categories), FEWEST_ROWS),
        xaxis={"tickformat": "~s"},
        yaxis=row_axis([category.category for category in categories]),
    )
