"""Read delivered files again, with other readers than the platform's."""

import csv
import gzip
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet as pq

from tests.support.platform.published import Ask

Record = Mapping[str, Any]
Stated = tuple[str, str | None, Decimal | None]
_INNER_HEADER = {"CUSTOMER", "DATE", "GROSS AMT"}


def lines_that_differ_from_their_record(
    ask: Ask, landing: Path, one_in: int = 1
) -> tuple[int, list[tuple[Any, ...]]]:
    """The number of compared order lines, and those that differ from their record in the file.

    Order, SKU and money are compared. A line without a record counts as different.
    """
    lines = ask(
        f"""
        select lines.feed, file_name, record_number, order_id, sku, amount
        from marts.fct_order_items as lines
        left join provenance.order_line_records using (order_line_id, source_fingerprint)
        where hash(order_line_id) % {one_in} = 0
        """
    )
    by_file: dict[str, list[tuple[str, int, tuple[Any, ...]]]] = defaultdict(list)
    for feed, name, number, *values in lines:
        by_file[name].append((feed, number, tuple(values)))
    wrong = []
    for name, of_file in by_file.items():
        found = records(landing / name, {number for _, number, _ in of_file}) if name else {}
        for feed, number, line in of_file:
            expected = order_sku_and_money(feed, found[number]) if number in found else None
            if expected != line:
                wrong.append((feed, name, number, line, expected))
    return len(lines), wrong


def records(path: Path, wanted: Collection[int]) -> dict[int, Record]:
    """The records with these numbers; the first below the first header has number 1."""
    if path.suffix == ".parquet":
        table = pq.read_table(path).to_pylist()
        return {number: table[number - 1] for number in wanted}
    rows = _rows(path)
    first = header = next(rows)
    found: dict[int, Record] = {}
    for number, cells in enumerate(rows, start=1):
        if cells == first or set(cells) >= _INNER_HEADER:
            header = cells
        elif number in wanted:
            found[number] = {name.strip(): cell for name, cell in zip(header, cells, strict=True)}
    return found


def _rows(path: Path) -> Iterator[list[str]]:
    if path.suffix == ".xlsx":
        for sheet in openpyxl.load_workbook(path, data_only=True).worksheets:
            for row in sheet.iter_rows(values_only=True):
                yield ["" if value is None else str(value) for value in row]
        return
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", newline="", encoding="utf-8-sig") as stream:
        yield from (row for row in csv.reader(stream) if row)


def order_sku_and_money(feed: str, record: Record) -> Stated:
    """The order, SKU and money of a record of this feed."""
    return _READERS[feed](record)


def _amazon(record: Record) -> Stated:
    return record["Order ID"], record["SKU"], _money(record["Amount"])


def _international(record: Record) -> Stated:
    customer = " ".join(record["CUSTOMER"].split()).upper()
    day = datetime.strptime(record["DATE"].strip(), "%m-%d-%y").date()
    return f"{customer} {day}", record["SKU"].strip() or None, _money(record["GROSS AMT"])


def _online_retail(record: Record) -> Stated:
    amount = _money(Decimal(record["Quantity"]) * Decimal(record["Price"]))
    return record["Invoice"], record["StockCode"].strip(), amount


def _generic(record: Record) -> Stated:
    listed = _money(Decimal(str(record["quantity"])) * Decimal(str(record["unit_price"])))
    discount = _money(record.get("discount_amount") or 0)
    return record["order_id"], record["sku"], (listed or Decimal(0)) - (discount or Decimal(0))


def _money(value: object) -> Decimal | None:
    text = str(value).strip()
    return Decimal(text).quantize(Decimal("0.01"), ROUND_HALF_UP) if text else None


_READERS = {
    "amazon_sale_report": _amazon,
    "international_sale_report": _international,
    "online_retail": _online_retail,
    "order_lines": _generic,
}
