"""Write the demo company's files: each under a hidden name first, then renamed, byte for byte equal.

Knows formats, not contents.
"""

import gzip
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast

import openpyxl
import pyarrow.csv
import pyarrow.parquet

from ecom_platform.errors import PlatformError

_OPTIONS = pyarrow.csv.WriteOptions(include_header=False, quoting_style="needed")
_ZIP_TIME = (2025, 7, 1, 0, 0, 0)
_BOOK_TIMES = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


class LandingWriter:
    """The landing folder while it is being filled."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.names: list[str] = []

    @contextmanager
    def csv(self, name: str, header: str) -> Iterator["CsvFile"]:
        """A CSV that is written table by table; gzipped when its name says so."""
        with self._renamed_after(name) as path, path.open("wb") as raw:
            if name.endswith(".gz"):
                with gzip.GzipFile("", "wb", compresslevel=4, fileobj=raw, mtime=0) as packed:
                    yield CsvFile(cast("IO[bytes]", packed), header)
            else:
                yield CsvFile(raw, header)

    def text(self, name: str, lines: Iterable[str]) -> None:
        """A small text file, line by line."""
        with self._renamed_after(name) as path:
            path.write_bytes("".join(f"{line}\n" for line in lines).encode())

    @contextmanager
    def parquet(self, name: str, schema: Any) -> Iterator[Any]:
        """A Parquet file that is written table by table."""
        with (
            self._renamed_after(name) as path,
            pyarrow.parquet.ParquetWriter(path, schema, compression="zstd") as writer,
        ):
            yield writer

    def workbook(self, name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """A small XLSX workbook of one sheet, without the time it was saved."""
        book = openpyxl.Workbook(write_only=True)
        sheet = book.create_sheet("orders")
        sheet.append(list(header))
        for row in rows:
            sheet.append(list(row))
        saved = io.BytesIO()
        book.save(saved)
        with self._renamed_after(name) as path:
            _copy_without_times(saved, path)

    @contextmanager
    def _renamed_after(self, name: str) -> Iterator[Path]:
        part = self.folder / f".{name}.part"
        yield part
        part.replace(self.folder / name)
        self.names.append(name)


class CsvFile:
    """An open CSV file that takes Arrow tables."""

    def __init__(self, sink: IO[bytes], header: str) -> None:
        self._sink = sink
        self._sink.write(f"{header}\n".encode())

    def write(self, table: Any) -> None:
        """Append the rows of a table."""
        pyarrow.csv.write_csv(table, self._sink, _OPTIONS)


def prepare_folder(folder: Path, own_list: Path) -> None:
    """Make the folder, or empty it when nothing but own files lie in it.

    Raises:
        PlatformError: it holds files that the demo company did not write.
    """
    own = set(own_list.read_text(encoding="utf-8").splitlines()) if own_list.is_file() else set()
    folder.mkdir(parents=True, exist_ok=True)
    there = sorted(folder.iterdir())
    foreign = [path.name for path in there if not _is_own(path, own)]
    if foreign:
        raise PlatformError(
            f"The folder {folder} holds files that are not the demo company's, such as "
            f"'{foreign[0]}'. Name an empty or new folder for it."
        )
    for path in there:
        path.unlink()


def _is_own(path: Path, own: set[str]) -> bool:
    return path.is_file() and (path.name in own or path.name[1:].removesuffix(".part") in own)


def _copy_without_times(saved: io.BytesIO, path: Path) -> None:
    with zipfile.ZipFile(saved) as book, zipfile.ZipFile(path, "w") as target:
        for entry in book.infolist():
            content = _BOOK_TIMES.sub(rb"\g<1>2025-07-01T00:00:00Z", book.read(entry))
            target.writestr(
                zipfile.ZipInfo(entry.filename, _ZIP_TIME), content, zipfile.ZIP_DEFLATED
            )
