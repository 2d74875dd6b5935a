"""The store opens on both databases; if it cannot, a sentence gives the reason."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, text

from ecom_platform.errors import StoreError
from ecom_platform.operations.store import Store, open_store
from ecom_platform.operations.store_tables import marks
from ecom_platform.settings import Settings
from tests.support.alerts.incidents import NIGHT
from tests.support.platform import postgresql

MARK = {"name": "a", "value": "1", "marked_at": NIGHT}
OPEN = """
import sys
from pathlib import Path
from ecom_platform.operations.store import open_store
from ecom_platform.settings import Settings
settings = Settings.model_validate({"data": Path(sys.argv[1]), "store_url": sys.argv[2] or None})
sys.stdin.readline()
with open_store(settings).transaction():
    print("open")
"""


def _names(store: Store) -> list[str]:
    with store.transaction() as connection:
        return list(connection.execute(select(marks.c.name)).scalars())


def test_a_transaction_is_kept_whole(store: Store) -> None:
    with store.transaction() as connection:
        connection.execute(insert(marks), [MARK])
    assert _names(store) == ["a"]


def test_a_transaction_that_raises_leaves_nothing(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.transaction() as connection:  # noqa: PT012
        connection.execute(insert(marks), [MARK])
        _ = 1 / 0
    assert _names(store) == []


def test_an_error_of_the_code_stays_what_it_is(store: Store) -> None:
    with pytest.raises(Exception, match="no_such_table") as raised, store.transaction() as it:
        it.execute(text("select * from no_such_table"))
    assert not isinstance(raised.value, StoreError)


def test_processes_that_open_a_new_store_at_once_all_succeed(store_settings: Settings) -> None:
    url = store_settings.store_url.get_secret_value() if store_settings.store_url else ""
    command = [sys.executable, "-c", OPEN, str(store_settings.data), url]
    starting = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    for process in starting:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    assert [process.communicate()[0].strip() for process in starting] == ["open"] * 3


def test_writers_take_turns(store_settings: Settings, store: Store) -> None:
    """Two transactions that read and then write end in one order, neither on old knowledge."""
    script = """
import sys
from pathlib import Path
from sqlalchemy import select, update, insert
from ecom_platform.operations.store import open_store
from ecom_platform.operations.store_tables import marks
from ecom_platform.settings import Settings
settings = Settings.model_validate({"data": Path(sys.argv[1]), "store_url": sys.argv[2] or None})
store = open_store(settings)
for _ in range(20):
    with store.transaction() as it:
        value = int(it.execute(select(marks.c.value)).scalar_one())
        it.execute(update(marks).values(value=str(value + 1)))
"""
    with store.transaction() as connection:
        connection.execute(insert(marks), [{**MARK, "value": "0"}])
    url = store_settings.store_url.get_secret_value() if store_settings.store_url else ""
    command = [sys.executable, "-c", script, str(store_settings.data), url]
    writers = [subprocess.Popen(command) for _ in range(2)]
    assert [writer.wait() for writer in writers] == [0, 0]
    with store.transaction() as connection:
        assert connection.execute(select(marks.c.value)).scalar_one() == "40"


def test_a_store_of_a_newer_shape_is_left_alone(store_settings: Settings) -> None:
    old = open_store(store_settings)
    with old.transaction() as connection:
        connection.execute(text("update alembic_version set version_num = '9999'"))
    old.close()
    newer = _again(store_settings)
    with pytest.raises(StoreError, match=r"has schema 9999, which is newer than this code knows"):
        open_store(newer)


def test_a_broken_connection_leaves_nothing_half_written(postgresql_server: Path) -> None:
    url = postgresql.new_database(postgresql_server)
    store = open_store(Settings.model_validate({"store_url": url}))
    with pytest.raises(StoreError, match="cannot be used"), store.transaction() as connection:  # noqa: PT012 - the later statement finds out
        connection.execute(insert(marks), [MARK])
        postgresql.break_connection(connection)
        connection.execute(delete(marks).where(marks.c.name == "b"))
    assert _names(store) == []
    store.close()


def test_a_damaged_file_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "platform.db").write_bytes(b"no database at all" * 100)
    with pytest.raises(StoreError, match=r"platform\.db is damaged: file is not a database"):
        open_store(Settings(data=tmp_path))


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be made: Not a directory"):
        open_store(Settings(data=tmp_path / "file" / "data"))


def test_a_place_that_is_no_file_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "platform.db").mkdir()
    with pytest.raises(StoreError, match="unable to open database file"):
        open_store(Settings(data=tmp_path))


def test_a_file_that_may_not_be_written_is_a_sentence(tmp_path: Path) -> None:
    store = open_store(Settings(data=tmp_path))
    with pytest.raises(StoreError, match="readonly"), store.transaction() as connection:  # noqa: PT012
        connection.exec_driver_sql("pragma query_only = on")
        connection.execute(insert(marks), [MARK])
    store.close()


def test_a_turn_that_never_comes_is_a_sentence(
    store_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ecom_platform.operations.store.LOCK_TIMEOUT_SECONDS", 0.1)
    store, other = open_store(store_settings), open_store(_again(store_settings))
    with store.transaction(), pytest.raises(StoreError, match="lock"), other.transaction():
        pass
    store.close()
    other.close()


def test_a_user_without_the_right_to_write_gets_a_sentence(postgresql_server: Path) -> None:
    url = postgresql.new_database(postgresql_server)
    owner = open_store(Settings.model_validate({"store_url": url}))
    with owner.transaction() as connection:
        connection.execute(text("drop role if exists reader"))
        connection.execute(text("create role reader login"))
        connection.execute(text("grant select on all tables in schema public to reader"))
    reader = open_store(Settings.model_validate({"store_url": url.replace("ecom@", "reader@")}))
    with pytest.raises(StoreError, match="permission denied"), reader.transaction() as it:
        it.execute(insert(marks), [MARK])
    reader.close()
    owner.close()


def test_a_server_that_is_not_there_is_a_sentence_without_the_password() -> None:
    url = "postgresql+psycopg://me:secret-word@127.0.0.1:1/shop"
    with pytest.raises(StoreError, match=r"127\.0\.0\.1:1/shop cannot be used") as raised:
        open_store(Settings.model_validate({"store_url": url}))
    assert "secret-word" not in str(raised.value)


@pytest.mark.parametrize("url", ["nonsense:secret-word", "mysql://me:secret-word@host/name"])
def test_a_url_of_nothing_usable_is_a_sentence_without_it(url: str) -> None:
    with pytest.raises(StoreError, match="ECOM_STORE_URL is not the URL of a database") as raised:
        open_store(Settings.model_validate({"store_url": url}))
    assert "secret-word" not in str(raised.value)


def _again(settings: Settings) -> Settings:
    """The same database under another URL, so that nothing of the first opening is remembered."""
    if settings.store_url is None:
        url = f"sqlite:///{settings.data}/./platform.db"
    else:
        url = f"{settings.store_url.get_secret_value()}&application_name=again"
    return Settings.model_validate({"data": settings.data, "store_url": url})


@pytest.mark.parametrize(("ci", "ending"), [("true", pytest.fail), ("", pytest.skip)])
def test_postgresql_is_required_in_ci_and_its_absence_skips_elsewhere(
    ci: str, ending: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql, "binaries", lambda: None)
    monkeypatch.setenv("CI", ci)
    with pytest.raises(ending.Exception, match="PostgreSQL is not installed"):
        postgresql.required_binaries()
