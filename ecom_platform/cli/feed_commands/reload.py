"""The command `ecom reload`: read the files of one feed anew from the landing folder.

How they are read is in `ecom_platform.ingestion.load.reload_feed`.
"""

from typing import Annotated

import typer

from ecom_platform.cli.exit_codes import EXIT_NOT_DONE
from ecom_platform.cli.terminal_output import in_sentences, print_sentence
from ecom_platform.ingestion.load.reload_feed import reload_feed
from ecom_platform.settings import load_settings
from ecom_platform.warehouse.run_lock import run_lock


@in_sentences
def reload(feed: Annotated[str, typer.Argument(help="The feed, such as order_lines.")]) -> None:
    """Read a feed anew from the landing folder, after its declaration has changed.

    Its files count in the order in which they first arrived. 'make run' publishes what has changed.
    """
    settings = load_settings()
    with run_lock(settings.warehouse_path.parent):
        report = reload_feed(settings, feed, progress=print_sentence)
    if report.refused:
        raise typer.Exit(EXIT_NOT_DONE)
