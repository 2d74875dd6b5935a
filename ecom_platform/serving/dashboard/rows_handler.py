"""Answers requests for rows: JSON for tables, CSV and XLSX for downloads.

Their parameters are read in `row_parameters.py`; what files hold is in `serving/downloads.py`.
"""

import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, contextmanager
from urllib.parse import parse_qsl

import orjson
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from ecom_platform.errors import NotFoundError, PlatformError, PublishingError, ViewError
from ecom_platform.serving.dashboard.page_rendering import PageRenderer
from ecom_platform.serving.dashboard.row_parameters import row_request
from ecom_platform.serving.downloads import XLSX_TYPE, as_csv, as_xlsx
from ecom_platform.serving.queries.row_pages import read_rows
from ecom_platform.serving.queries.rows.row_sources import source_of
from ecom_platform.serving.queries.view import View, parse_view
from ecom_platform.serving.version_follower import OpenVersion, VersionFollower

RETRY_SECONDS = 30
Parameters = dict[str, str]


class RowsHandler:
    """Answers requests for rows; at most so many downloads run at once."""

    def __init__(self, pages: PageRenderer, follower: VersionFollower, most_downloads: int) -> None:
        self._pages = pages
        self._follower = follower
        self._downloads = threading.BoundedSemaphore(most_downloads)

    async def respond(self, request: Request) -> Response:
        """The rows of a source in the version that the link names, or why there are none."""
        name, _, ending = request.path_params["file"].partition(".")
        parameters = dict(parse_qsl(request.url.query))
        try:
            return await self._answer(name, ending, parameters)
        except PublishingError as error:
            return PlainTextResponse(f"{error} Reload the page to see the current version.", 410)
        except _BusyError as error:
            return PlainTextResponse(str(error), 503, {"retry-after": str(RETRY_SECONDS)})
        except ViewError as error:
            status = 404 if isinstance(error, NotFoundError) else 400
            return PlainTextResponse(str(error), status)

    async def _answer(self, name: str, ending: str, parameters: Parameters) -> Response:
        """The rows in the format that the ending of the address names."""
        if ending == "csv":
            return await self._csv(name, parameters)
        answer = self._xlsx if ending == "xlsx" else self._json
        return await run_in_threadpool(answer, name, parameters)

    def _json(self, name: str, parameters: Parameters) -> Response:
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
        return Response(body, 200, media_type="application/json")

    async def _csv(self, name: str, parameters: Parameters) -> Response:
        """All rows as a CSV file, sent while they are read."""
        # The file outlives this call, so no `with` block can close what it is read from.
        with ExitStack() as opened:
            opened.enter_context(self._one_download())
            version = opened.enter_context(self._follower.reading(parameters.get("version")))
            pieces = await run_in_threadpool(self._csv_pieces, version, name, parameters)
            first = await run_in_threadpool(next, pieces)
            return _Download(_all_pieces(first, pieces), name, opened.pop_all().close)

    def _csv_pieces(
        self, version: OpenVersion, name: str, parameters: Parameters
    ) -> Iterator[bytes]:
        return as_csv(
            version.connection,
            source_of(name),
            self._view(version, parameters),
            row_request(parameters),
            parameters.get("number"),
        )

    def _xlsx(self, name: str, parameters: Parameters) -> Response:
        """All rows as an XLSX file."""
        with self._one_download(), self._follower.reading(parameters.get("version")) as version:
            body = as_xlsx(
                version.connection,
                source_of(name),
                self._view(version, parameters),
                row_request(parameters),
                parameters.get("number"),
            )
        return Response(body, 200, _file_headers(name, "xlsx"), XLSX_TYPE)

    def _view(self, version: OpenVersion, parameters: Parameters) -> View:
        """The view that the link asks for in a version."""
        return parse_view(parameters, self._pages.choices_of(version))

    @contextmanager
    def _one_download(self) -> Iterator[None]:
        """A context in which one download more runs.

        Raises:
            _BusyError: so many run already as may.
        """
        if not self._downloads.acquire(blocking=False):
            raise _BusyError
        try:
            yield
        finally:
            self._downloads.release()


class _BusyError(PlatformError):
    """As many downloads run as may."""

    def __init__(self) -> None:
        super().__init__(
            "As many downloads run as the dashboard serves at once. "
            f"Try again in {RETRY_SECONDS} seconds."
        )


class _Download(StreamingResponse):
    """A CSV file in pieces; what it is read from is closed when it ends, however it ends."""

    def __init__(self, pieces: AsyncIterator[bytes], name: str, close: Callable[[], None]) -> None:
        headers = _file_headers(name, "csv")
        super().__init__(pieces, 200, headers, "text/csv; charset=utf-8")
        self._close = close

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._close()


async def _all_pieces(first: bytes, others: Iterator[bytes]) -> AsyncIterator[bytes]:
    """The pieces of a file; the next one is made when the client has taken those before."""
    yield first
    while piece := await run_in_threadpool(next, others, b""):
        yield piece


def _file_headers(name: str, ending: str) -> dict[str, str]:
    """The headers that make a browser save the answer as a file."""
    return {"content-disposition": f'attachment; filename="{name}.{ending}"'}
