"""A folder of files taken down the whole road, and asked as every reader asks: published."""

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
    """What is true of a demo company, where its files lie, and where it is published."""

    truth: Truth
    landing: Path
    data: Path


Ask = Callable[[str], list[tuple[Any, ...]]]


def publish_from(landing: Path, data: Path) -> None:
    """Take files down the whole road into the data folder."""
    places = {"ECOM_LANDING": str(landing), "ECOM_DATA": str(data)}
    environment = {**os.environ, **places, "ECOM_PICTURES": "false"}
    program = str(Path(sys.executable).with_name("ecom"))
    for step in ("ingest", "build", "publish"):
        done = subprocess.run(
            [program, step], env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"ecom {step}: {done.stdout}{done.stderr}"


@contextmanager
def asking(data: Path) -> Iterator[Ask]:
    """Ask the version published in a data folder."""
    with open_version(data / "published") as connection:
        yield lambda sql: connection.execute(sql).fetchall()


def one(ask: Ask, sql: str) -> tuple[Any, ...]:
    """The only row of an answer."""
    (row,) = ask(sql)
    return row
