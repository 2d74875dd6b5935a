"""The figures of reports: for paper, without links, in the colours of the dashboard."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from ecom_platform.reports.content.report_queries import PartChange
from ecom_platform.serving.dashboard.figures import figure_style
from ecom_platform.serving.dashboard.figures.figure_style import MEANING, Figure
from ecom_platform.serving.queries.customers.cohort_retention import RetentionCell
from ecom_platform.serving.queries.forecast.revenue_forecast import ForecastDay
from ecom_platform.serving.queries.overview.daily_overview import DayAmounts

LONGEST_LABEL = 34
_SHADE = "rgba(0, 114, 178, 0.08)"


def recent_days(days: Sequence[DayAmounts], since: date, currency: str) -> Figure:
    """Booked and kept money per day; the days of the report are shaded.

    Args:
        days: the days to show, the oldest first.
        since: the first day of the report.
        currency: as its code.
    """
    dates = [day.day.isoformat() for day in days]
    traces = [
        figure_style.line(dates, [day.booked for day in days], "Booked", MEANING["booked"]),
        figure_style.line(dates, [day.kept for day in days], "Kept", MEANING["kept"]),
    ]
    shade = {
        "type": "rect",
        "xref": "x",
        "yref": "paper",
        "x0": since.isoformat(),
        "x1": dates[-1],
        "y0": 0,
        "y1": 1,
        "fillcolor": _SHADE,
        "line": {"width": 0},
        "layer": "below",
    }
    return _on_paper(
        figure_style.figure(
            traces,
            "light",
            "Day",
            f"Money a day ({currency})",
            height=220,
            shapes=[shade],
            xaxis={"tickformat": "%-d %b", "range": _range_with_room(dates)},
            yaxis={"rangemode": "tozero", "tickformat": "~s"},
        )
    )


def ladder(steps: Sequence[tuple[str, str, Decimal]], currency: str) -> Figure:
    """The revenue ladder from booked to kept.

    Args:
        steps: title, key of `MEANING` and amount, from booked down to kept.
        currency: as its code.
    """
    bases = _ladder_bases([float(amount) for _, _, amount in steps])
    bars = figure_style.bars(
        [title for title, _, _ in steps],
        [amount for _, _, amount in steps],
        "Money",
        "",
        base=bases,
        marker={"color": [MEANING[meaning] for _, meaning, _ in steps]},
        texttemplate="%{y:.3~s}",
        textposition="outside",
        cliponaxis=False,
    )
    return _on_paper(
        figure_style.figure(
            [bars],
            "light",
            "From booked to kept",
            f"Money ({currency})",
            height=220,
            margin={"l": 12, "r": 12, "t": 28, "b": 12},
            yaxis={"tickformat": "~s"},
        )
    )


def _ladder_bases(amounts: Sequence[float]) -> list[float]:
    """Where each bar begins: booked and kept at zero, each loss below the one before."""
    remaining = amounts[0]
    bases = [0.0]
    for lost in amounts[1:-1]:
        remaining -= lost
        bases.append(remaining)
    return [*bases, 0.0]


def differences(changes: Sequence[PartChange], currency: str) -> Figure:
    """How much more or less each part brought than in the period before, the largest on top."""
    shown = list(reversed(changes))
    bars = figure_style.bars(
        [change.difference for change in shown],
        [_shortened(change.part) for change in shown],
        "Difference",
        "",
        orientation="h",
        marker={
            "color": [MEANING["booked" if change.difference >= 0 else "lost"] for change in shown]
        },
    )
    return _on_paper(
        figure_style.figure(
            [bars],
            "light",
            f"Booked money more or less than before ({currency})",
            "",
            height=84 + 24 * len(shown),
            xaxis={"tickformat": "~s"},
        )
    )


def ahead(days: Sequence[ForecastDay], currency: str) -> Figure:
    """The expected booked money of each day ahead, with the band of 95 %."""
    dates = [day.day.isoformat() for day in days]
    lower, upper = [day.lower_95 for day in days], [day.upper_95 for day in days]
    traces = [
        *figure_style.band(dates, lower, upper, "95 of 100 days"),
        figure_style.line(dates, [day.expected for day in days], "Expected", MEANING["expected"]),
    ]
    return _on_paper(
        figure_style.figure(
            traces,
            "light",
            "Day ahead",
            f"Booked money a day ({currency})",
            height=220,
            xaxis={"tickformat": "%-d %b", "range": _range_with_room(dates)},
            yaxis={"rangemode": "tozero", "tickformat": "~s"},
        )
    )


def returns(cohorts: Sequence[RetentionCell]) -> Figure:
    """The share of new customers of each month who bought again in the next month."""
    bars = figure_style.bars(
        [f"{cohort.cohort:%b %Y}" for cohort in cohorts],
        [cohort.share for cohort in cohorts],
        "Came back",
        MEANING["actual"],
        texttemplate="%{y:.0%}",
        textposition="outside",
        cliponaxis=False,
    )
    return _on_paper(
        figure_style.figure(
            [bars],
            "light",
            "Month of the first order",
            "Came back a month later",
            height=215,
            margin={"l": 12, "r": 12, "t": 24, "b": 12},
            yaxis={"tickformat": ".0%", "rangemode": "tozero"},
            xaxis={"type": "category"},
        )
    )


def _range_with_room(dates: Sequence[str]) -> list[str]:
    """A range with half a day of room at both ends, so that labels do not meet at the corner."""
    first, last = (datetime.fromisoformat(day) for day in (dates[0], dates[-1]))
    room = timedelta(hours=12)
    return [(first - room).isoformat(), (last + room).isoformat()]


def _on_paper(figure: Figure) -> Figure:
    """The figure on white, in a font that every machine has."""
    layout = figure["layout"]
    white = {"paper_bgcolor": "#ffffff", "plot_bgcolor": "#ffffff"}
    font = {**layout["font"], "family": "DejaVu Sans, Helvetica, Arial, sans-serif", "size": 12}
    return {**figure, "layout": {**layout, **white, "font": font}}


def _shortened(label: str) -> str:
    return label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1]}…"
