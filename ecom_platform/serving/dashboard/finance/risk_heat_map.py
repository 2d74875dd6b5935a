"""The card 'What is risky': a heat map of categories by channels with the risk of each."""

from collections.abc import Sequence

from ecom_platform.serving.dashboard.components.cards import FigureContent
from ecom_platform.serving.dashboard.figures import figure_style
from ecom_platform.serving.dashboard.figures.figure_style import MEANING, Figure
from ecom_platform.serving.dashboard.figures.heat_map import (
    ROW_HEIGHT,
    Cell,
    heat_map,
    row_axis,
)
from ecom_platform.serving.dashboard.finance.finance_labels import (
    BAR_CHART_MARGIN,
    FEWEST_ROWS,
    NO_GOODS,
    category_on_channel,
    grade_day_link,
)
from ecom_platform.serving.dashboard.page import PageRequest
from ecom_platform.serving.queries.finance import financial_performance as questions
from ecom_platform.serving.queries.finance.financial_performance import Grade

_MOST_GRADES = 60
_RISKS = ("low", "medium", "high")


def risk_content(request: PageRequest) -> FigureContent:
    """The heat map with the largest high risk in a sentence, or why no risk is known."""
    grades = questions.grades(request.connection, request.view, _MOST_GRADES)
    if not grades:
        return FigureContent(None, NO_GOODS)
    if not any(grade.risk for grade in grades):
        return FigureContent(None, grades[0].risk_reason or "No risk is known.")
    risky = [grade for grade in grades if grade.risk == "high"]
    sentence = "No category has a high risk on its newest day."
    if risky:
        sentence = (
            f"{len(risky)} of {len(grades)} combinations of category and channel have a high risk; "
            f"the largest is {category_on_channel(risky[0])}."
        )
    sentence += (
        " The risk is the worse of two: how much money leaks, and how much sales vary. A ? is not "
        "known."
    )
    return FigureContent(risk_heat_map(request, grades), sentence, request.link("/rows/finance"))


def risk_heat_map(request: PageRequest, grades: Sequence[Grade]) -> Figure:
    """Categories by channels in the colour and letter of their risk; a click opens the row."""
    channels = list(dict.fromkeys(grade.channel for grade in grades))
    categories = list(dict.fromkeys(grade.category for grade in grades))
    cells = {
        (grade.channel, grade.category): _risk_cell(request, grade) for grade in reversed(grades)
    }
    rows = [[cells.get((channel, category)) for channel in channels] for category in categories]
    low, medium, high = (MEANING[f"{risk} risk"] for risk in _RISKS)
    scale = [[0, low], [0.5, medium], [1, high]]
    return figure_style.figure(
        heat_map(channels, rows, scale, 0, 2),
        request.theme,
        "L low, M medium,<br>H high risk",
        "",
        height=BAR_CHART_MARGIN + ROW_HEIGHT * max(len(categories), FEWEST_ROWS),
        xaxis={"showgrid": False},
        yaxis=row_axis(categories),
        showlegend=False,
    )


def _risk_cell(request: PageRequest, grade: Grade) -> Cell:
    """The cell of a category in a channel: the letter of its risk, or why it is not known."""
    risk = f"{grade.risk} risk" if grade.risk else grade.risk_reason or "not known"
    leakage = f"<br>leakage {request.formats.share(grade.leakage)}" if grade.leakage else ""
    day = request.formats.day(grade.day)
    return Cell(
        value=float(_RISKS.index(grade.risk)) if grade.risk else None,
        text=grade.risk[0].upper() if grade.risk else "",
        hover=f"{grade.channel}, {grade.category}: {risk}{leakage}<br>{day}",
        href=grade_day_link(request, grade),
    )
