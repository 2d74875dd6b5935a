"""Which steps of the revenue ladder a business never reports, so that their money is unknown.

A state that no order line ever had is not known to be zero: the feed may not report it. Metrics
are summed in `metric_values.py`.
"""

import duckdb

from ecom_platform.serving.queries.metrics.order_line_metrics import DAILY
from ecom_platform.serving.queries.view import View

STATES = ("cancelled", "pending", "returned", "lost")


def unreported_states(connection: duckdb.DuckDBPyConnection, view: View) -> frozenset[str]:
    """The states that no priced line of goods under the filters ever had, on any day.

    Args:
        connection: to a published version.
        view: its currency, channel and partner apply; its days and category do not.
    """
    where, values = view.where("currency", "channel", "partner_id")
    reported = ", ".join(f"bool_or({state}_amount <> 0)" for state in STATES)
    row = connection.execute(
        f"select {reported} from {DAILY} where {where} and line_kind = 'goods'", values
    ).fetchall()[0]
    return frozenset(state for state, known in zip(STATES, row, strict=True) if not known)


def state_of_metric(name: str) -> str | None:
    """The state whose money a metric or ratio sums; None where it sums no single state.

    Example:
        >>> state_of_metric("returned_share"), state_of_metric("kept_amount")
        ('returned', None)
    """
    state = name.partition("_")[0]
    return state if state in STATES else None


def unreported_reason(state: str) -> str:
    """Why the money of a state is unknown, as a sentence that users read."""
    return f"Not known: no order line of this business was ever reported as {state}."
