"""One history of the demo company, cut into files in many ways, and marts built from the files."""

import random
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from ecom_platform.demo.company.demo_company import generate
from ecom_platform.ingestion.feeds.feed import Column, Layout
from ecom_platform.ingestion.feeds.feed_registry import all_feeds
from ecom_platform.ingestion.load.load_landing import load_landing
from ecom_platform.settings import Settings
from tests.support.files.delivered_files import lines_that_differ_from_their_record
from tests.support.platform.warm_dbt import WarmDbt

CUT_FEEDS = ("amazon_sale_report", "international_sale_report", "order_lines")


@dataclass(frozen=True)
class Line:
    """One order line as text, with the feed and layout of its file; an order stays in one file."""

    feed: str
    layout: str
    day: str
    order: str
    text: str


@dataclass(frozen=True)
class History:
    """All order lines of a company, each once, and its reference files."""

    lines: tuple[Line, ...]
    references: Path


def demo_history(folder: Path) -> History:
    """The deduplicated order lines of a small demo company, and its reference files."""
    source = Settings(data=folder, landing=folder / "landing", settle_seconds=0)
    generate(source.landing_folder, days=75, lines=4_000)
    load_landing(source)
    references = folder / "references"
    references.mkdir()
    with duckdb.connect(str(source.warehouse_path), read_only=True) as connection:
        lines = [line for feed in CUT_FEEDS for line in _lines(connection, feed)]
        files = connection.execute("select feed, file_name from raw.files").fetchall()
    for feed, name in files:
        if feed not in CUT_FEEDS:
            shutil.copy2(source.landing_folder / name, references)
    return History(tuple(lines), references)


def _lines(connection: duckdb.DuckDBPyConnection, name: str) -> Iterable[Line]:
    feed = all_feeds()[name]
    for layout in (layout for layout in feed.layouts if not layout.is_inner):
        cells = ", ".join(_as_text(column, feed.date_formats[0]) for column in layout.columns)
        order = "customer_name || sale_date" if "international" in name else "order_id"
        rows = connection.execute(
            f"select cast(cast({feed.date_column} as date) as varchar), {order}, {cells} "
            f"from {feed.table} where not is_superseded and layout = ? "
            "order by file_id, record_number",
            [layout.name],
        ).fetchall()
        for day, key, *texts in rows:
            yield Line(name, layout.name, day, key, ",".join(map(_quoted, texts)))


def _as_text(column: Column, form: str) -> str:
    if column.kind in ("date", "timestamp"):
        return f"strftime({column.name}, '{form}')"
    return f"cast({column.name} as varchar)"


def _quoted(text: str | None) -> str:
    return "" if text is None else '"' + text.replace('"', '""') + '"'


class Platform:
    """A separate platform that loads files with these lines and builds its marts."""

    def __init__(self, folder: Path, history: History, dbt: WarmDbt) -> None:
        self.settings = Settings(data=folder, landing=folder / "landing", settle_seconds=0)
        self._dbt = dbt
        self._dropped = 0
        shutil.copytree(history.references, self.settings.landing_folder)

    def drop(self, lines: Sequence[Line]) -> None:
        """Drop one file per layout with these lines, dates rising as the sellers' exports do."""
        self._dropped += 1
        for feed, layout in sorted({(line.feed, line.layout) for line in lines}):
            chosen = [line for line in lines if (line.feed, line.layout) == (feed, layout)]
            chosen.sort(key=lambda line: line.day)
            declared = next(one for one in all_feeds()[feed].layouts if one.name == layout)
            path = self.settings.landing_folder / f"{self._dropped:03d} {feed} {layout}.csv"
            path.write_text("\n".join([_header(declared), *(line.text for line in chosen), ""]))

    def build(self, *, full_refresh: bool = False) -> None:
        """Load the dropped files and build every model, without checks."""
        report = load_landing(self.settings)
        assert not report.refused, report.refused
        refresh = ["--full-refresh"] if full_refresh else []
        chosen = ["--exclude-resource-type", "test", "unit_test"]
        self._dbt.build(self.settings.warehouse_path, *chosen, *refresh)

    def lines_that_differ_from_their_record(self) -> list[tuple[object, ...]]:
        """Order lines whose record is missing or different."""
        with duckdb.connect(str(self.settings.warehouse_path), read_only=True) as connection:
            looked_at, wrong = lines_that_differ_from_their_record(
                lambda sql: connection.execute(sql).fetchall(), self.settings.landing_folder
            )
        assert looked_at
        return wrong


def _header(layout: Layout) -> str:
    return ",".join(column.header for column in layout.columns)


def differences(left: Path, right: Path) -> dict[str, tuple[int, int]]:
    """For each mart that differs, the numbers of rows that only `left` and only `right` has."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{left}' as l (read_only); attach '{right}' as r (read_only)")
        tables = connection.execute(
            "select distinct table_name from duckdb_tables() "
            "where schema_name = 'marts' and database_name in ('l', 'r') order by 1"
        ).fetchall()
        assert tables
        found = {}
        for (table,) in tables:
            counts = tuple(
                connection.execute(
                    f"select count(*) from (from {one}.marts.{table} "
                    f"except all from {other}.marts.{table})"
                ).fetchall()[0][0]
                for one, other in (("l", "r"), ("r", "l"))
            )
            if counts != (0, 0):
                found[str(table)] = (int(counts[0]), int(counts[1]))
    return found


def pieces(history: History, seed: int, count: int) -> list[list[Line]]:
    """The history in `count` batches of whole orders, so that days arrive in parts and unsorted.

    Each batch also repeats some days that were dropped before.
    """
    chance = random.Random(seed)
    batch_of: dict[tuple[str, str], int] = {}
    batches: list[list[Line]] = [[] for _ in range(count)]
    for line in chance.sample(history.lines, len(history.lines)):
        key = (line.feed, line.order)
        batches[batch_of.setdefault(key, chance.randrange(count))].append(line)
    for number in range(1, count):
        earlier = batches[number - 1]
        repeated = chance.sample(sorted({line.day for line in earlier}), k=5)
        batches[number] += [line for line in earlier if line.day in repeated]
    return batches
