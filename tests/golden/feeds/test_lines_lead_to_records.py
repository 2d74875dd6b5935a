"""From the order lines of the real feeds back to the records of the sellers' own files."""

from pathlib import Path

import pytest

from tests.support.files.delivered_files import lines_that_differ_from_their_record
from tests.support.platform.published import Ask, one

pytestmark = [pytest.mark.real, pytest.mark.slow]
ONE_RECORD_EACH = """
    select count(*) = count(distinct (file_id, record_number))
        and count(*) = (select count(*) from marts.fct_order_items)
    from provenance.order_line_records
"""


@pytest.mark.xdist_group("unlock_profits")
def test_every_line_of_the_seller_is_what_its_record_states(
    published_unlock_profits: Ask, unlock_profits: Path
) -> None:
    """The wholesale ledger states its goods twice and its headers stand in the middle of it."""
    looked_at, wrong = lines_that_differ_from_their_record(published_unlock_profits, unlock_profits)
    assert wrong == []
    assert looked_at > 128_975  # those of Amazon alone
    assert one(published_unlock_profits, ONE_RECORD_EACH) == (True,)


@pytest.mark.xdist_group("online_retail_ii")
def test_lines_of_online_retail_ii_are_what_their_records_state(
    published_online_retail_ii: Ask, online_retail_ii: Path
) -> None:
    """Its two sheets overlap, so of many records an equal one elsewhere counts."""
    looked_at, wrong = lines_that_differ_from_their_record(
        published_online_retail_ii, online_retail_ii, one_in=20
    )
    assert wrong == []
    assert looked_at > 45_000
    assert one(published_online_retail_ii, ONE_RECORD_EACH) == (True,)
