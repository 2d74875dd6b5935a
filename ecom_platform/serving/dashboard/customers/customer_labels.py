"""Texts and links that several cards of the customers page share."""

from collections.abc import Sequence
from datetime import date

from ecom_platform.serving.column_titles import name_of_feed
from ecom_platform.serving.dashboard.page import PageRequest
from ecom_platform.serving.queries.customers import customer_segments
from ecom_platform.serving.queries.grouped_rows import Group


def customer_count(request: PageRequest, count: int) -> str:
    """A number of customers as text, such as '1 customer' or '1,234 customers'."""
    noun = "customer" if count == 1 else "customers"
    return f"{request.formats.number(count)} {noun}"


def not_scored_reason(request: PageRequest, feed: str) -> str:
    """Why the customers of a feed have no segments in the currency of the view."""
    other = customer_segments.scored_currency(request.connection, request.view, feed)
    name = name_of_feed(feed)
    if other:
        return (
            f"The customers of {name} are scored in {other}, because the feed sells in several "
            f"currencies. Choose {other} above to see them."
        )
    return f"No customer of {name} is known in {request.view.currency}."


def unknown_groups_sentence(request: PageRequest, groups: Sequence[Group]) -> str:
    """A sentence per group that has a reason in place of a name; empty where all have names."""
    return "".join(
        f" For {customer_count(request, group.count)} this is not known: {group.reason}"
        for group in groups
        if group.reason
    )


def feed_rows_link(request: PageRequest, source: str, feed: str) -> str:
    """A link to the rows of a source of one feed."""
    return request.link(f"/rows/{source}", **{"is.feed": feed})


def group_rows_link(
    request: PageRequest, source: str, feed: str, columns: tuple[str, str], group: Group
) -> str:
    """A link to the customers of a group.

    Args:
        request: of the page.
        source: which rows, by their name in links.
        feed: of the customers.
        columns: the column with the name of the group, and the column with the reason where a
            customer has no such name.
        group: whose customers.
    """
    name_column, reason_column = columns
    chosen = (name_column, group.name) if group.name else (reason_column, group.reason)
    return request.link(f"/rows/{source}", **{"is.feed": feed, f"is.{chosen[0]}": chosen[1]})


def cohort_label(cohort: date, *, is_left_censored: bool = False) -> str:
    """The month of a cohort as an axis shows it, with a star where it holds older customers.

    Example:
        >>> cohort_label(date(2026, 2, 1))
        'Feb 2026'
    """
    return f"{cohort:%b %Y}" + (" *" if is_left_censored else "")


def cohort_link(request: PageRequest, source: str, feed: str, cohort: date, month: int) -> str:
    """A link to the rows of a cohort, this many months after its first purchase."""
    columns = {"is.feed": feed, "is.cohort_month": str(cohort), "is.months_since": str(month)}
    return request.link(f"/rows/{source}", **columns)
