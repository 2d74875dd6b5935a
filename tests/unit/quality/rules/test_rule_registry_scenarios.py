"""Every rule in its three stories: clean passes, the defect fails, the near-miss passes."""

from collections.abc import Iterator
from importlib import import_module

import duckdb
import pytest

from ecom_platform.ingestion.load import raw_schema
from ecom_platform.quality.results.blocking_failures import is_blocking
from ecom_platform.quality.rules.rule import Rule
from ecom_platform.quality.rules.rule_registry import rules_by_module
from tests.support.rule_scenarios.scenarios import Scenarios, result_after
from tests.support.rule_scenarios.usual_rows import USUAL

RULES = [(module, rule) for module, rules in rules_by_module().items() for rule in rules]
MADE_FOR_EVERY_FEED = {"feeds.every_feed", "feeds.every_transaction_feed"}
CASES_OF = {"raw.amazon_sale_report", "raw.order_lines", "raw.customers"}  # days, times, neither
CASES = [
    (module, rule)
    for module, rule in RULES
    if module not in MADE_FOR_EVERY_FEED or rule.table in CASES_OF
]


def _scenarios(module: str, rule: Rule) -> Scenarios:
    declared: dict[str, Scenarios] = import_module(
        f"tests.support.rule_scenarios.{module}"
    ).SCENARIOS
    feed = rule.table.partition(".")[2]
    return declared.get(f"{feed}.{rule.name}") or declared[rule.name]


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(config={"threads": 1}) as connection:
        raw_schema.ensure_tables(connection)
        yield connection


@pytest.mark.parametrize(("module", "rule"), CASES, ids=[rule.check_id for _, rule in CASES])
def test_a_rule_passes_clean_data_and_near_misses_and_fails_its_defect(
    connection: duckdb.DuckDBPyConnection, module: str, rule: Rule
) -> None:
    scenarios = _scenarios(module, rule)
    clean = result_after(connection, rule, USUAL, scenarios.clean)
    assert clean.status == "pass", clean.message
    defect = result_after(connection, rule, USUAL, scenarios.defect)
    assert defect.status == "fail", defect.message
    assert defect.message
    assert rule.severity == "error" or not is_blocking(defect), "a warning never holds"
    near_miss = result_after(connection, rule, USUAL, scenarios.near_miss)
    assert near_miss.status == "pass", near_miss.message


@pytest.mark.parametrize(("module", "rule"), RULES, ids=[rule.check_id for _, rule in RULES])
def test_every_rule_has_its_three_stories(module: str, rule: Rule) -> None:
    assert _scenarios(module, rule)


def test_no_story_is_left_of_a_removed_rule() -> None:
    for module, rules in rules_by_module().items():
        names = {rule.name for rule in rules}
        names |= {f"{rule.table.partition('.')[2]}.{rule.name}" for rule in rules}
        told_of = import_module(f"tests.support.rule_scenarios.{module}").SCENARIOS
        assert set(told_of) <= names
