"""A folder of files taken down the whole road, and asked as every reader asks: published."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from ecom_platform.serving.reader import open_version

Ask = Callable[[str], list[tuple[Any, ...]]]


@contextmanager
def published_from(landing: Path, data: Path) -> Iterator[Ask]:
    places = {"ECOM_LANDING": str(landing), "ECOM_DATA": str(data)}
    environment = {**os.environ, **places, "ECOM_PICTURES": "false"}
    program = str(Path(sys.executable).with_name("ecom"))
    for step in ("ingest", "build", "publish"):
        done = subprocess.run(
            [program, step], env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"ecom {step}: {done.stdout}{done.stderr}"
    with open_version(data / "published") as connection:
        yield _asking(connection)


def _asking(connection: duckdb.DuckDBPyConnection) -> Ask:
    def ask(sql: str) -> list[tuple[Any, ...]]:
        return connection.execute(sql).fetchall()

    return ask


def one(ask: Ask, sql: str) -> tuple[Any, ...]:
    """The only row of an answer."""
    (row,) = ask(sql)
    return row
