"""Which feed a page shows, where amounts of several feeds must not be added up."""

from collections.abc import Sequence

from dash import dcc, html

from ecom_platform.serving.column_titles import name_of_feed
from ecom_platform.serving.dashboard.page import Component, PageRequest
from ecom_platform.serving.queries.grouped_rows import FeedSize


def feed_selector(
    request: PageRequest, path: str, shown: str, feeds: Sequence[FeedSize], more: str = ""
) -> Component:
    """A line that names the feed shown, with a link to every other feed.

    Args:
        request: of the page.
        path: of the page.
        shown: the feed that the page shows.
        feeds: all feeds that it could show.
        more: a sentence to add, such as which feeds the page cannot show.
    """
    links = [
        dcc.Link(
            f"Show {name_of_feed(feed.feed)}",
            href=request.link(path, feed=feed.feed),
            className="action",
        )
        for feed in feeds
        if feed.feed != shown
    ]
    line = html.P([html.Strong(f"Feed: {name_of_feed(shown)}."), f" {more}" if more else ""])
    return html.Div([line, *links], className="feed-choice")
