"""Past runs and incidents, as readers see them."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from ecom_platform.serving.queries.quality.check_history import CheckHistory, read_check_history
from ecom_platform.settings import Settings
from tests.support.alerts.checked_runs import MADE, add_incident, add_run
from tests.support.alerts.incidents import failed, passed

MADE_AT = MADE.replace(tzinfo=UTC)
RUNS = 30


def _read(settings: Settings, made_at: datetime, run_id: str = "") -> CheckHistory:
    return read_check_history(settings, made_at, run_id, most_runs=RUNS, resolved_days=30)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Of an empty data folder."""
    return Settings(data=tmp_path)


def test_a_store_in_which_nothing_happened_has_no_run(settings: Settings) -> None:
    found = _read(settings, MADE_AT)

    assert (found.runs, found.run, found.open_incidents, found.reason) == ((), None, (), None)


def test_checks_are_counted_by_how_they_ended_but_builds_and_single_values_are_not(
    settings: Settings,
) -> None:
    add_run(
        settings,
        1,
        [
            passed("good"),
            passed("is_built"),
            failed("odd", severity="warn"),
            failed("odd", severity="warn", dimension="partner_id=P"),
            failed("bad"),
            failed("broken", severity="warn", status="crashed"),
        ],
    )

    (run,) = _read(settings, MADE_AT).runs

    assert (run.passed, run.warned, run.failed) == (1, 1, 2)


def test_what_did_not_pass_is_that_of_the_run_asked_for_else_of_the_last(
    settings: Settings,
) -> None:
    first = add_run(settings, 1, [failed("odd", severity="warn"), failed("bad"), passed("good")])
    add_run(settings, 2, [passed("good")])

    last = _read(settings, MADE_AT)
    asked = _read(settings, MADE_AT, first)

    assert last.run is not None
    assert (last.run.run_id, last.not_passed) == ("run-2", ())
    assert [one.check for one in asked.not_passed] == ["bad", "odd"]
    assert _read(settings, MADE_AT, "no such run").run == last.run


def test_only_the_last_runs_are_listed_the_oldest_first(settings: Settings) -> None:
    for number in range(1, RUNS + 3):
        add_run(settings, number, [])

    runs = _read(settings, MADE_AT).runs

    assert [run.run_id for run in runs] == [f"run-{n}" for n in range(3, RUNS + 3)]


def test_incidents_are_open_errors_first_or_ended_within_thirty_days_of_the_version(
    settings: Settings,
) -> None:
    add_incident(settings, "odd", 9)
    add_incident(settings, "bad", 2, severity="error")
    add_incident(settings, "early", 50, ended_days_ago=31)
    add_incident(settings, "over", 50, ended_days_ago=29)
    add_incident(settings, "later", 5, ended_days_ago=1)

    found = _read(settings, MADE_AT)

    assert [one.cause.check for one in found.open_incidents] == ["bad", "odd"]
    assert [one.cause.check for one in found.resolved] == ["later", "over"]


def test_a_store_that_cannot_be_opened_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "platform.db").write_text("no database, and long enough to be read as one" * 30)

    found = _read(Settings(data=tmp_path), MADE_AT)

    assert "is damaged" in str(found.reason)
    assert found.runs == ()
