"""A row that adds up others is no row; one that only lacks something is an unreadable row."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ecom_platform.ingestion.load.load_report import FileReport, LoadReport
from tests.support.files.order_files import HEADER, order_line

Drop = Callable[[str, str | bytes], Path]
Load = Callable[[], LoadReport]
ROWS = [order_line("A"), order_line("B"), order_line("C")]


def _counts(report: FileReport) -> tuple[int, int, int]:
    return report.loaded_count, report.total_count, report.quarantined_count


@pytest.mark.parametrize(
    "row",
    [
        "Total,,,,,6,30.00,,",
        "TOTAL:,,,,,,,,",
        ",,Grand total,,,6,,,",
        ",,,,Summe,6,,,",
        "Gesamt,,,,,6.0,31.45,,",
        ",,,,,6,,,",
        ",,,,,1,30.00,,",
    ],
)
def test_a_row_that_names_a_total_or_is_one_is_left_out(drop: Drop, load: Load, row: str) -> None:
    drop("a.csv", "\n".join([HEADER, *ROWS, row, ""]))
    (report,) = load().files
    assert _counts(report) == (3, 1, 0)
    assert "1 total row left out" in report.sentence


@pytest.mark.parametrize(
    "row",
    [
        ",,,,,7,,,",
        "Total,1,,Webshop,S,6,30.00,EUR,shipped",
        "Total,1,2024-03-01,Webshop,S,six,30.00,EUR,shipped",
        ",1,2024-03-01,Webshop,Total,6,30.00,EUR,shipped",
        "A9,,,,,6,30.00,,",
    ],
)
def test_a_row_that_lacks_something_else_is_unreadable(drop: Drop, load: Load, row: str) -> None:
    drop("a.csv", "\n".join([HEADER, *ROWS, row, ""]))
    (report,) = load().files
    assert _counts(report) == (3, 0, 1)


def test_an_article_may_be_called_total(drop: Drop, load: Load) -> None:
    drop("a.csv", "\n".join([HEADER, *ROWS, order_line("Total").replace("SKU-1", "Total"), ""]))
    (report,) = load().files
    assert _counts(report) == (4, 0, 0)
