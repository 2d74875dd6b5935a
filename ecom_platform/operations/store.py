"""Open the operational store: SQLite in the data folder, or PostgreSQL where the settings say so.

Connections and transactions belong here; what is written, in the packages that write it.
"""

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
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, OperationalError

from ecom_platform.errors import StoreError
from ecom_platform.settings import Settings

MIGRATIONS = Path(__file__).with_name("migrations")
BUSY_SECONDS = 60


class Store:
    """A database of the newest shape, and transactions on it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A connection on which everything happens wholly or not at all; writers take turns.

        Raises:
            StoreError: the database cannot be reached.
        """
        try:
            connection = self._engine.connect()
        except OperationalError as error:
            raise _unreachable(self._engine, error) from error
        with connection, connection.begin():
            yield connection

    def close(self) -> None:
        """Give all connections back."""
        self._engine.dispose()


def open_store(settings: Settings) -> Store:
    """The store of these settings, made and brought to the newest shape when need be.

    Raises:
        StoreError: the URL cannot be used, or the database cannot be reached.
    """
    return _opened(settings.operational_store)


@cache
def _opened(url: str) -> Store:
    engine = _engine(url)
    try:
        _migrate(engine)
    except OperationalError as error:
        raise _unreachable(engine, error) from error
    return Store(engine)


def _engine(url: str) -> Engine:
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise StoreError(
            "ECOM_STORE_URL is not the URL of a database; it looks like "
            "'postgresql+psycopg://user:password@host/name'."
        ) from error
    if parsed.get_backend_name() == "sqlite":
        if parsed.database:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(parsed, connect_args={"timeout": BUSY_SECONDS})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _take_the_turn)
        return engine
    return create_engine(parsed, pool_pre_ping=True)


def _prepare_sqlite(connection: Any, _record: object) -> None:
    """Survive kills, let readers read beside the writer, and leave transactions to SQLAlchemy."""
    connection.isolation_level = None
    connection.execute("pragma journal_mode = wal")
    connection.execute("pragma foreign_keys = on")


def _take_the_turn(connection: Connection) -> None:
    """Begin as a writer: two that first read and then write would deadlock."""
    connection.exec_driver_sql("begin immediate")


def _migrate(engine: Engine) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    newest = ScriptDirectory.from_config(config).get_current_head()
    with engine.connect() as connection, connection.begin():
        if MigrationContext.configure(connection).get_current_revision() == newest:
            return
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _unreachable(engine: Engine, error: OperationalError) -> StoreError:
    place = engine.url.render_as_string(hide_password=True)
    return StoreError(
        f"The operational store {place} cannot be reached: {str(error.orig).strip()} "
        "Start the database, or check ECOM_STORE_URL."
    )
