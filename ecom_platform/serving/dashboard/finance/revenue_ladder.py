"""The card 'From booked to kept': a waterfall over the steps of the revenue ladder."""

import operator
from decimal import Decimal
from itertools import accumulate

from ecom_platform.serving.dashboard.components.cards import FigureContent
from ecom_platform.serving.dashboard.figures import figure_style
from ecom_platform.serving.dashboard.figures.figure_style import MEANING, Figure
from ecom_platform.serving.dashboard.finance.finance_labels import NO_GOODS
from ecom_platform.serving.dashboard.page import PageRequest
from ecom_platform.serving.queries.finance import financial_performance as questions
from ecom_platform.serving.queries.finance.financial_performance import Ladder
from ecom_platform.serving.queries.metrics.unreported_states import (
    unreported_sentence,
    unreported_states,
)

_DEDUCTIONS = ("cancelled", "pending", "returned", "lost")
_ROOM_FOR_TEXT = 0.5  # right of the longest bar, as a share of the axis


def ladder_content(request: PageRequest) -> FigureContent:
    """The waterfall with the kept share in a sentence."""
    ladder = questions.ladder(request.connection, request.view)
    if ladder is None:
        return FigureContent(None, NO_GOODS)
    unknown = unreported_states(request.connection, request.view)
    share = request.formats.share(ladder.kept / ladder.booked) if ladder.booked else "nothing"
    sentence = (
        f"Of {request.money(ladder.booked)} booked, {request.money(ladder.kept)} was kept: "
        f"{share}. {request.money(ladder.leaked)} was cancelled, returned or lost."
    )
    if unknown:
        sentence += f" {unreported_sentence(unknown)}"
    figure = revenue_ladder(request, ladder, unknown)
    return FigureContent(figure, sentence, request.link("/rows/finance"))


def revenue_ladder(
    request: PageRequest, ladder: Ladder, unknown: frozenset[str] = frozenset()
) -> Figure:
    """Bars from booked down to kept, each starting where the one before ends.

    A click on a bar explains its amount.

    Args:
        request: of the page.
        ladder: the amounts.
        unknown: the steps that are never reported; they have no bar.
    """
    steps = [name for name in _DEDUCTIONS if name not in unknown]
    names = ["booked", *steps, "kept"]
    amounts = [getattr(ladder, name) for name in names]
    booked, *deductions, _ = amounts
    remaining = list(accumulate(deductions, operator.sub, initial=booked))
    starts = [Decimal(0), *remaining[1:], Decimal(0)]
    signs = ["", *["−" for _ in steps], ""]
    trace = figure_style.bars(
        amounts,
        [name.capitalize() for name in names],
        "Ladder",
        MEANING["booked"],
        orientation="h",
        base=figure_style.as_floats(starts),
        customdata=[request.link(f"/explain/{name}_amount") for name in names],
        text=[
            sign + request.short_money(amount) for sign, amount in zip(signs, amounts, strict=True)
        ],
        textposition="outside",
        constraintext="none",
        cliponaxis=False,
        hovertext=[
            sign + request.money(amount) for sign, amount in zip(signs, amounts, strict=True)
        ],
        hovertemplate="%{y}: %{hovertext}<extra></extra>",
    )
    trace["marker"] = {"color": [MEANING[name] for name in names]}
    ends = figure_style.as_floats([Decimal(0), *remaining])
    lowest, highest = min(ends), max(ends)
    return figure_style.figure(
        [trace],
        request.theme,
        f"Money of goods ({request.view.currency})",
        "",
        xaxis={
            "tickformat": "~s",
            "nticks": 6,
            "showgrid": False,
            "range": [lowest, highest + (highest - lowest) * _ROOM_FOR_TEXT],
        },
        yaxis={"autorange": "reversed"},
    )
