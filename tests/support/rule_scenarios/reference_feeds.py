"""Stories of the rules of the feeds that describe."""

from ecom_platform.ingestion.catalogue import catalogue
from tests.support.rule_stories import LAST_DAY, Cells, Mix, Scenarios, Story, rows, today

_NOTHING: Mix = ()


def _list(clean: Mix, defect: Mix, near_miss: Mix) -> Scenarios:
    """Scenarios of a list that had nothing before."""
    return today(defect, near_miss, clean, before=_NOTHING)


def _next(table: str, defect: Mix, near_miss: Mix) -> Scenarios:
    """Scenarios of a list that takes the place of one that had passed."""
    return Scenarios(
        *(
            Story(today=mix, meanwhile=(f"delete from {table}",))
            for mix in (((40, {}),), defect, near_miss)
        )
    )


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
            Story(today=mix, before=_NOTHING, beside={"raw.amazon_sale_report": known})
            for mix in (((40, {}),), defect, near_miss)
        )
    )


def _orders(clean: str, defect: str, near_miss: str, cells: str) -> Scenarios:
    """Scenarios of a date beside the newest order, which is of the last day."""
    return Scenarios(
        *(
            Story(
                today=((1, {cells: day}),),
                before=_NOTHING,
                beside={"raw.day_fingerprints": [{}]},
            )
            for day in (clean, defect, near_miss)
        )
    )


_BACK: Cells = {"from_currency": "'GBP'", "to_currency": "'EUR'"}
_STATED_TWICE: Mix = ((1, {}), (1, {}))

SCENARIOS: dict[str, Scenarios] = {
    "stock_report.stock_is_not_negative": rows({"stock": "-1"}, {"stock": "0"}),
    "stock_is_not_all_zero": _list(
        ((40, {}),), ((38, {"stock": "0"}), (2, {})), ((30, {"stock": "0"}), (10, {}))
    ),
    "stock_keeps_its_size": _next(
        "raw.stock_report", ((40, {"stock": "100"}),), ((40, {"stock": "25"}),)
    ),
    "stock_names_what_is_sold": _sold(
        ((40, {"sku": "'Os-' || number"}),), ((15, {}), (25, {"sku": "'Os-' || number"}))
    ),
    "price_list.prices_are_positive": rows({"tp": "0.00"}, {"tp": "null"}),
    "an_article_stands_once_in_a_list": _list(
        ((2, {}),),
        ((2, {"sku": "'Os-1'"}),),
        ((1, {"sku": "'Os-1'"}), (1, {"sku": "'Os-1'", "file_id": "file_number - 1"})),
    ),
    "transfer_prices_are_below_list_prices": _list(
        ((40, {}),), ((37, {}), (3, {"tp": "950.00"})), ((38, {}), (2, {"tp": "950.00"}))
    ),
    "lists_follow_each_other": _after("amazon_mrp", "1800.00", "1200.00"),
    "a_product_is_stated_once_a_day": _list(
        ((2, {}),), _STATED_TWICE, ((1, {}), (1, {"effective_date": "day - 1"}))
    ),
    "products.prices_are_positive": rows({"list_price": "0.00"}, {"list_price": "null"}),
    "costs_are_below_prices": _list(
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
    "a_partner_is_stated_once_a_day": _list(
        ((2, {}),), _STATED_TWICE, ((1, {}), (1, {"effective_date": "day - 1"}))
    ),
    "commission_is_a_percentage": rows({"commission_pct": "0.12"}, {"commission_pct": "1.0"}),
    "targets_are_not_negative": rows(
        {"monthly_target_amount": "-1.00"}, {"monthly_target_amount": "0.00"}
    ),
    "a_customer_is_listed_once": _list(
        ((2, {}),), _STATED_TWICE, ((1, {}), (1, {"is_superseded": "true"}))
    ),
    "rates_are_positive": rows({"rate": "0.0"}, {"rate": "0.0001"}),
    "a_rate_is_stated_once_a_day": _list(
        ((2, {}),), _STATED_TWICE, ((1, {}), (1, {"to_currency": "'USD'"}))
    ),
    "rates_agree_both_ways": _list(
        ((1, {}), (1, {**_BACK, "rate": "1.1765"})),
        ((1, {}), (1, {**_BACK, "rate": "0.85"})),
        ((1, {}), (1, {**_BACK, "rate": "1.19"})),
    ),
    "rates_do_not_jump": _list(
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
        f"{feed}.list_keeps_its_size": _next(catalogue()[feed].table, ((19, {}),), ((20, {}),))
        for feed in ("stock_report", "price_list", "products", "partners", "customers", "fx_rates")
    },
}
