"""Faults of whole files."""

import gzip

import pytest

from ecom_platform.fault_injection.fault_registry import fault_named
from tests.support.files.deliveries import LINES, delivery, only_table, tables


@pytest.mark.parametrize(("size", "files"), [(0, 2), (1, 4), (2, 21)])
def test_the_same_file_comes_again_under_other_names(size: int, files: int) -> None:
    one, whole = fault_named("file_twice"), delivery("amazon_sale_report")
    planted = one.plant(whole, one.sizes[size]).files
    assert len(planted) == files
    assert set(planted.values()) == set(whole.files.values())


@pytest.mark.parametrize(("size", "days"), [(0, 1), (1, 3), (2, 7)])
def test_an_extract_overlaps_by_days(size: int, days: int) -> None:
    one, whole = fault_named("overlapping_extract"), delivery("order_lines")
    rows = only_table(one.plant(whole, one.sizes[size]).files).rows
    assert rows[-LINES:] == only_table(whole.files).rows
    former = [row for files in whole.earlier[-days:] for row in only_table(files).rows]
    assert list(rows[:-LINES]) == former


@pytest.mark.parametrize(("size", "arriving"), [(0, [0, 2, 1]), (1, [0, 1, 1]), (2, [0, 0, 1])])
def test_a_day_comes_late_or_never(size: int, arriving: list[int]) -> None:
    one = fault_named("missing_day")
    nights = [one.plant(delivery("order_lines", n), one.sizes[size]).files for n in (1, 2, 3)]
    assert [len(files) for files in nights] == arriving


def test_the_last_right_file_comes_in_place_of_the_new_one() -> None:
    one = fault_named("stale_file")
    right = only_table(delivery("order_lines").earlier[-1])
    for night in (1, 2):
        planted = one.plant(delivery("order_lines", night), one.obvious)
        assert tables(planted.files) == [right]
        assert list(planted.files) == list(delivery("order_lines", night).files)
    assert one.plant(delivery("order_lines", 3), one.obvious) == delivery("order_lines", 3)


def test_a_broken_transfer_leaves_the_beginning() -> None:
    one, whole = fault_named("truncated_file"), delivery("amazon_sale_report")
    (before,), (after,) = whole.files.values(), one.plant(whole, one.obvious).files.values()
    assert before.startswith(after)
    assert len(after) == len(before) // 2
    with pytest.raises(EOFError):
        gzip.decompress(after)


@pytest.mark.parametrize("feed", ["order_lines", "amazon_sale_report"])
@pytest.mark.parametrize("size", [0, 1, 2])
def test_a_file_in_another_encoding_is_no_utf8(feed: str, size: int) -> None:
    one = fault_named("wrong_encoding")
    (content,) = one.plant(delivery(feed), one.sizes[size]).files.values()
    plain = gzip.decompress(content) if feed == "amazon_sale_report" else content
    with pytest.raises(UnicodeDecodeError):
        plain.decode()
    encoding = "utf-16" if size == 2 else "latin-1"
    assert len(plain.decode(encoding).splitlines()) == LINES + 1


def test_junk_keeps_the_name_and_nothing_else() -> None:
    one, whole = fault_named("junk_file"), delivery("order_lines")
    planted = one.plant(whole, one.sizes[1]).files
    assert list(planted) == list(whole.files)
    assert b"<html>" in next(iter(planted.values()))


@pytest.mark.parametrize(("size", "length"), [(1, 3), (2, 0)])
def test_an_empty_file_has_no_text(size: int, length: int) -> None:
    one = fault_named("empty_file")
    (content,) = one.plant(delivery("order_lines"), one.sizes[size]).files.values()
    assert len(content) == length


def test_the_smallest_empty_file_has_a_header() -> None:
    one, whole = fault_named("empty_file"), delivery("order_lines")
    table = only_table(one.plant(whole, one.sizes[0]).files)
    assert (table.header, table.rows) == (only_table(whole.files).header, ())


def test_windows_changes_line_ends_and_adds_a_mark() -> None:
    one, whole = fault_named("windows_text"), delivery("order_lines")
    (before,), (after,) = whole.files.values(), one.plant(whole, one.obvious).files.values()
    assert after == b"\xef\xbb\xbf" + before.replace(b"\n", b"\r\n")
