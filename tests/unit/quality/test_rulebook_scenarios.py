"""Every rule in its three stories: clean passes, the defect fails, the near-miss passes."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

import duckdb
import pytest

from ecom_platform.ingestion import ledger
from ecom_platform.quality import rules
from ecom_platform.quality.rule import Rule
from ecom_platform.quality.rulebook import rules_of
from tests.support.rule_scenarios.usual import USUAL
from tests.support.rule_stories import Scenarios, told

MODULES = sorted(module.name for module in iter_modules(rules.__path__))
RULES = [(module, rule) for module in MODULES for rule in rules_of(module)]
MADE_FOR_EVERY_FEED = {"every_feed", "every_transaction_feed"}
TOLD_OF = {"raw.amazon_sale_report", "raw.order_lines", "raw.customers"}  # days, times, neither
TOLD = [
    (module, rule)
    for module, rule in RULES
    if module not in MADE_FOR_EVERY_FEED or rule.table in TOLD_OF
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
        ledger.ensure_tables(connection)
        yield connection


@pytest.mark.parametrize(("module", "rule"), TOLD, ids=[rule.check_id for _, rule in TOLD])
def test_a_rule_passes_clean_data_and_near_misses_and_fails_its_defect(
    connection: duckdb.DuckDBPyConnection, module: str, rule: Rule
) -> None:
    scenarios = _scenarios(module, rule)
    clean = told(connection, rule, USUAL, scenarios.clean)
    assert clean.status == "pass", clean.message
    defect = told(connection, rule, USUAL, scenarios.defect)
    assert defect.status == "fail", defect.message
    assert defect.message
    near_miss = told(connection, rule, USUAL, scenarios.near_miss)
    assert near_miss.status == "pass", near_miss.message


@pytest.mark.parametrize(("module", "rule"), RULES, ids=[rule.check_id for _, rule in RULES])
def test_every_rule_has_its_three_stories(module: str, rule: Rule) -> None:
    assert _scenarios(module, rule)


def test_no_story_is_told_of_a_rule_that_is_gone() -> None:
    for module in MODULES:
        names = {rule.name for rule in rules_of(module)}
        names |= {f"{rule.table.partition('.')[2]}.{rule.name}" for rule in rules_of(module)}
        told_of = import_module(f"tests.support.rule_scenarios.{module}").SCENARIOS
        assert set(told_of) <= names
