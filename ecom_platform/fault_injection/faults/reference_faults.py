"""Faults of reference feeds: stock, prices, costs, terms and exchange rates."""

from collections.abc import Sequence
from decimal import Decimal

from ecom_platform.fault_injection.fault import Delivery, Fault, Files
from ecom_platform.fault_injection.header_roles import HeaderRoles
from ecom_platform.fault_injection.planting import (
    constant,
    evenly_spread,
    named_sizes,
    number_of,
    on_numbers,
    on_tables,
    scaled,
    share_sizes,
)
from ecom_platform.fault_injection.text_table import TextTable

_PARTS = share_sizes(0.01, 0.1, 1)
_STOCK, _PRICES = ("stock_report", "products"), ("price_list", "products")


def _with_part_of_the_rows(table: TextTable, _roles: HeaderRoles, share: float) -> TextTable:
    return table.with_rows(table.rows[number] for number in evenly_spread(len(table.rows), share))


def _inverted(cell: str) -> str:
    rate = number_of(cell)
    return format((1 / rate).quantize(Decimal("1e-8")), "f") if rate else cell


def _without_files_at_first(delivery: Delivery, nights: float) -> Files:
    return {} if delivery.night <= nights else delivery.files


FAULTS: Sequence[Fault] = (
    Fault(
        "negative_stock",
        "The stock report contains negative numbers of pieces.",
        "error",
        _STOCK,
        _PARTS,
        on_numbers(lambda roles: [roles.stock], scaled(-1)),
    ),
    Fault(
        "stock_all_zero",
        "The stock report says that everything is out of stock.",
        "error",
        _STOCK,
        share_sizes(0.2, 0.6, 1),
        on_numbers(lambda roles: [roles.stock], constant("0")),
    ),
    Fault(
        "stock_report_cut",
        "The stock report contains only a part of the articles.",
        "error",
        ("stock_report",),
        named_sizes(**{"nine tenths": 0.9, "half": 0.5, "a tenth": 0.1}),
        on_tables(_with_part_of_the_rows),
    ),
    Fault(
        "list_prices_doubled",
        "List prices are twice what they were.",
        "error",
        _PRICES,
        _PARTS,
        on_numbers(lambda roles: roles.money, scaled(2)),
    ),
    Fault(
        "rates_inverted",
        "Exchange rates are inverted.",
        "error",
        ("fx_rates",),
        share_sizes(0.1, 0.5, 1, of="rates"),
        on_numbers(lambda roles: [roles.price], _inverted),
    ),
    Fault(
        "rates_missing",
        "The exchange rates of the day are not delivered.",
        "warn",
        ("fx_rates",),
        named_sizes(**{"one night": 1, "two nights": 2, "every night": 99}),
        _without_files_at_first,
        nights=99,
    ),
    Fault(
        "commission_as_share",
        "Commissions are shares where they were percentages.",
        "error",
        ("partners",),
        share_sizes(0.1, 0.5, 1, of="partners"),
        on_numbers(lambda roles: [roles.price], scaled(Decimal("0.01"), 4)),
    ),
)
