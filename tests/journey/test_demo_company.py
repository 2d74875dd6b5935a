"""The demo company taken down the whole road: the marts say what is true of it, to the cent."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from ecom_platform.demo.company.known_truth import FeedTruth, Truth
from ecom_platform.demo.marketplace.amazon_sale_report import SPIKE_CATEGORY
from tests.support.platform.published import Ask, DemoCompany, asking, one

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("demo company")]

FEEDS = ("amazon_sale_report", "international_sale_report", "order_lines")


@dataclass(frozen=True)
class Company:
    """What is true, and how to ask what was published."""

    truth: Truth
    ask: Ask


@pytest.fixture(scope="module")
def company(demo_company: DemoCompany) -> Iterator[Company]:
    with asking(demo_company.data) as ask:
        yield Company(demo_company.truth, ask)


def _feed(company: Company, name: str) -> FeedTruth:
    return company.truth.feeds[name]


@pytest.mark.parametrize("feed", FEEDS)
def test_every_line_unit_and_cent_is_there_by_channel_month_kind_state_and_currency(
    company: Company, feed: str
) -> None:
    published = company.ask(
        f"""
        select channel, strftime(order_date, '%Y-%m'), line_kind, order_state, currency, is_credit,
            count(*), sum(quantity), coalesce(sum(amount), 0)
        from marts.fct_order_items where feed = '{feed}' group by all order by all
        """
    )
    true = [
        (
            c.channel,
            c.month,
            c.line_kind,
            c.state,
            c.currency,
            c.is_credit,
            c.lines,
            c.units,
            c.amount,
        )
        for c in _feed(company, feed).cells
    ]
    assert sorted(published) == sorted(true)


@pytest.mark.parametrize("feed", FEEDS)
def test_two_routes_to_kept_revenue_agree_with_the_truth(company: Company, feed: str) -> None:
    truth = _feed(company, feed)
    for currency in truth.currencies:
        kept = truth.ladder(currency)["kept"]
        where = f"where feed = '{feed}' and currency = '{currency}'"
        for mart in ("agg_daily_sales", "mart_financial_performance_summary"):
            assert one(company.ask, f"select sum(kept_amount) from marts.{mart} {where}") == (kept,)


@pytest.mark.parametrize("feed", FEEDS)
def test_each_step_of_the_ladder_is_the_true_one(company: Company, feed: str) -> None:
    truth = _feed(company, feed)
    for currency in truth.currencies:
        found = one(
            company.ask,
            f"""
            select sum(booked_amount), sum(cancelled_amount), sum(pending_amount),
                sum(returned_amount), sum(lost_amount), sum(kept_amount)
            from marts.agg_daily_sales where feed = '{feed}' and currency = '{currency}'
            """,
        )
        steps = ("booked", "cancelled", "pending", "returned", "lost", "kept")
        assert found == tuple(truth.ladder(currency)[step] for step in steps)


def test_unreadable_rows_are_quarantined_with_their_money(company: Company) -> None:
    truth = _feed(company, "order_lines").quarantined
    assert truth.lines > 0
    found = one(company.ask, "select count(*), sum(amount) from raw.quarantine")
    assert found == (truth.lines, truth.amount)


def test_there_are_as_many_customers_as_there_are_and_none_on_amazon(company: Company) -> None:
    found = company.ask("select feed, count(*) from marts.dim_customers group by 1 order by 1")
    assert found == [
        ("international_sale_report", company.truth.customers["international"]),
        ("order_lines", company.truth.customers["webshop"]),
    ]


def test_orders_and_partial_days_are_the_true_ones(company: Company) -> None:
    for feed in ("amazon_sale_report", "order_lines"):
        orders = _feed(company, feed).facts["orders"]
        sql = f"select count(distinct order_id) from marts.fct_order_items where feed = '{feed}'"
        assert one(company.ask, sql) == (orders,)
    sql = (
        "select first_date, last_date, is_first_day_partial, is_last_day_partial "
        "from marts.dim_feeds where feed = 'amazon_sale_report'"
    )
    first, last = (
        date.fromisoformat(day)
        for day in _feed(company, "amazon_sale_report").facts["partial_days"]
    )
    assert one(company.ask, sql) == (first, last, True, True)


def test_each_stated_price_and_category_change_is_a_version_of_its_product(
    company: Company,
) -> None:
    for day, change in company.truth.changes["products"].items():
        starting = {
            sku
            for (sku,) in company.ask(
                f"select distinct sku from marts.dim_products where valid_from = date '{day}'"
            )
        }
        assert set(change["skus"]) <= starting


def test_the_stock_report_is_there_row_by_row(company: Company) -> None:
    truth = company.truth.reference["stock_report"]
    found = one(
        company.ask,
        "select count(*), sum(stock) from marts.fct_stock_levels where feed = 'stock_report'",
    )
    assert found == (truth["rows"], truth["stock"])


def test_the_outage_day_sold_nothing_in_the_webshop(company: Company) -> None:
    day = company.truth.events["webshop_outage_day"]
    sql = (
        "select count(*) from marts.fct_order_items "
        f"where channel = 'Webshop' and order_date = date '{day}' and not is_credit"
    )
    assert one(company.ask, sql) == (0,)


def test_no_mart_is_empty(company: Company) -> None:
    marts = company.ask("select table_name from duckdb_tables() where schema_name = 'marts'")
    assert marts
    counts = {name: one(company.ask, f"select count(*) from marts.{name}")[0] for (name,) in marts}
    assert [name for name, count in counts.items() if count == 0] == []


def test_the_files_that_were_dropped_are_the_files_that_are_listed(company: Company) -> None:
    listed = {Path(name).name for (name,) in company.ask("select file_name from raw.files")}
    assert listed == set(company.truth.files)


def _flagged(company: Company, where: str) -> set[tuple[str, str]]:
    """The measures flagged, with their kinds."""
    rows = company.ask(
        f"""
        select measure, anomaly_kind from analytics.sales_anomalies
        where is_anomaly and {where} order by all
        """
    )
    return {(measure, kind) for measure, kind in rows}


def test_the_day_the_webshop_was_down_is_flagged_as_missing(company: Company) -> None:
    day = company.truth.events["webshop_outage_day"]
    found = _flagged(
        company, f"feed = 'order_lines' and dimension = 'total' and order_date = '{day}'"
    )
    assert ("orders", "missing") in found


def test_the_day_one_category_sold_several_times_its_usual_names_the_category_as_the_cause(
    company: Company,
) -> None:
    where = f"""
        feed = 'amazon_sale_report' and dimension = 'total'
        and order_date = '{company.truth.events["amazon_spike_day"]}'
    """
    assert ("orders", "spike") in _flagged(company, where)
    causes = company.ask(
        f"""
        select cause from analytics.anomaly_causes
        where {where} and measure = 'orders' and cause_rank = 1
        """
    )
    assert causes == [(SPIKE_CATEGORY,)]


def test_forecasts_of_parts_add_up_to_their_totals(company: Company) -> None:
    apart = company.ask(
        """
        with sums as (
            select feed, currency, forecast_date, dimension, sum(expected_amount) as amount,
                count(*) as parts
            from analytics.revenue_forecast where unavailable_reason is null group by all
        )
        select part.feed, part.dimension, part.forecast_date from sums as part
        inner join sums as total using (feed, currency, forecast_date)
        where total.dimension = 'total' and part.dimension <> 'total'
            and abs(part.amount - total.amount) > 0.01 * (part.parts + 1)
        """
    )
    assert apart == []
