"""The command `ecom rollback`: make an earlier version the current one."""

from typing import Annotated

import typer

from ecom_platform.cli.terminal_output import in_sentences, out
from ecom_platform.publishing import rollback as rollbacks
from ecom_platform.settings import load_settings


@in_sentences
def rollback(
    version: Annotated[
        str | None, typer.Argument(help="The version to go back to; default: the previous one.")
    ] = None,
) -> None:
    """Make an earlier version the current one, until a run builds new content."""
    published = load_settings().published
    target = rollbacks.rollback(published, version)
    out.print(f"Readers now see version {target.name}.")
    standing = rollbacks.rollback_in_force(published)
    if standing:
        out.print(standing.sentence)
