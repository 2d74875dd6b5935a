"""Stories of the Amazon rules that compare days."""

from tests.support.rule_scenarios.scenarios import Cells, Mix, Scenarios, today

_MANY: Mix = ((100, {}),)
_CANCELLED: Cells = {"status": "'Cancelled'"}


def _share(cells: Cells, defect: int, near_miss: int) -> Scenarios:
    """Of a hundred lines a day, so many are odd on the newest day."""
    return today(
        defect=((100 - defect, {}), (defect, cells)),
        near_miss=((100 - near_miss, {}), (near_miss, cells)),
        clean=_MANY,
        before=_MANY,
    )


def _parts(cells: Cells, defect: int, near_miss: int) -> Scenarios:
    """A part of sixty lines a day beside another, with so many on the newest day."""
    before: Mix = ((60, {}), (60, cells))
    return today(
        defect=((60, {}), (defect, cells)),
        near_miss=((60, {}), (near_miss, cells)),
        clean=before,
        before=before,
    )


SCENARIOS: dict[str, Scenarios] = {
    "prices_are_near_the_usual": today(
        defect=((39, {}), (1, {"amount": "50000.00"})),
        near_miss=((39, {}), (1, {"amount": "2400.00"})),
    ),
    "styles_have_their_usual_prices": today(
        defect=((39, {}), (1, {"amount": "5.00", "sku": "'JNE1-XXXL'"})),
        near_miss=((39, {}), (1, {"amount": "101.00", "sku": "'JNE1-XXXL'"})),
    ),
    "lines_do_not_repeat_each_other": today(
        defect=((60, {}), (6, {"order_id": "printf('404-%07d-0240331', number)"})),
        near_miss=((60, {}), (3, {"order_id": "printf('404-%07d-0240331', number)"})),
        days=2,
    ),
    "an_order_has_one_day": today(
        defect=((39, {}), (1, {"order_id": "printf('403-%07d-0240330', number)"})),
        near_miss=((39, {}), (1, {"order_id": "printf('403-%07d-0240401', number)"})),
        days=2,
    ),
    "lines_have_more_than_one_status": today(
        defect=((100, {"status": "'Shipped'"}),),
        near_miss=((100, {"status": "'Pending'"}),),
        before=_MANY,
    ),
    "states_are_states": today(
        defect=((30, {}), (10, {"ship_state": "'PUNE'"})),
        near_miss=((36, {}), (4, {"ship_state": "'ASSAM'"})),
    ),
    "skus_are_known": today(
        defect=((10, {}), (30, {"sku": "'JNE1-' || number"})),
        near_miss=((30, {}), (10, {"sku": "'JNE1-' || number"})),
    ),
    "lines_per_day": today(defect=((10, {}),), near_miss=((80, {}),), clean=_MANY, before=_MANY),
    "lines_per_programme": _parts({"fulfilment": "'Merchant'"}, 0, 50),
    "lines_per_category": _parts({"category": "'kurta'"}, 120, 70),
    "lines_per_state": _parts({"ship_state": "'GOA'"}, 120, 70),
    "money_per_day": today(
        defect=((100, {"amount": "50000.00"}),),
        near_miss=((100, {"amount": "600.00"}),),
        clean=_MANY,
        before=_MANY,
    ),
    "mean_price": today(
        defect=((100, {"amount": "1500.00"}),),
        near_miss=((100, {"amount": "540.00"}),),
        clean=_MANY,
        before=_MANY,
    ),
    "pieces_per_line": today(
        defect=((100, {"quantity": "4"}),),
        near_miss=((95, {}), (5, {"quantity": "2"})),
        clean=_MANY,
        before=_MANY,
    ),
    "share_cancelled": _share(_CANCELLED, 60, 5),
    "share_without_amount": _share({"amount": "null", "currency": "null"}, 40, 2),
    "share_free_of_charge": _share({"amount": "0.00"}, 40, 2),
    "share_business": _share({"is_b2b": "true"}, 90, 2),
    "share_without_address": _share({"ship_postal_code": "null"}, 40, 2),
    "share_by_merchant": _share({"fulfilment": "'Merchant'"}, 90, 2),
}
