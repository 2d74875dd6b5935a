"""The three tiles of the page of anomalies: flagged days, money at stake, the largest amount."""

from dash import html

from ecom_platform.serving.dashboard.components.anomaly_series_labels import series_name
from ecom_platform.serving.dashboard.components.tiles import table_tile, unknown_tile
from ecom_platform.serving.dashboard.page import Component, PageRequest
from ecom_platform.serving.queries.anomalies import flagged_days as questions
from ecom_platform.serving.queries.anomalies.flagged_days import FlaggedTotal
from ecom_platform.serving.queries.forecast.revenue_forecast import chosen_dimension

_NO_AMOUNT = "No flagged day has a known amount."


def anomaly_tiles(request: PageRequest) -> Component:
    """The tiles for the days of the view and the part that its filters choose."""
    total = questions.flagged_total(request.connection, request.view)
    if total.unavailable_reason:
        return html.Div(_unknown_tiles(total.unavailable_reason), className="tiles")
    columns = _part_columns(request)
    tiles = [
        table_tile(request, "flagged_days", _days_note(request, total), equal=columns),
        _stake_tile(request, total, columns),
        _largest_stake_tile(request, columns),
    ]
    return html.Div(tiles, className="tiles")


def _unknown_tiles(reason: str) -> list[Component]:
    """The three tiles of a view without an evaluated day: nothing was found in order."""
    return [
        unknown_tile("flagged_days", "Flagged days", reason),
        unknown_tile("amount_at_stake", "Money at stake", reason),
        unknown_tile("largest_amount_at_stake", "Most at stake", reason),
    ]


def _days_note(request: PageRequest, total: FlaggedTotal) -> str:
    """The days of the view; with the number of flags where some days have several."""
    formats, view = request.formats, request.view
    period = f"{formats.day(view.from_date)} – {formats.day(view.to_date)}"
    if total.flags <= total.days:
        return f"{period}."
    flags = formats.number(total.flags)
    return f"{period}: {flags} flags, because several series can flag the same day."


def _stake_tile(request: PageRequest, total: FlaggedTotal, columns: dict[str, str]) -> Component:
    """The tile with the money at stake, or why no amount is known."""
    if total.stake is None:
        return unknown_tile("amount_at_stake", "Money at stake", _NO_AMOUNT)
    note = "Too much or too little; of each feed and day only the largest amount counts."
    return table_tile(request, "amount_at_stake", note, equal=columns)


def _largest_stake_tile(request: PageRequest, columns: dict[str, str]) -> Component:
    """The tile with the largest amount at stake on one day, or why there is none."""
    flagged = questions.flagged_days(request.connection, request.view)
    worst = questions.most_at_stake(flagged)
    if worst is None or worst.stake is None:
        reason = _NO_AMOUNT if worst else "No day was flagged."
        return unknown_tile("largest_amount_at_stake", "Most at stake", reason)
    note = f"{series_name(request, worst.series)} on {request.formats.day(worst.day)}."
    return table_tile(request, "largest_amount_at_stake", note, equal=columns)


def _part_columns(request: PageRequest) -> dict[str, str]:
    """The columns that choose the series of the view's part; empty for the total."""
    dimension, value = chosen_dimension(request.view) or ("total", "")
    return {} if dimension == "total" else {"dimension": dimension, "dimension_value": value}
