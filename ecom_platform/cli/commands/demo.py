"""The command `ecom demo`: create the files of the demo company.

The company itself is in `ecom_platform.demo`.
"""

from pathlib import Path
from typing import Annotated

import typer

from ecom_platform.cli.terminal_output import in_sentences, out
from ecom_platform.settings import load_settings


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
