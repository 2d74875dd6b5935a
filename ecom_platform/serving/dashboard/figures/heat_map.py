"""A heat map that keeps unknown values apart from zero: unknown cells are grey with a `?`."""

from collections.abc import Sequence
from dataclasses import dataclass

from ecom_platform.serving.dashboard.figures.figure_style import MEANING, Trace

UNKNOWN = "?"
ROW_HEIGHT = 26
_LONGEST = 15


@dataclass(frozen=True)
class Cell:
    """One cell of a heat map.

    Attributes:
        value: decides its colour; None where it is not known.
        text: inside the cell.
        hover: shown when a reader points at it; the reason where the value is not known.
        href: the page that a click opens.
    """

    value: float | None
    text: str
    hover: str
    href: str


def heat_map(
    columns: Sequence[str],
    rows: Sequence[Sequence[Cell | None]],
    colours: Sequence[Sequence[object]],
    low: float,
    high: float,
) -> list[Trace]:
    """The two traces of a heat map: the known cells in colour, the unknown ones grey.

    Args:
        columns: their titles.
        rows: one sequence of cells per row, as long as `columns`; None leaves a gap. A row is
            drawn at its index, so its axis is a `row_axis`.
        colours: a Plotly colour scale.
        low: the value of the first colour.
        high: the value of the last colour.
    """
    unknown = [[0.0, MEANING["unknown"]], [1.0, MEANING["unknown"]]]
    common = {
        "type": "heatmap",
        "x": list(columns),
        "y": list(range(len(rows))),
        "hovertext": [[cell.hover if cell else "" for cell in row] for row in rows],
        "customdata": [[cell.href if cell else "" for cell in row] for row in rows],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "texttemplate": "%{text}",
        "textfont": {"size": 11},
        "hoverongaps": False,
        "showscale": False,
        "xgap": 2,
        "ygap": 2,
    }
    known_z = [[cell.value if cell else None for cell in row] for row in rows]
    unknown_z = [[0 if _is_unknown(cell) else None for cell in row] for row in rows]
    known_text = [
        ["" if cell is None or cell.value is None else cell.text for cell in row] for row in rows
    ]
    unknown_text = [[UNKNOWN if _is_unknown(cell) else "" for cell in row] for row in rows]
    return [
        {
            **common,
            "z": known_z,
            "text": known_text,
            "colorscale": list(colours),
            "zmin": low,
            "zmax": high,
        },
        {
            **common,
            "z": unknown_z,
            "text": unknown_text,
            "colorscale": unknown,
            "zmin": 0,
            "zmax": 1,
        },
    ]


def row_axis(names: Sequence[str]) -> dict[str, object]:
    """The layout of an axis of rows by their index: first row on top, names cut to fit a phone.

    Rows have their index as position because two names may be equal once they are cut.
    """
    return {
        "tickmode": "array",
        "tickvals": list(range(len(names))),
        "ticktext": [shortened(name) for name in names],
        "range": [len(names) - 0.5, -0.5],
        "showgrid": False,
        "zeroline": False,
    }


def shortened(name: str) -> str:
    """A name cut to 15 characters, so that it fits beside a figure on a phone.

    Example:
        >>> shortened("QUAYSIDE BOUTIQUE ONE")
        'QUAYSIDE BOUTI…'
    """
    return name if len(name) <= _LONGEST else name[: _LONGEST - 1].rstrip() + "…"


def _is_unknown(cell: Cell | None) -> bool:
    return cell is not None and cell.value is None
