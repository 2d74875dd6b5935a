"""Small tables of partners and of their levers, with the columns that pages read."""

from typing import Any

import duckdb

_HEALTH = {
    "feed": "'shop'",
    "partner_id": "'A'",
    "currency": "'EUR'",
    "partner_name": "'Anna'",
    "partner_type": "'seller'",
    "region": "null::varchar",
    "as_of_date": "date '2025-06-30'",
    "last_order_date": "date '2025-06-29'",
    "booked_amount_90_days": "120.00::decimal(18,2)",
    "kept_amount_90_days": "100.00::decimal(18,2)",
    "previous_kept_amount_90_days": "80.00::decimal(18,2)",
    "kept_growth_share_90_days": "0.25::double",
    "growth_unavailable_reason_90_days": "null::varchar",
    "amount_unavailable_reason": "null::varchar",
    "cancel_rate_90_days": "0.1::double",
    "return_rate_90_days": "0.1::double",
    **{
        f"{name}_unavailable_reason{suffix}": "null::varchar"
        for name, suffix in (
            ("cancel_rate", "_90_days"),
            ("return_rate", "_90_days"),
            ("rhythm", ""),
            ("breadth", ""),
            ("discount", ""),
        )
    },
    "target_attainment_share_90_days": "null::double",
    "target_unavailable_reason_90_days": "'No target is stated.'",
    "health_score": "80.0::double",
    "health_unavailable_reason": "null::varchar",
    "efficiency_rating": "'A'",
    "efficiency_unavailable_reason": "null::varchar",
    "rank_within_type": "1::integer",
    "partners_within_type": "3::bigint",
    "known_weight_share": "1.0::double",
    **{
        f"{name}_component": "50.0::double"
        for name in ("growth", "cancel", "return", "recency", "breadth", "discount")
    },
}
_LEVER = {
    "feed": "'shop'",
    "partner_id": "'A'",
    "currency": "'EUR'",
    "lever_name": "'order_value'",
    "is_higher_better": "true",
    "lever_value": "10.0::double",
    "lever_unavailable_reason": "null::varchar",
    "peer_count": "6::bigint",
    "benchmark_p25": "12.0::double",
    "benchmark_median": "20.0::double",
    "benchmark_p75": "30.0::double",
    "benchmark_unavailable_reason": "null::varchar",
    "gap_to_best_quartile": "20.0::double",
    "upside_amount": "200.00::decimal(18,2)",
    "upside_unavailable_reason": "null::varchar",
    "lever_order": "1::integer",
    "recommendation": "'Raise the value of an order.'",
    "peer_rank": "5::integer",
}


def partner_tables(
    health: list[dict[str, Any]], levers: list[dict[str, Any]] | None = None
) -> duckdb.DuckDBPyConnection:
    """A database with these partners and levers; what a row leaves out is usual."""
    connection = duckdb.connect()
    connection.execute("create schema marts")
    _create(connection, "mart_partner_performance_dashboard", _HEALTH, health)
    _create(connection, "mart_partner_optimization_insights", _LEVER, levers or [])
    connection.execute(
        """
        create table marts.agg_daily_sales (order_date date, partner_id varchar,
            currency varchar, line_kind varchar, kept_amount decimal(18,2),
            pending_amount decimal(18,2), cancelled_amount decimal(18,2),
            returned_amount decimal(18,2), lost_amount decimal(18,2))
        """
    )
    return connection


def _create(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    usual: dict[str, str],
    rows: list[dict[str, Any]],
) -> None:
    columns = ", ".join(f"{sql} as {name}" for name, sql in usual.items())
    connection.execute(f"create table marts.{table} as select {columns} limit 0")
    for row in rows:
        assert row.keys() <= usual.keys()
        connection.execute(f"insert into marts.{table} select {columns}")
        if row:
            changes = ", ".join(f"{name} = ${name}" for name in row)
            connection.execute(
                f"update marts.{table} set {changes} where rowid = (select max(rowid) "
                f"from marts.{table})",
                row,
            )
