"""A failure holds the tables that are made of the failed column, and no table beside them."""

import pytest

from ecom_platform.quality.gate.affected_tables import affected_parents
from ecom_platform.quality.gate.lineage import descendants

RAW = {"raw.lines": ("sku", "price", "kind"), "raw.products": ("sku", "stock", "name")}
MODELS = {
    "staging.products": "select * from raw.products",
    "marts.sales": "select lines.sku, lines.price, products.name from raw.lines as lines "
    "left join staging.products as products on products.sku = lines.sku "
    "where lines.kind = 'goods'",
    "marts.revenue": "select sum(price) as revenue from marts.sales",
    "marts.stock": "select sku, stock from staging.products where stock is not null",
}
PARENTS = {
    "raw.lines": frozenset[str](),
    "raw.products": frozenset[str](),
    "staging.products": frozenset({"raw.products"}),
    "marts.sales": frozenset({"raw.lines", "staging.products"}),
    "marts.revenue": frozenset({"marts.sales"}),
    "marts.stock": frozenset({"staging.products"}),
    "analytics.forecast": frozenset({"marts.revenue"}),
}
SALES = {"marts.sales", "marts.revenue", "analytics.forecast"}


def _reached(table: str, *columns: str, compiled: dict[str, str] = MODELS) -> set[str]:
    failed = {table: frozenset(columns) or None}
    return descendants(affected_parents(PARENTS, compiled, RAW, failed), [table])


@pytest.mark.parametrize(
    ("table", "column", "reached"),
    [
        ("raw.products", "stock", {"staging.products", "marts.stock"}),
        ("raw.products", "name", {"staging.products", "marts.sales"}),
        ("raw.products", "sku", {"staging.products", "marts.stock", *SALES}),
        ("raw.lines", "price", SALES),
        ("raw.lines", "kind", SALES),
        ("marts.sales", "name", set[str]()),
        ("marts.revenue", "revenue", {"analytics.forecast"}),
    ],
)
def test_a_failed_column_reaches_what_is_made_of_it(
    table: str, column: str, reached: set[str]
) -> None:
    assert _reached(table, column) == reached


@pytest.mark.parametrize("table", PARENTS)
def test_a_failure_of_the_whole_table_reaches_all_that_read_it(table: str) -> None:
    assert _reached(table) == descendants(PARENTS, [table])


@pytest.mark.parametrize("table", MODELS)
def test_without_lineage_a_table_counts_as_a_whole(table: str) -> None:
    compiled = {name: sql for name, sql in MODELS.items() if name != table}
    for failed in PARENTS[table]:
        for column in RAW.get(failed, ("sku",)):
            assert table in _reached(failed, column, compiled=compiled)


def test_without_any_lineage_every_reader_is_reached() -> None:
    assert _reached("raw.products", "stock", compiled={}) == descendants(PARENTS, ["raw.products"])
