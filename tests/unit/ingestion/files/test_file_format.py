"""The kind and header of a file are detected; damage after the header raises no error."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ecom_platform.errors import LayoutError
from ecom_platform.ingestion.files.file_format import detect_format
from ecom_platform.ingestion.files.landing_folder import LandingFile
from tests.support.files.file_bytes import workbook

HEADER = ("order_id", "Total, gross", "status")


def _file(folder: Path, name: str) -> LandingFile:
    return LandingFile(folder / name, name)


def test_the_header_of_every_kind_of_file_is_found(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('\ufefforder_id, "Total, gross", status\n1,2,3\n')
    pq.write_table(pa.table({name: ["1"] for name in HEADER}), tmp_path / "a.parquet")
    (tmp_path / "a.xlsx").write_bytes(workbook([HEADER]))
    for kind in ("csv", "parquet", "xlsx"):
        file = detect_format(_file(tmp_path, f"a.{kind}"))
        assert (file.kind, file.header, file.content.damage) == (kind, HEADER, None)


def test_damage_after_the_header_raises_no_error(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"order_id,status\n1,\xff\n")
    file = detect_format(_file(tmp_path, "a.csv"))
    assert file.header == ("order_id", "status")
    assert "is not UTF-8" in str(file.content.damage)


def test_a_workbook_without_rows_has_no_header(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(workbook([]))
    with pytest.raises(LayoutError, match="has no header"):
        detect_format(_file(tmp_path, "a.xlsx"))
