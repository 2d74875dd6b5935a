"""Faults in which one part of a feed falls silent in every night, while the rest goes on."""

from collections.abc import Callable, Sequence

from ecom_platform.fault_injection.fault import Change, Delivery, Fault, Files
from ecom_platform.fault_injection.header_roles import HEADER_ROLES, MARKETPLACE, SHOP, HeaderRoles
from ecom_platform.fault_injection.planting import named_sizes, value_at_rank
from ecom_platform.fault_injection.text_table import read_table, write_table

_NIGHTS, _DAYS_LOOKED_AT = 99, 7
_ORDERS = (SHOP, MARKETPLACE)
_SIZES = named_sizes(**{"the smallest": 0, "a middle one": 0.5, "the largest": 1})


def _without_one_value(header: Callable[[HeaderRoles], str]) -> Change:
    """A change that removes all rows with one value of a column.

    The value is chosen by how frequent it is in the days before the drill, so that it is the same
    in every night.

    Args:
        header: the column.
    """

    def changed_files(delivery: Delivery, rank: float) -> Files:
        column = header(HEADER_ROLES[delivery.feed])
        earlier_values = [
            cell
            for files in delivery.earlier[:_DAYS_LOOKED_AT]
            for name, content in files.items()
            for cell in read_table(name, content).column(column)
        ]
        removed_value, remaining_files = value_at_rank(earlier_values, rank), {}
        for name, content in delivery.files.items():
            table = read_table(name, content)
            position = table.position(column)
            kept = [row for row in table.rows if row[position] != removed_value]
            remaining_files[name] = write_table(name, table.with_rows(kept))
        return remaining_files

    return changed_files


FAULTS: Sequence[Fault] = (
    Fault(
        "partner_silent",
        "One partner's orders are no longer in the export.",
        "warn",
        _ORDERS,
        _SIZES,
        _without_one_value(lambda roles: roles.partner),
        nights=_NIGHTS,
    ),
    Fault(
        "channel_silent",
        "One sales channel is no longer in the export.",
        "warn",
        _ORDERS,
        _SIZES,
        _without_one_value(lambda roles: roles.channel),
        nights=_NIGHTS,
    ),
    Fault(
        "market_silent",
        "Orders into one country or state are no longer in the export.",
        "warn",
        _ORDERS,
        _SIZES,
        _without_one_value(lambda roles: roles.market),
        nights=_NIGHTS,
    ),
)
