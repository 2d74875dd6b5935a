"""The command `ecom backup`: save the whole state.

How a backup is made is in `ecom_platform.backup`.
"""

from pathlib import Path
from typing import Annotated

import typer

from ecom_platform.backup.create_backup import create_backup
from ecom_platform.cli.terminal_output import in_sentences, out
from ecom_platform.settings import load_settings


@in_sentences
def backup(
    folder: Annotated[Path, typer.Argument(help="A new folder outside ECOM_DATA.")],
) -> None:
    """Save the whole state below ECOM_DATA into a new folder; refused while a run is under way."""
    settings = load_settings()
    contents = create_backup(settings, folder)
    seen = f"with version {contents.version}" if contents.version else "before the first version"
    out.print(f"Saved {len(contents.files):,} files in {folder}, {seen}.", markup=False)
    if contents.store != "sqlite":
        out.print(
            "The operational store that ECOM_STORE_URL names is not part of it: save it now, "
            "before the next run, with 'pg_dump'.",
            style="yellow",
            markup=False,
        )
