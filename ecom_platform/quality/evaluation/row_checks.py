"""Row rules and uniqueness: all row rules of a table in one scan, each row looked at once.

What is asked of a row belongs in `rules/`.
"""

from collections.abc import Sequence

import duckdb
import numpy as np

from ecom_platform.quality.evaluation.day_selection import DaySelection
from ecom_platform.quality.evaluation.result_builder import (
    Finding,
    build_result,
    crashed_finding,
    days_text,
    failing_groups,
    money_at_stake,
    passed_finding,
)
from ecom_platform.quality.rules.rule import Row, Rule, Unique

DIGESTS_AT_ONCE = 20_000_000  # 160 MB of them


def check_rows(
    connection: duckdb.DuckDBPyConnection, rules: Sequence[Rule], selection: DaySelection
) -> list[Finding]:
    """The findings of all row rules of one table, in their order."""
    if not rules:
        return []
    try:
        if _all_hold(connection, rules, selection):
            return [passed_finding(rule, failures=0) for rule in rules]
        counts = _count_failures(connection, rules, selection)
    except duckdb.Error:
        return [_alone(connection, rule, selection) for rule in rules]
    return [
        _finding(connection, rule, selection, count)
        for rule, count in zip(rules, counts, strict=True)
    ]


def check_uniqueness(
    connection: duckdb.DuckDBPyConnection, rule: Rule, check: Unique, selection: DaySelection
) -> Finding:
    """The finding of one uniqueness rule: digests tell whether, only then rows tell which."""
    where = f"({selection.rows})" + (f" and ({check.where})" if check.where else "")
    columns = ", ".join(check.columns)
    if not _has_repeats(connection, f"from {rule.table} where {where}", columns):
        return passed_finding(rule, failures=0)
    order = selection.table.column if selection.table else columns
    failing = (
        f"select * from {rule.table} where {where} "
        f"qualify row_number() over (partition by {columns} order by {order}) > 1"
    )
    found = connection.execute(f"select count(*) from ({failing})").fetchone()
    return _failed(connection, rule, selection, failing, found[0] if found else 0)


def _has_repeats(connection: duckdb.DuckDBPyConnection, rows: str, columns: str) -> bool:
    """Whether two rows have one digest: sorting numbers costs a third of counting distinct ones."""
    counted = connection.execute(f"select count(*) {rows}").fetchone()
    groups = (counted[0] if counted else 0) // DIGESTS_AT_ONCE + 1
    for part in range(groups):
        of_part = f"and digest % {groups} = {part}" if groups > 1 else ""
        found = connection.execute(f"select hash({columns}) as digest {rows} {of_part}")
        digests = np.sort(found.fetchnumpy()["digest"])
        if (digests[1:] == digests[:-1]).any():
            return True
    return False


def _all_hold(
    connection: duckdb.DuckDBPyConnection, rules: Sequence[Rule], selection: DaySelection
) -> bool:
    """Whether no row breaks any rule: as a filter, what statistics prove costs nothing.

    Over a whole table each rule is asked alone, so that it reads its own columns as they are
    stored; over few days the number of questions would cost more than that saves.
    """
    hold = [f"({rule.check.holds})" for rule in rules if isinstance(rule.check, Row)]
    asked = hold if selection.scope == "everything" else [" and ".join(hold)]
    source = f"from {rules[0].table} where {selection.rows}"
    return all(
        connection.execute(f"select 1 {source} and ({one}) is not true limit 1").fetchone() is None
        for one in asked
    )


def _count_failures(
    connection: duckdb.DuckDBPyConnection, rules: Sequence[Rule], selection: DaySelection
) -> tuple[int, ...]:
    counts = ", ".join(f"count(*) filter (where {_broken(rule)})" for rule in rules)
    row = connection.execute(
        f"select {counts} from {rules[0].table} where {selection.rows}"
    ).fetchone()
    return tuple(row or ())


def _alone(connection: duckdb.DuckDBPyConnection, rule: Rule, selection: DaySelection) -> Finding:
    """One rule in a scan of its own, so that only the one that raises crashes."""
    try:
        (count,) = _count_failures(connection, [rule], selection)
        return _finding(connection, rule, selection, count)
    except duckdb.Error as error:
        return crashed_finding(rule, error, selection)


def _finding(
    connection: duckdb.DuckDBPyConnection, rule: Rule, selection: DaySelection, count: int
) -> Finding:
    if not count:
        return passed_finding(rule, failures=0)
    failing = f"select * from {rule.table} where {selection.rows} and {_broken(rule)}"
    return _failed(connection, rule, selection, failing, count)


def _failed(
    connection: duckdb.DuckDBPyConnection,
    rule: Rule,
    selection: DaySelection,
    failing: str,
    count: int,
) -> Finding:
    groups = failing_groups(connection, rule, selection, failing)
    amount, currency, stake = money_at_stake(groups)
    days = [part.day for part in groups if part.day]
    check_result = build_result(
        rule,
        status="fail",
        failures=count,
        message=f"{count:,} {'row breaks' if count == 1 else 'rows break'} it"
        f"{days_text(days)}: {rule.threshold}{stake}",
        compiled_sql=failing,
        value=float(count),
        expected_low=0.0,
        expected_high=0.0,
        amount=amount,
        currency=currency,
        day=max(days, default=None),
    )
    failed = frozenset((part.feed, part.day) for part in groups if part.feed and part.day)
    return Finding((check_result,), failed)


def _broken(rule: Rule) -> str:
    assert isinstance(rule.check, Row)
    return f"not coalesce(({rule.check.holds}), false)"
