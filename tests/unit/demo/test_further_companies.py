"""The marketplace and the grocery chain: deterministic, equal to their truth, and of their kind."""

import hashlib
from pathlib import Path

import duckdb
import pytest

from ecom_platform.demo.further_companies import generate_company

COMPANIES = ("marketplace", "grocery")


def _hashes(folder: Path) -> dict[str, str]:
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.iterdir())}


@pytest.mark.parametrize("company", COMPANIES)
def test_the_same_seed_gives_the_same_bytes(company: str, tmp_path: Path) -> None:
    for name, seed in (("a", 7), ("b", 7), ("c", 8)):
        generate_company(tmp_path / name, company, seed=seed, days=60, lines=3_000)
    assert _hashes(tmp_path / "a") == _hashes(tmp_path / "b")
    assert _hashes(tmp_path / "a") != _hashes(tmp_path / "c")


def test_a_seller_has_one_category_and_each_order_freight(tmp_path: Path) -> None:
    generate_company(tmp_path / "landing", "marketplace", days=60, lines=6_000)
    lines = f"read_csv('{tmp_path}/landing/order lines*.csv')"
    products = f"read_csv('{tmp_path}/landing/products.csv')"
    assert duckdb.sql(
        f"""select max(categories), min(categories) from (
            select partner_id, count(distinct category) as categories
            from {lines} join {products} using (sku) group by all)"""
    ).fetchall() == [(1, 1)]
    assert duckdb.sql(
        f"""select distinct freight from (
            select order_id, count(*) filter (where line_kind = 'service') as freight
            from {lines} group by all)"""
    ).fetchall() == [(1,)]


def test_amounts_of_the_grocery_are_not_quantity_times_price(tmp_path: Path) -> None:
    truth = generate_company(tmp_path / "landing", "grocery", days=60, lines=6_000)
    stated, other, sundays, weighed = duckdb.sql(
        f"""select sum(amount)::decimal(18, 2),
            count(*) filter (where amount <> round(quantity * unit_price, 2)),
            count(*) filter (where isodow(ordered_at) = 7),
            count(*) filter (where quantity <> floor(quantity))
        from read_csv('{tmp_path}/landing/*.csv', types={{'quantity': 'decimal(18,3)',
            'unit_price': 'decimal(18,6)', 'amount': 'decimal(18,2)'}})"""
    ).fetchall()[0]
    assert stated == truth.feeds["order_lines"].total().amount
    assert other > 1_000
    assert sundays == 0
    assert weighed > 500
