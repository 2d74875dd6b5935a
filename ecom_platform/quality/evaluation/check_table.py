"""Evaluate every rule of a table, and record which of its days passed.

This module gives the order of the steps. Rules are declared in `quality/rules`; each form of check
is evaluated in its own module, such as `row_checks.py`.
"""

from collections.abc import Sequence

import duckdb

from ecom_platform.quality.evaluation import day_selection
from ecom_platform.quality.evaluation.checked_days import ensure_checked_days, record_checked_days
from ecom_platform.quality.evaluation.day_measures.anomaly_checks import check_day_measures
from ecom_platform.quality.evaluation.day_measures.daily_metrics import measure_days
from ecom_platform.quality.evaluation.day_selection import DaySelection, Scope
from ecom_platform.quality.evaluation.finding import Finding, build_result, crashed_finding
from ecom_platform.quality.evaluation.freshness_checks import check_freshness, record_night
from ecom_platform.quality.evaluation.query_checks import check_query
from ecom_platform.quality.evaluation.row_checks import check_rows, check_uniqueness
from ecom_platform.quality.results.blocking_failures import is_blocking
from ecom_platform.quality.results.check_result import CheckResult
from ecom_platform.quality.rules.rule import DayMeasure, Freshness, Query, Row, Rule, Unique
from ecom_platform.quality.rules.rule_registry import all_rules
from ecom_platform.warehouse.connection import transaction
from ecom_platform.warehouse.inspection import exists


def check_table(
    connection: duckdb.DuckDBPyConnection, table: str, scope: Scope
) -> list[CheckResult]:
    """The results of every rule of `table`, in the order of declaration; none without rules.

    Args:
        connection: the warehouse, open for writing, outside a transaction.
        table: `schema.table`.
        scope: `changed` reads days that are new, changed or failed before; `everything` all days.
    """
    return check_rules(connection, all_rules().get(table, ()), scope)


def check_rules(
    connection: duckdb.DuckDBPyConnection, rules: Sequence[Rule], scope: Scope
) -> list[CheckResult]:
    """The results of these rules; the state of each checked day is stored as well.

    Args:
        connection: the warehouse, open for writing, outside a transaction.
        rules: rules of one table.
        scope: as in `check_table`.
    """
    if not rules:
        return []
    if not exists(connection, rules[0].table):
        message = "The table does not exist, so it could not be checked."
        return [build_result(rule, status="missing", message=message) for rule in rules]
    ensure_checked_days(connection)  # some rules read this table, even in the first check
    selection = day_selection.select_days(connection, rules[0].table, scope)
    findings = _findings_by_rule(connection, rules, selection)
    failed = {day for finding in findings.values() for day in finding.failed_days}
    check_results = [
        check_result for rule in rules for check_result in findings[rule.name].check_results
    ]
    has_blocking = any(is_blocking(check_result) for check_result in check_results)
    with transaction(connection):
        record_checked_days(
            connection,
            selection.table_name,
            selection.day_states(failed, has_blocking=has_blocking),
            selection.totals_query,
            selection.newest_batch,
        )
        if any(isinstance(rule.check, Freshness) for rule in rules):
            record_night(connection, selection)
    return check_results


def _findings_by_rule(
    connection: duckdb.DuckDBPyConnection, rules: Sequence[Rule], selection: DaySelection
) -> dict[str, Finding]:
    """The finding of each rule, by its name; row rules and day measures are evaluated together."""
    row_rules = [rule for rule in rules if isinstance(rule.check, Row)]
    day_rules = [rule for rule in rules if isinstance(rule.check, DayMeasure)]
    findings = _findings_by_rule_name(row_rules, check_rows(connection, row_rules, selection))
    findings |= _findings_by_rule_name(day_rules, _day_findings(connection, day_rules, selection))
    for rule in rules:
        if rule.name not in findings:
            findings[rule.name] = _finding_of_rule(connection, rule, selection)
    return findings


def _findings_by_rule_name(
    rules: Sequence[Rule], findings: Sequence[Finding]
) -> dict[str, Finding]:
    return {rule.name: finding for rule, finding in zip(rules, findings, strict=True)}


def _day_findings(
    connection: duckdb.DuckDBPyConnection, rules: Sequence[Rule], selection: DaySelection
) -> list[Finding]:
    """The findings of all day measures; when one raises, all of them are reported as crashed."""
    if not rules:
        return []
    try:
        measure_days(connection, rules, selection)
        return check_day_measures(connection, rules, selection)
    except duckdb.Error as error:
        return [crashed_finding(rule, error, selection) for rule in rules]


def _finding_of_rule(
    connection: duckdb.DuckDBPyConnection, rule: Rule, selection: DaySelection
) -> Finding:
    """The finding of a rule that is evaluated alone; if it raises, the other rules still run."""
    try:
        if isinstance(rule.check, Unique):
            return check_uniqueness(connection, rule, rule.check, selection)
        if isinstance(rule.check, Freshness):
            return check_freshness(connection, rule, rule.check, selection)
        assert isinstance(rule.check, Query)
        return check_query(connection, rule, rule.check, selection)
    except (duckdb.Error, ArithmeticError, LookupError, TypeError, ValueError) as error:
        return crashed_finding(rule, error, selection)
