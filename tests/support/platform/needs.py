"""Programs that tests need of the machine, and what to install where one is missing.

Without its program a test is skipped, and says which package brings it. Where the variable CI is
set nothing may be skipped: the test fails there.
"""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

import pytest


def _chromium() -> str | None:
    """The browser that reports are printed with, found as the platform finds it."""
    from choreographer.browsers.chromium import Chromium

    found = Chromium.find_browser(skip_local=False)
    return str(found) if found else None


@dataclass(frozen=True)
class Program:
    """A program, how its path is found, and the Debian package that brings it."""

    name: str
    path: Callable[[], str | None]
    package: str

    def required(self) -> str:
        """Its path; without it the test that asks is skipped, or fails in CI."""
        return self.path() or self.missing()

    def missing(self) -> NoReturn:
        """Skip the test that needs it; in CI fail it."""
        if os.environ.get("CI"):
            pytest.fail(f"{self.name} is not installed, and it is required in CI")
        pytest.skip(f"{self.name} is not installed (apt-get install {self.package})")


CHROMIUM = Program("Chromium", _chromium, "chromium")
GIT = Program("git", lambda: shutil.which("git"), "git")
POSTGRESQL = Program("PostgreSQL", lambda: shutil.which("initdb"), "postgresql")
