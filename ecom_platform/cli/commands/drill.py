"""The command `ecom drill`: plant faults, run nights, print the scorecard.

The fire drill itself is in `ecom_platform.fire_drill`.
"""

import tempfile
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from ecom_platform.cli.exit_codes import EXIT_NOT_DONE
from ecom_platform.cli.terminal_output import in_sentences, out
from ecom_platform.fault_injection.fault_registry import fault_named
from ecom_platform.fire_drill import scorecard_page
from ecom_platform.fire_drill.scorecard import Scorecard
from ecom_platform.settings import PROJECT_ROOT, load_settings

PAGE = PROJECT_ROOT / "docs" / "reference" / "fire-drill.md"


@in_sentences
def drill(
    *,
    landing: Annotated[
        Path | None,
        typer.Option(help="The files to drill on, never changed; default: a demo company's."),
    ] = None,
    fault: Annotated[
        list[str] | None, typer.Option(help="Plant only this fault; may be repeated.")
    ] = None,
    size: Annotated[str | None, typer.Option(help="Plant faults of this size only.")] = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="Plant only the sizes a person would find obvious.")
    ] = False,
    write_docs: Annotated[
        bool, typer.Option("--write-docs", help="Write the scorecard into the reference page.")
    ] = False,
) -> None:
    """Plant faults in copies of the files, run nights, and print which faults were detected.

    The exit code is 0 only if the goal is met.
    """
    from ecom_platform.fire_drill.run_drill import drill as run_drill  # noqa: PLC0415 - it needs numpy

    with tempfile.TemporaryDirectory(prefix="ecom-drill-") as folder:
        card = run_drill(
            Path(folder),
            landing,
            chosen=[fault_named(name) for name in fault or ()],
            size=size,
            quick=quick,
            progress=lambda sentence: out.print(sentence, markup=False),
            keep_at=load_settings().fire_drill_file,
        )
    print_scorecard(card)
    if write_docs:
        page = PAGE.read_text(encoding="utf-8") if PAGE.is_file() else ""
        PAGE.write_text(scorecard_page.with_section(page, card), encoding="utf-8")
    if not card.is_met:
        raise typer.Exit(EXIT_NOT_DONE)


def print_scorecard(card: Scorecard) -> None:
    """Print a row per fault class, the false alarms, and whether the goal is met."""
    numbered_columns = enumerate(scorecard_page.COLUMNS)
    # The descriptions are too long for a terminal.
    positions = [position for position, name in numbered_columns if name != "what happens"]
    table = Table(*(scorecard_page.COLUMNS[position] for position in positions))
    for row in scorecard_page.rows(card):
        table.add_row(*(escape(row[position]) for position in positions))
    out.print(table)
    for alarm in card.false_alarms:
        out.print(f"False alarm: {alarm}", style="yellow", markup=False)
    out.print(card.sentence, style="green" if card.is_met else "red")
