"""Every run collects the same tests, in the same order, from the same data.

Workers of pytest-xdist collect on their own and refuse to begin when their lists differ.
"""

import ast
import os
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from tests.support.files.file_bytes import gzipped, workbook

ROOT = Path(__file__).resolve().parents[2]
TEST_FILES = sorted((ROOT / "tests").rglob("*.py"))
SECONDS_APART = 2.5  # zip keeps times in steps of two seconds
HOLDS_A_CLOCK = {"gzip.open", "openpyxl.Workbook"}
COLLECT = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider"]


def _collecting(*options: str, **machine: str) -> "subprocess.Popen[str]":
    kept = {name: value for name, value in os.environ.items() if "PYTEST" not in name}
    return subprocess.Popen(
        [*COLLECT, *options],
        cwd=ROOT,
        env={**kept, **machine},
        stdout=subprocess.PIPE,
        text=True,
    )


def _collected(collecting: "subprocess.Popen[str]") -> list[str]:
    said, _ = collecting.communicate()
    assert collecting.returncode == 0, said
    return [line for line in said.splitlines() if "::" in line]


@pytest.mark.slow
def test_two_collections_find_the_same_tests_in_the_same_order() -> None:
    first = _collecting(PYTHONHASHSEED="1", TZ="UTC")
    time.sleep(SECONDS_APART)
    turned = ("-p", "tests.support.platform.turned_folders")
    second = _collecting(*turned, PYTHONHASHSEED="2", TZ="Asia/Kolkata")
    before, after = _collected(first), _collected(second)
    assert len(before) > 1000
    differing = [pair for pair in zip(before, after, strict=False) if pair[0] != pair[1]]
    assert differing[:5] == []
    assert len(before) == len(after)
    assert len(before) == len(set(before))


def test_written_files_hold_no_clock() -> None:
    def written() -> tuple[bytes, bytes]:
        return gzipped("a,b\n1,2\n"), workbook([["a", "b"], [date(2025, 1, 1), 2]], [["c"]])

    before = written()
    time.sleep(SECONDS_APART)
    assert written() == before


def _clocks(tree: ast.AST) -> list[str]:
    """The calls that write the moment of their making into a file."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [ast.unparse(call.func) for call in calls if _holds_a_clock(call)]


def _holds_a_clock(call: ast.Call) -> bool:
    name = ast.unparse(call.func)
    if name == "gzip.compress":
        return "mtime" not in {word.arg for word in call.keywords}
    is_written = name == "zipfile.ZipFile" and len(call.args) > 1
    return is_written or name in HOLDS_A_CLOCK


def test_tests_write_packed_files_through_their_support() -> None:
    paths = [path for path in TEST_FILES if path.name != "file_bytes.py"]
    clocks = {path: _clocks(ast.parse(path.read_text())) for path in paths}
    assert {path: calls for path, calls in clocks.items() if calls} == {}


def test_the_search_for_clocks_finds_them() -> None:
    assert _clocks(ast.parse("gzip.compress(b'')")) == ["gzip.compress"]
    assert _clocks(ast.parse("openpyxl.Workbook()")) == ["openpyxl.Workbook"]
    assert _clocks(ast.parse("gzip.compress(b'', mtime=0)")) == []
