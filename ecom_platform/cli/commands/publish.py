"""The command `ecom publish`: make a version of the newly built tables that passed.

How a version is made is in `ecom_platform.publishing`.
"""

import typer

from ecom_platform.cli.exit_codes import EXIT_HELD
from ecom_platform.cli.terminal_output import in_sentences, out
from ecom_platform.publishing import publish_version
from ecom_platform.settings import load_settings
from ecom_platform.warehouse.run_lock import run_lock


@in_sentences
def publish() -> None:
    """Publish the newly built tables that passed; the others keep their last good content."""
    settings = load_settings()
    with run_lock(settings.warehouse_path.parent):
        publication = publish_version.publish(settings)
    out.print(publication.sentence)
    if publication.version.held:
        raise typer.Exit(EXIT_HELD)
