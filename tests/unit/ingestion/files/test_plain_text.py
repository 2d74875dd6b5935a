"""A text in any encoding, with any separator and line ends, is the same records to DuckDB."""

import csv
import io
from itertools import product
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecom_platform.ingestion.feeds.feed_registry import all_feeds
from ecom_platform.ingestion.files import plain_text
from ecom_platform.ingestion.files.file_format import detect_format
from ecom_platform.ingestion.files.landing_folder import LandingFile
from ecom_platform.ingestion.files.layout_recognition import recognise
from ecom_platform.ingestion.files.text_records import text_records
from tests.support.files.file_bytes import gzipped
from tests.support.files.order_files import HEADER

ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32"]
SEPARATORS = [",", ";", "\t", "|"]
LINE_ENDS = [("\n",), ("\r\n",), ("\r",), ("\n", "\r\n"), ("\r", "\n", "\r\n")]
SUFFIXES = [".csv", ".tsv", ".txt", ".csv.gz", ".TXT.GZ"]
MARK = "\ufeff"  # utf-16-be writes none by itself
ROWS = [
    ["1", "1", "2024-03-01", 'Käufer, "Süd"', "A;1|\t", "2", "10.00", "EUR", "shipped"],
    ["2", "1", "2024-03-02", "Berlin\nMitte", "", "1", "9.50", "EUR", "lost"],
    ["3", "1", "2024-03-03", "Ø", "C", "1", "9.50", "EUR", "lost"],
]


def _text(rows: list[list[str]], separator: str, ends: tuple[str, ...]) -> str:
    """The rows as a text, with the line ends in turn."""
    lines = []
    for number, row in enumerate(rows):
        line = io.StringIO()
        csv.writer(line, delimiter=separator, lineterminator="\r\n").writerow(row)
        lines.append(line.getvalue().removesuffix("\r\n") + ends[number % len(ends)])
    return "".join(lines)


def _read(path: Path) -> list[tuple[str, ...]]:
    """The records of the file as DuckDB reads them, an empty cell as an empty text."""
    file = detect_format(LandingFile(path, path.name))
    recognised = recognise(file.header, all_feeds().values(), file.name)
    with duckdb.connect() as connection, text_records(file, recognised) as records:
        rows = connection.execute(f"{records.sql} order by record_number").fetchall()
    return [tuple(cell or "" for cell in row[1:]) for row in rows[1:]]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_form_of_a_text_gives_the_same_records(encoding: str, tmp_path: Path) -> None:
    expected = [tuple(row) for row in ROWS]
    forms = product(SEPARATORS, LINE_ENDS, SUFFIXES)
    for number, (separator, ends, suffix) in enumerate(forms):
        is_packed = bool(number % 2)  # whatever the suffix says
        text = _text([HEADER.split(","), *ROWS], separator, ends)
        content = ((MARK if encoding == "utf-16-be" else "") + text).encode(encoding)
        path = tmp_path / f"{number}{suffix}"
        path.write_bytes(gzipped(content, 1) if is_packed else content)
        assert _read(path) == expected, (separator, ends, suffix, is_packed)


CELLS = st.text(st.sampled_from('a1ü",;\r\n '), max_size=6)


@given(
    st.lists(st.lists(CELLS, min_size=2, max_size=3), min_size=1, max_size=6),
    st.sampled_from([",", ";", "\t", "|"]),
    st.lists(st.sampled_from(["\n", "\r\n", "\r"]), min_size=1, max_size=3),
    st.integers(1, 7),
)
def test_line_ends_in_quoted_cells_stay_and_those_of_records_are_made_equal(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[list[str]],
    separator: str,
    ends: list[str],
    chunk: int,
) -> None:
    folder = tmp_path_factory.mktemp("text")
    quoted = io.StringIO()
    for number, row in enumerate(rows):
        end = ends[number % len(ends)]
        writer = csv.writer(quoted, csv.unix_dialect, delimiter=separator, lineterminator=end)
        writer.writerow(row)
    path = folder / "rows.csv.gz"
    path.write_bytes(gzipped(quoted.getvalue().encode(), 1))
    file = LandingFile(path, path.name)
    content = detect_format(file).content if any(map(str.strip, rows[0])) else None
    if content is None:
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plain_text, "CHUNK_BYTES", chunk)
        written = plain_text.write_plain_text(file, content, folder)
    with written.open(newline="", encoding="utf-8") as stream:
        records = list(csv.reader(stream, delimiter=separator))
    assert records == rows
    text = written.read_bytes().decode()
    assert text.endswith("\n")
