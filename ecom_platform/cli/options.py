"""Options that several commands have in common."""

from typing import Annotated

import typer

from ecom_platform.cli.output_formats import Format

FormatOption = Annotated[Format, typer.Option("--format", help="How to print.")]
By = Annotated[str | None, typer.Option(help="Who does this; default: your user name.")]
