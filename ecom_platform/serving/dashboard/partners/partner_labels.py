"""Titles, links and sizes that several cards of the partner pages share."""

from urllib.parse import quote

from ecom_platform.serving.dashboard.page import PageRequest
from ecom_platform.serving.queries.partners.partner_levers import Lever

COMPONENT_TITLES = {
    "growth": "Growth",
    "cancel": "Cancels",
    "return": "Returns",
    "recency": "Recency",
    "breadth": "Breadth",
    "discount": "Discount",
}
MEASURE_TITLES = {
    "cancel_rate": "Cancelled lines",
    "return_rate": "Returned lines",
    "discount_share": "Discount",
    "order_value": "Kept money per order",
    "order_frequency": "Kept orders per 30 days",
}
BAR_CHART_MARGIN = 90
FEWEST_ROWS = 4  # below which axis labels would no longer fit


def no_partner_reason(request: PageRequest) -> str:
    """Why there is no partner to show: the shop delivers none, or none in this currency."""
    if not request.choices.partners:
        return "This shop delivers no partners. A sales channel is not a partner."
    return "No partner sold goods in this currency."


def profile_link(request: PageRequest, partner: str) -> str:
    """A link to the page of one partner, by its id."""
    return request.link(f"/partners/{quote(partner)}", partner=None)


def format_lever(request: PageRequest, lever: Lever, value: float | None) -> str:
    """A value of a lever as text in its unit: per cent, money, or a number."""
    if is_share(lever):
        return request.formats.share(value)
    if lever.name == "order_value":
        return request.money(value)
    return request.formats.number(value, 2)


def is_share(lever: Lever) -> bool:
    """Whether the values of a lever are shares of 1."""
    return lever.name in {"cancel_rate", "return_rate", "discount_share"}
