"""Stories of the rules of single order items."""

from tests.support.rule_scenarios.scenarios import Scenarios, rows


def _money(amount: str) -> str:
    return f"cast({amount} as decimal(18, 2))"


SCENARIOS: dict[str, Scenarios] = {
    "lines_have_their_keys": rows({"order_id": "null"}, {"customer_id": "null"}),
    "lines_are_unique": rows(
        {"order_line_id": "printf('%s %d', day, 1)"},
        {"order_line_id": "'y'"},
        {"order_line_id": "'x'"},
    ),
    "states_are_on_the_ladder": rows({"order_state": "null"}, {"order_state": "'lost'"}),
    "kept_lines_are_shipped": rows(
        {"order_state": "'cancelled'"}, {"order_state": "'returned'", "is_credit": "true"}
    ),
    "amount_is_list_less_discount": rows({"amount": _money("10.00")}, {"amount": _money("9.50")}),
    "credits_take_money_back": rows({"is_credit": "true"}, {"is_credit": "true", "quantity": "-1"}),
    "services_are_told_from_goods": rows(
        {"line_kind": "'service'"}, {"line_kind": "'service'", "service_kind": "'postage'"}
    ),
    "conversions_keep_the_sign": rows(
        {"reporting_amount": _money("-9.00")}, {"reporting_amount": "null"}
    ),
    "costs_are_not_negative": rows(
        {"unit_cost": "null"}, {"unit_cost": "null", "margin_unavailable_reason": "'None.'"}
    ),
}
