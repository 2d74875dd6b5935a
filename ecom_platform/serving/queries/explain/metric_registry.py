"""Every headline number by its name: over order lines, and over other tables."""

from ecom_platform.errors import ViewError
from ecom_platform.serving.queries.customers.customer_metrics import (
    CUSTOMER_NUMBERS,
    CUSTOMER_RATIOS,
)
from ecom_platform.serving.queries.metrics.order_line_metrics import (
    METRICS,
    RATIOS,
    Metric,
    Ratio,
)
from ecom_platform.serving.queries.metrics.table_metric import (
    TableNumber,
    TableRatio,
)
from ecom_platform.serving.queries.partners.partner_metrics import PARTNER_NUMBERS
from ecom_platform.serving.queries.products.product_metrics import PRODUCT_NUMBERS
from ecom_platform.serving.queries.quality.quality_metrics import DAY_NUMBERS

TABLE_NUMBERS: dict[str, TableNumber] = {
    number.name: number
    for number in (*PARTNER_NUMBERS, *CUSTOMER_NUMBERS, *PRODUCT_NUMBERS, *DAY_NUMBERS)
}
TABLE_RATIOS: dict[str, TableRatio] = {ratio.name: ratio for ratio in CUSTOMER_RATIOS}
NUMBERS: dict[str, Metric | Ratio | TableNumber | TableRatio] = {
    **METRICS,
    **RATIOS,
    **TABLE_NUMBERS,
    **TABLE_RATIOS,
}


def number_of(name: str) -> Metric | Ratio | TableNumber | TableRatio:
    """The number of this name.

    Raises:
        ViewError: there is none.
    """
    if name not in NUMBERS:
        raise ViewError(f"There is no number called '{name}'. There are {', '.join(NUMBERS)}.")
    return NUMBERS[name]


def table_number_of(name: str) -> TableNumber | TableRatio:
    """The number over a table of this name, which a page names."""
    return TABLE_NUMBERS.get(name) or TABLE_RATIOS[name]
