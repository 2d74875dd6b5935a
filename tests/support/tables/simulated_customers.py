"""Customers drawn purchase by purchase from a model of purchases whose parameters are known.

The drawing shares nothing with the formulas under test: every purchase has its moment.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from ecom_platform.analytics.purchase_models.purchase_histories import (
    Floats,
    Ints,
    PurchaseHistories,
)
from ecom_platform.analytics.purchase_models.purchase_model import PurchaseModel

Kind = Literal["bg", "mbg", "pareto"]


@dataclass(frozen=True)
class Customers:
    """One entry per customer in each array, and what they do after the end of observation.

    Attributes:
        exact: histories of moments.
        daily: histories of days with a purchase.
        later: purchases after the end, in the weeks asked for.
        later_days: days with a purchase after the end.
        alive: whether the customer is there at the end.
    """

    exact: PurchaseHistories
    daily: PurchaseHistories
    later: Floats
    later_days: Floats
    alive: Floats


def draw(
    kind: Kind,
    parameters: tuple[float, float, float, float],
    size: int,
    *,
    days: int,
    ahead: int,
    seed: int,
) -> Customers:
    """Customers who start evenly over the first half of so many days; times are in days here."""
    rng = np.random.default_rng(seed)
    r, alpha, a, b = parameters
    rate = rng.gamma(r, 1 / (7 * alpha), size)
    birth = rng.random(size) * days / 2
    chance = rng.beta(a, b, size) if kind != "pareto" else np.zeros(size)
    death = np.full(size, np.inf)
    if kind == "pareto":
        death = birth + rng.exponential(size=size) / rng.gamma(a, 1 / (7 * b), size)
    if kind == "mbg":
        death = np.where(rng.random(size) < chance, birth, np.inf)
    tally = _Tally(birth, days, ahead)
    who, moment = np.arange(size), birth.copy()
    while who.size:
        moment = moment + rng.exponential(size=who.size) / np.maximum(rate[who], 1e-300)
        there = (moment < death[who]) & (moment < days + ahead)
        who, moment = who[there], moment[there]
        tally.add(who, moment)
        left = rng.random(who.size) < chance[who]
        death[who[left]] = moment[left]
    return tally.customers(death)


def misses(found: PurchaseModel, true: tuple[float, float, float, float]) -> Floats:
    """How many standard errors the logarithm of each parameter is away from the truth."""
    logs: Floats = np.log(list(found.parameters.values())) - np.log(true)
    errors = np.array(list(found.log_standard_errors.values()))
    return np.asarray(logs / errors)


class _Tally:
    """Counts purchases as they come, customer by customer in order of time."""

    def __init__(self, birth: Floats, days: int, ahead: int) -> None:
        self.birth, self.days, self.ahead = birth, days, ahead
        self.first_day = np.floor(birth)
        self.last, self.last_day = birth.copy(), np.floor(birth)
        self.known_last_day = self.last_day.copy()
        self.x, self.x_days, self.later, self.later_days = np.zeros((4, birth.size))

    def add(self, who: Ints, moment: Floats) -> None:
        day = np.floor(moment)
        known, new = moment < self.days, day > self.last_day[who]
        self.x[who] += known
        self.x_days[who] += known & new
        self.later[who] += ~known
        self.later_days[who] += ~known & new
        self.last[who[known]] = moment[known]
        self.known_last_day[who[known]] = day[known]
        self.last_day[who] = day

    def customers(self, death: Floats) -> Customers:
        exact = PurchaseHistories(
            self.x, (self.last - self.birth) / 7, (self.days - self.birth) / 7
        )
        last = (self.known_last_day - self.first_day) / 7
        daily = PurchaseHistories(self.x_days, last, (self.days - 1 - self.first_day) / 7)
        alive = (death >= self.days).astype(np.float64)
        return Customers(exact, daily, self.later, self.later_days, alive)
