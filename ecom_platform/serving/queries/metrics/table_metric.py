"""What a headline number over the rows of a published table is, and how it becomes SQL.

The numbers are declared by subject in `serving/queries/partners/partner_metrics.py`,
`serving/queries/customers/customer_metrics.py` and so on; what explains them belongs in
`serving/queries/explain/explain_table_rows.py`. Numbers over order lines belong in
`order_line_metrics.py`.
"""

from dataclasses import dataclass
from typing import Literal

from ecom_platform.serving.queries.metrics.left_out import LeftOut
from ecom_platform.serving.queries.rows.row_sources import source_of

Unit = Literal["money", "count", "share", "change", "score", "text"]


@dataclass(frozen=True)
class TableNumber:
    """A number that is made of rows of a table, each of which counts or does not.

    Attributes:
        definition: what it is, in sentences.
        source: the name of the rows, which says the table and the filters it heeds.
        sql: the aggregate over the rows that count.
        counts: which rows count.
        left_out: why the others do not; the first that holds.
        columns: which to show of the rows that count.
        within: columns of which a link must choose the value, such as the feed.
        first: a window by which the rows are ranked, so that `counts` may ask for `is_first`.
    """

    name: str
    title: str
    unit: Unit
    definition: str
    source: str
    sql: str
    counts: str
    left_out: tuple[LeftOut, ...]
    columns: tuple[str, ...]
    within: tuple[str, ...] = ()
    first: str | None = None

    @property
    def tables(self) -> tuple[str, ...]:
        """Where it is read from."""
        return (source_of(self.source).table,)


@dataclass(frozen=True)
class TableRatio:
    """One number over another."""

    name: str
    title: str
    unit: Unit
    definition: str
    over: TableNumber
    under: TableNumber

    @property
    def tables(self) -> tuple[str, ...]:
        """Where its two parts are read from."""
        return (*self.over.tables, *self.under.tables)


def ranked_rows(number: TableNumber, where: str) -> str:
    """The rows of a view, whether they count or not: what follows `from`."""
    return _rows(number, where, "true")


def counted_rows(number: TableNumber, where: str) -> str:
    """Those of them that count."""
    return _rows(number, where, number.counts)


def _rows(number: TableNumber, where: str, counts: str) -> str:
    (table,) = number.tables
    counted = "true" if counts == "true" else f"({counts})"
    if number.first is None:
        return f"{table}\nwhere {_both(where, counted)}"
    return (
        f"(\n    select *, row_number() over (\n        {number.first}\n    ) = 1 as is_first\n"
        f"    from {table}\n    where {where}\n)\nwhere {counted}"
    )


def _both(*predicates: str) -> str:
    return "\n    and ".join(one for one in predicates if one != "true") or "true"
