"""Files as people resave them: each handed case is read rightly, or refused by name."""

from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from ecom_platform.ingestion.load.load_report import LoadReport
from ecom_platform.settings import Settings
from tests.support.files.handed_cases import load_case

Row = tuple[object, ...]
LINES = """
    select order_id, line_id, ordered_at::date::varchar, quantity * unit_price, customer_id
    from raw.order_lines where not is_superseded order by all
"""
THREE_LINES = [
    ("1001", "1", "2025-03-01", Decimal("39.98"), "Müller"),
    ("1001", "2", "2025-03-01", Decimal("1234.50"), "Müller"),
    ("1002", "1", "2025-03-02", Decimal("59.97"), "Øst"),
]


def _lines(settings: Settings, sql: str = LINES) -> list[Row]:
    with duckdb.connect(str(settings.warehouse_path), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def _statuses(report: LoadReport) -> dict[str, str]:
    return {file.file_name: file.status for file in report.files}


READ = [
    ("a-semicolon-comma", ["decimal commas", "day.month.year"]),
    ("b-utf16-tab", []),
    ("l-tsv", []),
    ("o2-unknown-column", ["'note'"]),
    ("w-header-case", []),
    ("x0-plain", []),
    ("x1-title-row", ["2 rows above the header of 'Orders'"]),
    ("x2-second-sheet", ["the sheet 'Summary' has no header"]),
    ("x3-two-month-sheets", []),
    ("x8-hidden-sheet", ["the hidden sheet 'old' is not read"]),
    ("x12-date-serial", []),
]


@pytest.mark.parametrize(("case", "remarks"), READ, ids=[case for case, _ in READ])
def test_a_resaved_file_is_read_and_the_report_says_what_of_it_was_not(
    case: str, remarks: list[str], tmp_path: Path
) -> None:
    report, settings = load_case(f"07-resaved-contract/{case}", tmp_path)
    (file,) = report.files
    assert file.status == "loaded", file.message
    assert _lines(settings) == THREE_LINES
    assert file.quarantined_count == 0
    assert len(file.remarks) == len(remarks)
    assert all(remark in file.sentence for remark in remarks)


def test_floats_that_a_spreadsheet_computed_are_the_numbers_it_shows(tmp_path: Path) -> None:
    report, settings = load_case("07-resaved-contract/x4-formula-floats", tmp_path)
    assert _statuses(report) == {"orders.xlsx": "loaded"}
    prices = _lines(settings, "select unit_price from raw.order_lines order by record_number")
    assert prices == [(Decimal("59.97"),), (Decimal("0.3"),), (Decimal("3.3"),)]


def test_windows_text_is_refused_with_its_encoding_and_the_road(tmp_path: Path) -> None:
    report, _ = load_case("07-resaved-contract/c-cp1252", tmp_path)
    (file,) = report.refused
    assert "orders.csv is not UTF-8 text" in file.message
    assert "save it as 'CSV UTF-8'" in file.message


def test_a_newline_in_a_quoted_cell_is_part_of_the_cell(tmp_path: Path) -> None:
    report, settings = load_case("07-resaved-contract/y-quoted-newline", tmp_path)
    assert _statuses(report) == {"orders.csv": "loaded"}
    cities = _lines(settings, "select ship_city from raw.order_lines order by order_id")
    assert cities == [("Berlin\nMitte",), ("Bonn",)]


def test_a_text_file_beside_a_good_one_is_named_and_the_good_one_loaded(tmp_path: Path) -> None:
    report, settings = load_case("07-resaved-contract/l2-txt-beside-csv", tmp_path)
    assert _statuses(report) == {"orders.csv": "loaded", "All Orders 2017-06.txt": "refused"}
    assert _lines(settings) == THREE_LINES


def test_utf16_beside_a_good_file_is_read_and_so_is_the_good_one(tmp_path: Path) -> None:
    report, _ = load_case("08-utf16-beside-good", tmp_path)
    assert _statuses(report) == {"a.csv": "loaded", "b.csv": "loaded"}


@pytest.mark.parametrize("case", ["02-amazon-all-orders-txt", "02b-amazon-all-orders-as-csv"])
def test_a_report_of_an_unknown_feed_is_refused_with_the_road(case: str, tmp_path: Path) -> None:
    report, _ = load_case(case, tmp_path)
    (file,) = report.refused
    assert file.file_name in file.message
    assert "belongs to no known feed" in file.message
    assert "amazon-order-id" in file.message
    assert "declare its feed" in file.message
    assert "nearest" not in file.message
