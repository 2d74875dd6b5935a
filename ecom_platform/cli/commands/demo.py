"""The command `ecom demo`: create the files of the demo company.

The company itself is in `ecom_platform.demo`.
"""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ecom_platform.cli.terminal_output import in_sentences, out
from ecom_platform.settings import load_settings

_SELLER_LINES = 200_000


class Company(StrEnum):
    """The companies that the demo can make."""

    SELLER = "seller"
    MARKETPLACE = "marketplace"
    GROCERY = "grocery"


@in_sentences
def demo(
    folder: Annotated[
        Path | None, typer.Argument(help="Where to write the files; default: the landing folder.")
    ] = None,
    seed: Annotated[int, typer.Option(help="The same seed gives the same company.")] = 7,
    days: Annotated[int, typer.Option(min=60, help="How many days the company has traded.")] = 365,
    lines: Annotated[
        int | None,
        typer.Option(
            min=1000,
            help="About how many order lines; default: 200,000, of the marketplace 300,000, "
            "of the grocery chain 1,500,000.",
        ),
    ] = None,
    company: Annotated[
        Company, typer.Option(help="Which company: a seller, a marketplace, or a grocery chain.")
    ] = Company.SELLER,
) -> None:
    """Create the files of a demo company, irregular like real files, and the correct totals."""
    # Only this command needs numpy.
    from ecom_platform.demo.company.demo_company import generate  # noqa: PLC0415
    from ecom_platform.demo.further_companies import generate_company  # noqa: PLC0415

    target = folder or load_settings().landing_folder
    with out.status("Making a demo company ...") as spinner:
        if company is Company.SELLER:
            generate(
                target,
                seed=seed,
                days=days,
                lines=lines or _SELLER_LINES,
                progress=lambda file, done, total: spinner.update(f"{file}: {done:,} of {total:,}"),
            )
        else:
            generate_company(target, company, seed=seed, days=days, lines=lines)
    out.print(
        f"The files of the demo company are in {target}. "
        "The correct totals are in the folder demo_truth next to it."
    )
