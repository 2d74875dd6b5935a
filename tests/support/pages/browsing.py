"""A served dashboard and a real browser; what a visit finds is given as values to compare."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from tests.support.platform.needs import CHROMIUM

DESKTOP, PHONE = 1440, 390
TIMEOUT = 120_000  # milliseconds; only a page that never comes needs them
_EMPTY_FIGURES = """
    () => [...document.querySelectorAll('.js-plotly-plot')]
        .filter(plot => !plot.data.some(trace =>
            [trace.x, trace.y, trace.z, trace.r, trace.values]
                .some(values => values && values.length)))
        .map(plot => plot.closest('section').id)
"""
_SETTLED = """
    () => document.querySelector('#main h1')
        && [...document.querySelectorAll('.dash-graph')]
            .every(graph => graph.querySelector('.js-plotly-plot .main-svg'))
"""


@dataclass
class Visit:
    """A window of the browser, and the errors on its page."""

    page: Page
    address: str
    errors: list[str] = field(default_factory=list)

    def open(self, link: str) -> None:
        """Go to a link and wait until its page and all its figures are rendered."""
        self.errors.clear()
        self.page.goto(self.address + link)
        self.settle()

    def settle(self) -> None:
        """Wait until the page and all its figures are rendered."""
        self.page.wait_for_function(_SETTLED, timeout=TIMEOUT)

    def text(self, selector: str) -> str:
        """The text of the first element that the selector finds."""
        return self.page.locator(selector).first.inner_text()

    def scrolls_sideways(self) -> bool:
        """Whether the page is wider than the window."""
        return bool(
            self.page.evaluate(
                "document.documentElement.scrollWidth > document.documentElement.clientWidth"
            )
        )

    def empty_figures(self) -> list[str]:
        """The ids of the cards whose figure shows nothing."""
        found: list[str] = self.page.evaluate(_EMPTY_FIGURES)
        return found

    def faults_of_access(self) -> list[str]:
        """The accessibility faults that axe-core calls serious or critical."""
        result: dict[str, Any] = Axe().run(self.page).response
        return [
            f"{one['id']}: {node['html'][:160]}"
            for one in result["violations"]
            if one["impact"] in {"serious", "critical"}
            for node in one["nodes"]
        ]


@contextmanager
def served(data: Path, landing: Path | None = None) -> Iterator[str]:
    """The address of a dashboard over a data and a landing folder, in its own process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    code = (
        "from pathlib import Path; from ecom_platform.settings import Settings; "
        "from ecom_platform.serving.app import serve; "
        f"serve(Settings(data=Path({str(data)!r}), landing={landing and str(landing)!r}), "
        f"'127.0.0.1', {port})"
    )
    server = subprocess.Popen([sys.executable, "-c", code])
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(address, server)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=120)


@contextmanager
def chromium() -> Iterator[Browser]:
    """The Chromium of this machine."""
    program = CHROMIUM.required()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox"], timeout=TIMEOUT
        )
        yield browser
        browser.close()


@contextmanager
def visiting(
    browser: Browser, address: str, width: int = DESKTOP, scheme: Any = "light"
) -> Iterator[Visit]:
    """A window of this width that records every error of its page."""
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
        locale="en-GB",
        reduced_motion="reduce",
        accept_downloads=True,
    )
    context.set_default_timeout(TIMEOUT)
    visit = Visit(context.new_page(), address)

    def note(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            visit.errors.append(message.text)

    visit.page.on("console", note)
    visit.page.on("pageerror", lambda error: visit.errors.append(str(error)))
    yield visit
    context.close()


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(3000):
        assert server.poll() is None, "The server ended."
        try:
            httpx.get(f"{address}/dashboard/version").raise_for_status()
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("The server does not answer.")
