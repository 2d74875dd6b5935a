"""A file is loaded completely or not at all, once per content, and every row is counted."""

import csv
import io
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ecom_platform.errors import PlatformError
from ecom_platform.ingestion.load.load_report import LoadReport
from ecom_platform.settings import Settings
from tests.support.files.file_bytes import gzipped, workbook
from tests.support.files.order_files import HEADER, order_line, order_lines_file

Drop = Callable[[str, str | bytes], Path]
Load = Callable[[], LoadReport]
Ask = Callable[[str], list[tuple[object, ...]]]

ACTIVE = "select count(*), sum(quantity * unit_price) from raw.order_lines where not is_superseded"
INTERNATIONAL_HEADER = "index,DATE,Months,CUSTOMER,Style,SKU,Size,PCS,RATE,GROSS AMT"


def test_a_second_load_of_the_same_folder_changes_nothing(drop: Drop, load: Load, ask: Ask) -> None:
    drop("a.csv", order_lines_file(order_line("A"), order_line("B")))
    assert load().has_changed
    before = ask("select * from raw.files"), ask("select * from raw.day_fingerprints")
    second_report = load()
    assert not second_report.has_changed
    assert (ask("select * from raw.files"), ask("select * from raw.day_fingerprints")) == before


def test_the_same_content_under_another_name_is_loaded_once(
    drop: Drop, load: Load, ask: Ask
) -> None:
    drop("a.csv", order_lines_file(order_line("A")))
    drop("copy of a.csv", order_lines_file(order_line("A")))
    load()
    assert ask(ACTIVE) == [(1, Decimal("20.0000"))]


def test_an_overlapping_extract_restates_its_orders_instead_of_adding_them(
    drop: Drop, load: Load, ask: Ask
) -> None:
    drop("march-1.csv", order_lines_file(order_line("A"), order_line("B", day="2024-03-02")))
    drop(
        "march-2.csv",
        order_lines_file(
            order_line("B", day="2024-03-02", price="11.00"), order_line("C", day="2024-03-03")
        ),
    )
    load()
    assert ask(ACTIVE) == [(3, Decimal("62.0000"))]


def test_the_version_with_the_newest_update_counts_in_any_order_of_delivery(
    drop: Drop, load: Load, ask: Ask
) -> None:
    header = (
        "order_id,line_id,ordered_at,channel,sku,quantity,unit_price,currency,status,updated_at"
    )
    newer = "A,1,2024-03-01,Webshop,S,1,7.00,EUR,delivered,2024-03-09"
    older = "A,1,2024-03-01,Webshop,S,1,5.00,EUR,pending,2024-03-02"
    drop("1.csv", f"{header}\n{newer}\n")
    load()
    drop("2.csv", f"{header}\n{older}\n")
    load()
    assert ask("select status from raw.order_lines where not is_superseded") == [("delivered",)]


def test_a_corrected_file_of_the_same_name_replaces_the_first(
    drop: Drop, load: Load, ask: Ask
) -> None:
    drop("day.csv", order_lines_file(order_line("A"), order_line("WRONG")))
    load()
    drop("day.csv", order_lines_file(order_line("A")))
    load()
    assert ask(ACTIVE) == [(1, Decimal("20.0000"))]
    assert ask("select status from raw.files order by file_id") == [("replaced",), ("loaded",)]


def test_a_file_of_the_same_name_for_another_day_replaces_nothing(
    drop: Drop, load: Load, ask: Ask
) -> None:
    drop("export.csv", order_lines_file(order_line("A")))
    load()
    drop("export.csv", order_lines_file(order_line("B", day="2024-03-02")))
    load()
    assert ask(ACTIVE) == [(2, Decimal("40.0000"))]


def test_a_version_counts_again_when_the_file_that_superseded_it_is_replaced(
    drop: Drop, load: Load, ask: Ask
) -> None:
    drop("a.csv", order_lines_file(order_line("A"), order_line("B")))
    drop("b.csv", order_lines_file(order_line("A", price="99.00"), order_line("C")))
    load()
    drop("b.csv", order_lines_file(order_line("C")))
    load()
    assert ask(ACTIVE) == [(3, Decimal("60.0000"))]


