"""The card of files: what became of the rows of each, with the money in them.

The sentences are made when files are loaded and are part of the version.
"""

from dash import dcc, html

from ecom_platform.serving.dashboard.components.cards import card
from ecom_platform.serving.dashboard.page import Component, PageRequest

NEWEST_FILES = 20


def files_card(request: PageRequest) -> Component:
    """One sentence for each of the newest files, the last to arrive first."""
    accounts = [file.account for file in request.manifest.files if file.account]
    newest = accounts[::-1][:NEWEST_FILES]
    older = len(accounts) - len(newest)
    rest = [html.P(f"{older:,} older files are listed with all files.")] if older else []
    return card(
        [
            html.Div(html.H2("Files"), className="card-head"),
            html.P(
                "Of the rows that were read, each is live, repeated, superseded by another file or "
                "in quarantine. Only live rows count.",
                className="says",
            ),
            html.Ul([html.Li(account) for account in newest] or html.Li("No file was loaded.")),
            *rest,
            html.Div(
                dcc.Link("See all files", href=request.link("/rows/files"), className="action"),
                className="actions",
            ),
        ],
        "files",
        is_wide=True,
    )
