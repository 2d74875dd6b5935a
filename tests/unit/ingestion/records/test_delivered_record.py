"""A record is read as it was delivered, and only from the file that was loaded."""

import csv
import io
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ecom_platform.errors import DamagedFileError
from ecom_platform.ingestion.files.file_content import fingerprint
from ecom_platform.ingestion.files.file_format import detect_format
from ecom_platform.ingestion.files.landing_folder import LandingFile
from ecom_platform.ingestion.records.delivered_record import (
    DeliveredRecord,
    delivered_record,
    find_delivered_file,
)
from ecom_platform.settings import Settings
from tests.support.files.file_bytes import gzipped, workbook
from tests.support.files.order_files import HEADER, order_line, order_lines_file

Drop = Callable[[str, str | bytes], Path]

SALES = "index,DATE,Months,CUSTOMER,Style,SKU,Size,PCS,RATE,GROSS AMT"
STOCK = "1,CUSTOMER,DATE,Months,Style,SKU,PCS,RATE,GROSS AMT,Stock"  # 1 is the row number


def _record(settings: Settings, name: str, number: int) -> DeliveredRecord:
    file = LandingFile(settings.landing_folder / name, name)
    return delivered_record(detect_format(file), number, file.path.parent)


@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz"])
def test_every_record_of_a_csv_is_what_the_csv_module_reads(
    settings: Settings, drop: Drop, name: str
) -> None:
    quoted = '"O\n1",1,2024-03-01,"Web,shop",SKU-1,2,10.00,EUR,shipped'
    text = order_lines_file(quoted, order_line("A"), "too,short", order_line("B"))
    drop(name, gzipped(text) if name.endswith("gz") else text)
    header, *records = list(csv.reader(io.StringIO(text)))
    for number in (1, 2, 4):
        record = _record(settings, name, number)
        assert record.cells == tuple(zip(header, records[number - 1], strict=True))


def test_a_record_of_a_parquet_file(settings: Settings) -> None:
    columns = {name: [f"{name} of {row}" for row in "ab"] for name in HEADER.split(",")}
    pq.write_table(pa.table(columns), settings.landing_folder / "p.parquet")
    record = _record(settings, "p.parquet", 2)
    assert record.cells == tuple((name, f"{name} of b") for name in columns)


def test_a_record_below_an_inner_header_has_the_names_of_that_header(
    settings: Settings, drop: Drop
) -> None:
    first = "0,06-05-21,Jun-21,A,MEN1,MEN1-L,L,1.00,100.00,100.00"
    second = "2,A,06-05-21,Jun-21,MEN1,MEN1-L,1.00,100.00,100.00,9.00"
    drop("i.csv", "\n".join([SALES, first, STOCK, second, ""]))
    assert dict(_record(settings, "i.csv", 1).cells)["Size"] == "L"
    cells_below = dict(_record(settings, "i.csv", 3).cells)
    assert (cells_below["Stock"], "Size" in cells_below) == ("9.00", False)


def test_a_record_of_a_later_sheet(settings: Settings) -> None:
    sheets = ([HEADER.split(","), order_line(order).split(",")] for order in ("A", "B"))
    (settings.landing_folder / "x.xlsx").write_bytes(workbook(*sheets))
    record = _record(settings, "x.xlsx", 3)
    assert record.cells[0] == ("order_id", "B")


def test_a_record_that_does_not_exist_is_refused(settings: Settings, drop: Drop) -> None:
    drop("a.csv", order_lines_file(order_line("A")))
    with pytest.raises(DamagedFileError, match="no record 2"):
        _record(settings, "a.csv", 2)


def test_a_file_whose_content_has_changed_is_not_found(settings: Settings, drop: Drop) -> None:
    path = drop("a.csv", order_lines_file(order_line("A")))
    content = fingerprint(LandingFile(path, "a.csv"))
    os.utime(path, (0, 86_400))
    file = find_delivered_file(settings.landing_folder, "a.csv", content)
    assert file is not None
    assert file.written_at == datetime(1970, 1, 2, tzinfo=UTC)
    drop("a.csv", order_lines_file(order_line("B")))
    assert find_delivered_file(settings.landing_folder, "a.csv", content) is None
    path.unlink()
    assert find_delivered_file(settings.landing_folder, "a.csv", content) is None
