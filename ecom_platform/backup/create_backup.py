"""Make a consistent backup of the state while no run is under way.

A copy of `platform.db` alone can be empty, because new rows lie in its write-ahead log: databases
are copied by SQLite itself, and the warehouse after a checkpoint.
"""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from pathlib import Path

from ecom_platform.backup.backup_contents import (
    CONTENTS,
    STATE,
    BackupContents,
    file_hash,
    name_in_contents,
    state_files,
)
from ecom_platform.errors import BackupError, WarehouseError
from ecom_platform.publishing.version_folder import changing_versions, current_version
from ecom_platform.settings import Settings
from ecom_platform.system_errors import sentence_of
from ecom_platform.warehouse.connection import open_warehouse
from ecom_platform.warehouse.run_lock import run_lock

_SQLITE_HEADER = b"SQLite format 3\0"


def create_backup(settings: Settings, target: Path) -> BackupContents:
    """Copy the whole state below the data folder into the new folder `target`.

    Args:
        settings: where the state is.
        target: a folder that does not exist yet or is empty, outside the data folder.

    Returns:
        What the backup contains.

    Raises:
        BackupError: a run is under way, there is nothing to save, or the folder cannot be written.
    """
    _check(settings, target)
    with ExitStack() as locks:
        try:
            locks.enter_context(run_lock(settings.warehouse_path.parent, patience_seconds=0))
            locks.enter_context(changing_versions(settings.published))
        except WarehouseError as error:
            raise BackupError(
                "A run is under way, and a backup of a half-built state is of no use. "
                "Start 'ecom backup' again when the run has ended."
            ) from error
        try:
            return _write(settings, target)
        except (OSError, sqlite3.Error) as error:
            raise BackupError(
                f"The backup {target} was not finished: {sentence_of(error)} "
                "Remove the folder before you start again."
            ) from error


def _check(settings: Settings, target: Path) -> None:
    """Refuse a folder that is not empty or lies in the data folder, and a state that is empty."""
    if not settings.data.is_dir() or not any(_state_files(settings)):
        raise BackupError(f"There is nothing to save in {settings.data}. Is ECOM_DATA right?")
    if target.resolve().is_relative_to(settings.data):
        raise BackupError(
            f"The backup {target} would lie in the data folder {settings.data}. "
            "Name a folder elsewhere, best on another disk."
        )
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise BackupError(f"{target} exists and is not empty. Name a new folder.")


def _write(settings: Settings, target: Path) -> BackupContents:
    files = {}
    for path in _state_files(settings):
        name = path.relative_to(settings.data)
        copy = target / STATE / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        _copy(settings, path, copy)
        files[name_in_contents(name)] = file_hash(copy)
    contents = BackupContents(
        made_at=datetime.now(UTC),
        version=current_version(settings.published),
        store="elsewhere" if settings.store_url else "sqlite",
        files=files,
    )
    with (target / CONTENTS).open("w", encoding="utf-8") as handle:
        handle.write(contents.model_dump_json(indent=2) + "\n")
        handle.flush()
        os.fsync(handle.fileno())
    return contents


def _state_files(settings: Settings) -> Iterator[Path]:
    return state_files(settings.data, settings.landing_folder)


def _copy(settings: Settings, path: Path, copy: Path) -> None:
    """Copy one file in the way that its content needs."""
    if path == settings.warehouse_path:
        with open_warehouse(path, patience_seconds=0) as warehouse:
            warehouse.execute("checkpoint")
            shutil.copyfile(path, copy)
    elif _is_database_of_the_platform(settings, path):
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
    else:
        shutil.copyfile(path, copy)


def _is_database_of_the_platform(settings: Settings, path: Path) -> bool:
    """Whether a file is an SQLite database that the platform or Dagster may be writing."""
    if path.is_relative_to(settings.landing_folder):
        return False
    with path.open("rb") as handle:
        return handle.read(len(_SQLITE_HEADER)) == _SQLITE_HEADER
