"""The content date of a file is the one in its name."""

from datetime import date

import pytest

from ecom_platform.ingestion.files.content_date import content_date


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
