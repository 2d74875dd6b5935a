"""Explain one number: both routes to it, the lines that count, and what was left out and why."""

from dataclasses import dataclass
from decimal import Decimal

import duckdb

from ecom_platform.serving.queries.metrics import DAILY, LINES, LeftOut, Metric, totals
from ecom_platform.serving.queries.view import ALL_COLUMNS, View

COUNTED = "counted"
_OTHER_CURRENCY = "in another currency, which cannot be added"
_OTHERWISE = "for no reason we know"


@dataclass(frozen=True)
class Part:
    """Lines of the view with one fate.

    Attributes:
        reason: `counted`, or why not.
        amount: what they would add; None where they have no amount in this currency.
    """

    reason: str
    lines: int
    amount: Decimal | None


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
        sql=_filled_in(sql, values),
        parts=parts,
    )


def daily_sql(metric: Metric, view: View) -> str | None:
    """The statement behind the tiles, with its values filled in; None where days do not add up."""
    if metric.daily_sql is None:
        return None
    where, values = view.where(*ALL_COLUMNS)
    sql = f"select {metric.daily_sql} as {metric.name}\nfrom {DAILY}\nwhere {where}"
    return _filled_in(sql, values)


def counted_lines(metric: Metric, view: View) -> tuple[str, dict[str, object]]:
    """The predicate on the order lines that count, with its values."""
    where, values = view.where(*ALL_COLUMNS)
    return f"{where} and {metric.counts}", values


def _parts(connection: duckdb.DuckDBPyConnection, metric: Metric, view: View) -> tuple[Part, ...]:
    others = tuple(column for column in ALL_COLUMNS if column != "currency")
    where, values = view.where(*others)
    is_other = "coalesce(currency, 'not stated') <> $currency"
    reasons = (LeftOut(_OTHER_CURRENCY, is_other), *metric.left_out)
    cases = " ".join(f"when {one.predicate} then '{one.reason}'" for one in reasons)
    rows = connection.execute(
        f"""
        select
            case when not ({is_other}) and {metric.counts} then '{COUNTED}' {cases}
                else '{_OTHERWISE}' end as reason,
            count(*),
            sum({metric.line_amount}) filter (where not ({is_other}))
        from {LINES} where {where} group by reason
        order by reason = '{COUNTED}' desc, count(*) desc, reason
        """,
        {**values, "currency": view.currency},
    ).fetchall()
    return tuple(
        Part(reason, lines, None if amount is None else Decimal(amount))
        for reason, lines, amount in rows
    )


def _filled_in(sql: str, values: dict[str, object]) -> str:
    for name in sorted(values, key=len, reverse=True):
        text = str(values[name]).replace("'", "''")
        kind = "date " if name.endswith("_date") else ""
        sql = sql.replace(f"${name}", f"{kind}'{text}'")
    return sql
