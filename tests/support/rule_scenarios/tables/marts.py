"""Stories of the rules of marts with days."""

from tests.support.rule_scenarios.scenarios import Cells, Mix, Scenarios, Story, rows

_MONEY = "decimal(18, 2)"
_FEW: Mix = ((2, {}),)


def _money(amount: str) -> str:
    return f"cast({amount} as {_MONEY})"


def _dimension(table: str, cells: Cells, defect: Cells, near_miss: Cells) -> Scenarios:
    """Scenarios of one odd line, with a dimension of one row beside it."""
    return Scenarios(
        *(
            Story(today=((2, {}), (1, odd)), before=_FEW, days=2, beside={table: [cells]})
            for odd in ({}, defect, near_miss)
        )
    )


def _raw_day(cells: Cells) -> Story:
    raw: Cells = {"order_id": "'W-0'", "is_superseded": "false", **cells}
    return Story(
        today=((1, {}),),
        before=(),
        days=0,
        beside={"raw.order_lines": [raw], "raw.day_fingerprints": [{}]},
    )


_LEDGER = "raw.international_sale_report"
_WHOLESALE: Cells = {
    "feed": "'international_sale_report'",
    "amount": _money("580.00"),
    "list_amount": _money("600.00"),
}


def _ledger(*sales: Cells) -> Story:
    return Story(today=((1, _WHOLESALE),), before=(), days=0, beside={_LEDGER: sales})


def _sums(cells: Cells) -> Story:
    """One row of sums, beside two lines of nine euros."""
    return Story(today=((1, cells),), before=(), days=0, beside={"marts.fct_order_items": [{}, {}]})


def _summary(cells: Cells) -> Story:
    return Story(today=((1, {}),), before=(), days=0, beside={"marts.agg_daily_sales": [cells]})


def _built(fingerprint: str, feed: str = "'order_lines'") -> Story:
    return Story(
        today=_FEW,
        before=(),
        days=0,
        beside={"raw.day_fingerprints": [{"fingerprint": fingerprint}, {"feed": feed}]},
    )


SCENARIOS: dict[str, Scenarios] = {
    "products_are_known": _dimension(
        "marts.dim_products",
        {},
        {"product_id": "'HAL-2'"},
        {"product_id": "'POST'", "line_kind": "'service'"},
    ),
    "partners_are_known": _dimension(
        "marts.dim_partners", {}, {"partner_id": "'P-2'"}, {"partner_id": "'P-1'"}
    ),
    "customers_are_known": _dimension(
        "marts.dim_customers", {}, {"customer_id": "'C-2'"}, {"customer_id": "null"}
    ),
    "lines_and_money_are_those_of_raw": Scenarios(
        _raw_day({}),
        _raw_day({"unit_price": "10.01"}),
        _raw_day({"unit_price": "10.50", "discount_amount": "1.50"}),
    ),
    "wholesale_money_is_that_of_the_ledger": Scenarios(
        _ledger({}),
        _ledger({}, {}),
        _ledger({}, {"layout": "'sales_with_stock'"}),
    ),
    "ladder_adds_up": rows(
        {"cancelled_amount": _money("1.00")},
        {"cancelled_amount": _money("1.00"), "kept_amount": _money("17.00")},
    ),
    "sums_are_unique": rows(
        {"category": "'C1'"}, {"category": "'C1'", "currency": "'GBP'"}, {"category": "'X'"}
    ),
    "sums_are_those_of_the_lines": Scenarios(
        _sums({}), _sums({"kept_amount": _money("17.99")}), _sums({"pending_amount": _money("1")})
    ),
    "days_are_those_of_raw": Scenarios(
        _built("'f'"), _built("'g'"), _built("'f'", "'international_sale_report'")
    ),
    "money_is_that_of_the_sums": Scenarios(
        _summary({}),
        _summary({"booked_amount": _money("18.01")}),
        _summary({"cancelled_amount": _money("1.00")}),
    ),
    "scores_are_percentages": rows(
        {"performance_score": "100.5"}, {"performance_score": "cast(100 as double)"}
    ),
}
