"""The registry of rules: every declared rule is found, complete, and explained in sentences."""

import re

import duckdb
import pytest

from ecom_platform.ingestion.feeds.feed_registry import all_feeds
from ecom_platform.ingestion.load import raw_schema
from ecom_platform.quality.rules.rule import DayMeasure, Rule
from ecom_platform.quality.rules.rule_registry import all_rules

RULES = [rule for rules in all_rules().values() for rule in rules]
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
    assert {feed.table for feed in all_feeds().values()} <= set(all_rules())
    assert {rule.kind for rule in RULES} == KINDS


def test_a_rule_stands_under_its_own_table() -> None:
    assert all(rule.table == table for table, rules in all_rules().items() for rule in rules)


def test_no_two_rules_have_one_id() -> None:
    assert len({rule.check_id for rule in RULES}) == len(RULES)


@pytest.mark.parametrize("rule", RULES, ids=[rule.check_id for rule in RULES])
def test_a_rule_says_what_must_hold_and_who_answers(rule: Rule) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9_]*", rule.name)
    assert rule.about.endswith(".")
    assert len(re.findall(r"[.:;] [A-Z]|[.]$", rule.about)) >= 2  # what must hold, and what to do
    assert rule.threshold.count(".") >= 1
    assert "@" in rule.owner


def test_a_measure_of_days_is_an_error_only_where_a_value_can_be_impossible() -> None:
    measures = {rule: rule.check for rule in RULES if isinstance(rule.check, DayMeasure)}
    assert measures
    for rule, check in measures.items():
        has_limits = check.error_below is not None or check.error_above is not None
        assert (rule.severity == "error") is has_limits


def test_the_money_of_a_raw_rule_is_money_of_its_feed() -> None:
    with duckdb.connect() as connection:
        raw_schema.ensure_tables(connection)
        for rule in RULES:
            if rule.table.startswith("raw.") and rule.money:
                connection.execute(f"select {rule.money}, {rule.currency} from {rule.table}")
