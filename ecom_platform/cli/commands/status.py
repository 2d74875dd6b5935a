"""The command `ecom status`: what readers see, what is held, and what to do next.

The facts are collected in `serving/platform_status.py`.
"""

from collections.abc import Mapping
from decimal import Decimal

import typer
from rich.markup import escape
from rich.table import Table

from ecom_platform.cli.exit_codes import EXIT_HELD, EXIT_NOT_DONE
from ecom_platform.cli.terminal_output import check_counts_sentence, in_sentences, out
from ecom_platform.currencies import amount_text
from ecom_platform.publishing.manifest import VersionManifest
from ecom_platform.quality.gate.gate import Verdict
from ecom_platform.serving.platform_status import PlatformStatus, read_status
from ecom_platform.settings import load_settings

NEWEST_FILES = 20  # more would not be read


@in_sentences
def status() -> None:
    """Print the current version: its tables, checks, quarantined rows, incidents, next steps."""
    platform_status = read_status(load_settings())
    _print_status(platform_status)
    if not platform_status.is_up_to_date:
        raise typer.Exit(EXIT_HELD if platform_status.has_held_tables else EXIT_NOT_DONE)


def _print_status(status: PlatformStatus) -> None:
    """Print what readers see, what was not published, and where to look next."""
    if status.version:
        _print_version(status, status.version)
    if status.rollback:
        out.print(status.rollback.sentence, style="yellow", markup=False)
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
        out.print(check_counts_sentence(verdict.counts))
    for reason in verdict.reasons:
        out.print(f"  {reason}", style="red", markup=False)


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
        if check.severity == "warn":
            text = f"Warning: {check.check} on {check.table}: {check.message}"
            out.print(text, style="yellow", markup=False)
    out.print(check_counts_sentence(version.checks))
    _print_rows_and_amounts("Quarantined: {:,} unreadable rows{}.", *status.quarantined())
    if status.unknown_money_rows:
        out.print(f"The money of {status.unknown_money_rows:,} of them cannot be read.")
    _print_rows_and_amounts("Deduplicated: {:,} repeated rows{}.", *status.repeats())
    _print_files(version)
    out.print(
        f"Version: [bold]{version.name}[/bold], made {version.created_at:%Y-%m-%d %H:%M:%S} UTC."
    )


def _print_files(version: VersionManifest) -> None:
    """Print what became of the rows of the newest files, one sentence per file."""
    accounts = [file.account for file in version.files if file.account]
    for account in accounts[-NEWEST_FILES:]:
        out.print(account, markup=False)
    if len(accounts) > NEWEST_FILES:
        out.print(
            f"{len(accounts) - NEWEST_FILES:,} older files: "
            'ecom query "select account from raw.files order by file_id"'
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


def _print_rows_and_amounts(sentence: str, rows: int, money: Mapping[str, Decimal]) -> None:
    """Print a sentence with the number of rows, and their amount in each feed."""
    amounts = ", ".join(f"{amount_text(amount, None)} in {feed}" for feed, amount in money.items())
    out.print(sentence.format(rows, f" worth {amounts}" if amounts else ""), markup=False)


def _next_steps(status: PlatformStatus) -> str:
    if status.version is None:
        return "Nothing is published yet. Run 'make run'."
    return (
        'Next: ecom query "select * from marts.agg_daily_sales limit 10", '
        "'make ui' for the dashboard and Dagster, docs/tutorial.md for the rest."
    )
