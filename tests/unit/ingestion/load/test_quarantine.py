"""The money of an unreadable row counts only when every part of it can be read."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import product
from pathlib import Path

import pytest

from ecom_platform.ingestion.load.accounts.account_texts import worth_phrase
from ecom_platform.ingestion.load.load_report import LoadReport

Drop = Callable[[str, str | bytes], Path]
Load = Callable[[], LoadReport]
Ask = Callable[[str], list[tuple[object, ...]]]

HEADER = "order_id,line_id,ordered_at,channel,sku,quantity,unit_price,discount_amount,amount,"
HEADER += "currency,status"
READABLE = {"quantity": "2", "unit_price": "10.00", "discount_amount": "1.00", "amount": ""}
BAD = ["1,234.50", "ten", "#REF!", "1.23.4"]
MONEY_COLUMNS = list(READABLE)


def _row(order: int, cells: dict[str, str], status: str = "shipped") -> str:
    money = ",".join(f'"{cells[column]}"' for column in MONEY_COLUMNS)
    return f"{order},1,2024-03-01 10:00:00,Webshop,S,{money},EUR,{status}"


def _broken_rows() -> Iterator[str]:
    """Every kind of unreadable cell in every column of which money is made."""
    for number, (column, cell) in enumerate(product(MONEY_COLUMNS, BAD)):
        yield _row(number, {**READABLE, column: cell})


def test_no_unreadable_part_of_money_is_taken_for_nothing(drop: Drop, load: Load, ask: Ask) -> None:
    """A discount that cannot be read once counted as none, and the row as worth 20.00."""
    good = [_row(1000 + number, READABLE) for number in range(200)]
    known = [_row(2000, READABLE, "vanished"), _row(2001, {**READABLE, "amount": "7"}, "vanished")]
    drop("a.csv", "\n".join([HEADER, *good, *_broken_rows(), *known, "short,row", ""]))
    (report,) = load().files
    rows = ask("select reason, amount, record from raw.quarantine order by record_number")
    assert report.loaded_count == 200
    assert [amount for _, amount, _ in rows if amount is not None] == [Decimal(19), Decimal(7)]
    assert report.quarantined_amount == Decimal(26)
    assert report.unknown_money_count == report.quarantined_count - 2
    unknown = report.unknown_money_count
    assert f"worth 26.00 EUR and an unknown amount in {unknown}." in report.sentence


@pytest.mark.parametrize(
    ("rows", "unknown", "known", "phrase"),
    [
        (1, 0, "0.00", ", worth 0.00"),
        (2, 2, None, ", whose money cannot be read"),
        (4, 1, "15.00", ", 3 of them worth 15.00 and 1 whose money cannot be read"),
        (3, 0, None, ""),
    ],
)
def test_what_rows_are_worth_is_said_as_far_as_it_is_known(
    rows: int, unknown: int, known: str | None, phrase: str
) -> None:
    assert worth_phrase(rows, unknown, known) == phrase
