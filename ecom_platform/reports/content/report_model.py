"""What a report says, before it has a form: plain values, equal for equal numbers.

How it looks belongs in `reports/rendering/html_report.py` and `reports/rendering/text_summary.py`;
what it says, in `sections/`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

Tone = Literal["plain", "good", "bad"]


@dataclass(frozen=True)
class Sentence:
    """One thing to know; the tone says whether it is good news."""

    text: str
    tone: Tone = "plain"


@dataclass(frozen=True)
class Tile:
    """A headline number with its change against the like period before, or why there is none."""

    title: str
    value: str
    change: str
    tone: Tone = "plain"


@dataclass(frozen=True)
class Table:
    """Cells as text, the first column names the row; the columns of `numbers` stand right."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Picture:
    """A Plotly figure, and what it shows in words."""

    caption: str
    figure: Mapping[str, Any]


@dataclass(frozen=True)
class Section:
    """A part of a report under a heading.

    Attributes:
        note: what a reader must know of its tables, such as that one is held; empty when all is
            well.
    """

    title: str
    sentences: tuple[Sentence, ...] = ()
    pictures: tuple[Picture, ...] = ()
    tables: tuple[Table, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Report:
    """A whole report.

    Attributes:
        name: of the report, such as `daily_brief`.
        reader: whom it is for, in words.
        as_of: the newest complete day it tells of.
        headline: the one sentence to remember.
        provenance: of which version every number is.
    """

    name: str
    title: str
    reader: str
    as_of: date
    as_of_label: str
    headline: Sentence
    tiles: tuple[Tile, ...]
    tiles_caption: str
    sections: tuple[Section, ...]
    provenance: str

    @property
    def figures(self) -> list[Mapping[str, Any]]:
        """The figures in the order in which they stand."""
        return [picture.figure for section in self.sections for picture in section.pictures]
