"""Which rows of a table are meant, in words."""

from collections.abc import Mapping

from ecom_platform.serving.column_titles import title_of
from ecom_platform.serving.dashboard.page import PageRequest
from ecom_platform.serving.queries.rows.row_sources import RowSource


def describe_row_selection(
    request: PageRequest, source: RowSource, equal: Mapping[str, str]
) -> str:
    """The table, and by what its rows are chosen."""
    view = request.view
    parts = []
    if "order_date" in source.filters:
        parts.append(
            f"from {request.formats.day(view.from_date)} to {request.formats.day(view.to_date)}"
        )
    chosen = {
        "currency": view.currency,
        "channel": view.channel,
        "partner_id": view.partner,
        "category": view.category,
    }
    parts += [
        f"{title_of(name)} {value}"
        for name, value in chosen.items()
        if name in source.filters and value
    ]
    parts += [f"{title_of(name)} {value}" for name, value in equal.items()]
    return f"Table {source.table}: {', '.join(parts) or 'all rows'}."
