"""The command `ecom`: every step without an orchestrator, and questions to what is published.

A command asks the library and prints; work belongs in the library, tables and text in
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
from ecom_platform.quality.evaluation.checked_days import accept_days
from ecom_platform.quality.evaluation.day_selection import Scope
from ecom_platform.quality.gate import overrides
from ecom_platform.quality.gate.gate import judge_run
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
    help="The platform's steps one by one, and questions to the published version. All state lies "
    "in the folder ECOM_DATA names. Exit codes: 0 done; 1 it could not be done, and a sentence "
    "says why; 2 the command was misspelt; 3 done, but tables are held back from readers.",
)
HELD = 3


@app.command()
@in_sentences
def demo(
    folder: Annotated[
        Path | None, typer.Argument(help="Where to write the files; default: the landing folder.")
    ] = None,
    seed: Annotated[int, typer.Option(help="The same seed makes the same company.")] = 7,
    days: Annotated[int, typer.Option(min=60, help="How many days it has traded.")] = 365,
    lines: Annotated[int, typer.Option(min=1000, help="About how many order lines.")] = 200_000,
) -> None:
    """Make the files of a demo company, with the dirt of real ones, and its truth beside them."""
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
    out.print(f"The demo company's files are in {target}, its truth beside them in demo_truth.")


@app.command()
@in_sentences
def ingest() -> None:
    """Bring what is new in the landing folder into raw. Refused files make the exit code 1."""
    settings = load_settings()
    with run_lock(settings.warehouse_path.parent):
        report = load_landing(settings, progress=out.print)
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
    """Build and check every table. What failed is shown, and held back by `ecom publish`."""
    settings = load_settings()
    scope: Scope = "everything" if everything else "changed"
    with run_lock(settings.warehouse_path.parent), terminal_output.progress_of_nodes() as progress:
        run_id = nightly_run.build(
            settings, full_refresh=full_refresh, scope=scope, progress=progress
        )
    verdict = judge_run(settings, run_id)
    terminal_output.print_verdict(verdict)
    if verdict.reasons:
        raise typer.Exit(HELD)


@app.command()
@in_sentences
def publish() -> None:
    """Publish the tables built last that passed; the others keep their last good content."""
    settings = load_settings()
    with run_lock(settings.warehouse_path.parent):
        publication = publish_version.publish(settings)
    out.print(publication.sentence)
    if publication.version.held:
        raise typer.Exit(HELD)


@app.command()
@in_sentences
def status() -> None:
    """Tables and rows, checks, quarantined rows and their money, the version, where to look."""
    found = read_status(load_settings())
    terminal_output.print_status(found)
    if not found.is_up_to_date:
        raise typer.Exit(HELD if found.has_held_tables else 1)


@app.command()
@in_sentences
def release(
    table: Annotated[
        str, typer.Argument(help="The table that failed, such as marts.dim_partners.")
    ],
    reason: Annotated[str, typer.Option(help="Why readers may get it all the same.")],
    by: Annotated[str, typer.Option(help="Who takes the responsibility.")] = getpass.getuser(),
) -> None:
    """Let a held table pass although a check failed, until the check fails in another way."""
    settings = load_settings()
    with (
        run_lock(settings.warehouse_path.parent),
        open_warehouse(settings.warehouse_path) as warehouse,
        open_store(settings).transaction() as store,
    ):
        released = overrides.release(store, table, reason=reason, by=by)
        accept_days(warehouse, table)
    for check_result in released:
        out.print(f"Released: {check_result.sentence}", markup=False)
    out.print(
        "'ecom publish' shows it; if tables made of it were not built, 'make run' builds them."
    )


@app.command("versions")
@in_sentences
def list_versions() -> None:
    """List the published versions, the newest first; the current one is marked."""
    published = load_settings().published
    terminal_output.print_versions(
        version_folder.list_versions(published)[::-1], version_folder.current_version(published)
    )


@app.command()
@in_sentences
def rollback(
    version: Annotated[
        str | None, typer.Argument(help="The version to go back to; default: the one before.")
    ] = None,
) -> None:
    """Point readers to an earlier version."""
    target = publish_version.rollback(load_settings().published, version)
    out.print(f"Readers see version {target.name} now.")


@app.command()
@in_sentences
def query(
    sql: Annotated[str, typer.Argument(help="One statement that reads.")],
    form: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.TABLE,
    version: Annotated[
        str | None, typer.Option(help="The version to ask; default: the current one.")
    ] = None,
) -> None:
    """Ask the published version, read-only."""
    published = load_settings().published
    with open_version(published, version) as connection:
        terminal_output.print_held(version_manifest(published, version), sql)
        terminal_output.print_answer(run_query(connection, sql), form)


@app.command()
@in_sentences
def serve(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Where to listen.")] = 8080,
    host: Annotated[
        str, typer.Option(help="Which address; 0.0.0.0 for every one, behind a proxy.")
    ] = "127.0.0.1",
) -> None:
    """Serve the dashboard; a version published meanwhile appears by itself."""
    from ecom_platform.serving.app import serve as serve_app  # noqa: PLC0415 - only this needs Dash

    out.print(f"The dashboard is at http://{host}:{port}. Stop it with Ctrl+C.")
    serve_app(load_settings(), host, port)


for command in COMMANDS:
    app.command()(command)
app.command()(drill)
app.command()(report)
app.add_typer(alerts_app, name="alerts")
