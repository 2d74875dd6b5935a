"""Files as people resave them: each handed case is read rightly, or refused by name."""

from pathlib import Path

import duckdb
import pytest

from ecom_platform.ingestion.load.load_report import LoadReport
from ecom_platform.settings import Settings
from tests.support.files.handed_cases import load_case

Row = tuple[object, ...]
LINES = "select order_id, line_id, quantity * unit_price from raw.order_lines order by all"
THREE_LINES = [("1001", "1", 39.98), ("1001", "2", 1234.50), ("1002", "1", 59.97)]


def _rows(settings: Settings, sql: str) -> list[Row]:
    with duckdb.connect(str(settings.warehouse_path), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def _statuses(report: LoadReport) -> dict[str, str]:
    return {file.file_name: file.status for file in report.files}


@pytest.mark.parametrize("case", ["x0-plain", "x3-two-month-sheets", "x12-date-serial"])
def test_a_plain_workbook_is_read(case: str, tmp_path: Path) -> None:
    report, _ = load_case(f"07-resaved-contract/{case}", tmp_path)
    assert _statuses(report) == {"orders.xlsx": "loaded"}
