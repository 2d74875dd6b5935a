"""Take the pictures in the docs: every page of the dashboard on the published version.

`make screenshots` calls it; it needs Chromium and the development dependencies. What the pages show
belongs in `ecom_platform/serving/dashboard`.
"""

import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
from playwright.sync_api import Page, sync_playwright

from ecom_platform.serving.dashboard.page_registry import MENU

IMAGES = Path(__file__).parent / "images"
SIZES = {"desk": 1440, "phone": 390}
ON_A_PHONE = ("/",)
_SETTLED = """
    () => document.querySelector('#main h1')
        && [...document.querySelectorAll('.dash-graph')]
            .every(graph => graph.querySelector('.js-plotly-plot .main-svg'))
"""


def main() -> None:
    """Serve the published version, visit every page, keep what is seen."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("Neither Chromium nor Chrome is installed; install one to take the pictures.")
    IMAGES.mkdir(exist_ok=True)
    port = _free_port()
    command = [str(Path(sys.executable).with_name("ecom")), "serve", "--port", str(port)]
    server = subprocess.Popen(command)
    try:
        _wait_for(f"http://127.0.0.1:{port}/dashboard/version")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            for size, width in SIZES.items():
                page = browser.new_page(
                    viewport={"width": width, "height": 900},
                    locale="en-GB",
                    reduced_motion="reduce",
                )
                _take(page, f"http://127.0.0.1:{port}", size)
            browser.close()
    finally:
        server.terminate()
        server.wait()


def _take(page: Page, address: str, size: str) -> None:
    links = [one.path for one in MENU] + ["/explain/kept_amount"]
    for link in links if size == "desk" else ON_A_PHONE:
        page.goto(address + link)
        _picture(page, link.strip("/").replace("/", "-") or "overview", size)
    if size == "desk":
        page.locator("#card-lines [col-id=record_number] a").first.click()  # of the last link
        page.wait_for_selector("#card-record")
        _picture(page, "record", size)


def _picture(page: Page, name: str, size: str) -> None:
    page.wait_for_function(_SETTLED, timeout=30_000)
    # Tables draw only the rows inside the window, so the window must be as high as the page.
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": SIZES[size], "height": height})
    page.wait_for_timeout(2_000)
    page.screenshot(path=IMAGES / f"{name}-{size}.png")
    page.set_viewport_size({"width": SIZES[size], "height": 900})


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _wait_for(address: str) -> None:
    for _ in range(300):
        try:
            httpx.get(address)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("The dashboard does not answer.")


if __name__ == "__main__":
    main()
