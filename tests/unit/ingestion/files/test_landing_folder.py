"""The landing folder: which of its files count, and what their names state."""

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
def test_a_file_name_states_a_date_only_when_it_holds_one(name: str, expected: date | None) -> None:
    assert content_date(name) == expected


def test_only_feed_files_are_listed_and_hidden_ones_left_alone(tmp_path: Path) -> None:
    for name in ("b.csv", "a.CSV.GZ", "sub/c.parquet", ".d.csv", "~$e.xlsx", "f.csv.part", "g.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert [file.name for file in list_files(tmp_path)] == ["a.CSV.GZ", "b.csv", "sub/c.parquet"]
