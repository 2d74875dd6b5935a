"""The card 'Who the best customers are': customers and their money by segment."""

from ecom_platform.serving.dashboard.components.cards import FigureContent
from ecom_platform.serving.dashboard.customers.customer_labels import (
    customer_count,
    feed_rows_link,
    group_rows_link,
    not_scored_reason,
)
from ecom_platform.serving.dashboard.figures.share_bars import share_bars
from ecom_platform.serving.dashboard.page import PageRequest
from ecom_platform.serving.queries.customers import customer_segments

_COLUMNS = ("segment", "churn_unavailable_reason")


def segments_content(request: PageRequest, feed: str) -> FigureContent:
    """The bars of the segments of a feed; a click on a bar opens the customers of its segment."""
    groups = customer_segments.segments(request.connection, request.view, feed)
    if not groups:
        return FigureContent(None, not_scored_reason(request, feed))
    first = groups[0]
    sentence = (
        f"{customer_count(request, first.count)} of the segment '{first.name}' brought "
        f"{request.formats.share(first.amount_share)} of the money: "
        f"{request.short_money(first.amount)}."
    )
    figure = share_bars(
        request,
        groups,
        "Customers",
        "Money so far",
        lambda group: group_rows_link(request, "customers", feed, _COLUMNS, group),
    )
    return FigureContent(figure, sentence, feed_rows_link(request, "customers", feed))
