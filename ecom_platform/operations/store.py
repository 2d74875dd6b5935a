"""Open the operational store: SQLite in the data folder, or PostgreSQL where the settings say so.

Connections and transactions belong here; what is written, in the packages that write it.
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
BUSY_SECONDS = 60
TURN = 0x65636F6D  # the key of the advisory lock by which PostgreSQL's writers take turns


class Store:
    """A database of the newest shape, and transactions on it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A connection on which everything happens wholly or not at all; writers take turns.

        Raises:
            StoreError: the database cannot be reached, is locked, damaged or may not be written,
                or the connection broke on the way; nothing of the transaction is kept then.
        """
        with _in_sentences(self._engine), self._engine.begin() as connection:
            yield connection

    def close(self) -> None:
        """Give all connections back."""
        self._engine.dispose()


def open_store(settings: Settings) -> Store:
    """The store of these settings, made and brought to the newest shape when need be.

    Raises:
        StoreError: the URL cannot be used, the database cannot be reached or is damaged, or newer
            code has given it a shape that this code does not know.
    """
    return _opened(settings.operational_store)


@cache
def _opened(url: str) -> Store:
    engine = _engine(url)
    try:
        with _in_sentences(engine):
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
    event.listen(engine, "begin", _take_the_turn_on_postgresql)
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
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _take_the_turn_on_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    """Survive kills, let readers read beside the writer, and leave transactions to SQLAlchemy."""
    connection.isolation_level = None
    connection.execute("pragma foreign_keys = on")
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("pragma journal_mode = wal")
        except connection.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.05)  # SQLite does not wait by itself for this one lock
        else:
            return


def _take_the_turn_on_sqlite(connection: Connection) -> None:
    """Begin as a writer: two that first read and then write would deadlock."""
    connection.exec_driver_sql("begin immediate")


def _take_the_turn_on_postgresql(connection: Connection) -> None:
    """One writer at a time, as on SQLite: what was read cannot have changed when it is written."""
    connection.exec_driver_sql(f"set local lock_timeout = {round(BUSY_SECONDS * 1000)}")
    connection.exec_driver_sql(f"select pg_advisory_xact_lock({TURN})")


def _migrate(engine: Engine) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    scripts = ScriptDirectory.from_config(config)
    with engine.begin() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
        if current not in {None, *(script.revision for script in scripts.walk_revisions())}:
            raise StoreError(
                f"The operational store {_place(engine)} has shape {current}, which is newer than "
                f"this code knows ({scripts.get_current_head()}). Run the newer code."
            )
        if current != scripts.get_current_head():
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


@contextmanager
def _in_sentences(engine: Engine) -> Iterator[None]:
    """What the database refuses becomes a sentence; what the code does wrong stays an error."""
    try:
        yield
    except DBAPIError as error:
        if not (error.connection_invalidated or _is_of_the_place(error)):
            raise
        reason = str(error.orig).strip().rstrip(".").partition("\n")[0]
        raise StoreError(
            f"The operational store {_place(engine)} cannot be used: {reason}. Is the database "
            "running, may this user write to it, and is ECOM_STORE_URL right?"
        ) from error


def _is_of_the_place(error: DBAPIError) -> bool:
    """Whether the database itself is at fault: not there, locked, damaged, full or forbidden."""
    names = {kind.__name__ for kind in type(error.orig).__mro__}
    if "InsufficientPrivilege" in names:
        return True
    is_of_the_statement = names & {"ProgrammingError", "IntegrityError", "DataError"}
    return not is_of_the_statement and "no such " not in str(error.orig)


def _place(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=True)
