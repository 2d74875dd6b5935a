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


def _again(delivery: Delivery, value: float) -> Files:
    copies = {
        f"copy {number} of {name}": content
        for name, content in delivery.files.items()
        for number in range(1, int(value) + 1)
    }
    return {**delivery.files, **copies}


def _with_former_days(delivery: Delivery, value: float) -> Files:
    former = [
        read_table(name, content)
        for files in delivery.earlier[-int(value) :]
        for name, content in files.items()
    ]
    found = {}
    for name, content in delivery.files.items():
        table = read_table(name, content)
        rows = [row for earlier in former if earlier.header == table.header for row in earlier.rows]
        found[name] = write_table(name, table.with_rows([*rows, *table.rows]))
    return found


def _late(delivery: Delivery, nights: float) -> Files:
    """No file for so many nights; with less than one night it comes with that of the next day."""
    if delivery.night == 1 or delivery.night <= nights:
        return {}
    comes_late = nights < 1 and delivery.night == 2
    return {**(delivery.earlier[-1] if comes_late else {}), **delivery.files}


def _stuck(delivery: Delivery, nights: float) -> Files:
    """As `_late`, but with the content of the last correct file instead of no file."""
    last_right = delivery.earlier[-delivery.night].values()
    return _late(delivery, nights) or dict(zip(delivery.files, last_right, strict=False))


def _cut(delivery: Delivery, value: float) -> Files:
    return {
        name: content[: int(len(content) * (1 - value))] for name, content in delivery.files.items()
    }


def _encoded(delivery: Delivery, value: float) -> Files:
    header = HEADER_ROLES[delivery.feed].text
    found = {}
    for name, content in delivery.files.items():
        table = read_table(name, content)
        chosen = evenly_spread(len(table.rows), value)
        text = csv_text(name, write_table(name, table.with_cells(header, chosen, _accented)))
        plain = text.encode("utf-16") if value == 1 else text.encode("latin-1", "replace")
        found[name] = gzip.compress(plain, mtime=0) if name.endswith(".gz") else plain
    return found


def _accented(cell: str) -> str:
    return f"{cell}é"


def _junk(delivery: Delivery, value: float) -> Files:
    return dict.fromkeys(delivery.files, _JUNK[int(value)])


def _emptied(delivery: Delivery, value: float) -> Files:
    found = {}
    for name, content in delivery.files.items():
        bare = write_table(name, read_table(name, content).with_rows(()))
        found[name] = (bare, b"\n\n\n", b"")[int(value)]
    return found


def _as_on_windows(delivery: Delivery, value: float) -> Files:
    found = {}
    for name, content in delivery.files.items():
        text = csv_text(name, content)
        ends, mark = (("\r\n", ""), ("\n", "\ufeff"), ("\r\n", "\ufeff"))[int(value)]
        plain = (mark + text.replace("\n", ends)).encode()
        found[name] = gzip.compress(plain, mtime=0) if name.endswith(".gz") else plain
    return found


FAULTS: Sequence[Fault] = (
    Fault(
        "file_twice",
        "The same file is delivered again under other names.",
        "harmless",
        SALES,
        named_sizes(once=1, thrice=3, **{"twenty times": 20}),
        _again,
    ),
    Fault(
        "overlapping_extract",
        "The extract also contains days that were delivered before.",
        "harmless",
        SALES,
        named_sizes(**{"one day": 1, "three days": 3, "seven days": 7}),
        _with_former_days,
    ),
    Fault(
        "windows_text",
        "The file was opened and saved on Windows: other line ends, a byte order mark.",
        "harmless",
        SALES,
        named_sizes(**{"line ends": 0, "byte order mark": 1, "both": 2}),
        _as_on_windows,
    ),
    Fault(
        "missing_day",
        "The day's file never arrives.",
        "warn",
        SALES,
        named_sizes(**{"a night late": 0.5, "one day": 1, "two days": 2}),
        _late,
        nights=_EVERY_NIGHT,
    ),
    Fault(
        "stale_file",
        "Instead of the day's file the file of the day before comes again.",
        "warn",
        SALES,
        named_sizes(**{"a night late": 0.5, "one day": 1, "two days": 2}),
        _stuck,
        nights=_EVERY_NIGHT,
    ),
    Fault(
        "truncated_file",
        "The transfer breaks off and the file ends early.",
        "error",
        SALES,
        share_sizes(0.01, 0.1, 0.5, of="file"),
        _cut,
    ),
    Fault(
        "wrong_encoding",
        "The file is saved in another encoding than UTF-8.",
        "error",
        SALES,
        named_sizes(**{"one cell in Latin-1": 0, "a tenth of the cells": 0.1, "all in UTF-16": 1}),
        _encoded,
    ),
    Fault(
        "junk_file",
        "Something other than the export is saved under its name.",
        "error",
        SALES,
        named_sizes(**{"an error line": 0, "a login page": 1, "noise": 2}),
        _junk,
    ),
    Fault(
        "empty_file",
        "The file is there, but it is empty.",
        "error",
        SALES,
        named_sizes(**{"only its header": 0, "blank lines": 1, "no byte": 2}),
        _emptied,
    ),
)
