"""Purchase models for feeds that state days: the exact likelihood of days with a purchase.

If days are treated as moments, purchases of one day are hidden, and it is misstated how long a
customer has been known: alpha comes out too high. This likelihood is that of the days a feed
states. It splits into terms that depend on the number of purchases and one number of days each, so
that a million customers need some ten thousand terms.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
from scipy.special import expit

from ecom_platform.analytics.purchase_models.purchase_histories import (
    DAYS_PER_WEEK,
    Floats,
    Ints,
    PurchaseHistories,
    unique_rows,
    whole_days_of,
)
from ecom_platform.analytics.purchase_models.whole_days.day_kernels import DayKernel

DAYS_PER_SCALE = 200  # integrated with one scale; further apart, smaller terms would underflow

Kind = Literal["here", "gone", "alive"]  # will buy again, will not, has not left yet


@dataclass(frozen=True)
class LikelihoodTerms:
    """The distinct pairs of purchases and days without one, ordered by both.

    Attributes:
        purchases: per pair.
        quiet: days without a purchase, per pair.
        inverse: per customer the index of the pair.
    """

    purchases: Ints
    quiet: Ints
    inverse: Ints

    @classmethod
    def of(cls, purchases: Ints, quiet: Ints) -> "LikelihoodTerms":
        """The distinct pairs of customers with so many purchases and quiet days."""
        first, _, inverse = unique_rows(purchases.astype(np.float64), quiet.astype(np.float64))
        return cls(purchases[first], quiet[first], inverse)

    def blocks(self) -> list[slice]:
        """Slices of pairs with the same purchases and similar numbers of quiet days."""
        group = np.cumsum(np.diff(self.purchases, prepend=-1) != 0)
        begins = np.flatnonzero(np.diff(group, prepend=0))
        base = self.quiet[begins][group - 1]
        piece = group * 100_000 + (self.quiet - base) // DAYS_PER_SCALE
        edges = [*np.flatnonzero(np.diff(piece, prepend=-1)).tolist(), piece.size]
        return [slice(low, high) for low, high in pairwise(edges)]


@dataclass(frozen=True)
class DayHistories:
    """The two likelihood terms of each history: still alive, or gone since the last purchase."""

    here: LikelihoodTerms
    gone: LikelihoodTerms

    @classmethod
    def of(cls, histories: PurchaseHistories) -> "DayHistories":
        """The terms of histories, whose times are in weeks.

        Raises:
            AnalyticsError: a time is no whole number of days.
        """
        x = histories.frequency.astype(np.int64)
        last, end = whole_days_of(histories.recency), whole_days_of(histories.age)
        return cls(LikelihoodTerms.of(x, end - x), LikelihoodTerms.of(x, last - x))


@dataclass(frozen=True)
class DayModel:
    """A day kernel with the distribution of its customers.

    Attributes:
        kernel: the probabilities of one day.
        rates: the two parameters of the distribution of rates per day.
        leaving: the two parameters of how customers leave, per day where it is a rate.
    """

    kernel: DayKernel
    rates: tuple[float, float]
    leaving: tuple[float, float]

    def log_likelihood(self, days: DayHistories, counts: Floats) -> tuple[float, Floats]:
        """The log-likelihood, and its gradient in the four parameters `rates` and `leaving`.

        Args:
            days: distinct histories.
            counts: how many customers have each of them.
        """
        here, here_means = self._integrated(days.here, "here")
        gone, gone_means = self._integrated(days.gone, "gone")
        of_here, of_gone = here[days.here.inverse], gone[days.gone.inverse]
        chance = expit(of_gone - of_here)
        by_here = np.bincount(days.here.inverse, counts * (1 - chance), minlength=here.size)
        by_gone = np.bincount(days.gone.inverse, counts * chance, minlength=gone.size)
        axes = ((self.kernel.rates, self.rates), (self.kernel.leaving, self.leaving))
        centre = np.concatenate([axis.centre(*parameters) for axis, parameters in axes])
        gradient = by_here @ here_means + by_gone @ gone_means - counts.sum() * centre
        return float(counts @ np.logaddexp(of_here, of_gone)), gradient

    def probability_alive(self, histories: PurchaseHistories) -> Floats:
        """The probability that each customer is alive when the last day ends."""
        days = DayHistories.of(histories)
        here, gone = self._integrated(days.here, "here")[0], self._integrated(days.gone, "gone")[0]
        whole = np.logaddexp(here[days.here.inverse], gone[days.gone.inverse])
        alive = self._integrated(days.here, "alive")[0][days.here.inverse]
        result: Floats = np.minimum(np.exp(alive - whole), 1.0)
        return result

    def expected_new(self, t: float) -> float:
        """Expected days with a purchase in the `t` weeks after a new customer's first day."""
        mass = np.exp(self._log_weights() + self.kernel.log_start)
        return float((mass * self.kernel.expected(_whole_days(t))).sum())

    def expected_if_alive(self, frequency: Floats, age: Floats, t: float) -> Floats:
        """Expected days with a purchase in the next `t` weeks of customers who are alive."""
        terms = _alive_terms(frequency, age)
        expected, base = self.kernel.expected(_whole_days(t)), self._log_base("alive")
        result = np.empty(terms.quiet.size)
        for block in terms.blocks():
            _, mass, by_rate, by_leaving = self._masses(terms, block, base)
            purchases = ((by_rate @ (mass * expected)) * by_leaving).sum(axis=1)
            result[block] = purchases / ((by_rate @ mass) * by_leaving).sum(axis=1)
        return result[terms.inverse]

    def draw_if_alive(
        self, frequency: Floats, age: Floats, t: float, rng: np.random.Generator, draws: int
    ) -> Ints:
        """Drawn days with a purchase in the next `t` weeks: customer x draw."""
        terms = _alive_terms(frequency, age)
        nodes = np.empty((frequency.size, draws), dtype=np.int64)
        order = np.argsort(terms.inverse, kind="stable")
        ends = np.cumsum(np.bincount(terms.inverse, minlength=terms.quiet.size))
        rows, base = np.split(order, ends[:-1]), self._log_base("alive")
        for block in terms.blocks():
            _, mass, by_rate, by_leaving = self._masses(terms, block, base)
            for row in range(block.stop - block.start):
                table = np.cumsum(by_rate[row][:, None] * mass * by_leaving[row])
                customers = rows[block.start + row]
                uniform = rng.random((customers.size, draws)) * table[-1]
                nodes[customers] = np.searchsorted(table, uniform, side="right")
        rate, leaving = np.divmod(nodes, self.kernel.dropout_rate.size)
        return self.kernel.draw(rate, leaving, _whole_days(t), rng)

    def _integrated(self, terms: LikelihoodTerms, kind: Kind) -> tuple[Floats, Floats]:
        """The log of each term, and the posterior means of the features of both axes: term x 4."""
        logs, means = np.empty(terms.quiet.size), np.empty((terms.quiet.size, 4))
        common_base = self._log_base(kind)
        for block in terms.blocks():
            never_bought_again = kind == "gone" and terms.purchases[block.start] == 0
            base = self._log_base_of_never() if never_bought_again else common_base
            scale, mass, by_rate, by_leaving = self._masses(terms, block, base)
            if self.kernel.dropout_rate.any():
                of_leaving = (by_rate @ mass) * by_leaving
                of_rate = by_rate * (by_leaving @ mass.T)
                total = of_leaving.sum(axis=1)
                second = of_leaving @ self.kernel.leaving.features
            else:  # quiet days do not depend on how customers leave: that sum is taken first
                of_rate = by_rate * mass.sum(axis=1)
                total = of_rate.sum(axis=1)
                second = by_rate @ (mass @ self.kernel.leaving.features)
            first = of_rate @ self.kernel.rates.features
            logs[block] = scale + np.log(total)
            means[block] = np.column_stack([first, second]) / total[:, None]
        return logs, means

    def _masses(
        self, terms: LikelihoodTerms, block: slice, base: Floats
    ) -> tuple[float, Floats, Floats, Floats]:
        """The integrand of a block, factorised.

        Returns:
            A log scale, the common part (rate node x leaving node), and the further decay over
            quiet days by rate node and by leaving node (pair x node each).
        """
        kernel, quiet = self.kernel, terms.quiet[block]
        nearest = int(quiet.min())
        # One array, changed in place: it is most of the cost.
        mass = kernel.log_buys_and_stays * int(terms.purchases[block.start])
        mass += base
        mass -= nearest * kernel.rate
        mass -= nearest * kernel.dropout_rate
        scale = float(mass.max())
        mass -= scale
        further = (quiet - nearest)[:, None]
        by_rate, by_leaving = (
            np.exp(-further * rate) for rate in (kernel.rate.T, kernel.dropout_rate)
        )
        return scale, np.exp(mass, out=mass), by_rate, by_leaving

    def _log_weights(self) -> Floats:
        """Log weight of each pair of nodes under the distribution of the customers."""
        first = self.kernel.rates.log_weights(*self.rates)
        return first[:, None] + self.kernel.leaving.log_weights(*self.leaving)

    def _log_base(self, kind: Kind) -> Floats:
        """Log weight of each node, with the probabilities that are equal for any number of days."""
        kernel = self.kernel
        start = self._log_weights() + kernel.log_start
        if kind == "alive":
            return start
        return start + (
            kernel.log_returns if kind == "here" else kernel.log_leaves - kernel.log_buys_and_stays
        )

    def _log_base_of_never(self) -> Floats:
        """Log weight of each node, with the probability to never buy again after the first day."""
        stays = np.exp(self.kernel.log_start + self.kernel.log_returns)
        base: Floats = np.log(np.maximum(1 - stays, np.finfo(np.float64).tiny))
        return base + self._log_weights()


def _alive_terms(frequency: Floats, age: Floats) -> LikelihoodTerms:
    """The terms of customers who are alive: purchases, and days without one."""
    x = frequency.astype(np.int64)
    return LikelihoodTerms.of(x, whole_days_of(age) - x)


def _whole_days(t: float) -> int:
    """Weeks as the nearest whole number of days."""
    return round(t * DAYS_PER_WEEK)
