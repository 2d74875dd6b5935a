"""The lineage of a query names every column that can change what the query returns."""

from collections.abc import Iterator, Sequence

import duckdb
import pytest

from ecom_platform.quality.gate.column_lineage import query_lineage

SCHEMA = {
    "raw.lines": ("line_id", "sku", "pieces", "price", "kind", "day"),
    "raw.products": ("sku", "stock", "cost", "name"),
}
QUERIES = {
    "a projection": "select sku, pieces * price as amount from raw.lines",
    "a star": "with lines as (select * from raw.lines) select * from lines",
    "a filter": "select line_id, price from raw.lines where kind = 'goods'",
    "a join": """
        select lines.line_id, products.cost from raw.lines as lines
        left join raw.products as products on products.sku = lines.sku
    """,
    "a join with using": "select line_id, name from raw.lines inner join raw.products using (sku)",
    "a sum": "select sku, sum(price) as amount, count(*) as rows from raw.lines group by sku",
    "group by all": "select kind, day, sum(pieces) as pieces from raw.lines group by all",
    "group by position": "select kind, sum(pieces) as pieces from raw.lines group by 1",
    "having": "select sku from raw.lines group by sku having sum(price) > 8",
    "distinct": "select distinct kind, pieces from raw.lines",
    "a window": "select line_id, sum(price) over (partition by sku order by day, line_id) "
    "as so_far from raw.lines",
    "qualify": "select line_id, sku from raw.lines "
    "qualify row_number() over (partition by sku order by price desc, line_id) = 1",
    "limit": "select line_id, sku from raw.lines order by price desc, line_id limit 2",
    "union all": "select sku, price as value from raw.lines union all "
    "select sku, stock from raw.products",
    "union": "select sku, pieces as value from raw.lines union select sku, stock from raw.products",
    "a subquery": "select sku, (select max(stock) from raw.products) as most from raw.lines",
    "exists": "select line_id from raw.lines as lines where exists "
    "(select 1 from raw.products as found where found.sku = lines.sku and found.stock > 2)",
    "in": "select line_id from raw.lines "
    "where sku in (select sku from raw.products where cost > 2)",
    "a filtered sum": "select kind, sum(price) filter (where pieces > 1) as amount "
    "from raw.lines group by kind",
    "nested queries": """
        with sold as (select sku, sum(pieces) as sold from raw.lines group by sku),
        final as (
            select products.sku, stock - coalesce(sold, 0) as remaining
            from raw.products as products left join sold on sold.sku = products.sku
        )
        select * from final
    """,
    "an alias that is used again": "select price as first, first * 2 as second from raw.lines",
}
PERTURBED = [(table, column) for table, columns in SCHEMA.items() for column in columns]


@pytest.fixture(scope="module")
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    """Two small tables in which every value matters."""
    with duckdb.connect() as connection:
        connection.execute("create schema raw")
        connection.execute(
            """
            create table raw.lines as select * from (values
                (1, 1, 1, 5, 'goods', 1), (2, 1, 2, 9, 'freight', 2),
                (3, 2, 3, 1, 'goods', 1), (4, 3, 1, 7, 'goods', 3)
            ) as rows (line_id, sku, pieces, price, kind, day)
            """
        )
        connection.execute(
            """
            create table raw.products as select * from (values
                (1, 2, 3, 'a'), (2, 8, 1, 'b'), (3, 4, 4, 'c')
            ) as rows (sku, stock, cost, name)
            """
        )
        yield connection


@pytest.mark.parametrize("sql", QUERIES.values(), ids=QUERIES)
def test_no_column_changes_what_its_lineage_does_not_name(
    sql: str, warehouse: duckdb.DuckDBPyConnection
) -> None:
    """The values of one column are exchanged; what then differs is compared with the lineage."""
    lineage = query_lineage(sql, SCHEMA)
    assert lineage is not None
    before = warehouse.execute(sql).fetchall()
    for table, column in PERTURBED:
        if (table, column) in lineage.rows:
            continue
        after = _with_other_values(warehouse, sql, table, column)
        assert len(before) == len(after)
        for position, (name, made_of) in enumerate(lineage.columns.items()):
            if (table, column) not in made_of:
                assert _values(before, position) == _values(after, position), (name, column)


def test_a_column_that_is_not_read_is_not_named() -> None:
    lineage = query_lineage(QUERIES["a join"], SCHEMA)
    assert lineage is not None
    assert lineage.columns == {
        "line_id": {("raw.lines", "line_id")},
        "cost": {("raw.products", "cost")},
    }
    assert lineage.rows == {("raw.products", "sku"), ("raw.lines", "sku")}


@pytest.mark.parametrize(
    "sql",
    [
        "select * from raw.nobody_knows",
        "select missing from raw.lines",
        "with recursive n as (select 1 as i union all select i + 1 from n) select i from n",
        "select unnest([price]) as price from raw.lines, unnest([1, 2])",
        "select sku, price from raw.lines union all by name select sku, stock from raw.products",
        "this is no sql (",
    ],
)
def test_what_cannot_be_followed_has_no_lineage(sql: str) -> None:
    assert query_lineage(sql, SCHEMA) is None


def _with_other_values(
    warehouse: duckdb.DuckDBPyConnection, sql: str, table: str, column: str
) -> list[tuple[object, ...]]:
    """What the query returns while the column has other values."""
    value = f"{column} || '!'" if column in {"kind", "name"} else f"17 - 3 * {column}"
    warehouse.execute("begin")
    try:
        warehouse.execute(f"update {table} set {column} = {value}")
        return warehouse.execute(sql).fetchall()
    finally:
        warehouse.execute("rollback")


def _values(rows: Sequence[tuple[object, ...]], position: int) -> list[str]:
    return sorted(str(row[position]) for row in rows)
