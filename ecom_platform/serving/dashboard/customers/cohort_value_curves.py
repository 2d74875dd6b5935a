"""The curves of money per customer by age of the cohort, and when a cohort earned its cost."""

from collections.abc import Sequence

from ecom_platform.serving.column_titles import name_of_feed
from ecom_platform.serving.dashboard.components.cards import FigureContent
from ecom_platform.serving.dashboard.customers.customer_labels import (
    cohort_label,
    cohort_link,
    feed_rows_link,
)
from ecom_platform.serving.dashboard.figures import figure_style
from ecom_platform.serving.dashboard.figures.figure_style import Figure, Trace
from ecom_platform.serving.dashboard.page import PageRequest
from ecom_platform.serving.queries.customers import cohort_retention
from ecom_platform.serving.queries.customers.cohort_retention import (
    ValueAge,
    ValueCurve,
)


def value_curves_content(request: PageRequest, feed: str) -> FigureContent:
    """The curves, with what the oldest cohort brought and the newest payback in sentences."""
    curves = cohort_retention.value_curves(request.connection, request.view, feed)
    drawable_curves = [curve for curve in curves if curve.ages]
    if not drawable_curves:
        reason = next((curve.reason for curve in curves if curve.reason), None)
        return FigureContent(None, reason or f"{name_of_feed(feed)} has no complete cohort yet.")
    sentences = [
        _oldest_sentence(request, drawable_curves[0]),
        _forecast_sentence(drawable_curves),
        _payback_sentence(request, drawable_curves),
    ]
    return FigureContent(
        cohort_value_curves(request, drawable_curves, feed),
        " ".join(sentence for sentence in sentences if sentence),
        feed_rows_link(request, "cohort-values", feed),
    )


def cohort_value_curves(request: PageRequest, curves: Sequence[ValueCurve], feed: str) -> Figure:
    """A line per cohort; a click on a point opens its row.

    The line is solid as far as the value is known, dotted with a 95 % band where it is forecast; a
    diamond marks the age at which a customer has brought what it cost.
    """
    traces: list[Trace] = []
    for index, curve in enumerate(curves):
        traces += _curve_traces(request, curve, figure_style.colour_of(index), feed)
    return figure_style.figure(
        traces,
        request.theme,
        "Months since the first purchase",
        f"Money per customer ({request.view.currency})",
        xaxis={"dtick": 3, "rangemode": "tozero"},
        yaxis={"rangemode": "tozero", "tickformat": "~s"},
        showlegend=True,
        legend={"orientation": "h", "yanchor": "bottom", "y": 1.02, "x": 0, "traceorder": "normal"},
    )


def _oldest_sentence(request: PageRequest, oldest: ValueCurve) -> str:
    """What a customer of the oldest cohort brought until the last known month."""
    known_ages = [age for age in oldest.ages if not age.is_forecast]
    last = known_ages[-1] if known_ages else oldest.ages[-1]
    return (
        f"A customer who first bought in {cohort_label(oldest.cohort)} brought "
        f"{request.money(last.value)} within {last.months_since} months."
    )


def _forecast_sentence(curves: Sequence[ValueCurve]) -> str:
    """How to read the forecasts, or why nothing is forecast."""
    if any(age.is_forecast for curve in curves for age in curve.ages):
        return "Dotted lines are forecasts; their bands should contain 95 of 100 results."
    reason = next((curve.reason for curve in curves if curve.reason), None)
    return f"Nothing is forecast: {reason}" if reason else ""


def _payback_sentence(request: PageRequest, curves: Sequence[ValueCurve]) -> str:
    """The payback of the newest cohort that has one, or why none has."""
    paid_back = [curve for curve in curves if curve.paid_back]
    if not paid_back:
        return f"No payback: {curves[-1].payback.reason}"
    return f"A diamond marks payback. {_payback_text(request, paid_back[-1])}."


def _payback_text(request: PageRequest, curve: ValueCurve) -> str:
    """What a customer of a cohort cost, and after how many months it had brought that."""
    months = curve.payback.months
    later = f"{months} {'month' if months == 1 else 'months'} later"
    when = later if months else "in the same month"
    is_forecast = curve.paid_back is not None and curve.paid_back.is_forecast
    return (
        f"Customers of {cohort_label(curve.cohort)} cost {request.money(curve.payback.cost)} each "
        f"and earned it back {when}{', by forecast' if is_forecast else ''}"
    )


def _curve_traces(request: PageRequest, curve: ValueCurve, colour: str, feed: str) -> list[Trace]:
    """The known line of a cohort, then its forecast, then its payback point."""
    known_ages = [age for age in curve.ages if not age.is_forecast]
    forecast = [age for age in curve.ages if age.is_forecast]
    traces = [_value_line(request, curve, known_ages, colour, feed)]
    from_last_known = [*known_ages[-1:], *forecast]
    if len(from_last_known) > 1:
        traces += _forecast_traces(request, curve, from_last_known, colour, feed)
    if curve.paid_back:
        traces.append(_payback_point(request, curve, curve.paid_back, colour, feed))
    return traces


def _forecast_traces(
    request: PageRequest, curve: ValueCurve, ages: Sequence[ValueAge], colour: str, feed: str
) -> list[Trace]:
    """The band and the dotted line, from the last known age on."""
    lower, upper = figure_style.band(
        [age.months_since for age in ages],
        [age.lower for age in ages],
        [age.upper for age in ages],
        f"{cohort_label(curve.cohort)}, 95 %",
    )
    upper |= {"fillcolor": _translucent(colour), "showlegend": False, "hoverinfo": "skip"}
    line = _value_line(request, curve, ages, colour, feed, dash="dot", showlegend=False)
    return [lower, upper, line]


def _translucent(colour: str) -> str:
    """The colour with an opacity of 15 %, for an area."""
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return f"rgba({red}, {green}, {blue}, 0.15)"


def _value_line(
    request: PageRequest,
    curve: ValueCurve,
    ages: Sequence[ValueAge],
    colour: str,
    feed: str,
    **more: object,
) -> Trace:
    """The line of the values of a cohort by months since the first purchase."""
    return figure_style.line(
        [age.months_since for age in ages],
        [age.value for age in ages],
        cohort_label(curve.cohort),
        colour,
        customdata=[
            cohort_link(request, "cohort-values", feed, curve.cohort, age.months_since)
            for age in ages
        ],
        hovertext=[_hover_text(request, curve, age) for age in ages],
        hovertemplate="%{hovertext}<extra></extra>",
        **more,
    )


def _payback_point(
    request: PageRequest, curve: ValueCurve, age: ValueAge, colour: str, feed: str
) -> Trace:
    """The diamond at the age at which a customer has brought what it cost."""
    return figure_style.points(
        [age.months_since],
        [age.value],
        f"{cohort_label(curve.cohort)}, cost earned",
        colour,
        marker={"symbol": "diamond", "size": 11},
        showlegend=False,
        customdata=[cohort_link(request, "cohort-values", feed, curve.cohort, age.months_since)],
        hovertext=[_payback_text(request, curve)],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _hover_text(request: PageRequest, curve: ValueCurve, age: ValueAge) -> str:
    """The value per customer at an age; of a forecast also its band."""
    text = (
        f"{cohort_label(curve.cohort)}, month {age.months_since}: {request.money(age.value)} "
        f"per customer of {request.formats.number(curve.size)}"
    )
    if not age.is_forecast:
        return text
    return f"{text}<br>forecast, {request.money(age.lower)} to {request.money(age.upper)} at 95 %"
