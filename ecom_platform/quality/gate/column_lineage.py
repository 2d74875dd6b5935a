"""Column lineage of one compiled query: which columns of which tables each output is made of.

Which tables a failure reaches through it is decided in `affected_tables.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from sqlglot import exp, parse_one
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import Scope, build_scope

Column = tuple[str, str]  # table, column
Schema = Mapping[str, tuple[str, ...]]  # table to its columns

_UNDERIVABLE = (exp.Lateral, exp.Pivot, exp.Unnest, exp.TableSample)


@dataclass(frozen=True)
class QueryLineage:
    """What a query is made of.

    Attributes:
        columns: output column to the columns whose values it is made of.
        rows: the columns that decide which rows there are, such as those of joins and filters.
    """

    columns: Mapping[str, frozenset[Column]]
    rows: frozenset[Column]


class _UnknownLineageError(Exception):
    """A part of the query is of a kind whose columns are not followed."""


def query_lineage(sql: str, schema: Schema) -> QueryLineage | None:
    """The lineage of a query, or None when it cannot be derived.

    Args:
        sql: the compiled SELECT, in the dialect of DuckDB.
        schema: the columns of every table that it reads; a missing table makes it underivable.

    >>> lineage = query_lineage("select a from raw.t where b > 0", {"raw.t": ("a", "b", "c")})
    >>> lineage.columns["a"], lineage.rows
    (frozenset({('raw.t', 'a')}), frozenset({('raw.t', 'b')}))
    """
    return _cached_lineage(sql, tuple(sorted(schema.items())))


@lru_cache(maxsize=512)
def _cached_lineage(
    sql: str, tables: tuple[tuple[str, tuple[str, ...]], ...]
) -> QueryLineage | None:
    try:
        query = parse_one(sql, dialect="duckdb")
        if query.find(*_UNDERIVABLE) or any(
            one.args.get("recursive") for one in query.find_all(exp.With)
        ):
            return None
        _without_catalogs(query)
        qualified = qualify(
            query, dialect="duckdb", schema=_nested(tables), quote_identifiers=False
        )
        root = build_scope(qualified)
        return _scope_lineage(root, {}) if root else None
    except (SqlglotError, _UnknownLineageError):
        return None


def _without_catalogs(query: exp.Expr) -> None:
    """Name every table by schema and table only: the database is the same for all."""
    for table in query.find_all(exp.Table):
        table.set("catalog", None)


def _nested(
    tables: tuple[tuple[str, tuple[str, ...]], ...],
) -> dict[str, object]:
    """The schema as `qualify` wants it; the types do not matter for lineage."""
    nested: dict[str, dict[str, dict[str, str]]] = {}
    for table, columns in tables:
        schema, _, name = table.partition(".")
        nested.setdefault(schema, {})[name] = dict.fromkeys(columns, "varchar")
    return {**nested}


def _scope_lineage(scope: Scope, known: dict[int, QueryLineage]) -> QueryLineage:
    if id(scope) not in known:
        is_union = isinstance(scope.expression, exp.SetOperation)
        known[id(scope)] = (_union_lineage if is_union else _select_lineage)(scope, known)
    return known[id(scope)]


def _union_lineage(scope: Scope, known: dict[int, QueryLineage]) -> QueryLineage:
    """Columns are merged by their position; without `all`, every value decides on rows."""
    parts = [_scope_lineage(part, known) for part in scope.set_operation_scopes or ()]
    names = list(parts[0].columns)
    by_position = [list(part.columns.values()) for part in parts]
    if len({len(values) for values in by_position}) != 1 or scope.expression.args.get("by_name"):
        raise _UnknownLineageError
    merged = [frozenset().union(*values) for values in zip(*by_position, strict=True)]
    rows: frozenset[Column] = frozenset().union(*(part.rows for part in parts))
    is_union_all = isinstance(scope.expression, exp.Union) and not scope.expression.args.get(
        "distinct"
    )
    if not is_union_all:
        rows = rows.union(*merged)
    return QueryLineage(dict(zip(names, merged, strict=True)), rows)


def _select_lineage(scope: Scope, known: dict[int, QueryLineage]) -> QueryLineage:
    """What a projection reads makes its column; what any other clause reads decides on rows."""
    select = scope.expression
    if not isinstance(select, exp.Select) or select.is_star:
        raise _UnknownLineageError
    made_of: dict[int | None, set[Column]] = {}
    by_alias: list[tuple[int | None, str]] = []
    for column in scope.columns:
        if column.table:
            made_of.setdefault(_projection(column, select), set()).update(
                _source_columns(column, scope, known)
            )
        else:
            by_alias.append((_projection(column, select), column.name))
    for subquery in scope.subquery_scopes:
        inner = _scope_lineage(subquery, known)
        made_of.setdefault(_projection(subquery.expression, select), set()).update(
            inner.rows.union(*inner.columns.values())
        )
    columns = {one.alias_or_name: frozenset(made_of.get(id(one), ())) for one in select.selects}
    rows = frozenset(made_of.get(None, ())) | _source_rows(scope, known)
    for projection, name in by_alias:
        if projection is not None or name not in columns:
            raise _UnknownLineageError
        rows |= columns[name]
    if select.args.get("distinct") or _groups_by_all(select):
        rows = rows.union(*columns.values())
    return QueryLineage(columns, rows)


def _projection(expression: exp.Expr, select: exp.Select) -> int | None:
    """Which projection of the SELECT contains the expression; None for another clause."""
    inner = expression
    while inner.parent is not None and inner.parent is not select:
        inner = inner.parent
    return id(inner) if inner.parent is select and inner.arg_key == "expressions" else None


def _source_columns(
    column: exp.Column, scope: Scope, known: dict[int, QueryLineage]
) -> frozenset[Column]:
    around = scope
    while column.table not in around.sources and around.parent is not None:
        around = around.parent  # a correlated subquery reads the tables around it
    source = around.sources.get(column.table)
    if isinstance(source, exp.Table):
        return frozenset({(f"{source.db}.{source.name}", column.name)})
    if isinstance(source, Scope):
        columns = _scope_lineage(source, known).columns
        if column.name in columns:
            return columns[column.name]
    raise _UnknownLineageError


def _source_rows(scope: Scope, known: dict[int, QueryLineage]) -> frozenset[Column]:
    """The columns that decide on the rows of the queries that this one selects from."""
    selected = [source for _, source in scope.selected_sources.values()]
    parts = [_scope_lineage(source, known).rows for source in selected if isinstance(source, Scope)]
    return frozenset[Column]().union(*parts)


def _groups_by_all(select: exp.Select) -> bool:
    group = select.args.get("group")
    return bool(group and group.args.get("all"))
