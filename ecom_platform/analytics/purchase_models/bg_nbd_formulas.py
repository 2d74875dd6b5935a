"""Formulas of BG/NBD and MBG/NBD in continuous time: likelihood, P(alive), expected purchases.

In both models a customer buys at a rate lambda of Gamma(r, alpha) and may leave after a purchase
with a probability p of Beta(a, b). In MBG/NBD a customer may leave after the very first purchase,
in BG/NBD only after a repeat purchase: `chances_at_first` is 1 or 0. The models that are fitted
are in `bg_nbd.py`; purchases known by the day only are in `whole_days/`.

FHL: Fader, Hardie, Lee (2005), "Counting your customers the easy way: an alternative to the
Pareto/NBD model", Marketing Science 24(2). MBG/NBD: Batislam, Denizel, Filiztekin (2007),
"Empirical validation and comparison of models for customer base analysis", International Journal
of Research in Marketing 24.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import betaln, digamma, expit, gammaln, hyp2f1

from ecom_platform.analytics.purchase_models.purchase_histories import (
    Floats,
    Ints,
    PurchaseHistories,
)

POLE = 1e-4  # nearer than this to a = 1, where the formula is 0 / 0, both sides are averaged
BLOCK = 8192  # histories summed at once; they fit the processor's cache
SMALLEST_CHANCE = 1e-15  # to leave; with a smaller one a geometric draw exceeds the largest integer


@dataclass(frozen=True)
class BgNbdFormulas:
    """The formulas for purchases with exact times, at given parameters.

    Attributes:
        r: shape of the gamma distribution of purchase rates.
        alpha: its rate, in weeks.
        a: first parameter of the beta distribution of the probability to leave.
        b: its second parameter.
        chances_at_first: how often a customer could leave at the first purchase: 0 or 1.
    """

    r: float
    alpha: float
    a: float
    b: float
    chances_at_first: int

    def log_odds_gone(self, histories: PurchaseHistories) -> Floats:
        """The log odds of being gone, per customer; minus infinity where nobody can have left."""
        purchases, odds = self._log_odds_by_purchases(histories)
        result = np.empty(purchases.size)
        for start in range(0, purchases.size, BLOCK):
            rows = slice(start, start + BLOCK)
            to_end, to_last = self.alpha + histories.age[rows], self.alpha + histories.recency[rows]
            shape = self.r + histories.frequency[rows]
            result[rows] = odds[purchases[rows]] + shape * np.log(to_end / to_last)
        return result

    def _log_odds_by_purchases(self, histories: PurchaseHistories) -> tuple[Ints, Floats]:
        """Purchases per customer, and the log odds of being gone right after 0, 1, 2, ..."""
        purchases = histories.frequency.astype(np.int64)
        chances = np.arange(purchases.max(initial=0) + 1.0) + self.chances_at_first
        stayed = np.where(chances > 0, self.b + chances - 1, 1.0)
        return purchases, np.where(chances > 0, np.log(self.a / stayed), -np.inf)

    def probability_alive(self, histories: PurchaseHistories) -> Floats:
        """P(alive | history) at the end of observation, per customer; from both terms of FHL 6."""
        alive: Floats = expit(-self.log_odds_gone(histories))
        return alive

    def log_likelihoods(self, histories: PurchaseHistories) -> Floats:
        """One log-likelihood per customer: FHL 6, with the odds of being gone taken out."""
        x, chances = histories.frequency, histories.frequency + self.chances_at_first
        result: Floats = (
            gammaln(self.r + x)
            - gammaln(self.r)
            + self.r * np.log(self.alpha)
            - (self.r + x) * np.log(self.alpha + histories.age)
            + betaln(self.a, self.b + chances)
            - betaln(self.a, self.b)
            + np.logaddexp(0.0, self.log_odds_gone(histories))
        )
        return result

    def log_likelihood_and_gradient(
        self, histories: PurchaseHistories, counts: Floats
    ) -> tuple[float, Floats]:
        """The sum of log-likelihoods, and its derivatives in log r, log alpha, log a and log b.

        Special functions of x alone are computed once per value of x: otherwise they would be most
        of the cost.

        Args:
            histories: distinct histories.
            counts: how many customers have each of them.
        """
        r, alpha, a, b = self.r, self.alpha, self.a, self.b
        code, odds = self._log_odds_by_purchases(histories)
        x = np.arange(odds.size, dtype=np.float64)
        chances = x + self.chances_at_first
        by_x, gone_by_x, sums = np.bincount(code, counts), np.zeros(odds.size), np.zeros(5)
        for start in range(0, code.size, BLOCK):
            rows = slice(start, start + BLOCK)
            gone, block_sums = self._block_sums(histories, counts[rows], rows, odds[code[rows]])
            gone_by_x += np.bincount(code[rows], gone, minlength=odds.size)
            sums += block_sums
        log_rates, log_sum_odds, gone_silence, log_end, weighted_time = sums.tolist()
        size, both = counts.sum(), digamma(a + b) - digamma(a + b + chances)
        total = by_x @ (gammaln(r + x) + betaln(a, b + chances)) - log_rates + log_sum_odds
        total += size * (r * np.log(alpha) - gammaln(r) - betaln(a, b))
        gradient = (
            by_x @ (digamma(r + x) - digamma(r) + np.log(alpha)) + gone_silence - log_end,
            size * r / alpha - weighted_time,
            by_x @ both + gone_by_x.sum() / a,
            by_x @ (both + digamma(b + chances) - digamma(b)) - gone_by_x @ (np.exp(odds) / a),
        )
        return float(total), np.array(gradient) * np.array([r, alpha, a, b])

    def _block_sums(
        self, histories: PurchaseHistories, counts: Floats, rows: slice, odds: Floats
    ) -> tuple[Floats, Floats]:
        """What a block of histories adds to the log-likelihood and its gradient.

        Returns:
            The expected number of customers gone, per history, and five sums over the block.
        """
        rate = self.r + histories.frequency[rows]
        to_end, to_last = self.alpha + histories.age[rows], self.alpha + histories.recency[rows]
        log_end = np.log(to_end)
        silence = log_end - np.log(to_last)
        gone, log_sum = _probability_and_log_sum(odds + rate * silence)
        gone *= counts
        by_end = counts * log_end
        by_time = (counts - gone) / to_end + gone / to_last
        sums = (rate @ by_end, counts @ log_sum, gone @ silence, by_end.sum(), rate @ by_time)
        return gone, np.array(sums)

    def expected_new(self, t: float) -> float:
        """Expected repeat purchases of a new customer in the next `t` weeks; FHL equation 9."""
        stays = self.b / (self.a + self.b) if self.chances_at_first else 1.0
        return stays * float(self.expected_if_alive(np.zeros(1), np.zeros(1), t)[0])

    def expected_if_alive(self, frequency: Floats, age: Floats, t: float) -> Floats:
        """Expected purchases in the next `t` weeks of customers who have not left yet.

        Given that a customer is alive, the rate is Gamma(r + x, alpha + T) and the probability to
        leave Beta(a, b + chances to leave so far).

        Args:
            frequency: repeat purchases x, one per customer.
            age: weeks T from the first purchase to the end of observation.
            t: weeks ahead.
        """
        stayed = self.b + frequency + self.chances_at_first
        return expected_while_staying(self.r + frequency, self.alpha + age, self.a, stayed, t)

    def draw_if_alive(
        self, frequency: Floats, age: Floats, t: float, rng: np.random.Generator, draws: int
    ) -> Ints:
        """Drawn numbers of purchases, customer x draw: Poisson, ended by leaving."""
        shape = (frequency.size, draws)
        x, end = frequency[:, None], age[:, None]
        rate = rng.gamma(self.r + x, t / (self.alpha + end), shape)
        chance = rng.beta(self.a, self.b + x + self.chances_at_first, shape)
        last = rng.geometric(np.maximum(chance, SMALLEST_CHANCE))
        return np.minimum(rng.poisson(rate), last).astype(np.int64)


def _probability_and_log_sum(log_odds: Floats) -> tuple[Floats, Floats]:
    """The probability odds / (1 + odds), and log(1 + odds), from one exponential."""
    smaller = np.exp(-np.abs(log_odds))
    probability = np.where(log_odds > 0, 1.0, smaller) / (1 + smaller)
    return probability, np.maximum(log_odds, 0.0) + np.log(1 + smaller)


def expected_while_staying(r: Floats, alpha: Floats, a: float, b: Floats, time: float) -> Floats:
    """Expected purchases over `time` of a customer who is alive now, with rate Gamma(r, alpha).

    FHL equation 9. The 2F1 of the paper overflows for customers who buy often; after Euler's
    transformation it overflows only for a large `a`. The one with the smaller power is computed.

    Args:
        r: shape of the rate, one per customer.
        alpha: rate of the rate, one per customer, in the unit of `time`.
        a: first parameter of the probability to leave.
        b: its second parameter, one per customer.
        time: how far ahead.
    """
    if abs(a - 1) < POLE:
        sides = (1 - 2 * POLE, 1 + 2 * POLE)
        both_sides = [expected_while_staying(r, alpha, side, b, time) for side in sides]
        return (both_sides[0] + both_sides[1]) / 2
    is_small = a + b <= 1
    if np.any(is_small):
        # p = p (p + 1 - p): Beta(a, b) is a mixture of Beta(a + 1, b) and Beta(a, b + 1).
        usual = expected_while_staying(r, alpha, a, np.where(is_small, b + 1, b), time)
        other = expected_while_staying(r, alpha, a + 1, b, time)
        return np.where(is_small, (a * other + b * usual) / (a + b), usual)
    share = time / (alpha + time)
    power = np.minimum(r, a - 1)
    other = np.where(r > a - 1, a + b - 1 - r, b)
    stay = (1 - share) ** power * hyp2f1(other, power, a + b - 1, share)
    result: Floats = np.maximum((a + b - 1) / (a - 1) * (1 - stay), 0.0)
    return result
