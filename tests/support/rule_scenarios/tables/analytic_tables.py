"""Stories of the rules of analytic tables."""

from tests.support.rule_scenarios.scenarios import Cells, Mix, Scenarios, rows, today

_REFUSED: Cells = {
    "model_name": "null",
    "holdout_total_error": "null",
    "holdout_rank_correlation": "null",
    "holdout_coverage": "null",
    "expected_purchases_90_days": "null",
    "expected_value_90_days": "null",
    "unavailable_reason": "'Only 4 customers are known; 50 are needed.'",
    "value_unavailable_reason": "'Only 4 customers are known; 50 are needed.'",
}


def _twice(same: Cells, other: Cells) -> Scenarios:
    """The same key twice; near is a row that differs in one part of it."""
    return today(
        ((1, same), (1, same)), ((1, same), (1, {**same, **other})), ((1, same),), before=()
    )


def _parts(*amounts: str) -> Mix:
    """A total of 100.00 (the usual row) and its channels."""
    channels: Mix = tuple(
        (1, {"dimension": "'channel'", "dimension_value": f"'{place}'", "expected_amount": amount})
        for place, amount in enumerate(amounts)
    )
    return ((1, {}), *channels)


def _flagged(count: int) -> Mix:
    """Flagged series of one evaluated day."""
    return ((20, {}), (count, {"is_anomaly": "true"}))


SCENARIOS: dict[str, Scenarios] = {
    "ltv_beats_naive": rows({"naive_total_error": "0.10"}, _REFUSED),
    "ltv_intervals_cover": rows({"holdout_coverage": "0.92"}, {"holdout_coverage": "0.935"}),
    "numbers_stand_or_reasons_do": rows({"expected_value_90_days": "null"}, _REFUSED),
    "customers_are_unique": _twice({"customer_id": "'C-1'"}, {"currency": "'GBP'"}),
    "cohort_months_are_unique": _twice({}, {"months_since": "1"}),
    "bands_hold_their_middle": rows(
        {"upper_retention_share": "0.19"},
        {"upper_retention_share": "0.2", "lower_cumulative_value": "null"},
    ),
    "payback_stands_or_its_reason_does": rows(
        {"payback_months": "null"},
        {"payback_months": "null", "payback_unavailable_reason": "'It is not earned back.'"},
    ),
    "payback_is_when_value_covers_the_cost": rows(
        {"payback_months": "5", "months_since": "4", "acquisition_cost": "19"},
        {"payback_months": "5", "months_since": "4", "acquisition_cost": "20"},
        {"payback_months": "5", "months_since": "5", "acquisition_cost": "20"},
    ),
    "forecast_beats_seasonal_naive": rows(
        {"error_against_naive": "1.0"},
        {"error_against_naive": "1.3", "dimension": "'channel'", "dimension_value": "'Webshop'"},
    ),
    "parts_add_to_totals": today(
        _parts("60.00", "39.96"),
        _parts("60.00", "39.98"),  # each of the three numbers is rounded
        _parts("60.00", "40.00"),
        before=(),
    ),
    "anomaly_budget_held": today(_flagged(3), _flagged(2), ((20, {}),), before=()),
    "series_days_are_unique": _twice({}, {"measure": "'orders'"}),
    "last_day_is_as_expected": today(
        ((1, {"is_anomaly": "true", "actual": "50", "anomaly_kind": "'drop'"}),),
        ((1, {"is_anomaly": "true", "as_of_date": "day + 1"}),),  # flagged the night before
        ((1, {}),),
        before=(),
    ),
    "causes_add_to_the_gap": today(
        ((1, {}), (1, {"cause_rank": "2", "contribution": "-10"})),
        (
            (1, {"unexplained": "-30"}),
            (1, {"cause_rank": "2", "contribution": "-10", "unexplained": "-30"}),
        ),
        ((1, {}),),
        before=(),
    ),
}
