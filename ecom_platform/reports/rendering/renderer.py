"""Pictures and PDF, rendered by the Chrome or Chromium of this machine, started once per report.

Equal figures and equal HTML give equal bytes: times and ids that the browser adds are removed.
"""

import asyncio
import logging
from base64 import b64decode
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, ByteStringObject

from ecom_platform.errors import ReportError

WIDTH = 720
SHARPNESS = 2
PATIENCE_SECONDS = 90
_DECODED = "Promise.all([...document.images].map(image => image.decode()))"
logging.getLogger("pypdf").setLevel(logging.ERROR)  # it warns of how Chrome numbers objects
_TIMES = ("/CreationDate", "/ModDate")


@dataclass(frozen=True)
class RenderedReport:
    """A report as one HTML file and as PDF."""

    html: str
    pdf: bytes


def render(
    figures: Sequence[Mapping[str, Any]], page: Callable[[Sequence[bytes]], str]
) -> RenderedReport:
    """A report as HTML and PDF.

    Args:
        figures: Plotly figures, each with a height in its layout.
        page: gives the HTML page from the figures as PNG files.

    Raises:
        ReportError: no browser is installed, or it fails.
    """
    from choreographer.errors import ChromeNotFoundError  # noqa: PLC0415 - starts no browser

    try:
        with ThreadPoolExecutor(max_workers=1) as thread:  # the caller may have a loop of its own
            html, pdf = thread.submit(asyncio.run, _render_in_browser(figures, page)).result()
    except ChromeNotFoundError as error:
        raise ReportError(
            "The report cannot be drawn: neither Chrome nor Chromium is installed. Install one."
        ) from error
    except ReportError:
        raise
    except Exception as error:
        raise ReportError(f"The report cannot be drawn: the browser failed ({error}).") from error
    return RenderedReport(html, without_times(pdf))


async def _render_in_browser(
    figures: Sequence[Mapping[str, Any]], page: Callable[[Sequence[bytes]], str]
) -> tuple[str, bytes]:
    """The HTML page with its pictures, and its PDF, drawn by one browser."""
    import kaleido  # noqa: PLC0415 - slow to load, for reports only

    async with kaleido.Kaleido(mathjax=False, timeout=PATIENCE_SECONDS) as browser:
        pictures = [await _picture(browser, figure) for figure in figures]
        html = page(pictures)
        return html, await asyncio.wait_for(_pdf(browser, html), PATIENCE_SECONDS)


async def _picture(browser: Any, figure: Mapping[str, Any]) -> bytes:
    """A figure as a PNG file."""
    height = figure["layout"]["height"]
    size = {"format": "png", "width": WIDTH, "height": height, "scale": SHARPNESS}
    png: bytes = await browser.calc_fig(dict(figure), opts=size)
    return png


async def _pdf(browser: Any, html: str) -> bytes:
    """The page as a PDF file, once all of its pictures are decoded."""
    tab = await browser.create_tab("about:blank")
    tree = await _answer(tab, "Page.getFrameTree")
    frame = tree["frameTree"]["frame"]["id"]
    await _answer(tab, "Page.setDocumentContent", frameId=frame, html=html)
    await _answer(tab, "Runtime.evaluate", expression=_DECODED, awaitPromise=True)
    options = {"printBackground": True, "preferCSSPageSize": True, "generateTaggedPDF": True}
    return b64decode((await _answer(tab, "Page.printToPDF", **options))["data"])


async def _answer(tab: Any, command: str, **parameters: Any) -> dict[str, Any]:
    """The browser's result of a command; its error becomes a `ReportError`."""
    answer: dict[str, Any] = await tab.send_command(command, parameters)
    if "error" in answer:
        raise ReportError(
            f"The report cannot be printed: the browser answered to {command} with "
            f"{answer['error'].get('message')}."
        )
    return dict(answer["result"])


def without_times(pdf: bytes) -> bytes:
    """A PDF document without the time of its making and with a fixed id."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf)))
    metadata: Mapping[str, Any] = writer.metadata or {}
    writer.metadata = {name: metadata[name] for name in metadata if name not in _TIMES}
    fixed_id = ByteStringObject(bytes(16))
    writer._ID = ArrayObject((fixed_id, fixed_id))  # pypdf makes a random one
    written = BytesIO()
    writer.write(written)
    return written.getvalue()
