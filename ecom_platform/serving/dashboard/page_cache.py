"""The bytes of rendered pages, by version, link, locale and theme; safe in threads and bounded.

Which pages may be cached is decided in `page_rendering.py`.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass

from cachetools import LRUCache, cached

from ecom_platform.serving.dashboard.page import Theme

CACHE_BYTES = 64 * 2**20


@dataclass(frozen=True)
class PageLink:
    """What a browser asks for.

    Attributes:
        path: of the page, such as `/partners`.
        query: of the address, without the question mark.
        language: the header `Accept-Language`.
        theme: of the reader.
    """

    path: str
    query: str
    language: str
    theme: Theme


@dataclass(frozen=True)
class PageKey:
    """What decides every byte of a page.

    Attributes:
        newest: the current version, which a page of another version names in a note.
        path: of the page.
        query: of the link, which may name another version.
        locale: in which numbers and dates are written.
        theme: of the reader.
    """

    newest: str
    path: str
    query: str
    locale: str
    theme: Theme


@dataclass(frozen=True)
class PageBytes:
    """A page as the server sends it.

    Attributes:
        status: of HTTP.
        body: gzipped JSON.
    """

    status: int
    body: bytes


class PageCache:
    """Keeps the pages that were asked for last; a page that many want at once is rendered once."""

    def __init__(self, most_bytes: int = CACHE_BYTES) -> None:
        self._pages: LRUCache[PageKey, PageBytes] = LRUCache(
            most_bytes, getsizeof=lambda page: len(page.body)
        )
        self._changing = threading.Condition()
        self._kept_or_rendered = cached(self._pages, key=_key_only, condition=self._changing)(
            _rendered
        )

    @property
    def size(self) -> int:
        """How many bytes the cached pages have."""
        with self._changing:
            return int(self._pages.currsize)

    def get(self, key: PageKey) -> PageBytes | None:
        """The cached page; None where it must be rendered."""
        with self._changing:
            return self._pages.get(key)

    def get_or_render(self, key: PageKey, render: Callable[[], PageBytes]) -> PageBytes:
        """The cached page, else the one that `render` returns, which is then cached.

        Threads that ask for a page while another one renders it wait for that one. What `render`
        raises is raised here, and nothing is cached.
        """
        page: PageBytes = self._kept_or_rendered(key, render)
        return page


def _key_only(key: PageKey, _: Callable[[], PageBytes]) -> PageKey:
    return key


def _rendered(_: PageKey, render: Callable[[], PageBytes]) -> PageBytes:
    return render()
