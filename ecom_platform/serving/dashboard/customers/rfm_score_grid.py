"""The card 'How recently and how often they bought': customers by recency and frequency score."""

from collections.abc import Sequence

from ecom_platform.serving.dashboard.components.cards import FigureContent
from ecom_platform.serving.dashboard.customers.customer_labels import (
    customer_count,
    feed_rows_link,
    not_scored_reason,
)
from ecom_platform.serving.dashboard.figures import figure_style
from ecom_platform.serving.dashboard.figures.figure_style import LOW_TO_HIGH, Figure
from ecom_platform.serving.dashboard.page import PageRequest
from ecom_platform.serving.queries.customers import customer_segments
from ecom_platform.serving.queries.customers.customer_segments import ScoreCell

_SCORES = (1, 2, 3, 4, 5)
_HEIGHT = 440
_PALER = 1.6  # keeps the darkest cell light enough for dark text


def scores_content(request: PageRequest, feed: str) -> FigureContent:
    """The grid, with its best corner and the corner to win back in a sentence."""
    cells = customer_segments.score_cells(request.connection, request.view, feed)
    if not cells:
        reason = customer_segments.score_reason(request.connection, request.view, feed)
        return FigureContent(None, reason or not_scored_reason(request, feed))
    frequent = [cell for cell in cells if cell.frequency_score > 3]
    best = sum(cell.count for cell in frequent if cell.recency_score > 3)
    slipping = sum(cell.count for cell in frequent if cell.recency_score < 3)
    sentence = (
        f"{customer_count(request, best)} bought recently and often (top right). "
        f"{request.formats.number(slipping)} bought often but not recently (top left): win these "
        "back first."
    )
    figure = rfm_score_grid(request, cells, feed)
    return FigureContent(figure, sentence, feed_rows_link(request, "customers", feed))


def rfm_score_grid(request: PageRequest, cells: Sequence[ScoreCell], feed: str) -> Figure:
    """How many customers have each pair of scores; a click on a cell opens its customers."""
    cell_by_scores = {(cell.frequency_score, cell.recency_score): cell for cell in cells}
    grid = [
        [cell_by_scores.get((frequency, recency)) for recency in _SCORES] for frequency in _SCORES
    ]
    number = request.formats.number
    trace = {
        "type": "heatmap",
        "x": list(_SCORES),
        "y": list(_SCORES),
        "z": [[cell.count if cell else None for cell in row] for row in grid],
        "text": [[number(cell.count) if cell else "" for cell in row] for row in grid],
        "texttemplate": "%{text}",
        "hovertext": [[_hover_text(request, cell) for cell in row] for row in grid],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "customdata": [
            [_cell_link(request, feed, frequency, recency) for recency in _SCORES]
            for frequency in _SCORES
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
    return figure_style.figure(
        [trace],
        request.theme,
        "Recency score (5: most recent)",
        "Frequency score (5: most often)",
        height=_HEIGHT,
        xaxis={"dtick": 1, "showgrid": False, "zeroline": False},
        yaxis={"dtick": 1, "showgrid": False, "zeroline": False},
    )


def _hover_text(request: PageRequest, cell: ScoreCell | None) -> str:
    """The two scores of a cell, its customers and their money."""
    if cell is None:
        return ""
    return (
        f"Recency {cell.recency_score}, frequency {cell.frequency_score}<br>"
        f"{request.formats.number(cell.count)} customers, {request.money(cell.amount)}"
    )


def _cell_link(request: PageRequest, feed: str, frequency: int, recency: int) -> str:
    """A link to the customers with a pair of scores."""
    columns = {
        "is.feed": feed,
        "is.recency_score": str(recency),
        "is.frequency_score": str(frequency),
    }
    return request.link("/rows/customers", **columns)
