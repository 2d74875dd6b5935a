"""Stories of the rules of the wholesale ledger."""

from tests.support.rule_scenarios.scenarios import Scenarios, rows, today

SCENARIOS: dict[str, Scenarios] = {
    "pieces_are_plausible": rows({"pieces": "-2"}, {"pieces": "null", "layout": "'style_stock'"}),
    "rate_is_positive": rows({"rate": "0.00"}, {"rate": "0.01"}),
    "amount_is_pieces_times_rate": rows({"gross_amount": "58000.00"}, {"gross_amount": "600.50"}),
    "stock_is_not_negative": rows({"stock": "-1"}, {"stock": "0"}),
    "customers_have_names": rows({"customer_name": "'44713'"}, {"customer_name": "'A.K. 7 BO'"}),
    "rates_are_near_the_usual": today(
        defect=((39, {}), (1, {"gross_amount": "29000.00"})),
        near_miss=((39, {}), (1, {"gross_amount": "29000.00", "sku": "'SHIPPING'"})),
    ),
    "mean_rate": today(
        defect=((40, {"gross_amount": "5800.00"}),), near_miss=((40, {"gross_amount": "620.00"}),)
    ),
}
