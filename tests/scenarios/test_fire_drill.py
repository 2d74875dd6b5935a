"""Three faults in the files of a tiny company: two are noticed, a harmless one is not.

The nights here end after the rules on raw: building every table of every night is the weekly
drill's work and would take minutes. The faults are such that raw shows them.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from ecom_platform.demo.company.demo_company import generate
from ecom_platform.fault_injection.fault_registry import fault_named
from ecom_platform.fire_drill.baseline_night import Baseline, prepare
from ecom_platform.fire_drill.inject_faults import try_fault
from ecom_platform.fire_drill.nights import Seen, Stage
from ecom_platform.fire_drill.scorecard import Trial

pytestmark = pytest.mark.slow
RUN = Stage.run
Try = Callable[[str], Trial]


def _until_raw(stage: Stage, **_options: object) -> Seen:
    return RUN(stage, until_raw=True)


@pytest.fixture(scope="module")
def baseline(tmp_path_factory: pytest.TempPathFactory) -> Baseline:
    folder = tmp_path_factory.mktemp("drill")
    generate(folder / "company" / "landing", days=90, lines=9_000)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Stage, "run", _until_raw)
        return prepare(folder / "company" / "landing", folder)


@pytest.fixture
def plant(baseline: Baseline, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Try:
    monkeypatch.setattr(Stage, "run", _until_raw)

    def planted(name: str) -> Trial:
        one = fault_named(name)
        return try_fault(baseline, one, one.obvious, tmp_path)

    return planted


def test_nights_without_a_fault_alarm_nobody(baseline: Baseline) -> None:
    assert baseline.false_alarms == []


def test_amounts_in_another_unit_are_noticed_in_the_first_night(plant: Try) -> None:
    trial = plant("amounts_times_100")
    assert (trial.night, trial.told_as) == (1, "error")
    assert any(check.endswith("on raw.order_lines") for check in trial.checks)


def test_a_missing_day_is_noticed_when_the_next_one_is_there(plant: Try) -> None:
    trial = plant("missing_day")
    assert trial.is_caught
    assert trial.night is not None
    assert 1 <= trial.night <= 3


def test_the_same_file_twenty_times_is_noticed_by_nobody(plant: Try) -> None:
    trial = plant("file_twice")
    assert trial.is_caught
    assert (trial.night, trial.checks) == (None, ())
