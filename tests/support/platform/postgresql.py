"""A private PostgreSQL server for the tests, from Debian's packages, removed when they end."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Connection

from tests.support.platform.needs import POSTGRESQL

USER = "ecom"
START_SECONDS = 300  # only a server that never comes needs them
_numbers = count(1)


def binaries() -> Path | None:
    """The folder of the newest server programs; None when PostgreSQL is not installed."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_version)
    found = str(debian[-1]) if debian else POSTGRESQL.path()
    return Path(found).parent if found else None


def required_binaries() -> Path:
    """The server programs; without them the test is skipped, but in CI it fails."""
    return binaries() or POSTGRESQL.missing()


@contextmanager
def server() -> Iterator[Path]:
    """A running server; yields the folder of its socket."""
    programs = required_binaries()
    folder = Path(tempfile.mkdtemp(prefix="ecom-postgresql-"))
    account = _account()
    if account:
        os.chown(folder, account["user"], account["group"])
    data = folder / "data"
    subprocess.run(
        [programs / "initdb", "-D", data, "-U", USER, "-A", "trust", "-E", "UTF8", "--no-sync"],
        check=True,
        capture_output=True,
        cwd=folder,
        **account,
    )
    settings = ("fsync=off", "listen_addresses=", f"unix_socket_directories={folder}")
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [
                programs / "postgres",
                "-D",
                data,
                *(part for one in settings for part in ("-c", one)),
            ],
            stdout=log,
            stderr=log,
            cwd=folder,
            **account,
        )
    try:
        _wait(folder, process)
        yield folder
    finally:
        process.send_signal(signal.SIGQUIT)  # at once: nothing of it is needed any more
        process.wait(timeout=START_SECONDS)
        shutil.rmtree(folder)


def new_database(folder: Path) -> str:
    """The URL of an empty database."""
    name = f"test_{next(_numbers)}"
    with psycopg.connect(host=str(folder), user=USER, dbname="postgres", autocommit=True) as it:
        it.execute(f'create database "{name}"'.encode())
    return f"postgresql+psycopg://{USER}@/{name}?host={folder}"


def break_connection(connection: Connection) -> None:
    """End a connection from the server's side, as a restart or a network would."""
    number: int = connection.exec_driver_sql("select pg_backend_pid()").scalar_one()
    url = connection.engine.url
    where: dict[str, Any] = {
        "host": str(url.query["host"]),
        "user": USER,
        "dbname": str(url.database),
    }
    with psycopg.connect(**where, autocommit=True) as other:
        other.execute("select pg_terminate_backend(%s)", [number])


def _account() -> dict[str, Any]:
    """The account to run the server as, because it refuses to run as root."""
    if os.getuid() != 0:
        return {}
    names = {entry.pw_name for entry in pwd.getpwall()}
    entry = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _wait(folder: Path, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(host=str(folder), user=USER, dbname="postgres").close()
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return


def _version(path: Path) -> int:
    number = path.parent.parent.name
    return int(number) if number.isdigit() else 0
