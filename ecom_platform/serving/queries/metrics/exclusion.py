"""Why a metric does not count some rows, for metrics over order lines and over other tables."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Exclusion:
    """Rows that a metric does not count.

    Attributes:
        reason: why, as a phrase that users read.
        predicate: which rows, in SQL.
        detail: a column (or SQL expression) of these rows that says more, such as the reason
            that the table itself states.
    """

    reason: str
    predicate: str
    detail: str | None = None
