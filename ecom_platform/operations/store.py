"""Open the operational store: SQLite in the data folder, or PostgreSQL if the settings name it.

Connections and transactions belong here; queries belong in the packages that need them.
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
    """Set WAL, so that kills do no harm and readers do not wait; SQLAlchemy begins transactions."""
    connection.isolation_level = None
    connection.execute("pragma foreign_keys = on")
    deadline = time.monotonic() + LOCK_TIMEOUT_SECONDS
    while True:
        try:
            connection.execute("pragma journal_mode = wal")
        except connection.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.05)  # SQLite does not wait by itself for this one lock
        else:
            return


def _lock_writers_on_sqlite(connection: Connection) -> None:
    """Begin as a writer: two transactions that read first and then write would deadlock."""
    connection.exec_driver_sql("begin immediate")


def _lock_writers_on_postgresql(connection: Connection) -> None:
    """Allow one writer at a time, as on SQLite: what a writer has read cannot change meanwhile."""
    connection.exec_driver_sql(f"set local lock_timeout = {round(LOCK_TIMEOUT_SECONDS * 1000)}")
    connection.exec_driver_sql(f"select pg_advisory_xact_lock({WRITER_LOCK_KEY})")


def _migrate(engine: Engine) -> None:
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
    """Turn failures of the database into `StoreError`; a faulty statement stays as it is."""
    try:
        yield
    except DBAPIError as error:
        if not (error.connection_invalidated or _is_database_failure(error)):
            raise
        reason = str(error.orig).strip().rstrip(".").partition("\n")[0]
        raise StoreError(
            f"The operational store {_url_without_password(engine)} cannot be used: {reason}. Is "
            "the database running, may this user write to it, and is ECOM_STORE_URL right?"
        ) from error


def _is_database_failure(error: DBAPIError) -> bool:
    """Whether the database fails, being absent, locked, damaged or forbidden, not the statement."""
    names = {kind.__name__ for kind in type(error.orig).__mro__}
    if "InsufficientPrivilege" in names:
        return True
    is_faulty_statement = names & {"ProgrammingError", "IntegrityError", "DataError"}
    return not is_faulty_statement and "no such " not in str(error.orig)


def _url_without_password(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=True)
