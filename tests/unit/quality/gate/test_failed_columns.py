"""A check that doubts single values names its columns; every other one is about the whole table."""

import pytest

from ecom_platform.quality.gate.failed_columns import failed_columns
from ecom_platform.quality.results.check_result import CheckResult, Status
from ecom_platform.quality.results.dbt_artifacts import Manifest
from ecom_platform.quality.rules.rule import Row, Rule
from ecom_platform.quality.rules.rule_registry import all_rules

RULES = [rule for rules in all_rules().values() for rule in rules]
NOTHING = Manifest({"nodes": {}, "sources": {}})


def _result(rule: Rule, status: Status) -> CheckResult:
    return CheckResult(
        rule.check_id, rule.name, rule.table, "rule", severity=rule.severity, status=status
    )


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.check_id)
def test_only_a_failed_row_rule_doubts_single_columns(rule: Rule) -> None:
    columns = failed_columns(_result(rule, "fail"), NOTHING)
    if not isinstance(rule.check, Row):
        assert columns is None
    elif columns is not None:
        assert all(column in rule.check.holds.lower() for column in columns)
    unanswered: tuple[Status, ...] = ("crashed", "missing")
    for status in unanswered:
        assert failed_columns(_result(rule, status), NOTHING) is None


def test_negative_stock_doubts_the_stock() -> None:
    rule = next(one for one in all_rules()["raw.products"] if one.name == "stock_is_not_negative")
    assert failed_columns(_result(rule, "fail"), NOTHING) == frozenset({"stock"})


@pytest.mark.parametrize(
    ("test", "columns"),
    [
        ("not_null", {"amount"}),
        ("accepted_values", {"amount"}),
        ("accepted_range", {"amount"}),
        ("relationships", {"amount"}),
        ("unique", None),
        ("unique_combination_of_columns", None),
        ("expression_is_true", None),
    ],
)
def test_a_test_of_values_doubts_its_column(test: str, columns: set[str] | None) -> None:
    node = {"resource_type": "test", "column_name": "amount", "test_metadata": {"name": test}}
    manifest = Manifest({"nodes": {"test.t": node}, "sources": {}})
    found = CheckResult("test.t", "t", "marts.t", "data test", "error", "fail")
    assert failed_columns(found, manifest) == columns
