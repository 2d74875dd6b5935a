"""Faults in which one part of a feed falls silent in every night, while the rest goes on."""

from collections.abc import Callable, Sequence

from ecom_platform.fault_injection.fault import Change, Delivery, Fault, Files
from ecom_platform.fault_injection.header_roles import HEADER_ROLES, MARKETPLACE, SHOP, HeaderRoles
from ecom_platform.fault_injection.planting import at_rank, named_sizes
from ecom_platform.fault_injection.text_table import read_table, write_table

_NIGHTS, _DAYS_LOOKED_AT = 99, 7
_ORDERS = (SHOP, MARKETPLACE)
_SIZES = named_sizes(**{"the smallest": 0, "a middle one": 0.5, "the largest": 1})


def _silent(header: Callable[[HeaderRoles], str]) -> Change:
    """A change that removes all rows with one value of a column.

    Args:
        header: the column. The value is chosen by its rank in the days before the drill.
    """

    def changed(delivery: Delivery, rank: float) -> Files:
        column = header(HEADER_ROLES[delivery.feed])
        former = [
            cell
            for files in delivery.earlier[:_DAYS_LOOKED_AT]
            for name, content in files.items()
            for cell in read_table(name, content).column(column)
        ]
        gone, found = at_rank(former, rank), {}
        for name, content in delivery.files.items():
            table = read_table(name, content)
            position = table.position(column)
            kept = [row for row in table.rows if row[position] != gone]
            found[name] = write_table(name, table.with_rows(kept))
        return found

    return changed


FAULTS: Sequence[Fault] = (
    Fault(
        "partner_silent",
        "One partner's orders are no longer in the export.",
        "warn",
        _ORDERS,
        _SIZES,
        _silent(lambda roles: roles.partner),
        nights=_NIGHTS,
    ),
    Fault(
        "channel_silent",
        "One sales channel is no longer in the export.",
        "warn",
        _ORDERS,
        _SIZES,
        _silent(lambda roles: roles.channel),
        nights=_NIGHTS,
    ),
    Fault(
        "market_silent",
        "Orders into one country or state are no longer in the export.",
        "warn",
        _ORDERS,
        _SIZES,
        _silent(lambda roles: roles.market),
        nights=_NIGHTS,
    ),
)
