"""The card of feeds: until which day each is complete, and which of its rows count nowhere."""

from collections.abc import Sequence

from dash import dcc, html

from ecom_platform.serving.column_titles import name_of_feed
from ecom_platform.serving.dashboard.components.cards import card
from ecom_platform.serving.dashboard.components.plain_tables import scrollable_table
from ecom_platform.serving.dashboard.page import Component, PageRequest
from ecom_platform.serving.queries.quality.table_trust import FeedTrust

_TITLES = (
    "Feed",
    "Complete until",
    "Rows",
    "Not readable",
    "Money in them",
    "Repeated",
    "Money in them",
)


def feeds_card(request: PageRequest, feeds: Sequence[FeedTrust]) -> Component:
    """The last day, the rows, the quarantined rows and the repeated rows of every feed."""
    head = html.Thead(html.Tr([html.Th(title) for title in _TITLES]))
    body = html.Tbody([_feed_row(request, feed) for feed in feeds])
    table = html.Table([head, body], className="plain numbers feeds")
    return card(
        [
            html.Div(html.H2("Feeds"), className="card-head"),
            html.P(
                "Rows that cannot be read are in quarantine and count nowhere. Rows that repeat "
                "what another file already delivered count once. Money is in the feed's own "
                "currency.",
                className="says",
            ),
            scrollable_table(table, "Feeds"),
            html.Div(
                dcc.Link("See the files", href=request.link("/rows/files"), className="action"),
                className="actions",
            ),
        ],
        "feeds",
        is_wide=True,
    )


def _quarantined_money(request: PageRequest, feed: FeedTrust) -> str:
    """The money of the quarantined rows, with the number of those whose money is unknown."""
    known = request.formats.plain_amount(feed.quarantined_amount)
    unknown = request.formats.number(feed.unknown_money_rows)
    return f"{known} and unknown in {unknown}" if feed.unknown_money_rows else known


def _feed_row(request: PageRequest, feed: FeedTrust) -> Component:
    """A feed with its last complete day and its readable, unreadable and repeated rows."""
    number = request.formats.number
    quarantined: Component = number(feed.quarantined_rows)
    if feed.quarantined_rows:
        href = request.link("/rows/quarantine", **{"is.feed": feed.feed})
        quarantined = dcc.Link(quarantined, href=href, title="See these rows")
    return html.Tr(
        [
            html.Th(name_of_feed(feed.feed), scope="row"),
            html.Td(request.formats.day(feed.as_of) if feed.as_of else "no days"),
            html.Td(number(feed.rows)),
            html.Td(quarantined),
            html.Td(_quarantined_money(request, feed)),
            html.Td(number(feed.repeated_rows)),
            html.Td(request.formats.plain_amount(feed.repeated_amount)),
        ]
    )
