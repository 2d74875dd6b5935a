"""The order in which files arrived decides, and is kept when the warehouse is not."""

import os
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from ecom_platform.ingestion.load.load_report import LoadReport
from ecom_platform.settings import Settings
from tests.support.files.order_files import order_line, order_lines_file

Drop = Callable[[str, str | bytes], Path]
Load = Callable[[], LoadReport]
Ask = Callable[[str], list[tuple[object, ...]]]

ACTIVE = "select count(*), sum(quantity * unit_price) from raw.order_lines where not is_superseded"


def test_a_new_warehouse_counts_as_the_old_one_did(
    drop: Drop, load: Load, ask: Ask, settings: Settings
) -> None:
    """The order of arrival is kept outside the warehouse: names and copies do not change it."""
    for name, price in (("m.csv", "5.00"), ("z.csv", "6.00"), ("a.csv", "7.00")):
        drop(name, order_lines_file(order_line("A", price=price), order_line(name, price=price)))
        load()
    drop("copy of m.csv", (settings.landing_folder / "m.csv").read_bytes())
    load()
    live = "select order_id, unit_price from raw.order_lines where not is_superseded order by 1"
    files = "select file_name, account from raw.files where status = 'loaded' order by 1"
    before = ask(live), ask(files)
    assert ("A", Decimal("7.0000")) in before[0]
    settings.warehouse_path.unlink()
    for number, path in enumerate(sorted(settings.landing_folder.iterdir())):
        os.utime(path, (1_000_000 * number, 1_000_000 * number))
    load()
    assert (ask(live), ask(files)) == before


@pytest.mark.parametrize(
    ("changed_at", "expected"),
    [
        ({"b.csv": 1000, "a.csv": 990, "c.csv": 980}, ["c.csv", "a.csv", "b.csv"]),
        (
            {"b.csv": 9000, "a.csv": 5000, "2024-03-05 c.csv": 1},
            ["2024-03-05 c.csv", "a.csv", "b.csv"],
        ),
        (
            {"April 2024.csv": 10, "March 2024.csv": 20, "z.csv": 30},
            ["z.csv", "March 2024.csv", "April 2024.csv"],
        ),
        (
            {"x 2024-03-06.csv": 10, "a 2024-03-05.csv": 75},
            ["x 2024-03-06.csv", "a 2024-03-05.csv"],
        ),
    ],
    ids=["times", "a date and times far apart", "months copied together", "a minute apart"],
)
def test_files_found_together_arrived_in_the_order_of_their_times_or_dates(
    drop: Drop, load: Load, ask: Ask, changed_at: dict[str, int], expected: list[str]
) -> None:
    for number, (name, seconds) in enumerate(changed_at.items()):
        os.utime(
            drop(name, order_lines_file(order_line("A", price=f"{number}.00"))), (seconds,) * 2
        )
    load()
    assert ask("select file_name from raw.files order by delivered_number") == [
        (name,) for name in expected
    ]
    assert ask(
        "select file_name from raw.order_lines inner join raw.files using (file_id) "
        "where not is_superseded"
    ) == [(expected[-1],)]


def test_a_warehouse_of_an_older_version_is_brought_to_the_new_shape(
    drop: Drop, load: Load, ask: Ask, settings: Settings
) -> None:
    """Its lines were known by order and line only, and by the newest day of their file."""
    drop("1.csv", order_lines_file(order_line("A")))
    drop("2.csv", order_lines_file(order_line("A").replace("Webshop", "Store")))
    load()
    with duckdb.connect(str(settings.warehouse_path)) as connection:
        connection.execute("update raw.order_lines set is_superseded = file_id = 1")
        for column in ("superseded_by", "is_taken_out"):
            connection.execute(f"alter table raw.order_lines drop column {column}")
        for column in ("arrival_run", "stated_at", "replaced_by", "account", "live_count"):
            connection.execute(f"alter table raw.files drop column {column}")
        connection.execute("alter table raw.quarantine drop column currency")
        connection.execute("drop table raw.row_accounts")
    (settings.data / "operations" / "platform.db").unlink(missing_ok=True)
    load()
    assert ask(ACTIVE) == [(2, Decimal("40.0000"))]
    assert ask("select account from raw.files order by file_id") == [
        ("1.csv: 1 row of order_lines read; 1 live worth 20.00 EUR.",),
        ("2.csv: 1 row of order_lines read; 1 live worth 20.00 EUR.",),
    ]
