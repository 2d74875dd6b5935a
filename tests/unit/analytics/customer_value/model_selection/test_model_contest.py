"""Who may publish: the rules on scores made up, and the contest on customers made up."""

import numpy as np
import pytest

from ecom_platform.analytics.customer_value.customer_days import customer_days
from ecom_platform.analytics.customer_value.model_selection.forecast_scores import Score
from ecom_platform.analytics.customer_value.model_selection.holdout import default_calibration_end
from ecom_platform.analytics.customer_value.model_selection.model_contest import (
    CANDIDATES,
    FEWEST_CUSTOMERS,
    Candidate,
    run_contest,
    select_winner,
)
from ecom_platform.analytics.purchase_models.season import DAYS_OF_YEAR, day_of_year
from ecom_platform.errors import AnalyticsError
from tests.support.tables.simulated_orders import (
    START,
    day,
    end_of,
    orders,
    simulated_lifetime,
    simulated_orders,
)

NAIVE = (Score("cohort_average_rate", (0.2,), 0.2), Score("last_period_repeated", (0.1,), 0.5))


def _model(name: str, error: float, order: float, share: float = 0.95) -> Score:
    return Score(name, (error,), order, 0.96, share)


def test_the_nearest_on_the_total_wins_of_those_that_may_publish() -> None:
    scores = (
        _model("bg_nbd", 0.08, 0.6),
        _model("mbg_nbd", 0.05, 0.6),
        _model("pareto_nbd", 0.01, 0.6, share=0.90),
    )
    assert select_winner(NAIVE, scores) == (Candidate("mbg_nbd", 0.0), None)


def test_no_winner_without_beating_the_naive_forecasts_says_by_how_much() -> None:
    winner, reason = select_winner(
        NAIVE, (_model("bg_nbd", 0.15, 0.6), _model("mbg_nbd", 0.05, 0.4))
    )
    assert winner is None
    assert reason == (
        "No model beats the naive forecasts: mbg_nbd misses totals by 5.0% at a rank correlation "
        "of 0.40, last_period_repeated by 10.0% at a rank correlation of 0.50. More weeks of "
        "history are needed."
    )


def test_no_winner_without_intervals_that_hold_says_what_they_cover() -> None:
    winner, reason = select_winner(NAIVE, (_model("bg_nbd", 0.05, 0.6, share=0.90),))
    assert winner is None
    assert reason is not None
    assert "contain 96.0% of the customers, 90.0% after the correction" in reason


def test_models_that_cannot_be_fitted_say_why() -> None:
    winner, reason = select_winner(NAIVE, (Score("bg_nbd", unavailable_reason="No peak."),))
    assert (winner, reason) == (None, "No model could be fitted: No peak.")


def test_the_fewest_customers_distinguish_a_coverage_from_one_two_points_off() -> None:
    error = np.sqrt(0.95 * 0.05 / FEWEST_CUSTOMERS)
    assert 1.96 * error == pytest.approx(0.02, rel=0.01)


def test_a_model_true_to_its_customers_wins_with_intervals_that_hold() -> None:
    contest = simulated_lifetime(2_500, 104).contest
    score = contest.winning_score
    assert score is not None
    assert score.total_error < min(naive.total_error for naive in contest.naive)
    assert score.rank_correlation > max(naive.rank_correlation for naive in contest.naive)
    assert score.coverage == pytest.approx(0.95, abs=0.02)
    assert contest.unavailable_reason is None
    assert contest.horizons_days == (30, 90, 182)


def test_customers_with_a_season_are_forecast_with_it() -> None:
    year = np.arange(DAYS_OF_YEAR) / DAYS_OF_YEAR
    intensity = (1 + 0.6 * np.sin(2 * np.pi * year))[day_of_year(START + np.arange(130 * 7))] / 1.6
    frame = simulated_orders(6_000, 130, seed=9, intensity=intensity)
    contest = run_contest(customer_days(frame, end_of(130)), seed=1)
    assert contest.winner is not None
    assert contest.winner.has_season
    scores = {score.name: score.total_error for score in contest.models}
    name = contest.winner.name
    assert scores[name] < scores[name.removesuffix("_with_season")] / 2


