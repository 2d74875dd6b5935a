"""Which series and day the page of anomalies shows: those of the link, or the most at stake."""

from dataclasses import dataclass
from datetime import date

from ecom_platform.serving.dashboard.page import PageRequest
from ecom_platform.serving.queries.anomalies import flagged_days as questions
from ecom_platform.serving.queries.anomalies.flagged_days import FlaggedDay, Series
from ecom_platform.serving.queries.view import day_or_none


@dataclass(frozen=True)
class AnomalySelection:
    """What the page shows.

    Attributes:
        flagged: the flagged days of the view, or of the day in the link.
        series: the series that is drawn; None where no series was checked.
        day: the day of the series that is explained; None where none is flagged.
        linked_day: the day in the link; None where the link has none.
    """

    flagged: list[FlaggedDay]
    series: Series | None
    day: date | None
    linked_day: date | None


def select_anomaly(request: PageRequest) -> AnomalySelection:
    """The series in the link, else the one with most at stake, else the largest feed's revenue.

    Raises:
        ViewError: the day in the link is not a date.
    """
    linked_day = day_or_none(request.parameters, "day")
    flagged = questions.flagged_days(request.connection, request.view, linked_day)
    series = _linked_series(request)
    of_series = [day for day in flagged if series is None or day.series == series]
    worst = questions.most_at_stake(of_series)
    if worst:
        return AnomalySelection(flagged, worst.series, worst.day, linked_day)
    series = series or questions.largest_series(request.connection, request.view)
    return AnomalySelection(flagged, series, linked_day, linked_day)


def nothing_flagged_sentence(request: PageRequest, selection: AnomalySelection) -> str:
    """A sentence for days on which nothing was flagged."""
    formats, view = request.formats, request.view
    if selection.linked_day:
        return f"No series was flagged on {formats.day(selection.linked_day)}."
    return (
        f"No day between {formats.day(view.from_date)} and {formats.day(view.to_date)} was flagged "
        "under these filters."
    )


def _linked_series(request: PageRequest) -> Series | None:
    """The series in the link; None when the link has none, or this currency does not have it."""
    parameters = request.parameters
    if "feed" not in parameters or "measure" not in parameters:
        return None
    series = Series(
        parameters["feed"],
        parameters["measure"],
        parameters.get("dimension", "total"),
        parameters.get("value", ""),
    )
    return series if series in questions.known_series(request.connection, request.view) else None
