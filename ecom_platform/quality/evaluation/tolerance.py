"""Whether the doubtful rows of a rule are few enough to be told and hold nothing.

The tolerated shares are declared with each rule, in `quality/rules`.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from decimal import Decimal

from ecom_platform.quality.evaluation.failing_evidence import RowGroup
from ecom_platform.quality.rules.rule import OF_A_DAY, Query, Row

GroupKey = Callable[[RowGroup], Hashable]


def is_tolerated(
    check: Row | Query, doubtful: Sequence[RowGroup], checked: Sequence[RowGroup]
) -> bool:
    """Whether the check tolerates the doubtful rows, by their number and by their money.

    Both are compared with the rows of all checked days, and day by day, so that a day that is
    wrong as a whole does not hide behind a long history.

    Args:
        check: the check, which states the shares.
        doubtful: the rows that break the rule.
        checked: all rows that were checked, the doubtful ones included.
    """
    rows, money = check.tolerated_rows, check.tolerated_money
    return (
        _within(rows, _count, lambda _: None, doubtful, checked)
        and _within(rows * OF_A_DAY, _count, _day, doubtful, checked)
        and _within(money, _turnover, lambda group: group.currency, doubtful, checked)
        and _within(money * OF_A_DAY, _turnover, _day_and_currency, doubtful, checked)
    )


def _within(
    share: float,
    measure: Callable[[RowGroup], Decimal],
    key: GroupKey,
    doubtful: Sequence[RowGroup],
    checked: Sequence[RowGroup],
) -> bool:
    """Whether in each group the doubtful rows are at most this share of the checked ones."""
    totals = _sums(measure, key, checked)
    allowed = Decimal(str(share))
    return all(
        amount <= allowed * totals.get(group, Decimal(0))
        for group, amount in _sums(measure, key, doubtful).items()
    )


def _sums(
    measure: Callable[[RowGroup], Decimal], key: GroupKey, groups: Sequence[RowGroup]
) -> dict[Hashable, Decimal]:
    sums: dict[Hashable, Decimal] = defaultdict(Decimal)
    for group in groups:
        sums[key(group)] += measure(group)
    return sums


def _count(group: RowGroup) -> Decimal:
    return Decimal(group.count)


def _turnover(group: RowGroup) -> Decimal:
    return group.turnover or Decimal(0)


def _day(group: RowGroup) -> Hashable:
    return (group.feed, group.day)


def _day_and_currency(group: RowGroup) -> Hashable:
    return (group.feed, group.day, group.currency)
