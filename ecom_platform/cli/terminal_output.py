"""Print the command line's answers: tables for people, CSV and JSON for programs.

The library collects and decides what is printed.
"""

import csv
import json
import math
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import wraps
from itertools import chain, islice
from typing import Any, ParamSpec, TypeVar

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn
from rich.table import Column, Table

from ecom_platform.errors import PlatformError
from ecom_platform.publishing.manifest import VersionManifest
from ecom_platform.quality.gate.gate import Verdict
from ecom_platform.serving.platform_status import PlatformStatus
from ecom_platform.serving.sql_query import QueryResult, named_tables

TABLE_ROWS = 1000  # more would not be read; CSV and JSON print all rows

# Without a terminal, the width is large enough that no cell is cut.
out = Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else 10_000)
errors = Console(stderr=True, highlight=False, soft_wrap=True)


P = ParamSpec("P")
R = TypeVar("R")


class Format(StrEnum):
    """The forms in which an answer can be printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


def in_sentences(command: Callable[P, R]) -> Callable[P, R]:
    """The command, with each `PlatformError` printed as a sentence and turned into exit code 1."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except PlatformError as error:
            errors.print(str(error), style="red", markup=False)
            raise typer.Exit(1) from error

    return run


@contextmanager
def progress_of_nodes() -> Iterator[Callable[[int, int, str], None]]:
    """A callback that shows each finished dbt node: a bar on a terminal, else a line of text.

    The callback takes the number of finished nodes, the number of all nodes, and a sentence.
    """
    if not out.is_terminal:
        yield lambda _done, _total, text: out.print(text, markup=False)
        return
    columns = (SpinnerColumn(), BarColumn(), TextColumn("{task.completed}/{task.total}"))
    with Progress(*columns, TextColumn("{task.description}"), console=out) as bar:
        task = bar.add_task("Reading the dbt project ...", total=None)
        yield lambda done, total, text: bar.update(
            task, completed=done, total=total, description=escape(text[:80])
        )


def print_sentence(sentence: str) -> None:
    """Print a sentence as it is; brackets in the name of a file are no markup."""
    out.print(sentence, markup=False)


def print_answer(answer: QueryResult, output_format: Format) -> None:
    """Print an answer; CSV and JSON stream all its rows, a table shows the first `TABLE_ROWS`."""
    {Format.TABLE: _print_table, Format.CSV: _print_csv, Format.JSON: _print_json}[output_format](
        answer
    )


def _print_table(answer: QueryResult) -> None:
    table = Table(*map(escape, answer.columns))
    rows = _all_rows(answer)
    for row in islice(rows, TABLE_ROWS):
        table.add_row(*(escape(_cell_text(cell)) for cell in row))
    out.print(table)
    if next(rows, None) is not None:
        errors.print(f"Only the first {TABLE_ROWS} rows are shown; --format csv prints all.")


def _print_csv(answer: QueryResult) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(answer.columns)
    for row in _all_rows(answer):
        writer.writerow([_cell_text(cell) for cell in row])


def _print_json(answer: QueryResult) -> None:
    """Write a JSON list with one object per line; a decimal keeps all its digits."""
    names = [json.dumps(column, ensure_ascii=False) for column in answer.columns]
    sys.stdout.write("[")
    separator = "\n"
    for row in _all_rows(answer):
        cells = (f"{name}: {_json_text(cell)}" for name, cell in zip(names, row, strict=True))
        sys.stdout.write(f"{separator}{{{', '.join(cells)}}}")
        separator = ",\n"
    sys.stdout.write("]\n" if separator == "\n" else "\n]\n")


def _all_rows(answer: QueryResult) -> Iterator[tuple[Any, ...]]:
    """The rows of all batches, one by one."""
    return chain.from_iterable(answer.batches)


def _cell_text(value: object) -> str:
    """A cell as text; a decimal keeps all its digits and has no exponent."""
    if value is None:
        return ""
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _json_text(value: object) -> str:
    """A value as JSON: decimals with all digits; NaN, infinity and unknown types as text."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_json_text, value))}]"
    if isinstance(value, dict):
        pairs = (f"{json.dumps(str(key))}: {_json_text(item)}" for key, item in value.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, date):
        return json.dumps(value.isoformat())
    is_number = isinstance(value, int | float) and math.isfinite(value)
    is_plain = value is None or is_number
    return json.dumps(value if is_plain else str(value), ensure_ascii=False)


def print_versions(versions: Sequence[VersionManifest], current: str | None) -> None:
    """Print one line per version."""
    if not versions:
        out.print("Nothing is published yet. Run 'make run'.")
        return
    table = Table(
        Column("version", no_wrap=True), "made at (UTC)", "tables", "rows", "warnings", ""
    )
    for version in versions:
        mark = "current" if version.name == current else ""
        table.add_row(
            version.name,
            f"{version.created_at:%Y-%m-%d %H:%M:%S}",
            str(len(version.tables)),
            f"{version.rows:,}",
            str(version.checks["warned"]),
            mark,
        )
    out.print(table)


def print_verdict(verdict: Verdict) -> None:
    """Print the results of a build's checks: warnings, reasons to hold tables back, and counts."""
    for warning in verdict.warnings:
        out.print(f"Warning: {warning.sentence}", style="yellow", markup=False)
    for reason in verdict.reasons:
        errors.print(f"Held back: {reason}", style="red", markup=False)
    out.print(_check_counts_sentence(verdict.counts))


