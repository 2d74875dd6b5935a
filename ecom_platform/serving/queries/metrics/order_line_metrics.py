"""The headline metrics over order lines: definition, SQL, and which lines each excludes.

Each is declared twice on purpose: over `agg_daily_sales`, and over the order lines;
`serving/queries/explain/explain_order_lines.py` shows that both agree to the cent. Values become
text in `serving/number_formats.py`. Metrics over other tables are defined by `table_metric.py`.
"""

from dataclasses import dataclass
from typing import Literal

from ecom_platform.errors import ViewError
from ecom_platform.serving.queries.metrics.exclusion import Exclusion

Unit = Literal["money", "count", "share"]
DAILY = "marts.agg_daily_sales"
LINES = "marts.fct_order_items"


@dataclass(frozen=True)
class Metric:
    """A metric that is one aggregate over order lines.

    Attributes:
        definition: what the metric is, in sentences that users read.
        daily_sql: the aggregate over `agg_daily_sales`; None where days cannot be added up.
        lines_sql: the aggregate over the order lines that count.
        line_amount: what one line adds to the metric.
        row_filter: the SQL predicate of the lines that count.
        exclusions: why other lines do not count; the first one that holds is the reason.
    """

    name: str
    title: str
    unit: Unit
    definition: str
    lines_sql: str
    row_filter: str
    line_amount: str = "amount"
    daily_sql: str | None = None
    exclusions: tuple[Exclusion, ...] = ()
    is_higher_better: bool = True

    @property
    def tables(self) -> tuple[str, ...]:
        """The one table that the metric is read from."""
        return (DAILY,) if self.daily_sql else (LINES,)


@dataclass(frozen=True)
class Ratio:
    """One metric divided by another, each by its name in `METRICS`."""

    name: str
    title: str
    unit: Unit
    definition: str
    numerator: str
    denominator: str
    is_higher_better: bool = True

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables that numerator and denominator are read from."""
        return (*METRICS[self.numerator].tables, *METRICS[self.denominator].tables)


_SERVICE = Exclusion("services such as shipping and fees, not goods", "line_kind = 'service'")
_UNPRICED = Exclusion("lines whose amount the source leaves blank", "amount is null")
_CREDIT = Exclusion("credits, which reverse an earlier sale", "is_credit")
_CANCELLED = Exclusion("cancelled", "order_state = 'cancelled'")
_PENDING = Exclusion("not shipped yet", "order_state = 'pending'")
_RETURNED = Exclusion("returned", "order_state = 'returned'")
_LOST = Exclusion("lost or damaged on the way", "order_state = 'lost'")
_GOODS = "line_kind = 'goods'"


def _state_amount_metric(name: str, title: str, state: str, definition: str) -> Metric:
    """A metric that sums the money of goods in one order state; a credit counts as returned."""
    amount = "case when is_credit then -amount else amount end" if state == "returned" else "amount"
    return Metric(
        name=name,
        title=title,
        unit="money",
        definition=definition,
        daily_sql=f"sum({name}) filter (where {_GOODS})",
        lines_sql=f"sum({amount})",
        line_amount=amount,
        row_filter=f"{_GOODS} and amount is not null and order_state = '{state}'",
        exclusions=(
            _SERVICE,
            _UNPRICED,
            Exclusion("in another state", f"order_state <> '{state}'"),
        ),
        is_higher_better=False,
    )


_ALL = (
    Metric(
        name="kept_amount",
        title="Kept revenue",
        unit="money",
        definition="Money of goods that were shipped or delivered and not taken back: booked less "
        "cancelled, pending, returned and lost. Credits count as negative amounts.",
        daily_sql=f"sum(kept_amount) filter (where {_GOODS})",
        lines_sql="sum(amount)",
        row_filter=f"{_GOODS} and amount is not null and is_kept",
        exclusions=(_SERVICE, _UNPRICED, _CANCELLED, _PENDING, _RETURNED, _LOST),
    ),
    Metric(
        name="booked_amount",
        title="Booked revenue",
        unit="money",
        definition="Money of all ordered lines of goods, whatever state they are in now. Credits "
        "are not orders and do not count.",
        daily_sql=f"sum(booked_amount) filter (where {_GOODS})",
        lines_sql="sum(amount)",
        row_filter=f"{_GOODS} and amount is not null and not is_credit",
        exclusions=(_SERVICE, _UNPRICED, _CREDIT),
    ),
    _state_amount_metric(
        "cancelled_amount", "Cancelled", "cancelled", "Booked money of goods that were cancelled."
    ),
    _state_amount_metric(
        "pending_amount", "Pending", "pending", "Booked money of goods that are not shipped yet."
    ),
    _state_amount_metric(
        "returned_amount",
        "Returned",
        "returned",
        "Money of goods that came back: returned lines, and credits as positive amounts.",
    ),
    _state_amount_metric(
        "lost_amount", "Lost", "lost", "Booked money of goods lost or damaged on the way."
    ),
    Metric(
        name="quantity",
        title="Pieces",
        unit="count",
        definition="Pieces of goods on all order lines, whatever state they are in now. Credits "
        "count as negative numbers.",
        daily_sql=f"sum(quantity) filter (where {_GOODS})",
        lines_sql="sum(quantity)",
        line_amount="quantity",
        row_filter=_GOODS,
        exclusions=(_SERVICE,),
    ),
    Metric(
        name="order_count",
        title="Orders",
        unit="count",
        definition="Different orders with a line of goods that is not a credit, in any state. An "
        "order over several days or categories counts once.",
        lines_sql="count(distinct (feed, channel, order_id))",
        line_amount="1",
        row_filter=f"{_GOODS} and not is_credit",
        exclusions=(_SERVICE, _CREDIT),
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
            definition="Cancelled money divided by booked money of goods.",
            numerator="cancelled_amount",
            denominator="booked_amount",
            is_higher_better=False,
        ),
        Ratio(
            name="returned_share",
            title="Returned share",
            unit="share",
            definition="Money of goods that came back divided by booked money of goods.",
            numerator="returned_amount",
            denominator="booked_amount",
            is_higher_better=False,
        ),
        Ratio(
            name="order_value",
            title="Order value",
            unit="money",
            definition="Booked money of goods divided by the number of orders.",
            numerator="booked_amount",
            denominator="order_count",
        ),
    )
}


def order_line_metric(name: str) -> Metric | Ratio:
    """The metric or ratio over order lines of this name.

    Raises:
        ViewError: no metric over order lines has this name.
    """
    metric = METRICS.get(name) or RATIOS.get(name)
    if metric is None:
        known_names = ", ".join([*METRICS, *RATIOS])
        raise ViewError(f"There is no metric called '{name}'. There are {known_names}.")
    return metric
