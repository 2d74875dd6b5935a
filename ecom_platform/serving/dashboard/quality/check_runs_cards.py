"""The cards of check runs: how the checks of past runs ended, and what one run did not pass."""

from collections.abc import Sequence

from dash import html

from ecom_platform.serving.dashboard.components.cards import FigureContent, card, figure_body
from ecom_platform.serving.dashboard.figures import figure_style
from ecom_platform.serving.dashboard.figures.figure_style import MEANING, Figure
from ecom_platform.serving.dashboard.page import Component, PageRequest
from ecom_platform.serving.queries.quality.check_history import CheckedRun, CheckHistory

MOST_RUNS = 30
_FEWEST_POSITIONS = 10  # so that the bar of a first run is not as wide as the card
_MOST_TICKS = 5
_MOST_NOT_PASSED = 30
_NO_RUN = "No run has been checked yet."


def check_history_card(request: PageRequest, history: CheckHistory) -> Component:
    """How many checks passed, warned and failed in each past run."""
    title = "How the checks of past runs ended"
    content = FigureContent(None, history.reason or _NO_RUN)
    if history.runs:
        clean = sum(not run.warned and not run.failed for run in history.runs)
        count = len(history.runs)
        runs = "1 run" if count == 1 else f"{count} runs"
        sentence = f"In {clean} of the last {runs} every check passed."
        content = FigureContent(checks_per_run(request, history.runs), sentence)
    head = html.Div(html.H2(title), className="card-head")
    return card([head, *figure_body("runs", title, content)], "runs")


def checks_per_run(request: PageRequest, runs: Sequence[CheckedRun]) -> Figure:
    """Bars per run: passed checks above, warned and failed ones below on an axis of their own.

    A single failed check would not be visible on the axis of hundreds that passed. A click on a
    bar shows what did not pass in its run.
    """
    positions = list(range(len(runs)))
    times = [request.formats.moment(run.ended_at) for run in runs]
    links = [request.link("/quality", run=run.run_id) for run in runs]
    traces = [
        figure_style.bars(
            positions,
            [getattr(run, result) for run in runs],
            result.capitalize(),
            MEANING[result],
            yaxis="y" if result == "passed" else "y2",
            customdata=links,
            hovertext=times,
            hovertemplate="%{hovertext}: %{y}<extra>" + result + "</extra>",
        )
        for result in ("passed", "warned", "failed")
    ]
    tick_step = max(1, -(-len(runs) // _MOST_TICKS))  # rounded up
    figure = figure_style.figure(
        traces,
        request.theme,
        "End of the run (UTC)",
        "Checks passed",
        barmode="stack",
        xaxis={
            "tickvals": positions[::tick_step],
            "ticktext": [f"{run.ended_at:%d %b<br>%H:%M}" for run in runs[::tick_step]],
            "range": [-1.2, max(len(runs), _FEWEST_POSITIONS) - 0.4],
            "anchor": "y2",
            "showgrid": False,
        },
        yaxis={"rangemode": "tozero", "domain": [0.5, 1]},
    )
    most_not_passed = max((run.warned + run.failed for run in runs), default=0)
    upper = figure["layout"]["yaxis"]
    figure["layout"]["yaxis2"] = {
        **upper,
        "domain": [0, 0.38],
        "range": [0, max(most_not_passed, 3) * 1.05],
        "nticks": 4,
        "tickformat": "d",
        "title": {**upper["title"], "text": "Not passed"},
    }
    return figure


def not_passed_card(request: PageRequest, history: CheckHistory) -> Component:
    """The checks that did not pass in the run of the link, or in the last run."""
    if history.run is None:
        head = html.Div(html.H2("What did not pass"), className="card-head")
        return card([head, html.P(history.reason or _NO_RUN)], "run")
    ended = request.formats.moment(history.run.ended_at)
    head = html.Div(html.H2(f"What did not pass on {ended}"), className="card-head")
    if not history.not_passed:
        passed = request.formats.number(history.run.passed)
        return card([head, html.P(f"Every one of {passed} checks passed.")], "run")
    items = [
        html.Li(
            [
                html.Span(
                    "error" if result.severity == "error" else "warning",
                    className=f"kind kind-{'held' if result.severity == 'error' else 'warning'}",
                ),
                html.Strong(f" {result.check} on {result.table}. "),
                result.message,
            ]
        )
        for result in history.not_passed[:_MOST_NOT_PASSED]
    ]
    more = len(history.not_passed) - len(items)
    rest = [html.P(f"And {more} more.", className="says")] if more else []
    return card([head, html.Ul(items, className="attention"), *rest], "run")
