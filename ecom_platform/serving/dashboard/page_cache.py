"""The cache of rendered pages, per version, link, locale and theme, and how large it may grow."""

import threading
from collections import OrderedDict
from dataclasses import dataclass

from ecom_platform.serving.dashboard.page import Theme

CACHE_BYTES = 64 * 2**20


@dataclass(frozen=True)
class PageLink:
    """What a browser asks for; hashable, because it is part of the key of the cache.

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
class PageBytes:
    """A page as the server sends it.

    Attributes:
        status: of HTTP.
        body: gzipped JSON.
    """

    status: int
    body: bytes


class PageCache:
    """The bytes of the pages of one version, the oldest first."""

    def __init__(self) -> None:
        self._pages: OrderedDict[tuple[str, PageLink], PageBytes] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def get(self, version: str, link: PageLink) -> PageBytes | None:
        """The bytes of a page; None where it must be rendered."""
        return self._pages.get((version, link))

    def add(self, version: str, link: PageLink, rendered: PageBytes) -> None:
        """Add a page; drop pages of other versions, and the oldest ones when the cache is full."""
        with self._lock:
            self._pages[version, link] = rendered
            self._size += len(rendered.body)
            while self._size > CACHE_BYTES or next(iter(self._pages))[0] != version:
                _, dropped = self._pages.popitem(last=False)
                self._size -= len(dropped.body)
