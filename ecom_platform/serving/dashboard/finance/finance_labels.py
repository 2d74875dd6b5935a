"""Texts, links and sizes that several cards of the finance page share."""

from ecom_platform.serving.dashboard.page import PageRequest
from ecom_platform.serving.queries.finance.financial_performance import Grade, Leak
from ecom_platform.serving.queries.view import NOT_STATED

NO_GOODS = "No goods were ordered between these days under these filters."
BAR_CHART_MARGIN = 100
FEWEST_ROWS = 4  # below which axis labels would no longer fit


def category_on_channel(part: Leak | Grade) -> str:
    """A part of the business as a reader says it, such as 'Tea on Webshop'."""
    category = "goods without a category" if part.category == NOT_STATED else part.category
    return f"{category} on {part.channel}"


def rows_link(request: PageRequest, part: Leak | Grade, **changed: str) -> str:
    """A link to the finance rows of a channel and category.

    Args:
        request: of the page.
        part: whose channel and category.
        changed: more parameters of the link.
    """
    columns = {
        "is.channel": part.channel,
        "is.category": part.category,
        "is.line_kind": "goods",
    }
    return request.link("/rows/finance", **columns, **changed)


def grade_day_link(request: PageRequest, grade: Grade) -> str:
    """A link to the finance row that a grade comes from: its channel, category and day."""
    return rows_link(request, grade, **{"from": str(grade.day), "to": str(grade.day)})
