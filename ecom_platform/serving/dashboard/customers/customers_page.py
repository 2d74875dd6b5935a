"""The page of customers: who is best, who may be lost, what they are worth, who comes back."""

from collections.abc import Callable

from ecom_platform.serving.column_titles import name_of_feed
from ecom_platform.serving.dashboard.components.cards import (
    FigureContent,
    figure_card,
    grid,
    reason_box,
    text_card,
)
from ecom_platform.serving.dashboard.components.feed_selector import feed_selector
from ecom_platform.serving.dashboard.components.rows_table import rows_table
from ecom_platform.serving.dashboard.customers.churn_cards import (
    churn_risks_content,
    churn_signals_content,
)
from ecom_platform.serving.dashboard.customers.cohort_value_curves import value_curves_content
from ecom_platform.serving.dashboard.customers.customer_labels import not_scored_reason
from ecom_platform.serving.dashboard.customers.customer_tiles import customer_tiles
from ecom_platform.serving.dashboard.customers.expected_value_card import expected_value_content
from ecom_platform.serving.dashboard.customers.retention_heat_map import retention_content
from ecom_platform.serving.dashboard.customers.rfm_score_grid import scores_content
from ecom_platform.serving.dashboard.customers.segments_card import segments_content
from ecom_platform.serving.dashboard.page import Component, Content, Page, PageRequest
from ecom_platform.serving.queries.customers import (
    cohort_retention,
    customer_segments,
    expected_value,
)
from ecom_platform.serving.queries.grouped_rows import chosen_feed
from ecom_platform.serving.queries.quality.table_states import missing_reason

_SEGMENTS, _LIFETIME = customer_segments.SEGMENTS, expected_value.TABLE
_COLUMNS = (
    "investment_priority_rank",
    "customer_id",
    "customer_name",
    "segment",
    "churn_signal",
    "monetary",
    "investment_priority_score",
    "next_best_action",
    "last_order_date",
    "country",
)


def _render(request: PageRequest) -> Content:
    """The page of one feed with customers, or why there is none."""
    sources = [_SEGMENTS, _LIFETIME]
    available = [table for table in sources if not missing_reason(request.manifest, [table])]
    if not available:
        return [reason_box(missing_reason(request.manifest, sources) or "")]
    feeds = customer_segments.feeds_with_customers(request.connection, request.view, available)
    feed = chosen_feed(feeds, request.parameters.get("feed"))
    if feed is None:
        return [reason_box(_no_customers_reason(request))]
    return [
        feed_selector(request, CUSTOMERS.path, feed, feeds, _anonymous_feeds(request)),
        customer_tiles(request, feed),
        grid(_customer_cards(request, feed)),
    ]


def _customer_cards(request: PageRequest, feed: str) -> list[Component]:
    """The cards of one feed, in the order of the page."""
    named = name_of_feed(feed)

    def of_feed(
        name: str, title: str, table: str, draw: Callable[[PageRequest, str], FigureContent]
    ) -> Component:
        return figure_card(request, name, title, [table], lambda asked: draw(asked, feed))

    return [
        of_feed("segments", "Who the best customers are", _SEGMENTS, segments_content),
        of_feed("scores", "How recently and how often they bought", _SEGMENTS, scores_content),
        of_feed("churn", "Who is silent for longer than usual", _SEGMENTS, churn_signals_content),
        of_feed("risk", "Who is likely not to buy within a year", _LIFETIME, churn_risks_content),
        text_card(
            request,
            "priorities",
            "Which customers to care for first",
            [_SEGMENTS],
            lambda asked: _priorities_table(asked, feed),
            is_wide=True,
        ),
        of_feed(
            "retention",
            f"How many customers of {named} come back",
            cohort_retention.RETENTION,
            retention_content,
        ),
        of_feed(
            "curves",
            f"Money per customer by age, {named}",
            cohort_retention.VALUE,
            value_curves_content,
        ),
        figure_card(
            request,
            "value",
            "What a customer is worth in the next year",
            [_LIFETIME],
            lambda asked: expected_value_content(asked, feed),
            is_wide=True,
        ),
    ]


def _priorities_table(request: PageRequest, feed: str) -> list[Component]:
    """The customers by priority, or why they are not scored."""
    if not customer_segments.segments(request.connection, request.view, feed):
        return [reason_box(not_scored_reason(request, feed))]
    return [
        rows_table(
            request, "customer-priorities", equal={"feed": feed}, columns=_COLUMNS, height=380
        )
    ]


def _anonymous_feeds(request: PageRequest) -> str:
    """A sentence that names the feeds which do not say who buys; empty where all do."""
    feeds = customer_segments.feeds_without_customers(request.connection, request.view)
    if not feeds:
        return ""
    names = " and ".join(name_of_feed(feed) for feed in feeds)
    verb = "does" if len(feeds) == 1 else "do"
    return f"{names} {verb} not say who buys, so this page shows nothing of it."


def _no_customers_reason(request: PageRequest) -> str:
    """Why the page has no feed to show."""
    anonymous = _anonymous_feeds(request)
    empty = request.manifest.empty_tables.get(_SEGMENTS, "")
    return anonymous or empty or f"No customer bought in {request.view.currency}."


CUSTOMERS = Page(
    path="/customers",
    title="Customers",
    question="Who are the best customers, who may be lost, what are they worth, do they come back?",
    render=_render,
    filters=("currency",),
)
