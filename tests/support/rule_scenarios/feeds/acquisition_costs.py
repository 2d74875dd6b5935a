"""Stories of the rules of money spent on winning customers."""

from tests.support.rule_scenarios.scenarios import (
    LAST_DAY,
    Cells,
    Mix,
    Scenarios,
    Story,
    alone,
    rows,
)

_BY_DAY: Cells = {"layout": "'by_day'"}


def _months(*amounts: str) -> Mix:
    return tuple(
        (1, {"amount": amount, "spend_date": f"date '2024-0{month}-01'"})
        for month, amount in enumerate(amounts, start=1)
    )


def _beside_orders(clean: Cells, defect: Cells, near_miss: Cells) -> Scenarios:
    """Scenarios of spend beside an order of the shop on the last day."""
    return Scenarios(
        *(
            Story(today=((1, cells),), before=(), beside={"raw.day_fingerprints": [{}]})
            for cells in (clean, defect, near_miss)
        )
    )


SCENARIOS: dict[str, Scenarios] = {
    "spend_is_not_negative": rows({"amount": "-0.01"}, {"amount": "0.00"}),
    "spend_is_stated_once": alone(
        ((3, {}),),
        ((1, {}), (1, {"currency": "'eur'", "is_superseded": "true"})),
        ((1, {}), (1, {"acquisition_channel": "null"}), (1, _BY_DAY)),
    ),
    "a_month_is_stated_whole_or_by_day": alone(
        ((3, {}),),
        ((1, {}), (1, {**_BY_DAY, "spend_date": LAST_DAY})),
        ((1, {}), (1, {**_BY_DAY, "acquisition_channel": "'fair'"})),
    ),
    "spend_without_a_channel_stands_alone": alone(
        ((3, {}),),
        ((1, {}), (1, {"acquisition_channel": "null"})),
        ((1, {}), (1, {"acquisition_channel": "null", "currency": "'GBP'"})),
    ),
    "spend_keeps_its_size": alone(
        _months("100.00", "100.00", "100.00"),
        _months("100.00", "2000.01", "100.00"),
        _months("100.00", "2000.00", "100.00"),
    ),
    "spend_is_of_a_feed_with_orders": _beside_orders(
        {}, {"feed": "'order lines'"}, {"feed": "null"}
    ),
    "spend_reaches_the_newest_orders": _beside_orders(
        {}, {"spend_date": "date '2023-12-01'"}, {"spend_date": "date '2024-01-01'"}
    ),
}
