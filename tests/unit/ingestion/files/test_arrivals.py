"""The state of the landing folder changes with its files, and waits for those still written."""

import os
import time
from pathlib import Path

import pytest

from ecom_platform.ingestion.files.arrivals import settled_state
from ecom_platform.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "landing").mkdir()
    return Settings(data=tmp_path, settle_seconds=2)


def _drop(settings: Settings, name: str, content: str, age: float = 60) -> None:
    path = settings.landing_folder / name
    path.write_text(content)
    then = time.time() - age
    os.utime(path, (then, then))


def test_the_same_files_are_the_same_state(settings: Settings) -> None:
    _drop(settings, "a.csv", "x")
    assert settled_state(settings)
    assert settled_state(settings) == settled_state(settings)


def test_a_new_a_changed_and_a_removed_file_are_other_states(settings: Settings) -> None:
    _drop(settings, "a.csv", "x")
    states = {settled_state(settings)}
    _drop(settings, "b.csv", "y")
    states.add(settled_state(settings))
    _drop(settings, "b.csv", "longer", age=30)
    states.add(settled_state(settings))
    assert len(states) == 3
    (settings.landing_folder / "b.csv").unlink()
    assert settled_state(settings) in states


def test_a_file_just_written_is_waited_for(settings: Settings) -> None:
    _drop(settings, "a.csv", "x", age=0)
    assert settled_state(settings) is None


def test_other_files_are_ignored(settings: Settings) -> None:
    _drop(settings, "notes.txt", "x")
    assert settled_state(settings) is None
