"""Images of Plotly figures, drawn in the Chrome or Chromium of this machine.

Whatever the browser does wrong, the only error is an `AnalyticsError`: a table is complete without
its image.
"""

import math
from collections.abc import Mapping
from typing import Any

from ecom_platform.errors import AnalyticsError

WIDTH, HEIGHT = 900, 450


def as_png(figure: Mapping[str, object]) -> bytes:
    """A PNG image of a Plotly figure, given as a plain dict.

    Raises:
        AnalyticsError: no browser is installed, or it fails.
    """
    import kaleido  # noqa: PLC0415 - for runs only
    from choreographer import errors  # noqa: PLC0415 - as above

    options = {"format": "png", "width": WIDTH, "height": HEIGHT}
    try:
        image: bytes = kaleido.calc_fig_sync(_without_nan(figure), opts=options)
    except errors.ChromeNotFoundError as error:
        raise AnalyticsError(
            "There is no picture: neither Chrome nor Chromium is installed. Install one, or turn "
            "pictures off with ECOM_PICTURES=false."
        ) from error
    except Exception as error:
        raise AnalyticsError(f"There is no picture: the browser failed ({error}).") from error
    return image


def _without_nan(part: Any) -> Any:
    """The same figure with null for NaN, which JSON does not have."""
    if isinstance(part, Mapping):
        return {name: _without_nan(value) for name, value in part.items()}
    if isinstance(part, list):
        return [_without_nan(value) for value in part]
    return None if isinstance(part, float) and math.isnan(part) else part
