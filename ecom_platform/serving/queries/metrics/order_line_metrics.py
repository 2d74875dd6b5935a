"""The headline numbers: what each is in words, how it is summed, and which lines it leaves out.

Each is declared twice on purpose: over `agg_daily_sales`, and over the order lines;
`serving/queries/explain/explain_order_lines.py` shows that both agree to the cent. How numbers are
written belongs in `serving/number_formats.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

import duckdb

from ecom_platform.errors import ViewError
from ecom_platform.serving.queries.metrics.left_out import LeftOut
from ecom_platform.serving.queries.view import ALL_COLUMNS, View

Unit = Literal["money", "count", "share"]
DAILY = "marts.agg_daily_sales"
LINES = "marts.fct_order_items"


@dataclass(frozen=True)
class Metric:
    """A number that is summed over order lines.

    Attributes:
        definition: what it is, in sentences.
        daily_sql: the aggregate over `agg_daily_sales`; None where days cannot be added up.
        lines_sql: the aggregate over the order lines that count.
        line_amount: what one line adds to it.
        counts: which lines count.
        left_out: why the others do not; the first that holds.
    """

    name: str
    title: str
    unit: Unit
    definition: str
    lines_sql: str
    counts: str
    line_amount: str = "amount"
    daily_sql: str | None = None
    left_out: tuple[LeftOut, ...] = ()
    is_higher_better: bool = True

    @property
    def tables(self) -> tuple[str, ...]:
        """Where it is read from."""
        return (DAILY,) if self.daily_sql else (LINES,)


@dataclass(frozen=True)
class Ratio:
    """One metric over another."""

    name: str
    title: str
    unit: Unit
    definition: str
    over: str
    under: str
    is_higher_better: bool = True

    @property
    def tables(self) -> tuple[str, ...]:
        """Where its two parts are read from."""
        return (*METRICS[self.over].tables, *METRICS[self.under].tables)


@dataclass(frozen=True)
class Measured:
    """A metric in a view and in the like period before.

    Attributes:
        value: None where there is nothing to say it of.
        change: share of the earlier value; None where that is not known.
        change_unavailable_reason: why there is no change, as a sentence.
    """

    metric: Metric | Ratio
    value: Decimal | None
    before: Decimal | None
    change_unavailable_reason: str | None = None

    @property
    def change(self) -> Decimal | None:
        """Value over the earlier one, less 1."""
        if self.value is None or not self.before or self.change_unavailable_reason:
            return None
        return self.value / self.before - 1


_SERVICE = LeftOut("services such as shipping and fees, not goods", "line_kind = 'service'")
_UNPRICED = LeftOut("lines whose amount the source leaves blank", "amount is null")
_CREDIT = LeftOut("credits, which take an earlier sale back", "is_credit")
_CANCELLED = LeftOut("cancelled", "order_state = 'cancelled'")
_PENDING = LeftOut("not shipped yet", "order_state = 'pending'")
_RETURNED = LeftOut("returned", "order_state = 'returned'")
_LOST = LeftOut("lost or damaged on the way", "order_state = 'lost'")
_GOODS = "line_kind = 'goods'"


def _in_state(name: str, title: str, state: str, words: str) -> Metric:
    amount = "case when is_credit then -amount else amount end" if state == "returned" else "amount"
    return Metric(
        name=name,
        title=title,
        unit="money",
        definition=words,
        daily_sql=f"sum({name}) filter (where {_GOODS})",
        lines_sql=f"sum({amount})",
        line_amount=amount,
        counts=f"{_GOODS} and amount is not null and order_state = '{state}'",
        left_out=(_SERVICE, _UNPRICED, LeftOut("in another state", f"order_state <> '{state}'")),
        is_higher_better=False,
    )


_ALL = (
    Metric(
        name="kept_amount",
        title="Kept revenue",
        unit="money",
        definition="Money of goods that were shipped or delivered and not taken back: booked less "
        "cancelled, pending, returned and lost. Credits count with their minus.",
        daily_sql=f"sum(kept_amount) filter (where {_GOODS})",
        lines_sql="sum(amount)",
        counts=f"{_GOODS} and amount is not null and is_kept",
        left_out=(_SERVICE, _UNPRICED, _CANCELLED, _PENDING, _RETURNED, _LOST),
    ),
    Metric(
        name="booked_amount",
        title="Booked revenue",
        unit="money",
        definition="Money of all lines of goods that were ordered, whatever became of them. "
        "Credits are no orders and do not count.",
        daily_sql=f"sum(booked_amount) filter (where {_GOODS})",
        lines_sql="sum(amount)",
        counts=f"{_GOODS} and amount is not null and not is_credit",
        left_out=(_SERVICE, _UNPRICED, _CREDIT),
    ),
    _in_state(
        "cancelled_amount", "Cancelled", "cancelled", "Booked money of goods that was cancelled."
    ),
    _in_state(
        "pending_amount", "Pending", "pending", "Booked money of goods that are not shipped yet."
    ),
    _in_state(
        "returned_amount",
        "Returned",
        "returned",
        "Money of goods that came back: returned lines, and credits with their sign turned.",
    ),
    _in_state("lost_amount", "Lost", "lost", "Booked money of goods lost or damaged on the way."),
    Metric(
        name="quantity",
        title="Pieces",
        unit="count",
        definition="Pieces of goods on all order lines, whatever became of them; credits count "
        "with their minus.",
        daily_sql=f"sum(quantity) filter (where {_GOODS})",
        lines_sql="sum(quantity)",
        line_amount="quantity",
        counts=_GOODS,
        left_out=(_SERVICE,),
    ),
    Metric(
        name="order_count",
        title="Orders",
        unit="count",
        definition="Different orders with a line of goods that is no credit, in whatever state. An "
        "order over several days or categories counts once.",
        lines_sql="count(distinct (feed, order_id))",
        line_amount="1",
        counts=f"{_GOODS} and not is_credit",
        left_out=(_SERVICE, _CREDIT),
    ),
)

METRICS: dict[str, Metric] = {metric.name: metric for metric in _ALL}
RATIOS: dict[str, Ratio] = {
    ratio.name: ratio
    for ratio in (
        Ratio(
            name="cancelled_share",
            title="Cancelled share",
            unit="share",
            definition="Cancelled money over booked money of goods.",
            over="cancelled_amount",
            under="booked_amount",
            is_higher_better=False,
        ),
        Ratio(
            name="returned_share",
            title="Returned share",
            unit="share",
            definition="Money of goods that came back over booked money of goods.",
            over="returned_amount",
            under="booked_amount",
            is_higher_better=False,
        ),
        Ratio(
            name="order_value",
            title="Order value",
            unit="money",
            definition="Booked money of goods per order.",
            over="booked_amount",
            under="order_count",
        ),
    )
}


def metric_of(name: str) -> Metric | Ratio:
    """The metric of this name.

    Raises:
        ViewError: there is none.
    """
    found = METRICS.get(name) or RATIOS.get(name)
    if found is None:
        known = ", ".join([*METRICS, *RATIOS])
        raise ViewError(f"There is no number called '{name}'. There are {known}.")
    return found


def measure(
    connection: duckdb.DuckDBPyConnection, view: View, names: Sequence[str], first_date: date
) -> dict[str, Measured]:
    """Metrics and ratios in a view, against as many days before.

    A period before that begins earlier than `first_date`, the first day of the data, is not known.
    """
    needed = _needed(names)
    now = totals(connection, view, needed)
    before_view = view.before()
    before = totals(connection, before_view, needed)
    reason = None
    if before_view.from_date < first_date:
        reason = f"No comparison: the data begins on {first_date}, inside the period before."
    return {
        name: Measured(
            metric_of(name),
            _value(metric_of(name), now),
            _value(metric_of(name), before),
            reason,
        )
        for name in names
    }


def totals(
    connection: duckdb.DuckDBPyConnection, view: View, names: Sequence[str]
) -> dict[str, Decimal | None]:
    """Metrics summed over a view; None where it has no line at all."""
    daily = [name for name in names if METRICS[name].daily_sql]
    lines = [name for name in names if name not in daily]
    found = _aggregates(connection, view, DAILY, [str(METRICS[name].daily_sql) for name in daily])
    counted = [f"{METRICS[name].lines_sql} filter (where {METRICS[name].counts})" for name in lines]
    found += _aggregates(connection, view, LINES, counted)
    return dict(zip([*daily, *lines], found, strict=True))


def _needed(names: Sequence[str]) -> list[str]:
    needed: list[str] = []
    for name in names:
        metric = metric_of(name)
        needed += [metric.over, metric.under] if isinstance(metric, Ratio) else [name]
    return list(dict.fromkeys(needed))


def _value(metric: Metric | Ratio, found: dict[str, Decimal | None]) -> Decimal | None:
    if isinstance(metric, Metric):
        return found[metric.name]
    over, under = found[metric.over], found[metric.under]
    return over / under if over is not None and under else None


def _aggregates(
    connection: duckdb.DuckDBPyConnection, view: View, table: str, aggregates: list[str]
) -> list[Decimal | None]:
    if not aggregates:
        return []
    where, values = view.where(*ALL_COLUMNS)
    row = connection.execute(
        f"select count(*), {', '.join(aggregates)} from {table} where {where}", values
    ).fetchall()[0]
    is_known = row[0] > 0
    return [Decimal(value or 0) if is_known else None for value in row[1:]]
