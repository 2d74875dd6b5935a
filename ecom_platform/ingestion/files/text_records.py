"""Query the records of an inspected file of any kind as numbered rows of text cells.

No value is guessed or typed here: `ingestion/records/cell_types.py` types cells.
"""

import csv
import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ecom_platform.ingestion.files.file_content import ENCODING, opened
from ecom_platform.ingestion.files.file_inspection import (
    SEPARATOR,
    FileInspection,
    sql_path,
)
from ecom_platform.ingestion.files.landing_folder import LandingFile
from ecom_platform.ingestion.files.workbook_rows import workbook_rows

ISO_FORMATS = ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M:%S.%f")
LONGEST_CSV_LINE_BYTES = 1 << 20


@dataclass(frozen=True)
class TextRecords:
    """The records of a file, ready to be queried.

    Attributes:
        inspection: the file that holds them.
        select: SQL that yields `record_number` (the first record below the header is 1) and one
            text column `c0`, `c1` ... per header cell.
        has_iso_dates: the file holds dates as values, which this text shows in ISO form.
        csv_file: the CSV that is read, whose records with a wrong number of cells DuckDB keeps in
            `reject_errors`; None when the file is read without a CSV.
    """

    inspection: FileInspection
    select: str
    has_iso_dates: bool
    csv_file: LandingFile | None

    @property
    def name(self) -> str:
        """The path of the file below the landing folder."""
        return self.inspection.name

    @property
    def header(self) -> tuple[str, ...]:
        """The cells of the first record."""
        return self.inspection.header


@contextmanager
def text_records(inspection: FileInspection) -> Iterator[TextRecords]:
    """The records of an inspected file; they can be queried inside the block.

    Raises:
        DamagedFileError: a workbook cannot be read to its end.
    """
    if inspection.kind == "parquet":
        yield TextRecords(inspection, _parquet_query(inspection), True, None)
    elif inspection.kind == "xlsx":
        with tempfile.TemporaryDirectory() as folder:
            sheets = LandingFile(Path(folder) / "sheets.csv", inspection.name)
            _write_csv(inspection.file, sheets.path)
            yield TextRecords(inspection, _csv_query(inspection, sheets), True, sheets)
    else:
        file = inspection.file
        yield TextRecords(inspection, _csv_query(inspection, file), False, file)


def blank_line_positions(csv_file: LandingFile) -> list[int]:
    """The positions of the blank lines of a CSV among all its lines and records, from 0."""
    csv.field_size_limit(1 << 30)  # an unclosed quote makes one cell of the rest of the file
    with opened(csv_file) as stream:
        text = io.TextIOWrapper(stream, encoding=f"{ENCODING}-sig", newline="")
        return [position for position, row in enumerate(csv.reader(text)) if not row]


def _csv_query(inspection: FileInspection, csv_file: LandingFile) -> str:
    names = [f"c{position}" for position in range(len(inspection.header))]
    columns = ", ".join(f"'{name}': 'varchar'" for name in names)
    separator = inspection.separator or SEPARATOR
    return (
        "select row_number() over () - 1 as record_number, * from read_csv("
        f"{sql_path(csv_file.path)}, auto_detect = false, header = false, "
        f"delim = '{separator}', quote = '\"', escape = '\"', columns = {{{columns}}}, "
        f"store_rejects = true, max_line_size = {LONGEST_CSV_LINE_BYTES})"
    )


def _parquet_query(inspection: FileInspection) -> str:
    cells = ", ".join(
        f"cast({_quoted_name(name)} as varchar) as c{position}"
        for position, name in enumerate(inspection.header)
    )
    return (
        f"select file_row_number + 1 as record_number, {cells} "
        f"from read_parquet({sql_path(inspection.file.path)}, file_row_number = true)"
    )


def _quoted_name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _write_csv(workbook: LandingFile, target: Path) -> None:
    with target.open("w", newline="", encoding=ENCODING) as stream:
        csv.writer(stream).writerows(workbook_rows(workbook))
