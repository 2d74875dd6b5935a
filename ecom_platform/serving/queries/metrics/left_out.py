"""Why rows do not count in a number, whatever the number is made of."""

from dataclasses import dataclass


@dataclass(frozen=True)
class LeftOut:
    """Rows that a number does not count.

    Attributes:
        reason: why, as a phrase.
        predicate: which.
        because: a column of the rows that says more, such as their own reason.
    """

    reason: str
    predicate: str
    because: str | None = None
