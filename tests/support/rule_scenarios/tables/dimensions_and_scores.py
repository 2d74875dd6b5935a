"""Stories of the rules of marts without days."""

from tests.support.rule_scenarios.scenarios import (
    LAST_DAY,
    Cells,
    Mix,
    Scenarios,
    Story,
    rows,
    today,
)


def _twice(same: Cells, other: Cells) -> Scenarios:
    """The same key twice; near is a row that differs in one part of it."""
    return today(
        ((1, same), (1, same)), ((1, same), (1, {**same, **other})), ((1, same),), before=()
    )


def _versions(defect_end: str, near_end: str) -> Scenarios:
    def two(end: str) -> Mix:
        return ((1, {"valid_to": end, "is_current": "false"}), (1, {"valid_from": "day"}))

    return today(two(defect_end), two(near_end), two(LAST_DAY), before=())


def _rows(table: str) -> Scenarios:
    """Empty though a day was delivered; near is empty because none was."""
    gone = (f"delete from marts.{table}",)
    days: Cells = {}
    one: Mix = ((1, {}),)
    return Scenarios(
        Story(today=one, before=(), beside={"raw.day_fingerprints": [days]}),
        Story(today=one, before=(), beside={"raw.day_fingerprints": [days]}, finally_=gone),
        Story(today=one, before=(), finally_=gone),
    )


SCENARIOS: dict[str, Scenarios] = {
    "dim_products.rows_are_unique": _twice({}, {"valid_from": "day"}),
    "dim_partners.rows_are_unique": _twice({}, {"valid_from": "day"}),
    "dim_customers.rows_are_unique": _twice({}, {"feed": "'online_retail'"}),
    "dim_dates.rows_are_unique": _twice({}, {"date_day": "day + 1"}),
    "dim_feeds.rows_are_unique": _twice({}, {"feed": "'online_retail'"}),
    "dim_customer_segments.rows_are_unique": _twice({}, {"currency": "'GBP'"}),
    "mart_partner_performance_dashboard.rows_are_unique": _twice({}, {"currency": "'GBP'"}),
    "versions_do_not_overlap": _versions(f"{LAST_DAY} + 1", f"{LAST_DAY} - 1"),
    **{
        f"{table}.has_rows": _rows(table)
        for table in (
            "fct_order_items",
            "agg_daily_sales",
            "mart_financial_performance_summary",
            "dim_products",
            "dim_dates",
            "dim_feeds",
        )
    },
    "scores_are_percentages": rows({"health_score": "-0.5"}, {"health_score": "null"}),
    "rates_are_shares": rows({"cancel_rate_90_days": "1.5"}, {"cancel_rate_90_days": "1.0"}),
    "days_have_no_gap": today(
        ((1, {}), (1, {"date_day": "day + 2"})),
        ((1, {}), (1, {"date_day": "day + 1"})),
        ((1, {}),),
        before=(),
    ),
    "as_of_dates_are_delivered": rows({"as_of_date": "day + 1"}, {"as_of_date": "day - 10"}),
}
