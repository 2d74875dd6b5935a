"""The retention heat map: which share of each month's first buyers bought again, month by month."""

from collections.abc import Sequence
from datetime import date

from ecom_platform.serving.column_titles import name_of_feed
from ecom_platform.serving.dashboard.components.cards import FigureContent
from ecom_platform.serving.dashboard.customers.customer_labels import (
    cohort_label,
    cohort_link,
    feed_rows_link,
)
from ecom_platform.serving.dashboard.figures import figure_style
from ecom_platform.serving.dashboard.figures.figure_style import LOW_TO_HIGH, Figure, Trace
from ecom_platform.serving.dashboard.page import PageRequest
from ecom_platform.serving.queries.customers import cohort_retention
from ecom_platform.serving.queries.customers.cohort_retention import RetentionCell


def retention_content(request: PageRequest, feed: str) -> FigureContent:
    """The heat map, with the share that comes back in the next month in a sentence."""
    cells = cohort_retention.retention_cells(request.connection, request.view, feed)
    if not cells:
        return FigureContent(None, f"No cohort of {name_of_feed(feed)} is a month old yet.")
    summary = cohort_retention.next_month_retention(request.connection, request.view, feed)
    sentences = ["No cohort has a complete second month yet."]
    if summary:
        share = request.formats.share(summary.share)
        sentences = [f"{share} of first buyers buy again in the next month."]
    if any(cell.is_censored for cell in cells):
        sentences.append("A stroke marks months that were not over, whose share may still rise.")
    if any(cell.is_left_censored for cell in cells):
        sentences.append(
            "The cohort with a star is the feed's first month and also holds older customers."
        )
    if len({cell.cohort for cell in cells}) == cohort_retention.MOST_MONTHS:
        sentences.append(f"Only the newest {cohort_retention.MOST_MONTHS} cohorts are drawn.")
    figure = retention_heat_map(request, cells, feed)
    return FigureContent(figure, " ".join(sentences), feed_rows_link(request, "cohorts", feed))


def retention_heat_map(request: PageRequest, cells: Sequence[RetentionCell], feed: str) -> Figure:
    """Cohorts by months since the first purchase; a click on a cell opens its row.

    Args:
        request: of the page.
        cells: one per cohort and month; months that were not over get a stroke.
        feed: of the cohorts.
    """
    cohorts = sorted({cell.cohort for cell in cells}, reverse=True)
    months = sorted({cell.months_since for cell in cells})
    cell_by_position = {(cell.cohort, cell.months_since): cell for cell in cells}
    grid = [[cell_by_position.get((cohort, month)) for month in months] for cohort in cohorts]
    left_censored = {cell.cohort for cell in cells if cell.is_left_censored}
    labels = [cohort_label(cohort, is_left_censored=cohort in left_censored) for cohort in cohorts]
    heat = {
        "type": "heatmap",
        "x": months,
        "y": labels,
        "z": [[cell.share if cell else None for cell in row] for row in grid],
        "hovertext": [[_hover_text(request, cell) for cell in row] for row in grid],
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
    censored = [cell for cell in cells if cell.is_censored]
    strokes = _unfinished_month_strokes(request, censored, left_censored, feed) if censored else []
    return figure_style.figure(
        [heat, *strokes],
        request.theme,
        "Months since the first purchase",
        "Month of the first purchase",
        height=max(figure_style.HEIGHT, 140 + 18 * len(cohorts)),
        xaxis={"showgrid": False, "zeroline": False, "dtick": 1 if len(months) <= 6 else 3},
        yaxis={"type": "category", "showgrid": False, "categoryarray": labels},
        showlegend=bool(strokes),
    )


def _unfinished_month_strokes(
    request: PageRequest, cells: Sequence[RetentionCell], left_censored: set[date], feed: str
) -> list[Trace]:
    """Strokes on the cells of months that are not complete."""
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "name": "Month not over: more may come back",
            "x": [cell.months_since for cell in cells],
            "y": [
                cohort_label(cell.cohort, is_left_censored=cell.cohort in left_censored)
                for cell in cells
            ],
            "marker": {
                "symbol": "line-ne-open",
                "size": 9,
                "line": {"width": 2, "color": figure_style.VERMILION},
            },
            "customdata": [
                cohort_link(request, "cohorts", feed, cell.cohort, cell.months_since)
                for cell in cells
            ],
            "hovertext": [_hover_text(request, cell) for cell in cells],
            "hovertemplate": "%{hovertext}<extra></extra>",
        }
    ]


def _hover_text(request: PageRequest, cell: RetentionCell | None) -> str:
    """How many customers of a cohort came back in a month, and what limits this number."""
    if cell is None:
        return ""
    number = request.formats.number
    notes = [
        "<br>month not over" if cell.is_censored else "",
        "<br>this cohort also holds older customers" if cell.is_left_censored else "",
        "<br>too few customers to draw conclusions" if cell.is_small else "",
    ]
    return (
        f"{cohort_label(cell.cohort)}, {cell.months_since} months later<br>"
        f"{number(cell.active)} of {number(cell.size)} customers: "
        f"{request.formats.share(cell.share)}" + "".join(notes)
    )
