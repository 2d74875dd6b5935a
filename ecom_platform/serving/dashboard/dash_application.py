"""The Dash application: an empty page whose script fetches whole pages from `routes.py`.

Its static files are in `static/`, never at the root of the project, where Dash would serve code.
"""

from pathlib import Path
from typing import Any

import dash_mantine_components as dmc
from dash import ALL, MATCH, ClientsideFunction, Dash, Input, Output, State, dcc, html
from fastapi import FastAPI

from ecom_platform.serving.dashboard import page_frame
from ecom_platform.serving.dashboard.routes import routes
from ecom_platform.serving.version_follower import VersionFollower
from ecom_platform.settings import Settings

_STATIC = Path(__file__).parent / "static"
_UNUSED = {"/_dash-update-component"}
_INDEX = """<!DOCTYPE html>
<html lang="en">
  <head>
    {%metas%}
    <title>{%title%}</title>
    <meta name="viewport" content="width=device-width, initial-scale=1">
    {%favicon%}
    {%css%}
  </head>
  <body>
    {%app_entry%}
    <footer>
      {%config%}
      {%scripts%}
      {%renderer%}
    </footer>
  </body>
</html>
"""


def add_dashboard(app: FastAPI, settings: Settings, follower: VersionFollower) -> list[str]:
    """Add the dashboard to an application.

    Args:
        app: which must have all its other routes already, because Dash answers every address.
        settings: of the platform.
        follower: opens the published versions.

    Returns:
        The hashes of the scripts inside the page, for its content security policy.
    """
    app.router.routes.extend(routes(settings, follower))
    dash: Any = Dash(
        __name__,
        server=app,  # type: ignore[arg-type]  # its annotation does not know FastAPI yet
        assets_folder=str(_STATIC),
        title=page_frame.BRAND,
        update_title="",
        index_string=_INDEX,
        suppress_callback_exceptions=True,
    )
    dash.backend.websocket_capability = False  # else every browser tries to open a WebSocket
    dash.layout = _empty_page_layout()
    _add_callbacks(dash)
    # Dash sets up at the first request for "/" only; a link to another page may come before it.
    dash._setup_server()
    # All callbacks run in the browser, so nothing may be sent to ours.
    app.router.routes[:] = [
        route for route in app.router.routes if getattr(route, "path", "") not in _UNUSED
    ]
    hashes: list[str] = dash.csp_hashes()
    return hashes


def _empty_page_layout() -> dmc.MantineProvider:
    """The page before its content is fetched, with the stores that the script reads."""
    return dmc.MantineProvider(
        [
            dcc.Location(id="location", refresh="callback-nav"),
            dcc.Store(id="theme", storage_type="local"),
            dcc.Store(id="newest"),
            dcc.Store(id="shown"),
            html.Div(id="announcement", className="unseen", role="status"),
            html.Div(id="trouble", className="trouble", role="alert"),
            html.Div(html.P("Loading ...", className="loading"), id="page"),
        ],
        id="provider",
    )


def _add_callbacks(dash: Any) -> None:
    """Connect the functions of `static/dashboard.js` to the components they read and write."""
    dash.clientside_callback(
        ClientsideFunction("dashboard", "page"),
        Output("page", "children"),
        Output("shown", "data"),
        Output("announcement", "children"),
        Input("location", "pathname"),
        Input("location", "search"),
        Input("theme", "data"),
        Input("newest", "data"),
        State("shown", "data"),
    )
    dash.clientside_callback(
        ClientsideFunction("dashboard", "scheme"),
        Output("provider", "forceColorScheme"),
        Input("theme", "data"),
    )
    dash.clientside_callback(
        ClientsideFunction("dashboard", "filter"),
        Output("location", "search"),
        Input({"type": "filter", "name": ALL}, "value"),
        State({"type": "filter", "name": ALL}, "id"),
        State("shown", "data"),
        State("location", "search"),
        prevent_initial_call=True,
    )
    dash.clientside_callback(
        ClientsideFunction("dashboard", "drill"),
        Output("announcement", "title"),
        Input({"type": "figure", "name": ALL}, "clickData"),
        prevent_initial_call=True,
    )
    dash.clientside_callback(
        ClientsideFunction("dashboard", "rows"),
        Output({"type": "rows", "url": MATCH}, "getRowsResponse"),
        Input({"type": "rows", "url": MATCH}, "getRowsRequest"),
        State({"type": "rows", "url": MATCH}, "id"),
    )
