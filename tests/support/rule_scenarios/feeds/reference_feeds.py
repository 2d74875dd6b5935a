"""Stories of the rules of the other feeds that describe, and of the size of lists."""

from ecom_platform.ingestion.feeds.feed_registry import all_feeds
from tests.support.rule_scenarios.scenarios import (
    LAST_DAY,
    Cells,
    Mix,
    Scenarios,
    Story,
    alone,
    replaced,
    rows,
)


def _orders(clean: str, defect: str, near_miss: str, cells: str) -> Scenarios:
    """Scenarios of a date beside the newest order, which is of the last day."""
    return Scenarios(
        *(
            Story(
                today=((1, {cells: day}),),
                before=(),
                beside={"raw.day_fingerprints": [{}]},
            )
            for day in (clean, defect, near_miss)
        )
    )


_BACK: Cells = {"from_currency": "'GBP'", "to_currency": "'EUR'"}
_STATED_TWICE: Mix = ((1, {}), (1, {}))

SCENARIOS: dict[str, Scenarios] = {
    "a_partner_is_stated_once_a_day": alone(
        ((2, {}),), _STATED_TWICE, ((1, {}), (1, {"effective_date": "day - 1"}))
    ),
    "commission_is_a_percentage": rows({"commission_pct": "0.12"}, {"commission_pct": "1.0"}),
    "targets_are_not_negative": rows(
        {"monthly_target_amount": "-1.00"}, {"monthly_target_amount": "0.00"}
    ),
    "a_customer_is_listed_once": alone(
        ((2, {}),), _STATED_TWICE, ((1, {}), (1, {"is_superseded": "true"}))
    ),
    "rates_are_positive": rows({"rate": "0.0"}, {"rate": "0.0001"}),
    "a_rate_is_stated_once_a_day": alone(
        ((2, {}),), _STATED_TWICE, ((1, {}), (1, {"to_currency": "'USD'"}))
    ),
    "rates_agree_both_ways": alone(
        ((1, {}), (1, {**_BACK, "rate": "1.1765"})),
        ((1, {}), (1, {**_BACK, "rate": "0.85"})),
        ((1, {}), (1, {**_BACK, "rate": "1.19"})),
    ),
    "rates_do_not_jump": alone(
        ((5, {}),),
        ((5, {"rate_date": f"{LAST_DAY} - 9 + cast(number as integer)"}), (1, {"rate": "1.1765"})),
        ((5, {"rate_date": f"{LAST_DAY} - 9 + cast(number as integer)"}), (1, {"rate": "0.95"})),
    ),
    "rates_reach_the_newest_order": _orders(
        LAST_DAY, f"{LAST_DAY} - 8", f"{LAST_DAY} - 7", "rate_date"
    ),
    "events_lie_near_the_orders": _orders(
        LAST_DAY, f"{LAST_DAY} + 732", f"{LAST_DAY} + 731", "event_date"
    ),
    **{
        f"{feed}.list_keeps_its_size": replaced(all_feeds()[feed].table, ((19, {}),), ((20, {}),))
        for feed in (
            "stock_report",
            "price_list",
            "products",
            "partners",
            "customers",
            "fx_rates",
            "acquisition_costs",
        )
    },
}
