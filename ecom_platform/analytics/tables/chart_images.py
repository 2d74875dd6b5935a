"""Figures as pictures, drawn by Plotly in the Chrome or Chromium of this machine.

Whatever the browser does, no table is worth less for want of its picture: there is one error only.
"""

import math
from collections.abc import Mapping
from typing import Any

from ecom_platform.errors import AnalyticsError

WIDTH, HEIGHT = 900, 450


def as_png(figure: Mapping[str, object]) -> bytes:
    """The picture of a Plotly figure.

    Raises:
        AnalyticsError: there is no browser to draw with, or it fails.
    """
    import kaleido  # noqa: PLC0415 - for runs only
    from choreographer import errors  # noqa: PLC0415 - as above

    options = {"format": "png", "width": WIDTH, "height": HEIGHT}
    try:
        drawn: bytes = kaleido.calc_fig_sync(_without_nan(figure), opts=options)
    except errors.ChromeNotFoundError as error:
        raise AnalyticsError(
            "There is no picture: neither Chrome nor Chromium is installed. Install one, or turn "
            "pictures off with ECOM_PICTURES=false."
        ) from error
    except Exception as error:
        raise AnalyticsError(f"There is no picture: the browser failed ({error}).") from error
    return drawn


def _without_nan(part: Any) -> Any:
    """JSON knows no NaN."""
    if isinstance(part, Mapping):
        return {name: _without_nan(one) for name, one in part.items()}
    if isinstance(part, list):
        return [_without_nan(one) for one in part]
    return None if isinstance(part, float) and math.isnan(part) else part
