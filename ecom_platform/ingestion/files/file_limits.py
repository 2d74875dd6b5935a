"""The limits under which one file is read: its size, its content, its rows and the time it takes.

The values are settings. What a file that exceeds one is told is decided here as well.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Self

import duckdb

from ecom_platform.errors import DamagedFileError
from ecom_platform.settings import Settings

MEGABYTE = 1_000_000


@dataclass(frozen=True)
class FileLimits:
    """What one file may take; None means no limit. The time runs from when this is made.

    Attributes:
        file_mb: size of the file itself, in megabytes.
        content_mb: size of its content, uncompressed.
        workbook_mb: size of the content of an XLSX workbook, uncompressed.
        rows: number of records.
        seconds: time that reading may take.
        started_at: when reading began, on the monotonic clock.
    """

    file_mb: int | None = None
    content_mb: int | None = None
    workbook_mb: int | None = None
    rows: int | None = None
    seconds: float | None = None
    started_at: float = field(default_factory=time.monotonic)

    @classmethod
    def of_settings(cls, settings: Settings) -> Self:
        """The limits of the settings, for a file whose reading begins now."""
        return cls(
            settings.max_file_mb,
            settings.max_content_mb,
            settings.max_workbook_mb,
            settings.max_file_rows,
            settings.max_file_seconds,
        )

    def require_file_size(self, name: str, size: int) -> None:
        """Raise an error if the file is too large.

        Raises:
            DamagedFileError: it is; the message names the setting, as do those of the others.
        """
        self._require_size(name, size, self.file_mb, "takes", "ECOM_MAX_FILE_MB")

    def require_content_size(self, name: str, size: int) -> None:
        """Raise a `DamagedFileError` if the uncompressed content is too large."""
        self._require_size(name, size, self.content_mb, "unpacks to", "ECOM_MAX_CONTENT_MB")

    def require_workbook_size(self, name: str, size: int) -> None:
        """Raise a `DamagedFileError` if the uncompressed workbook is too large."""
        self._require_size(name, size, self.workbook_mb, "unpacks to", "ECOM_MAX_WORKBOOK_MB")

    def require_rows(self, name: str, rows: int) -> None:
        """Raise a `DamagedFileError` if there are too many records."""
        if self.rows is not None and rows > self.rows:
            raise DamagedFileError(
                f"{name} has more than {self.rows:,} rows. Deliver it in several files, or raise "
                "the setting ECOM_MAX_FILE_ROWS."
            )

    def require_time(self, name: str) -> None:
        """Raise a `DamagedFileError` if reading has taken too long."""
        if self.is_over:
            raise DamagedFileError(self.too_slow(name))

    @property
    def is_over(self) -> bool:
        """Whether the time is used up."""
        return self.seconds is not None and time.monotonic() - self.started_at > self.seconds

    def too_slow(self, name: str) -> str:
        """The message for a file that takes too long."""
        return (
            f"{name} was not read to its end within {self.seconds:,.0f} seconds. Deliver it in "
            "several files, or raise the setting ECOM_MAX_FILE_SECONDS."
        )

    @contextmanager
    def interrupting(self, connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
        """Interrupt every query of the block that still runs when the time is used up."""
        if self.seconds is None:
            yield
            return
        is_done = threading.Event()
        remaining = max(self.started_at + self.seconds - time.monotonic(), 0)
        thread = threading.Thread(
            target=_interrupt_after, args=(connection, remaining, is_done), daemon=True
        )
        thread.start()
        try:
            yield
        finally:
            is_done.set()
            thread.join()

    def _require_size(
        self, name: str, size: int, limit: int | None, takes: str, setting: str
    ) -> None:
        if limit is not None and size > limit * MEGABYTE:
            raise DamagedFileError(
                f"{name} {takes} more than {limit:,} MB. Deliver it in several files, or raise "
                f"the setting {setting}."
            )


NO_LIMITS = FileLimits()


def _interrupt_after(
    connection: duckdb.DuckDBPyConnection, seconds: float, is_done: threading.Event
) -> None:
    """Interrupt after this time, then ten times a second until the block is left.

    An interrupt between two queries stops neither, so that one is not enough.
    """
    while not is_done.wait(seconds):
        connection.interrupt()
        seconds = 0.1
