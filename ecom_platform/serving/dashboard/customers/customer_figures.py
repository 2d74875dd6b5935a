"""Figures of customers: scores, expected value, and whether they come back."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from ecom_platform.serving.dashboard.figures import style
from ecom_platform.serving.dashboard.figures.style import LOW_TO_HIGH, MEANING, Figure, Trace
from ecom_platform.serving.dashboard.page import PageRequest
from ecom_platform.serving.queries.customers.cohort_retention import RetentionCell
from ecom_platform.serving.queries.customers.customer_segments import ScoreCell
from ecom_platform.serving.queries.customers.expected_value import ValueClass

SCORES = (1, 2, 3, 4, 5)
SCORES_HEIGHT = 440
_PALER = 1.6  # keeps the darkest cell light enough for dark text


def scores(request: PageRequest, cells: Sequence[ScoreCell], feed: str) -> Figure:
    """How many customers have each pair of scores; a cell leads to its customers."""
    known = {(cell.frequency_score, cell.recency_score): cell for cell in cells}
    grid = [[known.get((row, column)) for column in SCORES] for row in SCORES]
    trace = {
        "type": "heatmap",
        "x": list(SCORES),
        "y": list(SCORES),
        "z": [[cell.count if cell else None for cell in row] for row in grid],
        "text": [
            [request.formats.number(cell.count) if cell else "" for cell in row] for row in grid
        ],
        "texttemplate": "%{text}",
        "hovertext": [[_told(request, cell) for cell in row] for row in grid],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "customdata": [
            [_score_link(request, feed, row, column) for column in SCORES] for row in SCORES
        ],
        "colorscale": LOW_TO_HIGH,
        "zmin": 0,
        "zmax": _PALER * max(cell.count for cell in cells),
        "textfont": {"color": "#1F2933"},
        "showscale": False,
        "hoverongaps": False,
        "xgap": 3,
        "ygap": 3,
    }
    return style.figure(
        [trace],
        request.theme,
        "Recency score (5: bought last)",
        "Frequency score (5: most often)",
        height=SCORES_HEIGHT,
        xaxis={"dtick": 1, "showgrid": False, "zeroline": False},
        yaxis={"dtick": 1, "showgrid": False, "zeroline": False},
    )


def values(request: PageRequest, classes: Sequence[ValueClass], href: str) -> Figure:
    """Customers and money by class of expected value."""
    labels = [f"{_short(one.low)} – {_short(one.high)}" for one in classes]
    hover = [
        f"{request.money(one.low)} up to {request.money(one.high)}<br>"
        f"{request.formats.number(one.count)} customers "
        f"({request.formats.share(one.count_share)})<br>{request.money(one.amount)} expected "
        f"({request.formats.share(one.amount_share)})"
        for one in classes
    ]
    traces = [
        style.bars(
            labels,
            parts,
            title,
            MEANING[meaning],
            customdata=[href] * len(classes),
            hovertext=hover,
            hovertemplate="%{hovertext}<extra></extra>",
        )
        for title, meaning, parts in (
            ("Customers", "count", [one.count_share for one in classes]),
            ("Expected money", "expected", [one.amount_share for one in classes]),
        )
    ]
    return style.figure(
        traces,
        request.theme,
        f"Expected in 365 days ({request.view.currency})",
        "Part of all (%)",
        xaxis={"type": "category", "tickangle": -45},
        yaxis={"tickformat": ".0%"},
    )


def retention(request: PageRequest, cells: Sequence[RetentionCell], feed: str) -> Figure:
    """Which share of a month's first buyers buys again; strokes mark months that were not over."""
    cohorts = sorted({cell.cohort for cell in cells}, reverse=True)
    months = sorted({cell.months_since for cell in cells})
    known = {(cell.cohort, cell.months_since): cell for cell in cells}
    grid = [[known.get((cohort, month)) for month in months] for cohort in cohorts]
    left = {cell.cohort for cell in cells if cell.is_left_censored}
    labels = [cohort_label(cohort, is_left_censored=cohort in left) for cohort in cohorts]
    heat = {
        "type": "heatmap",
        "x": months,
        "y": labels,
        "z": [[cell.share if cell else None for cell in row] for row in grid],
        "hovertext": [[_kept_coming(request, cell) for cell in row] for row in grid],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "customdata": [
            [cohort_link(request, "cohorts", feed, cohort, month) for month in months]
            for cohort in cohorts
        ],
        "colorscale": LOW_TO_HIGH,
        "zmin": 0,
        "zmax": max(cell.share for cell in cells) or 1,
        "colorbar": {"tickformat": ".0%", "thickness": 10, "outlinewidth": 0, "len": 0.9},
        "hoverongaps": False,
        "xgap": 1,
        "ygap": 1,
        "name": "Share that came back",
    }
    marks = _unfinished(request, [cell for cell in cells if cell.is_censored], left, feed)
    return style.figure(
        [heat, *marks],
        request.theme,
        "Months since the first purchase",
        "Month of the first purchase",
        height=max(style.HEIGHT, 140 + 18 * len(cohorts)),
        xaxis={"showgrid": False, "zeroline": False, "dtick": 1 if len(months) <= 6 else 3},
        yaxis={"type": "category", "showgrid": False, "categoryarray": labels},
        showlegend=bool(marks),
    )


