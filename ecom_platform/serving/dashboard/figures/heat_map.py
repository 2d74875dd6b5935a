"""A heat map with a place for what is not known: grey, with a question mark and its reason."""

from collections.abc import Sequence
from dataclasses import dataclass

from ecom_platform.serving.dashboard.figures.style import MEANING, Trace

UNKNOWN = "?"
ROW_HEIGHT = 26
_LONGEST = 15


@dataclass(frozen=True)
class Cell:
    """A cell: its value, None where it is not known, and what it says, tells and leads to."""

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
    """The known cells in colour from `low` to `high`, the unknown ones grey; no cell is a gap.

    Rows stand at their index.
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
    """An axis of things by their index, the first at the top, with names short enough for a phone.

    By index, because two names may be equal once they are shortened.
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
    """A name that fits beside a figure on a phone."""
    return name if len(name) <= _LONGEST else name[: _LONGEST - 1].rstrip() + "…"


def _is_unknown(cell: Cell | None) -> bool:
    return cell is not None and cell.value is None
