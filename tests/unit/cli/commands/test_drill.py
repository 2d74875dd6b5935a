"""`ecom drill`: its exit code is 0 only when the goal is met."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from ecom_platform.cli.commands import drill as drill_command
from ecom_platform.errors import QualityError
from ecom_platform.fire_drill import run_drill
from ecom_platform.fire_drill.scorecard import InjectionResult, Scorecard

CAUGHT = InjectionResult(
    fault="sign_flipped",
    size="all rows",
    severity="error",
    is_obvious=True,
    feed="order_lines",
    night=1,
    noticed_as="error",
    checks=("amounts_are_positive on raw.order_lines",),
    leaked=(),
    seconds=4.0,
)
MET = Scorecard("demo company", (CAUGHT,), (), (), ())
ALARMED = replace(MET, false_alarms=("few_rows on raw.x",))


def _drill(monkeypatch: pytest.MonkeyPatch, card: Scorecard | None, *arguments: str) -> Result:
    asked: dict[str, Any] = {}

    def drilled(folder: Path, landing: Path | None, **options: Any) -> Scorecard:
        asked.update(options, landing=landing)
        if card is None:
            raise QualityError("There are too few days.")
        options["progress"]("One trial is done.")
        return card

    monkeypatch.setattr(run_drill, "drill", drilled)
    app = typer.Typer()
    app.command()(drill_command.drill)
    result = CliRunner().invoke(app, list(arguments))
    _drill.asked = asked  # type: ignore[attr-defined]
    return result


def test_a_met_goal_is_exit_code_0_with_the_scorecard(monkeypatch: pytest.MonkeyPatch) -> None:
    result = _drill(monkeypatch, MET)
    assert result.exit_code == 0
    assert "One trial is done." in result.output
    assert "sign_flipped" in result.output
    assert "The goal is met" in result.output


def test_a_missed_goal_is_exit_code_1_and_says_what_rang(monkeypatch: pytest.MonkeyPatch) -> None:
    result = _drill(monkeypatch, ALARMED)
    assert result.exit_code == 1
    assert "False alarm: few_rows on raw.x" in result.output


def test_what_cannot_be_done_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    result = _drill(monkeypatch, None)
    assert result.exit_code == 1
    assert "There are too few days." in result.output
    assert "meteor" in _drill(monkeypatch, MET, "--fault", "meteor").output


def test_faults_sizes_and_files_are_passed_on(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _drill(
        monkeypatch, MET, "--fault", "sign_flipped", "--size", "all rows", "--quick",
        "--landing", str(tmp_path),
    )  # fmt: skip
    asked = _drill.asked  # type: ignore[attr-defined]
    assert [one.name for one in asked["chosen"]] == ["sign_flipped"]
    assert (asked["size"], asked["quick"], asked["landing"]) == ("all rows", True, tmp_path)


def test_the_page_is_written_only_when_asked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    page = tmp_path / "fire-drill.md"
    monkeypatch.setattr(drill_command, "PAGE", page)
    _drill(monkeypatch, MET)
    assert not page.exists()
    _drill(monkeypatch, MET, "--write-docs")
    assert "## On the files of demo company" in page.read_text()
