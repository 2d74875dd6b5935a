"""The landing folder: everything in it, and why some of it is not read.

No file is opened here; content is read in `file_content.py`. The date in the name of a file is read
in `content_date.py`.
"""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ecom_platform.errors import PlatformError
from ecom_platform.ingestion.files.file_limits import NO_LIMITS, FileLimits
from ecom_platform.ingestion.files.file_names import readable_name

SUFFIXES = (
    ".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz", ".txt.gz", ".parquet", ".xlsx",
)  # fmt: skip
_HIDDEN = (".", "~$")
_TEMPORARY = (".part", ".partial", ".tmp", ".crdownload", ".filepart")
_OTHER_SUFFIXES = {
    ".xls": "Save it as .xlsx or CSV.",
    ".xlsm": "Save it as .xlsx or CSV.",
    ".xlsb": "Save it as .xlsx or CSV.",
    ".ods": "Save it as .xlsx or CSV.",
    ".zip": "Unpack it and deliver the files in it.",
    ".gz": "Name it after what it holds, such as orders.csv.gz.",
}


@dataclass(frozen=True)
class LandingFile:
    """A file in the landing folder.

    Attributes:
        path: where it is; may hold any character.
        name: its path below the landing folder, readable.
        limits: what reading it may take.
    """

    path: Path
    name: str
    limits: FileLimits = NO_LIMITS


@dataclass(frozen=True)
class UnreadEntry:
    """Something in the landing folder that is not read, and why.

    Attributes:
        status: `ignored`, or `refused` when rows may be missing without it.
    """

    name: str
    status: Literal["ignored", "refused"]
    message: str


def list_files(landing: Path) -> list[LandingFile]:
    """The files in `landing` and its subfolders that can be loaded, sorted by path.

    Hidden files, temporary files and files with other suffixes are left out.

    Raises:
        PlatformError: the folder does not exist, or may not be read.
    """
    return [entry for entry in list_entries(landing) if isinstance(entry, LandingFile)]


def list_entries(landing: Path) -> list[LandingFile | UnreadEntry]:
    """Everything in `landing` and its subfolders, sorted by path; of a hidden folder only itself.

    Raises:
        PlatformError: the folder does not exist, or may not be read.
    """
    if not landing.is_dir():
        raise PlatformError(
            f"The landing folder {landing} does not exist. "
            "Create it and put files in it, or run 'ecom demo' to create a demo company."
        )
    if not os.access(landing, os.R_OK | os.X_OK):
        raise PlatformError(
            f"The landing folder {landing} may not be read. Give the user who runs the platform "
            "the right to read it."
        )
    return [_entry(path, landing) for path in sorted(_paths_below(landing))]


def _paths_below(folder: Path) -> Iterator[Path]:
    """The paths of all files, and of the folders that are not entered."""
    for parent, folders, files in os.walk(folder):
        yield from (Path(parent) / name for name in files)
        for name in list(folders):
            path = Path(parent) / name
            if not _is_entered(path):
                folders.remove(name)
                yield path


def _is_entered(folder: Path) -> bool:
    is_readable = os.access(folder, os.R_OK | os.X_OK)
    return is_readable and not folder.is_symlink() and not folder.name.startswith(_HIDDEN)


def _entry(path: Path, landing: Path) -> LandingFile | UnreadEntry:
    """The file, or why it is not read."""
    name = readable_name(path.relative_to(landing).as_posix())
    if path.name.startswith(_HIDDEN):
        return UnreadEntry(name, "ignored", f"{name} is hidden, so it is not read.")
    try:
        mode = path.stat().st_mode
    except OSError as error:
        return UnreadEntry(name, "refused", _no_file_message(path, name, error))
    if stat.S_ISDIR(mode):
        return _unread_folder(path, name)
    if not stat.S_ISREG(mode):
        return UnreadEntry(name, "ignored", f"{name} is not read: it is no file. Remove it.")
    if name.lower().endswith(SUFFIXES):
        return LandingFile(path, name)
    return UnreadEntry(name, "ignored", _suffix_message(path, name))


def _no_file_message(path: Path, name: str, error: OSError) -> str:
    """The message for a path that leads to no file."""
    if path.is_symlink():
        return f"{name} is a link that leads to no file. Deliver the file itself, or remove it."
    return f"{name} cannot be read: {error.strerror}. Deliver it again, or remove it."


def _unread_folder(path: Path, name: str) -> UnreadEntry:
    """The entry for a folder that is not entered."""
    if path.is_symlink():
        message = f"{name} is not read: it is a link to a folder. Deliver the files themselves."
    else:
        message = (
            f"The folder {name} may not be read. Give the user who runs the platform the right "
            "to read it."
        )
    return UnreadEntry(name, "refused", message)


def _suffix_message(path: Path, name: str) -> str:
    """The message for a file whose suffix is not one that is read."""
    suffix = path.suffix.lower()
    if suffix in _TEMPORARY:
        return f"{name} is not read: it is temporary. Rename it when it is complete."
    advice = _OTHER_SUFFIXES.get(suffix, "Deliver it as CSV, TSV, Parquet or XLSX, or remove it.")
    kind = f"files that end in {readable_name(suffix)}" if suffix else "files without a suffix"
    return f"{name} is not read, as are all {kind}. {advice}"
