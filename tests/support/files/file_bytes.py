"""Gzip files and workbooks whose bytes hold no clock: the same content gives the same bytes."""

import gzip
import io
import re
import zipfile
from collections.abc import Iterable, Sequence

import openpyxl

_SAVED_AT = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_ALWAYS = b"2025-01-01T00:00:00Z"


def gzipped(content: str | bytes, level: int = 9) -> bytes:
    """The gzip file of a text (as UTF-8) or of bytes."""
    plain = content.encode() if isinstance(content, str) else content
    return gzip.compress(plain, level, mtime=0)


def workbook(*sheets: Iterable[Sequence[object]]) -> bytes:
    """The XLSX file with these rows, sheet by sheet."""
    book = openpyxl.Workbook()
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet() if number else book.worksheets[0]
        for row in rows:
            sheet.append(list(row))
    saved = io.BytesIO()
    book.save(saved)
    return _without_clock(saved)


def _without_clock(saved: io.BytesIO) -> bytes:
    """The same workbook; openpyxl writes when it was saved, zip when each part was."""
    kept = io.BytesIO()
    with zipfile.ZipFile(saved) as made, zipfile.ZipFile(kept, "w") as written:
        for part in made.infolist():
            content = _SAVED_AT.sub(_ALWAYS, made.read(part))
            entry = zipfile.ZipInfo(part.filename)  # of 1980, unless told otherwise
            written.writestr(entry, content, compress_type=zipfile.ZIP_DEFLATED)
    return kept.getvalue()
