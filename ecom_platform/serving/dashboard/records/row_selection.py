"""One sentence that says which rows of a table a page shows."""

from collections.abc import Mapping

from ecom_platform.serving.column_titles import title_of
from ecom_platform.serving.dashboard.page import PageRequest
from ecom_platform.serving.queries.rows.row_sources import RowSource


def describe_row_selection(
    request: PageRequest, source: RowSource, equal: Mapping[str, str]
) -> str:
    """A sentence with the table and the conditions that choose its rows.

    Args:
        request: of the page; only the filters that the source knows are named.
        source: where the rows come from.
        equal: the values that columns must have.
    """
    view = request.view
    conditions = []
    if "order_date" in source.filters:
        conditions.append(
            f"from {request.formats.day(view.from_date)} to {request.formats.day(view.to_date)}"
        )
    filters = {
        "currency": view.currency,
        "channel": view.channel,
        "partner_id": view.partner,
        "category": view.category,
    }
    conditions += [
        f"{title_of(name)} {value}"
        for name, value in filters.items()
        if name in source.filters and value
    ]
    conditions += [f"{title_of(name)} {value}" for name, value in equal.items()]
    return f"Table {source.table}: {', '.join(conditions) or 'all rows'}."
