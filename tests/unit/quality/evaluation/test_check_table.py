"""Every rule of a table gets a result, and the state of every checked day is stored."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import duckdb
import pytest

from ecom_platform.ingestion.load import raw_schema
from ecom_platform.quality.evaluation.check_table import check_rules, check_table
from ecom_platform.quality.evaluation.checked_days import accept_failed_days
from ecom_platform.quality.evaluation.day_selection import select_days
from ecom_platform.quality.results.blocking_failures import is_blocking
from ecom_platform.quality.results.check_result import CheckResult
from ecom_platform.quality.rules.rule import Query, Row, Rule
from ecom_platform.quality.rules.rule_registry import all_rules
from tests.support.rule_scenarios.scenarios import LAST_DAY, Mix, deliver
from tests.support.rule_scenarios.usual_rows import USUAL

TABLE = "raw.amazon_sale_report"
WRONG = {"quantity": "1000"}


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(config={"threads": 1}) as connection:
        raw_schema.ensure_tables(connection)
        deliver(connection, TABLE, USUAL, ((40, {}),), f"{LAST_DAY} - 35", 35)
        yield connection


def _rule(name: str) -> Rule:
    return next(rule for rule in all_rules()[TABLE] if rule.name == name)


def _one(check_results: list[CheckResult], name: str) -> CheckResult:
    return next(one for one in check_results if one.check == name and not one.dimension)


def test_every_rule_has_a_result(connection: duckdb.DuckDBPyConnection) -> None:
    found = check_table(connection, TABLE, "changed")
    assert {one.check for one in found} == {rule.name for rule in all_rules()[TABLE]}
    assert {one.status for one in found} == {"pass"}


def test_an_empty_feed_passes(connection: duckdb.DuckDBPyConnection) -> None:
    found = check_table(connection, "raw.order_lines", "everything")
    assert {one.status for one in found} == {"pass"}


def test_the_first_check_of_all_may_be_of_a_list(connection: duckdb.DuckDBPyConnection) -> None:
    """Rules of lists read the checked days, whose table must exist in the first check too."""
    deliver(connection, "raw.acquisition_costs", USUAL, ((3, {}),), LAST_DAY, 1)
    found = check_table(connection, "raw.acquisition_costs", "changed")
    assert {one.check: one.status for one in found}["list_keeps_its_size"] == "pass"


def test_a_table_without_rules_has_no_result(connection: duckdb.DuckDBPyConnection) -> None:
    assert check_table(connection, "raw.quarantine", "changed") == []


def test_a_table_that_does_not_exist_is_no_pass(connection: duckdb.DuckDBPyConnection) -> None:
    found = check_table(connection, "marts.dim_dates", "changed")
    assert {one.status for one in found} == {"missing"}
    assert all(is_blocking(one) for one in found)


def test_a_rule_that_raises_crashes_alone(connection: duckdb.DuckDBPyConnection) -> None:
    good = _rule("quantity_is_plausible")
    broken = replace(good, name="broken", check=Row("no_such_column > 0"))
    query = replace(good, name="query", check=Query("select 1 / 0 from nowhere", "Never."))
    found = check_rules(connection, [good, broken, query], "changed")
    assert [one.status for one in found] == ["pass", "crashed", "crashed"]
    assert "no_such_column" in found[1].message


def test_a_day_that_passed_is_not_looked_at_again(connection: duckdb.DuckDBPyConnection) -> None:
    check_table(connection, TABLE, "changed")
    assert select_days(connection, TABLE, "changed").checked_days == ()
    assert len(select_days(connection, TABLE, "everything").checked_days) == 35
    deliver(connection, TABLE, USUAL, ((40, {}),), LAST_DAY, 1)
    assert [str(day) for _, day in select_days(connection, TABLE, "changed").checked_days] == [
        "2024-03-31"
    ]


def test_what_failed_fails_again_until_it_is_repaired(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    rules = [_rule("quantity_is_plausible")]
    check_rules(connection, rules, "changed")
    deliver(connection, TABLE, USUAL, ((39, {}), (1, WRONG)), LAST_DAY, 1)
    (first,), (second,) = (check_rules(connection, rules, "changed") for _ in range(2))
    assert first == second
    assert (first.status, first.failures, str(first.day)) == ("fail", 1, "2024-03-31")
    assert (first.amount, first.currency) == (Decimal(500), "INR")
    connection.execute(f"update {TABLE} set quantity = 1")
    assert check_rules(connection, rules, "changed")[0].status == "pass"


def test_its_sql_shows_the_failing_rows(connection: duckdb.DuckDBPyConnection) -> None:
    deliver(connection, TABLE, USUAL, ((39, {}), (1, WRONG)), LAST_DAY, 1)
    (found,) = check_rules(connection, [_rule("quantity_is_plausible")], "changed")
    shown = connection.execute(f"select quantity from ({found.compiled_sql})").fetchall()
    assert shown == [(1000,)]


def test_days_that_someone_accepted_do_not_fail_again(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    rules = [_rule("quantity_is_plausible")]
    deliver(connection, TABLE, USUAL, ((39, {}), (1, WRONG)), LAST_DAY, 1)
    assert check_rules(connection, rules, "changed")[0].status == "fail"
    assert accept_failed_days(connection, TABLE) == 1
    assert check_rules(connection, rules, "changed")[0].status == "pass"


def test_a_warning_about_a_day_stands_until_a_newer_day_comes(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    """A second identical run says the same; the next day, if it is usual, is the recovery."""
    rules = [_rule("lines_per_day")]
    check_rules(connection, rules, "changed")
    deliver(connection, TABLE, USUAL, ((100, {}),), LAST_DAY, 1)
    first, second = (check_rules(connection, rules, "changed")[0] for _ in range(2))
    assert (first.status, first.severity, first.value) == ("fail", "warn", 100)
    assert first == second
    assert first.series[-1] == ("2024-03-31", 100.0)
    deliver(connection, TABLE, USUAL, ((40, {}),), f"{LAST_DAY} + 1", 1)
    assert check_rules(connection, rules, "changed")[0].status == "pass"


def test_an_impossible_day_is_an_error_and_left_out_of_the_baseline(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    rules = [_rule("lines_per_day")]
    check_rules(connection, rules, "changed")
    deliver(connection, TABLE, USUAL, ((400, {}),), LAST_DAY, 1)
    assert check_rules(connection, rules, "changed")[0].severity == "error"
    deliver(connection, TABLE, USUAL, ((40, {}),), f"{LAST_DAY} + 1", 1)
    (found,) = check_rules(connection, rules, "changed")
    assert (found.status, str(found.day)) == ("fail", "2024-03-31")


def test_a_part_that_falls_silent_is_named(connection: duckdb.DuckDBPyConnection) -> None:
    rules = [_rule("lines_per_category")]
    for table in (TABLE, "raw.files", "raw.day_fingerprints"):
        connection.execute(f"delete from {table}")
    both: Mix = ((40, {}), (40, {"category": "'kurta'"}))
    deliver(connection, TABLE, USUAL, both, f"{LAST_DAY} - 35", 35)
    check_rules(connection, rules, "changed")
    deliver(connection, TABLE, USUAL, ((40, {}),), LAST_DAY, 1)
    whole, part = check_rules(connection, rules, "changed")
    assert (whole.dimension, part.dimension) == ("", "kurta")
    assert part.check_id == f"rule.{TABLE}.lines_per_category[kurta]"
    assert (part.status, part.value, part.severity) == ("fail", 0, "error")


def test_the_first_load_says_that_it_cannot_be_evaluated(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    connection.execute(f"delete from {TABLE} where order_date > {LAST_DAY} - 30")
    connection.execute(f"delete from raw.day_fingerprints where order_date > {LAST_DAY} - 30")
    found = _one(check_table(connection, TABLE, "changed"), "lines_per_day")
    assert (found.status, found.value) == ("pass", None)
    assert "too few days" in found.message
