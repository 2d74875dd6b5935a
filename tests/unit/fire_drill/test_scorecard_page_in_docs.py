"""The scorecards in the docs are of the faults declared now, and meet the goal."""

import re

import pytest

from ecom_platform.cli.commands.drill import PAGE
from ecom_platform.fault_injection.fault_registry import all_faults
from ecom_platform.fire_drill.scorecard import CAUGHT_SHARE_GOAL
from ecom_platform.fire_drill.scorecard_page import COLUMNS

COMPANIES = ("the demo company", "unlock-profits")


def _section(company: str) -> str:
    parts = re.split(r"^## On the files of ", PAGE.read_text(), flags=re.MULTILINE)
    (found,) = [part for part in parts if part.startswith(f"{company}\n")]
    return found


def _rows(company: str) -> list[dict[str, str]]:
    lines = [line for line in _section(company).splitlines() if line.startswith("| `")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [dict(zip(COLUMNS, row, strict=True)) for row in cells]


@pytest.mark.parametrize("company", COMPANIES)
def test_every_fault_is_scored_or_listed_as_impossible(company: str) -> None:
    scored = {row["fault"].strip("`") for row in _rows(company)}
    _, _, impossible = _section(company).partition("no feed that can suffer ")
    left_out = set(re.findall(r"`(\w+)`", impossible))
    assert scored | left_out == set(all_faults())
    assert not scored & left_out


@pytest.mark.parametrize("company", COMPANIES)
def test_each_fault_was_tried_at_its_obvious_size_and_class(company: str) -> None:
    for row in _rows(company):
        fault = all_faults()[row["fault"].strip("`")]
        assert (row["obvious size"], row["class"]) == (fault.obvious.name, fault.severity)
        assert row["what happens"] == fault.sentence
        assert row["feed"] in fault.feeds


@pytest.mark.parametrize("company", COMPANIES)
def test_the_goal_is_met(company: str) -> None:
    rows = _rows(company)
    caught = [row for row in rows if row["smallest size caught"] != "**none**"]
    assert len(rows) >= 40
    assert len(caught) >= CAUGHT_SHARE_GOAL * len(rows)
    assert [
        row["fault"] for row in rows if row["class"] == "error" and row["readers"] != "kept"
    ] == []
    assert "False alarm" not in _section(company)
    assert f"The goal is met: {len(caught)} of {len(rows)} fault classes" in _section(company)
