"""Fifty readers during twenty flips: no error, no page of two versions, nothing left open."""

import gzip
import json
import re
import threading
from decimal import Decimal
from pathlib import Path

from ecom_platform.serving.dashboard.page_cache import PageLink
from ecom_platform.serving.dashboard.page_rendering import PageRenderer
from ecom_platform.serving.version_follower import VersionFollower
from ecom_platform.settings import Settings
from tests.support.tables.sales import Line
from tests.support.tables.versions import publish_sales

READERS, FLIPS = 50, 20
HOME = PageLink("/", "", "en-GB", "light")


def _publish(published: Path, number: int) -> None:
    """A version in which every amount is its number."""
    publish_sales(published, f"v{number}", [Line(amount=Decimal(number))])


def _seen(body: bytes) -> set[str]:
    """The version a page names, and every amount of money in it, as numbers of versions."""
    text = gzip.decompress(body).decode()
    named = json.loads(text)["version"].removeprefix("v")
    return {named, *re.findall(r"€(\d+)\.00", text)} - {"0"}


def test_fifty_readers_during_twenty_flips_see_whole_pages_only(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    _publish(settings.published, 1)
    follower = VersionFollower(settings.published)
    pages = PageRenderer(settings, follower)
    done = threading.Event()
    mixed: list[set[str]] = []
    failed: list[bytes] = []
    seen: set[str] = set()

    def read() -> None:
        while not done.is_set():
            found = pages.cached(HOME) or pages.render(HOME)
            if found.status != 200:
                failed.append(found.body)
                continue
            numbers = _seen(found.body)
            seen.update(numbers)
            if len(numbers) != 1:
                mixed.append(numbers)

    readers = [threading.Thread(target=read) for _ in range(READERS)]
    for reader in readers:
        reader.start()
    for number in range(2, FLIPS + 2):
        _publish(settings.published, number)
        _wait_until_seen(seen, str(number))
    done.set()
    for reader in readers:
        reader.join()

    assert failed == []
    assert mixed == []
    assert seen == {str(number) for number in range(1, FLIPS + 2)}
    with follower.reading():
        assert follower.open_versions() == [f"v{FLIPS + 1}"]


def _wait_until_seen(seen: set[str], number: str) -> None:
    waiting = threading.Event()
    for _ in range(30_000):
        if number in seen:
            return
        waiting.wait(0.01)
    raise AssertionError(f"No reader saw version {number}.")
