"""Which feed a page shows where feeds must not be mixed, with links to the others."""

from collections.abc import Sequence

from dash import dcc, html

from ecom_platform.serving.column_titles import name_of_feed
from ecom_platform.serving.dashboard.page import Component, PageRequest
from ecom_platform.serving.queries.groups import FeedSize


def feed_choice(
    request: PageRequest, path: str, shown: str, feeds: Sequence[FeedSize], more: str = ""
) -> Component:
    """A line that names the feed, says what is not in it, and leads to the other feeds."""
    others = [one.feed for one in feeds if one.feed != shown]
    links = [
        dcc.Link(
            f"Show {name_of_feed(feed)}", href=request.link(path, feed=feed), className="action"
        )
        for feed in others
    ]
    said = html.P([html.Strong(f"Feed: {name_of_feed(shown)}."), f" {more}" if more else ""])
    return html.Div([said, *links], className="feed-choice")
