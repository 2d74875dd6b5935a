"""Failing rows are shown with personal data masked."""

from pathlib import Path

import duckdb
import pytest

from ecom_platform.quality.results.failing_rows import MASK, failing_rows

COLUMNS = (
    "'Ada Lovelace' as customer_name, 'C-1' as customer_id, 'ada@example.com' as email, "
    "'W1' as ship_postal_code, 'London' as ship_city, 'a,b,c' as record, 'Ada' as partner_name, "
    "1.50 as amount, 'SKU|1' as sku, null as status"
)


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    path = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(f"create table rows as select {COLUMNS} from range(7)")
    return path


def test_personal_data_is_masked_and_the_rest_is_not(warehouse: Path) -> None:
    header, _, row, *_ = failing_rows(warehouse, "select * from rows;").splitlines()
    cells = dict(zip(header.split(" | "), row.split(" | "), strict=True))
    shown = {name: cell for name, cell in cells.items() if cell.strip("| ") != MASK}
    assert shown == {"amount": "1.50", "sku": "SKU/1", "status |": "None |"}


def test_a_few_rows_are_enough(warehouse: Path) -> None:
    assert len(failing_rows(warehouse, "select amount from rows").splitlines()) == 2 + 5


@pytest.mark.parametrize("sql", ["", "select * from rows where false", "select nonsense"])
def test_without_rows_to_show_there_is_nothing(warehouse: Path, sql: str) -> None:
    assert failing_rows(warehouse, sql) == ""
