"""The cards of products by recommended action, and by the stage of their life cycle."""

from collections.abc import Sequence

from ecom_platform.serving.dashboard.components.cards import FigureContent
from ecom_platform.serving.dashboard.figures.figure_style import Figure
from ecom_platform.serving.dashboard.figures.share_bars import label_of, share_bars
from ecom_platform.serving.dashboard.page import PageRequest
from ecom_platform.serving.dashboard.products.product_labels import product_count
from ecom_platform.serving.queries.grouped_rows import Group
from ecom_platform.serving.queries.products import product_portfolio

_ACTIONS = ("restock", "invest", "clear stock", "exit")
_NOTHING_SOLD = "Nothing was sold under these filters."


def priorities_content(request: PageRequest, feed: str) -> FigureContent:
    """The products of a feed by recommended action, with the number of products per action."""
    groups = product_portfolio.priorities(request.connection, request.view, feed)
    if not groups:
        return FigureContent(None, _NOTHING_SOLD)
    counts = {group.name: group.count for group in groups}
    actions = [
        f"{action}: {product_count(request, counts[action])}"
        for action in _ACTIONS
        if action in counts
    ]
    sentence = (
        f"Recommended actions: {'; '.join(actions)}."
        if actions
        else _largest_group_sentence(request, groups)
    )
    figure = _group_bars(request, groups, feed, "investment_priority", reason_column="")
    return FigureContent(figure, sentence, _rows_link(request, feed))


def lifecycle_stages_content(request: PageRequest, feed: str) -> FigureContent:
    """Products of a feed by the stage of their life cycle, and which group brought most money."""
    groups = product_portfolio.lifecycle_stages(request.connection, request.view, feed)
    if not groups:
        return FigureContent(None, _NOTHING_SOLD)
    unknown = [
        f" For {product_count(request, group.count)} this is not known: {group.reason}"
        for group in groups
        if group.reason
    ]
    sentence = _largest_group_sentence(request, groups) + "".join(unknown)
    figure = _group_bars(request, groups, feed, "lifecycle_stage", "lifecycle_unavailable_reason")
    return FigureContent(figure, sentence, _rows_link(request, feed))


def _largest_group_sentence(request: PageRequest, groups: Sequence[Group]) -> str:
    """Which group brought most money, and its share."""
    largest = groups[0]
    return (
        f"Most money, {request.formats.share(largest.amount_share)}, came from "
        f"{product_count(request, largest.count)} of the group '{label_of(largest)}'."
    )


def _group_bars(
    request: PageRequest,
    groups: Sequence[Group],
    feed: str,
    name_column: str,
    reason_column: str,
) -> Figure:
    """Bars per group; a click opens its products, chosen by name or else by reason."""

    def group_link(group: Group) -> str:
        column, value = (name_column, group.name) if group.name else (reason_column, group.reason)
        return request.link("/rows/products", **{"is.feed": feed, f"is.{column}": value})

    return share_bars(request, groups, "Products", "Money so far", group_link)


def _rows_link(request: PageRequest, feed: str) -> str:
    return request.link("/rows/products", **{"is.feed": feed})
