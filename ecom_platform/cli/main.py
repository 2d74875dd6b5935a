"""The command `ecom`: each step of a run on its own, and queries on the published version.

A command calls the library and prints its answer. How answers look on a terminal is in
`terminal_output.py`.
"""

import getpass
from pathlib import Path
from typing import Annotated

import typer

from ecom_platform.cli import terminal_output
from ecom_platform.cli.alert_commands import COMMANDS, alerts_app
from ecom_platform.cli.drill_command import drill
from ecom_platform.cli.report_command import report
from ecom_platform.cli.terminal_output import Format, in_sentences, out
from ecom_platform.ingestion.load.load_landing import load_landing
from ecom_platform.operations.store import open_store
from ecom_platform.pipeline import nightly_run
from ecom_platform.publishing import publish_version, version_folder
from ecom_platform.quality.evaluation.checked_days import accept_failed_days
from ecom_platform.quality.evaluation.day_selection import Scope
from ecom_platform.quality.gate import overrides
from ecom_platform.quality.gate.gate import evaluate_run
from ecom_platform.serving.platform_status import read_status
from ecom_platform.serving.sql_query import run_query
from ecom_platform.serving.version_reader import open_version, version_manifest
from ecom_platform.settings import load_settings
from ecom_platform.warehouse.connection import open_warehouse
from ecom_platform.warehouse.run_lock import run_lock

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    help="Run the platform's steps one by one, and query the published version. The folder "
    "ECOM_DATA holds all state. Exit codes: 0 done; 1 not done, and a sentence says why; 2 the "
    "command was misspelt; 3 done, but tables are held back from readers.",
)
EXIT_HELD = 3


@app.command()
@in_sentences
def demo(
    folder: Annotated[
        Path | None, typer.Argument(help="Where to write the files; default: the landing folder.")
    ] = None,
    seed: Annotated[int, typer.Option(help="The same seed gives the same company.")] = 7,
    days: Annotated[int, typer.Option(min=60, help="How many days the company has traded.")] = 365,
    lines: Annotated[int, typer.Option(min=1000, help="About how many order lines.")] = 200_000,
) -> None:
    """Create the files of a demo company, irregular like real files, and the correct totals."""
    from ecom_platform.demo.company.demo_company import generate  # noqa: PLC0415 - only this command needs numpy

    target = folder or load_settings().landing_folder
    with out.status("Making a demo company ...") as spinner:
        generate(
            target,
            seed=seed,
            days=days,
            lines=lines,
            progress=lambda file, done, total: spinner.update(f"{file}: {done:,} of {total:,}"),
        )
    out.print(
        f"The files of the demo company are in {target}. "
        "The correct totals are in the folder demo_truth next to it."
    )


@app.command()
@in_sentences
def ingest() -> None:
    """Load the new files of the landing folder into raw. The exit code is 1 if one is refused."""
    settings = load_settings()
    with run_lock(settings.warehouse_path.parent):
        report = load_landing(settings, progress=terminal_output.print_sentence)
    if report.refused:
        raise typer.Exit(1)


@app.command()
@in_sentences
def build(
    *,
    full_refresh: Annotated[
        bool, typer.Option("--full-refresh", help="Rebuild incremental tables from raw.")
    ] = False,
    everything: Annotated[
        bool, typer.Option("--check-everything", help="Check all days, not only changed ones.")
    ] = False,
) -> None:
    """Build and check every table, and print failures; `ecom publish` holds those tables back."""
    settings = load_settings()
    scope: Scope = "everything" if everything else "changed"
    with run_lock(settings.warehouse_path.parent), terminal_output.progress_of_nodes() as progress:
        run_id = nightly_run.build(
            settings, full_refresh=full_refresh, scope=scope, progress=progress
        )
    verdict = evaluate_run(settings, run_id)
    terminal_output.print_verdict(verdict)
    if verdict.reasons:
        raise typer.Exit(EXIT_HELD)


@app.command()
@in_sentences
def publish() -> None:
    """Publish the newly built tables that passed; the others keep their last good content."""
    settings = load_settings()
    with run_lock(settings.warehouse_path.parent):
        publication = publish_version.publish(settings)
    out.print(publication.sentence)
    if publication.version.held:
        raise typer.Exit(EXIT_HELD)


@app.command()
@in_sentences
def status() -> None:
    """Print the current version: its tables, checks, quarantined rows, incidents, next steps."""
    platform_status = read_status(load_settings())
    terminal_output.print_status(platform_status)
    if not platform_status.is_up_to_date:
        raise typer.Exit(EXIT_HELD if platform_status.has_held_tables else 1)


@app.command("release")
@in_sentences
def override_failed_checks(
    table: Annotated[
        str, typer.Argument(help="The table that failed, such as marts.dim_partners.")
    ],
    reason: Annotated[str, typer.Option(help="Why readers may see it in spite of the failure.")],
    by: Annotated[str, typer.Option(help="Who takes the responsibility.")] = getpass.getuser(),
) -> None:
    """Publish a held table in spite of its failed checks, until they fail in another way."""
    settings = load_settings()
    with (
        run_lock(settings.warehouse_path.parent),
        open_warehouse(settings.warehouse_path) as warehouse,
        open_store(settings).transaction() as store,
    ):
        released = overrides.override_held_table(store, table, reason=reason, by=by)
        accept_failed_days(warehouse, table)
    for check_result in released:
        out.print(f"Released: {check_result.sentence}", markup=False)
    out.print(
        "'ecom publish' publishes it; if tables downstream of it were not built, run 'make run'."
    )


@app.command("versions")
@in_sentences
def list_versions() -> None:
    """List the published versions, the newest first, and mark the current one."""
    published = load_settings().published
    terminal_output.print_versions(
        version_folder.list_versions(published)[::-1], version_folder.current_version(published)
    )


@app.command()
@in_sentences
def rollback(
    version: Annotated[
        str | None, typer.Argument(help="The version to go back to; default: the previous one.")
    ] = None,
) -> None:
    """Make an earlier version the current one."""
    target = publish_version.rollback(load_settings().published, version)
    out.print(f"Readers now see version {target.name}.")


@app.command()
@in_sentences
def query(
    sql: Annotated[str, typer.Argument(help="One SQL statement that reads.")],
    output_format: Annotated[
        Format, typer.Option("--format", help="How to print it.")
    ] = Format.TABLE,
    version: Annotated[
        str | None, typer.Option(help="The version to query; default: the current one.")
    ] = None,
) -> None:
    """Query the published version, read-only."""
    published = load_settings().published
    with open_version(published, version) as connection:
        terminal_output.print_held(version_manifest(published, version), sql)
        terminal_output.print_answer(run_query(connection, sql), output_format)


@app.command()
@in_sentences
def serve(
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port to listen on.")] = 8080,
    host: Annotated[
        str, typer.Option(help="The address to listen on; 0.0.0.0 for all, if a proxy protects it.")
    ] = "127.0.0.1",
) -> None:
    """Serve the dashboard; it switches to each newly published version."""
    from ecom_platform.serving.app import serve as serve_app  # noqa: PLC0415 - only this needs Dash

    out.print(f"The dashboard is at http://{host}:{port}. Stop it with Ctrl+C.")
    serve_app(load_settings(), host, port)


for command in COMMANDS:
    app.command()(command)
app.command()(drill)
app.command()(report)
app.add_typer(alerts_app, name="alerts")
