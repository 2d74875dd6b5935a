"""Damaged files are refused or quarantined with a sentence, and what was loaded stays."""

import re
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from ecom_platform.ingestion.load.load_landing import load_landing
from ecom_platform.ingestion.load.load_report import LoadReport
from ecom_platform.settings import Settings
from tests.support.files.file_bytes import gzipped
from tests.support.files.order_files import HEADER, order_line, order_lines_file

Drop = Callable[[str, str | bytes], Path]
Load = Callable[[], LoadReport]
Ask = Callable[[str], list[tuple[object, ...]]]

LINES = [order_line(f"A{number}") for number in range(50)]
WHOLE = order_lines_file(*LINES)


def _truncated_gzip() -> bytes:
    packed = gzipped(Random(1).randbytes(50_000).hex() + WHOLE)
    return packed[: len(packed) // 2]


def _truncated_gzip_with_header() -> bytes:
    random = Random(2)
    packed = gzipped(
        order_lines_file(*(order_line(random.randbytes(8).hex()) for _ in range(5000)))
    )
    return packed[: len(packed) - 2000]


def _swapped(line: str) -> str:
    """The line with SKU and quantity in the wrong order."""
    cells = line.split(",")
    cells[4], cells[5] = cells[5], cells[4]
    return ",".join(cells)


DAMAGED: list[tuple[str, str | bytes, str]] = [
    ("cut.csv.gz", _truncated_gzip_with_header(), "ends early or is broken"),
    ("cut-early.csv.gz", _truncated_gzip(), "damaged|no known feed|no header"),
    ("latin.csv", WHOLE.replace("Webshop", "Käufer").encode("latin-1"), "is not UTF-8 text"),
    ("wide.csv", WHOLE.encode("utf-16-le"), "looks like UTF-16 text without a byte order mark"),
    ("empty.csv", b"", "no header|is empty"),
    ("blank.csv", b"\n\n", "no header"),
    (
        "renamed.csv",
        WHOLE.replace("unit_price", "price"),
        "missing 'unit_price'; unknown 'price'",
    ),
    ("swapped.csv", order_lines_file(*map(_swapped, LINES)), "50 of 50 rows cannot be read"),
    ("dates.csv", WHOLE.replace("2024-03-01", "03/01/2024"), "not a time in the declared form"),
    (
        "twice.csv",
        WHOLE.replace(HEADER, HEADER.replace("sku", "line_id")),
        "twice|missing 'sku'",
    ),
    ("not.parquet", b"PAR1 nothing", "not a readable Parquet file"),
    ("not.xlsx", b"PK nothing", "not a readable XLSX workbook"),
    ("quotes.csv", f'{HEADER}\n"{WHOLE}', "cannot be read"),
]


@pytest.mark.parametrize(
    ("name", "content", "sentence"), DAMAGED, ids=[name for name, *_ in DAMAGED]
)
def test_a_damaged_file_is_refused_with_a_sentence_and_the_rest_is_loaded(
    drop: Drop, load: Load, ask: Ask, name: str, content: str | bytes, sentence: str
) -> None:
    drop("good.csv", order_lines_file(order_line("GOOD")))
    drop(name, content)
    report = load()
    (refused,) = report.refused
    assert refused.file_name == name
    assert name in refused.message
    assert re.search(sentence, refused.message)
    assert ask("select order_id from raw.order_lines") == [("GOOD",)]
    assert ask("select file_name from raw.files where status = 'refused'") == [(name,)]


def test_a_damaged_redelivery_leaves_the_first_delivery_in_place(
    drop: Drop, load: Load, ask: Ask
) -> None:
    drop("day.csv", order_lines_file(order_line("A"), order_line("B")))
    load()
    drop("day.csv", b"\xff\xfe broken")
    assert load().refused
    assert ask("select count(*) from raw.order_lines where not is_superseded") == [(2,)]


def test_a_refusal_is_deleted_when_the_file_is_corrected(drop: Drop, load: Load, ask: Ask) -> None:
    drop("day.csv", "nonsense\n1\n")
    assert load().refused
    drop("day.csv", order_lines_file(order_line("A")))
    assert not load().refused
    assert ask("select count(*) from raw.files where status = 'refused'") == [(0,)]


def test_a_large_file_of_junk_is_refused(drop: Drop, load: Load) -> None:
    path = drop("junk.csv", b"")
    with path.open("wb") as stream:
        for _ in range(200):
            stream.write(b"\x00\x01junk without any line end" * 40_330)
    assert "is not a text file" in load().refused[0].message


def test_a_file_still_being_written_waits_for_the_next_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    landing = tmp_path / "landing"
    landing.mkdir()
    settings = Settings(data=tmp_path, landing=landing, settle_seconds=3600)
    with (landing / "growing.csv").open("w") as stream:

        def write(_seconds: float = 0) -> None:
            stream.write(order_line("A") + "\n")
            stream.flush()

        stream.write(HEADER + "\n")
        write()
        monkeypatch.setattr(time, "sleep", write)  # while the run waits, another line is written
        report = load_landing(settings)
    assert [file.status for file in report.files] == ["waiting"]
    assert "still being written" in report.files[0].message


def test_a_refused_file_belongs_to_the_feed_of_its_header(drop: Drop, load: Load, ask: Ask) -> None:
    drop("swapped.csv", order_lines_file(*map(_swapped, LINES)))
    (refused,) = load().refused
    assert refused.feed == "order_lines"
    assert ask("select feed from raw.files") == [("order_lines",)]


def test_without_a_known_header_a_file_belongs_to_the_feed_of_its_last_delivery(
    drop: Drop, load: Load, ask: Ask
) -> None:
    drop("orders.csv", WHOLE)
    load()
    drop("orders.csv", b"")
    drop("other.csv", b"")
    feeds = {file.file_name: file.feed for file in load().refused}
    assert feeds == {"orders.csv": "order_lines", "other.csv": None}
