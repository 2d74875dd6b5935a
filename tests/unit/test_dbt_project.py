"""What dbt kept of its project is used as long as no file of the project changed, and no longer."""

import os
from pathlib import Path

import pytest

from ecom_platform.dbt_project import PARSE_RESULT, newest_change, remove_outdated_parse


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of two files, parsed a minute after they were written."""
    project = tmp_path / "dbt"
    (project / "models").mkdir(parents=True)
    (project / "target").mkdir()
    for name in ("models/a.sql", "models/a.yml", f"target/{PARSE_RESULT}", "target/manifest.json"):
        (project / name).touch()
    for path in (project, project / "models", *(project / "models").iterdir()):
        os.utime(path, (1_000, 1_000))
    os.utime(project / "target" / PARSE_RESULT, (1_060, 1_060))
    return project


def _kept(project: Path) -> set[str]:
    remove_outdated_parse(project, project / "target")
    return {path.name for path in (project / "target").iterdir()}


def test_what_was_parsed_stays_while_nothing_changes(project: Path) -> None:
    assert newest_change(project) == 1_000
    assert _kept(project) == {PARSE_RESULT, "manifest.json"}


def test_a_changed_file_makes_dbt_parse_all_anew(project: Path) -> None:
    os.utime(project / "models" / "a.yml", (1_100, 1_100))
    assert _kept(project) == set()


def test_a_file_that_is_gone_counts_as_a_change(project: Path) -> None:
    (project / "models" / "a.yml").unlink()
    assert _kept(project) == set()


def test_what_dbt_writes_itself_is_no_change(project: Path) -> None:
    (project / "target" / "dbt.log").touch()
    assert PARSE_RESULT in _kept(project)


def test_a_project_that_was_never_parsed_has_nothing_to_forget(project: Path) -> None:
    (project / "target" / PARSE_RESULT).unlink()
    assert _kept(project) == {"manifest.json"}
