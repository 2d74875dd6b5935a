"""Stories of the rules of the feeds that describe articles."""

from tests.support.rule_scenarios.scenarios import (
    Cells,
    Mix,
    Scenarios,
    Story,
    alone,
    replaced,
    rows,
    today,
)

_STATED_TWICE: Mix = ((1, {}), (1, {}))


def _after(price: str, defect: str, near_miss: str, **cells: str) -> Scenarios:
    """Scenarios of a list that follows another one, which stays."""
    return Scenarios(
        *(
            Story(today=((40, {**cells, price: value}),))
            for value in ("10.00 * 90", defect, near_miss)
        )
    )


def _sold(defect: Mix, near_miss: Mix) -> Scenarios:
    known: list[Cells] = [{"sku": f"'JNE1-{number}'"} for number in range(30)]
    return Scenarios(
        *(
            Story(today=mix, before=(), beside={"raw.amazon_sale_report": known})
            for mix in (((40, {}),), defect, near_miss)
        )
    )


SCENARIOS: dict[str, Scenarios] = {
    "stock_report.stock_is_not_negative": rows({"stock": "-1"}, {"stock": "0"}),
    "stock_is_not_all_zero": alone(
        ((40, {}),), ((38, {"stock": "0"}), (2, {})), ((30, {"stock": "0"}), (10, {}))
    ),
    "stock_keeps_its_size": replaced(
        "raw.stock_report", ((40, {"stock": "100"}),), ((40, {"stock": "25"}),)
    ),
    "stock_names_what_is_sold": _sold(
        ((40, {"sku": "'Os-' || number"}),), ((15, {}), (25, {"sku": "'Os-' || number"}))
    ),
    "price_list.prices_are_positive": rows({"tp": "0.00"}, {"tp": "null"}),
    "an_article_stands_once_in_a_list": alone(
        ((2, {}),),
        ((2, {"sku": "'Os-1'"}),),
        ((1, {"sku": "'Os-1'"}), (1, {"sku": "'Os-1'", "file_id": "file_number - 1"})),
    ),
    "transfer_prices_are_below_list_prices": alone(
        ((40, {}),), ((37, {}), (3, {"tp": "950.00"})), ((38, {}), (2, {"tp": "950.00"}))
    ),
    "lists_follow_each_other": _after("amazon_mrp", "1800.00", "1200.00"),
    "a_product_is_stated_once_a_day": alone(
        ((2, {}),), _STATED_TWICE, ((1, {}), (1, {"effective_date": "day - 1"}))
    ),
    "products.prices_are_positive": rows({"list_price": "0.00"}, {"list_price": "null"}),
    "costs_are_below_prices": alone(
        ((20, {}),),
        ((15, {}), (5, {"unit_cost": "13.00"})),
        ((16, {}), (4, {"unit_cost": "13.00"})),
    ),
    "products.stock_is_not_negative": rows({"stock": "-1"}, {"stock": "null"}),
    "prices_follow_each_other": today(
        defect=((40, {"list_price": "24.00", "effective_date": "day + 1"}),),
        near_miss=((40, {"list_price": "16.00", "effective_date": "day + 1"}),),
        clean=((40, {"effective_date": "day + 1"}),),
    ),
}
