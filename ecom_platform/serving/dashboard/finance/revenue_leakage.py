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
from ecom_platform.serving.queries.metrics.unreported_states import (
    unreported_sentence,
    unreported_states,
)

_STATES = ("cancelled", "returned", "lost")
_MOST_BARS = 12


def leakage_content(request: PageRequest) -> FigureContent:
    """The bars of the largest leaks, and the largest one in a sentence."""
    leaks = questions.leaks(request.connection, request.view, _MOST_BARS)
    unknown = unreported_states(request.connection, request.view).intersection(_STATES)
    not_known = f" {unreported_sentence(unknown)}" if unknown else ""
    if not leaks:
        return FigureContent(None, f"{_no_leak_sentence(unknown)}{not_known}".strip())
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
    figure = revenue_leakage(request, leaks, unknown)
    return FigureContent(figure, sentence + not_known, request.link("/rows/finance"))


def _no_leak_sentence(unknown: frozenset[str]) -> str:
    """In which of the reported states no money is; empty where none of them is reported."""
    *others, last = [state for state in _STATES if state not in unknown] or [""]
    if not last:
        return ""
    states = f"{', '.join(others)} or {last}" if others else last
    return f"No money of goods was {states} in these days."


def revenue_leakage(
    request: PageRequest, leaks: Sequence[Leak], unknown: frozenset[str] = frozenset()
) -> Figure:
    """A stacked bar per category and channel; a click opens its finance rows.

    Args:
        request: of the page.
        leaks: one bar each.
        unknown: the states that are never reported; they have no bars.
    """
    names = _category_names(leaks)
    links = [rows_link(request, leak) for leak in leaks]
    traces = []
    for state in (state for state in _STATES if state not in unknown):
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
