"""Pages as they are printed: the same bytes on any day, readable text, every picture."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import kaleido
import pypdfium2  # type: ignore[import-untyped]
import pytest
from choreographer import errors
from pypdf import PdfReader

from ecom_platform.errors import ReportError
from ecom_platform.reports.content.audience import Audience
from ecom_platform.reports.rendering.renderer import render
from ecom_platform.reports.report_archive import ArchivedReport, archive_report
from ecom_platform.reports.report_kinds import report_kind
from tests.support.pages.report_company import VERSION, ReportCompany
from tests.support.platform.needs import CHROMIUM

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("report press")]
LIGATURES = str.maketrans({"ﬁ": "fi", "ﬂ": "fl"})  # some machines' fonts join the letters
FIGURE = {"data": [{"x": ["a"], "y": [1]}], "layout": {"height": 200}}


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> tuple[ArchivedReport, dict[str, bytes]]:
    """The weekly report, and the bytes of its files when it was written for the first time."""
    CHROMIUM.required()
    settings = ReportCompany(tmp_path_factory.mktemp("press")).publish()
    kind = report_kind("weekly_executive")
    first = archive_report(settings, kind, Audience())
    before = {path.suffix: path.read_bytes() for path in (first.html, first.pdf, first.text)}
    return archive_report(settings, kind, Audience(), VERSION), before


@contextmanager
def _opened(path: Path) -> Iterator[pypdfium2.PdfDocument]:
    document = pypdfium2.PdfDocument(path)
    try:
        yield document
    finally:
        document.close()


def test_the_same_version_gives_the_same_bytes(
    twice: tuple[ArchivedReport, dict[str, bytes]],
) -> None:
    kept, before = twice
    for path in (kept.html, kept.pdf, kept.text):
        assert path.read_bytes() == before[path.suffix], path.name


def test_files_lie_beside_each_other_under_their_version(
    twice: tuple[ArchivedReport, dict[str, bytes]],
) -> None:
    kept, _ = twice
    assert kept.html.parts[-3:] == ("reports", VERSION, "weekly_executive-executives.html")
    assert sorted(path.suffix for path in kept.html.parent.iterdir()) == [".html", ".pdf", ".txt"]


def test_the_text_of_the_pdf_says_what_the_report_says(
    twice: tuple[ArchivedReport, dict[str, bytes]],
) -> None:
    kept, _ = twice
    text = " ".join(
        " ".join((page.extract_text() or "").split()) for page in PdfReader(kept.pdf).pages
    ).translate(LIGATURES)
    assert kept.report.headline.text in text
    for section in kept.report.sections:
        assert section.title in text
        for sentence in section.sentences:
            assert sentence.text in text


def test_no_page_is_blank_and_every_figure_is_printed(
    twice: tuple[ArchivedReport, dict[str, bytes]],
) -> None:
    kept, _ = twice
    with _opened(kept.pdf) as document:
        pictures = 0
        for page in document:
            pixels = page.render(scale=1).to_numpy()
            inked = float((pixels < 200).any(axis=2).mean())
            assert 0.01 < inked < 0.5
            margin = pixels[:, :20]
            assert (margin > 250).all(), "nothing runs off the page"
            pictures += sum(1 for _ in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]))
        assert pictures == len(kept.report.figures) > 0


def test_the_blue_of_booked_money_is_on_the_first_page(
    twice: tuple[ArchivedReport, dict[str, bytes]],
) -> None:
    kept, _ = twice
    with _opened(kept.pdf) as document:
        page = document[0].render(scale=1).to_numpy()[:, :, :3].astype(int)
    blue = abs(page - [0xB2, 0x72, 0x00]).sum(axis=2) < 30  # as BGR
    assert blue.sum() > 200


def test_the_document_holds_no_moment_of_its_making(
    twice: tuple[ArchivedReport, dict[str, bytes]],
) -> None:
    kept, _ = twice
    assert not {"/CreationDate", "/ModDate"} & set(PdfReader(kept.pdf).metadata or ())
    assert not re.search(rb"D:20\d{12}", kept.pdf.read_bytes())


def test_a_machine_without_a_browser_is_advised_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: Any, **__: Any) -> Any:
        raise errors.ChromeNotFoundError

    monkeypatch.setattr(kaleido, "Kaleido", none)
    with pytest.raises(ReportError, match="neither Chrome nor Chromium is installed"):
        render([FIGURE], lambda _: "<p>page</p>")


def test_a_browser_that_fails_is_an_error_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> Any:
        raise OSError("pipe closed")

    monkeypatch.setattr(kaleido, "Kaleido", broken)
    with pytest.raises(ReportError, match=r"the browser failed \(pipe closed\)"):
        render([FIGURE], lambda _: "<p>page</p>")
