"""What the tests need of the machine: what is missing is told with its package, and fails in CI."""

from pathlib import Path
from typing import Any

import pytest

from tests.support.platform import needs

SHELF = [needs.CHROMIUM, needs.GIT, needs.POSTGRESQL]
OF_NOTHING = needs.Program("Nothing", lambda: None, "nothing")


@pytest.mark.parametrize("program", SHELF, ids=lambda program: program.name)
def test_a_machine_without_programs_is_no_error(
    program: needs.Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    found = program.path()
    assert found is None or Path(found).is_file()


@pytest.mark.parametrize(
    ("ci", "ending", "sentence"),
    [
        ("true", pytest.fail, "Nothing is not installed, and it is required in CI"),
        ("", pytest.skip, r"Nothing is not installed \(apt-get install nothing\)"),
    ],
)
def test_a_missing_program_skips_and_in_ci_fails(
    ci: str, ending: Any, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", ci)
    with pytest.raises(ending.Exception, match=sentence):
        OF_NOTHING.required()
