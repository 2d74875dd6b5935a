"""Recognise what a file holds by its first bytes, whatever its name says."""

import codecs
import zipfile
from pathlib import Path
from typing import Literal

from ecom_platform.errors import DamagedFileError

FileKind = Literal["csv", "parquet", "xlsx"]
GZIP = b"\x1f\x8b"
UTF_8 = "utf-8"

_BYTE_ORDER_MARKS = {  # the longer first, because UTF-32's begins with UTF-16's
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_OTHER_KINDS = {
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "an old Excel file or another Office document (OLE). "
    "Save it as .xlsx or CSV",
    b"%PDF": "a PDF. Deliver the table itself, as CSV or .xlsx",
    b"BZh": "compressed with bzip2. Unpack it, or compress it with gzip",
    b"\xfd7zXZ\x00": "compressed with xz. Unpack it, or compress it with gzip",
    b"\x28\xb5\x2f\xfd": "compressed with Zstandard. Unpack it, or compress it with gzip",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive. Unpack it",
    b"Rar!\x1a\x07": "a RAR archive. Unpack it",
    GZIP: "compressed with gzip twice. Unpack it",
    b"\x89PNG": "a picture. Deliver the table itself, as CSV or .xlsx",
    b"\xff\xd8\xff": "a picture. Deliver the table itself, as CSV or .xlsx",
}
_ZIP = b"PK\x03\x04"
_SAMPLE_BYTES = 4096


def kind_of(beginning: bytes, path: Path, name: str) -> FileKind:
    """The kind of a file by its uncompressed beginning; text is a `csv`, whatever its separator.

    Args:
        beginning: its first bytes, uncompressed.
        path: where it is; a ZIP archive is opened to see whether it is a workbook.
        name: the name of the file, for the message.

    Raises:
        DamagedFileError: files of this kind are not read; the message says which kind it is.
    """
    if beginning.startswith(b"PAR1"):
        return "parquet"
    if beginning.startswith(_ZIP):
        _require_workbook(path, name)
        return "xlsx"
    for first_bytes, kind in _OTHER_KINDS.items():
        if beginning.startswith(first_bytes):
            raise DamagedFileError(f"{name} is {kind}, and deliver it again.")
    if byte_order_mark(beginning) is None and b"\x00" in beginning[:_SAMPLE_BYTES]:
        raise DamagedFileError(_binary_message(beginning[:_SAMPLE_BYTES], name))
    return "csv"


def byte_order_mark(beginning: bytes) -> str | None:
    """The text encoding that the first bytes state; None if they state none."""
    return next(
        (codec for mark, codec in _BYTE_ORDER_MARKS.items() if beginning.startswith(mark)), None
    )


def text_encoding(beginning: bytes) -> str:
    """The encoding of a text: the one that its first bytes state, else UTF-8."""
    return byte_order_mark(beginning) or UTF_8


def decoded_beginning(beginning: bytes) -> str:
    """The beginning as text; what cannot be decoded, such as half a character at its end, is not.

    Damage is found where the whole file is read, in `file_content.py`.
    """
    decoder = codecs.getincrementaldecoder(text_encoding(beginning))(errors="replace")
    return decoder.decode(beginning)


def _require_workbook(path: Path, name: str) -> None:
    """Raise an error unless the ZIP archive is an XLSX workbook."""
    try:
        with path.open("rb") as stream, zipfile.ZipFile(stream) as archive:
            parts = set(archive.namelist())
    except zipfile.BadZipFile as error:
        raise DamagedFileError(
            f"{name} is not a readable XLSX workbook: {error}. Deliver it again."
        ) from error
    if "xl/workbook.xml" in parts:
        return
    is_sheet = bool({"xl/workbook.bin", "content.xml"} & parts)
    kind = (
        "a spreadsheet of a kind that is not read. Save it as .xlsx or CSV"
        if is_sheet
        else "a ZIP archive. Unpack it"
    )
    raise DamagedFileError(f"{name} is {kind}, and deliver it again.")


def _binary_message(sample: bytes, name: str) -> str:
    """The message for a text with NUL bytes: UTF-16 without a mark, or no text at all."""
    zeros = max(sample[0::2].count(0), sample[1::2].count(0))
    if zeros > len(sample) // 4:
        return (
            f"{name} looks like UTF-16 text without a byte order mark. Export it again as UTF-8, "
            "or as UTF-16 with the mark."
        )
    return f"{name} is not a text file: it has zero bytes. Deliver it as CSV, Parquet or XLSX."
