"""The card 'What makes the grade': a radar chart of the components of the largest part's grade."""

from ecom_platform.serving.dashboard.components.cards import FigureContent
from ecom_platform.serving.dashboard.figures import figure_style
from ecom_platform.serving.dashboard.figures.figure_style import MEANING, Figure
from ecom_platform.serving.dashboard.finance.finance_labels import (
    NO_GOODS,
    category_on_channel,
    grade_day_link,
)
from ecom_platform.serving.dashboard.page import PageRequest
from ecom_platform.serving.queries.finance import financial_performance as questions
from ecom_platform.serving.queries.finance.financial_performance import COMPONENTS, Grade

_COMPONENT_TITLES = {
    "trend": "Trend",
    "target": "Target",
    "leakage": "Few leaks",
    "steadiness": "Steadiness",
    "discount": "Low discount",
    "margin": "Margin",
}


def grade_content(request: PageRequest) -> FigureContent:
    """The radar of the largest category and channel of the view, or why it has no grade."""
    grades = questions.grades(request.connection, request.view, 1)
    if not grades:
        return FigureContent(None, NO_GOODS)
    grade = grades[0]
    if grade.grade is None:
        return FigureContent(None, grade.grade_reason or "No grade is known.")
    sentence = (
        f"The largest part, {category_on_channel(grade)}, has grade {grade.grade} with a score of "
        f"{grade.score:.0f}; 0 is bad, 100 is good. Choose a channel and a category above to see "
        "another one."
    )
    unknown = [
        _COMPONENT_TITLES[name]
        for name, score in zip(COMPONENTS, grade.components, strict=True)
        if score is None
    ]
    if unknown:
        sentence += f" Not known: {', '.join(unknown)}."
    return FigureContent(grade_radar(request, grade), sentence, grade_day_link(request, grade))


def grade_radar(request: PageRequest, grade: Grade) -> Figure:
    """The known components from 0 to 100; a click opens the row of the grade.

    Args:
        request: of the page.
        grade: with at least one known component.
    """
    known_scores = [
        (_COMPONENT_TITLES[name], score)
        for name, score in zip(COMPONENTS, grade.components, strict=True)
        if score is not None
    ]
    closed = [*known_scores, known_scores[0]]
    trace = {
        "type": "scatterpolar",
        "mode": "lines+markers",
        "name": f"{grade.channel}, {grade.category}",
        "theta": [title for title, _ in closed],
        "r": [score for _, score in closed],
        "fill": "toself",
        "line": {"color": MEANING["actual"]},
        "customdata": [grade_day_link(request, grade)] * len(closed),
        "hovertemplate": "%{theta}: %{r:.0f} of 100<extra></extra>",
    }
    figure = figure_style.figure([trace], request.theme, "", "")
    grid = figure["layout"]["xaxis"]["gridcolor"]
    radial = {"range": [0, 100], "gridcolor": grid, "tickvals": [0, 50, 100]}
    figure["layout"]["polar"] = {
        "bgcolor": "rgba(0,0,0,0)",
        "radialaxis": {**radial, "angle": 90, "tickangle": 90, "tickfont": {"size": 11}},
        "angularaxis": {"gridcolor": grid},
    }
    figure["layout"]["margin"] = {"l": 84, "r": 84, "t": 36, "b": 36}
    return figure
