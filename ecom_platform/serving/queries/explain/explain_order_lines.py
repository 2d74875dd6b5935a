"""Explain a number over order lines: both routes to it, the lines that count, and what does not.

Numbers over other tables belong in `explain_table_rows.py`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import duckdb

from ecom_platform.serving.queries.metrics.left_out import LeftOut
from ecom_platform.serving.queries.metrics.order_line_metrics import (
    DAILY,
    LINES,
    Metric,
    totals,
)
from ecom_platform.serving.queries.view import ALL_COLUMNS, View

COUNTED = "counted"
_OTHER_CURRENCY = "in another currency, which cannot be added"
_OTHERWISE = "for no reason we know"


@dataclass(frozen=True)
class Part:
    """Rows of the view with one fate.

    Attributes:
        reason: `counted`, or why not.
        amount: what they would add; None where they have no amount in this currency.
    """

    reason: str
    lines: int
    amount: Any


@dataclass(frozen=True)
class Explanation:
    """A metric in a view.

    Attributes:
        value: from the daily table, as every page shows it.
        recomputed: the same from the order lines.
        sql: the statement that gives `recomputed`, with its values filled in.
        parts: every line of the view exactly once, the counted first.
    """

    metric: Metric
    value: Decimal | None
    recomputed: Decimal | None
    sql: str
    parts: tuple[Part, ...]

    @property
    def agrees(self) -> bool:
        """Whether both routes give the same, to the last digit."""
        return self.value == self.recomputed


def explain(connection: duckdb.DuckDBPyConnection, metric: Metric, view: View) -> Explanation:
    """How a number comes about."""
    where, values = view.where(*ALL_COLUMNS)
    sql = (
        f"select {metric.lines_sql} as {metric.name}\nfrom {LINES}\n"
        f"where {where}\n  and {metric.counts}"
    )
    parts = _parts(connection, metric, view)
    recomputed = connection.execute(sql, values).fetchall()[0][0]
    is_empty = not any(part.lines for part in parts if part.reason != _OTHER_CURRENCY)
    return Explanation(
        metric=metric,
        value=totals(connection, view, [metric.name])[metric.name],
        recomputed=None if is_empty else Decimal(recomputed or 0),
        sql=filled_in(sql, values),
        parts=parts,
    )


def daily_sql(metric: Metric, view: View) -> str | None:
    """The statement behind the tiles, with its values filled in; None where days do not add up."""
    if metric.daily_sql is None:
        return None
    where, values = view.where(*ALL_COLUMNS)
    sql = f"select {metric.daily_sql} as {metric.name}\nfrom {DAILY}\nwhere {where}"
    return filled_in(sql, values)


def parts_of(
    connection: duckdb.DuckDBPyConnection,
    *,
    rows: str,
    values: Mapping[str, object],
    amount: str,
    counts: str,
    left_out: Sequence[LeftOut],
    currency: str | None,
) -> tuple[Part, ...]:
    """Rows by their fate, the counted first: each stands in exactly one part.

    `rows` follows `from` and ends in a predicate; `amount` is the aggregate of a part. Rows in
    another currency than this one do not count, where there is one.
    """
    is_other = "coalesce(currency, 'not stated') <> $currency" if currency else "false"
    reasons = (LeftOut(_OTHER_CURRENCY, is_other), *left_out)
    found = connection.execute(
        f"""
        select
            case when not ({is_other}) and ({counts}) then '{COUNTED}'
                {" ".join(_case(one) for one in reasons)} else '{_OTHERWISE}' end as fate_of_row,
            count(*), {amount}
        from {rows} group by fate_of_row
        order by fate_of_row = '{COUNTED}' desc, count(*) desc, fate_of_row
        """,
        {**values, "currency": currency} if currency else dict(values),
    ).fetchall()
    return tuple(
        Part(reason, lines, None if reason == _OTHER_CURRENCY else amount)
        for reason, lines, amount in found
    )


def filled_in(sql: str, values: Mapping[str, object]) -> str:
    """A statement that can be asked as it stands."""
    return re.sub(r"\$(\w+)", lambda found: _literal(found[1], values[found[1]]), sql)


def _case(left_out: LeftOut) -> str:
    reason = "'" + left_out.reason.replace("'", "''") + "'"
    if left_out.because:
        reason += f" || coalesce(': ' || {left_out.because}, '')"
    return f"when {left_out.predicate} then {reason}"


def _literal(name: str, value: object) -> str:
    text = str(value).replace("'", "''")
    return f"date '{text}'" if name.endswith("_date") else f"'{text}'"


def _parts(connection: duckdb.DuckDBPyConnection, metric: Metric, view: View) -> tuple[Part, ...]:
    others = tuple(column for column in ALL_COLUMNS if column != "currency")
    where, values = view.where(*others)
    return parts_of(
        connection,
        rows=f"{LINES} where {where}",
        values=values,
        amount=f"sum({metric.line_amount})",
        counts=metric.counts,
        left_out=metric.left_out,
        currency=view.currency,
    )
