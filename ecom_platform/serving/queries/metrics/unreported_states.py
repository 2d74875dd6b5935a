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
    by_channel = unreported_states_by_channel(connection, view).values()
    return frozenset(STATES).intersection(*by_channel)


def unreported_states_by_channel(
    connection: duckdb.DuckDBPyConnection, view: View
) -> dict[str, frozenset[str]]:
    """The states that no priced line of goods of a channel ever had, by channel.

    Args:
        connection: to a published version.
        view: as for `unreported_states`.
    """
    where, values = view.where("currency", "channel", "partner_id")
    reported = ", ".join(f"bool_or({state}_amount <> 0)" for state in STATES)
    rows = connection.execute(
        f"""
        select channel, {reported} from {DAILY} where {where} and line_kind = 'goods'
        group by channel
        """,
        values,
    ).fetchall()
    return {
        channel: frozenset(state for state, known in zip(STATES, states, strict=True) if not known)
        for channel, *states in rows
    }


def state_of_metric(name: str) -> str | None:
    """The state whose money a metric or ratio sums; None where it sums no single state.

    Example:
        >>> state_of_metric("returned_share"), state_of_metric("kept_amount")
        ('returned', None)
    """
    state = name.partition("_")[0]
    return state if state in STATES else None


def unreported_sentence(states: frozenset[str]) -> str:
    """Which states are never reported, as a sentence.

    Example:
        >>> unreported_sentence(frozenset({"lost", "returned"}))
        'No order line was ever reported as returned or lost: that is unknown, not zero.'
    """
    names = " or ".join(state for state in STATES if state in states)
    return f"No order line was ever reported as {names}: that is unknown, not zero."


def unreported_reason(state: str) -> str:
    """Why the money of a state is unknown, as a sentence that users read."""
    return f"Not known: no order line of this business was ever reported as {state}."
