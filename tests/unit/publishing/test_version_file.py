"""No tool locks or changes a version: what another program holds open is read through a copy.

A SQL tool held the current version open for writing, and a publication took it for damaged: the
tables on hold were missing from the next version, while the sentence said that they were kept.
"""

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from ecom_platform.errors import PublishingError
from ecom_platform.publishing.manifest import VersionManifest
from ecom_platform.publishing.publish_version import publish
from ecom_platform.publishing.rollback import rollback
from ecom_platform.publishing.version_folder import WAREHOUSE, current_version
from ecom_platform.serving.version_reader import open_version
from tests.support.platform.small_platform import ALL_PASS, AMOUNTS, SmallPlatform

SQL_TOOL = """
import sys, time, duckdb
connection = duckdb.connect(sys.argv[1])
connection.execute("set checkpoint_threshold = '1TB'")
if sys.argv[2]:
    connection.execute(sys.argv[2])
print("open", flush=True)
time.sleep(60)
"""
CHANGE = "update marts.fct_orders set amount = 0"


@contextmanager
def _held_by_a_tool(path: Path, statement: str = "") -> Iterator[None]:
    """A program that has the file open for writing; it is killed at the end."""
    path.chmod(0o644)
    tool = subprocess.Popen(
        [sys.executable, "-c", SQL_TOOL, str(path), statement], stdout=subprocess.PIPE, text=True
    )
    try:
        assert tool.stdout
        assert tool.stdout.readline() == "open\n"
        yield
    finally:
        tool.kill()
        tool.communicate()


def _amount(platform: SmallPlatform) -> Any:
    with open_version(platform.settings.published) as connection:
        return connection.execute("select sum(amount) from marts.fct_orders").fetchall()[0][0]


def _file(platform: SmallPlatform, version: VersionManifest) -> Path:
    return platform.settings.published / version.name / WAREHOUSE


@pytest.fixture
def good(platform: SmallPlatform) -> VersionManifest:
    """A version in which everything passed, before a build whose orders fail."""
    platform.build("run-1")
    version = publish(platform.settings).version
    platform.build("run-2", factor=2, tests={**ALL_PASS, AMOUNTS: "fail"})
    return version


def test_the_files_of_a_version_may_be_written_by_nobody(
    platform: SmallPlatform, good: VersionManifest
) -> None:
    files = list((platform.settings.published / good.name).iterdir())
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o444}
    assert {path.name for path in files} == {WAREHOUSE, "manifest.json"}


@pytest.mark.parametrize("statement", ["", CHANGE], ids=["only opened", "changed"])
def test_a_version_that_a_tool_holds_keeps_its_held_tables(
    platform: SmallPlatform, good: VersionManifest, statement: str
) -> None:
    with _held_by_a_tool(_file(platform, good), statement):
        publication = publish(platform.settings)
        assert _amount(platform) == 499_500
    assert publication.version.tables["marts.fct_orders"] == good.tables["marts.fct_orders"]


def test_changes_that_a_tool_leaves_beside_a_version_are_not_shown(
    platform: SmallPlatform, good: VersionManifest
) -> None:
    path = _file(platform, good)
    with _held_by_a_tool(path, CHANGE):
        assert _amount(platform) == 499_500
    assert path.with_name(f"{WAREHOUSE}.wal").exists()
    assert _amount(platform) == 499_500
    assert rollback(platform.settings.published, good.name) == good


def test_a_version_that_was_changed_is_damaged_and_the_one_before_is_used(
    platform: SmallPlatform, good: VersionManifest
) -> None:
    platform.build("run-3", factor=3)
    changed = publish(platform.settings).version
    path = _file(platform, changed)
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:20_000])
    platform.build("run-4", factor=4, tests={**ALL_PASS, AMOUNTS: "fail"})
    version = publish(platform.settings).version
    assert version.held["marts.fct_orders"].content_of == good.name
    assert _amount(platform) == 499_500


def test_held_tables_without_good_content_are_said_to_be_left_out(
    platform: SmallPlatform, good: VersionManifest
) -> None:
    path = _file(platform, good)
    path.chmod(0o644)
    path.write_bytes(b"not a database")
    sentence = publish(platform.settings).sentence
    assert "1 table is held back and left out: no version has good content for it" in sentence
    assert "keep" not in sentence


def test_a_held_version_that_cannot_be_copied_stops_the_publication(
    platform: SmallPlatform, good: VersionManifest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To publish without its tables would take them from readers."""

    def full(*_paths: Path) -> None:
        raise OSError(28, os.strerror(28), "copy")

    monkeypatch.setattr("shutil.copyfile", full)
    with (
        _held_by_a_tool(_file(platform, good)),
        pytest.raises(PublishingError, match=r"held open by another program.*is full"),
    ):
        publish(platform.settings)
    assert current_version(platform.settings.published) == good.name
