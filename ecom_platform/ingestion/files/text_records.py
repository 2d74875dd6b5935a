"""Query the records of a file of any kind as numbered rows of text cells.

The separator and encoding of a CSV are decided in `file_format.py`. Cells are given their types in
`ingestion/records/cell_types.py`.
"""

import csv
import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ecom_platform.ingestion.files.file_content import ENCODING, uncompressed_stream
from ecom_platform.ingestion.files.file_format import (
    SEPARATOR,
    DeliveredFile,
    path_sql,
)
from ecom_platform.ingestion.files.landing_folder import LandingFile
from ecom_platform.ingestion.files.workbook_rows import workbook_rows

ISO_FORMATS = ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M:%S.%f")
LONGEST_CSV_LINE_BYTES = 1 << 20


@dataclass(frozen=True)
class TextRecords:
    """The records of a file, ready to be queried.

    Attributes:
        file: the file that holds them.
        sql: a query that yields `record_number` (the first record below the header is 1) and one
            text column `c0`, `c1` ... per header cell.
        has_iso_dates: the file holds dates as values, not as text; they are shown in ISO form.
        csv_file: the CSV that is read; a workbook is converted to one, for Parquet it is None.
            DuckDB keeps records with a wrong number of cells in its table `reject_errors`.
    """

    file: DeliveredFile
    sql: str
    has_iso_dates: bool
    csv_file: LandingFile | None

    @property
    def name(self) -> str:
        """The path of the file below the landing folder."""
        return self.file.name

    @property
    def header(self) -> tuple[str, ...]:
        """The cells of the first record."""
        return self.file.header


@contextmanager
def text_records(file: DeliveredFile) -> Iterator[TextRecords]:
    """The records of a file; they can be queried inside the block.

    Raises:
        DamagedFileError: a workbook cannot be read to its end.
    """
    if file.kind == "parquet":
        yield TextRecords(file, _parquet_records_sql(file), True, None)
    elif file.kind == "xlsx":
        with tempfile.TemporaryDirectory() as folder:
            sheets = LandingFile(Path(folder) / "sheets.csv", file.name)
            _write_workbook_as_csv(file.landing_file, sheets.path)
            yield TextRecords(file, _csv_records_sql(file, sheets), True, sheets)
    else:
        csv_file = file.landing_file
        yield TextRecords(file, _csv_records_sql(file, csv_file), False, csv_file)


def blank_line_positions(csv_file: LandingFile) -> list[int]:
    """The positions of the blank lines of a CSV among all its lines and records, from 0."""
    csv.field_size_limit(1 << 30)  # an unclosed quote makes one cell of the rest of the file
    with uncompressed_stream(csv_file) as stream:
        text = io.TextIOWrapper(stream, encoding=f"{ENCODING}-sig", newline="")
        return [position for position, row in enumerate(csv.reader(text)) if not row]


def _csv_records_sql(file: DeliveredFile, csv_file: LandingFile) -> str:
    """The query for the records of a CSV, each cell as text.

    The columns are named by position, so the header is read like a record and gets the number 0.
    """
    names = [f"c{position}" for position in range(len(file.header))]
    columns = ", ".join(f"'{name}': 'varchar'" for name in names)
    separator = file.separator or SEPARATOR  # the CSV of a workbook is written with commas
    return (
        "select row_number() over () - 1 as record_number, * from read_csv("
        f"{path_sql(csv_file.path)}, auto_detect = false, header = false, "
        f"delim = '{separator}', quote = '\"', escape = '\"', columns = {{{columns}}}, "
        f"store_rejects = true, max_line_size = {LONGEST_CSV_LINE_BYTES})"
    )


def _parquet_records_sql(file: DeliveredFile) -> str:
    """The query for the records of a Parquet file, each value as text."""
    cells = ", ".join(
        f"cast({_quoted_identifier(name)} as varchar) as c{position}"
        for position, name in enumerate(file.header)
    )
    return (
        f"select file_row_number + 1 as record_number, {cells} "
        f"from read_parquet({path_sql(file.landing_file.path)}, file_row_number = true)"
    )


def _quoted_identifier(name: str) -> str:
    """A column name as a quoted SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def _write_workbook_as_csv(workbook: LandingFile, target: Path) -> None:
    """Write the rows of all sheets to a CSV, which DuckDB can read."""
    with target.open("w", newline="", encoding=ENCODING) as stream:
        csv.writer(stream).writerows(workbook_rows(workbook))
