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

POLE = 1e-4  # how near a may come to 1, where the formula is nought over nought
BLOCK = 8192  # histories summed at once: small enough to stay in the processor's cache
SMALLEST_CHANCE = 1e-15  # of leaving: a geometric draw beyond it does not fit a whole number


@dataclass(frozen=True)
class BgNbdFormulas:
    """The formulas for purchases with exact times, at parameters.

    r and alpha are those of the rates, a and b those of the chances to leave.
    """

    r: float
    alpha: float
    a: float
    b: float
    chances_at_first: int

    def log_odds_gone(self, histories: PurchaseHistories) -> Floats:
        """The logarithm of P(gone) / P(alive); minus infinity where nobody can have left."""
        code, odds = self._odds_at_once(histories)
        result = np.empty(code.size)
        for start in range(0, code.size, BLOCK):
            rows = slice(start, start + BLOCK)
            to_end, to_last = self.alpha + histories.age[rows], self.alpha + histories.recency[rows]
            rate = self.r + histories.frequency[rows]
            result[rows] = odds[code[rows]] + rate * np.log(to_end / to_last)
        return result

    def _odds_at_once(self, histories: PurchaseHistories) -> tuple[Ints, Floats]:
        """Each customer's number of purchases, and log odds of each number without any silence."""
        code = histories.frequency.astype(np.int64)
        chances = np.arange(code.max(initial=0) + 1.0) + self.chances_at_first
        stayed = np.where(chances > 0, self.b + chances - 1, 1.0)
        return code, np.where(chances > 0, np.log(self.a / stayed), -np.inf)

    def probability_alive(self, histories: PurchaseHistories) -> Floats:
        """P(alive at the end of observation | history), from FHL equation 10."""
        alive: Floats = expit(-self.log_odds_gone(histories))
        return alive

    def log_likelihoods(self, histories: PurchaseHistories) -> Floats:
        """One log-likelihood per customer, FHL equation 6 with its larger part taken out."""
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

    def gradient(self, histories: PurchaseHistories, counts: Floats) -> tuple[float, Floats]:
        """The sum of log-likelihoods, and its derivatives in the logarithms of the parameters.

        What depends on x alone is worked out once per x: special functions would be most of the
        cost otherwise.
        """
        r, alpha, a, b = self.r, self.alpha, self.a, self.b
        code, odds = self._odds_at_once(histories)
        x = np.arange(odds.size, dtype=np.float64)
        chances = x + self.chances_at_first
        by_x, gone_by_x, sums = np.bincount(code, counts), np.zeros(odds.size), np.zeros(5)
        for start in range(0, code.size, BLOCK):
            rows = slice(start, start + BLOCK)
            gone, more = self._sums(histories, counts[rows], rows, odds[code[rows]])
            gone_by_x += np.bincount(code[rows], gone, minlength=odds.size)
            sums += more
        of_rates, of_gone, by_silence, by_end, by_time = sums.tolist()
        size, both = counts.sum(), digamma(a + b) - digamma(a + b + chances)
        total = by_x @ (gammaln(r + x) + betaln(a, b + chances)) - of_rates + of_gone
        total += size * (r * np.log(alpha) - gammaln(r) - betaln(a, b))
        pull = (
            by_x @ (digamma(r + x) - digamma(r) + np.log(alpha)) + by_silence - by_end,
            size * r / alpha - by_time,
            by_x @ both + gone_by_x.sum() / a,
            by_x @ (both + digamma(b + chances) - digamma(b)) - gone_by_x @ (np.exp(odds) / a),
        )
        return float(total), np.array(pull) * np.array([r, alpha, a, b])

    def _sums(
        self, histories: PurchaseHistories, counts: Floats, rows: slice, odds: Floats
    ) -> tuple[Floats, Floats]:
        """Customers gone of each history of a block, and the sums that the gradient is made of."""
        rate = self.r + histories.frequency[rows]
        to_end, to_last = self.alpha + histories.age[rows], self.alpha + histories.recency[rows]
        log_end = np.log(to_end)
        silence = log_end - np.log(to_last)
        gone, either = _chance_and_sum(odds + rate * silence)
        gone *= counts
        by_end = counts * log_end
        by_time = (counts - gone) / to_end + gone / to_last
        sums = (rate @ by_end, counts @ either, gone @ silence, by_end.sum(), rate @ by_time)
        return gone, np.array(sums)

    def expected_new(self, t: float) -> float:
        """Expected purchases of a new customer: FHL 9, of those who stay after the first."""
        stays = self.b / (self.a + self.b) if self.chances_at_first else 1.0
        return stays * float(self.expected_if_alive(np.zeros(1), np.zeros(1), t)[0])

    def expected_if_alive(self, frequency: Floats, age: Floats, t: float) -> Floats:
        """Expected purchases in the next `t` weeks of customers who have not left yet.

        What is left of the uncertainty are Gamma(r + x, alpha + T) and Beta(a, b + chances).
        """
        stayed = self.b + frequency + self.chances_at_first
        return expected_while_staying(self.r + frequency, self.alpha + age, self.a, stayed, t)

    def draw_if_alive(
        self, frequency: Floats, age: Floats, t: float, rng: np.random.Generator, draws: int
    ) -> Ints:
        """Drawn numbers of purchases: those of the rate, cut short by the one after which to go."""
        shape = (frequency.size, draws)
        x, end = frequency[:, None], age[:, None]
        rate = rng.gamma(self.r + x, t / (self.alpha + end), shape)
        chance = rng.beta(self.a, self.b + x + self.chances_at_first, shape)
        last = rng.geometric(np.maximum(chance, SMALLEST_CHANCE))
        return np.minimum(rng.poisson(rate), last).astype(np.int64)


def _chance_and_sum(log_odds: Floats) -> tuple[Floats, Floats]:
    """A chance from its log odds, and log(1 + odds), from one exponential."""
    smaller = np.exp(-np.abs(log_odds))
    chance = np.where(log_odds > 0, 1.0, smaller) / (1 + smaller)
    return chance, np.maximum(log_odds, 0.0) + np.log(1 + smaller)


def expected_while_staying(r: Floats, alpha: Floats, a: float, b: Floats, time: float) -> Floats:
    """Expected purchases of a customer who is here now, with rate Gamma(r, alpha), over a time.

    FHL equation 9. As it stands in the paper 2F1 overflows for customers who buy often; after
    Euler's transformation it does so only for a large `a`, so the smaller of the two is taken.
    """
    if abs(a - 1) < POLE:
        sides = (1 - 2 * POLE, 1 + 2 * POLE)
        near = [expected_while_staying(r, alpha, side, b, time) for side in sides]
        return (near[0] + near[1]) / 2
    few = a + b <= 1
    if np.any(few):
        # p = p (p + 1 - p): Beta(a, b) is a mixture of Beta(a + 1, b) and Beta(a, b + 1).
        usual = expected_while_staying(r, alpha, a, np.where(few, b + 1, b), time)
        other = expected_while_staying(r, alpha, a + 1, b, time)
        return np.where(few, (a * other + b * usual) / (a + b), usual)
    share = time / (alpha + time)
    power = np.minimum(r, a - 1)
    other = np.where(r > a - 1, a + b - 1 - r, b)
    stay = (1 - share) ** power * hyp2f1(other, power, a + b - 1, share)
    result: Floats = np.maximum((a + b - 1) / (a - 1) * (1 - stay), 0.0)
    return result
