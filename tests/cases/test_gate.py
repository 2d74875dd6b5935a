"""Doubtful but possible data holds nothing: each handed case passes every rule that can hold."""

from pathlib import Path

import duckdb
import pytest

from ecom_platform.quality.evaluation.run_checks import check_tables, tables_with_rules
from ecom_platform.quality.results.blocking_failures import is_blocking
from ecom_platform.quality.results.result_store import begin_run
from ecom_platform.settings import Settings
from tests.support.files.handed_cases import load_case

PUBLISHABLE = [
    "01b-shopify-by-hand",
    "09-two-shops-one-number",
    "10-order-edited",
    "11-refunds-later-month",
    "12-kwd-jpy",
    "13-leap-day",
    "14-clock-goes-back",
    "15-negative-stock",
    "16-hard-names",
    "19-same-name-rolling-window",
]


def _holding(settings: Settings) -> list[str]:
    """The sentences of the rules that would hold a table."""
    begin_run(settings, "run-1")
    found = check_tables(settings, "run-1", tables_with_rules("raw"), "changed")
    assert found
    return [result.sentence for result in found if is_blocking(result)]


@pytest.mark.parametrize("case", PUBLISHABLE)
def test_a_handed_case_is_held_by_no_rule_of_its_rows(case: str, tmp_path: Path) -> None:
    _, settings = load_case(case, tmp_path)
    assert _holding(settings) == []


def test_an_oversold_product_is_shown_as_it_was_delivered(tmp_path: Path) -> None:
    _, settings = load_case("15-negative-stock", tmp_path)
    with duckdb.connect(str(settings.warehouse_path), read_only=True) as connection:
        assert connection.execute("select stock from raw.products where sku = 'A'").fetchall() == [
            (-3,)
        ]
