"""The command `ecom query`: query the published version, read-only.

What a statement may do is in `serving/sql_query.py`; how rows are printed, in
`cli/output_formats.py`.
"""

from typing import Annotated

import typer

from ecom_platform.cli.output_formats import Format, print_result
from ecom_platform.cli.terminal_output import errors, in_sentences
from ecom_platform.publishing.manifest import VersionManifest
from ecom_platform.serving.sql_query import named_tables, run_query
from ecom_platform.serving.version_reader import open_version, version_manifest
from ecom_platform.settings import load_settings

MOST_TABLE_ROWS = 1000  # more would not be read; CSV and JSON print all rows


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
        _print_held(version_manifest(published, version), sql)
        print_result(run_query(connection, sql), output_format, MOST_TABLE_ROWS)


def _print_held(version: VersionManifest, sql: str) -> None:
    """Print, on the error output, which tables that `sql` names are held back, and why."""
    for name in named_tables(sql, version.held):
        errors.print(f"{name} is {version.held[name].sentence}", style="yellow", markup=False)
