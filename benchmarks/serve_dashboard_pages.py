"""What a page of the dashboard costs, on a published version of a million order lines.

The first view of each page, a view that is kept, over HTTP and in the process, and the six figures
of Finance against the same six as objects of plotly.py. Without `--data` a company is made first,
which takes some minutes. Run it with `python benchmarks/<this file>`.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import orjson
import plotly.graph_objects as go
import uvicorn

from ecom_platform.serving.app import create_app
from ecom_platform.serving.dashboard.finance.category_margin import category_margin
from ecom_platform.serving.dashboard.finance.grade_radar import grade_radar
from ecom_platform.serving.dashboard.finance.revenue_ladder import revenue_ladder
from ecom_platform.serving.dashboard.finance.revenue_leakage import revenue_leakage
from ecom_platform.serving.dashboard.finance.revenue_trend import revenue_trend
from ecom_platform.serving.dashboard.finance.risk_heat_map import risk_heat_map
from ecom_platform.serving.dashboard.page import PageRequest
from ecom_platform.serving.dashboard.page_cache import PageLink
from ecom_platform.serving.dashboard.page_registry import MENU
from ecom_platform.serving.dashboard.page_rendering import PageRenderer
from ecom_platform.serving.number_formats import Formats
from ecom_platform.serving.queries.finance import (
    financial_performance as questions,
)
from ecom_platform.serving.queries.view import parse_view, read_choices
from ecom_platform.serving.version_follower import VersionFollower
from ecom_platform.settings import Settings

FIRST_VIEW, KEPT_VIEW = 1.0, 0.001  # CPU seconds
AGAINST_OBJECTS, KEPT_AGAINST_OBJECTS = 5, 400
REQUESTS = 3000
Draw = Callable[[], dict[str, Any]]


def make_company(data: Path) -> None:
    """A company with a million order lines, taken to a published version."""
    environment = {**os.environ, "ECOM_DATA": str(data), "ECOM_PICTURES": "false"}
    ecom = str(Path(sys.executable).with_name("ecom"))
    for arguments in (["demo", "--lines", "1000000"], ["ingest"], ["build"], ["publish"]):
        subprocess.run([ecom, *arguments], env=environment, check=True, capture_output=True)


def first_views(pages: PageRenderer) -> dict[str, float]:
    """CPU seconds of the first view of each page."""
    spent = {}
    pages.render(PageLink("/explain/moon", "", "en-GB", "light"))  # what is imported lazily
    for page in MENU:
        begun = time.process_time()
        found = pages.render(PageLink(page.path, "", "en-GB", "light"))
        spent[page.title] = time.process_time() - begun
        if found.status != 200:
            sys.exit(f"{page.title} cannot be shown.")
    return spent


def kept_view(pages: PageRenderer) -> float:
    """CPU seconds of a view whose bytes are kept, in the process."""
    link = PageLink("/finance", "", "en-GB", "light")
    pages.render(link)
    begun = time.process_time()
    for _ in range(REQUESTS):
        assert pages.cached(link)
    return (time.process_time() - begun) / REQUESTS


def kept_view_over_http(settings: Settings) -> float:
    """CPU seconds of the server for a kept view, asked over a connection that stays open."""
    with (
        _serving(settings) as (address, server_seconds),
        httpx.Client(base_url=address, headers={"accept-language": "en-GB"}) as client,
    ):
        client.get("/dashboard/page/finance").raise_for_status()
        before = server_seconds()
        for _ in range(REQUESTS):
            client.get("/dashboard/page/finance")
        return (server_seconds() - before) / REQUESTS


@contextmanager
def _serving(settings: Settings) -> Iterator[tuple[str, Callable[[], float]]]:
    """A server in a thread: its address, and the CPU seconds its thread has used."""
    config = uvicorn.Config(create_app(settings), port=0, log_level="error")
    server = uvicorn.Server(config)
    clock: list[int] = []

    def run() -> None:
        clock.append(time.pthread_getcpuclockid(threading.get_ident()))
        server.run()

    thread = threading.Thread(target=run)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}", lambda: time.clock_gettime(clock[0])
    server.should_exit = True
    thread.join()


def six_figures(request: PageRequest) -> list[Draw]:
    """The six figures of Finance, their questions asked before."""
    connection, view = request.connection, request.view
    ladder = questions.ladder(connection, view)
    margins = [one for one in questions.margins(connection, view).categories if one.margin]
    grades = questions.grades(connection, view, 60)
    leaks, trend = questions.leaks(connection, view, 12), questions.trend(connection, view)
    assert ladder
    return [
        lambda: revenue_ladder(request, ladder),
        lambda: revenue_leakage(request, leaks),
        lambda: revenue_trend(request, trend),
        lambda: category_margin(request, margins[:12]),
        lambda: risk_heat_map(request, grades),
        lambda: grade_radar(request, grades[0]),
    ]


def as_dicts(drawn: list[Draw]) -> bytes:
    """The figures as we make them."""
    return orjson.dumps([draw() for draw in drawn])


def as_objects(made: list[dict[str, Any]]) -> list[str]:
    """The same figures through plotly.py, from ready values: our own drawing is not counted."""
    written = []
    for figure in made:
        traces = [
            getattr(go, trace["type"].capitalize())(
                **{k: v for k, v in trace.items() if k != "type"}
            )
            for trace in figure["data"]
        ]
        written.append(go.Figure(data=traces, layout=go.Layout(**figure["layout"])).to_json())
    return written


def mean_cpu(work: Callable[[], object], times: int) -> float:
    """CPU seconds of one time, of many."""
    work()
    begun = time.process_time()
    for _ in range(times):
        work()
    return (time.process_time() - begun) / times


def measure(data: Path) -> int:
    """Measure, print, and fail when a goal is missed."""
    settings = Settings(data=data)
    with VersionFollower(settings.published) as follower:
        pages = PageRenderer(settings, follower)
        firsts = first_views(pages)
        kept = kept_view(pages)
        with follower.reading() as version:
            choices = read_choices(version.connection)
            view = replace(parse_view({}, choices), partner=None)
            request = PageRequest(version, choices, view, Formats(), "light", settings)
            drawn = six_figures(request)
            dicts = mean_cpu(lambda: as_dicts(drawn), 50)
            made = orjson.loads(as_dicts(drawn))
            objects = mean_cpu(lambda: as_objects(made), 10)
    over_http = kept_view_over_http(settings)
    for title, spent in firsts.items():
        print(f"first view of {title}: {spent:.3f} CPU s, goal {FIRST_VIEW:.0f}")
    print(f"kept view over HTTP: {over_http * 1000:.3f} CPU ms, goal {KEPT_VIEW * 1000:.0f}")
    print(f"six figures: objects {objects * 1000:.1f}, dicts {dicts * 1000:.2f} CPU ms")
    print(f"dicts against objects: {objects / dicts:.1f} times less, goal {AGAINST_OBJECTS}")
    print(f"kept against objects: {objects / kept:.0f} times less, goal {KEPT_AGAINST_OBJECTS}")
    holds = (
        max(firsts.values()) <= FIRST_VIEW
        and over_http <= KEPT_VIEW
        and objects / dicts >= AGAINST_OBJECTS
        and objects / kept >= KEPT_AGAINST_OBJECTS
    )
    return 0 if holds else 1


def main() -> int:
    """Measure on the company that is given, or on one made for it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="data folder with a published version")
    given = parser.parse_args().data
    if given is not None:
        return measure(given)
    with tempfile.TemporaryDirectory() as folder:
        make_company(Path(folder))
        return measure(Path(folder))


if __name__ == "__main__":
    sys.exit(main())
