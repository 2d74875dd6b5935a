"""Which tables a failure reaches: those of which a column is made of a column that failed.

The lineage of one query is derived in `column_lineage.py`; what a check is about is said in
`failed_columns.py`.
"""

from collections.abc import Iterable, Mapping

from ecom_platform.ingestion.load.raw_schema import declared_columns
from ecom_platform.quality.gate.column_lineage import QueryLineage, Schema, query_lineage
from ecom_platform.quality.gate.failed_columns import failed_columns
from ecom_platform.quality.gate.lineage import (
    Parents,
    descendants,
    first_causes,
    in_build_order,
)
from ecom_platform.quality.results.check_result import CheckResult
from ecom_platform.quality.results.dbt_artifacts import Manifest

WrongColumns = frozenset[str] | None  # None: the whole table
NONE_WRONG: frozenset[str] = frozenset()


def reached_parents(manifest: Manifest, failures: Iterable[CheckResult]) -> Parents:
    """The lineage of tables, with only those edges along which the failures run.

    Args:
        manifest: what each table is made of.
        failures: the checks that failed or gave no answer.
    """
    failed: dict[str, WrongColumns] = {}
    for failure in failures:
        columns = failed_columns(failure, manifest)
        failed[failure.table] = _combined(failed.get(failure.table, NONE_WRONG), columns)
    if not failed:
        return dict.fromkeys(manifest.parents, NONE_WRONG)
    return affected_parents(manifest.parents, manifest.compiled_models, declared_columns(), failed)


def first_causes_of_failures(
    manifest: Manifest, failures: Mapping[str, list[CheckResult]]
) -> dict[str, str]:
    """Each table that failures reach, with the failed table that it goes back to.

    A table without answers counts as failed only when it is not downstream of a failure: downstream
    tables are not built, so they have no answers.

    Args:
        manifest: what each table is made of.
        failures: each table with its failures, missing answers included.
    """
    answered = [one for found in failures.values() for one in found if one.status != "missing"]
    failed = {failure.table for failure in answered}
    downstream = descendants(reached_parents(manifest, answered), failed)
    unanswered = {table for table, found in failures.items() if found} - failed - downstream
    missing = [one for table in unanswered for one in failures[table]]
    parents = reached_parents(manifest, [*answered, *missing])
    return first_causes(parents, failed | unanswered)


def affected_parents(
    parents: Parents,
    compiled: Mapping[str, str],
    raw_columns: Schema,
    failed: Mapping[str, WrongColumns],
) -> Parents:
    """The lineage of tables, with only those edges along which the failures run.

    An edge stays where a column of the table, or one that decides on its rows, is made of a wrong
    column. A table whose lineage cannot be derived is wrong as a whole when a parent is wrong.

    Args:
        parents: table to the tables it is built from directly.
        compiled: table to its compiled SELECT; a table without one counts as a whole.
        raw_columns: the columns of the tables that no query builds.
        failed: each failed table with its failed columns.
    """
    schema = dict(raw_columns)
    wrong = dict(failed)
    edges: dict[str, frozenset[str]] = {}
    for table in in_build_order(parents):
        above = parents.get(table, NONE_WRONG)
        known = {parent: schema[parent] for parent in above if parent in schema}
        lineage = query_lineage(compiled[table], known) if table in compiled else None
        if lineage:
            schema[table] = tuple(lineage.columns)
        inherited = {parent: _inherited(lineage, parent, wrong) for parent in above}
        edges[table] = frozenset(
            parent for parent, columns in inherited.items() if columns != NONE_WRONG
        )
        for parent in edges[table]:
            wrong[table] = _combined(wrong.get(table, NONE_WRONG), inherited[parent])
    return edges


def _inherited(
    lineage: QueryLineage | None, parent: str, wrong: Mapping[str, WrongColumns]
) -> WrongColumns:
    """The columns of a table that are wrong because of one parent."""
    columns = wrong.get(parent, NONE_WRONG)
    if columns == NONE_WRONG:
        return NONE_WRONG
    if columns is None or lineage is None:
        return None
    of_parent = {(parent, column) for column in columns}
    if lineage.rows & of_parent:
        return None
    return frozenset(name for name, made_of in lineage.columns.items() if made_of & of_parent)


def _combined(first: WrongColumns, second: WrongColumns) -> WrongColumns:
    return None if first is None or second is None else first | second
