"""Marketing spend by month or day, in any kind of file, restated or with typing errors."""

import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ecom_platform.ingestion.load.load_report import LoadReport
from tests.support.files.file_bytes import gzipped, workbook

Drop = Callable[[str, str | bytes], Path]
Load = Callable[[], LoadReport]
Ask = Callable[[str], list[tuple[object, ...]]]

BY_MONTH = "spend_month,acquisition_channel,currency,amount\n"
COUNTING = """
    select spend_date, acquisition_channel, amount from raw.acquisition_costs
    where not is_superseded order by all
"""
MARCH = (date(2025, 3, 1), "search", Decimal("1250.50"))


def _parquet(month: object) -> bytes:
    """A Parquet file with the spend of one month."""
    memory = io.BytesIO()
    columns = {
        "spend_month": [month],
        "acquisition_channel": ["search"],
        "currency": ["EUR"],
        "amount": [Decimal("1250.50")],
    }
    pq.write_table(pa.table(columns), memory)
    return memory.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("spend.csv", BY_MONTH + "2025-03,search,EUR,1250.50\n"),
        ("spend.csv", BY_MONTH + "2025-03-01,search,EUR,1250.5\n"),
        ("spend.csv.gz", gzipped(BY_MONTH + "2025-03,search,EUR,1250.50\n")),
        (
            "spend.csv",
            "spend_date,acquisition_channel,currency,amount\n2025-03-01,search,EUR,1250.5\n",
        ),
        (
            "spend.xlsx",
            workbook([BY_MONTH.strip().split(","), (date(2025, 3, 1), "search", "EUR", 1250.5)]),
        ),
        (
            "spend.xlsx",
            workbook([BY_MONTH.strip().split(","), ("2025-03", "search", "EUR", 1250.5)]),
        ),
        ("spend.parquet", _parquet(date(2025, 3, 1))),
        ("spend.parquet", _parquet("2025-03")),
    ],
    ids=[
        "month in csv",
        "first day in csv",
        "month in gzip",
        "day in csv",
        "date in xlsx",
        "month in xlsx",
        "date in parquet",
        "month in parquet",
    ],
)
def test_a_month_is_read_from_every_kind_of_file(
    drop: Drop, load: Load, ask: Ask, name: str, content: str | bytes
) -> None:
    drop(name, content)
    (file,) = load().files
    assert (file.status, file.quarantined_count) == ("loaded", 0), file
    assert ask(COUNTING) == [MARCH]


def test_an_overlapping_file_restates_its_months_and_leaves_the_others(
    drop: Drop, load: Load, ask: Ask
) -> None:
    drop("a.csv", BY_MONTH + "2025-02,search,EUR,900\n2025-03,search,EUR,1\n2025-03,fair,EUR,5\n")
    load()
    drop("b.csv", BY_MONTH + "2025-03,search,EUR,1250.50\n2025-04,search,EUR,7\n")
    load()
    assert ask(COUNTING) == [
        (date(2025, 2, 1), "search", Decimal(900)),
        (date(2025, 3, 1), "fair", Decimal(5)),
        MARCH,
        (date(2025, 4, 1), "search", Decimal(7)),
    ]


def test_unreadable_rows_are_quarantined_with_their_reason(
    drop: Drop, load: Load, ask: Ask
) -> None:
    unreadable = (
        "2025-03-31,fair,EUR,10\nMarch,fair,EUR,10\n2025-04,fair,EUR,much\n2025-04,fair,,10\n"
    )
    drop("spend.csv", BY_MONTH + "2025-03,search,EUR,1250.50\n" + unreadable)
    (file,) = load().files
    assert (file.loaded_count, file.quarantined_count) == (1, 4)
    assert ask("select reason, amount from raw.quarantine order by record_number") == [
        ("spend_month is not the first day of a month", Decimal(10)),
        ("spend_date 'March' is not a date in the declared form", Decimal(10)),
        ("amount 'much' is not a number in the declared form", None),
        ("currency is missing", Decimal(10)),
    ]
    assert ask(COUNTING) == [MARCH]
