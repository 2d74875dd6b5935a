"""A page that many threads want at once is rendered once and counted once."""

import contextlib
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecom_platform.serving.dashboard.page_cache import PageBytes, PageCache, PageKey


def _key(path: str = "/", newest: str = "v1") -> PageKey:
    return PageKey(newest, path, "", "en_GB", "light")


def _page(size: int) -> PageBytes:
    return PageBytes(200, b"x" * size)


def _renderer(
    pages: list[PageBytes], size: int, started: threading.Barrier | None = None
) -> Callable[[], PageBytes]:
    """A function that remembers what it rendered, and waits for others that render now."""

    def render() -> PageBytes:
        if started is not None and not started.broken:
            with contextlib.suppress(threading.BrokenBarrierError):
                started.wait(0.2)
        pages.append(_page(size))
        return pages[-1]

    return render


def test_two_threads_that_want_a_page_at_once_render_it_once() -> None:
    """The size grew by both renderings and shrank by one, until no page could be added any more."""
    cache = PageCache(100)
    rendered: list[PageBytes] = []
    both_render = threading.Barrier(2)
    with ThreadPoolExecutor(2) as threads:
        wanted = [
            threads.submit(cache.get_or_render, _key(), _renderer(rendered, 40, both_render))
            for _ in range(2)
        ]
        found = [page.result() for page in wanted]
    assert len(rendered) == 1
    assert found == [rendered[0]] * 2
    assert cache.size == 40


def test_many_threads_and_small_space_never_end_the_cache() -> None:
    cache = PageCache(100)
    rendered: list[PageBytes] = []
    with ThreadPoolExecutor(8) as threads:
        wanted = [
            threads.submit(
                cache.get_or_render, _key(f"/{n % 5}", f"v{n // 100}"), _renderer(rendered, 40)
            )
            for n in range(400)
        ]
        assert {len(page.result().body) for page in wanted} == {40}
    assert cache.size <= 100


def test_a_page_that_fails_is_not_cached_and_the_next_one_is_tried() -> None:
    cache = PageCache(100)

    def fail() -> PageBytes:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        cache.get_or_render(_key(), fail)
    assert cache.get_or_render(_key(), lambda: _page(3)) == _page(3)


def test_a_page_larger_than_the_cache_is_shown_and_not_kept() -> None:
    cache = PageCache(10)
    assert cache.get_or_render(_key(), lambda: _page(11)) == _page(11)
    assert (cache.get(_key()), cache.size) == (None, 0)


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 60)), max_size=60))
def test_the_size_is_that_of_the_pages_that_are_kept(asked: list[tuple[int, int]]) -> None:
    cache = PageCache(100)
    for number, size in asked:
        cache.get_or_render(_key(f"/{number}"), lambda size=size: _page(size))  # type: ignore[misc]
    kept = [cache.get(_key(f"/{number}")) for number in range(7)]
    assert cache.size == sum(len(page.body) for page in kept if page) <= 100
