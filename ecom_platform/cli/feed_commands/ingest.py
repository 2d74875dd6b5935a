"""The command `ecom ingest`: load the new files of the landing folder.

How a file is loaded is in `ecom_platform.ingestion.load`.
"""

import typer

from ecom_platform.cli.exit_codes import EXIT_NOT_DONE
from ecom_platform.cli.terminal_output import in_sentences, print_sentence
from ecom_platform.ingestion.load.load_landing import load_landing
from ecom_platform.settings import load_settings
from ecom_platform.warehouse.run_lock import run_lock


@in_sentences
def ingest() -> None:
    """Load the new files of the landing folder into raw. The exit code is 1 if one is refused."""
    settings = load_settings()
    with run_lock(settings.warehouse_path.parent):
        report = load_landing(settings, progress=print_sentence)
    if report.refused:
        raise typer.Exit(EXIT_NOT_DONE)
