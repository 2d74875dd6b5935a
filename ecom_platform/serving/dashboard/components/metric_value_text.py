"""The value of a metric as text in its unit."""

from collections.abc import Callable
from typing import Any

from ecom_platform.serving.dashboard.page import PageRequest
from ecom_platform.serving.queries.metrics.table_metric import Unit


def format_value(request: PageRequest, unit: Unit, value: Any) -> str:
    """The exact value in its unit and the locale of the reader; a dash for None."""
    formats = request.formats
    if value is None:
        return "–"
    formatters: dict[Unit, Callable[[Any], str]] = {
        "money": request.money,
        "share": formats.share,
        "change": formats.change,
        "count": formats.quantity,
        "score": lambda score: f"{formats.number(score)} of 100",
        "text": str,
    }
    return formatters[unit](value)
