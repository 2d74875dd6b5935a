"""Load, build and publish a folder of files, and query the published version as readers do."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ecom_platform.demo.company.known_truth import Truth
from ecom_platform.serving.version_reader import open_version


@dataclass(frozen=True)
class DemoCompany:
    """A demo company: its known truth, its landing folder, and its published data."""

    truth: Truth
    landing: Path
    data: Path


Ask = Callable[[str], list[tuple[Any, ...]]]


def publish_from(landing: Path, data: Path) -> None:
    """Load, build and publish the files of a landing folder."""
    environment_settings = {"ECOM_LANDING": str(landing), "ECOM_DATA": str(data)}
    environment = {**os.environ, **environment_settings, "ECOM_PICTURES": "false"}
    program = str(Path(sys.executable).with_name("ecom"))
    for step in ("ingest", "build", "publish"):
        done = subprocess.run(
            [program, step], env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"ecom {step}: {done.stdout}{done.stderr}"


@contextmanager
def asking(data: Path) -> Iterator[Ask]:
    """A function that queries the version published in a data folder."""
    with open_version(data / "published") as connection:
        yield lambda sql: connection.execute(sql).fetchall()


def one(ask: Ask, sql: str) -> tuple[Any, ...]:
    """The only row of an answer."""
    (row,) = ask(sql)
    return row
