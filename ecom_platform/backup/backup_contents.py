"""Which files a backup contains, and the list by which they are verified.

A backup is made in `create_backup.py` and brought back in `restore_backup.py`.
"""

import hashlib
import os
from collections.abc import Iterator
from datetime import datetime
from fnmatch import fnmatch
from pathlib import Path
from urllib.parse import quote_from_bytes, unquote_to_bytes

from pydantic import BaseModel, ConfigDict, ValidationError

from ecom_platform.errors import BackupError

CONTENTS = "backup.json"
STATE = "state"
_OF_THE_CODE = {"README.md", "samples"}  # of the default data folder, which is part of the project
_PASSING = (
    ".*",
    "run.lock",
    "*.wal",
    "*-wal",
    "*-shm",
    "*-journal",
    "*.msgpack",
    "*.tmp",
    "dbt.log*",
    "tmp*",
)
_REBUILT = {"compiled", "run"}  # folders that each dbt run writes anew


class BackupContents(BaseModel):
    """What a backup contains; written last, so that an unfinished backup has none.

    Attributes:
        made_at: when it was made.
        version: the version that readers saw; None before the first one.
        store: where the operational store is: `sqlite` (in the backup) or `elsewhere`.
        files: the path of each file below the data folder, with its SHA-256.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    made_at: datetime
    version: str | None
    store: str
    files: dict[str, str]


def state_files(data: Path, landing: Path) -> Iterator[Path]:
    """The files below the data folder that are state, sorted; what a run writes anew is left out.

    These are locks, logs, write-ahead logs, temporary files and what dbt compiled. Of the landing
    folder, every file is state.
    """
    for path in sorted(data.iterdir()):
        if path == landing:
            yield from (found for found in sorted(path.rglob("*")) if found.is_file())
        elif path.name not in _OF_THE_CODE:
            yield from _files(path)


def name_in_contents(path: Path) -> str:
    """A relative path as text that any name fits into, also one that is not UTF-8."""
    return quote_from_bytes(os.fsencode(path))


def path_in_state(name: str) -> Path:
    """The relative path of a name in the contents.

    >>> path_in_state(name_in_contents(Path("landing/orders[1] %.csv"))).name
    'orders[1] %.csv'
    """
    return Path(os.fsdecode(unquote_to_bytes(name)))


def read_contents(backup: Path) -> BackupContents:
    """The contents of a backup.

    Raises:
        BackupError: the folder is no backup, or an unfinished or damaged one.
    """
    path = backup / CONTENTS
    try:
        contents = BackupContents.model_validate_json(path.read_bytes())
    except FileNotFoundError as error:
        raise BackupError(
            f"{backup} is no backup, or one that was not finished: it has no {CONTENTS}. "
            "Name the folder that 'ecom backup' wrote."
        ) from error
    except (OSError, ValidationError) as error:
        raise BackupError(
            f"The backup {backup} is damaged: its {CONTENTS} cannot be read. Use another backup."
        ) from error
    if any(".." in path_in_state(name).parts or name[:1] in {"/", ""} for name in contents.files):
        raise BackupError(f"The backup {backup} is damaged: it names files outside of itself.")
    return contents


def file_hash(path: Path) -> str:
    """The SHA-256 of a file's bytes."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _files(path: Path) -> Iterator[Path]:
    if path.is_symlink() or any(fnmatch(path.name, pattern) for pattern in _PASSING):
        return
    if path.is_file():
        yield path
    elif path.is_dir() and not (path.name in _REBUILT and "dbt" in path.parts):
        for inner in sorted(path.iterdir()):
            yield from _files(inner)
