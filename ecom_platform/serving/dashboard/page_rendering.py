"""Renders a link to the bytes of a page, or takes them from the cache in `page_cache.py`.

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
from cachetools import LRUCache, cached

from ecom_platform.errors import NotFoundError, PlatformError, PublishingError, ViewError
from ecom_platform.serving.dashboard import page_frame
from ecom_platform.serving.dashboard.page import Page, PageRequest
from ecom_platform.serving.dashboard.page_cache import (
    PageBytes,
    PageCache,
    PageKey,
    PageLink,
)
from ecom_platform.serving.dashboard.page_registry import MENU, page_at
from ecom_platform.serving.number_formats import formats_for
from ecom_platform.serving.queries.view import Choices, parse_view, read_choices
from ecom_platform.serving.version_follower import OpenVersion, VersionFollower
from ecom_platform.settings import Settings

MOST_LINK_CHARACTERS = 4_000
MOST_VERSIONS = 8
_LOG = logging.getLogger(__name__)


class PageRenderer:
    """Renders pages, and caches the bytes of those that show nothing but published versions."""

    def __init__(self, settings: Settings, follower: VersionFollower) -> None:
        self._settings = settings
        self._follower = follower
        self._cache = PageCache()
        self._choices: LRUCache[str, Choices] = LRUCache(MOST_VERSIONS)
        self._choices_by_version = cached(
            self._choices, key=lambda version: version.name, condition=threading.Condition()
        )(lambda version: read_choices(version.connection))

    def cached(self, link: PageLink) -> PageBytes | None:
        """The cached bytes of a page; None where it must be rendered."""
        try:
            return self._cache.get(_cache_key(link, self._follower.current()))
        except PublishingError:
            return None

    def render(self, link: PageLink) -> PageBytes:
        """The bytes of a page, or of an error page that says what to do. Never raises."""
        try:
            return self._cached_or_rendered(link)
        except PlatformError as error:
            return self._error_page(*_status_and_title(link, error), str(error))
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
        choices: Choices = self._choices_by_version(version)
        return choices

    def _cached_or_rendered(self, link: PageLink) -> PageBytes:
        """The bytes of a page, which are cached unless it shows more than a version."""
        if len(link.path) + len(link.query) > MOST_LINK_CHARACTERS:
            raise ViewError(
                f"This link has more than {MOST_LINK_CHARACTERS:,} characters. "
                "Open the page from the menu and choose its filters there."
            )
        page, subject = page_at(link.path)
        newest = self._follower.current()
        if page.is_live:
            return self._rendered(link, page, subject, newest)
        return self._cache.get_or_render(
            _cache_key(link, newest), lambda: self._rendered(link, page, subject, newest)
        )

    def _rendered(self, link: PageLink, page: Page, subject: str, newest: str) -> PageBytes:
        """The bytes of a page, rendered now."""
        parameters = dict(parse_qsl(link.query))
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
        return PageBytes(200, gzipped_json(_page_content(request, page, children)))

    def _error_page(self, status: int, title: str, sentence: str) -> PageBytes:
        """The bytes of a page that says what went wrong, with links to go on."""
        ways_out = [("Go to the overview", "/"), ("State of the data", "/quality")]
        children = page_frame.error_page(title, sentence, ways_out)
        content = {"title": title, "version": None, "children": children}
        return PageBytes(status, gzipped_json(content))


def gzipped_json(content: Mapping[str, Any]) -> bytes:
    """Components, figures and values as gzipped JSON; equal content gives equal bytes."""
    return gzip.compress(orjson.dumps(content, default=_json_value), compresslevel=5, mtime=0)


def _status_and_title(link: PageLink, error: PlatformError) -> tuple[int, str]:
    """The status of HTTP and the title of the page that says why a link cannot be shown."""
    if isinstance(error, PublishingError) and "version" in dict(parse_qsl(link.query)):
        return 404, "This version cannot be shown"
    if isinstance(error, PublishingError):
        return 503, "There is nothing to show yet"
    if isinstance(error, ViewError):
        return 404 if isinstance(error, NotFoundError) else 400, "This link cannot be shown"
    return 500, "This page cannot be shown"


def _cache_key(link: PageLink, newest: str) -> PageKey:
    """The key of a page in the cache: one for all browsers that get the same bytes."""
    return PageKey(newest, link.path, link.query, formats_for(link.language).locale, link.theme)


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
