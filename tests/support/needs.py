"""Programs that tests need of the machine, and what to install where one is missing.

Without its program a test is skipped, and says which package brings it. Where the variable CI is
set nothing may be skipped: the test fails there.
"""

import os
import shutil
from dataclasses import dataclass
from typing import NoReturn

import pytest


@dataclass(frozen=True)
class Program:
    """A program by its name, the files it may be called, and the Debian package that brings it."""

    name: str
    files: tuple[str, ...]
    package: str

    def path(self) -> str | None:
        """Where the first of its files lies on the PATH; None without any."""
        return next(filter(None, map(shutil.which, self.files)), None)

    def required(self) -> str:
        """Its path; without it the test that asks is skipped, or fails in CI."""
        return self.path() or self.missing()

    def missing(self) -> NoReturn:
        """Skip the test that needs it; in CI fail it."""
        if os.environ.get("CI"):
            pytest.fail(f"{self.name} is not installed, and it is required in CI")
        pytest.skip(f"{self.name} is not installed (apt-get install {self.package})")


CHROMIUM = Program("Chromium", ("chromium", "google-chrome"), "chromium")
GIT = Program("git", ("git",), "git")
POSTGRESQL = Program("PostgreSQL", ("initdb",), "postgresql")
