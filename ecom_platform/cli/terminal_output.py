"""The terminal: what every command prints to, errors as sentences, and sentences they share.

What one command prints belongs in its module; rows as a table, CSV or JSON are printed by
`output_formats.py`.
"""

import sys
from collections.abc import Callable, Mapping
from functools import wraps
from typing import ParamSpec, TypeVar

import duckdb
import typer
from rich.console import Console

from ecom_platform.cli.exit_codes import EXIT_NOT_DONE
from ecom_platform.errors import PlatformError
from ecom_platform.system_errors import sentence_of

# Without a terminal, the width is large enough that no cell is cut.
out = Console(
    highlight=False, soft_wrap=True, emoji=False, width=None if sys.stdout.isatty() else 10_000
)
errors = Console(stderr=True, highlight=False, soft_wrap=True, emoji=False)


P = ParamSpec("P")
R = TypeVar("R")


def in_sentences(command: Callable[P, R]) -> Callable[P, R]:
    """The command, with errors printed as a sentence and turned into exit code 1.

    These are every `PlatformError`, and the failures of the machine, such as a full disk.
    """

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except PlatformError as error:
            errors.print(str(error), style="red", markup=False)
            raise typer.Exit(EXIT_NOT_DONE) from error
        except BrokenPipeError:
            raise
        except (OSError, duckdb.IOException, duckdb.OutOfMemoryException) as error:
            errors.print(sentence_of(error), style="red", markup=False)
            raise typer.Exit(EXIT_NOT_DONE) from error

    return run


def print_sentence(sentence: str) -> None:
    """Print a sentence as it is; nothing in the name of a file is markup."""
    out.print(sentence, markup=False)


def check_counts_sentence(checks: Mapping[str, int]) -> str:
    """How many checks passed, failed, and failed with a warning only."""
    return (
        f"Checks: {checks['passed']:,} passed, {checks['failed']:,} failed, "
        f"{checks['warned']:,} with a warning."
    )
