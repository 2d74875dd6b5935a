"""Give a text under a plain name and in the form that DuckDB reads: UTF-8, lines that end alike.

A text that has this form already is only linked to; its records are queried in `text_records.py`.
"""

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from ecom_platform.ingestion.files.content_kind import text_encoding
from ecom_platform.ingestion.files.file_content import CHUNK_BYTES, FileContent, uncompressed_stream
from ecom_platform.ingestion.files.landing_folder import LandingFile

_QUOTE_OR_LINE_END = re.compile('"|\r\n|\r|\n')
_BEFORE_A_QUOTED_CELL = frozenset(",;\t|\r\n")


def write_plain_text(file: LandingFile, content: FileContent, folder: Path) -> Path:
    """The path of the text in `folder`, under a name without any special character.

    Raises:
        DamagedFileError: the file exceeds a limit, or its compression is broken.
        UnicodeError: the text cannot be decoded.
        OSError: the file has vanished, or may not be read.
    """
    if content.is_plain:
        return link_to(file, folder)
    target = folder / "text"
    with target.open("w", newline="", encoding="utf-8") as stream:
        for text in _with_equal_line_ends(_decoded(file, content)):
            file.limits.require_time(file.name)
            stream.write(text)
    return target


def link_to(file: LandingFile, folder: Path) -> Path:
    """The path of a link in `folder` to the file, under a name without any special character."""
    link = folder / "records"
    link.symlink_to(file.path.resolve())
    return link


def _decoded(file: LandingFile, content: FileContent) -> Iterator[str]:
    """The text of the file, piece by piece."""
    decoder = codecs.getincrementaldecoder(text_encoding(content.beginning))()
    with uncompressed_stream(file) as stream:
        while chunk := stream.read(CHUNK_BYTES):
            yield decoder.decode(chunk)
    yield decoder.decode(b"", final=True)


def _with_equal_line_ends(texts: Iterator[str]) -> Iterator[str]:
    """The texts with a newline after each record; line ends in quoted cells stay as they are."""
    is_quoted, before, kept = False, "\n", ""
    for text in texts:
        whole = kept + text
        kept = "\r" if whole.endswith("\r") else ""  # a newline may follow in the next text
        whole = whole[: len(whole) - len(kept)]
        pieces, end = [], 0
        for match in _QUOTE_OR_LINE_END.finditer(whole):
            found, start = match.group(), match.start()
            if found == '"':
                last = whole[start - 1] if start else before
                is_quoted = not is_quoted and (last in _BEFORE_A_QUOTED_CELL or last == '"')
            elif not is_quoted:
                pieces += [whole[end:start], "\n"]
                end = match.end()
        before = whole[-1:] or before
        yield "".join([*pieces, whole[end:]])
    yield "\n" if kept and not is_quoted else kept
