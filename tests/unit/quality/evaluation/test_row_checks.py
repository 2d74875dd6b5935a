import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecom_platform.quality.evaluation import row_checks

KEYS = st.lists(st.tuples(st.none() | st.integers(0, 9), st.sampled_from("ab")), max_size=12)


@settings(deadline=None)
@given(keys=KEYS, hashes_at_once=st.integers(1, 20))
def test_repeats_are_found_however_many_parts_the_digests_come_in(
    keys: list[tuple[int | None, str]], hashes_at_once: int
) -> None:
    with duckdb.connect() as connection, pytest.MonkeyPatch.context() as patch:
        patch.setattr(row_checks, "HASHES_AT_ONCE", hashes_at_once)
        connection.execute("create table keys (number integer, letter varchar)")
        if keys:
            connection.executemany("insert into keys values (?, ?)", keys)
        found = row_checks._has_repeats(connection, "from keys where true", "number, letter")
    assert found == (len(set(keys)) < len(keys))
