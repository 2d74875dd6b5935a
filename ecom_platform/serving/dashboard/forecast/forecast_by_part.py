"""The forecast of a feed by channel, partner or category: one bar per part."""

from collections.abc import Sequence

from dash import dcc, html

from ecom_platform.serving.column_titles import name_of_feed
from ecom_platform.serving.dashboard.components.anomaly_series_labels import part_name
from ecom_platform.serving.dashboard.components.cards import FigureContent, figure_card
from ecom_platform.serving.dashboard.figures import figure_style
from ecom_platform.serving.dashboard.figures.figure_style import MEANING, Figure
from ecom_platform.serving.dashboard.page import Component, PageRequest
from ecom_platform.serving.queries.forecast import revenue_forecast as questions
from ecom_platform.serving.queries.forecast.revenue_forecast import TABLE, PartForecast

_MOST_NAMED = 3  # how many parts without a forecast are named
_LONGEST_NAME = 16
_FILTERS = ("channel", "partner", "category")


def parts_card(request: PageRequest, of_feed: Sequence[PartForecast]) -> Component | None:
    """The card with the parts of one feed, by the dimension in the link or the first one.

    Args:
        request: of the page; its parameter `by` names the dimension.
        of_feed: all parts of the feed, its total included.

    Returns:
        The card, with links to the other dimensions; None where only the total is forecast.
    """
    dimensions = list(
        dict.fromkeys(part.dimension for part in of_feed if part.dimension != "total")
    )
    if not dimensions:
        return None
    linked = request.parameters.get("by", "")
    chosen = linked if linked in dimensions else dimensions[0]
    feed = of_feed[0].feed
    card = figure_card(
        request,
        f"parts-{feed}",
        f"{name_of_feed(feed)} by {chosen}",
        [TABLE],
        lambda asked: _parts_content(
            asked, [part for part in of_feed if part.dimension == chosen], of_feed
        ),
    )
    links = [
        dcc.Link(
            f"By {dimension}",
            href=request.link("/forecast", by=dimension),
            className="action action-here" if dimension == chosen else "action",
        )
        for dimension in dimensions
    ]
    return html.Div([card, html.Div(links, className="actions")], className="card-with-choice")


def forecast_by_part(request: PageRequest, parts: Sequence[PartForecast]) -> Figure:
    """A bar for what each part is expected to bring; a click opens the forecast of the part."""
    names = [_part_title(request, part) for part in parts][::-1]
    amounts = [part.expected for part in parts][::-1]
    positions = [str(index) for index in range(len(parts))]
    trace = figure_style.bars(
        amounts,
        positions,
        "Expected",
        MEANING["expected"],
        orientation="h",
        customdata=[_part_link(request, part) for part in parts][::-1],
        hovertext=names,
        text=[request.money(amount) for amount in amounts],
        textposition="none",
        hovertemplate="%{hovertext}: %{text}<extra></extra>",
    )
    return figure_style.figure(
        [trace],
        request.theme,
        f"Expected ({request.view.currency})",
        "",
        height=110 + 26 * len(parts),
        xaxis={"tickformat": "~s", "nticks": 5},
        yaxis={
            "type": "category",
            "tickvals": positions,
            "ticktext": [_shortened(name) for name in names],
        },
    )


def _parts_content(
    request: PageRequest, parts: Sequence[PartForecast], of_feed: Sequence[PartForecast]
) -> FigureContent:
    """The bars of the parts, with the largest part in a sentence, or why there are none."""
    parts_with_forecast = [part for part in parts if part.expected is not None]
    left_out = _without_forecast_sentences(
        request, [part for part in parts if part.expected is None]
    )
    if not parts_with_forecast:
        return FigureContent(None, left_out.strip())
    largest = parts_with_forecast[0]
    name = part_name(request, largest.dimension, largest.value)
    sentence = (
        f"The largest part is {name} with {request.money(largest.expected)}. "
        f"{_total_sentence(request, parts_with_forecast, of_feed)}{left_out}"
    )
    rows = request.link(
        "/rows/forecast", **{"is.feed": parts[0].feed, "is.dimension": parts[0].dimension}
    )
    return FigureContent(forecast_by_part(request, parts_with_forecast), sentence, rows)


def _total_sentence(
    request: PageRequest,
    parts_with_forecast: Sequence[PartForecast],
    of_feed: Sequence[PartForecast],
) -> str:
    """Whether the parts add up to the total of the feed."""
    total = next(part for part in of_feed if part.dimension == "total")
    amount = request.money(total.expected)
    if not questions.parts_add_up(parts_with_forecast, total):
        return f"The parts do not add up to the total of {amount}."
    count = (
        "1 part adds" if len(parts_with_forecast) == 1 else f"{len(parts_with_forecast)} parts add"
    )
    return f"The {count} up to the total of {amount}."


def _without_forecast_sentences(request: PageRequest, unknown: Sequence[PartForecast]) -> str:
    """A sentence per reason, with some of the parts that have no forecast for it."""
    sentences = ""
    for reason in dict.fromkeys(part.reason for part in unknown):
        names = [
            part_name(request, part.dimension, part.value).partition(" ")[2]
            for part in unknown
            if part.reason == reason
        ]
        more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
        sentences += f" Without a forecast: {', '.join(names[:_MOST_NAMED])}{more}. {reason}"
    return sentences


def _part_link(request: PageRequest, part: PartForecast) -> str:
    """The forecast of the part, or its rows where no filter can choose the part."""
    choices = {
        "channel": request.choices.channels,
        "partner": tuple(request.choices.partners),
        "category": request.choices.categories,
    }
    if part.value in choices.get(part.dimension, ()):
        no_filters = dict.fromkeys(_FILTERS)
        return request.link("/forecast", **{**no_filters, part.dimension: part.value})
    return request.link(
        "/rows/forecast",
        **{
            "is.feed": part.feed,
            "is.dimension": part.dimension,
            "is.dimension_value": part.value,
        },
    )


def _part_title(request: PageRequest, part: PartForecast) -> str:
    """The name of a part without its dimension, such as 'kurta'."""
    if part.dimension == "partner":
        return request.choices.partners.get(part.value, part.value)
    return part.value or "not stated"


def _shortened(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1] + "…"
