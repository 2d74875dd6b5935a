"""The rulebook: found by looking, each rule whole and told in full sentences."""

import re
import sys
from types import ModuleType

import duckdb
import pytest

from ecom_platform.errors import QualityError
from ecom_platform.ingestion import ledger
from ecom_platform.ingestion.catalogue import catalogue
from ecom_platform.quality import rules
from ecom_platform.quality.rule import DayMeasure, Rule
from ecom_platform.quality.rulebook import rulebook, rules_of

RULES = [rule for table_rules in rulebook().values() for rule in table_rules]
KINDS = {
    "completeness",
    "uniqueness",
    "validity",
    "integrity",
    "freshness",
    "volume",
    "schema",
    "distribution",
    "reconciliation",
    "business",
    "coverage",
}


def test_every_feed_and_every_kind_has_rules() -> None:
    assert {feed.table for feed in catalogue().values()} <= set(rulebook())
    assert {rule.kind for rule in RULES} == KINDS


def test_a_rule_stands_under_its_own_table() -> None:
    assert all(rule.table == table for table, found in rulebook().items() for rule in found)


def test_no_two_rules_have_one_id() -> None:
    assert len({rule.check_id for rule in RULES}) == len(RULES)


@pytest.mark.parametrize("rule", RULES, ids=[rule.check_id for rule in RULES])
def test_a_rule_says_what_must_hold_and_who_answers(rule: Rule) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9_]*", rule.name)
    assert rule.about.endswith(".")
    assert len(re.findall(r"[.:;] [A-Z]|[.]$", rule.about)) >= 2  # what must hold, and what to do
    assert rule.threshold.count(".") >= 1
    assert "@" in rule.owner


def test_a_measure_of_days_only_warns_until_it_is_impossible() -> None:
    measures = [rule for rule in RULES if isinstance(rule.check, DayMeasure)]
    assert measures
    assert {rule.severity for rule in measures} == {"warn"}


def test_the_money_of_a_raw_rule_is_money_of_its_feed() -> None:
    with duckdb.connect() as connection:
        ledger.ensure_tables(connection)
        for rule in RULES:
            if rule.table.startswith("raw.") and rule.money:
                connection.execute(f"select {rule.money}, {rule.currency} from {rule.table}")


@pytest.mark.parametrize("declared", [{}, {"RULES": ()}], ids=["no RULES", "empty RULES"])
def test_a_module_whose_rules_nobody_would_find_is_an_error_that_names_it(
    declared: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    module = ModuleType("stock")
    vars(module).update(declared)
    monkeypatch.setitem(sys.modules, f"{rules.__name__}.stock", module)
    with pytest.raises(QualityError, match=r"rules/stock\.py declares no rule.* named RULES\."):
        rules_of("stock")
