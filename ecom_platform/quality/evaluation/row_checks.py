"""Evaluation of row rules, all of a table in one scan, and of uniqueness rules.

The predicates are declared in `quality/rules`.
"""

from collections.abc import Sequence

import duckdb
import numpy as np

from ecom_platform.quality.evaluation.day_selection import DaySelection
from ecom_platform.quality.evaluation.failing_evidence import (
    TOLERATED_SENTENCE,
    RowGroup,
    days_text,
    money_at_stake,
    row_groups,
)
from ecom_platform.quality.evaluation.finding import (
    Finding,
    build_result,
    crashed_finding,
    passed_finding,
)
from ecom_platform.quality.evaluation.tolerance import is_tolerated
from ecom_platform.quality.rules.rule import Row, Rule, Unique

HASHES_AT_ONCE = 20_000_000  # they take 160 MB of memory


def check_rows(
    connection: duckdb.DuckDBPyConnection, rules: Sequence[Rule], selection: DaySelection
) -> list[Finding]:
    """The findings of all row rules of one table, in the order of the rules.

    Args:
        connection: the warehouse.
        rules: rules of one table, each with a `Row`.
        selection: the days to check.
    """
    if not rules:
        return []
    try:
        if _no_row_fails(connection, rules, selection):
            return [passed_finding(rule, failures=0) for rule in rules]
        counts = _count_failures(connection, rules, selection)
    except duckdb.Error:
        return [_check_alone(connection, rule, selection) for rule in rules]
    return [
        _finding_of_count(connection, rule, selection, count)
        for rule, count in zip(rules, counts, strict=True)
    ]


def check_uniqueness(
    connection: duckdb.DuckDBPyConnection, rule: Rule, check: Unique, selection: DaySelection
) -> Finding:
    """The finding of one uniqueness rule.

    Hashes of the columns show whether any row repeats another; only then are the rows read.

    Args:
        connection: the warehouse.
        rule: the rule, which names, owns and explains the check.
        check: the rule's check.
        selection: the days whose rows are compared with each other.
    """
    where = f"({selection.row_predicate})" + (f" and ({check.where})" if check.where else "")
    columns = ", ".join(check.columns)
    if not _has_repeats(connection, f"from {rule.table} where {where}", columns):
        return passed_finding(rule, failures=0)
    order = selection.day_table.column if selection.day_table else columns
    failing = (
        f"select * from {rule.table} where {where} "
        f"qualify row_number() over (partition by {columns} order by {order}) > 1"
    )
    found = connection.execute(f"select count(*) from ({failing})").fetchone()
    return _failed_finding(connection, rule, selection, failing, found[0] if found else 0)


def _has_repeats(connection: duckdb.DuckDBPyConnection, rows: str, columns: str) -> bool:
    """Whether two rows have the same hash of these columns.

    The hashes are sorted in chunks that fit into memory; this takes a third of the time of
    `count(distinct ...)`.

    Args:
        connection: the warehouse.
        rows: the FROM and WHERE of the rows.
        columns: SQL list of the columns that must differ.
    """
    counted = connection.execute(f"select count(*) {rows}").fetchone()
    chunk_count = (counted[0] if counted else 0) // HASHES_AT_ONCE + 1
    for chunk in range(chunk_count):
        in_chunk = f"and row_hash % {chunk_count} = {chunk}" if chunk_count > 1 else ""
        found = connection.execute(f"select hash({columns}) as row_hash {rows} {in_chunk}")
        hashes = np.sort(found.fetchnumpy()["row_hash"])
        if (hashes[1:] == hashes[:-1]).any():
            return True
    return False


def _no_row_fails(
    connection: duckdb.DuckDBPyConnection, rules: Sequence[Rule], selection: DaySelection
) -> bool:
    """Whether no row breaks any rule.

    The predicates are filters here, so that DuckDB skips the row groups whose minimum and maximum
    already prove a predicate. In a whole table each predicate gets a query of its own, which reads
    its own columns only; in few days one query for all predicates is faster.
    """
    predicates = [f"({rule.check.holds})" for rule in rules if isinstance(rule.check, Row)]
    if selection.scope != "everything":
        predicates = [" and ".join(predicates)]
    source = f"from {rules[0].table} where {selection.row_predicate}"
    for predicate in predicates:
        failing = f"select 1 {source} and ({predicate}) is not true limit 1"
        if connection.execute(failing).fetchone() is not None:
            return False
    return True


def _count_failures(
    connection: duckdb.DuckDBPyConnection, rules: Sequence[Rule], selection: DaySelection
) -> tuple[int, ...]:
    """How many rows break each rule, in the order of the rules."""
    counts = ", ".join(f"count(*) filter (where {_fails_sql(rule)})" for rule in rules)
    row = connection.execute(
        f"select {counts} from {rules[0].table} where {selection.row_predicate}"
    ).fetchone()
    return tuple(row or ())


def _check_alone(
    connection: duckdb.DuckDBPyConnection, rule: Rule, selection: DaySelection
) -> Finding:
    """The finding of one rule, read separately: used when one of several rules raises an error."""
    try:
        (count,) = _count_failures(connection, [rule], selection)
        return _finding_of_count(connection, rule, selection, count)
    except duckdb.Error as error:
        return crashed_finding(rule, error, selection)


def _finding_of_count(
    connection: duckdb.DuckDBPyConnection, rule: Rule, selection: DaySelection, count: int
) -> Finding:
    """The finding of a row rule that `count` rows break."""
    if not count:
        return passed_finding(rule, failures=0)
    failing = f"select * from {rule.table} where {selection.row_predicate} and {_fails_sql(rule)}"
    return _failed_finding(connection, rule, selection, failing, count)


def _failed_finding(
    connection: duckdb.DuckDBPyConnection,
    rule: Rule,
    selection: DaySelection,
    failing: str,
    count: int,
) -> Finding:
    """The finding of a failed rule: its result with the money at stake, and its failed days.

    Days whose doubtful rows are tolerated did not fail: they are told once, and count as checked.
    """
    doubtful = row_groups(connection, rule, selection, failing)
    is_told = isinstance(rule.check, Row) and is_tolerated(
        rule.check, doubtful, _checked_groups(connection, rule, selection)
    )
    amount, currency, stake = money_at_stake(doubtful)
    days = [group.day for group in doubtful if group.day]
    check_result = build_result(
        rule,
        status="fail",
        severity="warn" if is_told else rule.severity,
        failures=count,
        message=f"{count:,} {'row breaks' if count == 1 else 'rows break'} the rule"
        f"{days_text(days)}: {rule.threshold}{stake}{TOLERATED_SENTENCE if is_told else ''}",
        compiled_sql=failing,
        value=float(count),
        expected_low=0.0,
        expected_high=0.0,
        amount=amount,
        currency=currency,
        day=max(days, default=None),
    )
    failed = frozenset((group.feed, group.day) for group in doubtful if group.feed and group.day)
    return Finding((check_result,), frozenset() if is_told else failed)


def _checked_groups(
    connection: duckdb.DuckDBPyConnection, rule: Rule, selection: DaySelection
) -> list[RowGroup]:
    """All rows that the rule checks, by feed, day and currency."""
    checked = f"select * from {rule.table} where {selection.row_predicate}"
    return row_groups(connection, rule, selection, checked)


def _fails_sql(rule: Rule) -> str:
    """SQL predicate for the rows that break a row rule; null counts as broken."""
    assert isinstance(rule.check, Row)
    return f"not coalesce(({rule.check.holds}), false)"
