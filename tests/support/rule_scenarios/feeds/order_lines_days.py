"""Stories of the rules of the generic order lines that compare days."""

from tests.support.rule_scenarios.scenarios import Cells, Mix, Scenarios, today

_MANY: Mix = ((96, {}),)
_NIGHT = {"ordered_at": "day + to_minutes(cast(120 + number as integer))"}
_EVENING = {"ordered_at": "day + to_minutes(cast(1200 + number as integer))"}


def _share(cells: Cells, defect: int, near_miss: int) -> Scenarios:
    """Of 96 lines a day, so many are odd on the newest day."""
    return today(
        defect=((96 - defect, {}), (defect, cells)),
        near_miss=((96 - near_miss, {}), (near_miss, cells)),
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


def _all(defect: Cells, near_miss: Cells) -> Scenarios:
    """Every line of the newest day has other cells."""
    return today(((96, defect),), ((96, near_miss),), clean=_MANY, before=_MANY)


SCENARIOS: dict[str, Scenarios] = {
    "prices_are_near_the_usual": today(
        defect=((39, {}), (1, {"unit_price": "1000.00"})),
        near_miss=((39, {}), (1, {"unit_price": "1000.00", "currency": "'JPY'"})),
    ),
    "lines_have_more_than_one_status": _all({"status": "'returned'"}, {"status": "'pending'"}),
    "channels_are_known": _share({"channel": "'Web-Shop'"}, 40, 10),
    "countries_are_known": _share({"ship_country": "'Bremen'"}, 96, 20),
    "skus_are_known": _share({"sku": "'HAL-' || number"}, 96, 40),
    "lines_per_day": today(((10, {}),), ((76, {}),), clean=_MANY, before=_MANY),
    "lines_per_channel": _parts({"channel": "'Pop-up shop'"}, 0, 50),
    "lines_per_partner": _parts({"partner_id": "'P-2'"}, 0, 50),
    "lines_per_country": _parts({"ship_country": "'FR'"}, 0, 50),
    "share_returned": _share({"status": "'returned'"}, 40, 2),
    "lines_per_currency": _parts({"currency": "'GBP'"}, 0, 50),
    "money_per_currency": _all({"unit_price": "1000.00"}, {"unit_price": "12.00"}),
    "mean_price": _all({"unit_price": "100.00"}, {"unit_price": "10.80"}),
    "pieces_per_line": _all(
        {"quantity": "7"}, {"quantity": "case when number < 4 then 2 else 1 end"}
    ),
    "share_cancelled": _share({"status": "'cancelled'"}, 40, 2),
    "share_free_of_charge": _share({"unit_price": "0.00"}, 40, 2),
    "share_taken_back": _share({"quantity": "-1"}, 40, 2),
    "share_without_customer": _share({"customer_id": "null"}, 40, 2),
    "share_without_cost": _share({"unit_cost": "null"}, 60, 2),
    "share_sold_below_cost": _share({"unit_cost": "20.00"}, 40, 2),
    "share_by_night": _all(_NIGHT, {}),
    "share_in_the_evening": _all(_EVENING, {}),
}
