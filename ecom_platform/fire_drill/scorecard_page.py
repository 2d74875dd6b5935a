"""The scorecard as a page of the docs. `cli/commands/drill.py` shows it in the terminal."""

import re
from collections.abc import Sequence

from ecom_platform.fault_injection.fault_registry import all_faults
from ecom_platform.fire_drill.scorecard import InjectionResult, Scorecard

COLUMNS = (
    "fault", "what happens", "class", "feed", "smallest size caught", "obvious size", "night",
    "noticed as", "by", "readers", "seconds",
)  # fmt: skip
_INTRO = """# Fire drill

*Written by `ecom drill --write-docs`; a test compares it with the declared faults.*

A drill divides the landing files into those from before the drill and those of three nights. It
first runs the nights without a fault. Then it runs them again for each fault, which is planted into
the files of the first night or of every night. A check counts for a fault only when it did not fail
in the same night without the fault.

- *error* is wrong data: a check must notice it, and no reader may see it. *warn* is unusual but may
  be business: a check must notice it. *harmless* must change nothing that readers see, and no check
  may fail.
- Sizes are planted from the largest down until one is missed. The obvious size is what a person who
  looks at the file would see. Nights with a smaller size end after the rules on raw tables.
- Readers are *kept* from a fault when every published mart shows either what it showed before or
  what it would show without the fault.

The goal: 95 % of the fault classes are caught at the obvious size, every error is held back from
readers, and no check fails in the nights without a fault.
"""


def rows(card: Scorecard) -> list[tuple[str, ...]]:
    """A row of text per fault class, in the order of `COLUMNS`."""
    names = dict.fromkeys(injection.fault for injection in card.injections)
    return [
        _scorecard_row(
            card, [injection for injection in card.injections if injection.fault == name]
        )
        for name in names
    ]


def with_section(page: str, card: Scorecard) -> str:
    """The page with the section of this company replaced or added.

    Args:
        page: the page as it is; empty when there is none yet.
        card: the scorecard of the company.
    """
    parts = re.split(r"^(?=## )", page, flags=re.MULTILINE)
    sections_of_others = [
        part
        for part in parts
        if part.startswith("## ") and not part.startswith(f"## {_section_title(card)}\n")
    ]
    sections = sorted([*sections_of_others, section(card)])
    return "\n".join(part.strip() + "\n" for part in [_INTRO, *sections])


def section(card: Scorecard) -> str:
    """The section of one company: the result in a sentence, and a table with all fault classes."""
    lines = [f"## {_section_title(card)}", card.sentence, _markdown_table(rows(card))]
    lines += [f"- False alarm: {alarm}." for alarm in card.false_alarms]
    if card.impossible:
        names = ", ".join(f"`{name}`" for name in card.impossible)
        lines.append(f"These files have no feed that can suffer {names}.")
    if card.known_alarms:
        known = ", ".join(card.known_alarms)
        lines.append(f"These checks failed before the drill, so they do not count: {known}.")
    return "\n\n".join(lines)


def _section_title(card: Scorecard) -> str:
    return f"On the files of {card.company}"


def _scorecard_row(card: Scorecard, injections: Sequence[InjectionResult]) -> tuple[str, ...]:
    """The cells of one fault class, in the order of `COLUMNS`; its largest size comes first."""
    largest = injections[0]
    fault, smallest = all_faults()[largest.fault], card.smallest_caught(largest.fault)
    is_noticed = largest.night is not None
    return (
        f"`{fault.name}`",
        fault.sentence,
        fault.severity,
        largest.feed,
        smallest.size if smallest else "**none**",
        largest.size,
        str(largest.night) if is_noticed else "-",
        largest.noticed_as if is_noticed else "-",
        _first_checks(largest),
        "kept" if largest.is_held else "shown",
        f"{sum(injection.seconds for injection in injections):.0f}",
    )


def _first_checks(injection: InjectionResult) -> str:
    """The first two checks that noticed the fault, and how many more did; a dash for none."""
    if not injection.checks:
        return "-"
    more = f" and {len(injection.checks) - 2} more" if len(injection.checks) > 2 else ""
    return "; ".join(injection.checks[:2]) + more


def _markdown_table(body: Sequence[Sequence[str]]) -> str:
    lines = [COLUMNS, ["---"] * len(COLUMNS), *body]
    return "\n".join(f"| {' | '.join(cell.replace('|', '/') for cell in line)} |" for line in lines)
