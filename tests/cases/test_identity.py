"""Shops, orders and deliveries that restate each other: each handed case has its right value."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from ecom_platform.ingestion.load.load_landing import load_landing
from ecom_platform.settings import Settings
from tests.support.files.handed_cases import load_case, settings_of
from tests.support.files.order_files import HEADER, order_line, order_lines_file

Row = tuple[object, ...]
LIVE = "from raw.order_lines where not is_superseded"


def _rows(settings: Settings, sql: str) -> list[Row]:
    with duckdb.connect(str(settings.warehouse_path), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def _money(settings: Settings, condition: str = "true") -> tuple[object, ...]:
    return _rows(settings, f"select count(*), sum(quantity * unit_price) {LIVE} and {condition}")[0]


def test_two_shops_may_use_the_same_order_numbers(tmp_path: Path) -> None:
    report, settings = load_case("09-two-shops-one-number", tmp_path)
    assert _money(settings) == (20, Decimal("1500.0000"))
    assert [file.sentence for file in report.files] == [
        "store.csv: 10 rows of order_lines read; 10 live worth 500.00 EUR.",
        "webshop.csv: 10 rows of order_lines read; 10 live worth 1,000.00 EUR.",
    ]


@pytest.mark.parametrize("case", ["10-order-edited", "10b-order-edited-same-customer"])
@pytest.mark.parametrize("is_newer_first", [False, True])
def test_a_line_taken_out_of_an_order_counts_no_more(
    case: str, is_newer_first: bool, tmp_path: Path
) -> None:
    settings = settings_of(case, tmp_path)
    names = ["2025-03-20 export.csv", "2025-04-06 export.csv"]
    _load_in_turn(settings, names[::-1] if is_newer_first else names)
    assert _money(settings, "order_id = '500'") == (2, Decimal("30.0000"))
    assert _rows(
        settings,
        "select file_name, sum(accounts.taken_out_count)::int, sum(taken_out_amount) "
        "from raw.row_accounts as accounts "
        "inner join raw.files as files on files.file_id = superseded_by "
        "where accounts.taken_out_count > 0 group by 1",
    ) == [(names[1], 1, Decimal("30.0000"))]


def test_a_merged_customer_is_that_of_the_newest_statement(tmp_path: Path) -> None:
    _, settings = load_case("10-order-edited", tmp_path)
    assert _rows(settings, f"select distinct customer_id {LIVE} and order_id = '500'") == [("C1",)]


def test_a_file_delivered_again_under_its_name_replaces_what_it_covers(tmp_path: Path) -> None:
    settings = settings_of("10c-same-name-redelivered", tmp_path)
    path = settings.landing_folder / "orders.csv"
    second = path.read_text()
    third_line = "500,3,2025-03-03 10:00:00,Webshop,C,1,30.00,EUR,pending\n"
    path.write_text(second + third_line)
    load_landing(settings)
    path.write_text(second)
    report = load_landing(settings)
    assert _money(settings) == (2, Decimal("30.0000"))
    assert report.files[0].sentence == (
        "orders.csv: 2 rows of order_lines read; 2 live worth 30.00 EUR. No longer counted because "
        "of it: 3 rows of orders.csv worth 60.00 EUR, of which 1 worth 30.00 EUR is left out there."
    )


def test_a_rolling_window_under_one_name_keeps_the_days_before_it(tmp_path: Path) -> None:
    settings = settings_of("19-same-name-rolling-window", tmp_path)
    path = settings.landing_folder / "orders_export.csv"
    second = path.read_text()
    first_day = date(2025, 3, 1)
    days = [first_day + timedelta(days=number) for number in range(31)]
    path.write_text(
        order_lines_file(*(f"{d.day},1,{d} 10:00:00,Webshop,A,1,10.00,EUR,delivered" for d in days))
    )
    load_landing(settings)
    path.write_text(second)
    load_landing(settings)
    assert _money(settings) == (38, Decimal("380.0000"))


@pytest.mark.parametrize("name", ["correction.csv", "a correction.csv"])
def test_a_correction_counts_although_its_newest_order_is_older(name: str, tmp_path: Path) -> None:
    settings = _empty(tmp_path)
    (settings.landing_folder / "march.csv").write_text(
        order_lines_file(order_line("A"), order_line("B", day="2024-03-02"))
    )
    load_landing(settings)
    corrected = order_line("A").replace("shipped", "cancelled")
    (settings.landing_folder / name).write_text(order_lines_file(corrected))
    load_landing(settings)
    expected = [("A", "cancelled"), ("B", "shipped")]
    assert _rows(settings, f"select order_id, status {LIVE} order by 1") == expected
    settings.warehouse_path.unlink()
    load_landing(settings)
    assert _rows(settings, f"select order_id, status {LIVE} order by 1") == expected


@pytest.mark.parametrize("header_end", ["", ",updated_at"])
def test_a_return_in_a_later_file_leaves_the_sale_and_an_edit_leaves_the_return(
    header_end: str, tmp_path: Path
) -> None:
    """Returns are lines of the order with a later day, delivered without its other lines."""
    settings = _empty(tmp_path)
    sale = [order_line("A"), order_line("A", 2), order_line("A", 3)]
    back = order_line("A", 101, day="2024-03-22").replace(",2,10.00", ",-1,10.00")
    for day, lines in (("05", sale), ("23", [back]), ("24", [sale[0], sale[2]])):
        text = [line + (f",2024-03-{day} 08:00:00" if header_end else "") for line in lines]
        (settings.landing_folder / f"{day}.csv").write_text(
            "\n".join([HEADER + header_end, *text, ""])
        )
        load_landing(settings)
    assert _rows(settings, f"select line_id {LIVE} order by 1") == [("1",), ("101",), ("3",)]


def test_the_only_line_of_an_order_is_swapped_for_another(tmp_path: Path) -> None:
    settings = _empty(tmp_path)
    for name, line in (("1.csv", 1), ("2.csv", 2)):
        (settings.landing_folder / name).write_text(order_lines_file(order_line("A", line)))
        load_landing(settings)
    assert _rows(settings, f"select line_id {LIVE}") == [("2",)]


def test_an_order_cut_between_two_files_of_one_delivery_is_whole(tmp_path: Path) -> None:
    settings = _empty(tmp_path)
    for name, line in (("part-1.csv", 1), ("part-2.csv", 2)):
        (settings.landing_folder / name).write_text(order_lines_file(order_line("A", line)))
    load_landing(settings)
    assert _rows(settings, f"select line_id {LIVE} order by 1") == [("1",), ("2",)]


def test_a_statement_without_time_is_as_new_as_those_before_it(tmp_path: Path) -> None:
    """A correction by hand has no update time and must not lose to the export that has."""
    settings = _empty(tmp_path)
    for name, header, line in (
        ("1.csv", f"{HEADER},updated_at", f"{order_line('A')},2024-03-09 10:00:00"),
        ("2.csv", HEADER, order_line("A", price="7.00")),
        ("3.csv", f"{HEADER},updated_at", f"{order_line('A', price='5.00')},2024-03-05 10:00:00"),
    ):
        (settings.landing_folder / name).write_text(f"{header}\n{line}\n")
        load_landing(settings)
    assert _money(settings) == (1, Decimal("14.0000"))


def _empty(folder: Path) -> Settings:
    (folder / "landing").mkdir()
    return Settings(data=folder, landing=folder / "landing", settle_seconds=0)


def _load_in_turn(settings: Settings, names: list[str]) -> None:
    """Load the files of the landing folder one night after the other."""
    contents = {name: (settings.landing_folder / name).read_bytes() for name in names}
    for name in names:
        (settings.landing_folder / name).unlink()
    for name in names:
        (settings.landing_folder / name).write_bytes(contents[name])
        load_landing(settings)
