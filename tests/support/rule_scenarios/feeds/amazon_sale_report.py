"""Stories of the Amazon rules that look at single rows."""

from tests.support.rule_scenarios.scenarios import Scenarios, rows, today

_NULL = "null"

SCENARIOS: dict[str, Scenarios] = {
    "quantity_is_plausible": rows({"quantity": "1000"}, {"quantity": "100"}),
    "amount_is_not_negative": rows({"amount": "-500.00"}, {"amount": "0.00"}),
    "price_of_a_piece_is_plausible": rows(
        {"amount": "50000.00"}, {"amount": "50000.00", "quantity": "2"}
    ),
    "amount_and_currency_go_together": rows(
        {"currency": _NULL}, {"currency": _NULL, "amount": _NULL}
    ),
    "currency_is_the_sellers": rows({"currency": "'USD'"}, {"currency": _NULL}),
    "status_is_known": rows({"status": "'Dispatched'"}, {"status": "'Shipped - Lost in Transit'"}),
    "fulfilment_is_known": rows({"fulfilment": "'amazon'"}, {"fulfilment": "'Merchant'"}),
    "sales_channel_is_known": rows(
        {"sales_channel": "'Amazon.com'"}, {"sales_channel": "'Non-Amazon'"}
    ),
    "order_id_has_its_form": rows(
        {"order_id": "'4.03E+16'"}, {"order_id": "'S02-1234567-7654321'"}
    ),
    "sku_belongs_to_its_style": rows({"sku": "'jne1-m'"}, {"sku": "'JNE1-KR-XXXL'"}),
    "postal_code_has_its_form": rows(
        {"ship_postal_code": "'400001.5'"}, {"ship_postal_code": _NULL}
    ),
    "asin_has_its_form": rows({"asin": "'M'"}, {"asin": _NULL}),
    "country_is_india": rows({"ship_country": "'US'"}, {"ship_country": _NULL}),
    "delivered_lines_went_by_courier": rows(
        {"status": "'Shipped - Delivered to Buyer'", "courier_status": "'Unshipped'"},
        {"status": "'Shipped - Delivered to Buyer'", "courier_status": _NULL},
    ),
    "cancelled_lines_did_not_ship": rows(
        {"status": "'Cancelled'", "courier_status": "'Shipped'"},
        {"status": "'Cancelled'", "courier_status": "'Cancelled'"},
    ),
    "only_merchant_lines_are_tracked": rows(
        {"status": "'Shipped - Returned to Seller'"},
        {"status": "'Shipped - Returned to Seller'", "fulfilment": "'Merchant'"},
    ),
    "a_line_stands_once": today(
        defect=((40, {}), (6, {"order_id": "'403-1111111-1111111'"})),
        near_miss=((40, {}), (3, {"order_id": "'403-1111111-1111111'"})),
        days=2,
    ),
}
