"""A headline number as a reader writes it, exact."""

from collections.abc import Callable
from typing import Any

from ecom_platform.serving.dashboard.page import PageRequest
from ecom_platform.serving.queries.metrics.table_metric import Unit


def written(request: PageRequest, unit: Unit, value: Any) -> str:
    """The value in its unit; a dash where there is none."""
    formats = request.formats
    if value is None:
        return "–"
    ways: dict[Unit, Callable[[Any], str]] = {
        "money": request.money,
        "share": formats.share,
        "change": formats.change,
        "count": formats.number,
        "score": lambda score: f"{formats.number(score)} of 100",
        "text": str,
    }
    return ways[unit](value)
