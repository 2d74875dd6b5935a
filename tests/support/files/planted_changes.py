"""The changes that a fault made, found by comparing the delivery before and after it."""

from decimal import Decimal

from ecom_platform.fault_injection.fault import Delivery
from ecom_platform.fault_injection.planting import number_of
from tests.support.files.deliveries import only_table


def total(delivery: Delivery, header: str) -> Decimal:
    """The sum of a column; cells without a number count as nothing."""
    numbers = map(number_of, only_table(delivery.files).column(header))
    return sum((number for number in numbers if number is not None), Decimal(0))


def changed_columns(before: Delivery, after: Delivery) -> set[str]:
    """Headers under which a cell differs; the rows must still be the same ones in order."""
    left, right = only_table(before.files), only_table(after.files)
    assert left.header == right.header
    assert len(left.rows) == len(right.rows)
    return {header for header in left.header if left.column(header) != right.column(header)}


def changed_rows(before: Delivery, after: Delivery) -> int:
    """The number of rows that differ."""
    left, right = only_table(before.files), only_table(after.files)
    return sum(old != new for old, new in zip(left.rows, right.rows, strict=True))
