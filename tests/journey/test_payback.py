"""When cohorts of the demo company have paid for themselves, worked out once more from its files.

Only pandas and the files: the last statement of each line, kept money of goods by customer and
month, and the marketing spend of the month over the customers won in it.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from ecom_platform.demo.company.known_truth import Truth
from tests.support.platform.published import Ask, DemoCompany, asking

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("demo company")]

KEPT = ("shipped", "delivered")


@pytest.fixture(scope="module")
def ask(demo_company: DemoCompany) -> Iterator[Ask]:
    with asking(demo_company.data) as ask:
        yield ask


@pytest.fixture(scope="module")
def published(ask: Ask) -> pd.DataFrame:
    """Per currency and cohort what is published of its payback."""
    rows = ask(
        """
        select currency, strftime(cohort_month, '%Y-%m'), any_value(cohort_size),
            any_value(acquisition_cost)::double, any_value(payback_months),
            any_value(payback_unavailable_reason), bool_or(is_left_censored),
            count(*) filter (where not is_censored) - 1
        from analytics.cohort_lifetime_value where feed = 'order_lines' group by 1, 2
        """
    )
    names = ["currency", "cohort", "size", "cost", "months", "reason", "is_first", "last_age"]
    return pd.DataFrame(rows, columns=names).set_index(["currency", "cohort"]).sort_index()


@pytest.fixture(scope="module")
def purchases(demo_company: DemoCompany) -> pd.DataFrame:
    """Kept lines of goods with a customer, each with its month and the month of the first."""
    files = sorted(demo_company.landing.glob("webshop order lines*"))
    stated = pd.concat([_lines(path) for path in files], ignore_index=True)
    moments = pd.to_datetime(stated["ordered_at"], errors="coerce")
    quantity = pd.to_numeric(stated["quantity"], errors="coerce")
    stated = stated.assign(moment=moments, quantity=quantity).dropna(subset=["moment", "quantity"])
    last = stated.sort_values("updated_at").groupby(["order_id", "line_id"]).tail(1)
    is_kept = last["status"].isin(KEPT) | (last["quantity"] < 0)
    kept = last[is_kept & (last["line_kind"] != "service") & last["customer_id"].notna()]
    discount = pd.to_numeric(kept["discount_amount"]).fillna(0)
    amount = (kept["quantity"] * pd.to_numeric(kept["unit_price"])).round(2) - discount
    kept = kept.assign(amount=amount, month=kept["moment"].dt.to_period("M"))
    first = kept[kept["amount"] > 0].groupby(["currency", "customer_id"])["month"].min()
    return kept.join(first.rename("cohort"), on=["currency", "customer_id"])


def _lines(path: Path) -> pd.DataFrame:
    read = pd.read_parquet(path) if path.suffix == ".parquet" else pd.read_csv(path, dtype=str)
    return read.astype(object).where(read.notna(), None).map(lambda cell: cell and str(cell))


def _costs(landing: Path, customers: "pd.Series[int]") -> dict[tuple[str, str], float]:
    """Per currency and month: spend, at the rates of the month's last day, over all customers."""
    spend = pd.read_csv(landing / "marketing spend.csv")
    rates = pd.read_csv(landing / "fx rates.csv").set_index(
        ["rate_date", "from_currency", "to_currency"]
    )["rate"]
    won = customers.groupby("cohort").sum()
    costs = {}
    for currency, cohort in customers.index:
        month = spend[spend["spend_month"] == str(cohort)]
        day = str(cohort.end_time.date())
        converted = [
            amount * (1 if spent == currency else rates[day, spent, currency])
            for spent, amount in zip(month["currency"], month["amount"], strict=True)
        ]
        costs[currency, str(cohort)] = sum(converted) / won[cohort]
    return costs


def test_cost_and_payback_are_those_of_the_files(
    demo_company: DemoCompany, purchases: pd.DataFrame, published: pd.DataFrame
) -> None:
    customers = purchases.groupby(["currency", "cohort"])["customer_id"].nunique()
    costs = _costs(demo_company.landing, customers)
    told = published[~published["is_first"] & published["cost"].notna()]
    assert len(told) >= 12
    for key, row in zip(told.index, told.to_dict("records"), strict=True):
        currency, cohort = key
        mine = purchases[(purchases["currency"] == currency) & (purchases["cohort"] == cohort)]
        assert row["size"] == mine["customer_id"].nunique()
        assert row["cost"] == pytest.approx(costs[key], abs=0.0051)
        by_month = mine.groupby("month")["amount"].sum()
        months = pd.period_range(cohort, periods=int(row["last_age"]) + 1, freq="M")
        value = by_month.reindex(months, fill_value=0).cumsum() / row["size"]
        reached = [age for age, worth in enumerate(value) if worth >= round(costs[key], 2)]
        if reached:
            assert row["months"] == reached[0], key
        else:
            assert pd.isna(row["months"]) or row["months"] > row["last_age"], key


def test_a_payback_or_its_reason_stands_for_every_cohort(published: pd.DataFrame) -> None:
    assert (published["months"].isna() == published["reason"].notna()).all()
    first = published[published["is_first"]]
    assert len(first) == 3  # a cohort for each currency
    assert first["reason"].str.startswith("The first month of the feed").all()


def test_cheap_customers_pay_at_once_and_dear_ones_must_come_back(
    demo_company: DemoCompany, published: pd.DataFrame
) -> None:
    planned = _planned(demo_company.truth)
    euro = published[~published["is_first"]].loc["EUR"]
    cheap = euro[euro.index < planned["dear_from"]]
    dear = euro[euro.index >= planned["dear_from"]]
    assert (cheap["months"] == 0).all()
    assert len(cheap) >= 2
    assert not (dear["months"] == 0).any()
    assert len(dear) >= 2
    # who never bought anything that was kept cost as much as the others
    for cohort, cost in euro["cost"].items():
        assert cost == pytest.approx(float(planned["planned_cost"][cohort]), rel=0.15)


def _planned(truth: Truth) -> Any:
    return truth.reference["acquisition_costs"]
