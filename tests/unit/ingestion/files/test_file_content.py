"""A fingerprint identifies the content of a whole file; damage is described in a sentence."""

from pathlib import Path

import pytest

from ecom_platform.errors import DamagedFileError
from ecom_platform.ingestion.files.file_content import fingerprint, read_content
from ecom_platform.ingestion.files.landing_folder import LandingFile
from tests.support.files.file_bytes import gzipped


def test_the_fingerprint_is_of_the_content_not_of_its_compression(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"sku\n1\n")
    for level in (1, 9):
        (tmp_path / f"{level}.csv.gz").write_bytes(gzipped("sku\n1\n", level))
    fingerprints = {fingerprint(LandingFile(path, path.name)) for path in tmp_path.iterdir()}
    assert len(fingerprints) == 1


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("latin.csv", "sku\nKäse\n".encode("latin-1"), "is not UTF-8 text: byte 5 "),
        ("cut.csv", "sku\nKä".encode()[:-1], "is not UTF-8 text"),
        ("empty.csv", b"", "is empty"),
    ],
)
def test_damage_is_described_and_the_beginning_is_kept(
    tmp_path: Path, name: str, content: bytes, sentence: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    damaged = read_content(LandingFile(path, name))
    assert damaged.damage is not None
    assert sentence in damaged.damage
    assert damaged.beginning == content
    with pytest.raises(DamagedFileError, match=sentence):
        fingerprint(LandingFile(path, name))


def test_content_whose_beginning_cannot_be_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "cut.csv.gz"
    path.write_bytes(gzipped("sku\n1\n")[:12])
    with pytest.raises(DamagedFileError, match="ends early or is broken"):
        read_content(LandingFile(path, path.name))
