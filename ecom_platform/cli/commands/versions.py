"""The command `ecom versions`: list the published versions."""

from collections.abc import Sequence

from rich.table import Column, Table

from ecom_platform.cli.terminal_output import errors, in_sentences, out
from ecom_platform.errors import PublishingError
from ecom_platform.publishing import version_folder
from ecom_platform.publishing.manifest import VersionManifest
from ecom_platform.settings import load_settings


@in_sentences
def versions() -> None:
    """List the published versions, the newest first, and mark the current one."""
    published = load_settings().published
    try:
        current = version_folder.current_version(published)
    except PublishingError as error:
        errors.print(str(error), style="red", markup=False)
        current = None
    _print_versions(version_folder.list_versions(published)[::-1], current)


def _print_versions(listed: Sequence[VersionManifest], current: str | None) -> None:
    """Print one line per version."""
    if not listed:
        out.print("Nothing is published yet. Run 'make run'.")
        return
    table = Table(
        Column("version", no_wrap=True), "made at (UTC)", "tables", "rows", "warnings", ""
    )
    for version in listed:
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
