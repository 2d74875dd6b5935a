"""Rules of the marts that have no days of their own: dimensions and scores."""

from ecom_platform.quality.rules.rule import Declare, Query, Rule, Unique, exact

_OWNER = "analytics-engineering@example.com"


def _rows_are_unique(table: str, columns: tuple[str, ...]) -> Rule:
    return Declare(f"marts.{table}", _OWNER)(
        "rows_are_unique",
        "uniqueness",
        f"No two rows are equal in {', '.join(columns)}. Otherwise joins count twice. Rebuild the "
        "table.",
        Unique(columns),
    )


def _versions_do_not_overlap(table: str, key: str) -> Rule:
    return Declare(f"marts.{table}", _OWNER)(
        "versions_do_not_overlap",
        "integrity",
        f"At any time one version of a {key} is valid, and one is current. Otherwise a fact joins "
        "two versions. Rebuild the dimension.",
        Query(
            failing=f"""
                select {key}, valid_from, valid_to, next_from from (
                    select *, lead(valid_from) over (
                        partition by {key} order by valid_from
                    ) as next_from
                    from marts.{table}
                )
                where valid_to < valid_from
                    or (next_from is not null and (valid_to is null or valid_to > next_from))
                    or is_current is distinct from (next_from is null)
                order by {key}, valid_from
            """,
            finding=f"The version of {{{key}}} from {{valid_from}} ends on {{valid_to}}; the next "
            "begins on {next_from}.",
        ),
    )


def _has_rows(table: str) -> Rule:
    return Declare(f"marts.{table}", _OWNER)(
        "has_rows",
        "completeness",
        "The table has rows when order lines were delivered. An empty table was built before its "
        "sources. Build again.",
        Query(
            failing=f"""
                select count(*) as delivered_days from raw.day_fingerprints
                where not exists (select 1 from marts.{table})
                having count(*) > 0
            """,
            finding="It has no rows, but {delivered_days} days were delivered.",
        ),
    )


RULES = (
    _rows_are_unique("dim_products", ("product_id", "valid_from")),
    _rows_are_unique("dim_partners", ("partner_id", "valid_from")),
    _rows_are_unique("dim_customers", ("feed", "customer_id")),
    _rows_are_unique("dim_dates", ("date_day",)),
    _rows_are_unique("dim_feeds", ("feed",)),
    _rows_are_unique("dim_customer_segments", ("feed", "customer_id", "currency")),
    _rows_are_unique("mart_partner_performance_dashboard", ("feed", "partner_id", "currency")),
    _versions_do_not_overlap("dim_products", "product_id"),
    _versions_do_not_overlap("dim_partners", "partner_id"),
    *map(
        _has_rows,
        (
            "fct_order_items",
            "agg_daily_sales",
            "mart_financial_performance_summary",
            "dim_products",
            "dim_dates",
            "dim_feeds",
        ),
    ),
    Declare("marts.mart_partner_performance_dashboard", _OWNER)(
        "scores_are_percentages",
        "validity",
        "A health score is 0 to 100. Check its components.",
        exact("health_score is null or health_score between 0 and 100"),
    ),
    Declare("marts.mart_partner_performance_dashboard", _OWNER)(
        "rates_are_shares",
        "validity",
        "A cancel or return rate lies between 0 and 1. Check the amounts it is computed from.",
        exact(
            "coalesce(cancel_rate_90_days, 0) between 0 and 1 "
            "and coalesce(return_rate_90_days, 0) between 0 and 1"
        ),
    ),
    Declare("marts.dim_dates", _OWNER)(
        "days_have_no_gap",
        "completeness",
        "Every day between the first and the last has a row. Otherwise charts skip the day. "
        "Rebuild dim_dates.",
        Query(
            failing="""
                select min(date_day) as first_day, max(date_day) as last_day,
                    count(*) as day_count from marts.dim_dates
                having count(*) <> max(date_day) - min(date_day) + 1
            """,
            finding="From {first_day} to {last_day} there are only {day_count} days.",
        ),
    ),
    Declare("marts.dim_feeds", _OWNER)(
        "as_of_dates_are_delivered",
        "integrity",
        "The as-of day of every feed is one of its own days. Otherwise windows end on a day "
        "without rows. Rebuild dim_feeds.",
        exact("as_of_date between first_date and last_date and line_count > 0"),
    ),
)
