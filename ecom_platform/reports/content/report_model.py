"""The content of a report as plain values, which are equal for equal versions.

Its layout is in `reports/rendering/html_report.py` and `reports/rendering/text_summary.py`; its
sentences are written in `sections/`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

Tone = Literal["plain", "good", "bad"]


@dataclass(frozen=True)
class Sentence:
    """One thing to know, and whether it is good or bad news."""

    text: str
    tone: Tone = "plain"


@dataclass(frozen=True)
class Tile:
    """A headline metric with its change against the period before."""

    title: str
    value: str
    change: str
    tone: Tone = "plain"


@dataclass(frozen=True)
class Table:
    """A table whose cells are text.

    Attributes:
        rows: the first cell of each row names it.
        numbers: the positions of columns that are aligned right.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Picture:
    """A Plotly figure, and a caption that says what it shows."""

    caption: str
    figure: Mapping[str, Any]


@dataclass(frozen=True)
class Section:
    """A part of a report under a heading.

    Attributes:
        note: what a reader must know of the tables, such as that one is held; empty when there is
            nothing to know.
    """

    title: str
    sentences: tuple[Sentence, ...] = ()
    pictures: tuple[Picture, ...] = ()
    tables: tuple[Table, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Report:
    """The content of a whole report.

    Attributes:
        name: such as `daily_brief`.
        audience_label: whom the report is for, such as "For executives".
        as_of: the newest complete day that the report covers.
        as_of_label: that day with its weekday.
        headline: the one sentence to remember.
        provenance: which version the numbers are from, and how metrics are defined.
    """

    name: str
    title: str
    audience_label: str
    as_of: date
    as_of_label: str
    headline: Sentence
    tiles: tuple[Tile, ...]
    tiles_caption: str
    sections: tuple[Section, ...]
    provenance: str

    @property
    def figures(self) -> list[Mapping[str, Any]]:
        """The figures of all sections, in their order."""
        return [picture.figure for section in self.sections for picture in section.pictures]
