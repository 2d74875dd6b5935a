"""Explain a metric over order lines: the lines that count, the others, and two ways to sum it.

Metrics over other tables are explained in `explain_table_rows.py`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import duckdb

from ecom_platform.serving.queries.metrics.exclusion import Exclusion
from ecom_platform.serving.queries.metrics.metric_values import (
    metric_values,
    unavailable_reasons,
)
from ecom_platform.serving.queries.metrics.order_line_metrics import DAILY, LINES, Metric
from ecom_platform.serving.queries.view import ALL_COLUMNS, View

COUNTED = "counted"
_OTHER_CURRENCY = "in another currency, which cannot be added"
_NO_KNOWN_REASON = "for no reason we know"


@dataclass(frozen=True)
class ReasonTotal:
    """The rows of a view that count, or that do not for one reason.

    Attributes:
        reason: `counted`, or why the rows do not count.
        lines: how many rows there are.
        amount: what they would add to the metric; None where they have no amount in this currency.
    """

    reason: str
    lines: int
    amount: Any


@dataclass(frozen=True)
class Explanation:
    """A metric in a view, with every order line of the view counted or excluded.

    Attributes:
        value: from the daily table, as every page shows it; None where it is not known.
        recomputed: the same value summed from the order lines.
        sql: the statement that gives `recomputed`, with its parameters filled in.
        parts: every line of the view in exactly one part; the counted lines come first.
        unavailable_reason: why a state that is never reported has no value, as a sentence.
    """

    metric: Metric
    value: Decimal | None
    recomputed: Decimal | None
    sql: str
    parts: tuple[ReasonTotal, ...]
    unavailable_reason: str | None = None

    @property
    def agrees(self) -> bool:
        """Whether both tables give the same value, to the last digit."""
        return self.value == self.recomputed


def explain(connection: duckdb.DuckDBPyConnection, metric: Metric, view: View) -> Explanation:
    """The value of a metric from both tables, and all order lines of the view by reason.

    Args:
        connection: to a published version.
        metric: what to explain.
        view: which days, currency, channel, partner and category to look at.
    """
    where, values = view.where(*ALL_COLUMNS)
    sql = (
        f"select {metric.lines_sql} as {metric.name}\nfrom {LINES}\n"
        f"where {where}\n  and {metric.row_filter}"
    )
    parts = _lines_by_reason(connection, metric, view)
    recomputed = connection.execute(sql, values).fetchall()[0][0]
    # a view without lines in its currency has no value, which is not the same as zero
    is_empty = not any(part.lines for part in parts if part.reason != _OTHER_CURRENCY)
    reason = unavailable_reasons(connection, view, [metric.name]).get(metric.name)
    is_known = not (is_empty or (reason and not recomputed))
    return Explanation(
        metric=metric,
        value=metric_values(connection, view, [metric.name])[metric.name],
        recomputed=Decimal(recomputed or 0) if is_known else None,
        sql=filled_in(sql, values),
        parts=parts,
        unavailable_reason=reason,
    )


def daily_sql(metric: Metric, view: View) -> str | None:
    """The statement that the tiles run, with its parameters filled in.

    Returns:
        None for a metric that cannot be added up over days, such as a count of different orders.
    """
    if metric.daily_sql is None:
        return None
    where, values = view.where(*ALL_COLUMNS)
    sql = f"select {metric.daily_sql} as {metric.name}\nfrom {DAILY}\nwhere {where}"
    return filled_in(sql, values)


def rows_by_reason(
    connection: duckdb.DuckDBPyConnection,
    *,
    rows: str,
    values: Mapping[str, object],
    amount: str,
    row_filter: str,
    exclusions: Sequence[Exclusion],
    currency: str | None,
) -> tuple[ReasonTotal, ...]:
    """How many rows count, and how many do not count for each reason; every row has one reason.

    Args:
        connection: to a published version.
        rows: the SQL after `from`, which ends in a predicate.
        values: the parameters of `rows`.
        amount: the aggregate that gives the amount of the rows of one reason.
        row_filter: the predicate of the rows that count.
        exclusions: why other rows do not count; the first whose predicate holds is the reason.
        currency: rows in another currency do not count; None where the table has no currency.

    Returns:
        The counted rows first, then the reasons with most rows.
    """
    is_other = "coalesce(currency, 'not stated') <> $currency" if currency else "false"
    reasons = (Exclusion(_OTHER_CURRENCY, is_other), *exclusions)
    cases = " ".join(_case_branch_sql(exclusion) for exclusion in reasons)
    reason_rows = connection.execute(
        f"""
        select
            case when not ({is_other}) and ({row_filter}) then '{COUNTED}'
                {cases} else '{_NO_KNOWN_REASON}' end as reason_of_row,
            count(*), {amount}
        from {rows} group by reason_of_row
        order by reason_of_row = '{COUNTED}' desc, count(*) desc, reason_of_row
        """,
        {**values, "currency": currency} if currency else dict(values),
    ).fetchall()
    return tuple(
        ReasonTotal(reason, lines, None if reason == _OTHER_CURRENCY else amount)
        for reason, lines, amount in reason_rows
    )


def filled_in(sql: str, values: Mapping[str, object]) -> str:
    """A statement with its named parameters (`$name`) replaced by literals, ready to be run."""
    return re.sub(r"\$(\w+)", lambda match: _literal_sql(match[1], values[match[1]]), sql)


def _case_branch_sql(exclusion: Exclusion) -> str:
    """The `when` branch that gives the rows of an exclusion their reason, with its detail."""
    reason = "'" + exclusion.reason.replace("'", "''") + "'"
    if exclusion.detail:
        reason += f" || coalesce(': ' || {exclusion.detail}, '')"
    return f"when {exclusion.predicate} then {reason}"


def _literal_sql(name: str, value: object) -> str:
    """The value of a parameter as an SQL literal; a name that ends in `_date` makes it a date."""
    text = str(value).replace("'", "''")
    return f"date '{text}'" if name.endswith("_date") else f"'{text}'"


def _lines_by_reason(
    connection: duckdb.DuckDBPyConnection, metric: Metric, view: View
) -> tuple[ReasonTotal, ...]:
    """The order lines of a view in every currency, by why they count or do not."""
    without_currency = tuple(column for column in ALL_COLUMNS if column != "currency")
    where, values = view.where(*without_currency)
    return rows_by_reason(
        connection,
        rows=f"{LINES} where {where}",
        values=values,
        amount=f"sum({metric.line_amount})",
        row_filter=metric.row_filter,
        exclusions=metric.exclusions,
        currency=view.currency,
    )
