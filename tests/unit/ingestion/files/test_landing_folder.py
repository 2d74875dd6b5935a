"""The landing folder: which of its files are loaded, and which dates their names contain."""

from pathlib import Path

from ecom_platform.ingestion.files.landing_folder import list_files


def test_hidden_temporary_and_other_files_are_not_listed(tmp_path: Path) -> None:
    for name in ("b.csv", "a.CSV.GZ", "sub/c.parquet", ".d.csv", "~$e.xlsx", "f.csv.part", "g.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert [file.name for file in list_files(tmp_path)] == ["a.CSV.GZ", "b.csv", "sub/c.parquet"]
