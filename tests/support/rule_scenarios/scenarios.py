"""Stories that test rules: rows of earlier days, rows of the newest day, and one check."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import duckdb

from ecom_platform.ingestion.feeds.feed_registry import all_feeds
from ecom_platform.quality.evaluation.check_table import check_rules
from ecom_platform.quality.results.check_result import CheckResult
from ecom_platform.quality.rules.rule import Row, Rule, Unique

Cells = Mapping[str, str]  # column to SQL over day, number (of the row in its day) and file_number
Mix = Sequence[tuple[int, Cells]]

LAST_DAY = "date '2024-03-31'"
PLAIN: Mix = ((40, {}),)


@dataclass(frozen=True)
class Story:
    """What was delivered before, what the newest delivery brings, and what lies beside it.

    Attributes:
        today: how many rows of the newest day have which cells; the others are the table's usual.
        before: the same for each day before.
        days: how many days before there are.
        beside: rows of other tables.
        meanwhile: SQL between the check of the days before and the newest delivery.
        finally_: SQL after the newest delivery.
    """

    today: Mix = PLAIN
    before: Mix = PLAIN
    days: int = 35
    beside: Mapping[str, Sequence[Cells]] = field(default_factory=dict)
    meanwhile: Sequence[str] = ()
    finally_: Sequence[str] = ()


@dataclass(frozen=True)
class Scenarios:
    """The three stories every rule has."""

    clean: Story
    defect: Story
    near_miss: Story


def rows(defect: Cells, near_miss: Cells, clean: Cells | None = None) -> Scenarios:
    """Scenarios of a row rule: one odd row among usual ones."""
    return Scenarios(*(_odd(cells) for cells in (clean or {}, defect, near_miss)))


def today(defect: Mix, near_miss: Mix, clean: Mix = PLAIN, **common: Any) -> Scenarios:
    """Scenarios that differ in the rows of the newest day only."""
    return Scenarios(*(Story(today=mix, **common) for mix in (clean, defect, near_miss)))


def alone(clean: Mix, defect: Mix, near_miss: Mix) -> Scenarios:
    """Scenarios of a list that had nothing before."""
    return today(defect, near_miss, clean, before=())


def replaced(table: str, defect: Mix, near_miss: Mix) -> Scenarios:
    """Scenarios of a list that takes the place of one that had passed."""
    return Scenarios(
        *(
            Story(today=mix, meanwhile=(f"delete from {table}",))
            for mix in (((40, {}),), defect, near_miss)
        )
    )


def _odd(cells: Cells) -> Story:
    return Story(today=((4, {}), (1, cells)), before=((4, {}),), days=1)


def result_after(
    connection: duckdb.DuckDBPyConnection, rule: Rule, usual: Mapping[str, Cells], story: Story
) -> CheckResult:
    """The check result of a rule, for the whole table, at the end of a story."""
    _clear(connection)
    for table, cells in story.beside.items():
        for number, row in enumerate(cells):
            _insert(connection, table, {**usual.get(table, {}), **row}, 1, LAST_DAY, number)
    deliver(connection, rule.table, usual, story.before, f"{LAST_DAY} - {story.days}", story.days)
    if rule.table.startswith("raw.") and not isinstance(rule.check, (Row, Unique)):
        check_rules(connection, [rule], "changed")
    for statement in story.meanwhile:
        connection.execute(statement)
    deliver(connection, rule.table, usual, story.today, LAST_DAY, 1)
    for statement in story.finally_:
        connection.execute(statement)
    return check_rules(connection, [rule], "changed")[0]


def _clear(connection: duckdb.DuckDBPyConnection) -> None:
    used = connection.execute(
        "select schema_name || '.' || table_name from duckdb_tables() "
        "where schema_name in ('raw', 'quality') and estimated_size > 0"
    ).fetchall()
    for (name,) in used:
        connection.execute(f"delete from {name}")
    for layer in ("marts", "analytics"):
        connection.execute(f"drop schema if exists {layer} cascade")
        connection.execute(f"create schema {layer}")


def deliver(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    usual: Mapping[str, Cells],
    mix: Mix,
    first: str,
    days: int,
) -> None:
    layer, _, feed = table.partition(".")
    has_days = layer != "raw" or (feed in all_feeds() and all_feeds()[feed].role == "transactions")
    for count, cells in mix:
        row = {**usual.get(table, {}), **cells}
        _insert(connection, table, row, count, first, days=days if has_days else 1)
    if layer == "raw" and feed in all_feeds():
        _enter_file(connection, table)


def _insert(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    cells: Cells,
    count: int,
    first_day: str,
    first_number: int = 0,
    days: int = 1,
) -> None:
    values = ", ".join(f"{value} as {name}" for name, value in cells.items())
    select = f"""
        select {values} from (
            select {first_day} + cast(days.range as integer) as day,
                numbers.range + {first_number} as number,
                coalesce((select max(file_id) from raw.files), 0) + 1 as file_number
            from range({days}) as days cross join range({count}) as numbers
        )
    """
    exists = connection.execute(
        "select 1 from duckdb_tables() where schema_name || '.' || table_name = ?", [table]
    ).fetchone()
    connection.execute(
        f"insert into {table} by name {select}" if exists else f"create table {table} as {select}"
    )


def _enter_file(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    """Store what ingestion would store for the rows that are in no file yet."""
    feed = all_feeds()[table.partition(".")[2]]
    day = f"cast({feed.date_column} as date)" if feed.role == "transactions" else "null"
    connection.execute(
        f"""
        insert into raw.files (file_id, feed, file_name, status, content_date, first_date,
            last_date, record_count, header_count, blank_count, loaded_count, quarantined_count)
        select file_id, '{feed.name}', 'file ' || file_id, 'loaded', null, min({day}), max({day}),
            count(*), 0, 0, count(*), 0
        from {table} where file_id not in (select file_id from raw.files) group by file_id
        """
    )
    if feed.role == "transactions":
        connection.execute("delete from raw.day_fingerprints where feed = ?", [feed.name])
        connection.execute(
            f"""
            insert into raw.day_fingerprints
            select '{feed.name}', {day}, cast(sum(hash(every)) as varchar), count(*),
                cast(sum(hash(every)) as varchar)
            from {table} as every where not is_superseded group by {day}
            """
        )
