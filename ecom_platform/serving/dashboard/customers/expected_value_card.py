"""The card 'What a customer is worth in the next year': customers by their expected value."""

from collections.abc import Sequence
from decimal import Decimal

from ecom_platform.serving.dashboard.components.cards import FigureContent
from ecom_platform.serving.dashboard.customers.customer_labels import feed_rows_link
from ecom_platform.serving.dashboard.figures import figure_style
from ecom_platform.serving.dashboard.figures.figure_style import MEANING, Figure
from ecom_platform.serving.dashboard.page import PageRequest
from ecom_platform.serving.queries.customers import expected_value
from ecom_platform.serving.queries.customers.expected_value import ValueClass

_YEAR_DAYS = 365


def expected_value_content(request: PageRequest, feed: str) -> FigureContent:
    """The bars of the value classes, or why no customer has an expected value."""
    summary = expected_value.expected_value(request.connection, request.view, feed)
    classes = expected_value.value_classes(request.connection, request.view, feed)
    if not classes:
        return FigureContent(None, summary.reason or "No customer bought in this currency.")
    sentence = (
        f"Half of {request.formats.number(summary.customers)} customers are expected to bring less "
        f"than {request.money(summary.median)}; the few to the right bring most of the money."
    )
    if summary.tested_days is not None and summary.tested_days < _YEAR_DAYS:
        sentence += (
            f" The model was tested {summary.tested_days} days ahead; the rest of the year is "
            "extrapolated."
        )
    href = feed_rows_link(request, "lifetime-values", feed)
    return FigureContent(expected_value_bars(request, classes, href), sentence, href)


def expected_value_bars(request: PageRequest, classes: Sequence[ValueClass], href: str) -> Figure:
    """Two bars per class of expected value: its share of customers, and of expected money.

    Args:
        request: of the page.
        classes: ranges of expected value, the lowest first.
        href: the page that a click on a bar opens.
    """
    labels = [f"{_short_number(value.low)} – {_short_number(value.high)}" for value in classes]
    hovers = [_hover_text(request, value) for value in classes]
    traces = [
        figure_style.bars(
            labels,
            shares,
            title,
            MEANING[meaning],
            customdata=[href] * len(classes),
            hovertext=hovers,
            hovertemplate="%{hovertext}<extra></extra>",
        )
        for title, meaning, shares in (
            ("Customers", "count", [value.count_share for value in classes]),
            ("Expected money", "expected", [value.amount_share for value in classes]),
        )
    ]
    return figure_style.figure(
        traces,
        request.theme,
        f"Expected in 365 days ({request.view.currency})",
        "Share of all (%)",
        xaxis={"type": "category", "tickangle": -45},
        yaxis={"tickformat": ".0%"},
    )


def _hover_text(request: PageRequest, value: ValueClass) -> str:
    """The limits of a class, its customers and its expected money."""
    return (
        f"{request.money(value.low)} up to {request.money(value.high)}<br>"
        f"{request.formats.number(value.count)} customers "
        f"({request.formats.share(value.count_share)})<br>"
        f"{request.money(value.amount)} expected ({request.formats.share(value.amount_share)})"
    )


def _short_number(amount: Decimal) -> str:
    """An amount with at most one letter for its size, such as 2k or 5M."""
    number = float(amount)
    for size, letter in ((1e9, "B"), (1e6, "M"), (1e3, "k")):
        if number >= size:
            return f"{number / size:g}{letter}"
    return f"{number:g}"
