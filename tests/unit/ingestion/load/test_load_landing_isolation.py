"""Whatever happens to a file, whatever its name is, the files beside it are loaded, each once."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from ecom_platform.errors import DamagedFileError, LayoutError, WarehouseError
from ecom_platform.ingestion.files.file_format import DeliveredFile
from ecom_platform.ingestion.files.file_names import readable_name
from ecom_platform.ingestion.files.landing_folder import LandingFile, list_entries
from ecom_platform.ingestion.files.text_records import TextRecords
from ecom_platform.ingestion.load import load_file, load_landing
from ecom_platform.ingestion.load.load_report import LoadReport
from ecom_platform.settings import Settings
from tests.support.files.file_bytes import gzipped, workbook
from tests.support.files.order_files import HEADER, order_line, order_lines_file

Drop = Callable[[str, str | bytes], Path]
Load = Callable[[], LoadReport]
Ask = Callable[[str], list[tuple[object, ...]]]

ERRORS: dict[str, Exception] = {
    "os": OSError(5, "Input/output error"),
    "permission": PermissionError(13, "Permission denied"),
    "vanished": FileNotFoundError(2, "No such file"),
    "folder": IsADirectoryError(21, "Is a directory"),
    "memory": MemoryError(),
    "recursion": RecursionError("maximum recursion depth exceeded"),
    "unicode": UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte"),
    "surrogate": UnicodeEncodeError("utf-8", "\udcff", 0, 1, "surrogates not allowed"),
    "value": ValueError("a [bold]value[/bold] of \udcff"),
    "key": KeyError("xl/workbook.xml"),
    "io": duckdb.IOException("IO Error: cannot read"),
    "invalid": duckdb.InvalidInputException("Invalid Input Error: csv"),
    "conversion": duckdb.ConversionException("Conversion Error: text"),
    "no memory": duckdb.OutOfMemoryException("Out of Memory Error"),
    "internal": duckdb.InternalException("INTERNAL Error: reader"),
    "interrupted": duckdb.InterruptException("INTERRUPT Error"),
    "binder": duckdb.BinderException("Binder Error: column"),
    "damaged": DamagedFileError("damaged: deliver it again."),
    "layout": LayoutError("another layout: deliver it again."),
}
POSITIONS = "behw"  # of the files that fail; the good ones are a, c, i and z
GOOD = {f"{name}.csv" for name in "aciz"}


def _fail_for(name: str) -> None:
    """Raise the error that the name asks for."""
    if found := re.fullmatch(rf"[{POSITIONS}]-(.+)\.csv", name):
        raise ERRORS[found[1]]


def _failing_detection(real: Any) -> Any:
    def detect_format(file: LandingFile) -> DeliveredFile:
        _fail_for(file.name)
        return real(file)  # type: ignore[no-any-return]

    return detect_format


def _failing_records(real: Any) -> Any:
    @contextmanager
    def text_records(file: DeliveredFile, recognised: Any) -> Iterator[TextRecords]:
        _fail_for(file.name)
        with real(file, recognised) as records:
            yield records

    return text_records


def _failing_rows(real: Any) -> Any:
    def read_typed_rows(connection: Any, records: TextRecords, *how: Any) -> int:
        count = real(connection, records, *how)
        _fail_for(records.name)
        return count  # type: ignore[no-any-return]

    return read_typed_rows


STAGES = [
    (load_landing, "detect_format", _failing_detection),
    (load_file, "text_records", _failing_records),
    (load_file, "read_typed_rows", _failing_rows),
]


@pytest.mark.parametrize(
    ("module", "reader", "failing"), STAGES, ids=[name for _, name, _ in STAGES]
)
def test_every_error_of_a_reader_refuses_its_file_and_no_other(
    drop: Drop,
    load: Load,
    ask: Ask,
    monkeypatch: pytest.MonkeyPatch,
    module: Any,
    reader: str,
    failing: Any,
) -> None:
    for name in GOOD:
        drop(name, order_lines_file(order_line(name)))
    bad = {f"{position}-{error}.csv" for position in POSITIONS for error in ERRORS}
    for name in bad:
        drop(name, order_lines_file(order_line(name)))
    monkeypatch.setattr(module, reader, failing(getattr(module, reader)))
    report = load()
    assert {file.file_name for file in report.with_status("loaded")} == GOOD
    assert {file.file_name for file in report.refused} == bad
    for file in report.refused:
        error = ERRORS[file.file_name[2:-4]]
        is_own = isinstance(error, DamagedFileError | LayoutError)
        assert is_own or file.message.startswith(file.file_name)
        assert file.message.endswith(".")
        assert "Traceback" not in file.message
        file.message.encode()
    assert {row[0] for row in ask("select order_id from raw.order_lines")} == GOOD


def test_a_file_that_vanishes_before_it_is_read_is_named(
    settings: Settings, drop: Drop, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop("a.csv", order_lines_file(order_line("A")))
    gone = LandingFile(settings.landing_folder / "gone.csv", "gone.csv")
    monkeypatch.setattr(load_landing, "list_entries", lambda path: [gone, *list_entries(path)])
    report = load_landing.load_landing(settings)
    assert "gone.csv vanished while it was read" in report.refused[0].message
    assert report.has_changed


def test_a_full_disk_is_no_fault_of_the_file(
    drop: Drop, load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop("a.csv", order_lines_file(order_line("A")))

    def read_typed_rows(*_: object) -> int:
        raise duckdb.IOException("IO Error: Could not write: No space left on device")

    monkeypatch.setattr(load_file, "read_typed_rows", read_typed_rows)
    with pytest.raises(WarehouseError, match="The disk is full"):
        load()


CONTENTS: list[tuple[str, bytes, str | None]] = [
    ("gzip.csv", gzipped(order_lines_file(order_line("G"))), None),
    ("plain.csv.gz", order_lines_file(order_line("P")).encode(), None),
    ("book.csv", workbook([HEADER.split(","), order_line("W").split(",")]), None),
    ("text.xlsx", order_lines_file(order_line("T")).encode(), "its content is text"),
    ("text.parquet", order_lines_file(order_line("T")).encode(), "its content is text"),
    ("ole.csv", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "an old Excel file"),
    ("zip.csv", b"PK\x03\x04 nothing", "not a readable XLSX workbook"),
    ("twice.csv.gz", gzipped(gzipped(HEADER)), "compressed with gzip twice"),
    ("page.csv", b"%PDF-1.7 ...", "is a PDF"),
    ("zeros.csv", bytes(4096), "is not a text file|looks like UTF-16"),
]


@pytest.mark.parametrize(
    ("name", "content", "sentence"), CONTENTS, ids=[name for name, *_ in CONTENTS]
)
def test_the_content_decides_how_a_file_is_read_not_its_name(
    drop: Drop, load: Load, name: str, content: bytes, sentence: str | None
) -> None:
    drop(name, content)
    (file,) = load().files
    assert file.status == ("refused" if sentence else "loaded"), file.message
    assert re.search(sentence or "", file.message)


HARD_NAMES = [
    "orders[1].csv", "orders1.csv", "a*.csv", "a?.csv", "**.csv", "{a,b}.csv", "[!a].csv",
    "new\nline.csv", "q'uo\"te.csv", "back\\slash.csv", "%41.csv", "a;b.csv", "$HOME.csv",
    "[bold]x[bold].csv", "<script>.csv", "\u202eright.csv", "😀.csv", "é.csv", "e\u0301.csv",
    " .csv", "-rf.csv", "x" * 251 + ".csv",
]  # fmt: skip


def _load_files_named(names: list[bytes], folder: Path) -> None:
    """Load a file of each name and assert that each line is loaded once, from its own file."""
    landing = folder / "landing"
    landing.mkdir()
    for number, name in enumerate(names):
        path = landing / os.fsdecode(name)
        path.write_text(order_lines_file(order_line(f"O{number}")))
    platform = Settings(data=folder, landing=landing, settle_seconds=0)
    report = load_landing.load_landing(platform)
    assert not report.refused
    with duckdb.connect(str(platform.warehouse_path), read_only=True) as connection:
        rows = connection.execute(
            "select order_id, file_name from raw.order_lines join raw.files using (file_id)"
        ).fetchall()
    shown = {f"O{number}": readable_name(os.fsdecode(name)) for number, name in enumerate(names)}
    assert sorted(rows) == sorted(shown.items())


def test_hard_names_are_literal(tmp_path: Path) -> None:
    not_utf8 = [b"caf\xe9.csv", b"\xff\xfe.csv", b"\xff" * 251 + b".csv"]
    _load_files_named([*map(str.encode, HARD_NAMES), *not_utf8], tmp_path)


NAMES = st.one_of(
    st.binary(min_size=1, max_size=20),
    st.text(st.sampled_from("a1[]*?{}!,'\"\\\n "), min_size=1, max_size=8).map(str.encode),
).map(lambda name: name.replace(b"/", b"_").replace(b"\0", b"_"))


@examples(max_examples=8)
@given(st.lists(NAMES, min_size=2, max_size=6, unique=True))
def test_any_names_beside_each_other_are_literal(
    tmp_path_factory: pytest.TempPathFactory, names: list[bytes]
) -> None:
    visible = [name + b".csv" for name in names if not name.startswith((b".", b"~$"))]
    _load_files_named(visible, tmp_path_factory.mktemp("names"))


NOTES: dict[str, str | bytes] = {
    "README.txt": "Dear colleagues, these are the orders of March.\nPlease load them.\n",
    "one line.txt": "order numbers, prices, and so on",
    "blank line.txt": "\n\nSee the other file; it has all.\n\nThank you, and goodbye, Anna\n",
    "latin.txt": "Gr\u00fc\u00dfe an alle\nvon uns".encode("latin-1"),
}
TABLES: dict[str, str | bytes] = {
    "unknown.txt": "amazon-order-id\tquantity\n1\t2\n",
    "unknown.txt.gz": gzipped("amazon-order-id;quantity\n1;2\n"),
}


def test_a_note_is_named_and_a_table_of_an_unknown_feed_is_refused(drop: Drop, load: Load) -> None:
    drop("orders.csv", order_lines_file(order_line("A")))
    for name, content in (NOTES | TABLES).items():
        drop(name, content)
    report = load()
    assert {file.file_name for file in report.with_status("ignored")} == set(NOTES)
    assert {file.file_name for file in report.refused} == set(TABLES)
    assert {file.file_name for file in report.with_status("loaded")} == {"orders.csv"}
    assert "README.txt is not read: it holds no table." in {file.message for file in report.files}


def test_an_unexpected_error_of_a_reader_is_logged_with_its_traceback(
    drop: Drop, load: Load, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    drop("b-key.csv", order_lines_file(order_line("A")))
    module: Any = load_file
    monkeypatch.setattr(module, "text_records", _failing_records(module.text_records))
    load()
    (record,) = caplog.records
    assert record.getMessage() == "b-key.csv cannot be read."
    assert record.exc_info
    assert record.exc_info[1] is ERRORS["key"]


@pytest.mark.parametrize("error", ["value", "surrogate", "unicode"])
def test_what_is_logged_of_a_failure_can_be_written_as_utf8(
    drop: Drop,
    load: Load,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: str,
) -> None:
    """A byte of a file's name in the traceback ended the process that wrote the log."""
    drop(f"b-{error}.csv", order_lines_file(order_line("A")))
    module: Any = load_file
    monkeypatch.setattr(module, "text_records", _failing_records(module.text_records))
    load()
    assert "Traceback" in caplog.text
    assert caplog.text.encode()
