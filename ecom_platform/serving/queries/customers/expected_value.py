"""What customers are expected to bring within a year, and who is likely not to come back.

The models are in `analytics/customer_value`.
"""

from dataclasses import dataclass
from decimal import Decimal

import duckdb

from ecom_platform.serving.queries.grouped_rows import Group, Grouping, grouped, within_feed
from ecom_platform.serving.queries.view import View

TABLE = "analytics.customer_lifetime_value"
_VALUE = "expected_value_365_days"


@dataclass(frozen=True)
class ValueClass:
    """Customers whose expected value is `low` or more and less than `high`.

    Attributes:
        count_share: share of the customers who have an expected value.
        amount_share: share of all expected value; None where all of it is zero.
    """

    low: Decimal
    high: Decimal
    count: int
    amount: Decimal
    count_share: float
    amount_share: float | None


@dataclass(frozen=True)
class ExpectedValue:
    """What all customers of a feed are expected to bring in 365 days.

    Attributes:
        amount: the sum over customers; None where no customer has a value.
        median: half of the customers are expected to bring less.
        customers: how many have an expected value.
        tested_days: how many days ahead the model was tested.
        reason: the most frequent reason why customers have no value; None where all have one.
    """

    amount: Decimal | None
    median: Decimal | None
    customers: int
    tested_days: int | None
    reason: str | None


def expected_value(connection: duckdb.DuckDBPyConnection, view: View, feed: str) -> ExpectedValue:
    """The sum and the median of the expected values of a feed, or why there are none."""
    where, values = within_feed(view.where("currency"), feed)
    row = connection.execute(
        f"""
        select sum({_VALUE}), median({_VALUE})::decimal(18, 4), count({_VALUE}), max(tested_days),
            mode(coalesce(value_unavailable_reason, unavailable_reason))
        from {TABLE} where {where}
        """,
        values,
    ).fetchall()[0]
    return ExpectedValue(*row)


def value_classes(connection: duckdb.DuckDBPyConnection, view: View, feed: str) -> list[ValueClass]:
    """Customers by expected value, in classes that begin at 1, 2 and 5 times a power of ten.

    The largest expected values are a thousand times the smallest, so with classes of equal width
    nearly all customers would be in the first one. Values below 1 form one class.
    """
    where, values = within_feed(view.where("currency"), feed)
    rows = connection.execute(
        f"""
        with powers as (
            select {_VALUE} as value,
                case when {_VALUE} >= 1 then power(10, floor(log10({_VALUE})))::decimal(18, 0) end
                    as ten
            from {TABLE} where {where} and {_VALUE} is not null
        ),
        classes as (
            select value,
                case when ten is null then 0 when value < 2 * ten then ten
                    when value < 5 * ten then 2 * ten else 5 * ten end::decimal(18, 0) as low,
                case when ten is null then 1 when value < 2 * ten then 2 * ten
                    when value < 5 * ten then 5 * ten else 10 * ten end::decimal(18, 0) as high
            from powers
        )
        select low, high, count(*), sum(value), count(*) / sum(count(*)) over (),
            case when sum(sum(value)) over () > 0
                then (sum(value) / sum(sum(value)) over ())::double end
        from classes group by low, high order by low
        """,
        values,
    ).fetchall()
    return [ValueClass(*row) for row in rows]


def churn_risks(connection: duckdb.DuckDBPyConnection, view: View, feed: str) -> list[Group]:
    """Customers of a feed and their expected value by the risk that they buy nothing in a year."""
    where, values = within_feed(view.where("currency"), feed)
    grouping = Grouping(TABLE, "churn_risk", _VALUE, "unavailable_reason")
    return grouped(connection, grouping, where, values)
