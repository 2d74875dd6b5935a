"""The HTTP routes that the dashboard's script calls: pages, the current version, rows and files."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

import orjson
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from ecom_platform.errors import PlatformError, PublishingError, ViewError
from ecom_platform.serving.dashboard.page_cache import PageLink
from ecom_platform.serving.dashboard.page_rendering import PageRenderer
from ecom_platform.serving.dashboard.records.rows_page import column_values
from ecom_platform.serving.downloads import XLSX_TYPE, as_csv, as_xlsx
from ecom_platform.serving.queries.row_pages import read_rows
from ecom_platform.serving.queries.rows.row_filters import RowRequest
from ecom_platform.serving.queries.rows.row_sources import source_of
from ecom_platform.serving.queries.view import parse_view
from ecom_platform.serving.version_follower import OpenVersion, VersionFollower

_JSON = "application/json"
_PAGE_HEADERS = {"content-encoding": "gzip", "cache-control": "no-store", "vary": "accept-language"}


def routes(pages: PageRenderer, follower: VersionFollower) -> list[Route]:
    """The routes of the dashboard.

    Args:
        pages: renders them.
        follower: opens the published versions.
    """
    rows = _RowsHandler(pages, follower)
    return [
        Route("/dashboard/version", _version_handler(follower)),
        Route("/dashboard/rows/{file}", rows.respond),
        Route("/dashboard/page{path:path}", _page_handler(pages)),
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


class _RowsHandler:
    """Answers requests for rows: JSON for tables, CSV and XLSX for downloads."""

    def __init__(self, pages: PageRenderer, follower: VersionFollower) -> None:
        self._pages = pages
        self._follower = follower

    async def respond(self, request: Request) -> Response:
        """The rows of a source in the version that the link names, or why there are none."""
        name, _, ending = request.path_params["file"].partition(".")
        parameters = dict(parse_qsl(request.url.query))
        try:
            if ending == "csv":
                return await self._csv(name, parameters)
            answer = self._xlsx if ending == "xlsx" else self._json
            return await run_in_threadpool(answer, name, parameters)
        except ViewError as error:
            return PlainTextResponse(str(error), 400)
        except PublishingError as error:
            return PlainTextResponse(f"{error} Reload the page to see the current version.", 410)
        except PlatformError as error:
            return PlainTextResponse(str(error), 500)

    def _json(self, name: str, parameters: dict[str, str]) -> Response:
        """One page of rows for a table."""
        with self._follower.reading(parameters.get("version")) as version:
            result = read_rows(
                version.connection,
                source_of(name),
                self._view(version, parameters),
                row_request(parameters),
                parameters.get("number"),
            )
        names = [column.name for column in result.columns]
        rows = [dict(zip(names, row, strict=True)) for row in result.rows]
        body = orjson.dumps({"rows": rows, "total": result.total}, default=float)
        return Response(body, 200, media_type=_JSON)

    async def _csv(self, name: str, parameters: dict[str, str]) -> Response:
        # Streaming outlives this call, so the version cannot be closed by a `with` here.
        """All rows as a CSV file, sent while they are read."""
        open_version = self._follower.reading(parameters.get("version"))
        version = open_version.__enter__()
        try:
            view, requested_rows = self._view(version, parameters), row_request(parameters)
            lines = as_csv(
                version.connection, source_of(name), view, requested_rows, parameters.get("number")
            )
            first_piece = await run_in_threadpool(next, lines)
        except BaseException:
            open_version.__exit__(None, None, None)
            raise

        def all_pieces() -> Any:
            """The file piece by piece; the version is closed at its end."""
            try:
                yield first_piece
                yield from lines
            finally:
                open_version.__exit__(None, None, None)

        return StreamingResponse(
            all_pieces(), 200, _download_headers(name, "csv"), "text/csv; charset=utf-8"
        )

    def _xlsx(self, name: str, parameters: dict[str, str]) -> Response:
        """All rows as an XLSX file."""
        with self._follower.reading(parameters.get("version")) as version:
            view, requested_rows = self._view(version, parameters), row_request(parameters)
            body = as_xlsx(
                version.connection, source_of(name), view, requested_rows, parameters.get("number")
            )
        return Response(body, 200, _download_headers(name, "xlsx"), XLSX_TYPE)

    def _view(self, version: OpenVersion, parameters: dict[str, str]) -> Any:
        """The view that the link asks for in a version."""
        return parse_view(parameters, self._pages.choices_of(version))


def row_request(parameters: dict[str, str]) -> RowRequest:
    """Which rows a table wants, in which order.

    Args:
        parameters: of the link: `start`, `end`, `sort` and `filter` as dash-ag-grid writes them,
            and columns with the value they must have, such as `is.product_id`.

    Raises:
        ViewError: a parameter cannot be read.
    """
    try:
        start = int(parameters.get("start", 0))
        sort = json.loads(parameters.get("sort", "[]"))
        return RowRequest(
            equal=column_values(parameters),
            filters=json.loads(parameters.get("filter", "{}")),
            sort=[(column["colId"], column["sort"]) for column in sort],
            offset=start,
            limit=int(parameters["end"]) - start if "end" in parameters else None,
        )
    except (ValueError, KeyError, TypeError) as error:
        raise ViewError(f"This link to rows is damaged: {error}. Go back to its page.") from error


def _download_headers(name: str, ending: str) -> dict[str, str]:
    """The headers that make a browser save the answer as a file."""
    return {"content-disposition": f'attachment; filename="{name}.{ending}"'}
