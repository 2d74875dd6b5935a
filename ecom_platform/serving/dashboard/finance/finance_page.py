"""The money: what was booked, what stayed, where it leaks, and what is risky. Of goods only."""

from collections.abc import Sequence
from dataclasses import replace

from dash import html

from ecom_platform.serving.dashboard.components.cards import (
    FigureContent,
    figure_card,
    grid,
    text_card,
)
from ecom_platform.serving.dashboard.components.plain_tables import scrollable_table, value_cell
from ecom_platform.serving.dashboard.components.tiles import metric_tiles
from ecom_platform.serving.dashboard.finance import finance_figures as figures
from ecom_platform.serving.dashboard.page import Component, Content, Page, PageRequest
from ecom_platform.serving.queries.finance import (
    financial_performance as questions,
)
from ecom_platform.serving.queries.finance.financial_performance import (
    COMPONENTS,
    FINANCE,
    Grade,
    Leak,
)
from ecom_platform.serving.queries.view import NOT_STATED

_TILES = (
    "booked_amount",
    "kept_amount",
    "cancelled_share",
    "returned_share",
    "pending_amount",
    "lost_amount",
)
_LEAKS = 12
_GRADES = 60
_IN_TABLE = 15
_NONE = "No line of goods lies between these days under these filters."


def _render(request: PageRequest) -> Content:
    request = replace(request, view=replace(request.view, partner=None))
    return [
        metric_tiles(request, _TILES),
        grid(
            [
                figure_card(request, "ladder", "From booked to kept", [FINANCE], _ladder),
                figure_card(request, "leaks", "Where money leaks", [FINANCE], _leaks),
                figure_card(request, "trend", "Booked money a day", [FINANCE], _trend),
                figure_card(request, "margin", "Margin by category", [FINANCE], _margin),
                figure_card(request, "risk", "What is risky", [FINANCE], _risk),
                figure_card(request, "grade", "What makes the grade", [FINANCE], _radar),
                text_card(request, "grades", "Newest grades", [FINANCE], _grades, is_wide=True),
            ]
        ),
    ]


def _ladder(request: PageRequest) -> FigureContent:
    found = questions.ladder(request.connection, request.view)
    if found is None:
        return FigureContent(None, _NONE)
    share = request.formats.share(found.kept / found.booked) if found.booked else "nothing"
    sentence = (
        f"Of {request.money(found.booked)} booked, {request.money(found.kept)} was kept: {share}. "
        f"{request.money(found.leaked)} was cancelled, returned or lost."
    )
    return FigureContent(figures.waterfall(request, found), sentence, request.link("/rows/finance"))


def _leaks(request: PageRequest) -> FigureContent:
    found = questions.leaks(request.connection, request.view, _LEAKS)
    if not found:
        return FigureContent(
            None, "No money of goods was cancelled, returned or lost in these days."
        )
    first = found[0]
    share = f", {request.formats.share(first.leaked / first.booked)} of what it booked"
    sentence = (
        f"Most leaks in {_part(first)}: {request.money(first.leaked)}"
        f"{share if first.booked else ''}."
    )
    if len(found) == _LEAKS:
        sentence += f" The worst {_LEAKS} are shown."
    return FigureContent(figures.leaks(request, found), sentence, request.link("/rows/finance"))


def _trend(request: PageRequest) -> FigureContent:
    days = questions.trend(request.connection, request.view)
    if not days:
        return FigureContent(None, _NONE)
    last = days[-1]
    if last.average_7 is None or last.average_28 is None:
        sentence = "An average needs all of its days inside the history, which is too short yet."
    else:
        change = last.average_7 / last.average_28 - 1 if last.average_28 else 0.0
        sentence = (
            f"On {request.formats.day(last.day)} the average of 7 days was "
            f"{request.money(last.average_7)} a day, {request.formats.change(change)} against "
            f"{request.money(last.average_28)} over 28 days. Days without sales count as nothing."
        )
    return FigureContent(figures.trend(request, days), sentence, request.link("/rows/finance"))


def _risk(request: PageRequest) -> FigureContent:
    grades = questions.grades(request.connection, request.view, _GRADES)
    if not grades:
        return FigureContent(None, _NONE)
    if not any(grade.risk for grade in grades):
        return FigureContent(None, grades[0].risk_reason or "No risk is known.")
    risky = [grade for grade in grades if grade.risk == "high"]
    sentence = "Nothing has a high risk on its newest day."
    if risky:
        first = risky[0]
        sentence = (
            f"{len(risky)} of {len(grades)} parts have a high risk; the largest is {_part(first)}."
        )
    sentence += " It is the worse of leakage and of how much sales vary; ? is not known."
    return FigureContent(figures.risks(request, grades), sentence, request.link("/rows/finance"))


def _margin(request: PageRequest) -> FigureContent:
    found = questions.margins(request.connection, request.view)
    total = found.total
    known = [one for one in found.categories if one.margin is not None][:_LEAKS]
    if total is None or not known:
        return FigureContent(None, found.reason or _NONE)
    share, coverage = request.formats.share(total.share), request.formats.share(total.coverage)
    sentence = (
        f"{request.money(total.margin)} margin, {share} of the money without tax. Costs are known "
        f"for {coverage} of the kept lines; only those count."
    )
    return FigureContent(figures.margins(request, known), sentence, request.link("/rows/finance"))


def _radar(request: PageRequest) -> FigureContent:
    grades = questions.grades(request.connection, request.view, 1)
    if not grades:
        return FigureContent(None, _NONE)
    grade = grades[0]
    if grade.grade is None:
        return FigureContent(None, grade.grade_reason or "No grade is known.")
    unknown = [
        figures.COMPONENT_TITLES[name]
        for name, score in zip(COMPONENTS, grade.components, strict=True)
        if score is None
    ]
    sentence = (
        f"The largest of the view, {_part(grade)}, has grade {grade.grade} "
        f"with {grade.score:.0f} of 100; 0 is bad, 100 good. Choose "
        "a channel and a category above for another one."
    )
    if unknown:
        sentence += f" Not known: {', '.join(unknown)}."
    return FigureContent(figures.radar(request, grade), sentence, figures.day_link(request, grade))


def _part(part: Leak | Grade) -> str:
    category = "goods without a category" if part.category == NOT_STATED else part.category
    return f"{category} on {part.channel}"


def _grades(request: PageRequest) -> Sequence[Component]:
    found = questions.grades(request.connection, request.view, _IN_TABLE)
    if not found:
        return [html.P(_NONE)]
    titles = ("Category", "Channel", "Grade", "Score", "Trend", "Leakage", "Risk", "Booked a day")
    head = html.Thead(html.Tr([html.Th(title, scope="col") for title in titles]))
    body = html.Tbody([_row(request, grade) for grade in found])
    table = html.Table([head, body], className="plain wide-table ranked")
    return [
        html.P(
            "On the newest day of each within the days chosen, the largest first. – is not known; "
            "point at it for the reason.",
            className="says",
        ),
        scrollable_table(table, "Grades"),
    ]


def _row(request: PageRequest, grade: Grade) -> Component:
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


FINANCE_PAGE = Page(
    path="/finance",
    title="Finance",
    question="What was booked, what stayed, where does it leak, and what is risky?",
    render=_render,
    filters=("from", "to", "currency", "channel", "category"),
)
