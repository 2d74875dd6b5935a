"""Faults of labels: statuses, flags and partner ids that no longer mean what they meant."""

from collections.abc import Callable, Sequence

from ecom_platform.fault_injection.fault import Change, Fault
from ecom_platform.fault_injection.header_roles import MARKETPLACE, SHOP, HeaderRoles
from ecom_platform.fault_injection.planting import (
    at_rank,
    constant,
    evenly_spread,
    mapped,
    named_sizes,
    on_cells,
    on_tables,
    ranked,
    share_sizes,
)
from ecom_platform.fault_injection.text_table import TextTable

_ORDERS = (SHOP, MARKETPLACE)
_PARTS = share_sizes(0.01, 0.1, 1)


def _renamed(table: TextTable, roles: HeaderRoles, rank: float) -> TextTable:
    old = at_rank(table.column(roles.status), rank)
    new = f"Order {old.lower()}"
    everything = range(len(table.rows))
    return table.with_cells(roles.status, everything, mapped({old: new}))


def _with_one_status(table: TextTable, roles: HeaderRoles, share: float) -> TextTable:
    """A share of the rows with another status get the most frequent one."""
    cells = table.column(roles.status)
    most_frequent = at_rank(cells, 1)
    others = [number for number, cell in enumerate(cells) if cell != most_frequent]
    chosen = [others[number] for number in evenly_spread(len(others), share)]
    return table.with_cells(roles.status, chosen, constant(most_frequent))


def _more_of(status: Callable[[HeaderRoles], str]) -> Change:
    """A change after which `share` of the rows have one status, taken evenly from all others."""

    def changed(table: TextTable, roles: HeaderRoles, share: float) -> TextTable:
        wanted = status(roles)
        cells = table.column(roles.status)
        others = [number for number, cell in enumerate(cells) if cell != wanted]
        more = round(share * len(cells)) - (len(cells) - len(others))
        if more <= 0:
            return table
        chosen = [others[number] for number in evenly_spread(len(others), more / len(others))]
        return table.with_cells(roles.status, chosen, constant(wanted))

    return on_tables(changed)


def _partners_swapped(table: TextTable, roles: HeaderRoles, share: float) -> TextTable:
    """The most frequent partners get each other's ids, in a circle; at least two of them."""
    by_frequency = ranked(table.column(roles.partner))[::-1]
    partners = by_frequency[: max(2, round(len(by_frequency) * share))]
    new_ids = dict(zip(partners, [*partners[1:], *partners[:1]], strict=True))
    everything = range(len(table.rows))
    return table.with_cells(roles.partner, everything, mapped(new_ids))


def _flipped(cell: str) -> str:
    return {"true": "False", "false": "True"}.get(cell.lower(), cell)


FAULTS: Sequence[Fault] = (
    Fault(
        "status_word_renamed",
        "The shop renames one of its statuses.",
        "error",
        _ORDERS,
        named_sizes(**{"the rarest": 0, "a middle one": 0.5, "the most frequent": 1}),
        on_tables(_renamed),
    ),
    Fault(
        "status_word_unknown",
        "A status turns up that was not announced.",
        "error",
        _ORDERS,
        share_sizes(0.01, 0.1, 0.5),
        on_cells(lambda roles: [roles.status], constant("On hold")),
    ),
    Fault(
        "all_lines_one_status",
        "Every line has the same status, as when a default is exported.",
        "error",
        _ORDERS,
        named_sizes(**{"half of the other states": 0.5, "most of them": 0.8, "all of them": 1}),
        on_tables(_with_one_status),
    ),
    Fault(
        "cancellations_jump",
        "Far more lines are cancelled than on any other day.",
        "warn",
        _ORDERS,
        share_sizes(0.2, 0.3, 0.5),
        _more_of(lambda roles: roles.cancelled),
    ),
    Fault(
        "returns_jump",
        "Far more lines are returned than on any other day.",
        "warn",
        _ORDERS,
        share_sizes(0.05, 0.1, 0.3),
        _more_of(lambda roles: roles.returned),
    ),
    Fault(
        "partner_ids_swapped",
        "Partners are listed under each other's id, which no file can prove.",
        "warn",
        _ORDERS,
        named_sizes(**{"two of them": 0, "half of them": 0.5, "all of them": 1}),
        on_tables(_partners_swapped),
    ),
    Fault(
        "business_flag_flipped",
        "Orders of consumers are flagged as those of businesses, and the reverse.",
        "error",
        (MARKETPLACE,),
        _PARTS,
        on_cells(lambda roles: [roles.flag], _flipped),
    ),
)
