"""A version of a tiny company, written by hand: two shops on one channel, nine weeks, one bad day.

All other days are equal, so that a report has nothing to mention but what was planted.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from ecom_platform.publishing.manifest import HeldFact, TableContent, VersionManifest
from ecom_platform.settings import Settings

VERSION = "20260601-060000-000000-abcd1234"
AS_OF = date(2026, 5, 31)  # a Sunday
FIRST = AS_OF - timedelta(days=62)
OWN, OTHER = "SHOP-A", "SHOP-B"
NAMES = {OWN: "Alma & Sons", OTHER: "Brightwater Trading"}
AMOUNTS = {OWN: 100, OTHER: 7_777}  # a day's booked money
BAD_DAY = AS_OF - timedelta(days=2)
AT_STAKE = Decimal("-4321.50")

_SCHEMA = """
create schema marts; create schema analytics;
create table marts.agg_daily_sales (feed varchar, order_date date, channel varchar,
    partner_id varchar, category varchar, currency varchar, line_kind varchar, line_count bigint,
    quantity bigint, booked_amount decimal(18, 2), cancelled_amount decimal(18, 2),
    pending_amount decimal(18, 2), returned_amount decimal(18, 2), lost_amount decimal(18, 2),
    kept_amount decimal(18, 2));
create table marts.fct_order_items (feed varchar, order_id varchar, order_date date,
    channel varchar, partner_id varchar, category varchar, currency varchar, line_kind varchar,
    is_credit boolean);
create table marts.dim_feeds (feed varchar, first_complete_date date, as_of_date date,
    is_first_day_partial boolean);
create table marts.dim_partners (partner_id varchar, partner_name varchar, is_current boolean);
create table marts.mart_partner_performance_dashboard (feed varchar, partner_id varchar,
    partner_name varchar, currency varchar, kept_amount_90_days decimal(18, 2),
    previous_kept_amount_90_days decimal(18, 2), kept_growth_share_90_days double,
    growth_unavailable_reason_90_days varchar, kept_amount_30_days decimal(18, 2),
    previous_kept_amount_30_days decimal(18, 2), kept_growth_share_30_days double,
    health_score double, days_since_last_order integer);
create table marts.mart_partner_optimization_insights (feed varchar, partner_id varchar,
    currency varchar, lever_name varchar, is_higher_better boolean, lever_value double,
    benchmark_p25 double, benchmark_median double, benchmark_p75 double,
    upside_amount decimal(18, 2), lever_order integer, recommendation varchar,
    lever_unavailable_reason varchar, benchmark_unavailable_reason varchar,
    upside_unavailable_reason varchar, peer_count bigint, gap_to_best_quartile double,
    peer_rank integer);
create table marts.dim_customer_segments (feed varchar, customer_id varchar, customer_name varchar,
    currency varchar, segment varchar, monetary decimal(18, 2), next_best_action varchar,
    frequency bigint, last_order_date date, investment_priority_score decimal(5, 1));
create table marts.mart_cohort_analysis (feed varchar, currency varchar, cohort_month date,
    months_since integer, cohort_size bigint, active_customers bigint, retention_share double,
    is_censored boolean, is_small_cohort boolean, is_left_censored boolean);
create table analytics.sales_anomalies (feed varchar, currency varchar, measure varchar,
    dimension varchar, dimension_value varchar, order_date date, is_anomaly boolean,
    direction varchar, amount_at_stake decimal(18, 2), explanation varchar,
    unavailable_reason varchar);
create table analytics.revenue_forecast (feed varchar, currency varchar, dimension varchar,
    dimension_value varchar, forecast_date date, expected_amount decimal(18, 2),
    lower_80_amount decimal(18, 2), upper_80_amount decimal(18, 2), lower_95_amount decimal(18, 2),
    upper_95_amount decimal(18, 2), event_note varchar, unavailable_reason varchar);
