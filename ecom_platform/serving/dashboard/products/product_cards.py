"""What stands in the cards about products sold: a figure and its sentence, or a reason."""

from ecom_platform.serving.dashboard.components.cards import FigureContent
from ecom_platform.serving.dashboard.figures.share_bars import label_of, share_bars
from ecom_platform.serving.dashboard.figures.style import Figure
from ecom_platform.serving.dashboard.page import PageRequest
from ecom_platform.serving.dashboard.products import product_figures as figures
from ecom_platform.serving.queries.groups import Group
from ecom_platform.serving.queries.products import product_portfolio

_MONEY, _COUNTED = "Money so far", "Products"


def portfolio(request: PageRequest, feed: str) -> FigureContent:
    """Products by share and growth."""
    found = product_portfolio.portfolio(request.connection, request.view, feed)
    if not found.products:
        nothing = "Nothing was sold under these filters."
        return FigureContent(None, found.reasons[0][0] if found.reasons else nothing)
    best = found.products[0]
    number, share = request.formats.number, request.formats.share
    first = (
        f"{best.product_id} kept most, {request.short_money(best.kept_amount)}; of recent money it "
        f"has {share(best.recent_share)} ({request.formats.change(best.growth)})."
    )
    parts = [first]
    beyond = sum(one.growth > figures.MOST_GROWTH for one in found.products)
    if beyond:
        most = share(figures.MOST_GROWTH, 0)
        parts.append(f"{number(beyond)} grew by more than {most} and stand at the upper edge.")
    if found.placed > len(found.products):
        parts.append(
            f"Drawn are the {number(len(found.products))} largest of {number(found.placed)} "
            "products."
        )
    parts += [f"Of {number(count)} it cannot be said: {reason}" for reason, count in found.reasons]
    return FigureContent(
        figures.portfolio(request, found.products, feed), " ".join(parts), _all(request, feed)
    )


def priorities(request: PageRequest, feed: str) -> FigureContent:
    """Products by what to do with them."""
    groups = product_portfolio.priorities(request.connection, request.view, feed)
    if not groups:
        return FigureContent(None, "Nothing was sold under these filters.")
    number = request.formats.number
    counts = {one.name: one.count for one in groups}
    wanted = [
        f"{number(counts[name])} to {name}"
        for name in ("restock", "invest", "clear stock", "exit")
        if name in counts
    ]
    told = f"Products by what to do: {', '.join(wanted)}." if wanted else _largest(request, groups)
    return FigureContent(
        _shares(request, groups, feed, "investment_priority", ""), told, _all(request, feed)
    )


def lifecycle_stages(request: PageRequest, feed: str) -> FigureContent:
    """Products by the stage of their life."""
    groups = product_portfolio.lifecycle_stages(request.connection, request.view, feed)
    if not groups:
        return FigureContent(None, "Nothing was sold under these filters.")
    unknown = [
        f" Of {request.formats.number(one.count)} it is not known: {one.reason}"
        for one in groups
        if one.reason
    ]
    merged = _shares(request, groups, feed, "lifecycle_stage", "lifecycle_unavailable_reason")
    return FigureContent(merged, _largest(request, groups) + "".join(unknown), _all(request, feed))


def _largest(request: PageRequest, groups: list[Group]) -> str:
    first = groups[0]
    return (
        f"Most money, {request.formats.share(first.amount_share)}, came from "
        f"{request.formats.number(first.count)} products of the group '{label_of(first)}'."
    )


def _shares(
    request: PageRequest, groups: list[Group], feed: str, column: str, reason_column: str
) -> Figure:
    def link(one: Group) -> str:
        chosen = (column, one.name) if one.name else (reason_column, one.reason)
        return request.link("/rows/products", **{"is.feed": feed, f"is.{chosen[0]}": chosen[1]})

    return share_bars(request, groups, _COUNTED, _MONEY, link)


def _all(request: PageRequest, feed: str) -> str:
    return request.link("/rows/products", **{"is.feed": feed})
