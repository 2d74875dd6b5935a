"""The webshop's customers: they buy as in BG/NBD and spend as in gamma-gamma.

Fader, Hardie and Lee (2005), "Counting your customers the easy way", and Fader and Hardie (2013),
"The gamma-gamma model of monetary value". Weekdays and sale days change the speed of the clock of
the customers: on it, a day of weight w lasts w units. The mean weight is
one, so the parameters are per day.
"""

from dataclasses import asdict, dataclass

import numpy as np
from scipy.special import hyp2f1

from ecom_platform.demo.company.period import Period
from ecom_platform.demo.company.random_columns import Floats, Ints

OUTAGE_WEIGHT = 0.01


@dataclass(frozen=True)
class Parameters:
    """BG/NBD (r, alpha in days, a, b) and gamma-gamma (p, q, gamma in euro) of the customers."""

    r: float = 0.9
    alpha: float = 45.0
    a: float = 0.8
    b: float = 2.5
    p: float = 6.0
    q: float = 4.0
    gamma: float = 30.0

    def as_numbers(self) -> dict[str, float]:
        """The parameters by name."""
        return asdict(self)

    def expected_orders(self, days: float) -> float:
        """The expected orders of a customer, including the first, if customers arrive evenly."""
        t = (np.arange(200) + 0.5) / 200 * days
        r, alpha, a, b = self.r, self.alpha, self.a, self.b
        # Equation 9 of the first paper: expected repeat purchases in a period of length t.
        remaining = (alpha / (alpha + t)) ** r * hyp2f1(r, b, a + b - 1, t / (alpha + t))
        return 1.0 + float(np.mean((a + b - 1) / (a - 1) * (1 - remaining)))


@dataclass(frozen=True)
class Purchases:
    """The orders of one day, one array element each.

    Attributes:
        customer: customer numbers.
        second: when they buy, in seconds since midnight.
        cents: how much they spend.
    """

    customer: Ints
    second: Ints
    cents: Ints


class Shoppers:
    """The customers and their next purchases; memory depends on their number, not on the orders.

    Attributes:
        births: when each customer first buys, on the customers' clock, ascending.
        order_counts: how many orders each customer has placed so far.
    """

    def __init__(self, period: Period, seed: int, count: int, parameters: Parameters) -> None:
        self.period, self.seed, self.parameters = period, seed, parameters
        weights = period.weekday_weights.copy()
        weights[period.outage_day] = OUTAGE_WEIGHT
        self._clock: Floats = np.concatenate([[0.0], np.cumsum(weights / weights.mean())])
        rng = np.random.default_rng([seed, 4])
        self.births: Floats = np.sort(rng.random(count)) * period.days
        self._next = self.births.copy()
        self._rate = rng.gamma(parameters.r, 1 / parameters.alpha, count).astype(np.float32)
        self._drop = rng.beta(parameters.a, parameters.b, count).astype(np.float32)
        self._nu = rng.gamma(parameters.q, 1 / parameters.gamma, count).astype(np.float32)
        self.order_counts = np.zeros(count, dtype=np.int32)

    def signup_days(self, start: int, stop: int) -> Ints:
        """The day numbers of the first purchases of customers `start` to `stop`."""
        return self._day_of(self.births[start:stop])

    def new_customer_count(self, first: int, last: int) -> int:
        """The number of customers who first buy on the days from `first` to `last`."""
        edges = self._clock[[first, last + 1]]
        return int(np.diff(np.searchsorted(self.births, edges))[0])

    def purchases_of_day(self, number: int) -> Purchases:
        """All purchases of the day with this number, sorted by time; ask for the days in order."""
        rng = np.random.default_rng([self.seed, 5, number])
        opens, closes = self._clock[number], self._clock[number + 1]
        customers: list[Ints] = []
        moments: list[Floats] = []
        # Customers are sorted by birth, so only those born by the end of the day can buy.
        born_count = int(np.searchsorted(self.births, closes))
        while (due := np.flatnonzero(self._next[:born_count] < closes)).size:
            customers.append(due)
            moments.append(self._next[due])
            self._schedule_next_purchases(rng, due)
        buyers = np.concatenate(customers) if customers else np.zeros(0, np.int64)
        times = np.concatenate(moments) if moments else np.zeros(0)
        seconds = ((times - opens) / (closes - opens) * 86_399).astype(np.int64)
        order = np.argsort(seconds, kind="stable")
        spend = rng.gamma(self.parameters.p, 1.0 / self._nu[buyers[order]])
        cents = np.maximum(np.round(spend * 100), 200).astype(np.int64)
        return Purchases(buyers[order], seconds[order], cents)

    def _schedule_next_purchases(self, rng: np.random.Generator, due: Ints) -> None:
        """Set the next purchase of the customers who are buying.

        A customer may leave after any purchase except the first, and then never buys again.
        """
        repeats = self.order_counts[due] > 0
        leaves = repeats & (rng.random(due.size) < self._drop[due])
        waits = rng.exponential(size=due.size) / np.maximum(self._rate[due], 1e-9)
        self.order_counts[due] += 1
        self._next[due] = np.where(leaves, np.inf, self._next[due] + waits)

    def _day_of(self, moments: Floats) -> Ints:
        """The numbers of the days that these moments on the customers' clock are in."""
        return np.searchsorted(self._clock, moments, side="right").astype(np.int64) - 1
