"""The last complete day of a feed, on random daily sales with planted partial days and lone orders.

Each series is a feed of its own, so that dbt builds all of them at once.
"""

import random
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

import duckdb
import pytest

from tests.support.platform.company import Company

pytestmark = pytest.mark.slow

SERIES = 240
FULL_SHARE, WINDOW = 0.6, 28
FAR_AWAY = (2, 6, 45, 365, 27_000)
MODELS = ("int_feed_days", "int_feed_history", "dim_feeds")


@dataclass(frozen=True)
class Planted:
    """The daily lines of a feed, and its last complete day as planted."""

    feed: str
    lines: dict[date, int]
    last_full: date


def _planted(number: int) -> Planted:
    """Full days of a steady shop, perhaps a partial day, and up to three lone orders after it."""
    chance = random.Random(number)
    level = chance.randint(20, 400)
    first = date(2020, 1, 1) + timedelta(days=chance.randint(0, 1500))
    length = chance.randint(10, 120)
    lines = {
        first + timedelta(days=offset): round(level * chance.uniform(0.8, 1.25))
        for offset in range(length)
        if chance.random() > 0.05 or offset in (0, length - 1)
    }
    last = max(lines)
    if chance.random() < 0.5:
        lines[last + timedelta(days=1)] = round(level * chance.uniform(0.15, 0.4))
    if chance.random() < 0.3:
        lines[first - timedelta(days=chance.choice(FAR_AWAY[1:4]))] = 1
    for distance in chance.sample(FAR_AWAY, chance.randint(0, 3)):
        lines[last + timedelta(days=distance)] = 1
    return Planted(f"feed_{number:03}", lines, last)


def _write(connection: duckdb.DuckDBPyConnection, series: list[Planted]) -> None:
    """The two marts that say on which days a feed sold."""
    connection.execute("create schema if not exists marts")
    connection.execute(
        """
        create table marts.agg_daily_sales (feed varchar, order_date date, line_count bigint);
        create table marts.fct_order_items (feed varchar, customer_id varchar, unit_cost double,
            order_state varchar, line_kind varchar, currency varchar, partner_id varchar,
            discount_amount decimal(18, 2), is_credit boolean)
        """
    )
    rows = [(one.feed, day, count) for one in series for day, count in one.lines.items()]
    feeds, days, counts = zip(*rows, strict=True)
    connection.execute(
        "insert into marts.agg_daily_sales "
        "select unnest(?::varchar[]), unnest(?::date[]), unnest(?::bigint[])",
        [list(feeds), list(days), list(counts)],
    )
    connection.execute(
        "insert into marts.fct_order_items (feed, order_state, line_kind) "
        "select distinct feed, 'shipped', 'goods' from marts.agg_daily_sales"
    )


def _is_full(lines: dict[date, int], day: date) -> bool:
    """Whether a day has at least `FULL_SHARE` of the lines of the trading days before it."""
    before = [lines[earlier] for earlier in sorted(lines) if earlier < day][-WINDOW:]
    return lines[day] >= FULL_SHARE * median(before)


def test_the_last_complete_day_is_a_full_day_whatever_comes_after_it(company: Company) -> None:
    """A lone order 6 days on made an empty day the last one: revenue fell by 71.6 %."""
    planted = [_planted(number) for number in range(SERIES)]
    with company.warehouse() as connection:
        _write(connection, planted)
    company.build_models(*MODELS)
    found = dict(company.ask("select feed, as_of_date from marts.dim_feeds"))
    assert found == {one.feed: one.last_full for one in planted}
    assert all(_is_full(one.lines, found[one.feed]) for one in planted)


def test_averages_begin_at_the_first_complete_day_and_not_at_a_lone_early_order(
    company: Company,
) -> None:
    """A lone order two months earlier gave the first day an average over seven empty days."""
    first = date(2024, 1, 1)
    sold_on = [first - timedelta(days=61)] + [
        first + timedelta(days=day) for day in range(9) for _ in range(10)
    ]
    header = "order_id,line_id,ordered_at,channel,sku,quantity,unit_price,currency,status"
    lines = [
        f"O-{number},1,{day} 10:00:00,Shop,SKU-1,1,10.00,EUR,shipped"
        for number, day in enumerate(sold_on)
    ]
    company.deliver(orders="\n".join([header, *lines, ""]))
    company.build_models("+mart_financial_performance_summary")
    found = company.ask(
        "select distinct order_date, history_days, cast(booked_amount_average_7_days as integer) "
        "from marts.mart_financial_performance_summary where line_count > 0 order by order_date"
    )
    averages = [None] * 6 + [100] * 3
    assert found == [
        (first - timedelta(days=61), 0, None),
        *((first + timedelta(days=day), day + 1, averages[day]) for day in range(9)),
    ]
