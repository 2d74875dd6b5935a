"""Stories of the rules of the Online Retail report."""

from tests.support.rule_scenarios.scenarios import LAST_DAY, Cells, Mix, Scenarios, rows, today

_MANY: Mix = ((100, {}),)
_INVOICE = f"printf('%06d', ({LAST_DAY} - 1 - date '2024-01-01') * 1000)"


def _share(cells: Cells, defect: int, near_miss: int) -> Scenarios:
    return today(
        defect=((100 - defect, {}), (defect, cells)),
        near_miss=((100 - near_miss, {}), (near_miss, cells)),
        clean=_MANY,
        before=_MANY,
    )


SCENARIOS: dict[str, Scenarios] = {
    "invoice_has_its_form": rows({"invoice": "'85123A'"}, {"invoice": "'C123456'"}),
    "quantity_is_not_zero": rows({"quantity": "0"}, {"quantity": "-2"}),
    "only_adjustments_have_negative_prices": rows(
        {"unit_price": "-2.50"}, {"unit_price": "-2.50", "invoice": "'A123456'"}
    ),
    "negative_pieces_are_credits": rows(
        {"quantity": "-2"}, {"quantity": "-2", "unit_price": "0.0000"}
    ),
    "an_invoice_has_one_customer": today(
        defect=((2, {"invoice": "'999999'", "customer_code": "'1' || number"}),),
        near_miss=((2, {"invoice": "'999999'", "stock_code": "'1' || number"}),),
        days=1,
    ),
    "an_invoice_has_one_day": today(
        defect=((39, {}), (1, {"invoice": _INVOICE})),
        near_miss=((39, {}), (1, {"invoice": f"'C' || {_INVOICE}"})),
        days=2,
    ),
    "countries_are_known": _share({"country": "'13085'"}, 40, 20),
    "lines_per_day": today(((5, {}),), ((80, {}),), clean=_MANY, before=_MANY),
    "share_taken_back": _share({"quantity": "-2"}, 40, 2),
    "share_without_customer": _share({"customer_code": "null"}, 70, 2),
    "share_free_of_charge": _share({"unit_price": "0.0000"}, 40, 2),
}
