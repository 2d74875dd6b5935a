"""Where DuckDB puts rows that do not fit into memory: below the data folder, and not without end.

Every open database has a folder of its own, because two that share one overwrite each other's rows.
The warehouse itself spills beside its file, which only one process opens.
"""

import os
import shutil
import time
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import duckdb

MOST_SPILL = "20GB"  # of one open database; a query that needs more fails with a sentence
SPILL = "spill"
_OLDEST_SECONDS = 24 * 60 * 60  # longer than any query runs


def spill_settings(data: Path, name: str) -> dict[str, str]:
    """DuckDB's settings for a database that this process opens under a name.

    Args:
        data: the data folder. Where it cannot be written, only queries that must spill fail.
        name: of the database; the same one has the same settings in the whole process.
    """
    folder = data / SPILL
    with suppress(OSError):
        folder.mkdir(exist_ok=True)
    return {
        "temp_directory": str(folder / f"{os.getpid()}-{name}"),
        "max_temp_directory_size": MOST_SPILL,
    }


def open_temporary_database(data: Path) -> duckdb.DuckDBPyConnection:
    """A database in memory that spills below the data folder; the caller closes it."""
    return duckdb.connect(config=dict(spill_settings(data, uuid4().hex)))


def remove_leftover_spill(data: Path) -> None:
    """Remove what killed processes have left, a day after they wrote it."""
    oldest = time.time() - _OLDEST_SECONDS
    for folder in (data / SPILL).glob("*-*"):
        with suppress(OSError):
            if folder.stat().st_mtime < oldest:
                shutil.rmtree(folder)
