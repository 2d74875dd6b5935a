"""The command `ecom serve`: serve the dashboard.

The web application is in `ecom_platform.serving.app`.
"""

from typing import Annotated

import typer

from ecom_platform.cli.terminal_output import in_sentences, out
from ecom_platform.publishing.version_folder import current_version
from ecom_platform.settings import load_settings


@in_sentences
def serve(
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port to listen on.")] = 8080,
    host: Annotated[
        str, typer.Option(help="The address to listen on; 0.0.0.0 for all, if a proxy protects it.")
    ] = "127.0.0.1",
) -> None:
    """Serve the dashboard; it switches to each newly published version."""
    from ecom_platform.serving.app import serve as serve_app  # noqa: PLC0415 - only this needs Dash

    settings = load_settings()
    current_version(settings.published)  # a damaged pointer is told here, not on every page
    out.print(f"The dashboard is at http://{host}:{port}. Stop it with Ctrl+C.")
    serve_app(settings, host, port)
