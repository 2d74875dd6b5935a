"""Three faults in the files of a tiny company: two are noticed, a harmless one is not.

The nights here end after the rules on raw: building every table of every night is the weekly
drill's work and would take minutes. The faults are such that raw shows them.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from ecom_platform.demo.company.demo_company import generate
from ecom_platform.fault_injection.fault_registry import fault_named
from ecom_platform.fire_drill.baseline_night import Baseline, prepare_baseline
from ecom_platform.fire_drill.inject_faults import inject_fault
from ecom_platform.fire_drill.nights import NightResult, NightRunner
from ecom_platform.fire_drill.scorecard import InjectionResult

pytestmark = pytest.mark.slow
RUN = NightRunner.run
Try = Callable[[str], InjectionResult]


def _until_raw(runner: NightRunner, **_options: object) -> NightResult:
    return RUN(runner, until_raw=True)


@pytest.fixture(scope="module")
def baseline(tmp_path_factory: pytest.TempPathFactory) -> Baseline:
    folder = tmp_path_factory.mktemp("drill")
    generate(folder / "company" / "landing", days=90, lines=9_000)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(NightRunner, "run", _until_raw)
        return prepare_baseline(folder / "company" / "landing", folder)


@pytest.fixture
def plant(baseline: Baseline, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Try:
    monkeypatch.setattr(NightRunner, "run", _until_raw)

    def planted(name: str) -> InjectionResult:
        one = fault_named(name)
        return inject_fault(baseline, one, one.obvious, tmp_path)

    return planted


def test_nights_without_a_fault_alarm_nobody(baseline: Baseline) -> None:
    assert baseline.false_alarms == []


def test_amounts_in_another_unit_are_noticed_in_the_first_night(plant: Try) -> None:
    injection = plant("amounts_times_100")
    assert (injection.night, injection.noticed_as) == (1, "error")
    assert any(check.endswith("on raw.order_lines") for check in injection.checks)


def test_a_missing_day_is_noticed_when_the_next_one_is_there(plant: Try) -> None:
    injection = plant("missing_day")
    assert injection.is_caught
    assert injection.night is not None
    assert 1 <= injection.night <= 3


def test_the_same_file_twenty_times_is_noticed_by_nobody(plant: Try) -> None:
    injection = plant("file_twice")
    assert injection.is_caught
    assert (injection.night, injection.checks) == (None, ())