def test_unreadable_rows_are_quarantined_with_reason_and_money(
    drop: Drop, load: Load, ask: Ask
) -> None:
    good = [order_line(f"G{number}") for number in range(30)]
    bad_status = "X,1,2024-03-01,Webshop,S,3,5.00,EUR,vanished"
    bad_quantity = "Y,1,2024-03-01,Webshop,S,two,5.00,EUR,shipped"
    too_short = "Z,1,2024-03-01"
    drop("a.csv", "\n".join([HEADER, *good, bad_status, bad_quantity, too_short, ""]))
    report = load().files[0]
    assert (report.loaded_count, report.quarantined_count) == (30, 3)
    assert report.quarantined_amount == Decimal("15.00")
    assert report.record_count == report.loaded_count + report.quarantined_count
    reasons = ask("select record_number, reason, amount from raw.quarantine order by 1")
    assert reasons[0] == (31, "status 'vanished' is not one of the known words", Decimal("15.00"))
    assert reasons[1] == (32, "quantity 'two' is not a number in the declared form", None)
    assert str(reasons[2][1]).startswith("the record cannot be split into cells")


def test_parquet_and_xlsx_are_loaded_like_csv(
    settings: Settings, drop: Drop, load: Load, ask: Ask
) -> None:
    columns = HEADER.split(",")
    rows = [
        [f"{order}{kind}", "1", "2024-03-01", "Webshop", "S", "2", "10.00", "EUR", "shipped"]
        for order in ("A", "B")
        for kind in ("p", "x")
    ]
    table = pa.table({name: [row[i] for row in rows[::2]] for i, name in enumerate(columns)})
    pq.write_table(table, settings.landing_folder / "p.parquet")
    last = ["C", "1", "2024-03-02", "Webshop", "S", "2", "10.00", "EUR", "shipped"]
    sheets = [[columns, *rows[1::2]], [columns, last]]
    (settings.landing_folder / "x.xlsx").write_bytes(workbook(*sheets))
    load()
    assert ask("select order_id from raw.order_lines order by 1") == [
        ("Ap",), ("Ax",), ("Bp",), ("Bx",), ("C",),
    ]  # fmt: skip
    assert ask(ACTIVE) == [(5, Decimal("100.0000"))]


def test_two_layouts_in_one_file_are_distinguished_by_their_headers(
    drop: Drop, load: Load, ask: Ask
) -> None:
    lines = [
        INTERNATIONAL_HEADER,
        "0,06-05-21,Jun-21, Asha ,ST1,ST1-KR-L,L,1.00,616.56,617.00",
        "1,06-06-21,Jun-21,Bina,ST1,ST1-KR-M,M,2.00,600.00,1200.00",
        "2,SKU,,,,,,,,",
        "3,SET-1,,,,,,,,",
        "4,,,,,,,,,",
        "5,Style,Stock,,,,,,,",
        "6,ST1,12,,,,,,,",
        "7,CUSTOMER,DATE,Months,Style,SKU,PCS,RATE,GROSS AMT,Stock",
        "8,Asha,06-05-21,Jun-21,ST1,SHIPPING,1.00,50.00,50.00,",
    ]
    drop("ledger.csv", "\n".join([*lines, ""]))
    report = load().files[0]
    assert (report.record_count, report.header_count, report.blank_count) == (9, 3, 1)
    assert ask(
        "select layout, count(*) from raw.international_sale_report group by 1 order by 1"
    ) == [
        ("sales", 2), ("sales_with_stock", 1), ("style_list", 1), ("style_stock", 1),
    ]  # fmt: skip
    assert ask(
        "select customer_name from raw.international_sale_report where record_number = 1"
    ) == [(" Asha ",)]


