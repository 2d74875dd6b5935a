"""Every link and every point of a figure on the dashboard opens a page."""

import gzip
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest

from ecom_platform.serving.dashboard.page_cache import PageLink
from ecom_platform.serving.dashboard.page_registry import MENU
from ecom_platform.serving.dashboard.page_rendering import PageRenderer
from ecom_platform.serving.version_follower import VersionFollower
from ecom_platform.settings import Settings
from tests.support.platform.published import DemoCompany

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("demo company")]
CURRENCIES = ("INR", "EUR")
NO_HOVER = "skip"  # the hoverinfo of a trace that only draws an edge


@pytest.fixture(scope="module")
def pages(demo_company: DemoCompany) -> Iterator[PageRenderer]:
    """The pages of the demo company."""
    settings = Settings(data=demo_company.data)
    with VersionFollower(settings.published) as follower:
        yield PageRenderer(settings, follower)


def _content(pages: PageRenderer, link: str) -> Any:
    split = urlsplit(link)
    found = pages.render(PageLink(unquote(split.path), split.query, "en-GB", "light"))
    content = json.loads(gzip.decompress(found.body))
    assert found.status == 200, f"{link}: {json.dumps(content)[:600]}"
    return content


def _parts(node: Any) -> Iterator[dict[str, Any]]:
    """Every component below a node, figures included."""
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from _parts(value)
    elif isinstance(node, list):
        for one in node:
            yield from _parts(one)


def _texts(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, list):
        for one in node:
            yield from _texts(one)


def _links(content: Any) -> Iterator[str]:
    for part in _parts(content):
        for name in ("href", "customdata"):
            yield from (text for text in _texts(part.get(name)) if text.startswith("/"))


def _kind(link: str) -> tuple[str, ...]:
    """Links of one kind differ in their values only; one of each is enough."""
    split = urlsplit(link)
    path = re.sub(r"^(/partners)/.*", r"\1/*", split.path)
    return (path, *sorted(name for name, _ in parse_qsl(split.query)))


@pytest.mark.parametrize("currency", CURRENCIES)
def test_every_kind_of_link_on_every_page_opens(pages: PageRenderer, currency: str) -> None:
    waiting = {_kind(page.path): f"{page.path}?currency={currency}" for page in MENU}
    opened: set[tuple[str, ...]] = set()
    while waiting:
        kind, link = waiting.popitem()
        opened.add(kind)
        if link.startswith("/dashboard/rows/"):
            continue
        for further in _links(_content(pages, link)):
            if _kind(further) not in opened:
                waiting[_kind(further)] = further
    assert len(opened) > 60


@pytest.mark.parametrize("currency", CURRENCIES)
@pytest.mark.parametrize("page", MENU, ids=lambda page: page.path)
def test_every_point_leads_to_its_rows(pages: PageRenderer, page: Any, currency: str) -> None:
    content = _content(pages, f"{page.path}?currency={currency}")
    figures = [part["figure"] for part in _parts(content) if "figure" in part]
    without_link = [
        f"{trace.get('name')} of {figure['layout']['yaxis']['title']['text']}"
        for figure in figures
        for trace in figure["data"]
        if trace.get("hoverinfo") != NO_HOVER
        and not any(text.startswith("/") for text in _texts(trace.get("customdata")))
    ]
    assert without_link == []
