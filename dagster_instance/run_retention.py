"""Delete old runs with their events, so that Dagster's own folder stops growing.

A nightly run leaves some ten megabytes of events. Results of checks are kept in the operational
store, whatever is deleted here. How long runs are kept is a setting.
"""

import os
import sqlite3
from contextlib import closing, suppress
from datetime import datetime, timedelta
from pathlib import Path

import dagster as dg
from dagster._core.storage.event_log.schema import AssetCheckExecutionsTable
from dagster._core.storage.event_log.sqlite.sqlite_event_log import (
    INDEX_SHARD_NAME,
    SqliteEventLogStorage,
)
from sqlalchemy import delete, func, select

ENDED = [
    dg.DagsterRunStatus.SUCCESS,
    dg.DagsterRunStatus.FAILURE,
    dg.DagsterRunStatus.CANCELED,
]
FREE_SHARE_TO_SHRINK = 0.25  # shrinking rewrites the file, which is not worth it for less


def delete_old_runs(instance: dg.DagsterInstance, keep_days: int, now: datetime) -> list[str]:
    """Delete the runs that ended and are older than `keep_days`; returns their ids.

    The newest result of each check is kept, however old it is.
    """
    before = now - timedelta(days=keep_days)
    old_runs = instance.get_runs(dg.RunsFilter(statuses=ENDED, created_before=before))
    deleted = [run.run_id for run in old_runs]
    events = instance.event_log_storage
    for run_id in deleted:
        instance.delete_run(run_id)
        with suppress(Exception):  # output of the process is of no use without its run
            instance.compute_log_manager.delete_logs(prefix=[run_id])
        if isinstance(events, SqliteEventLogStorage):
            _remove_database(Path(events.path_for_shard(run_id)))
    if deleted and isinstance(events, SqliteEventLogStorage):
        _delete_check_results(events, deleted)
        _shrink(Path(events.path_for_shard(INDEX_SHARD_NAME)))
    return deleted


def _delete_check_results(events: SqliteEventLogStorage, run_ids: list[str]) -> None:
    """Delete the results of checks of these runs, except the newest result of each check."""
    table = AssetCheckExecutionsTable
    newest = select(func.max(table.c.id)).group_by(table.c.asset_key, table.c.check_name)
    with events.index_connection() as connection:
        for run_id in run_ids:
            connection.execute(
                delete(table).where(table.c.run_id == run_id, table.c.id.not_in(newest))
            )


def _remove_database(path: Path) -> None:
    """Remove the file of a run's events; Dagster only empties it."""
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _shrink(path: Path) -> None:
    """Give free space inside a database back to the disk, unless another process uses it."""
    with suppress(sqlite3.OperationalError), closing(sqlite3.connect(os.fspath(path))) as database:
        free, pages = (
            database.execute(f"pragma {name}").fetchone()[0]
            for name in ("freelist_count", "page_count")
        )
        if free > pages * FREE_SHARE_TO_SHRINK:
            database.execute("vacuum")
            database.execute("pragma wal_checkpoint(truncate)")
