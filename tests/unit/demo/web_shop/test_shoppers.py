"""The webshop's customers behave as their known parameters say."""

import numpy as np

from ecom_platform.demo.company.period import Period
from ecom_platform.demo.company.random_columns import Ints
from ecom_platform.demo.web_shop.shoppers import Parameters, Shoppers


def _trade(days: int, count: int) -> tuple[Shoppers, Ints, Ints]:
    shoppers = Shoppers(Period(days), 3, count, Parameters())
    purchases = [shoppers.purchases_of_day(number) for number in range(days)]
    customers = np.concatenate([day.customer for day in purchases])
    return shoppers, customers, np.concatenate([day.cents for day in purchases])


def test_orders_are_as_many_as_the_model_expects() -> None:
    shoppers, _, _ = _trade(365, 20_000)
    expected = Parameters().expected_orders(365)
    assert abs(shoppers.order_counts.mean() / expected - 1) < 0.03


def test_every_customer_buys_at_least_once() -> None:
    shoppers, customers, _ = _trade(90, 2_000)
    assert (shoppers.order_counts >= 1).all()
    assert len(np.unique(customers)) == 2_000


def test_mean_order_value_is_that_of_the_gamma_gamma() -> None:
    parameters = Parameters()
    _, customers, cents = _trade(120, 20_000)
    first = np.unique(customers, return_index=True)[1]
    expected = parameters.p * parameters.gamma / (parameters.q - 1)
    assert abs(cents[first].mean() / 100 / expected - 1) < 0.03


def test_the_shop_sells_almost_nothing_on_the_outage_day() -> None:
    shoppers = Shoppers(Period(100), 3, 20_000, Parameters())
    sizes = [len(shoppers.purchases_of_day(number).customer) for number in range(100)]
    assert sizes[shoppers.period.outage_day] < 0.05 * np.median(sizes)
