"""The declaration of an analytic table, the step that builds it, and the result of a build.

The declarations themselves are in the modules of the steps, such as `forecast_table.py`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import duckdb

from ecom_platform.warehouse.layers import ANALYTICS

Figure = str | int | float


@dataclass(frozen=True)
class AnalyticTable:
    """The declaration of one table of the layer `analytics`.

    Attributes:
        name: without the schema.
        about: its grain, and the question it answers.
        parents: the tables it depends on, with their schema.
        columns: SQL type and description by column, in order.
        empty_when: why it may have no rows.
        owner: who is notified of failed checks.
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
    """The result of building one table.

    Attributes:
        rows: number of rows.
        figures: numbers and sentences for a person: parameters, back-tests, counts.
        chart: a Plotly figure as a plain dict; None when there is nothing to draw.
    """

    rows: int
    figures: Mapping[str, Figure] = field(default_factory=dict)
    chart: Mapping[str, object] | None = None


@dataclass(frozen=True)
class Step:
    """Tables that are built together.

    Attributes:
        name: of the step.
        tables: declarations of its tables.
        build: builds them in an open warehouse; the results by table, with its schema.
    """

    name: str
    tables: tuple[AnalyticTable, ...]
    build: Callable[[duckdb.DuckDBPyConnection], Mapping[str, BuildResult]]
