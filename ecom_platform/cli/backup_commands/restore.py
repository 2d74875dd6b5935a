"""The command `ecom restore`: bring a saved state back.

How a backup is brought back is in `ecom_platform.backup`.
"""

from pathlib import Path
from typing import Annotated

import typer

from ecom_platform.backup.restore_backup import restore_backup
from ecom_platform.cli.terminal_output import in_sentences, out
from ecom_platform.settings import load_settings


@in_sentences
def restore(
    folder: Annotated[Path, typer.Argument(help="The folder that 'ecom backup' wrote.")],
) -> None:
    """Bring the state in a backup into ECOM_DATA, which must not have a state yet."""
    settings = load_settings()
    contents = restore_backup(settings, folder)
    out.print(
        f"Restored {len(contents.files):,} files, saved at {contents.made_at:%Y-%m-%d %H:%M} UTC, "
        f"into {settings.data}. 'ecom status' shows what readers see.",
        markup=False,
    )
    if contents.store != "sqlite":
        out.print(
            "The operational store was not part of the backup: restore its dump with 'pg_restore'.",
            style="yellow",
            markup=False,
        )
