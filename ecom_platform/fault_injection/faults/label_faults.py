"""Faults of words: states, flags and names of partners that no longer mean what they meant."""

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


def _all_one(table: TextTable, roles: HeaderRoles, share: float) -> TextTable:
    word = at_rank(table.column(roles.status), 1)
    others = [n for n, cell in enumerate(table.column(roles.status)) if cell != word]
    chosen = [others[number] for number in evenly_spread(len(others), share)]
    return table.with_cells(roles.status, chosen, constant(word))


def _more_of(status: Callable[[HeaderRoles], str]) -> Change:
    """The share of one status becomes `share`, at the cost of all others."""

    def changed(table: TextTable, roles: HeaderRoles, share: float) -> TextTable:
        word = status(roles)
        cells = table.column(roles.status)
        others = [number for number, cell in enumerate(cells) if cell != word]
        more = round(share * len(cells)) - (len(cells) - len(others))
        if more <= 0:
            return table
        chosen = [others[number] for number in evenly_spread(len(others), more / len(others))]
        return table.with_cells(roles.status, chosen, constant(word))

    return on_tables(changed)


def _partners_swapped(table: TextTable, roles: HeaderRoles, share: float) -> TextTable:
    """The most frequent partners are told as one another, in a circle."""
    found = ranked(table.column(roles.partner))[::-1]
    some = found[: max(2, round(len(found) * share))]
    turned = dict(zip(some, [*some[1:], *some[:1]], strict=True))
    everything = range(len(table.rows))
    return table.with_cells(roles.partner, everything, mapped(turned))


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
        on_tables(_all_one),
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
