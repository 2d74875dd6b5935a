"""The weekly drill as a job: green only when the goal is met, with the scorecard to look at."""

from dataclasses import replace
from pathlib import Path

import dagster as dg
import pytest

from ecom_platform.fire_drill.scorecard import InjectionResult, Scorecard
from jobs import fire_drill_job as module

pytestmark = pytest.mark.xdist_group("dagster")

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
MISSED = replace(MET, injections=(replace(CAUGHT, night=None, checks=()),))


def _run(
    monkeypatch: pytest.MonkeyPatch, card: Scorecard, **config: object
) -> tuple[dg.ExecuteInProcessResult, list[tuple[Path | None, bool]]]:
    asked: list[tuple[Path | None, bool]] = []

    def drilled(folder: Path, landing: Path | None, **options: object) -> Scorecard:
        assert not any(folder.iterdir())
        asked.append((landing, bool(options["quick"])))
        return card

    monkeypatch.setattr("ecom_platform.fire_drill.run_drill.drill", drilled)
    run_config = {"ops": {"plant_faults": {"config": config}}}
    return module.drill_job.execute_in_process(run_config=run_config, raise_on_error=False), asked


def test_a_drill_that_meets_the_goal_ends_well_with_its_scorecard(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    result, asked = _run(monkeypatch, MET)
    assert result.success
    assert asked == [(None, True)]
    (output,) = [event for event in result.all_events if event.is_successful_output]
    metadata = output.step_output_data.metadata
    assert metadata["caught_share"].value == 1.0
    assert "sign_flipped" in str(metadata["scorecard"].value)


def test_a_drill_that_misses_the_goal_fails_with_the_verdict(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    result, _ = _run(monkeypatch, MISSED)
    assert not result.success
    (failure,) = [event for event in result.all_events if event.is_step_failure]
    assert failure.step_failure_data.user_failure_data is not None
    assert "0 of 1 fault classes" in str(failure.step_failure_data.user_failure_data.description)


def test_a_company_may_drill_on_its_own_files_in_every_size(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _, asked = _run(monkeypatch, MET, landing=str(tmp_path), quick=False)
    assert asked == [(tmp_path, False)]
