"""Faults of whole files, as broken transfers and operating errors cause them."""

import gzip
import hashlib
from collections.abc import Sequence

from ecom_platform.fault_injection.fault import Delivery, Fault, Files
from ecom_platform.fault_injection.header_roles import HEADER_ROLES, SALES
from ecom_platform.fault_injection.planting import evenly_spread, named_sizes, share_sizes
from ecom_platform.fault_injection.text_table import csv_text, read_table, write_table

_LOGIN_PAGE = (
    "<!DOCTYPE html>\n<html><head><title>Sign in</title></head>\n"
    "<body><h1>Your session has ended</h1><p>Please sign in again.</p></body></html>\n"
)
_NOISE = b"".join(hashlib.sha256(bytes([number])).digest() for number in range(200))
_JUNK = (b"Error 504: upstream timed out\n", _LOGIN_PAGE.encode(), _NOISE)
_EVERY_NIGHT = 99


def _with_copies_of_files(delivery: Delivery, value: float) -> Files:
    """The files, and `value` copies of each under other names."""
    copies = {
        f"copy {number} of {name}": content
        for name, content in delivery.files.items()
        for number in range(1, int(value) + 1)
    }
    return {**delivery.files, **copies}


def _with_earlier_days(delivery: Delivery, value: float) -> Files:
    """The files, with the rows of the `value` days before put in front of their own rows."""
    earlier_tables = [
        read_table(name, content)
        for earlier_files in delivery.earlier[-int(value) :]
        for name, content in earlier_files.items()
    ]
    files = {}
    for name, content in delivery.files.items():
        table = read_table(name, content)
        earlier_rows = [
            row
            for earlier in earlier_tables
            if earlier.header == table.header
            for row in earlier.rows
        ]
        files[name] = write_table(name, table.with_rows([*earlier_rows, *table.rows]))
    return files


def _with_late_file(delivery: Delivery, nights: float) -> Files:
    """No files in the first `nights` nights, and the usual files in all later ones.

    When `nights` is less than 1, the files of the first night arrive in the second night.
    """
    if delivery.night == 1 or delivery.night <= nights:
        return {}
    comes_late = nights < 1 and delivery.night == 2
    late_files = delivery.earlier[-1] if comes_late else {}
    return {**late_files, **delivery.files}


def _with_stale_file(delivery: Delivery, nights: float) -> Files:
    """The files as `_with_late_file` gives them, but with old content where it gives no file.

    The old content is that of the day before the first night.
    """
    last_correct_contents = delivery.earlier[-delivery.night].values()
    # That day may have had fewer or more files: files without a partner are left out.
    stale_files = dict(zip(delivery.files, last_correct_contents, strict=False))
    return _with_late_file(delivery, nights) or stale_files


def _with_end_cut_off(delivery: Delivery, value: float) -> Files:
    """The files without a share of their bytes at the end."""
    return {
        name: content[: int(len(content) * (1 - value))] for name, content in delivery.files.items()
    }


def _in_another_encoding(delivery: Delivery, value: float) -> Files:
    """The files with an accent in a share of the rows, in UTF-16 for all rows, else in Latin-1."""
    header = HEADER_ROLES[delivery.feed].text
    files = {}
    for name, content in delivery.files.items():
        table = read_table(name, content)
        chosen = evenly_spread(len(table.rows), value)
        text = csv_text(name, write_table(name, table.with_cells(header, chosen, _with_accent)))
        encoded = text.encode("utf-16") if value == 1 else text.encode("latin-1", "replace")
        files[name] = gzip.compress(encoded, mtime=0) if name.endswith(".gz") else encoded
    return files


def _with_accent(cell: str) -> str:
    return f"{cell}é"


def _replaced_by_junk(delivery: Delivery, value: float) -> Files:
    return dict.fromkeys(delivery.files, _JUNK[int(value)])


def _without_rows(delivery: Delivery, value: float) -> Files:
    """The files with no rows: `value` 0 leaves the header, 1 blank lines, 2 nothing."""
    files = {}
    for name, content in delivery.files.items():
        only_header = write_table(name, read_table(name, content).with_rows(()))
        files[name] = (only_header, b"\n\n\n", b"")[int(value)]
    return files


def _saved_on_windows(delivery: Delivery, value: float) -> Files:
    """The files with Windows line ends (`value` 0), a byte order mark (1), or both (2)."""
    files = {}
    for name, content in delivery.files.items():
        text = csv_text(name, content)
        line_end, mark = (("\r\n", ""), ("\n", "\ufeff"), ("\r\n", "\ufeff"))[int(value)]
        encoded = (mark + text.replace("\n", line_end)).encode()
        files[name] = gzip.compress(encoded, mtime=0) if name.endswith(".gz") else encoded
    return files


FAULTS: Sequence[Fault] = (
    Fault(
        "file_twice",
        "The same file is delivered again under other names.",
        "harmless",
        SALES,
        named_sizes(once=1, thrice=3, **{"twenty times": 20}),
        _with_copies_of_files,
    ),
    Fault(
        "overlapping_extract",
        "The extract also contains days that were delivered before.",
        "harmless",
        SALES,
        named_sizes(**{"one day": 1, "three days": 3, "seven days": 7}),
        _with_earlier_days,
    ),
    Fault(
        "windows_text",
        "The file was opened and saved on Windows: other line ends, a byte order mark.",
        "harmless",
        SALES,
        named_sizes(**{"line ends": 0, "byte order mark": 1, "both": 2}),
        _saved_on_windows,
    ),
    Fault(
        "missing_day",
        "The day's file never arrives.",
        "warn",
        SALES,
        named_sizes(**{"a night late": 0.5, "one day": 1, "two days": 2}),
        _with_late_file,
        nights=_EVERY_NIGHT,
    ),
    Fault(
        "stale_file",
        "Instead of the day's file the file of the day before comes again.",
        "warn",
        SALES,
        named_sizes(**{"a night late": 0.5, "one day": 1, "two days": 2}),
        _with_stale_file,
        nights=_EVERY_NIGHT,
    ),
    Fault(
        "truncated_file",
        "The transfer breaks off and the file ends early.",
        "error",
        SALES,
        share_sizes(0.01, 0.1, 0.5, of="file"),
        _with_end_cut_off,
    ),
    Fault(
        "wrong_encoding",
        "The file is saved in another encoding than UTF-8.",
        "error",
        SALES,
        named_sizes(**{"one cell in Latin-1": 0, "a tenth of the cells": 0.1, "all in UTF-16": 1}),
        _in_another_encoding,
    ),
    Fault(
        "junk_file",
        "Something other than the export is saved under its name.",
        "error",
        SALES,
        named_sizes(**{"an error line": 0, "a login page": 1, "noise": 2}),
        _replaced_by_junk,
    ),
    Fault(
        "empty_file",
        "The file is there, but it is empty.",
        "error",
        SALES,
        named_sizes(**{"only its header": 0, "blank lines": 1, "no byte": 2}),
        _without_rows,
    ),
)
