"""Stories of the rules of the generic order lines that look at single rows and orders."""

from tests.support.rule_scenarios.scenarios import LAST_DAY, Cells, Scenarios, Story, rows, today

_LISTS: dict[str, list[Cells]] = {
    "raw.products": [{}] * 2,
    "raw.customers": [{}] * 40,
    "raw.partners": [{}] * 2,
}
_TWICE: Cells = {"order_id": "'W'", "customer_id": "'C-1'", "ordered_at": "day + to_hours(9)"}
_OTHER_DAY = f"printf('W-%d-%s', number, {LAST_DAY} - 1)"


def _unlisted(cells: Cells, defect: int, near_miss: int) -> Scenarios:
    return today(
        defect=((40 - defect, {}), (defect, cells)),
        near_miss=((40 - near_miss, {}), (near_miss, cells)),
        days=2,
        beside=_LISTS,
    )


def _rates(day: str) -> Story:
    return Story(days=2, beside={"raw.fx_rates": [{"rate_date": day}]})


SCENARIOS: dict[str, Scenarios] = {
    "quantity_is_not_zero": rows({"quantity": "0"}, {"quantity": "0", "amount": "-5.00"}),
    "unit_price_is_not_negative": rows({"unit_price": "-10.00"}, {"unit_price": "0.00"}),
    "discount_is_within_the_price": rows(
        {"discount_amount": "10.01"}, {"discount_amount": "-10.00", "quantity": "-1"}
    ),
    "tax_is_within_the_amount": rows({"tax_amount": "9.00"}, {"tax_amount": "4.50"}),
    "tax_is_worth_mentioning": rows({"unit_price": "1000.00"}, {"unit_price": "100.00"}),
    "currency_has_its_code": rows({"currency": "'Euro'"}, {"currency": "'CHF'"}),
    "updates_follow_orders": rows(
        {"updated_at": "day - 1"},
        {
            "ordered_at": "day + to_minutes(cast(170 as integer))",
            "updated_at": "day + to_minutes(cast(130 as integer))",
        },
        {"updated_at": "day + 1"},
    ),
    "amounts_agree_with_prices": today(
        defect=((36, {"amount": "9.00"}), (4, {"amount": "900.00"})),
        near_miss=(
            (38, {"amount": "9.05"}),
            (1, {"amount": "900.00"}),
            (1, {"unit_price": "null", "amount": "7.00"}),
        ),
        days=2,
    ),
    "unit_cost_is_not_negative": rows({"unit_cost": "-5.00"}, {"unit_cost": "0.00"}),
    "skus_have_no_outer_blanks": rows({"sku": "'HAL-1 '"}, {"sku": "'HAL 1'"}),
    "postal_codes_are_no_numbers": rows(
        {"ship_postal_code": "'1067.0'"}, {"ship_postal_code": "'EC1.00'"}
    ),
    "an_order_has_one_currency": today(
        defect=((2, {"order_id": "'W'"}), (1, {"order_id": "'W'", "currency": "'GBP'"})),
        near_miss=((3, {"order_id": "'W'", "customer_id": "'C-1'", "sku": "'HAL-' || number"}),),
        days=1,
    ),
    "an_order_has_one_customer": today(
        defect=((8, {"order_id": "'V-' || number % 4", "customer_id": "'C-' || number"}),),
        near_miss=((6, {"order_id": "'V-' || number % 3", "customer_id": "'C-' || number"}),),
        days=1,
    ),
    "an_order_stays_in_its_channel": today(
        defect=((1, _TWICE), (1, {**_TWICE, "channel": "'Web'"})),
        near_miss=((1, _TWICE), (1, {**_TWICE, "channel": "'Web'", "customer_id": "'C-9'"})),
        days=1,
    ),
    "an_order_has_one_day": today(
        defect=((39, {}), (1, {"order_id": _OTHER_DAY})),
        near_miss=((39, {}), (1, {"order_id": _OTHER_DAY, "quantity": "-1"})),
        days=2,
    ),
    "lines_do_not_repeat_each_other": today(
        defect=((60, {}), (6, {"order_id": "'V-' || number"})),
        near_miss=((60, {}), (6, {"order_id": "'V-' || number", "quantity": "2"})),
        days=2,
    ),
    "pieces_are_near_the_usual": today(
        defect=((39, {}), (1, {"quantity": "1000"})), near_miss=((39, {}), (1, {"quantity": "10"}))
    ),
    "most_skus_are_listed": _unlisted({"sku": "'hal-1'"}, 5, 4),
    "skus_are_listed": _unlisted({"sku": "'X-1'"}, 1, 0),
    "customers_are_listed": _unlisted({"customer_id": "'99'"}, 5, 4),
    "partners_are_listed": today(
        defect=((39, {}), (1, {"partner_id": "'P-9'"})),
        near_miss=((39, {}), (1, {"partner_id": "null"})),
        days=2,
        beside=_LISTS,
    ),
    "currencies_have_rates": Scenarios(
        _rates(f"{LAST_DAY} - 3"), _rates(f"{LAST_DAY} - 13"), _rates(f"{LAST_DAY} - 10")
    ),
}
