"""Customer lifetime value: a row per customer of a feed, published only if the model earned it.

The winner of `analytics/customer_value/model_selection/model_contest.py` is fitted to everything
known on the as-of day and forecasts how often a customer buys; the gamma-gamma model forecasts for
how much. Numbers that did not earn publication are null, with a sentence that says what is missing.
The rows are stored by `analytics/tables/customer_tables.py`.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ecom_platform.analytics.customer_value.churn_risk import churn_risk
from ecom_platform.analytics.customer_value.customer_days import (
    CustomerDays,
    Purchases,
    customer_days,
)
from ecom_platform.analytics.customer_value.customer_forecast import (
    CustomerForecast,
    forecast_customers,
)
from ecom_platform.analytics.customer_value.customer_model import CustomerModel
from ecom_platform.analytics.customer_value.model_selection.holdout import HORIZON_DAYS
from ecom_platform.analytics.customer_value.model_selection.model_contest import (
    Contest,
    run_contest,
)
from ecom_platform.analytics.customer_value.model_selection.value_contest import (
    ValueContest,
    fit_spending,
    run_value_contest,
)
from ecom_platform.analytics.purchase_models.gamma_gamma import GammaGamma
from ecom_platform.errors import AnalyticsError

if TYPE_CHECKING:
    import pandas as pd

Columns = dict[str, NDArray[Any]]

NO_PURCHASE = "No kept purchase of this customer is on record."
PURCHASE_NUMBERS = (
    "probability_alive",
    "churn_probability",
    *(
        f"{part}_purchases_{days}_days"
        for days in HORIZON_DAYS
        for part in ("expected", "lower", "upper")
    ),
)
VALUE_NUMBERS = (
    "expected_spend",
    *(
        f"{part}_value_{days}_days"
        for days in HORIZON_DAYS
        for part in ("expected", "lower", "upper")
    ),
)


@dataclass(frozen=True)
class LifetimeValue:
    """The customers of one feed.

    Attributes:
        frame: one row per customer, with the columns of `lifetime_value`.
        contest: scores of the purchase models.
        value_contest: scores in money.
        unavailable_reason: why purchases are not forecast; None when they are.
        value_unavailable_reason: the same for money.
        purchase_model: the winner, fitted on the as-of day; None when nothing is published.
        spend_model: the gamma-gamma model; None when money is not published.
    """

    frame: "pd.DataFrame" = field(repr=False)
    contest: Contest
    value_contest: ValueContest
    unavailable_reason: str | None
    value_unavailable_reason: str | None
    purchase_model: CustomerModel | None
    spend_model: GammaGamma | None


def lifetime_value(orders: "pd.DataFrame", as_of: date, *, seed: int) -> LifetimeValue:
    """Expected purchases and value of each customer of a feed over the next 30, 90 and 365 days.

    The frame has `feed`, `currency`, `customer_id`, `as_of_date`, `first_purchase_date`,
    `last_purchase_date`, `purchase_days`, `model_name`, `tested_days` (how far ahead the model was
    tested: a longer forecast is an extrapolation), the columns of `PURCHASE_NUMBERS` and
    `churn_risk`, null exactly where `unavailable_reason` is not, and those of `VALUE_NUMBERS`, null
    exactly where `value_unavailable_reason` is not.

    Purchases are days with a purchase. Value is money kept, with credits at their usual share, and
    not discounted. `churn_probability` is the probability of no purchase in the next 365 days; its
    thirds are the risk classes. Lower and upper ends are those of 95 % intervals.

    Args:
        orders: one row per order or credit note of one feed: `feed`, `currency`, `customer_id`,
            `order_date`, `amount` (float; negative for a credit note).
        as_of: the feed's last complete day.
        seed: of the drawn futures.

    Raises:
        AnalyticsError: the orders are not of this shape.
    """
    customers = customer_days(orders, as_of)
    contest = run_contest(customers, seed=seed)
    return value_customers(customers, contest, seed=seed)


def value_customers(customers: CustomerDays, contest: Contest, *, seed: int) -> LifetimeValue:
    """The same as `lifetime_value`, when the contest has been run already.

    Args:
        customers: the days of the feed.
        contest: of the purchase models on these customers.
        seed: of the drawn futures.
    """
    known = customers.known_on(customers.as_of)
    value_contest = run_value_contest(customers, contest, seed=seed)
    columns = _columns_without_forecast(customers, known)
    if contest.winner is None:
        return _lifetime_without_forecast(
            columns, known, contest, value_contest, contest.unavailable_reason
        )
    try:
        model = contest.winner.fit(customers, known)
    except AnalyticsError as error:
        return _lifetime_without_forecast(columns, known, contest, value_contest, str(error))
    spending, reason = _spending_or_reason(known, value_contest)
    forecast = forecast_customers(model, spending, known, HORIZON_DAYS, seed=seed)
    _set_for_buyers(columns, known, "model_name", contest.winner.name)
    _set_for_buyers(columns, known, "tested_days", contest.horizons_days[-1])
    _write_forecast(columns, known, forecast)
    _set_for_buyers(columns, known, "unavailable_reason", None)
    _set_for_buyers(columns, known, "value_unavailable_reason", reason)
    return LifetimeValue(_frame(columns), contest, value_contest, None, reason, model, spending)


def _spending_or_reason(
    known: Purchases, value_contest: ValueContest
) -> tuple[GammaGamma | None, str | None]:
    """The spending model, or None and the reason why money is not published."""
    if value_contest.unavailable_reason is not None:
        return None, value_contest.unavailable_reason
    try:
        return fit_spending(known.counts, known.means), None
    except AnalyticsError as error:
        return None, str(error)


def _columns_without_forecast(customers: CustomerDays, known: Purchases) -> Columns:
    """All columns with those that need no model filled in; the others are null."""
    size = len(customers.customers)
    columns: Columns = {
        "feed": np.full(size, customers.feed, dtype=object),
        "currency": np.full(size, customers.currency, dtype=object),
        "customer_id": customers.customers.copy(),
        "as_of_date": np.full(size, customers.as_of),
        "first_purchase_date": np.full(size, np.datetime64("NaT"), dtype="datetime64[D]"),
        "last_purchase_date": np.full(size, np.datetime64("NaT"), dtype="datetime64[D]"),
        "purchase_days": np.zeros(size, dtype=np.int64),
        "model_name": np.full(size, None, dtype=object),
        "tested_days": np.full(size, np.nan),
    }
    columns |= {name: np.full(size, np.nan) for name in PURCHASE_NUMBERS}
    columns["churn_risk"] = np.full(size, None, dtype=object)
    columns |= {name: np.full(size, np.nan) for name in VALUE_NUMBERS}
    for name in ("unavailable_reason", "value_unavailable_reason"):
        columns[name] = np.full(size, NO_PURCHASE, dtype=object)
    _set_for_buyers(columns, known, "first_purchase_date", known.firsts)
    _set_for_buyers(columns, known, "last_purchase_date", known.lasts)
    _set_for_buyers(columns, known, "purchase_days", known.counts.astype(np.int64))
    return columns


def _write_forecast(columns: Columns, known: Purchases, forecast: CustomerForecast) -> None:
    """Write a forecast into the columns of purchases, churn and value."""
    churn = forecast.no_purchase[-1]
    _set_for_buyers(columns, known, "probability_alive", forecast.probability_alive)
    _set_for_buyers(columns, known, "churn_probability", churn)
    _set_for_buyers(columns, known, "churn_risk", churn_risk(churn))
    if forecast.spend is not None:
        _set_for_buyers(columns, known, "expected_spend", forecast.spend)
    for kind, interval in (("purchases", forecast.purchases), ("value", forecast.value)):
        if interval is not None:
            for number, days in enumerate(HORIZON_DAYS):
                _set_for_buyers(
                    columns, known, f"expected_{kind}_{days}_days", interval.expected[number]
                )
                _set_for_buyers(columns, known, f"lower_{kind}_{days}_days", interval.lower[number])
                _set_for_buyers(columns, known, f"upper_{kind}_{days}_days", interval.upper[number])


def _lifetime_without_forecast(
    columns: Columns,
    known: Purchases,
    contest: Contest,
    value_contest: ValueContest,
    reason: str | None,
) -> LifetimeValue:
    """The result without a forecast, for this reason."""
    _set_for_buyers(columns, known, "unavailable_reason", reason)
    _set_for_buyers(columns, known, "value_unavailable_reason", reason)
    return LifetimeValue(_frame(columns), contest, value_contest, reason, reason, None, None)


def _set_for_buyers(columns: Columns, known: Purchases, name: str, values: object) -> None:
    """Set a column for the buyers; other customers keep their values."""
    columns[name][known.buyers] = values


def _frame(columns: Columns) -> "pd.DataFrame":
    """The frame of the columns; `tested_days` can be null."""
    import pandas as pd  # noqa: PLC0415  slow to import

    frame = pd.DataFrame(columns)
    return frame.astype({"tested_days": "Int64"})
