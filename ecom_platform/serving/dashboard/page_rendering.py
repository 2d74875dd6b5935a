"""Renders a link to the bytes of a page, which are cached in `page_cache.py`.

One call reads one version, so no page mixes two versions. HTTP is handled in `routes.py`.
"""

import gzip
import logging
import threading
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl

import duckdb
import orjson

from ecom_platform.errors import PlatformError, PublishingError, ViewError
from ecom_platform.serving.dashboard import page_frame
from ecom_platform.serving.dashboard.page import Page, PageRequest
from ecom_platform.serving.dashboard.page_cache import PageBytes, PageCache, PageLink
from ecom_platform.serving.dashboard.page_registry import MENU, page_at
from ecom_platform.serving.number_formats import formats_for
from ecom_platform.serving.queries.view import Choices, parse_view, read_choices
from ecom_platform.serving.version_follower import OpenVersion, VersionFollower
from ecom_platform.settings import Settings

_LOG = logging.getLogger(__name__)


class PageRenderer:
    """Renders pages, and caches their bytes while their version is the current one."""

    def __init__(self, settings: Settings, follower: VersionFollower) -> None:
        self._settings = settings
        self._follower = follower
        self._cache = PageCache()
        self._choices: dict[str, Choices] = {}
        self._lock = threading.Lock()

    def cached(self, link: PageLink) -> PageBytes | None:
        """The cached bytes of a page of the current version; None where it must be rendered."""
        try:
            return self._cache.get(self._follower.current(), link)
        except PublishingError:
            return None

    def render(self, link: PageLink) -> PageBytes:
        """The bytes of a page, or of an error page that says what to do. Never raises."""
        try:
            return self._render_page(link)
        except ViewError as error:
            return self._error_page(404, "This link cannot be shown", str(error))
        except PublishingError as error:
            return self._error_page(503, "There is nothing to show yet", str(error))
        except PlatformError as error:
            return self._error_page(500, "This page cannot be shown", str(error))
        except (duckdb.BinderException, duckdb.CatalogException):
            _LOG.exception("The page %s?%s needs what the version lacks.", link.path, link.query)
            return self._error_page(
                503,
                "The published version is older than the platform",
                "It lacks data that this page shows and newer versions have. The next run "
                "publishes it; if the page still fails after that, tell the owner of the platform.",
            )
        except Exception:  # noqa: BLE001 - one page that fails must not end the server
            _LOG.exception("The page %s?%s failed.", link.path, link.query)
            return self._error_page(
                500,
                "This page failed",
                "The fault is ours, not yours. Try another page, and tell the owner of the "
                "platform; the server's log says what went wrong.",
            )

    def choices_of(self, version: OpenVersion) -> Choices:
        """The values that filters can take in a version, read once per version."""
        choices = self._choices.get(version.name)
        if choices is None:
            choices = read_choices(version.connection)
            with self._lock:
                newest_seven = dict(list(self._choices.items())[-7:])
                self._choices = {**newest_seven, version.name: choices}
        return choices

    def _render_page(self, link: PageLink) -> PageBytes:
        """Render a page, and cache it if it shows only the current version."""
        page, subject = page_at(link.path)
        parameters = dict(parse_qsl(link.query))
        newest = self._follower.current()
        with self._follower.reading(parameters.get("version") or newest) as version:
            choices = self.choices_of(version)
            request = PageRequest(
                version=version,
                choices=choices,
                view=parse_view(parameters, choices),
                formats=formats_for(link.language),
                theme=link.theme,
                settings=self._settings,
                subject=subject,
                parameters=parameters,
            )
            children = page_frame.page_with_frame(request, page, MENU, page.render(request), newest)
        rendered = PageBytes(200, gzipped_json(_page_content(request, page, children)))
        if version.name == newest and not page.is_live:
            self._cache.add(newest, link, rendered)
        return rendered

    def _error_page(self, status: int, title: str, sentence: str) -> PageBytes:
        """The bytes of a page that says what went wrong, with links to go on."""
        ways_out = [("Go to the overview", "/"), ("State of the data", "/quality")]
        children = page_frame.error_page(title, sentence, ways_out)
        content = {"title": title, "version": None, "children": children}
        return PageBytes(status, gzipped_json(content))


def gzipped_json(content: Mapping[str, Any]) -> bytes:
    """Components, figures and values as gzipped JSON; equal content gives equal bytes."""
    return gzip.compress(orjson.dumps(content, default=_json_value), compresslevel=5, mtime=0)


def _page_content(request: PageRequest, page: Page, children: Any) -> dict[str, Any]:
    """What the script of the dashboard gets for a page."""
    return {
        "title": page.title,
        "version": request.version.name,
        "view": request.view.parameters(),
        "children": children,
    }


def _json_value(value: Any) -> Any:
    """A component or value as something that JSON can hold."""
    if hasattr(value, "to_plotly_json"):
        return value.to_plotly_json()
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    raise TypeError(f"A page cannot contain a {type(value).__name__}.")