def test_a_repeated_extract_inside_a_file_is_deduplicated_and_counted(
    drop: Drop, load: Load, ask: Ask
) -> None:
    one = "0,06-05-21,Jun-21,Asha,ST1,S-L,L,1,600,600"
    two = "1,06-06-21,Jun-21,Bina,ST1,S-L,L,1,500,500"
    drop("ledger.csv", "\n".join([INTERNATIONAL_HEADER, one, two, one, two, ""]))
    report = load().files[0]
    assert (report.repeat_count, report.repeat_amount) == (2, Decimal("1100.00"))
    assert ask(
        "select sum(gross_amount) from raw.international_sale_report where not is_superseded"
    ) == [(Decimal("1100.00"),)]


def test_a_repetition_that_differs_is_refused(drop: Drop, load: Load, ask: Ask) -> None:
    one = "0,06-05-21,Jun-21,Asha,ST1,S-L,L,1,600,600"
    two = "1,06-06-21,Jun-21,Bina,ST1,S-L,L,1,500,500"
    changed = "2,06-05-21,Jun-21,Asha,ST1,S-L,L,1,600,601"
    drop("ledger.csv", "\n".join([INTERNATIONAL_HEADER, one, two, changed, ""]))
    refused = load().refused
    assert "the repetition differs" in refused[0].message
    assert ask("select count(*) from raw.international_sale_report") == [(0,)]


def test_a_changed_price_list_changes_the_fingerprint_of_every_day(
    drop: Drop, load: Load, ask: Ask
) -> None:
    drop("orders.csv", order_lines_file(order_line("A"), order_line("B", day="2024-03-02")))
    load()
    before = ask("select fingerprint from raw.day_fingerprints order by order_date")
    drop("products.csv", "sku,effective_date,unit_cost\nSKU-1,2024-01-01,4.00\n")
    load()
    after = ask("select fingerprint from raw.day_fingerprints order by order_date")
    assert len(before) == len(after) == 2
    assert not set(before) & set(after)


def test_a_missing_landing_folder_says_what_to_do(tmp_path: Path) -> None:
    from ecom_platform.ingestion.load.load_landing import load_landing

    with pytest.raises(PlatformError, match="does not exist"):
        load_landing(Settings(data=tmp_path, landing=tmp_path / "nowhere"))


@pytest.mark.parametrize("blank_at", [(), (0, 4, 4, 15, 30, 44)], ids=["", "blank lines"])
@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz"])
def test_a_record_keeps_its_number_below_records_that_cannot_be_split(
    drop: Drop, load: Load, ask: Ask, name: str, blank_at: tuple[int, ...]
) -> None:
    """Regression: DuckDB skips such records and does not count them when it numbers later ones."""
    unsplittable = ("Z,1,2024-03-01", "Z,1,2024-03-01,and,so,on,and,so,on,and")
    lines = [order_line(f"G{number}") for number in range(1, 41)]
    for position in (3, 4, 20, 40):
        lines.insert(position, unsplittable[position % 2])
    for position in blank_at:
        lines.insert(position, "")
    text = order_lines_file(*lines)
    drop(name, gzipped(text) if name.endswith("gz") else text)
    load()
    records = [record for record in csv.reader(io.StringIO(text)) if record][1:]
    width = len(HEADER.split(","))
    assert ask("select record_number, order_id from raw.order_lines order by 1") == [
        (number, record[0])
        for number, record in enumerate(records, start=1)
        if len(record) == width
    ]
    assert ask("select record_number from raw.quarantine order by 1") == [
        (number,) for number, record in enumerate(records, start=1) if len(record) != width
    ]


def test_records_that_cannot_be_split_in_a_refused_file_do_not_shift_the_next_file(
    drop: Drop, load: Load, ask: Ask
) -> None:
    drop("1.csv", order_lines_file("Z,1,2024-03-01"))
    drop("2.csv", order_lines_file(order_line("A"), order_line("B")))
    load()
    assert ask("select record_number from raw.order_lines order by 1") == [(1,), (2,)]
    assert ask("select * from raw.quarantine") == []
