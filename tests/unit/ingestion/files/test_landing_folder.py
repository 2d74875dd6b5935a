"""The landing folder: which of its files are loaded, and what is said of the others."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecom_platform.ingestion.files.file_names import readable_name
from ecom_platform.ingestion.files.landing_folder import (
    UnreadEntry,
    list_entries,
    list_files,
)


def test_hidden_temporary_and_other_files_are_not_listed(tmp_path: Path) -> None:
    for name in ("b.csv", "a.CSV.GZ", "sub/c.parquet", ".d.csv", "~$e.xlsx", "f.csv.part", "g.pdf"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert [file.name for file in list_files(tmp_path)] == ["a.CSV.GZ", "b.csv", "sub/c.parquet"]


NOT_READ = [
    (".DS_Store", "is hidden"),
    ("~$orders.xlsx", "is hidden"),
    ("orders.csv.part", "it is temporary"),
    ("orders.xls", "Save it as .xlsx"),
    ("orders.zip", "Unpack it"),
    ("orders.gz", "such as orders.csv.gz"),
    ("orders", "files without a suffix"),
    ("orders.pdf", "files that end in .pdf"),
]


@pytest.mark.parametrize(("name", "sentence"), NOT_READ)
def test_what_is_not_read_is_named_with_the_reason(
    tmp_path: Path, name: str, sentence: str
) -> None:
    (tmp_path / name).touch()
    (entry,) = list_entries(tmp_path)
    assert isinstance(entry, UnreadEntry)
    assert (entry.name, entry.status) == (name, "ignored")
    assert sentence in entry.message
    assert name in entry.message


def test_a_hidden_folder_is_one_entry(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "a.csv").touch()
    assert [entry.name for entry in list_entries(tmp_path)] == [".git"]


def test_what_is_no_file_is_named_and_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "lost.csv").symlink_to(tmp_path / "nowhere.csv")
    (tmp_path / "elsewhere").symlink_to(tmp_path.parent, target_is_directory=True)
    entries = {entry.name: entry for entry in list_entries(tmp_path)}
    assert set(entries) == {"pipe.csv", "lost.csv", "elsewhere"}
    assert all(isinstance(entry, UnreadEntry) for entry in entries.values())


def test_a_folder_that_may_not_be_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = tmp_path / "closed"
    closed.mkdir()
    may = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: path != closed and may(path, mode))
    (entry,) = list_entries(tmp_path)
    assert isinstance(entry, UnreadEntry)
    assert entry.status == "refused"
    assert "The folder closed may not be read" in entry.message


@given(st.binary(min_size=1, max_size=60), st.binary(min_size=1, max_size=60))
def test_names_are_readable_and_no_two_are_the_same(one: bytes, other: bytes) -> None:
    first, second = (readable_name(os.fsdecode(name)) for name in (one, other))
    first.encode()
    assert "\n" not in first
    assert (first == second) == (one == other)
