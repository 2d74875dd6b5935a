"""The landing folder: which of its files are loaded, and which dates their names contain."""

from datetime import date
from pathlib import Path

import pytest

from ecom_platform.ingestion.files.landing_folder import (
    content_date,
    list_files,
)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("May-2022.csv", date(2022, 5, 1)),
        ("P  L March 2021.csv", date(2021, 3, 1)),
        ("stock_2024-02-29.csv", date(2024, 2, 29)),
        ("stock_2024-02-30.csv", None),
        ("Amazon Sale Report.csv", None),
        ("order 2024.csv", None),
        ("IIGF 12022.csv", None),
    ],
)
def test_the_content_date_is_the_one_in_the_file_name(name: str, expected: date | None) -> None:
    assert content_date(name) == expected


def test_hidden_temporary_and_other_files_are_not_listed(tmp_path: Path) -> None:
    for name in ("b.csv", "a.CSV.GZ", "sub/c.parquet", ".d.csv", "~$e.xlsx", "f.csv.part", "g.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert [file.name for file in list_files(tmp_path)] == ["a.CSV.GZ", "b.csv", "sub/c.parquet"]
