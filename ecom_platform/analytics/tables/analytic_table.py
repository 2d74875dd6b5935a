"""The words in which an analytic table is declared, and what a step leaves behind.

Put the shape of a declaration here. The declarations stand in the modules of the steps.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import duckdb

from ecom_platform.warehouse.layers import ANALYTICS

Figure = str | int | float


@dataclass(frozen=True)
class AnalyticTable:
    """One table of the layer.

    Attributes:
        name: without the schema.
        about: its grain, and what it answers.
        parents: the tables it is made of, with their schema.
        columns: SQL type and description of each column, in order.
        empty_when: why it may be without rows.
    """

    name: str
    about: str
    parents: tuple[str, ...]
    columns: Mapping[str, tuple[str, str]]
    empty_when: str
    owner: str = "data-science@example.com"

    @property
    def table(self) -> str:
        """The name with its schema."""
        return f"{ANALYTICS}.{self.name}"


@dataclass(frozen=True)
class BuildResult:
    """What a step made of one table.

    Attributes:
        rows: how many it has.
        figures: what a person wants to see of it: parameters, back-tests, counts.
        picture: a Plotly figure as a plain dict; None when there is nothing to draw.
    """

    rows: int
    figures: Mapping[str, Figure] = field(default_factory=dict)
    chart: Mapping[str, object] | None = None


@dataclass(frozen=True)
class Step:
    """Tables that are made together.

    Attributes:
        name: of the step.
        tables: what it makes.
        build: makes them in an open warehouse.
    """

    name: str
    tables: tuple[AnalyticTable, ...]
    build: Callable[[duckdb.DuckDBPyConnection], Mapping[str, BuildResult]]
