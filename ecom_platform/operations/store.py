"""Open the operational store: SQLite in the data folder, or PostgreSQL if the settings name it.

This module has connections and transactions; queries are in the packages that need them.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from ecom_platform.errors import StoreError
from ecom_platform.settings import Settings

MIGRATIONS = Path(__file__).with_name("migrations")
LOCK_TIMEOUT_SECONDS = 60
_DAMAGED = ("file is not a database", "database disk image is malformed")
WRITER_LOCK_KEY = 0x65636F6D  # of the advisory lock that serialises writers on PostgreSQL


class Store:
    """A database of the newest schema, and transactions on it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A connection in one transaction: committed, or rolled back if the block raises.

        Writers run one after the other.

        Raises:
            StoreError: the database cannot be reached, is locked, damaged or read-only, or the
                connection broke; nothing of the transaction is kept.
        """
        with _database_errors_as_sentences(self._engine), self._engine.begin() as connection:
            yield connection

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()


def open_store(settings: Settings) -> Store:
    """The store of these settings, created or migrated to the newest schema if necessary.

    Raises:
        StoreError: the URL cannot be used, the database cannot be reached or is damaged, or newer
            code has migrated it to a schema that this code does not know.
    """
    return _open_and_migrate(settings.operational_store)


@cache
def _open_and_migrate(url: str) -> Store:
    engine = _engine(url)
    try:
        with _database_errors_as_sentences(engine):
            _migrate(engine)
    except StoreError:
        engine.dispose()
        raise
    return Store(engine)


def _engine(url: str) -> Engine:
    """The SQLAlchemy engine of a URL, on which every transaction begins as the only writer."""
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite":
            return _sqlite_engine(parsed)
        engine = create_engine(parsed, pool_pre_ping=True)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise StoreError(
            "ECOM_STORE_URL is not the URL of a database the platform can use; it looks like "
            "'postgresql+psycopg://user:password@host/name'."
        ) from error
    event.listen(engine, "begin", _lock_writers_on_postgresql)
    return engine


def _sqlite_engine(url: URL) -> Engine:
    """The engine of a SQLite file, whose folder is created if necessary."""
    if url.database:
        folder = Path(url.database).parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(
                f"The folder of the operational store, {folder}, cannot be made: {error.strerror}."
            ) from error
    engine = create_engine(url, connect_args={"timeout": LOCK_TIMEOUT_SECONDS})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _lock_writers_on_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    """Switch a new connection to a write-ahead log: kills do no harm and readers do not wait.

    Without an isolation level, Python's driver leaves the start of transactions to SQLAlchemy.
    """
    connection.isolation_level = None
    connection.execute("pragma foreign_keys = on")
    deadline = time.monotonic() + LOCK_TIMEOUT_SECONDS
    while True:
        try:
            connection.execute("pragma journal_mode = wal")
        except connection.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.05)  # SQLite does not wait for this lock on its own
        else:
            return


def _lock_writers_on_sqlite(connection: Connection) -> None:
    """Begin as a writer: two transactions that read first and then write would deadlock."""
    connection.exec_driver_sql("begin immediate")


def _lock_writers_on_postgresql(connection: Connection) -> None:
    """Allow one writer at a time, as on SQLite, so that nothing changes what a writer has read."""
    connection.exec_driver_sql(f"set local lock_timeout = {round(LOCK_TIMEOUT_SECONDS * 1000)}")
    connection.exec_driver_sql(f"select pg_advisory_xact_lock({WRITER_LOCK_KEY})")


def _migrate(engine: Engine) -> None:
    """Bring the database to the newest schema; refuse a schema that is newer than this code."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    scripts = ScriptDirectory.from_config(config)
    with engine.begin() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
        if current not in {None, *(script.revision for script in scripts.walk_revisions())}:
            raise StoreError(
                f"The operational store {_url_without_password(engine)} has schema {current}, "
                f"which is newer than this code knows "
                f"({scripts.get_current_head()}). Run the newer code."
            )
        if current != scripts.get_current_head():
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


@contextmanager
def _database_errors_as_sentences(engine: Engine) -> Iterator[None]:
    """Turn failures of the database into `StoreError`; errors of a statement are not changed."""
    try:
        yield
    except DBAPIError as error:
        if not (error.connection_invalidated or _is_database_failure(error)):
            raise
        reason = str(error.orig).strip().rstrip(".").partition("\n")[0]
        if any(word in reason for word in _DAMAGED):
            raise StoreError(
                f"The operational store {_url_without_password(engine)} is damaged: {reason}. "
                "Bring the last backup back with 'ecom restore'."
            ) from error
        raise StoreError(
            f"The operational store {_url_without_password(engine)} cannot be used: {reason}. Is "
            "the database running, may this user write to it, and is ECOM_STORE_URL right?"
        ) from error


def _is_database_failure(error: DBAPIError) -> bool:
    """Whether not the statement but the database failed: absent, locked, damaged or forbidden.

    Error classes are compared by name, so that the drivers need not be imported.
    """
    class_names = {error_class.__name__ for error_class in type(error.orig).__mro__}
    if "InsufficientPrivilege" in class_names:
        return True
    is_faulty_statement = class_names & {"ProgrammingError", "IntegrityError", "DataError"}
    return not is_faulty_statement and "no such " not in str(error.orig)


def _url_without_password(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=True)
