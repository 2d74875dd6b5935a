"""One row per customer: numbers, or a sentence that says why there are none."""

import pandas as pd
import pytest

from ecom_platform.analytics.customer_value.lifetime_value import (
    NO_PURCHASE,
    PURCHASE_NUMBERS,
    VALUE_NUMBERS,
    lifetime_value,
)
from tests.support.tables.simulated_orders import (
    day,
    end_of,
    orders,
    simulated_lifetime,
    simulated_orders,
)

LONELY = [
    ("one customer", orders(["a"] * 3, ["2024-01-01", "2024-03-01", "2024-05-01"], [1, 2, 3])),
    ("one purchase each", orders(["a", "b"], ["2024-01-01", "2024-03-01"], [5, 5])),
    ("credits only", orders(["a"], ["2024-01-01"], [-5])),
    ("no money at all", orders(["a", "b"], ["2024-01-01", "2024-02-01"], [0, 0])),
]


def test_every_customer_has_one_row_with_all_numbers() -> None:
    frame = simulated_lifetime(2_500, 104).frame
    assert len(frame) == 2_500
    assert frame["customer_id"].is_unique
    assert frame[list(PURCHASE_NUMBERS + VALUE_NUMBERS)].notna().all(axis=None)
    assert frame[["unavailable_reason", "value_unavailable_reason"]].isna().all(axis=None)
    assert (frame["tested_days"] == 182).all()


def test_chances_are_chances_and_ends_enclose_the_middle() -> None:
    frame = simulated_lifetime(2_500, 104).frame
    assert frame["probability_alive"].between(0, 1).all()
    assert frame["churn_probability"].between(0, 1).all()
    for days in (30, 90, 365):
        for kind in ("purchases", "value"):
            low, high = (frame[f"{end}_{kind}_{days}_days"] for end in ("lower", "upper"))
            assert (low <= high).all()


def test_risk_classes_are_thirds_of_the_chance_of_a_silent_year() -> None:
    frame = simulated_lifetime(2_500, 104).frame
    chances = frame.groupby("churn_risk")["churn_probability"]
    assert chances.max()["low"] < 1 / 3 <= chances.min()["medium"]
    assert chances.max()["medium"] < 2 / 3 <= chances.min()["high"]


def test_who_bought_long_ago_and_once_is_worth_less_than_who_buys_often() -> None:
    frame = simulated_lifetime(2_500, 104).frame
    once = frame[(frame["purchase_days"] == 1) & (frame["first_purchase_date"] < "2023-06-01")]
    often = frame[(frame["purchase_days"] > 10) & (frame["last_purchase_date"] > "2024-12-01")]
    assert once["expected_purchases_365_days"].max() < often["expected_purchases_365_days"].min()


def test_a_customer_with_credits_only_has_a_row_and_a_reason() -> None:
    credit = orders(["returns"], ["2023-03-01"], [-20.0])
    frame = pd.concat([simulated_orders(100, 52, seed=1), credit])
    rows = lifetime_value(frame, end_of(52), seed=1).frame.set_index("customer_id")
    assert rows.loc["returns", "unavailable_reason"] == NO_PURCHASE
    assert rows.loc["returns", "purchase_days"] == 0


@pytest.mark.parametrize(("name", "frame"), LONELY, ids=[name for name, _ in LONELY])
def test_what_cannot_be_known_is_null_with_a_sentence(name: str, frame: pd.DataFrame) -> None:
    result = lifetime_value(frame, day("2024-12-31"), seed=1)
    rows = result.frame
    assert rows[list(PURCHASE_NUMBERS + VALUE_NUMBERS)].isna().all(axis=None)
    assert rows["churn_risk"].isna().all()
    assert rows["unavailable_reason"].str.endswith(".").all()
    assert rows["value_unavailable_reason"].notna().all()
    assert result.purchase_model is None


def test_the_same_orders_in_any_order_give_the_same_rows() -> None:
    frame = simulated_orders(300, 40, seed=2)
    one = lifetime_value(frame, end_of(40), seed=1).frame
    other = lifetime_value(frame.sample(frac=1, random_state=1), end_of(40), seed=1).frame
    pd.testing.assert_frame_equal(one, other)
