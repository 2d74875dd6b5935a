"""Write the demo's files, each completely or not at all.

A file is streamed into the truth folder and moved to the landing folder when it is finished.
"""

import gzip
import io
import os
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO, Protocol

import openpyxl
import pyarrow as pa
import pyarrow.csv as pcsv
import pyarrow.parquet as pq

# No value of the demo needs quotes; Arrow raises an error if one does.
_ROWS_ONLY = pcsv.WriteOptions(include_header=False, quoting_style="none")
_XLSX_STAMP = b"2025-01-01T00:00:00Z"


class Writer(Protocol):
    """A file to which tables can be appended."""

    def write(self, table: pa.Table) -> None:
        """Append the rows of a table."""


@dataclass
class _Csv:
    """Writes tables to a CSV; the header is written with the first table."""

    stream: IO[bytes]
    has_header: bool = False

    def write(self, table: pa.Table) -> None:
        if not self.has_header:
            self.stream.write((",".join(table.column_names) + "\n").encode())
            self.has_header = True
        pcsv.write_csv(table, self.stream, _ROWS_ONLY)


@dataclass
class _Parquet:
    """Writes tables to a Parquet file; the first table gives the columns."""

    path: Path
    writer: pq.ParquetWriter | None = None

    def write(self, table: pa.Table) -> None:
        if self.writer is None:
            self.writer = pq.ParquetWriter(self.path, table.schema)
        self.writer.write_table(table)

    def close(self) -> None:
        if self.writer is not None:
            self.writer.close()


@dataclass(frozen=True)
class FileOutput:
    """The folders that the demo's files are written to.

    Attributes:
        landing: holds the finished files.
        truth_folder: holds the truth, and each file until it is finished.
    """

    landing: Path
    truth_folder: Path

    @contextmanager
    def open(self, name: str, delivered: date) -> Iterator[Writer]:
        """A writer of one file, which appears in the landing folder when the block ends.

        Args:
            name: the file's name; its suffix decides between CSV, gzipped CSV and Parquet.
            delivered: the day of its modification time.
        """
        part = self.truth_folder / (name + ".part")
        with _writer(part, name) as writer:
            yield writer
        self._deliver(part, name, delivered)

    def write_text(self, name: str, content: str, delivered: date) -> None:
        """Write a small text file."""
        part = self.truth_folder / (name + ".part")
        part.write_text(content, encoding="utf-8", newline="")
        self._deliver(part, name, delivered)

    def write_workbook(self, name: str, rows: Sequence[Sequence[object]], delivered: date) -> None:
        """Write a small Excel file; the same rows give the same bytes."""
        part = self.truth_folder / (name + ".part")
        part.write_bytes(workbook_bytes(rows))
        self._deliver(part, name, delivered)

    def _deliver(self, part: Path, name: str, delivered: date) -> None:
        """Move a finished file to the landing folder, as if it was written at 6 on this day."""
        morning = datetime(*delivered.timetuple()[:3], 6, tzinfo=UTC).timestamp()
        os.utime(part, (morning, morning))
        part.replace(self.landing / name)


@contextmanager
def _writer(part: Path, name: str) -> Iterator[Writer]:
    """A writer to the path `part`, of the kind that the suffix of `name` says."""
    if name.endswith(".parquet"):
        parquet = _Parquet(part)
        yield parquet
        parquet.close()
    elif name.endswith(".gz"):
        with part.open("wb") as raw, gzip.GzipFile("", "wb", 1, raw, mtime=0) as stream:
            yield _Csv(stream)  # type: ignore[arg-type]
    else:
        with part.open("wb") as plain:
            yield _Csv(plain)


def workbook_bytes(rows: Iterable[Sequence[object]]) -> bytes:
    """An Excel file with one sheet; the same rows give the same bytes.

    openpyxl writes the time into the file, twice: as properties of the workbook and as the time of
    each ZIP entry. Both are replaced by constants.
    """
    book, stamped, constant = openpyxl.Workbook(), io.BytesIO(), io.BytesIO()
    for row in rows:
        book.worksheets[0].append(list(row))
    book.save(stamped)
    with zipfile.ZipFile(stamped) as source, zipfile.ZipFile(constant, "w") as target:
        for entry in source.infolist():
            content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", _XLSX_STAMP, source.read(entry))
            target.writestr(
                zipfile.ZipInfo(entry.filename), content, compress_type=zipfile.ZIP_DEFLATED
            )
    return constant.getvalue()