def print_status(status: PlatformStatus) -> None:
    """Print what readers see, what was not published, and where to look next."""
    if status.version:
        _print_version(status, status.version)
    if status.is_running:
        out.print("A run is in progress; readers see this until it publishes.", style="yellow")
    for sentence in status.unread_files:
        out.print(sentence, style="yellow", markup=False)
    if status.verdict and status.verdict.run_id != getattr(status.version, "run_id", None):
        _print_unpublished(status.verdict)
    for title in status.open_incidents:
        out.print(f"Open incident: {title}", style="yellow", markup=False)
    out.print(_next_steps(status))


def _print_unpublished(verdict: Verdict) -> None:
    """Print the failures of a build that is newer than the published version."""
    if verdict.reasons:
        out.print("The last build failed checks:", style="red")
        out.print(_check_counts_sentence(verdict.counts))
    for reason in verdict.reasons:
        out.print(f"  {reason}", style="red", markup=False)


def print_held(version: VersionManifest, sql: str) -> None:
    """Print, on the error output, which tables that `sql` names are held back, and why."""
    for name in named_tables(sql, version.held):
        errors.print(f"{name} is {version.held[name].sentence}", style="yellow", markup=False)


def _print_version(status: PlatformStatus, version: VersionManifest) -> None:
    """Print a row per table, why tables are held, warnings, counts and the name."""
    table = Table("table", "rows", "")
    table.columns[1].justify = "right"
    for name in sorted({*version.tables, *version.held}):
        rows = f"{version.tables[name].rows:,}" if name in version.tables else "none"
        table.add_row(name, rows, escape(_table_remark(version, name)))
    out.print(table)
    for cause, sentence in sorted(_reason_by_cause(version).items()):
        out.print(f"Held with {cause}: {sentence}", style="red", markup=False)
    for check in version.failed_checks:
        if check.severity == "warn" and check.status == "fail":
            text = f"Warning: {check.check} on {check.table}: {check.message}"
            out.print(text, style="yellow", markup=False)
    out.print(_check_counts_sentence(version.checks))
    _print_rows_and_amounts("Quarantined: {:,} unreadable rows{}.", *status.quarantined())
    _print_rows_and_amounts("Deduplicated: {:,} repeated rows{}.", *status.repeats())
    out.print(
        f"Version: [bold]{version.name}[/bold], made {version.created_at:%Y-%m-%d %H:%M:%S} UTC."
    )


def _table_remark(version: VersionManifest, table: str) -> str:
    """Why a table is held, released in spite of a failure, or has no rows; empty for all others."""
    if table in version.held:
        held = version.held[table]
        return f"held since {held.since:%Y-%m-%d %H:%M} UTC, because of {held.cause}"
    return version.released.get(table, version.empty_tables.get(table, ""))


def _reason_by_cause(version: VersionManifest) -> dict[str, str]:
    """Each table at fault, with the reason why it and the tables that depend on it are held.

    A dependent table repeats the reason of the table at fault, after "which is held. ".
    """
    return {
        table.cause: table.because.split("which is held. ")[-1] for table in version.held.values()
    }


def _check_counts_sentence(checks: Mapping[str, int]) -> str:
    return (
        f"Checks: {checks['passed']:,} passed, {checks['failed']:,} failed, "
        f"{checks['warned']:,} with a warning."
    )


def _print_rows_and_amounts(sentence: str, rows: int, money: Mapping[str, Decimal]) -> None:
    """Print a sentence with the number of rows, and their amount in each feed."""
    amounts = ", ".join(f"{amount:,.2f} in {feed}" for feed, amount in money.items())
    out.print(sentence.format(rows, f" worth {amounts}" if amounts else ""), markup=False)


def _next_steps(status: PlatformStatus) -> str:
    if status.version is None:
        return "Nothing is published yet. Run 'make run'."
    return (
        'Next: ecom query "select * from marts.agg_daily_sales limit 10", '
        "'make ui' for the dashboard and Dagster, docs/tutorial.md for the rest."
    )
