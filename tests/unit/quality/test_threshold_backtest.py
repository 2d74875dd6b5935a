"""A changed threshold is replayed over the days that were."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import duckdb
import pytest
from sqlalchemy import insert

from ecom_platform.errors import QualityError
from ecom_platform.ingestion.load import raw_schema
from ecom_platform.operations.store import Store, open_store
from ecom_platform.operations.store_tables import outcomes
from ecom_platform.quality.evaluation.check_table import check_table
from ecom_platform.quality.threshold_backtest import backtest, parse_change
from ecom_platform.settings import Settings
from tests.support.rule_scenarios.scenarios import LAST_DAY, Mix, deliver
from tests.support.rule_scenarios.usual_rows import USUAL

TABLE = "raw.amazon_sale_report"
RULE = f"{TABLE}.lines_per_day"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(Settings(data=tmp_path, store_url=None))


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    """Sixty days of forty lines; ten days before the last one has seventy, five before it ten."""
    with duckdb.connect() as connection:
        raw_schema.ensure_tables(connection)
        deliver(connection, TABLE, USUAL, ((10, {}),), f"{LAST_DAY} - 60", 61)
        usual: Mix = ((30, {}),)
        for first, days in ((60, 50), (9, 4), (4, 5)):
            deliver(connection, TABLE, USUAL, usual, f"{LAST_DAY} - {first}", days)
        deliver(connection, TABLE, USUAL, ((90, {}),), f"{LAST_DAY} - 10", 1)
        check_table(connection, TABLE, "changed")
        yield connection


def test_an_unchanged_threshold_changes_nothing(
    connection: duckdb.DuckDBPyConnection, store: Store
) -> None:
    found = backtest(connection, store, 30, [parse_change(f"{RULE}:error_below=0.35")])
    assert [(str(one.day), one.severity) for one in found.before] == [
        ("2024-03-21", "warn"),
        ("2024-03-26", "error"),
    ]
    assert found.after == found.before
    assert (found.added, found.dropped) == ((), ())
    assert (str(found.first_day), str(found.last_day)) == ("2024-03-02", "2024-03-31")


def test_another_limit_makes_an_error_of_a_warning(
    connection: duckdb.DuckDBPyConnection, store: Store
) -> None:
    found = backtest(connection, store, 30, [parse_change(f"{RULE}:error_above=2")])
    assert [(str(one.day), one.severity) for one in found.added] == [("2024-03-21", "error")]
    assert [(str(one.day), one.severity) for one in found.dropped] == [("2024-03-21", "warn")]


def test_another_direction_drops_what_lies_on_the_other_side(
    connection: duckdb.DuckDBPyConnection, store: Store
) -> None:
    found = backtest(connection, store, 30, [parse_change(f"{RULE}:direction=high")])
    assert [str(one.day) for one in found.dropped] == ["2024-03-26"]


def test_only_the_days_asked_for_are_replayed(
    connection: duckdb.DuckDBPyConnection, store: Store
) -> None:
    found = backtest(connection, store, 7, [parse_change(f"{RULE}:min_rows=1")])
    assert [str(one.day) for one in found.before] == ["2024-03-26"]


def test_other_rules_are_evaluated_from_stored_results(
    connection: duckdb.DuckDBPyConnection, store: Store
) -> None:
    with store.transaction() as writing:
        for number, failures in enumerate((0, 3, 8)):
            writing.execute(insert(outcomes).values(_result(number, failures)))
    found = backtest(connection, store, 30, [parse_change("rates_do_not_jump:max_failures=5")])
    assert [one.value for one in found.before] == [3, 8]
    assert [one.value for one in found.dropped] == [3]


def _result(number: int, failures: int) -> dict[str, object]:
    texts = dict.fromkeys(("message", "compiled_sql", "currency", "dimension", "owner"), "")
    return {
        **texts,
        "run_id": f"run {number}",
        "check_id": "rule.raw.fx_rates.rates_do_not_jump",
        "check_name": "rates_do_not_jump",
        "table_name": "raw.fx_rates",
        "kind": "rule",
        "severity": "error",
        "status": "fail" if failures else "pass",
        "failures": failures,
        "series": [],
        "checked_at": datetime(2024, 3, 1 + number),
    }


def test_nothing_can_be_replayed_before_the_first_check(store: Store) -> None:
    with duckdb.connect() as empty, pytest.raises(QualityError, match="has been measured yet"):
        backtest(empty, store, 30, [parse_change(f"{RULE}:min_rows=1")])
    with duckdb.connect() as empty, pytest.raises(QualityError, match="has been checked yet"):
        backtest(empty, store, 30, [parse_change("rates_do_not_jump:max_failures=1")])
    with duckdb.connect() as empty, pytest.raises(QualityError, match="nothing to replay"):
        backtest(empty, store, 30, [])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("lines_per_day", "does not describe a change"),
        ("lines_per_day:min_rows", "does not describe a change"),
        ("lines_per_dey:min_rows=1", "There is no rule 'lines_per_dey'"),
        ("lines_per_day:min_rows=1", "Several rules are called"),
        (f"{RULE}:rows=1", "It has: min_rows, error_below"),
        ("rates_do_not_jump:min_rows=1", "It has: max_failures"),
        (f"{RULE}:min_rows=many", "is not a number"),
        (f"{RULE}:min_rows=-1", "a number from 0 on"),
        (f"{RULE}:min_rows=nan", "a number from 0 on"),
        (f"{RULE}:direction=up", "one of both, high, low"),
    ],
)
def test_a_wrong_change_is_explained(text: str, message: str) -> None:
    with pytest.raises(QualityError, match=message):
        parse_change(text)


def test_a_rule_may_be_named_with_its_id() -> None:
    assert parse_change(f"rule.{RULE}:min_rows=5").rule == parse_change(f"{RULE}:min_rows=5").rule
