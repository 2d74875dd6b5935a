"""Order lines made by hand, and the daily table summed from them in Python, not in SQL."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import date
from decimal import Decimal

import duckdb

DAY = date(2026, 3, 10)
_AMOUNTS = ("booked", "cancelled", "pending", "returned", "lost", "kept")


@dataclass(frozen=True)
class Line:
    """One order line; the defaults are an ordinary sale."""

    order_id: str = "o1"
    order_date: date = DAY
    channel: str = "Webshop"
    partner_id: str = "p1"
    category: str | None = "Decor"
    line_kind: str = "goods"
    quantity: int = 1
    amount: Decimal | None = Decimal("10.00")
    currency: str | None = "EUR"
    order_state: str = "shipped"
    is_credit: bool = False
    feed: str = "shop"

    @property
    def is_kept(self) -> bool:
        """Shipped, delivered, or a credit."""
        return self.is_credit or self.order_state in {"shipped", "delivered"}

    def steps(self) -> dict[str, Decimal]:
        """What it adds to each step of the ladder."""
        amount = self.amount or Decimal(0)
        return {
            "booked": Decimal(0) if self.is_credit else amount,
            "cancelled": amount if self.order_state == "cancelled" else Decimal(0),
            "pending": amount if self.order_state == "pending" else Decimal(0),
            "returned": (-amount if self.is_credit else amount)
            if self.order_state == "returned"
            else Decimal(0),
            "lost": amount if self.order_state == "lost" else Decimal(0),
            "kept": amount if self.is_kept else Decimal(0),
        }


def write_sales(connection: duckdb.DuckDBPyConnection, lines: Iterable[Line]) -> None:
    """Fill the tables that every page reads."""
    connection.execute("create schema if not exists marts")
    _write_lines(connection, list(lines))
    _write_days(connection, list(lines))
    connection.execute(
        """
        create or replace table marts.dim_partners as
        select distinct partner_id, 'Partner ' || partner_id as partner_name, true as is_current
        from marts.fct_order_items;
        create or replace table marts.dim_feeds as
        select feed, max(order_date) as as_of_date from marts.fct_order_items group by feed;
        """
    )


def sales(lines: Iterable[Line]) -> duckdb.DuckDBPyConnection:
    """The same, in a database of its own."""
    connection = duckdb.connect()
    write_sales(connection, lines)
    return connection


def _write_lines(connection: duckdb.DuckDBPyConnection, lines: list[Line]) -> None:
    connection.execute(
        """
        create or replace table marts.fct_order_items (
            order_line_id varchar, order_id varchar, order_date date, channel varchar,
            partner_id varchar, category varchar, line_kind varchar, quantity bigint,
            amount decimal(18, 2), currency varchar, order_state varchar, is_credit boolean,
            feed varchar, is_kept boolean
        )
        """
    )
    connection.executemany(
        f"insert into marts.fct_order_items values ({', '.join('?' * 14)})",
        [(f"l{index}", *astuple(line), line.is_kept) for index, line in enumerate(lines)],
    )


def _write_days(connection: duckdb.DuckDBPyConnection, lines: list[Line]) -> None:
    connection.execute(
        """
        create or replace table marts.agg_daily_sales (
            feed varchar, order_date date, channel varchar, partner_id varchar, category varchar,
            currency varchar, line_kind varchar, line_count bigint, quantity bigint,
            booked_amount decimal(18, 2), cancelled_amount decimal(18, 2),
            pending_amount decimal(18, 2), returned_amount decimal(18, 2),
            lost_amount decimal(18, 2), kept_amount decimal(18, 2)
        )
        """
    )
    groups: dict[tuple[object, ...], list[Line]] = defaultdict(list)
    for line in lines:
        key = (line.feed, line.order_date, line.channel, line.partner_id, line.category)
        groups[(*key, line.currency, line.line_kind)].append(line)
    rows = [
        (
            *key,
            len(group),
            sum(line.quantity for line in group),
            *(sum(line.steps()[step] for line in group) for step in _AMOUNTS),
        )
        for key, group in groups.items()
    ]
    connection.executemany(
        f"insert into marts.agg_daily_sales values ({', '.join('?' * 15)})", rows
    )
