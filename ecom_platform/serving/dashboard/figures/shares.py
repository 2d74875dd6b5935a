"""Groups by their part of all rows and of all money, the one bar under the other."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ecom_platform.serving.dashboard.figures import style
from ecom_platform.serving.dashboard.figures.style import MEANING, Figure, Trace
from ecom_platform.serving.dashboard.page import PageRequest
from ecom_platform.serving.queries.groups import Group

UNKNOWN = "not known"
_ROW_HEIGHT, _FRAME_HEIGHT = 42, 100


@dataclass(frozen=True)
class _Drawn:
    """Groups from the bottom up, with the links of their bars."""

    groups: tuple[Group, ...]
    links: tuple[str, ...]

    @property
    def labels(self) -> list[str]:
        """One for each group: bars with one label would lie upon each other."""
        unnamed = [group for group in self.groups[::-1] if group.name is None]
        return [_label(group, unnamed) for group in self.groups]


def shares(
    request: PageRequest,
    groups: Sequence[Group],
    counted: str,
    amounts: str,
    link: Callable[[Group], str],
    *,
    amount_meaning: str = "kept",
) -> Figure:
    """Bars from top to bottom in the order given; `counted` and `amounts` say what is counted."""
    drawn = _Drawn(tuple(groups[::-1]), tuple(link(group) for group in groups[::-1]))
    counts = [group.count_share for group in drawn.groups]
    parts = [group.amount_share for group in drawn.groups]
    of_counts = [request.formats.number(group.count) for group in drawn.groups]
    of_amounts = [_amount(request, group, amount_meaning) for group in drawn.groups]
    traces = [
        _trace(request, drawn, (amounts, amount_meaning), parts, of_amounts),
        _trace(request, drawn, (counted, "count"), counts, of_counts),
    ]
    known = [value for value in (*counts, *parts) if value is not None]
    return style.figure(
        traces,
        request.theme,
        "Part of all (%)",
        "",
        height=_FRAME_HEIGHT + _ROW_HEIGHT * len(groups),
        barmode="group",
        bargap=0.25,
        yaxis={"ticksuffix": "  "},
        xaxis={"tickformat": ".0%", "range": [min([0.0, *known]) * 1.25, max(known) * 1.25]},
        legend=_LEGEND,
    )


def label_of(group: Group) -> str:
    """The name of a group, also of the one without."""
    return group.name or UNKNOWN


_LEGEND = {
    "orientation": "h",
    "yanchor": "bottom",
    "y": 1.02,
    "x": 0,
    "traceorder": "reversed",
}


def _label(group: Group, unnamed: Sequence[Group]) -> str:
    place = unnamed.index(group) + 1 if group in unnamed else 1
    return label_of(group) if place == 1 else f"{UNKNOWN} ({place})"


def _trace(
    request: PageRequest,
    drawn: _Drawn,
    named: tuple[str, str],
    parts: Sequence[float | None],
    written: Sequence[str],
) -> Trace:
    title, meaning = named
    return style.bars(
        parts,
        drawn.labels,
        title,
        MEANING[meaning],
        orientation="h",
        customdata=list(drawn.links),
        text=[request.formats.share(part) for part in parts],
        textposition="outside",
        cliponaxis=False,
        hovertext=[
            f"{title}: {amount}" + (f"<br>{group.reason}" if group.reason else "")
            for amount, group in zip(written, drawn.groups, strict=True)
        ],
        hovertemplate="%{y}<br>%{hovertext} (%{text})<extra></extra>",
    )


def _amount(request: PageRequest, group: Group, meaning: str) -> str:
    if meaning == "pieces":
        return f"{request.formats.number(group.amount)} pieces"
    return request.money(group.amount)
