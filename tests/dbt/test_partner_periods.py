"""The periods of the partner marts, on every as-of day of three years."""

from datetime import date, timedelta

import pytest

from tests.support.platform.company import Company

pytestmark = pytest.mark.slow

DAYS = [date(2022, 7, 1) + timedelta(days=number) for number in range(3 * 366)]
ONE_DAY = timedelta(days=1)


def _starts(as_of: date) -> dict[str, tuple[date, date]]:
    """First day of each period that ends on a day, and first day of the period before it."""
    quarter = date(as_of.year, 3 * ((as_of.month - 1) // 3) + 1, 1)
    last_of_quarter_before = quarter - ONE_DAY
    quarter_before = date(last_of_quarter_before.year, last_of_quarter_before.month - 2, 1)
    return {
        "30_days": (as_of - timedelta(days=29), as_of - timedelta(days=59)),
        "90_days": (as_of - timedelta(days=89), as_of - timedelta(days=179)),
        "quarter_to_date": (quarter, quarter_before),
        "year_to_date": (date(as_of.year, 1, 1), date(as_of.year - 1, 1, 1)),
    }


def _expected(as_of: date) -> set[tuple[date, str, date, date, date]]:
    rows = set()
    for name, (start, start_before) in _starts(as_of).items():
        end_before = start_before + (as_of - start)
        rows.add((as_of, name, start, start_before, min(end_before, start - ONE_DAY)))
    return rows


def test_no_day_is_in_a_period_and_in_the_one_before(company: Company) -> None:
    """At the end of a long quarter the two overlapped by a day."""
    with company.warehouse() as connection:
        connection.execute("create schema marts")
        connection.execute(
            """
            create table marts.dim_feeds as
            select 'on ' || day as feed, date '2000-01-01' as first_complete_date,
                day as as_of_date
            from (select unnest(?::date[]) as day)
            """,
            [DAYS],
        )
        connection.execute(
            """
            create table marts.agg_daily_sales as
            select feed, 'p' as partner_id, 'EUR' as currency, 'goods' as line_kind
            from marts.dim_feeds
            """
        )
    company.build_models("int_partner_periods")
    found = company.ask(
        "select as_of_date, period_name, period_from_date, previous_from_date, previous_to_date "
        "from intermediate.int_partner_periods"
    )
    assert set(found) == set().union(*(_expected(day) for day in DAYS))
