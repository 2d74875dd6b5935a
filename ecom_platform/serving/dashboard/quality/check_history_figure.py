"""Figures of the state of the data: how the checks of each run ended."""

from collections.abc import Sequence

from ecom_platform.serving.dashboard.figures import style
from ecom_platform.serving.dashboard.figures.style import MEANING, Figure
from ecom_platform.serving.dashboard.page import PageRequest
from ecom_platform.serving.queries.quality.check_history import CheckedRun

_FEWEST_PLACES = 10  # so that the bar of a first run is not as wide as the card
_MOST_TICKS = 5


def checks_per_run(request: PageRequest, runs: Sequence[CheckedRun]) -> Figure:
    """Above what passed, below what did not, on an axis of its own as it is so much less.

    A bar leads to what did not pass in its run.
    """
    places = list(range(len(runs)))
    times = [request.formats.moment(run.ended_at) for run in runs]
    links = [request.link("/quality", run=run.run_id) for run in runs]
    traces = [
        style.bars(
            places,
            [getattr(run, name) for run in runs],
            name.capitalize(),
            MEANING[name],
            yaxis="y" if name == "passed" else "y2",
            customdata=links,
            hovertext=times,
            hovertemplate="%{hovertext}: %{y}<extra>" + name + "</extra>",
        )
        for name in ("passed", "warned", "failed")
    ]
    step = max(1, -(-len(runs) // _MOST_TICKS))
    drawn = style.figure(
        traces,
        request.theme,
        "End of the run (UTC)",
        "Checks passed",
        barmode="stack",
        xaxis={
            "tickvals": places[::step],
            "ticktext": [f"{run.ended_at:%d %b<br>%H:%M}" for run in runs[::step]],
            "range": [-1.2, max(len(runs), _FEWEST_PLACES) - 0.4],
            "anchor": "y2",
            "showgrid": False,
        },
        yaxis={"rangemode": "tozero", "domain": [0.5, 1]},
    )
    most = max((run.warned + run.failed for run in runs), default=0)
    upper = drawn["layout"]["yaxis"]
    drawn["layout"]["yaxis2"] = {
        **upper,
        "domain": [0, 0.38],
        "range": [0, max(most, 3) * 1.05],
        "nticks": 4,
        "tickformat": "d",
        "title": {**upper["title"], "text": "Not passed"},
    }
    return drawn
