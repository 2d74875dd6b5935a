"""A bar chart of groups: the share of all rows and the share of all money that each one has."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ecom_platform.serving.dashboard.figures import figure_style
from ecom_platform.serving.dashboard.figures.figure_style import MEANING, Figure, Trace
from ecom_platform.serving.dashboard.page import PageRequest
from ecom_platform.serving.queries.grouped_rows import Group

UNKNOWN = "not known"
_ROW_HEIGHT, _FRAME_HEIGHT = 42, 100


@dataclass(frozen=True)
class _GroupBars:
    """Groups from the bottom of the chart to its top, with the links of their bars."""

    groups: tuple[Group, ...]
    links: tuple[str, ...]

    @property
    def labels(self) -> list[str]:
        """A label per group, all different, because Plotly stacks bars with equal labels."""
        unnamed = [group for group in self.groups[::-1] if group.name is None]
        return [_distinct_label(group, unnamed) for group in self.groups]


def share_bars(
    request: PageRequest,
    groups: Sequence[Group],
    counts_title: str,
    amounts_title: str,
    link: Callable[[Group], str],
    *,
    amount_meaning: str = "kept",
) -> Figure:
    """Two bars per group: its share of all rows, and its share of the amount of all rows.

    Args:
        request: of the page.
        groups: from top to bottom; must not be empty.
        counts_title: what a row is, such as 'Customers'.
        amounts_title: what the amount is, such as 'Money so far'.
        link: returns the page that a click on the bars of a group opens.
        amount_meaning: a key of `MEANING`: the colour of the amounts. 'pieces' are written as
            numbers, everything else as money.
    """
    bars = _GroupBars(tuple(groups[::-1]), tuple(link(group) for group in groups[::-1]))
    count_shares = [group.count_share for group in bars.groups]
    amount_shares = [group.amount_share for group in bars.groups]
    counts = [request.formats.number(group.count) for group in bars.groups]
    amounts = [_amount_text(request, group, amount_meaning) for group in bars.groups]
    traces = [
        _share_bar_trace(request, bars, (amounts_title, amount_meaning), amount_shares, amounts),
        _share_bar_trace(request, bars, (counts_title, "count"), count_shares, counts),
    ]
    known_shares = [share for share in (*count_shares, *amount_shares) if share is not None]
    return figure_style.figure(
        traces,
        request.theme,
        "Share of all (%)",
        "",
        height=_FRAME_HEIGHT + _ROW_HEIGHT * len(groups),
        barmode="group",
        bargap=0.25,
        yaxis={"ticksuffix": "  "},
        xaxis={
            "tickformat": ".0%",
            "range": [min([0.0, *known_shares]) * 1.25, max(known_shares) * 1.25],
        },
        legend=_LEGEND,
    )


def label_of(group: Group) -> str:
    """The name of a group; 'not known' for the group without one."""
    return group.name or UNKNOWN


_LEGEND = {
    "orientation": "h",
    "yanchor": "bottom",
    "y": 1.02,
    "x": 0,
    "traceorder": "reversed",
}


def _distinct_label(group: Group, unnamed: Sequence[Group]) -> str:
    """The name of a group; groups without a name are numbered from the second one on."""
    position = unnamed.index(group) + 1 if group in unnamed else 1
    return label_of(group) if position == 1 else f"{UNKNOWN} ({position})"


def _share_bar_trace(
    request: PageRequest,
    bars: _GroupBars,
    title_and_meaning: tuple[str, str],
    shares: Sequence[float | None],
    hover_values: Sequence[str],
) -> Trace:
    """One bar per group for its share of the rows or of the amount."""
    title, meaning = title_and_meaning
    return figure_style.bars(
        shares,
        bars.labels,
        title,
        MEANING[meaning],
        orientation="h",
        customdata=list(bars.links),
        text=[request.formats.share(share) for share in shares],
        textposition="outside",
        cliponaxis=False,
        hovertext=[
            f"{title}: {value}" + (f"<br>{group.reason}" if group.reason else "")
            for value, group in zip(hover_values, bars.groups, strict=True)
        ],
        hovertemplate="%{y}<br>%{hovertext} (%{text})<extra></extra>",
    )


def _amount_text(request: PageRequest, group: Group, meaning: str) -> str:
    """The amount of a group as pieces or as money."""
    if meaning == "pieces":
        return f"{request.formats.quantity(group.amount)} pieces"
    return request.money(group.amount)
