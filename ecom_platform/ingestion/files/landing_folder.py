"""The landing folder: its files, the dates in their names, and whether they have settled.

No file is opened here; content is read in `file_content.py`.
"""

import re
import time
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from ecom_platform.errors import PlatformError

SUFFIXES = (".csv", ".csv.gz", ".parquet", ".xlsx")
_ISO_DATE = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
_MONTH = re.compile(r"([A-Za-z]{3,9})[ _-]+(\d{4})(?!\d)")


@dataclass(frozen=True)
class LandingFile:
    """A file in the landing folder; `name` is its path below that folder."""

    path: Path
    name: str

    @property
    def is_text(self) -> bool:
        """Whether it is a CSV, gzipped or not."""
        return self.name.lower().endswith((".csv", ".csv.gz"))

    @property
    def is_gzipped(self) -> bool:
        """Whether its content is compressed."""
        return self.name.lower().endswith(".gz")


def list_files(landing: Path) -> list[LandingFile]:
    """The files in `landing` and its subfolders that can be loaded, sorted by path.

    Hidden files, temporary files and files with other suffixes are left out.

    Raises:
        PlatformError: the folder does not exist.
    """
    if not landing.is_dir():
        raise PlatformError(
            f"The landing folder {landing} does not exist. "
            "Create it and put files in it, or run 'ecom demo' to create a demo company."
        )
    paths = (path for path in sorted(landing.rglob("*")) if path.is_file())
    files = [LandingFile(path, path.relative_to(landing).as_posix()) for path in paths]
    return [file for file in files if _is_feed_file(file)]


def _is_feed_file(file: LandingFile) -> bool:
    """Whether the suffix is known and no part of the path is hidden or temporary."""
    parts = Path(file.name).parts
    is_hidden = any(part.startswith((".", "~$")) for part in parts)
    return file.name.lower().endswith(SUFFIXES) and not is_hidden


def content_date(name: str) -> date | None:
    """The date in a file name: an ISO date, or the first day of a named month; None without one.

    >>> content_date("stock_2024-02-29.csv")
    datetime.date(2024, 2, 29)
    >>> content_date("May-2022.csv")
    datetime.date(2022, 5, 1)
    """
    if iso := _ISO_DATE.search(name):
        return _date_or_none("-".join(iso.groups()), "%Y-%m-%d")
    if month := _MONTH.search(name):
        text = f"{month[1][:3]} {month[2]}"
        return _date_or_none(text, "%b %Y")
    return None


def _date_or_none(text: str, date_format: str) -> date | None:
    """The text as a date; None if there is no such day or month."""
    try:
        return datetime.strptime(text, date_format).date()  # noqa: DTZ007 - a calendar day has no zone
    except ValueError:
        return None


def is_settled(file: LandingFile, settle_seconds: float) -> bool:
    """Whether the file has not changed for `settle_seconds`; waits until that time has passed."""
    before = file.path.stat()
    remaining = settle_seconds - (time.time() - before.st_mtime)
    if remaining <= 0:
        return True
    time.sleep(min(remaining, settle_seconds))
    after = file.path.stat()
    return (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
