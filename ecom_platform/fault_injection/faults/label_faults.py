"""Faults of words: states, flags and names of partners that no longer mean what they meant."""

from collections.abc import Callable, Sequence

from ecom_platform.fault_injection.fault import Change, Fault
from ecom_platform.fault_injection.header_roles import MARKETPLACE, SHOP, Words
from ecom_platform.fault_injection.planting import (
    always,
    at_rank,
    named,
    on_cells,
    on_tables,
    ranked,
    replaced,
    shares,
    spread,
)
from ecom_platform.fault_injection.text_table import TextTable

_ORDERS = (SHOP, MARKETPLACE)
_PARTS = shares(0.01, 0.1, 1)


def _renamed(table: TextTable, words: Words, rank: float) -> TextTable:
    old = at_rank(table.column(words.status), rank)
    new = f"Order {old.lower()}"
    everything = range(len(table.rows))
    return table.with_cells(words.status, everything, replaced({old: new}))


def _all_one(table: TextTable, words: Words, share: float) -> TextTable:
    word = at_rank(table.column(words.status), 1)
    others = [n for n, cell in enumerate(table.column(words.status)) if cell != word]
    chosen = [others[number] for number in spread(len(others), share)]
    return table.with_cells(words.status, chosen, always(word))


def _more_of(status: Callable[[Words], str]) -> Change:
    """The share of one status becomes `share`, at the cost of all others."""

    def changed(table: TextTable, words: Words, share: float) -> TextTable:
        word = status(words)
        cells = table.column(words.status)
        others = [number for number, cell in enumerate(cells) if cell != word]
        more = round(share * len(cells)) - (len(cells) - len(others))
        if more <= 0:
            return table
        chosen = [others[number] for number in spread(len(others), more / len(others))]
        return table.with_cells(words.status, chosen, always(word))

    return on_tables(changed)


def _partners_swapped(table: TextTable, words: Words, share: float) -> TextTable:
    """The most frequent partners are told as one another, in a circle."""
    found = ranked(table.column(words.partner))[::-1]
    some = found[: max(2, round(len(found) * share))]
    turned = dict(zip(some, [*some[1:], *some[:1]], strict=True))
    everything = range(len(table.rows))
    return table.with_cells(words.partner, everything, replaced(turned))


def _flipped(cell: str) -> str:
    return {"true": "False", "false": "True"}.get(cell.lower(), cell)


FAULTS: Sequence[Fault] = (
    Fault(
        "status_word_renamed",
        "The shop calls one of its states otherwise.",
        "error",
        _ORDERS,
        named(**{"the rarest": 0, "a middle one": 0.5, "the most frequent": 1}),
        on_tables(_renamed),
    ),
    Fault(
        "status_word_unknown",
        "A state turns up that nobody told of.",
        "error",
        _ORDERS,
        shares(0.01, 0.1, 0.5),
        on_cells(lambda words: [words.status], always("On hold")),
    ),
    Fault(
        "all_lines_one_status",
        "Every line has the same state, as when a default is exported.",
        "error",
        _ORDERS,
        named(**{"half of the other states": 0.5, "most of them": 0.8, "all of them": 1}),
        on_tables(_all_one),
    ),
    Fault(
        "cancellations_jump",
        "Far more lines are cancelled than on any other day.",
        "warn",
        _ORDERS,
        shares(0.2, 0.3, 0.5),
        _more_of(lambda words: words.cancelled),
    ),
    Fault(
        "returns_jump",
        "Far more lines are returned than on any other day.",
        "warn",
        _ORDERS,
        shares(0.05, 0.1, 0.3),
        _more_of(lambda words: words.returned),
    ),
    Fault(
        "partner_ids_swapped",
        "Partners are told under each other's id, which no file can prove.",
        "warn",
        _ORDERS,
        named(**{"two of them": 0, "half of them": 0.5, "all of them": 1}),
        on_tables(_partners_swapped),
    ),
    Fault(
        "business_flag_flipped",
        "Orders of consumers are flagged as those of businesses, and the other way round.",
        "error",
        (MARKETPLACE,),
        _PARTS,
        on_cells(lambda words: [words.flag], _flipped),
    ),
)
