"""Query the records of a file of any kind as numbered rows of text cells.

The separator and encoding of a text are decided in `file_format.py`. Cells are given their types in
`ingestion/records/cell_types.py`.
"""

import csv
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from ecom_platform.ingestion.files.file_format import DeliveredFile
from ecom_platform.ingestion.files.layout_recognition import RecognisedLayout, header_names
from ecom_platform.ingestion.files.plain_text import link_to, write_plain_text
from ecom_platform.ingestion.files.workbook_rows import workbook_rows
from ecom_platform.warehouse.sql_paths import only_this_file_sql

ISO_FORMATS = ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M:%S.%f")
LONGEST_CSV_LINE_BYTES = 1 << 20
WORKBOOK_SEPARATOR = ","  # of the text that a workbook is converted to


@dataclass(frozen=True)
class TextRecords:
    """The records of a file, ready to be queried.

    Attributes:
        file: the file that holds them.
        sql: a query that yields `record_number` (the first record below the header is 1) and one
            text column `c0`, `c1` ... per header cell.
        has_iso_dates: the file holds dates as values, not as text; they are shown in ISO form.
        text: the text that is read; a workbook is converted to one, for Parquet it is None.
            DuckDB keeps records with a wrong number of cells in its table `reject_errors`.
        remarks: what of the file is not read; complete once the records are queried.
    """

    file: DeliveredFile
    sql: str
    has_iso_dates: bool
    text: Path | None
    remarks: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The path of the file below the landing folder."""
        return self.file.name

    @property
    def header(self) -> tuple[str, ...]:
        """The cells of the first record."""
        return self.file.header

    def blank_line_positions(self) -> list[int]:
        """The positions of the blank lines of the text among all its lines and records, from 0."""
        if self.text is None:
            return []
        csv.field_size_limit(1 << 30)  # an unclosed quote makes one cell of the rest of the file
        separator = self.file.separator or WORKBOOK_SEPARATOR
        with self.text.open(newline="", encoding="utf-8-sig") as stream:
            rows = csv.reader(stream, delimiter=separator)
            return [position for position, row in enumerate(rows) if not row]


@contextmanager
def text_records(file: DeliveredFile, recognised: RecognisedLayout) -> Iterator[TextRecords]:
    """The records of a file; they can be queried inside the block.

    DuckDB is given a neutral name in a temporary folder: no name that a sender may choose is taken
    for a pattern, or cannot be written as text.

    Args:
        file: the file.
        recognised: its feed and layout; of a workbook, sheets of other tables are not read.

    Raises:
        DamagedFileError: a workbook cannot be read to its end, or the file exceeds a limit.
        OSError: the file has vanished, or may not be read.
    """
    with tempfile.TemporaryDirectory(prefix="ecom_") as name:
        folder = Path(name)
        if file.kind == "parquet":
            yield TextRecords(
                file, _parquet_sql(file, link_to(file.landing_file, folder)), True, None
            )
        elif file.kind == "xlsx":
            remarks: list[str] = []
            text = _write_workbook(file, recognised, folder, remarks)
            yield TextRecords(file, _csv_sql(file, text), True, text, remarks)
        else:
            text = write_plain_text(file.landing_file, file.content, folder)
            yield TextRecords(file, _csv_sql(file, text), False, text)


def _csv_sql(file: DeliveredFile, text: Path) -> str:
    """The query for the records of a text, each cell as text.

    The columns are named by position, so the header is read like a record and gets the number 0.
    """
    names = [f"c{position}" for position in range(len(file.header))]
    columns = ", ".join(f"'{name}': 'varchar'" for name in names)
    separator = file.separator or WORKBOOK_SEPARATOR
    return (
        "select row_number() over () - 1 as record_number, * from read_csv("
        f"{only_this_file_sql(text)}, auto_detect = false, header = false, "
        f"delim = '{separator}', quote = '\"', escape = '\"', columns = {{{columns}}}, "
        f"store_rejects = true, max_line_size = {LONGEST_CSV_LINE_BYTES})"
    )


def _parquet_sql(file: DeliveredFile, path: Path) -> str:
    """The query for the records of a Parquet file, each value as text."""
    cells = ", ".join(
        f"cast({_quoted_identifier(name)} as varchar) as c{position}"
        for position, name in enumerate(file.header)
    )
    return (
        f"select file_row_number + 1 as record_number, {cells} "
        f"from read_parquet({only_this_file_sql(path)}, file_row_number = true)"
    )


def _quoted_identifier(name: str) -> str:
    """A column name as a quoted SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def _write_workbook(
    file: DeliveredFile, recognised: RecognisedLayout, folder: Path, remarks: list[str]
) -> Path:
    """Write the rows of the sheets to a text that DuckDB can read; returns its path."""
    headers = {layout.known_headers for layout in recognised.feed.layouts}
    headers.add(header_names(file.header))
    target = folder / "sheets.csv"
    rows = workbook_rows(file.landing_file, lambda row: header_names(row) in headers, remarks)
    with target.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows(rows)
    return target