def cohort_label(cohort: date, *, is_left_censored: bool = False) -> str:
    """A month as it stands on an axis, with a star where older customers are in it."""
    return f"{cohort:%b %Y}" + (" *" if is_left_censored else "")


def cohort_link(request: PageRequest, source: str, feed: str, cohort: date, month: int) -> str:
    """Where the rows of a cohort in a month of its age are."""
    cell = {"is.feed": feed, "is.cohort_month": str(cohort), "is.months_since": str(month)}
    return request.link(f"/rows/{source}", **cell)


def _unfinished(
    request: PageRequest, cells: Sequence[RetentionCell], left: set[date], feed: str
) -> list[Trace]:
    if not cells:
        return []
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "name": "Month not over: more may come back",
            "x": [cell.months_since for cell in cells],
            "y": [
                cohort_label(cell.cohort, is_left_censored=cell.cohort in left) for cell in cells
            ],
            "marker": {
                "symbol": "line-ne-open",
                "size": 9,
                "line": {"width": 2, "color": style.VERMILION},
            },
            "customdata": [
                cohort_link(request, "cohorts", feed, cell.cohort, cell.months_since)
                for cell in cells
            ],
            "hovertext": [_kept_coming(request, cell) for cell in cells],
            "hovertemplate": "%{hovertext}<extra></extra>",
        }
    ]


def _told(request: PageRequest, cell: ScoreCell | None) -> str:
    if cell is None:
        return ""
    return (
        f"Recency {cell.recency_score}, frequency {cell.frequency_score}<br>"
        f"{request.formats.number(cell.count)} customers, {request.money(cell.amount)}"
    )


def _kept_coming(request: PageRequest, cell: RetentionCell | None) -> str:
    if cell is None:
        return ""
    notes = [
        "<br>month not over" if cell.is_censored else "",
        "<br>older customers are in this cohort" if cell.is_left_censored else "",
        "<br>so few customers that this is noise" if cell.is_small else "",
    ]
    return (
        f"{cohort_label(cell.cohort)}, {cell.months_since} months later<br>"
        f"{request.formats.number(cell.active)} of {request.formats.number(cell.size)} customers: "
        f"{request.formats.share(cell.share)}" + "".join(notes)
    )


def _score_link(request: PageRequest, feed: str, frequency: int, recency: int) -> str:
    scores_of_cell = {
        "is.feed": feed,
        "is.recency_score": str(recency),
        "is.frequency_score": str(frequency),
    }
    return request.link("/rows/customers", **scores_of_cell)


def _short(amount: Decimal) -> str:
    number = float(amount)
    for size, letter in ((1e9, "B"), (1e6, "M"), (1e3, "k")):
        if number >= size:
            return f"{number / size:g}{letter}"
    return f"{number:g}"