def test_few_customers_get_the_number_that_is_missing() -> None:
    days = customer_days(simulated_orders(120, 104, seed=1), end_of(104))
    contest = run_contest(days, seed=1)
    known = contest.customers
    assert contest.winner is None
    assert contest.unavailable_reason is not None
    assert contest.unavailable_reason.startswith(f"{known} customers were known before")
    assert f"{FEWEST_CUSTOMERS - known} more" in contest.unavailable_reason


def test_a_short_history_gets_the_weeks_that_are_missing() -> None:
    days = customer_days(simulated_orders(900, 12, seed=1), end_of(12))
    reason = run_contest(days, seed=1).unavailable_reason
    assert reason is not None
    assert reason.startswith("The history is 12 weeks long: 18 are needed")


def test_a_holdout_in_which_nobody_buys_has_no_contest() -> None:
    frame = simulated_orders(1_000, 52, seed=1)
    reason = run_contest(customer_days(frame, day("2026-12-31")), seed=1).unavailable_reason
    assert reason == "No known customer bought in the first 30 days held out for the test."


def test_a_month_in_which_nobody_buys_leaves_every_error_a_number() -> None:
    """The shop is closed for the second to the fifth month of the half year held out."""
    frame = simulated_orders(2_500, 104, seed=7)
    end = default_calibration_end(customer_days(frame, end_of(104)))
    days = (frame["order_date"].to_numpy() - end) / np.timedelta64(1, "D")
    contest = run_contest(
        customer_days(frame[(days <= 30) | (days > 155)], end_of(104)), seed=1, calibration_end=end
    )
    fitted = [score for score in contest.models if score.unavailable_reason is None]
    assert fitted
    assert np.isfinite([one.total_error for one in (*contest.naive, *fitted)]).all()


@pytest.mark.parametrize("frequency", [1, 5])
def test_customers_who_all_do_the_same_get_a_reason_and_no_warning(frequency: int) -> None:
    names = [f"c{place}" for place in range(600)] * frequency
    starts = np.repeat(np.arange(frequency) * np.timedelta64(35, "D"), 600)
    frame = orders(names, np.datetime64("2024-01-01") + starts, np.full(600 * frequency, 10.0))
    contest = run_contest(customer_days(frame, day("2024-06-09")), seed=1)
    assert contest.winner is None
    assert contest.unavailable_reason


def test_customers_of_the_run_in_are_not_learned_from() -> None:
    days = customer_days(simulated_orders(1_500, 60, seed=3), end_of(60))
    known = days.known_on(days.as_of)
    late = days.start + np.timedelta64(26 * 7, "D")
    others = days.known_on(days.as_of)
    assert (known.firsts < late).sum() > 100
    fitted = Candidate("bg_nbd", 26.0).fit(days, known)
    names = days.customers[others.buyers[others.firsts >= late]]
    frame = simulated_orders(1_500, 60, seed=3)
    only = customer_days(frame[frame["customer_id"].isin(names)], end_of(60))
    alone = Candidate("bg_nbd", 0.0).fit(only, only.known_on(only.as_of))
    assert fitted.purchases.parameters == pytest.approx(alone.purchases.parameters)


def test_a_run_in_that_leaves_too_few_customers_is_refused() -> None:
    days = customer_days(simulated_orders(600, 30, seed=3), end_of(30))
    with pytest.raises(AnalyticsError, match=f"{FEWEST_CUSTOMERS} are needed"):
        Candidate("bg_nbd", 26.0).fit(days, days.known_on(days.as_of))


def test_every_candidate_has_a_name_of_its_own() -> None:
    assert len({candidate.name for candidate in CANDIDATES}) == len(CANDIDATES)
