"""One look at a file finds its header, and notes damage after the header without raising."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ecom_platform.errors import LayoutError
from ecom_platform.ingestion.files.file_inspection import inspect_file
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
        found = inspect_file(_file(tmp_path, f"a.{kind}"))
        assert (found.kind, found.header, found.content.damage) == (kind, HEADER, None)


def test_damage_after_the_header_is_noted(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"order_id,status\n1,\xff\n")
    found = inspect_file(_file(tmp_path, "a.csv"))
    assert found.header == ("order_id", "status")
    assert "is not UTF-8" in str(found.content.damage)


def test_a_workbook_without_rows_has_no_header(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(workbook([]))
    with pytest.raises(LayoutError, match="has no header"):
        inspect_file(_file(tmp_path, "a.xlsx"))
