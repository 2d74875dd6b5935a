"""Looking at tables without changing them."""

from pathlib import Path

from ecom_platform.warehouse.connection import open_warehouse
from ecom_platform.warehouse.inspection import column_types, row_counts


def _warehouse(folder: Path) -> Path:
    path = folder / "warehouse.duckdb"
    with open_warehouse(path) as connection:
        connection.execute("create schema raw")
        connection.execute("create table raw.orders (b varchar, a decimal(18, 2))")
        connection.execute("insert into raw.orders values ('x', 1), ('y', 2)")
        connection.execute("create view raw.late as select * from raw.orders where a > 1")
    return path


def test_the_rows_of_tables_are_counted(tmp_path: Path) -> None:
    assert row_counts(_warehouse(tmp_path), ["raw.orders"]) == {"raw.orders": 2}


def test_a_view_is_not_run_to_be_counted(tmp_path: Path) -> None:
    """Counting the intermediate views ran the whole project a second time."""
    assert row_counts(_warehouse(tmp_path), ["raw.late", "raw.absent"]) == {}


def test_columns_come_in_the_order_of_the_table(tmp_path: Path) -> None:
    found = column_types(_warehouse(tmp_path), ["raw.orders"])
    assert list(found["raw.orders"].items()) == [("b", "varchar"), ("a", "decimal(18,2)")]
