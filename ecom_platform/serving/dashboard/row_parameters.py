"""Which rows a link asks for: its parameters, checked before any of them reaches a query.

The SQL is written in `serving/queries/rows/row_filters.py`.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, Json, ValidationError

from ecom_platform.errors import ViewError
from ecom_platform.serving.dashboard.records.rows_page import column_values
from ecom_platform.serving.queries.rows.row_filters import RowRequest

MOST_ROWS = 1_000  # of one answer; a table on a page asks for 100 at a time
_MOST_CONDITIONS = 20
_MOST_OFFSET = 10**12

_Number = (
    Annotated[int, Field(ge=-(2**63), lt=2**63)] | Annotated[float, Field(allow_inf_nan=False)]
)
_Value = str | _Number | None


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class _Condition(_Part):
    """A condition on a column, as AG Grid writes it."""

    type: str
    filterType: str = ""  # noqa: N815 - the name that AG Grid gives it
    filter: _Value = None
    filterTo: _Value = None  # noqa: N815
    dateFrom: str | None = None  # noqa: N815
    dateTo: str | None = None  # noqa: N815


class _Conditions(_Part):
    """Several conditions on a column."""

    operator: Literal["AND", "OR"]
    conditions: Annotated[list[_Condition], Field(min_length=1, max_length=_MOST_CONDITIONS)]


class _Sort(_Part):
    colId: str  # noqa: N815
    sort: Literal["asc", "desc"]


class _Parameters(_Part):
    start: Annotated[int, Field(ge=0, le=_MOST_OFFSET)] = 0
    end: Annotated[int, Field(ge=0)] | None = None
    sort: Json[Annotated[list[_Sort], Field(max_length=_MOST_CONDITIONS)]] = []
    filter: Json[
        Annotated[dict[str, _Conditions | _Condition], Field(max_length=_MOST_CONDITIONS)]
    ] = {}


def row_request(parameters: Mapping[str, str]) -> RowRequest:
    """Which rows a table wants, in which order; at most `MOST_ROWS`.

    Args:
        parameters: of the link: `start`, `end` (the first row that is not wanted; by default
            `MOST_ROWS` after the start), `sort` and `filter` as dash-ag-grid writes them, and
            columns with the value they must have, such as `is.product_id`.

    Raises:
        ViewError: a parameter cannot be read, or more rows are asked for.
    """
    try:
        read = _Parameters.model_validate(dict(parameters))
    except ValidationError as error:
        raise ViewError(_damage(error)) from error
    end = read.start + MOST_ROWS if read.end is None else read.end
    if not read.start <= end <= read.start + MOST_ROWS:
        raise ViewError(
            f"This link asks for the rows from {read.start:,} to {end:,}. One answer holds at most "
            f"{MOST_ROWS:,}: choose a later 'start', a nearer 'end', or download a file."
        )
    return RowRequest(
        equal=column_values(dict(parameters)),
        filters={column: asked.model_dump() for column, asked in read.filter.items()},
        sort=[(column.colId, column.sort) for column in read.sort],
        offset=read.start,
        limit=end - read.start,
    )


def _damage(error: ValidationError) -> str:
    """A sentence with the first parameter that cannot be read."""
    problem: Any = error.errors(include_url=False, include_input=False)[0]
    name = ".".join(str(part) for part in problem["loc"])[:80]
    return f"This link to rows is damaged: {name}: {problem['msg']}. Go back to its page."
