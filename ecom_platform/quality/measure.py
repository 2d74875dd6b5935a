"""Measure every rule of a table, and keep in memory which days passed.

Only conducts: what is asked belongs in `rules/`, how it is answered in `row_checks.py`,
`query_checks.py` and `day_checks.py`, which days are looked at in `slices.py`.
"""

from collections.abc import Sequence

import duckdb

from ecom_platform.quality import slices
from ecom_platform.quality.finding import Finding, crashed, outcome_of
from ecom_platform.quality.outcome import Outcome
from ecom_platform.quality.query_checks import check_query
from ecom_platform.quality.row_checks import check_rows, check_uniqueness
from ecom_platform.quality.rule import Query, Row, Rule, Unique
from ecom_platform.quality.rulebook import rulebook
from ecom_platform.quality.slices import Scope, Slice
from ecom_platform.warehouse.connection import transaction


def check_table(connection: duckdb.DuckDBPyConnection, table: str, scope: Scope) -> list[Outcome]:
    """The outcomes of every rule of `table`, in the order of the rulebook; none for no rules.

    Args:
        connection: the warehouse, open for writing, outside a transaction.
        table: `schema.table`.
        scope: `changed` looks at days that are new, changed or have not passed yet.
    """
    return check_rules(connection, rulebook().get(table, ()), scope)


def check_rules(
    connection: duckdb.DuckDBPyConnection, rules: Sequence[Rule], scope: Scope
) -> list[Outcome]:
    """The outcomes of these rules, which are all of one table."""
    if not rules:
        return []
    if not _exists(connection, rules[0].table):
        message = "The table does not exist, so nothing was found out."
        return [outcome_of(rule, status="skipped", message=message) for rule in rules]
    chosen = slices.choose(connection, rules[0].table, scope)
    findings = _findings(connection, rules, chosen)
    failed = {day for finding in findings.values() for day in finding.failed_days}
    with transaction(connection):
        slices.remember(connection, chosen, failed)
    return [outcome for rule in rules for outcome in findings[rule.name].outcomes]


def _findings(
    connection: duckdb.DuckDBPyConnection, rules: Sequence[Rule], chosen: Slice
) -> dict[str, Finding]:
    of_rows = [rule for rule in rules if isinstance(rule.check, Row)]
    found = {
        rule.name: finding
        for rule, finding in zip(of_rows, check_rows(connection, of_rows, chosen), strict=True)
    }
    for rule in rules:
        if rule.name not in found:
            try:
                found[rule.name] = _finding(connection, rule, chosen)
            except Exception as error:  # noqa: BLE001 - whatever it raises, the others go on
                found[rule.name] = crashed(rule, error)
    return found


def _finding(connection: duckdb.DuckDBPyConnection, rule: Rule, chosen: Slice) -> Finding:
    if isinstance(rule.check, Unique):
        return check_uniqueness(connection, rule, rule.check, chosen)
    if isinstance(rule.check, Query):
        return check_query(connection, rule, rule.check, chosen)
    raise NotImplementedError(rule.name)


def _exists(connection: duckdb.DuckDBPyConnection, table: str) -> bool:
    layer, _, name = table.partition(".")
    row = connection.execute(
        "select 1 from information_schema.tables where table_schema = ? and table_name = ?",
        [layer, name],
    ).fetchone()
    return row is not None
