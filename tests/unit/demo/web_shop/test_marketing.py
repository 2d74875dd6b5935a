"""The spend of the demo company is the planned cost of its customers in every month."""

from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from ecom_platform.demo.company.demo_company import generate


def test_the_spend_of_a_month_is_the_planned_cost_times_its_new_customers(tmp_path: Path) -> None:
    landing = tmp_path / "landing"
    truth = generate(landing, days=120, lines=20_000).reference["acquisition_costs"]
    rows = duckdb.sql(f"""
        with spend as (
            select strftime(spend_month, '%Y-%m') as month, currency,
                last_day(least(spend_month, date '2025-06-30')) as day, amount
            from read_csv('{landing}/marketing spend.csv', dateformat='%Y-%m',
                types={{'spend_month': 'date', 'amount': 'decimal(18, 2)'}})
        ),
        in_euro as (
            select month, sum(amount * coalesce(rate, 1)) as euro
            from spend left join '{landing}/fx rates.csv' as rates
                on rate_date = day and from_currency = currency and to_currency = 'EUR'
            group by month
        ),
        customers as (
            select strftime(signup_date, '%Y-%m') as month, count(*) as new_customers
            from '{landing}/customers.csv' group by month
        )
        select month, euro, new_customers from in_euro inner join customers using (month)
        order by month
    """).fetchall()
    assert [month for month, _, _ in rows] == sorted(truth["planned_cost"])
    for month, euro, new_customers in rows:
        planned = Decimal(truth["planned_cost"][month])
        assert float(euro) == pytest.approx(float(planned * new_customers), abs=0.02)
        assert planned == (Decimal(110) if month >= truth["dear_from"] else Decimal(40))
    assert rows[0][0] < truth["dear_from"] <= rows[-1][0]
