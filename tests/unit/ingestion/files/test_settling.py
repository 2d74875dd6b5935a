"""The state of the landing folder changes with its files, and is None while one is written."""

import os
import time
from pathlib import Path

import pytest

from ecom_platform.ingestion.files import settling
from ecom_platform.ingestion.files.landing_folder import LandingFile, list_files
from ecom_platform.ingestion.files.settling import settled_state
from ecom_platform.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "landing").mkdir()
    return Settings(data=tmp_path, settle_seconds=2)


def _drop(settings: Settings, name: str, content: str, age_seconds: float = 60) -> None:
    path = settings.landing_folder / name
    path.write_text(content)
    modified_at = time.time() - age_seconds
    os.utime(path, (modified_at, modified_at))


def test_the_same_files_are_the_same_state(settings: Settings) -> None:
    _drop(settings, "a.csv", "x")
    assert settled_state(settings)
    assert settled_state(settings) == settled_state(settings)


def test_adding_and_changing_a_file_change_the_state_and_removing_it_restores_it(
    settings: Settings,
) -> None:
    _drop(settings, "a.csv", "x")
    states = {settled_state(settings)}
    _drop(settings, "b.csv", "y")
    states.add(settled_state(settings))
    _drop(settings, "b.csv", "longer", age_seconds=30)
    states.add(settled_state(settings))
    assert len(states) == 3
    (settings.landing_folder / "b.csv").unlink()
    assert settled_state(settings) in states


def test_there_is_no_state_while_a_file_was_just_written(settings: Settings) -> None:
    _drop(settings, "a.csv", "x", age_seconds=0)
    assert settled_state(settings) is None


def test_a_file_dated_in_the_future_hides_no_other(settings: Settings) -> None:
    _drop(settings, "future.csv", "x", age_seconds=-365 * 86_400)
    alone = settled_state(settings)
    _drop(settings, "new.csv", "y")
    assert alone
    assert settled_state(settings) not in {None, alone}
    _drop(settings, "newer.csv", "z", age_seconds=0)
    assert settled_state(settings) is None


def test_a_file_that_vanishes_is_no_part_of_the_state(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    _drop(settings, "a.csv", "x")
    alone = settled_state(settings)
    gone = LandingFile(settings.landing_folder / "gone.csv", "gone.csv")
    monkeypatch.setattr(settling, "list_files", lambda landing: [*list_files(landing), gone])
    assert settled_state(settings) == alone


def test_other_files_are_ignored(settings: Settings) -> None:
    _drop(settings, "notes.pdf", "x")
    assert settled_state(settings) is None
