"""A few doubtful rows are told, many hold; a day that is wrong as a whole is never a few."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecom_platform.quality.evaluation.failing_evidence import RowGroup
from ecom_platform.quality.evaluation.tolerance import is_tolerated
from ecom_platform.quality.rules.rule import Row, exact

RULE = Row("true", tolerated_rows=0.01, tolerated_money=0.01)
DAY = date(2024, 3, 1)


def _group(count: int, money: int, day: int = 0, currency: str = "EUR") -> RowGroup:
    amount = Decimal(money)
    return RowGroup("order_lines", DAY + timedelta(day), currency, count, amount, amount)


@pytest.mark.parametrize(
    ("doubtful", "tolerated"),
    [
        (_group(8, 80), True),  # eight of 1,000 rows and 80 of 10,000
        (_group(11, 10), False),  # too many rows
        (_group(1, 101), False),  # too much money in one row
        (_group(0, 0), True),
    ],
)
def test_rows_and_money_are_both_within_the_share(doubtful: RowGroup, *, tolerated: bool) -> None:
    assert is_tolerated(RULE, [doubtful], [_group(1_000, 10_000)]) is tolerated


def test_a_wrong_day_does_not_hide_behind_a_long_history() -> None:
    history = [_group(1_000, 10_000, day) for day in range(1, 100)]
    wrong_day = _group(60, 60, day=0)
    assert not is_tolerated(RULE, [wrong_day], [_group(1_000, 10_000, 0), *history])


def test_the_money_of_each_currency_is_judged_by_itself() -> None:
    checked = [_group(10_000, 1_000_000, currency="JPY"), _group(500, 100, currency="EUR")]
    assert not is_tolerated(RULE, [_group(1, 50, currency="EUR")], checked)


def test_an_exact_rule_tolerates_no_row() -> None:
    assert not is_tolerated(exact("true"), [_group(1, 0)], [_group(1_000_000, 10_000)])


@given(
    counts=st.lists(st.tuples(st.integers(0, 50), st.integers(0, 950)), min_size=1, max_size=8),
    more=st.integers(1, 100),
)
def test_what_is_not_tolerated_stays_so_with_more_doubtful_rows(
    counts: list[tuple[int, int]], more: int
) -> None:
    checked = [_group(bad + good, 10 * (bad + good), day) for day, (bad, good) in enumerate(counts)]
    doubtful = [_group(bad, 10 * bad, day) for day, (bad, _) in enumerate(counts)]
    worse = [*doubtful[:-1], _group(doubtful[-1].count + more, 10 * (counts[-1][0] + more))]
    if not is_tolerated(RULE, doubtful, checked):
        assert not is_tolerated(RULE, [*worse, doubtful[-1]], checked)


@given(st.integers(1, 1_000), st.integers(1, 1_000))
def test_a_tolerated_day_has_at_most_five_times_the_share(bad: int, good: int) -> None:
    checked = [_group(bad + good, bad + good, 0), _group(1_000_000, 1_000_000, 1)]
    if is_tolerated(RULE, [_group(bad, bad, 0)], checked):
        assert bad <= 0.05 * (bad + good)
