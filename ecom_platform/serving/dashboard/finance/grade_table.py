"""The card 'Newest grades': the grades of the largest categories and channels in a table."""

from collections.abc import Sequence

from dash import html

from ecom_platform.serving.dashboard.components.plain_tables import scrollable_table, value_cell
from ecom_platform.serving.dashboard.finance.finance_labels import NO_GOODS
from ecom_platform.serving.dashboard.page import Component, PageRequest
from ecom_platform.serving.queries.finance import financial_performance as questions
from ecom_platform.serving.queries.finance.financial_performance import Grade

_MOST_ROWS = 15
_TITLES = ("Category", "Channel", "Grade", "Score", "Trend", "Leakage", "Risk", "Booked a day")


def grade_table(request: PageRequest) -> Sequence[Component]:
    """The table with a sentence above it, or why there is none."""
    grades = questions.grades(request.connection, request.view, _MOST_ROWS)
    if not grades:
        return [html.P(NO_GOODS)]
    head = html.Thead(html.Tr([html.Th(title, scope="col") for title in _TITLES]))
    body = html.Tbody([_grade_row(request, grade) for grade in grades])
    table = html.Table([head, body], className="plain wide-table ranked")
    sentence = (
        "The grade of each category and channel on its newest day within the days chosen, the "
        "largest first. A dash is not known; point at it for the reason."
    )
    return [html.P(sentence, className="says"), scrollable_table(table, "Grades")]


def _grade_row(request: PageRequest, grade: Grade) -> Component:
    """A category of a channel with its grade; a value that is not known has its reason."""
    formats = request.formats
    score = None if grade.score is None else formats.number(grade.score)
    leakage = None if grade.leakage is None else formats.share(grade.leakage)
    booked = None if grade.booked_average is None else request.short_money(grade.booked_average)
    return html.Tr(
        [
            html.Th(grade.category, scope="row"),
            html.Td(grade.channel),
            value_cell(grade.grade, grade.grade_reason),
            value_cell(score, grade.grade_reason),
            value_cell(grade.trend, None),
            value_cell(leakage, grade.leakage_reason),
            value_cell(grade.risk, grade.risk_reason),
            value_cell(booked, None),
        ]
    )
