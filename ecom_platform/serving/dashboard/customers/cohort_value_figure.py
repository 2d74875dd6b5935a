"""The figure of the money customers bring by age, and where a cohort has earned its cost."""

from collections.abc import Sequence

from ecom_platform.serving.dashboard.customers.customer_figures import cohort_label, cohort_link
from ecom_platform.serving.dashboard.figures import style
from ecom_platform.serving.dashboard.figures.style import Figure, Trace
from ecom_platform.serving.dashboard.page import PageRequest
from ecom_platform.serving.queries.customers.cohort_retention import (
    ValueAge,
    ValueCurve,
)


def curves(request: PageRequest, found: Sequence[ValueCurve], feed: str) -> Figure:
    """Money per customer by age: a line as far as it is known, dotted with a band beyond."""
    traces: list[Trace] = []
    for index, curve in enumerate(found):
        colour = style.colour_of(index)
        name = f"{cohort_label(curve.cohort)}"
        known = [age for age in curve.ages if not age.is_forecast]
        ahead = [*known[-1:], *(age for age in curve.ages if age.is_forecast)]
        traces.append(_curve(request, curve, known, colour, feed, name=name))
        if len(ahead) > 1:
            months = [age.months_since for age in ahead]
            edges = style.band(
                months, [age.lower for age in ahead], [age.upper for age in ahead], f"{name}, 95 %"
            )
            faded = {"fillcolor": _faded(colour), "showlegend": False, "hoverinfo": "skip"}
            traces += [edges[0], {**edges[1], **faded}]
            traces.append(
                _curve(request, curve, ahead, colour, feed, name=name, dash="dot", showlegend=False)
            )
        if curve.paid_back:
            traces.append(_diamond(request, curve, curve.paid_back, colour, feed))
    return style.figure(
        traces,
        request.theme,
        "Months since the first purchase",
        f"Money per customer ({request.view.currency})",
        xaxis={"dtick": 3, "rangemode": "tozero"},
        yaxis={"rangemode": "tozero", "tickformat": "~s"},
        showlegend=True,
        legend={"orientation": "h", "yanchor": "bottom", "y": 1.02, "x": 0, "traceorder": "normal"},
    )


def paid_back(request: PageRequest, curve: ValueCurve) -> str:
    """What a customer of a cohort cost, and when that is earned, in words."""
    months = curve.payback.months
    later = f"{months} {'month' if months == 1 else 'months'} later"
    when = later if months else "in the same month"
    is_forecast = curve.paid_back is not None and curve.paid_back.is_forecast
    return (
        f"Customers of {cohort_label(curve.cohort)} cost {request.money(curve.payback.cost)} each, "
        f"earned {when}{', by forecast' if is_forecast else ''}"
    )


def _faded(colour: str) -> str:
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return f"rgba({red}, {green}, {blue}, 0.15)"


def _curve(
    request: PageRequest,
    curve: ValueCurve,
    ages: Sequence[ValueAge],
    colour: str,
    feed: str,
    **more: object,
) -> Trace:
    return style.line(
        [age.months_since for age in ages],
        [age.value for age in ages],
        str(more.pop("name")),
        colour,
        customdata=[
            cohort_link(request, "cohort-values", feed, curve.cohort, age.months_since)
            for age in ages
        ],
        hovertext=[_worth(request, curve, age) for age in ages],
        hovertemplate="%{hovertext}<extra></extra>",
        **more,
    )


def _diamond(
    request: PageRequest, curve: ValueCurve, age: ValueAge, colour: str, feed: str
) -> Trace:
    """Where a curve reaches what a customer cost."""
    return style.points(
        [age.months_since],
        [age.value],
        f"{cohort_label(curve.cohort)}, cost earned",
        colour,
        marker={"symbol": "diamond", "size": 11},
        showlegend=False,
        customdata=[cohort_link(request, "cohort-values", feed, curve.cohort, age.months_since)],
        hovertext=[paid_back(request, curve)],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _worth(request: PageRequest, curve: ValueCurve, age: ValueAge) -> str:
    told = (
        f"{cohort_label(curve.cohort)}, month {age.months_since}: {request.money(age.value)} "
        f"per customer of {request.formats.number(curve.size)}"
    )
    if not age.is_forecast:
        return told
    return f"{told}<br>forecast, {request.money(age.lower)} to {request.money(age.upper)} at 95 %"
