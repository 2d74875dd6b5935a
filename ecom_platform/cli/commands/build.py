"""The command `ecom build`: build and check every table, and print what failed.

How a build runs is in `ecom_platform.pipeline`; which failures hold a table, in the gate.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn

from ecom_platform.cli.exit_codes import EXIT_HELD
from ecom_platform.cli.terminal_output import check_counts_sentence, errors, in_sentences, out
from ecom_platform.pipeline import nightly_run
from ecom_platform.quality.evaluation.day_selection import Scope
from ecom_platform.quality.gate.gate import Verdict, evaluate_run
from ecom_platform.settings import load_settings
from ecom_platform.warehouse.run_lock import run_lock


@in_sentences
def build(
    *,
    full_refresh: Annotated[
        bool, typer.Option("--full-refresh", help="Rebuild incremental tables from raw.")
    ] = False,
    everything: Annotated[
        bool, typer.Option("--check-everything", help="Check all days, not only changed ones.")
    ] = False,
) -> None:
    """Build and check every table, and print failures; `ecom publish` holds those tables back."""
    settings = load_settings()
    scope: Scope = "everything" if everything else "changed"
    with run_lock(settings.warehouse_path.parent), _progress_of_nodes() as progress:
        run_id = nightly_run.build(
            settings, full_refresh=full_refresh, scope=scope, progress=progress
        )
    verdict = evaluate_run(settings, run_id)
    _print_verdict(verdict)
    if verdict.reasons:
        raise typer.Exit(EXIT_HELD)


@contextmanager
def _progress_of_nodes() -> Iterator[Callable[[int, int, str], None]]:
    """A callback that shows each finished dbt node: a bar on a terminal, else a line of text.

    The callback takes the number of finished nodes, the number of all nodes, and a sentence.
    """
    if not out.is_terminal:
        yield lambda _done, _total, text: out.print(text, markup=False)
        return
    columns = (SpinnerColumn(), BarColumn(), TextColumn("{task.completed}/{task.total}"))
    with Progress(*columns, TextColumn("{task.description}"), console=out) as bar:
        task = bar.add_task("Reading the dbt project ...", total=None)
        yield lambda done, total, text: bar.update(
            task, completed=done, total=total, description=escape(text[:80])
        )


def _print_verdict(verdict: Verdict) -> None:
    """Print the results of a build's checks: warnings, reasons to hold tables back, and counts."""
    for warning in verdict.warnings:
        out.print(f"Warning: {warning.sentence}", style="yellow", markup=False)
    for reason in verdict.reasons:
        errors.print(f"Held back: {reason}", style="red", markup=False)
    out.print(check_counts_sentence(verdict.counts))
