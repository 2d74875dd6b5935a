"""The report of a load, per file and in total, with messages for people."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from ecom_platform.currencies import amount_text

FileStatus = Literal["loaded", "unchanged", "refused", "waiting"]
Progress = Callable[[str], None]


@dataclass(frozen=True)
class FileReport:
    """One file of the landing folder and what became of its rows.

    record_count = header_count + blank_count + loaded_count + quarantined_count. The repeated rows
    are part of `loaded_count`; deduplication makes sure that they are not counted twice later.

    Attributes:
        message: why the file was not loaded; empty when it was.
        blank_count: records that hold no row, blank ones and total rows.
        repeat_amount: the amounts of the repeated rows added up, even if their currencies differ.
        quarantined_amount: the money of the unreadable rows, as far as it can be read; None where
            none of it can.
        total_count: rows that only add up others.
        unknown_money_count: unreadable rows whose money cannot be read either.
    """

    file_name: str
    status: FileStatus
    feed: str | None = None
    message: str = ""
    record_count: int = 0
    header_count: int = 0
    blank_count: int = 0
    loaded_count: int = 0
    repeat_count: int = 0
    repeat_amount: Decimal = Decimal(0)
    quarantined_count: int = 0
    quarantined_amount: Decimal | None = Decimal(0)
    total_count: int = 0
    unknown_money_count: int = 0

    @property
    def sentence(self) -> str:
        """What happened to this file, in one sentence."""
        if self.status != "loaded":
            return self.message
        parts = [f"{self.file_name}: {self.loaded_count:,} rows of {self.feed} loaded"]
        if self.repeat_count:
            parts.append(
                f"{_counted(self.repeat_count, 'repeated row')} worth "
                f"{amount_text(self.repeat_amount, None)} deduplicated"
            )
        if self.total_count:
            parts.append(f"{_counted(self.total_count, 'total row')} left out")
        if self.quarantined_count:
            rows = _counted(self.quarantined_count, "unreadable row")
            known = self.quarantined_amount
            worth = worth_phrase(
                self.quarantined_count,
                self.unknown_money_count,
                None if known is None else amount_text(known, None),
            )
            parts.append(f"{rows} quarantined{worth}")
        return "; ".join(parts) + "."


def worth_phrase(rows: int, unknown: int, known_amount: str | None) -> str:
    """What unreadable rows are worth, to be put behind their number; empty without any money.

    Args:
        rows: how many rows cannot be read.
        unknown: the money of how many of them cannot be read either.
        known_amount: the money of the others as text; None where there is none.

    >>> worth_phrase(3, 0, "15.00"), worth_phrase(3, 3, None)
    (', worth 15.00', ', whose money cannot be read')
    >>> worth_phrase(3, 1, "15.00")
    ', 2 of them worth 15.00 and 1 whose money cannot be read'
    """
    if unknown and unknown >= rows:
        return ", whose money cannot be read"
    if known_amount is None:
        return ""
    if not unknown:
        return f", worth {known_amount}"
    known = f"{rows - unknown:,} of them worth {known_amount}"
    return f", {known} and {unknown:,} whose money cannot be read"


def _counted(number: int, noun: str) -> str:
    """A number with its noun, in the plural unless it is 1."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


@dataclass(frozen=True)
class LoadReport:
    """The reports of all files of one load."""

    files: tuple[FileReport, ...]

    @property
    def refused(self) -> tuple[FileReport, ...]:
        """The files that were refused."""
        return self.with_status("refused")

    @property
    def has_changed(self) -> bool:
        """Whether any file was loaded."""
        return bool(self.with_status("loaded"))

    def with_status(self, status: FileStatus) -> tuple[FileReport, ...]:
        """The files with this status."""
        return tuple(file for file in self.files if file.status == status)

    def of_feed(self, feed: str) -> tuple[FileReport, ...]:
        """The files of one feed."""
        return tuple(file for file in self.files if file.feed == feed)
