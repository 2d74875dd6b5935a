"""Which columns a failed check is about; a failure that may be about rows is about all of them.

Which tables are made of these columns is found in `affected_tables.py`.
"""

from sqlglot import exp, parse_one
from sqlglot.errors import SqlglotError

from ecom_platform.quality.results.check_result import CheckResult
from ecom_platform.quality.results.dbt_artifacts import Manifest
from ecom_platform.quality.rules.rule import Row
from ecom_platform.quality.rules.rule_registry import all_rules


def failed_columns(check_result: CheckResult, manifest: Manifest) -> frozenset[str] | None:
    """The columns whose values a failed check doubts; None for the whole table.

    A row rule doubts the columns that it names, a dbt test of values its own column. Every other
    check, and one without an answer, may be about missing or repeated rows.

    Args:
        check_result: a failed check, or one without an answer.
        manifest: the columns that dbt's tests are about.
    """
    if check_result.status != "fail":
        return None
    if check_result.kind == "data test":
        return manifest.tested_columns.get(check_result.check_id)
    for rule in all_rules().get(check_result.table, ()):
        if rule.name == check_result.check and isinstance(rule.check, Row):
            return _named_columns(rule.check.holds)
    return None


def _named_columns(predicate: str) -> frozenset[str] | None:
    try:
        parsed = parse_one(predicate, dialect="duckdb")
    except SqlglotError:
        return None
    if parsed.find(exp.Select):
        return None
    return frozenset(column.name.lower() for column in parsed.find_all(exp.Column)) or None
