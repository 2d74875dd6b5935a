"""SQL with parameters for the filters and the order that a table on a page asks for.

Column names are checked against the table; values are always parameters. The tables are declared
in `row_sources.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ecom_platform.errors import ViewError

Clause = tuple[str, dict[str, Any]]

_COMPARISONS = {
    "equals": "=",
    "notEqual": "<>",
    "lessThan": "<",
    "lessThanOrEqual": "<=",
    "greaterThan": ">",
    "greaterThanOrEqual": ">=",
}
_TEXT_PATTERNS = {
    "contains": "contains(lower({column}), lower({value}))",
    "notContains": "not contains(lower({column}), lower({value}))",
    "startsWith": "starts_with(lower({column}), lower({value}))",
    "endsWith": "ends_with(lower({column}), lower({value}))",
    "equals": "lower({column}) = lower({value})",
    "notEqual": "lower({column}) <> lower({value})",
}


@dataclass(frozen=True)
class RowRequest:
    """Which rows, in which order.

    Attributes:
        equal: by column, the text of the value that it must have.
        filters: the filter model of AG Grid: by column, its condition.
        sort: the sort model of AG Grid: column and `asc` or `desc`.
        offset: how many rows to skip.
        limit: at most this many rows; None for all.
    """

    equal: Mapping[str, str] = field(default_factory=dict)
    filters: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    sort: Sequence[tuple[str, str]] = ()
    offset: int = 0
    limit: int | None = None


def where_clause(request: RowRequest, columns: Sequence[str]) -> Clause:
    """The SQL predicate of a request, and the values of its parameters.

    Args:
        request: only its equal values and filters are used.
        columns: the columns that the rows have.

    Raises:
        ViewError: a column or a condition is unknown.
    """
    parts: list[str] = []
    values: dict[str, Any] = {}
    for index, (column, text) in enumerate(request.equal.items()):
        _require_column(column, columns)
        parts.append(f"{column}::varchar = $equal_{index}")
        values[f"equal_{index}"] = text
    for index, (column, condition) in enumerate(request.filters.items()):
        _require_column(column, columns)
        sql, condition_values = _condition_sql(column, condition, f"filter_{index}")
        parts.append(sql)
        values.update(condition_values)
    return " and ".join(parts) or "true", values


def order_clause(request: RowRequest, columns: Sequence[str], otherwise: str) -> str:
    """The SQL after `order by`. It leaves no ties, so that no row moves between two pages.

    Args:
        request: only its sort is used.
        columns: the columns that the rows have.
        otherwise: the default order, which decides between rows that the sort leaves equal.

    Raises:
        ViewError: a column is unknown.
    """
    parts = []
    for column, direction in request.sort:
        _require_column(column, columns)
        parts.append(f"{column} {'desc' if direction == 'desc' else 'asc'} nulls last")
    return ", ".join([*parts, otherwise])


def _condition_sql(column: str, condition: Mapping[str, Any], name: str) -> Clause:
    """The predicate of a condition of AG Grid, which may combine several with `and` or `or`.

    Args:
        column: the column to compare.
        condition: as AG Grid writes it.
        name: what the names of the parameters begin with, so that they are unique.
    """
    if condition.get("operator"):
        predicates: list[str] = []
        values: dict[str, Any] = {}
        for index, part in enumerate(condition.get("conditions", [])):
            sql, part_values = _condition_sql(column, part, f"{name}_{index}")
            predicates.append(sql)
            values.update(part_values)
        operator = " or " if condition["operator"] == "OR" else " and "
        return f"({operator.join(predicates)})", values
    return _single_condition_sql(column, condition, name)


def _single_condition_sql(column: str, condition: Mapping[str, Any], name: str) -> Clause:
    """The predicate of a condition without `and` or `or`, and the values of its parameters."""
    kind, value = condition.get("type"), _compared_value(condition)
    if kind == "blank":
        return f"{column} is null", {}
    if kind == "notBlank":
        return f"{column} is not null", {}
    if value is None:
        raise ViewError(f"The condition '{kind}' on {column} has no value. Clear the filters.")
    if kind == "inRange":
        low, high = f"{name}_low", f"{name}_high"
        upper = condition.get("filterTo") or condition.get("dateTo")
        return f"{column} between ${low} and ${high}", {low: value, high: upper}
    if condition.get("filterType") == "text" and kind in _TEXT_PATTERNS:
        pattern = _TEXT_PATTERNS[kind]
        return pattern.format(column=f"{column}::varchar", value=f"${name}"), {name: str(value)}
    if kind in _COMPARISONS:
        return f"{column} {_COMPARISONS[kind]} ${name}", {name: value}
    raise ViewError(f"The condition '{kind}' on {column} is unknown. Clear the table's filters.")


def _compared_value(condition: Mapping[str, Any]) -> Any:
    """The value that a condition compares with; of a date only the day, without the time."""
    if condition.get("filterType") == "date":
        return str(condition.get("dateFrom") or "")[:10] or None
    return condition.get("filter")


def _require_column(column: str, columns: Sequence[str]) -> None:
    """Raise a `ViewError` that lists the columns, unless this is one of them."""
    if column not in columns:
        raise ViewError(
            f"There is no column '{column}' in these rows. There are {', '.join(columns)}."
        )