"""


@dataclass
class ReportCompany:
    """A data folder with one published version.

    Attributes:
        data: the data folder.
        last_week: booked money of a day of the last week, as a multiple of an ordinary day.
        amounts: booked money of each partner on an ordinary day.
        held: tables that readers see with an earlier content.
        missing: tables that the version lacks.
    """

    data: Path
    last_week: Decimal = Decimal(1)
    amounts: Mapping[str, int] = field(default_factory=lambda: AMOUNTS)
    held: Mapping[str, HeldFact] = field(default_factory=dict)
    missing: tuple[str, ...] = ()

    @property
    def settings(self) -> Settings:
        """Settings with this data folder."""
        return Settings(data=self.data)

    def publish(self) -> Settings:
        """Write the version and make it current."""
        folder = self.settings.published / VERSION
        folder.mkdir(parents=True)
        with duckdb.connect(str(folder / "warehouse.duckdb")) as connection:
            connection.execute(_SCHEMA)
            _fill_tables(connection, self.amounts, self.last_week)
            tables = connection.execute(
                "select table_schema || '.' || table_name from information_schema.tables order by 1"
            ).fetchall()
        names = [name for (name,) in tables if name not in self.missing]
        (folder / "manifest.json").write_text(_manifest(names, self.held).model_dump_json())
        (self.settings.published / "CURRENT").write_text(VERSION)
        return self.settings

    def recipients(self, *entries: Mapping[str, Any]) -> None:
        """Write `reports.yaml`; JSON is YAML."""
        self.settings.report_recipients.write_text(json.dumps(entries))


def held_since(cause: str, because: str) -> HeldFact:
    """A table that is held, with an earlier content."""
    return HeldFact(
        since=datetime(2026, 5, 30, 4, 30), because=because, cause=cause, content_of="earlier"
    )


def _fill_tables(
    connection: duckdb.DuckDBPyConnection, amounts: Mapping[str, int], last_week: Decimal
) -> None:
    connection.execute(
        "insert into marts.dim_feeds values ('order_lines', $first, $as_of, false)",
        {"first": FIRST, "as_of": AS_OF},
    )
    for partner, daily in amounts.items():
        connection.execute(
            "insert into marts.dim_partners values ($id, $name, true)",
            {"id": partner, "name": NAMES[partner]},
        )
        _add_sales(connection, partner, daily, last_week)
        _add_partner_marts(connection, partner, daily)
        _add_forecast(connection, "partner", partner, daily)
    _add_forecast(connection, "total", "", sum(amounts.values()))
    connection.execute(
        """
        insert into analytics.sales_anomalies values ('order_lines', 'EUR', 'revenue', 'channel',
            'Webshop', $day, true, 'down', $stake, '-42 %: 80 % of it is SHOP-B, units not price.',
            null)
        """,
        {"day": BAD_DAY, "stake": AT_STAKE},
    )
    connection.execute(
        """
        insert into marts.dim_customer_segments values
            ('order_lines', 'C-1', 'Carla Moss', 'EUR', 'cannot lose', 1234.00,
                'Call in person and ask why: 9 orders', 9, '2026-03-01', 91.0),
            ('order_lines', 'C-2', null, 'EUR', 'champion', 5000.00, 'Keep close: 4', 4,
                '2026-05-20', 20.0);
        insert into marts.mart_cohort_analysis values
            ('order_lines', 'EUR', '2026-03-01', 1, 50, 10, 0.2, false, false, false),
            ('order_lines', 'EUR', '2026-04-01', 1, 60, 15, 0.25, false, false, false)
        """
    )


def _add_sales(
    connection: duckdb.DuckDBPyConnection, partner: str, daily: int, last_week: Decimal
) -> None:
    values = {"partner": partner, "daily": daily, "first": FIRST, "as_of": AS_OF}
    connection.execute(
        f"""
        insert into marts.agg_daily_sales
        select 'order_lines', day, 'Webshop', $partner, category, 'EUR', 'goods', 1, 1, amount, 0,
            0, 0, 0, amount
        from (
            select day::date as day, category,
                $daily / 2 * case when day > $as_of::date - 7 then {last_week} else 1 end as amount
            from generate_series($first::date, $as_of::date, interval 1 day) as days(day),
                (values ('Garden'), ('Kitchen')) as categories(category)
        )
        """,
        values,
    )
    connection.execute(
        """
        insert into marts.fct_order_items
        select feed, partner_id || order_date || category, order_date, channel, partner_id,
            category, currency, line_kind, false
        from marts.agg_daily_sales where partner_id = $partner
        """,
        {"partner": partner},
    )


def _add_partner_marts(connection: duckdb.DuckDBPyConnection, partner: str, daily: int) -> None:
    connection.execute(
        """
        insert into marts.mart_partner_performance_dashboard values ('order_lines', $partner, $name,
            'EUR', $kept, $before, -0.25, null, null, null, null, 61, 0);
        """,
        {"partner": partner, "name": NAMES[partner], "kept": daily * 90, "before": daily * 120},
    )
    connection.execute(
        """
        insert into marts.mart_partner_optimization_insights values ('order_lines', $partner, 'EUR',
            'return_rate', false, $own, 0.05, 0.07, 0.09, $upside, 1, 'Cut returns.', null, null,
            null, null, null, null)
        """,
        {"partner": partner, "own": 0.08 + daily / 1e6, "upside": daily * 3},
    )


def _add_forecast(
    connection: duckdb.DuckDBPyConnection, dimension: str, value: str, daily: int
) -> None:
    connection.execute(
        """
        insert into analytics.revenue_forecast
        select 'order_lines', 'EUR', $dimension, $value, day::date, $daily, $daily * 0.9,
            $daily * 1.1, $daily * 0.8, $daily * 1.2,
            case when day = $as_of::date + 3 then 'Summer sale, plus 12 % by the last one' end, null
        from generate_series($as_of::date + 1, $as_of::date + 28, interval 1 day) as days(day)
        """,
        {"dimension": dimension, "value": value, "daily": daily, "as_of": AS_OF},
    )


def _manifest(tables: list[str], held: Mapping[str, HeldFact]) -> VersionManifest:
    content = TableContent(rows=1, checksum="1")
    return VersionManifest(
        version=VERSION,
        created_at=datetime(2026, 6, 1, 6),
        run_id="run-1",
        git_hash=None,
        content="1",
        bytes=1,
        tables=dict.fromkeys(tables, content),
        empty_tables={},
        feeds=[],
        files=[],
        checks={"passed": 1, "failed": 0, "warned": 0},
        failed_checks=[],
        held=dict(held),
    )
