"""A declaration that changes: raw tables follow it, and a feed is read anew on demand."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import duckdb
import pytest

from ecom_platform.errors import DeclarationError, WarehouseError
from ecom_platform.ingestion.feeds import column_names, feed_registry
from ecom_platform.ingestion.feeds.feed import Column, FeedSpec, Layout
from ecom_platform.ingestion.load import load_file, load_landing, raw_schema, reload_feed
from ecom_platform.ingestion.load.accounts import row_accounts
from ecom_platform.ingestion.load.load_report import LoadReport
from ecom_platform.settings import Settings
from tests.support.files.order_files import HEADER, order_line, order_lines_file

Drop = Callable[[str, str | bytes], Path]
Ask = Callable[[str], list[tuple[object, ...]]]
Load = Callable[[], LoadReport]


@pytest.fixture
def declare(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Change the columns of the feed `order_lines`, for all modules that read the registry."""

    def _declare(*more: Column, without: str = "") -> None:
        feed = feed_registry.all_feeds.__wrapped__()["order_lines"]
        (layout,) = feed.layouts
        names = {column.name for column in more} | {without}
        columns = tuple(c for c in layout.columns if c.name not in names) + more
        optional = layout.optional | {column.header for column in more}
        changed = replace(feed, layouts=(Layout(layout.name, columns, optional),))
        feeds = MappingProxyType({**feed_registry.all_feeds(), "order_lines": changed})
        for module in (load_file, load_landing, raw_schema, reload_feed, row_accounts):
            monkeypatch.setattr(module, "all_feeds", lambda: feeds)

    return _declare


def test_a_new_column_of_a_loaded_feed_is_added(
    drop: Drop, load: Load, ask: Ask, declare: Callable[..., None]
) -> None:
    drop("1.csv", order_lines_file(order_line("A")))
    load()
    declare(Column("gift_text", "gift_text"))
    drop("2.csv", f"{HEADER},gift_text\n{order_line('B')},Hello\n")
    assert not load().refused
    assert ask("select order_id, gift_text from raw.order_lines order by 1") == [
        ("A", None),
        ("B", "Hello"),
    ]


def test_a_reload_reads_a_column_that_was_not_read_before(
    drop: Drop, load: Load, ask: Ask, declare: Callable[..., None], settings: Settings
) -> None:
    declare(without="line_kind")
    text = order_lines_file(order_line("A"))
    drop("1.csv", text)
    drop("9.csv", order_lines_file(order_line("A", price="7.00")))
    load()
    declare(Column("sku_text", "sku"), without="sku")
    said: list[str] = []
    reload_feed.reload_feed(settings, "order_lines", said.append)
    assert ask("select sku_text, unit_price from raw.order_lines where not is_superseded") == [
        ("SKU-1", 7)
    ]
    assert len(said) == 2


def test_a_reload_equals_what_stood_and_keeps_rows_of_files_that_are_gone(
    drop: Drop, load: Load, ask: Ask, settings: Settings
) -> None:
    old = drop("z.csv", order_lines_file(order_line("A", price="5.00"), order_line("GONE")))
    load()
    drop("a.csv", order_lines_file(order_line("A", price="6.00")))
    load()
    old.unlink()
    live = "select order_id, unit_price from raw.order_lines where not is_superseded order by 1"
    days = "select * from raw.day_fingerprints"
    before = ask(live), ask(days)
    said: list[str] = []
    reload_feed.reload_feed(settings, "order_lines", said.append)
    assert (ask(live), ask(days)) == before
    assert said[0] == "z.csv is no longer in the landing folder; its rows stay as they were read."


def test_a_type_that_widens_is_converted_and_one_that_loses_values_is_named(
    drop: Drop, load: Load, ask: Ask, declare: Callable[..., None]
) -> None:
    drop("1.csv", order_lines_file(order_line("A")))
    load()
    declare(Column("quantity", "quantity", "decimal", scale=3))
    load()
    assert ask("select typeof(quantity), quantity from raw.order_lines") == [("DECIMAL(18,3)", 2)]
    declare(Column("sku", "sku", "integer"))
    with pytest.raises(WarehouseError, match=r"column sku of raw.order_lines.*ecom reload order_l"):
        load()


def test_an_unknown_feed_is_named_with_the_nearest(settings: Settings) -> None:
    with pytest.raises(DeclarationError, match="no feed order_line"):
        reload_feed.reload_feed(settings, "order_line")


@pytest.mark.parametrize("name", [*sorted(column_names.OWN_NAMES), "c0", "t12", "select", "a b"])
def test_a_column_named_like_one_of_ours_is_refused_with_its_feed(name: str) -> None:
    layout = Layout("shop", (Column(name, "header"),))
    feed = FeedSpec("visits", "Visits.", "a@example.com", (layout,), "reference")
    with pytest.raises(DeclarationError, match=f"feed visits declares a column {name}, but"):
        column_names.require_usable_names(feed)


def test_every_technical_column_of_raw_is_a_name_of_our_own() -> None:
    with duckdb.connect() as connection:
        connection.execute(f"create table technical ({raw_schema.TECHNICAL_COLUMNS})")
        names = {row[0] for row in connection.execute("describe technical").fetchall()}
    assert names <= column_names.OWN_NAMES
