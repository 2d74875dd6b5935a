"""The page of a record: the very record, or in a sentence why it cannot be shown."""

from dataclasses import replace
from pathlib import Path

import pytest

from ecom_platform.errors import ViewError
from ecom_platform.ingestion.files.file_content import fingerprint
from ecom_platform.ingestion.files.landing_folder import LandingFile
from ecom_platform.serving.dashboard.page import PageRequest
from ecom_platform.serving.dashboard.records.record_page import RECORD
from ecom_platform.settings import Settings
from tests.support.files.line_records import write_records
from tests.support.files.order_files import order_line, order_lines_file
from tests.support.pages.rendered import text_of
from tests.support.tables.hand_made_version import page_request
from tests.support.tables.sales import Line, sales

LINES, RECORDS = "marts.fct_order_items", "provenance.order_line_records"


@pytest.fixture
def delivered(tmp_path: Path) -> Path:
    """A delivered file of two records."""
    path = tmp_path / "orders.csv"
    path.write_text(order_lines_file(order_line("FIRST"), order_line("SECOND")))
    return path


def _request(
    delivered: Path,
    *,
    tables: tuple[str, ...] = (LINES, RECORDS),
    fingerprint_read: str = "",
    line: str = "l0",
) -> PageRequest:
    """A request for a line that was read from the second record."""
    connection = sales([Line(order_id="SECOND", channel="Webshop & Co")])
    content = fingerprint(LandingFile(delivered, delivered.name))
    records = {"fingerprint": fingerprint_read} if fingerprint_read else {}
    write_records(
        connection, {"l0": ("orders.csv", 2)}, contents={"orders.csv": content}, **records
    )
    request = page_request(connection, tables=tables)
    return replace(request, subject=line, settings=Settings(landing=delivered.parent))


def test_the_record_stands_beside_the_line_it_became(delivered: Path) -> None:
    text = text_of(RECORD.render(_request(delivered)))
    assert "orders.csv Record 2 " in text
    assert "order_id SECOND line_id 1" in text
    assert "FIRST" not in text
    assert "Channel Webshop & Co" in text


def test_of_a_file_that_is_gone_place_and_fingerprint_are_left(delivered: Path) -> None:
    request, content = _request(delivered), fingerprint(LandingFile(delivered, "orders.csv"))
    delivered.unlink()
    text = text_of(RECORD.render(request))
    assert "is no longer in the landing folder" in text
    assert "it is record 2." in text
    assert content in text
    assert "line_id" not in text


def test_a_record_of_another_file_of_that_name_is_never_shown(delivered: Path) -> None:
    request = _request(delivered)
    delivered.write_text(order_lines_file(order_line("FIRST"), order_line("OTHER")))
    text = text_of(RECORD.render(request))
    assert "is no longer in the landing folder" in text
    assert "OTHER" not in text


def test_a_line_of_another_state_of_its_day_leads_nowhere_and_says_so(delivered: Path) -> None:
    text = text_of(RECORD.render(_request(delivered, fingerprint_read="of the day before")))
    assert "is from another state of this day" in text
    assert "orders.csv" not in text
    assert "Order ID SECOND" in text


def test_a_version_that_does_not_know_records_says_so(delivered: Path) -> None:
    text = text_of(RECORD.render(_request(delivered, tables=(LINES,))))
    assert f"{RECORDS} is not part of this version." in text
    assert "orders.csv" not in text


def test_a_line_that_is_not_in_the_version_is_refused(delivered: Path) -> None:
    with pytest.raises(ViewError, match="no order line 'l9'"):
        RECORD.render(_request(delivered, line="l9"))
