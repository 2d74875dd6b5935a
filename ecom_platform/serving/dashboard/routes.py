"""The HTTP routes that the dashboard's script calls: pages, the current version, rows and files.

Rows and files are answered in `rows_handler.py`.
"""

from collections.abc import Callable
from typing import Any

import orjson
from starlette.concurrency import run_in_threadpool
from starlette.convertors import Convertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ecom_platform.errors import PublishingError
from ecom_platform.serving.dashboard.page_cache import PageLink
from ecom_platform.serving.dashboard.page_rendering import PageRenderer
from ecom_platform.serving.dashboard.rows_handler import RowsHandler
from ecom_platform.serving.version_follower import VersionFollower
from ecom_platform.settings import Settings

_JSON = "application/json"
_PAGE_HEADERS = {"content-encoding": "gzip", "cache-control": "no-store", "vary": "accept-language"}


class _Anything(Convertor[str]):
    """Matches line breaks too, which Starlette's `path` does not: an id may hold them."""

    regex = "(?s:.*)"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("anything", _Anything())


def routes(settings: Settings, follower: VersionFollower) -> list[Route]:
    """The routes of the dashboard.

    Args:
        settings: of the platform.
        follower: opens the published versions.
    """
    pages = PageRenderer(settings, follower)
    rows = RowsHandler(pages, follower, settings.downloads)
    return [
        Route("/dashboard/version", _version_handler(follower)),
        Route("/dashboard/rows/{file}", rows.respond),
        Route("/dashboard/page{path:anything}", _page_handler(pages)),
    ]


def _page_handler(pages: PageRenderer) -> Callable[[Request], Any]:
    """The function that answers requests for pages: from the cache, else in a thread."""

    async def respond(request: Request) -> Response:
        headers = request.headers
        link = PageLink(
            path=request.path_params["path"] or "/",
            query=request.url.query,
            language=headers.get("accept-language", ""),
            theme="dark" if headers.get("x-theme") == "dark" else "light",
        )
        page = pages.cached(link)
        if page is None:
            page = await run_in_threadpool(pages.render, link)
        return Response(page.body, page.status, _PAGE_HEADERS, _JSON)

    return respond


def _version_handler(follower: VersionFollower) -> Callable[[Request], Any]:
    """The function that answers with the name of the current version, null without any."""

    async def respond(_: Request) -> Response:
        try:
            name: str | None = follower.current()
        except PublishingError:
            name = None
        return Response(orjson.dumps({"version": name}), 200, media_type=_JSON)

    return respond
